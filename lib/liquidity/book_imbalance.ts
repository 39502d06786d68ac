import { assertColumns } from "../stats/arguments.ts";
import type { Quotes } from "../flow/mod.ts";
import { quoteError } from "./quote_error.ts";

/**
 * Imbalance of the standing quantities at the best bid and ask.
 *
 * `ρ = (qB - qA) / (qB + qA)`, in [-1, 1]; `(1 + ρ) / 2` is the share of the bid. It is a
 * state of the book; order flow imbalance is the flow that changes it.
 *
 * @param quotes Columns of length `n`; quantities ≥ 0.
 * @returns Length `n`, known with the quote; `NaN` where a quantity is missing or both
 *   are 0. Prices are not read, so a crossed quote has an imbalance too.
 * @throws {RangeError} If columns differ in length or a quantity is negative.
 * @see eq-book-imbalance, def-book-imbalance, lem-imbalance, eq-map-book-ticker
 * @see Gould, M. and Bonart, J. (2016), Queue imbalance as a one-tick-ahead price
 *   predictor in a limit order book, Market Microstructure and Liquidity 2(2), 1650006,
 *   doi:10.1142/S2382626616500064.
 *
 * @example Three to one
 * ```ts
 * import assert from "node:assert/strict";
 * import { bookImbalance } from "volarb/liquidity";
 *
 * const imbalance = bookImbalance({
 *   bidQuantity: Float64Array.of(3, 0),
 *   askQuantity: Float64Array.of(1, 0),
 * });
 * assert.deepEqual(imbalance, Float64Array.of(0.5, NaN));
 * ```
 */
export function bookImbalance(
  quotes: Pick<Quotes, "bidQuantity" | "askQuantity">,
): Float64Array {
  const action = "compute book imbalance";
  const { bidQuantity, askQuantity } = quotes;
  const n = assertColumns(action, { bidQuantity, askQuantity });
  const imbalance = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const bid = bidQuantity[i]!;
    const ask = askQuantity[i]!;
    if (bid < 0 || ask < 0) {
      throw quoteError(
        action,
        "quantities must be at least 0",
        { bidQuantity, askQuantity },
        i,
      );
    }
    const total = bid + ask;
    imbalance[i] = total > 0 ? (bid - ask) / total : NaN;
  }
  return imbalance;
}
