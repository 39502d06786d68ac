import { assertColumns } from "../stats/arguments.ts";
import type { Quotes } from "../flow/mod.ts";
import { MISSING } from "../stats/finite_or_nan.ts";
import { quoteError } from "./quote_error.ts";

/**
 * Mid price of each quote, `(bid + ask) / 2`.
 *
 * @param quotes Columns of length `n`; prices > 0.
 * @returns Length `n`; quote currency, known with the quote. `NaN` where a side is
 *   missing or the quote is crossed (bid above ask), which no market stands at.
 * @throws {RangeError} If columns differ in length or a price is not positive.
 * @see def-quote, eq-map-book-ticker
 * @see Holden, C. and Jacobsen, S. (2014), Liquidity measurement problems in fast,
 *   competitive markets, Journal of Finance 69(4), 1747-1785, doi:10.1111/jofi.12127, on
 *   crossed quotes.
 *
 * @example One tick apart, crossed
 * ```ts
 * import assert from "node:assert/strict";
 * import { midPrice } from "volarb/liquidity";
 *
 * const mid = midPrice({
 *   bidPrice: Float64Array.of(100, 102),
 *   askPrice: Float64Array.of(101, 101),
 * });
 * assert.deepEqual(mid, Float64Array.of(100.5, NaN));
 * ```
 */
export function midPrice(
  quotes: Pick<Quotes, "bidPrice" | "askPrice">,
): Float64Array {
  const { bidPrice, askPrice } = quotes;
  const n = assertColumns("compute mid prices", { bidPrice, askPrice });
  const mid = new Float64Array(n);
  for (let i = 0; i < n; i++) mid[i] = midOf(bidPrice[i]!, askPrice[i]!);
  return mid;
}

/**
 * Mid of the best bid and ask weighted by the other side's quantity.
 *
 * `ask I + bid (1 - I)` with `I = qB / (qB + qA)`: a long bid queue pulls it to the ask.
 * Unlike the micro-price it takes the imbalance for the probability of the next
 * move without looking at the data.
 *
 * @param quotes Columns of length `n`; prices > 0, quantities ≥ 0.
 * @returns Length `n`; quote currency, known with the quote. `NaN` where a side is
 *   missing, the quote is crossed or both quantities are 0.
 * @throws {RangeError} If columns differ in length, a price is not positive or a
 *   quantity negative.
 * @see eq-weighted-mid, def-book-imbalance, lem-imbalance, eq-map-book-ticker
 * @see Stoikov, S. (2018), The micro-price, Quantitative Finance 18(12), 1959-1966,
 *   doi:10.1080/14697688.2018.1489139.
 *
 * @example Ten against eight
 * ```ts
 * import assert from "node:assert/strict";
 * import { weightedMid } from "volarb/liquidity";
 *
 * const [mid] = weightedMid({
 *   bidPrice: Float64Array.of(100),
 *   bidQuantity: Float64Array.of(10),
 *   askPrice: Float64Array.of(101),
 *   askQuantity: Float64Array.of(8),
 * });
 * assert.ok(Math.abs(mid! - 100.5556) < 1e-4);
 * ```
 */
export function weightedMid(quotes: Omit<Quotes, "time">): Float64Array {
  const action = "compute weighted mids";
  const { bidPrice, bidQuantity, askPrice, askQuantity } = quotes;
  const n = assertColumns(action, {
    bidPrice,
    bidQuantity,
    askPrice,
    askQuantity,
  });
  const mid = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [bid, ask] = [bidPrice[i]!, askPrice[i]!];
    const [bidSize, askSize] = [bidQuantity[i]!, askQuantity[i]!];
    if (bidSize < 0 || askSize < 0) {
      throw quoteError(action, "quantities must be at least 0", quotes, i);
    }
    const total = bidSize + askSize;
    mid[i] = total > 0 && midOf(bid, ask) > 0
      ? (ask * bidSize + bid * askSize) / total
      : NaN;
  }
  return mid;
}

/**
 * Mid of one quote.
 *
 * @param bid Best bid, above 0; `NaN` where missing.
 * @param ask Best ask.
 * @returns The mid; `NaN` where a side is missing or the quote is crossed.
 * @throws {RangeError} If a price is not positive.
 */
export function midOf(bid: number, ask: number): number {
  if (bid <= 0 || ask <= 0) {
    throw new RangeError(
      `Cannot compute a mid price as prices must be positive: current value is bid ${bid}, ask ${ask}`,
    );
  }
  return bid <= ask ? (bid + ask) / 2 : MISSING[0]!;
}
