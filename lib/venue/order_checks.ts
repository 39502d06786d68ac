import { type ContractSpec, notionalOf } from "./contract_spec.ts";
import { type Rejection, REJECTIONS } from "./rejection.ts";

/** What the filters look at. */
export type FilteredTerms = {
  /** Whole quantity, lots. */
  readonly quantity: number;
  /** Limit price, ticks; `NaN` without one. */
  readonly price: number;
  /** Trigger price, ticks; `NaN` without one. */
  readonly triggerPrice: number;
  /** 1 for a buy, -1 for a sell. */
  readonly sign: 1 | -1;
  /** Whether it only reduces, which frees it of the least notional. */
  readonly reduceOnly: boolean;
};

/**
 * The first of the venue's trading rules that an order breaks.
 *
 * PRICE_FILTER on limit and trigger price, LOT_SIZE, MARKET_LOT_SIZE for orders without a
 * limit, PERCENT_PRICE of the limit price, MIN_NOTIONAL at the limit price, or at the reference without one.
 *
 * @param spec Rules of the contract.
 * @param terms Terms of the order.
 * @param reference Price of the market, ticks, for the notional of an order without a
 *   limit and for how far a limit may be from it; `NaN` where it is unknown: neither is then checked.
 * @returns The refusal; nothing where the order passes.
 *
 * @example Half a tick
 * ```ts
 * import assert from "node:assert/strict";
 * import { instrumentOn } from "volarb/market";
 * import { contractSpec, filterRejection } from "volarb/venue";
 *
 * const spec = contractSpec(instrumentOn("BTCUSDT", "2024-07-19"));
 * const terms = { sign: 1 as const, quantity: 1, triggerPrice: NaN, reduceOnly: false };
 * assert.equal(filterRejection(spec, { ...terms, price: 650_000.5 }, NaN)?.code, -4014);
 * assert.equal(filterRejection(spec, { ...terms, price: 650_000 }, NaN), undefined);
 * ```
 */
export function filterRejection(
  spec: ContractSpec,
  { sign, quantity, price, triggerPrice, reduceOnly }: FilteredTerms,
  reference: number,
): Rejection | undefined {
  const limited = price === price;
  const refused = quantityRejection(spec, quantity, limited) ??
    priceRejection(spec, price) ?? priceRejection(spec, triggerPrice) ??
    distanceRejection(spec, sign, price, reference);
  if (refused !== undefined) return refused;
  const small = !reduceOnly &&
    (limited
      ? notionalOf(spec, price, quantity) < spec.minNotional
      // A mark price may lie between two ticks.
      : reference * quantity * Number(spec.tickLotMoney) <
        Number(spec.minNotional));
  return small ? REJECTIONS.notionalBelowMinimum : undefined;
}

/**
 * PERCENT_PRICE: whether a price is further on the wrong side of the reference than allowed.
 *
 * @param spec Rules of the contract.
 * @param sign 1 for a buy, -1 for a sell.
 * @param price Price, ticks; `NaN` passes.
 * @param reference Mark price, ticks; `NaN` lets every price pass.
 * @returns The refusal of a limit price; nothing where it passes.
 *
 * @example A buy ten percent above the mark price, and a tick more
 * ```ts
 * import assert from "node:assert/strict";
 * import { instrumentOn } from "volarb/market";
 * import { contractSpec, distanceRejection } from "volarb/venue";
 *
 * const spec = contractSpec(instrumentOn("BTCUSDT", "2024-07-19"), {
 *   percentPrice: { up: 1.1, down: 0.9 },
 * });
 * assert.equal(distanceRejection(spec, 1, 11_000, 10_000), undefined);
 * assert.equal(distanceRejection(spec, 1, 11_001, 10_000)?.code, -4016);
 * assert.equal(distanceRejection(spec, -1, 8_999, 10_000)?.code, -4024);
 * ```
 */
export function distanceRejection(
  { percentPrice }: ContractSpec,
  sign: 1 | -1,
  price: number,
  reference: number,
): Rejection | undefined {
  if (percentPrice === undefined) return undefined;
  const multiple = sign === 1 ? percentPrice.up : percentPrice.down;
  // Decimals of the rule as whole numbers: 1.1 times 3 is not above 3.3.
  const bound = Math.round(multiple * 1e8) * reference;
  if (!(sign * (price * 1e8 - bound) > 0)) return undefined;
  return sign === 1
    ? REJECTIONS.priceAboveMultiplier
    : REJECTIONS.priceBelowMultiplier;
}

function quantityRejection(
  spec: ContractSpec,
  quantity: number,
  limited: boolean,
): Rejection | undefined {
  if (!(quantity > 0)) return REJECTIONS.quantityNotPositive;
  if (!Number.isSafeInteger(quantity)) return REJECTIONS.quantityOffLot;
  if (quantity < spec.minQuantity) return REJECTIONS.quantityBelowMinimum;
  if (limited) {
    return quantity > spec.maxQuantity
      ? REJECTIONS.quantityAboveMaximum
      : undefined;
  }
  return quantity > spec.maxMarketQuantity
    ? REJECTIONS.marketQuantityAboveMaximum
    : undefined;
}

function priceRejection(
  spec: ContractSpec,
  price: number,
): Rejection | undefined {
  if (price !== price) return undefined;
  if (!(price > 0)) return REJECTIONS.priceNotPositive;
  if (!Number.isSafeInteger(price)) return REJECTIONS.priceOffTick;
  if (price < spec.minPrice) return REJECTIONS.priceBelowMinimum;
  return price > spec.maxPrice ? REJECTIONS.priceAboveMaximum : undefined;
}
