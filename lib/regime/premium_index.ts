import { assertColumns } from "../stats/arguments.ts";
import { assertPrice } from "./arguments.ts";

/** Columns of {@linkcode premiumIndex}, in quote currency. */
export type PremiumIndexColumns = {
  /** Average price at which the impact margin notional is sold into the bids. */
  readonly impactBid: Float64Array;
  /** Average price at which it is bought from the asks. */
  readonly impactAsk: Float64Array;
  /** Index price: the spot price, not the mark price. */
  readonly index: Float64Array;
};

/**
 * Premium of the perpetual over its index.
 *
 * `P = (max(0, bid - index) - max(0, index - ask)) / index`: zero while the index
 * lies between the impact prices. The mark price already holds part of the
 * premium, so it cannot stand in for the index.
 *
 * @param columns Length `n` each; impact prices and index, > 0.
 * @returns Length `n`; fraction of the index price, `NaN` where a price is missing.
 *   Entry `t` uses row `t` only.
 * @throws {RangeError} If lengths differ or a price is zero or negative.
 * @see def-impact-premium, eq-impact-premium, eq-premium-sample
 * @see Binance, Introduction to Binance Futures Funding Rates (help page).
 *
 * @example Above, around and below the index
 * ```ts
 * import assert from "node:assert/strict";
 * import { premiumIndex } from "volarb/regime";
 *
 * const premium = premiumIndex({
 *   impactBid: Float64Array.of(101, 99, 97),
 *   impactAsk: Float64Array.of(102, 101, 98),
 *   index: Float64Array.of(100, 100, 100),
 * });
 * assert.deepEqual(premium, Float64Array.of(0.01, 0, -0.02));
 * ```
 */
export function premiumIndex(
  { impactBid, impactAsk, index }: PremiumIndexColumns,
): Float64Array {
  const action = "compute a premium index";
  assertColumns(action, { impactBid, impactAsk, index });
  return index.map((price, t) => {
    const bid = impactBid[t]!;
    const ask = impactAsk[t]!;
    assertPrice(action, "impactBid", bid);
    assertPrice(action, "impactAsk", ask);
    assertPrice(action, "index", price);
    return (Math.max(0, bid - price) - Math.max(0, price - ask)) / price;
  });
}
