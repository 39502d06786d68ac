import { mean } from "./mean.ts";
import { sum } from "./sum.ts";

/**
 * Skewness, the third standardised moment.
 *
 * `m₃ / m₂^(3/2)` with `m_k = Σ (x - x̄)^k / n`: the moment of the sample itself, without a
 * correction for its size.
 *
 * @param column Length `n`.
 * @returns The skewness, without a unit; `NaN` of an empty column, of one with a missing entry
 *   and of one that does not move.
 * @see Joanes, D., Gill, C. (1998), Comparing measures of sample skewness and kurtosis, The
 *   Statistician 47(1), 183-189, doi:10.1111/1467-9884.00122, `g₁`.
 *
 * @example One large entry
 * ```ts
 * import assert from "node:assert/strict";
 * import { skewness } from "volarb/stats";
 *
 * assert.ok(Math.abs(skewness(Float64Array.of(0, 0, 3)) - Math.SQRT1_2) < 1e-15);
 * ```
 */
export function skewness(column: Float64Array): number {
  const { second, third } = centralMoments(column);
  return third / second ** 1.5;
}

/**
 * Kurtosis, the fourth standardised moment: **raw**, 3 for a normal distribution.
 *
 * `m₄ / m₂²` with `m_k = Σ (x - x̄)^k / n`. What is called Fisher's or excess kurtosis is this
 * less 3. The standard error of a Sharpe ratio takes the raw one.
 *
 * @param column Length `n`.
 * @returns The kurtosis, at least 1; `NaN` of an empty column, of one with a missing entry and
 *   of one that does not move.
 * @see Pearson, K. (1905), Biometrika 4(1-2), 169-212, `β₂`.
 *
 * @example Two points have the least there is
 * ```ts
 * import assert from "node:assert/strict";
 * import { rawKurtosis } from "volarb/stats";
 *
 * assert.equal(rawKurtosis(Float64Array.of(-1, 1)), 1);
 * ```
 */
export function rawKurtosis(column: Float64Array): number {
  const { second, fourth } = centralMoments(column);
  return fourth / (second * second);
}

/** Moments about the mean with divisor `n`; a column of equal entries has none. */
function centralMoments(
  column: Float64Array,
): { second: number; third: number; fourth: number } {
  const n = column.length;
  const center = mean(column);
  // The rounding of the mean must not pass for movement.
  if (column.every((x) => x === column[0])) {
    return { second: NaN, third: NaN, fourth: NaN };
  }
  const deviations = column.map((x) => x - center);
  return {
    second: sum(deviations.map((d) => d * d)) / n,
    third: sum(deviations.map((d) => d * d * d)) / n,
    fourth: sum(deviations.map((d) => d * d * d * d)) / n,
  };
}
