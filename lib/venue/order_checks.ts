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
  /** Whether it only reduces, which frees it of the least notional. */
  readonly reduceOnly: boolean;
};

/**
 * The first of the venue's trading rules that an order breaks.
 *
 * PRICE_FILTER on limit and trigger price, LOT_SIZE, MARKET_LOT_SIZE for orders without a
 * limit, MIN_NOTIONAL at the limit price, or at the reference without one.
 *
 * @param spec Rules of the contract.
 * @param terms Terms of the order.
 * @param reference Price of the market, ticks, for the notional of an order without a
 *   limit; `NaN` where it is unknown, and the notional is then not checked.
 * @returns The refusal; nothing where the order passes.
 *
 * @example Half a tick
 * ```ts
 * import assert from "node:assert/strict";
 * import { instrumentOn } from "volarb/market";
 * import { contractSpec, filterRejection } from "volarb/venue";
 *
 * const spec = contractSpec(instrumentOn("BTCUSDT", "2024-07-19"));
 * const terms = { quantity: 1, triggerPrice: NaN, reduceOnly: false };
 * assert.equal(filterRejection(spec, { ...terms, price: 650_000.5 }, NaN)?.code, -4014);
 * assert.equal(filterRejection(spec, { ...terms, price: 650_000 }, NaN), undefined);
 * ```
 */
export function filterRejection(
  spec: ContractSpec,
  { quantity, price, triggerPrice, reduceOnly }: FilteredTerms,
  reference: number,
): Rejection | undefined {
  const limited = price === price;
  const refused = quantityRejection(spec, quantity, limited) ??
    priceRejection(spec, price) ?? priceRejection(spec, triggerPrice);
  if (refused !== undefined) return refused;
  const ticks = Math.floor(limited ? price : reference);
  const small = !reduceOnly && ticks === ticks &&
    notionalOf(spec, ticks, quantity) < spec.minNotional;
  return small ? REJECTIONS.notionalBelowMinimum : undefined;
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
