/** Why the venue refuses something: its number, its filter where there is one, its words. */
export type Rejection = {
  /** The venue's error code. */
  readonly code: number;
  /** Name of the trading rule that was broken, as in the venue's `exchangeInfo`. */
  readonly filter?: string;
  /** The venue's words. */
  readonly message: string;
};

/**
 * The venue's refusals by name, with its own codes and words.
 *
 * @see Binance USD-M futures API, Error codes (developers.binance.com).
 *
 * @example Too little margin
 * ```ts
 * import assert from "node:assert/strict";
 * import { REJECTIONS } from "volarb/venue";
 *
 * assert.equal(REJECTIONS.marginInsufficient.code, -2019);
 * ```
 */
export const REJECTIONS = {
  tooManyOrders: {
    code: -1015,
    message: "Too many new orders.",
  },
  invalidSymbol: { code: -1121, message: "Invalid symbol." },
  priceUnknown: {
    code: -2010,
    message: "New order rejected: the trigger follows a price that is unknown.",
  },
  parentUnknown: {
    code: -2010,
    message: "New order rejected: its OTO order is unknown or has ended.",
  },
  tieEnded: {
    code: -2010,
    message:
      "New order rejected: an order that it is tied to has been filled or has ended.",
  },
  goodTillDate: {
    code: -1130,
    message: "Data sent for parameter 'goodTillDate' is not valid.",
  },
  trailingVolatility: {
    code: -2010,
    message:
      "New order rejected: the venue knows no volatility; a client trails by it.",
  },
  notModifiable: {
    code: -2010,
    message: "Order modification rejected: the order has no such price.",
  },
  unknownOrder: { code: -2011, message: "Unknown order sent." },
  marginInsufficient: { code: -2019, message: "Margin is insufficient." },
  wouldTrigger: {
    code: -2021,
    message: "Order would immediately trigger.",
  },
  reduceOnly: { code: -2022, message: "ReduceOnly Order is rejected." },
  tooManyOpenOrders: {
    code: -2025,
    filter: "MAX_NUM_ORDERS",
    message: "Reach max open order limit.",
  },
  leverageExceeded: {
    code: -2027,
    message: "Exceeded the maximum allowable position at current leverage.",
  },
  priceNotPositive: {
    code: -4001,
    filter: "PRICE_FILTER",
    message: "Price less than 0.",
  },
  priceAboveMaximum: {
    code: -4002,
    filter: "PRICE_FILTER",
    message: "Price greater than max price.",
  },
  quantityNotPositive: {
    code: -4003,
    filter: "LOT_SIZE",
    message: "Quantity less than zero.",
  },
  quantityBelowMinimum: {
    code: -4004,
    filter: "LOT_SIZE",
    message: "Quantity less than min quantity.",
  },
  quantityAboveMaximum: {
    code: -4005,
    filter: "LOT_SIZE",
    message: "Quantity greater than max quantity.",
  },
  marketQuantityAboveMaximum: {
    code: -4005,
    filter: "MARKET_LOT_SIZE",
    message: "Quantity greater than max quantity.",
  },
  priceBelowMinimum: {
    code: -4013,
    filter: "PRICE_FILTER",
    message: "Price less than min price.",
  },
  priceOffTick: {
    code: -4014,
    filter: "PRICE_FILTER",
    message: "Price not increased by tick size.",
  },
  priceAboveMultiplier: {
    code: -4016,
    filter: "PERCENT_PRICE",
    message: "Limit price can't be higher than the mark price allows.",
  },
  priceBelowMultiplier: {
    code: -4024,
    filter: "PERCENT_PRICE",
    message: "Limit price can't be lower than the mark price allows.",
  },
  marketPriceOutOfRange: {
    code: -4131,
    filter: "PERCENT_PRICE",
    message:
      "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
  },
  quantityOffLot: {
    code: -4023,
    filter: "LOT_SIZE",
    message: "Qty not increased by step size.",
  },
  positionSide: {
    code: -4061,
    message: "Order's position side does not match user's setting.",
  },
  duplicateId: { code: -4116, message: "ClientOrderId is duplicated." },
  notionalBelowMinimum: {
    code: -4164,
    filter: "MIN_NOTIONAL",
    message:
      "Order's notional must be no smaller than the minimum (unless you choose reduce only).",
  },
  fillOrKill: {
    code: -5021,
    message:
      "Due to the order could not be filled immediately, the FOK order has been rejected.",
  },
  postOnly: {
    code: -5022,
    message:
      "Due to the order could not be executed as maker, the Post Only order will be rejected.",
  },
  sameOrder: { code: -5027, message: "No need to modify the order." },
} as const satisfies Record<string, Rejection>;

/**
 * A refusal as the one line that an event carries.
 *
 * @param rejection The refusal.
 * @returns The filter, where there is one, and the venue's words.
 *
 * @example With a filter
 * ```ts
 * import assert from "node:assert/strict";
 * import { rejectionText, REJECTIONS } from "volarb/venue";
 *
 * assert.equal(
 *   rejectionText(REJECTIONS.priceOffTick),
 *   "PRICE_FILTER: Price not increased by tick size.",
 * );
 * ```
 */
export function rejectionText({ filter, message }: Rejection): string {
  return filter === undefined ? message : `${filter}: ${message}`;
}
