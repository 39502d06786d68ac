/**
 * Sum with compensation.
 *
 * Neumaier's form of Kahan's sum: what an addition drops is gathered and added at
 * the end, so that the error does not grow with the length.
 *
 * @param column Length `n`.
 * @returns The sum; 0 of an empty column, `NaN` with a missing entry.
 * @see Neumaier, A. (1974), Rundungsfehleranalyse einiger Verfahren zur
 *   Summation endlicher Summen, ZAMM 54(1), 39-51, doi:10.1002/zamm.19740540106.
 *
 * @example What a plain loop loses
 * ```ts
 * import assert from "node:assert/strict";
 * import { sum } from "volarb/stats";
 *
 * assert.equal(sum(Float64Array.of(1, 1e100, 1, -1e100)), 2);
 * ```
 */
export function sum(column: Float64Array): number {
  let total = 0;
  let dropped = 0;
  for (let i = 0; i < column.length; i++) {
    const x = column[i]!;
    const next = total + x;
    dropped += Math.abs(total) >= Math.abs(x)
      ? (total - next) + x
      : (x - next) + total;
    total = next;
  }
  // An infinite total leaves no meaning in what was dropped.
  return Number.isFinite(total) ? total + dropped : total;
}
