import { assertInteger } from "../stats/arguments.ts";
import { pathOf, squaredChanges } from "./return_path.ts";

/**
 * Realized variance of a period.
 *
 * `Σ r²`. With noise of variance `ω²` in every log price it grows by `2nω²`.
 *
 * @param returns Log returns of consecutive prices within the period, length `n`.
 * @returns Variance over the period, not annualized; 0 of no returns, `NaN` with one
 *   missing.
 * @see thm-fair-quadratic
 * @see eq-realised-variance, lem-rv-noise, eq-rv-noise, eq-rv-variance, cor-sampling,
 *   eq-sampling
 * @see Andersen, T., Bollerslev, T., Diebold, F., Labys, P. (2003), Modeling and
 *   forecasting realized volatility, Econometrica 71(2), 579-625,
 *   doi:10.1111/1468-0262.00418.
 *
 * @example Two returns
 * ```ts
 * import assert from "node:assert/strict";
 * import { realizedVariance } from "volarb/volatility";
 *
 * assert.equal(realizedVariance(Float64Array.of(0.5, -0.25)), 0.3125);
 * ```
 */
export function realizedVariance(returns: Float64Array): number {
  return squaredChanges(pathOf(returns), 1);
}

/**
 * Realized variance of every `scale`-th price, averaged over the places to begin.
 *
 * `n / (n - K + 1) · (1/K) Σ_{i=K..n} (Y_i - Y_{i-K})²` with log prices `Y` and `K = scale`:
 * the first factor brings the `n - K + 1` changes, whose grids cover a little less than
 * the period, to all of it. Without noise it is unbiased; noise of variance `ω²` adds
 * `2nω²/K`.
 *
 * @param returns Log returns of consecutive prices within the period, length `n`.
 * @param scale Returns in a step, `K`, at least 1; 1 is {@linkcode realizedVariance}.
 * @returns Variance over the period, not annualized; `NaN` where `n < K` or a return is
 *   missing.
 * @throws {RangeError} If `scale` is not a positive integer.
 * @see eq-subsampled, lem-signature-ratio
 * @see Zhang, L., Mykland, P., Aït-Sahalia, Y. (2005), A tale of two time scales,
 *   Journal of the American Statistical Association 100(472), 1394-1411,
 *   doi:10.1198/016214505000000169.
 *
 * @example Steps of two: one grid from the first price, one from the second
 * ```ts
 * import assert from "node:assert/strict";
 * import { subsampledRealizedVariance } from "volarb/volatility";
 *
 * const returns = Float64Array.of(1, 1, -1);
 * // Changes over two returns: 2 and 0.
 * assert.equal(subsampledRealizedVariance(returns, 2), 3 / 2 * 4 / 2);
 * ```
 */
export function subsampledRealizedVariance(
  returns: Float64Array,
  scale: number,
): number {
  assertInteger("subsample", "scale", scale, 1);
  const n = returns.length;
  if (n < scale) return NaN;
  return squaredChanges(pathOf(returns), scale) / scale * n / (n - scale + 1);
}
