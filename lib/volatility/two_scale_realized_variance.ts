import {
  assertChoice,
  assertInteger,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";
import { chiSquareCdf, chiSquareQuantile } from "../stats/chi_square.ts";
import { median } from "../stats/quantile.ts";
import { pathOf, squaredChanges } from "./return_path.ts";

/** Choices of {@linkcode twoScaleRealizedVariance}. */
export type TwoScaleOptions = {
  /** Returns in a slow step, `K`, at least 2. */
  readonly scale: number;
  /** Whether the small-sample factor is taken back; `"adjusted"` by default. */
  readonly form?: "adjusted" | "raw";
};

/**
 * Two-scale realized variance (TSRV): the variance of the price, without that of
 * independent noise.
 *
 * `(1/K) Σ_{i=K..n} (Y_i - Y_{i-K})² - (n̄/n) Σ r²` with `n̄ = (n - K + 1) / K`, divided by
 * `1 - n̄/n` where adjusted: raw, half of the variance is lost at `K = 2`. The slow scale
 * holds the noise of `n̄` returns, the fast one that of `n`.
 *
 * @param returns Log returns of consecutive prices within the period, length `n`.
 * @param options The slow scale, as from {@linkcode twoScaleStep}, and the form.
 * @returns Variance over the period, not annualized; may be negative. `NaN` where
 *   `n < K` or a return is missing.
 * @throws {RangeError} If `scale` is not an integer of at least 2, or the form unknown.
 * @see eq-two-scales, thm-two-scales, alg-two-scales
 * @see Zhang, L., Mykland, P., Aït-Sahalia, Y. (2005), A tale of two time scales,
 *   Journal of the American Statistical Association 100(472), 1394-1411,
 *   doi:10.1198/016214505000000169.
 *
 * @example Ten returns of noise and little else
 * ```ts
 * import assert from "node:assert/strict";
 * import { twoScaleRealizedVariance } from "volarb/volatility";
 *
 * const path = [0, 1, -1, 2, 1, 3, 2, 2, 4, 3, 5];
 * const returns = Float64Array.from(path.slice(1), (p, i) => (p - path[i]!) / 1000);
 * const variance = twoScaleRealizedVariance(returns, { scale: 3 });
 * assert.ok(Math.abs(variance - 4e-6) < 1e-18);
 * ```
 */
export function twoScaleRealizedVariance(
  returns: Float64Array,
  { scale, form = "adjusted" }: TwoScaleOptions,
): number {
  const action = "compute two-scale realized variance";
  assertInteger(action, "scale", scale, 2);
  assertChoice(action, "form", form, ["adjusted", "raw"]);
  const n = returns.length;
  if (n < scale) return NaN;
  const path = pathOf(returns);
  const share = (n - scale + 1) / (scale * n);
  const raw = squaredChanges(path, scale) / scale -
    share * squaredChanges(path, 1);
  return form === "raw" ? raw : raw / (1 - share);
}

/** What {@linkcode twoScaleStep} reads. */
export type TwoScaleStepOptions = {
  /** Number of returns of the period. */
  readonly returns: number;
  /** Variance `ω²` of the noise in a log price. */
  readonly noiseVariance: number;
  /** Integrated quarticity `∫σ⁴` over the period, whose length is 1. */
  readonly quarticity: number;
};

/**
 * The slow scale of least asymptotic variance for two-scale realized variance.
 *
 * `K = (12 ω⁴ / IQ)^(1/3) n^(2/3)`, rounded, at least 2.
 *
 * @param options Number of returns, noise and quarticity.
 * @returns Returns in a slow step.
 * @throws {RangeError} If `returns` is not a positive integer, the noise variance
 *   negative, or the quarticity not positive.
 * @see thm-two-scales, eq-two-scales-limit
 * @see Zhang, Mykland and Aït-Sahalia (2005), doi:10.1198/016214505000000169.
 *
 * @example A day of seconds
 * ```ts
 * import assert from "node:assert/strict";
 * import { twoScaleStep } from "volarb/volatility";
 *
 * const options = { returns: 23_400, noiseVariance: 1e-3, quarticity: 1 };
 * assert.equal(twoScaleStep(options), 19);
 * ```
 */
export function twoScaleStep(
  { returns, noiseVariance, quarticity }: TwoScaleStepOptions,
): number {
  const action = "choose the slow scale";
  assertInteger(action, "returns", returns, 1);
  assertNonNegative(action, "noiseVariance", noiseVariance);
  assertPositive(action, "quarticity", quarticity);
  const c = Math.cbrt(12 * noiseVariance * noiseVariance / quarticity);
  return Math.max(2, Math.round(c * Math.cbrt(returns) ** 2));
}

/** Choices of {@linkcode robustTwoScaleRealizedVariance}. */
export type RobustTwoScaleOptions = {
  /** Returns in a slow step, `K`, at least 2. */
  readonly scale: number;
  /** Squared change beyond which it is a jump, in variances of a change; 9 by default. */
  readonly threshold?: number;
};

/**
 * Two-scale realized variance that leaves jumps out (RTSRV).
 *
 * At both scales a change counts only if its square is at most `threshold` times the
 * variance of such a change, which is read off the median of the squares; sums are
 * divided by the share of changes that count, and multiplied by
 * `P(χ²₁ <= threshold) / P(χ²₃ <= threshold)`, what the cut takes from a normal change.
 * The variance is taken to be even over the period: divide the returns by their
 * intraday pattern first where it is not.
 *
 * @param returns Log returns of consecutive prices within the period, length `n`.
 * @param options The slow scale and the threshold.
 * @returns Variance over the period without its jumps; may be negative. `NaN` where
 *   `n < K` or a return is missing.
 * @throws {RangeError} If `scale` is not an integer of at least 2, or the threshold not
 *   positive.
 * @see Boudt, K., Zhang, J. (2015), Jump robust two time scale covariance estimation
 *   and realized volatility budgets, Quantitative Finance 15(6), 1041-1054,
 *   doi:10.1080/14697688.2012.741692, who scale the threshold by a spot variance.
 *
 * @example One return of ten deviations leaves no trace
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { robustTwoScaleRealizedVariance } from "volarb/volatility";
 *
 * const random = new Random(1);
 * const returns = Float64Array.from({ length: 2000 }, () => random.normal());
 * const still = robustTwoScaleRealizedVariance(returns, { scale: 5 });
 * returns[1000] = 1000;
 * const jumped = robustTwoScaleRealizedVariance(returns, { scale: 5 });
 * assert.ok(Math.abs(jumped / still - 1) < 0.01);
 * ```
 */
export function robustTwoScaleRealizedVariance(
  returns: Float64Array,
  { scale, threshold = 9 }: RobustTwoScaleOptions,
): number {
  const action = "compute robust two-scale realized variance";
  assertInteger(action, "scale", scale, 2);
  if (!(threshold > 0)) {
    throw new RangeError(
      `Cannot ${action} as threshold must be positive: current value is ${threshold}`,
    );
  }
  const n = returns.length;
  if (n < scale) return NaN;
  const path = pathOf(returns);
  const share = (n - scale + 1) / (scale * n);
  const slow = withoutJumps(path, scale, threshold) / scale;
  return (slow - share * withoutJumps(path, 1, threshold)) / (1 - share);
}

/** Sum of the squared changes over `lag` steps, what jumped replaced by the mean. */
function withoutJumps(
  path: Float64Array,
  lag: number,
  threshold: number,
): number {
  const squares = path.subarray(lag).map((y, i) => (y - path[i]!) ** 2);
  const limit = threshold * median(squares) / chiSquareQuantile(0.5, 1);
  if (Number.isNaN(limit)) return NaN;
  const kept = squares.filter((square) => square <= limit);
  const cut = threshold === Infinity
    ? 1
    : chiSquareCdf(threshold, 1) / chiSquareCdf(threshold, 3);
  return kept.reduce((sum, square) => sum + square, 0) * cut *
    squares.length / kept.length;
}
