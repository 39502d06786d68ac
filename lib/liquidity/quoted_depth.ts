import { assertColumns } from "../stats/arguments.ts";
import type { Quotes } from "../flow/mod.ts";
import { quoteError } from "./quote_error.ts";

/** Choices of {@linkcode quotedDepth}. */
export type QuotedDepthOptions = {
  /** Which side; `"mean"` (default) is the mean of both. */
  readonly side?: "bid" | "ask" | "mean";
  /** `"base"` (default): quantity. `"quote"`: quantity times its price. */
  readonly unit?: "base" | "quote";
};

/**
 * Depth at the best quotes.
 *
 * The mean of both sides, `(qB + qA) / 2`, is the depth `D` of which the price impact of
 * order flow is `1 / (2 D)` ticks in the model of Cont, Kukanov and Stoikov.
 *
 * @param quotes Columns of length `n`; prices > 0, quantities ≥ 0.
 * @param options Side and unit.
 * @returns Length `n`, known with the quote; `NaN` where an entry it needs is missing.
 * @throws {RangeError} If columns differ in length, a price is not positive or a
 *   quantity negative.
 * @see def-depth
 * @see Cont, R., Kukanov, A. and Stoikov, S. (2014), Journal of Financial
 *   Econometrics 12(1), 47-88, doi:10.1093/jjfinec/nbt003.
 *
 * @example Three and one
 * ```ts
 * import assert from "node:assert/strict";
 * import { quotedDepth } from "volarb/liquidity";
 *
 * const quotes = {
 *   bidPrice: Float64Array.of(10),
 *   bidQuantity: Float64Array.of(3),
 *   askPrice: Float64Array.of(12),
 *   askQuantity: Float64Array.of(1),
 * };
 * assert.deepEqual(quotedDepth(quotes), Float64Array.of(2));
 * assert.deepEqual(quotedDepth(quotes, { unit: "quote" }), Float64Array.of(21));
 * ```
 */
export function quotedDepth(
  quotes: Omit<Quotes, "time">,
  { side = "mean", unit = "base" }: QuotedDepthOptions = {},
): Float64Array {
  const action = "compute quoted depth";
  const { bidPrice, bidQuantity, askPrice, askQuantity } = quotes;
  const columns = { bidPrice, bidQuantity, askPrice, askQuantity };
  const n = assertColumns(action, columns);
  const depth = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (bidQuantity[i]! < 0 || askQuantity[i]! < 0) {
      throw quoteError(action, "quantities must be at least 0", columns, i);
    }
    if (bidPrice[i]! <= 0 || askPrice[i]! <= 0) {
      throw quoteError(action, "prices must be positive", columns, i);
    }
    const bid = bidQuantity[i]! * (unit === "quote" ? bidPrice[i]! : 1);
    const ask = askQuantity[i]! * (unit === "quote" ? askPrice[i]! : 1);
    depth[i] = side === "bid" ? bid : side === "ask" ? ask : (bid + ask) / 2;
  }
  return depth;
}
