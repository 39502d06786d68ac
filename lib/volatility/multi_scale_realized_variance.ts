import { assertInteger } from "../stats/arguments.ts";
import { pathOf, squaredChanges } from "./return_path.ts";

/**
 * Weights of the scales `1 .. M` in multi-scale realized variance.
 *
 * `a_i = 12 (i/M²) (i/M - 1/2 - 1/(2M)) / (1 - 1/M²)`: they add up to 1, so that the
 * price stays, and `Σ a_i / i = 0`, so that the noise goes.
 *
 * @param scales Number of scales `M`, at least 2.
 * @returns Length `M`; entry `i` is the weight of steps of `i + 1` returns.
 * @throws {RangeError} If `scales` is not an integer of at least 2.
 * @see eq-multi-scale, thm-multi-scale
 * @see Zhang, L. (2006), Efficient estimation of stochastic volatility using noisy
 *   observations, Bernoulli 12(6), 1019-1043, doi:10.3150/bj/1165269149.
 *
 * @example Two scales
 * ```ts
 * import assert from "node:assert/strict";
 * import { multiScaleWeights } from "volarb/volatility";
 *
 * assert.deepEqual(multiScaleWeights(2), Float64Array.of(-1, 2));
 * ```
 */
export function multiScaleWeights(scales: number): Float64Array {
  assertInteger("weigh the scales", "scales", scales, 2);
  const m = scales;
  const weights = new Float64Array(m);
  for (let i = 1; i <= m; i++) {
    weights[i - 1] = 12 * i / (m * m) * (i / m - 0.5 - 0.5 / m) /
      (1 - 1 / (m * m));
  }
  return weights;
}

/**
 * Multi-scale realized variance (MSRV): the variance of the price without that of
 * independent noise, at the best rate, `n^(-1/4)`.
 *
 * `Σ_{i=1..M} a_i V_i` with the weights of {@linkcode multiScaleWeights} and `V_i` the
 * subsampled realized variance of steps of `i` returns, brought to the whole period;
 * this makes it unbiased for every `n`, where the paper corrects the ends apart.
 * `M` of the order of `√n` is right.
 *
 * @param returns Log returns of consecutive prices within the period, length `n`.
 * @param scales Number of scales `M`, at least 2.
 * @returns Variance over the period, not annualized; may be negative. `NaN` where
 *   `n < M` or a return is missing.
 * @throws {RangeError} If `scales` is not an integer of at least 2.
 * @see eq-multi-scale, thm-multi-scale, eq-multi-scale-limit
 * @see Zhang, L. (2006), Bernoulli 12(6), 1019-1043, doi:10.3150/bj/1165269149.
 *
 * @example Noise alone has no variance of its own
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { multiScaleRealizedVariance, realizedVariance } from "volarb/volatility";
 *
 * const random = new Random(1);
 * let noise = random.normal();
 * const returns = Float64Array.from({ length: 5000 }, () => {
 *   const last = noise;
 *   noise = random.normal();
 *   return noise - last;
 * });
 * const variance = multiScaleRealizedVariance(returns, 20);
 * assert.ok(Math.abs(variance) < 0.01 * realizedVariance(returns));
 * ```
 */
export function multiScaleRealizedVariance(
  returns: Float64Array,
  scales: number,
): number {
  const weights = multiScaleWeights(scales);
  const n = returns.length;
  if (n < scales) return NaN;
  const path = pathOf(returns);
  let total = 0;
  weights.forEach((weight, i) => {
    const scale = i + 1;
    total += weight * squaredChanges(path, scale) / scale * n / (n - i);
  });
  return total;
}
