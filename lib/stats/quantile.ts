/**
 * Quantile by linear interpolation between order statistics, the R-7 method.
 *
 * With `h = (n - 1) p`: `x₍⌊h⌋₎ + (h - ⌊h⌋)(x₍⌊h⌋+1₎ - x₍⌊h⌋₎)` over the entries in
 * order, counted from 0. The default of R, NumPy and Polars ("linear").
 *
 * @param column Length `n`, in any order; it is not changed.
 * @param p Probability, in [0, 1].
 * @returns The quantile; `NaN` of an empty column or one with a missing entry.
 * @throws {RangeError} If `p` is not in [0, 1].
 * @see Hyndman, R., Fan, Y. (1996), Sample quantiles in statistical packages,
 *   The American Statistician 50(4), 361-365, doi:10.1080/00031305.1996.10473566,
 *   definition 7.
 *
 * @example Half way between the middle two
 * ```ts
 * import assert from "node:assert/strict";
 * import { quantile } from "volarb/stats";
 *
 * assert.equal(quantile(Float64Array.of(10, 1, 4, 3), 0.5), 3.5);
 * ```
 */
export function quantile(column: Float64Array, p: number): number {
  if (!(p >= 0 && p <= 1)) {
    throw new RangeError(
      `Cannot compute a quantile as p must be in [0, 1]: current value is ${p}`,
    );
  }
  // A typed array sorts NaN to the end, so the last entry tells.
  const sorted = column.slice().sort();
  const n = sorted.length;
  if (n === 0 || Number.isNaN(sorted[n - 1]!)) return NaN;
  const h = (n - 1) * p;
  const below = Math.floor(h);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, n - 1)]!;
  return low === high ? low : low + (h - below) * (high - low);
}

/**
 * Median, the quantile at one half.
 *
 * @param column Length `n`, in any order; it is not changed.
 * @returns The median; `NaN` of an empty column or one with a missing entry.
 *
 * @example An outlier does not move it
 * ```ts
 * import assert from "node:assert/strict";
 * import { median } from "volarb/stats";
 *
 * assert.equal(median(Float64Array.of(1, 2, 900)), 2);
 * ```
 */
export function median(column: Float64Array): number {
  return quantile(column, 0.5);
}
