import { assertNumbers } from "../stats/number_rules.ts";
import {
  assertVarianceParameters,
  type VarianceParameters,
} from "./bates_parameters.ts";

/** Closed-form moments of a square-root variance. */
export type VarianceMoments = {
  /** Expected spot variance at the horizon, annualized. */
  readonly mean: number;
  /** Variance of the spot variance at the horizon. */
  readonly variance: number;
  /** Expected integrated variance `E ∫ v dt` up to the horizon, not annualized. */
  readonly integratedMean: number;
};

/**
 * Moments of the variance of Heston's model at a horizon.
 *
 * ```text
 * E v_T     = θ + (v_0 - θ) e^{-κT}
 * Var v_T   = v_0 (ξ²/κ) (e^{-κT} - e^{-2κT}) + (θ ξ²/2κ) (1 - e^{-κT})²
 * E ∫_0^T v = θ T + (v_0 - θ) (1 - e^{-κT}) / κ
 * ```
 *
 * @param parameters Mean reversion, level and volatility of the variance.
 * @param options `variance`: the spot variance `v_0` at the start, annualized;
 *   `horizon`: `T` in years, at least 0.
 * @returns The three moments.
 * @throws {RangeError} If a parameter is not positive, or variance or horizon is
 *   negative.
 * @see lem-cir-moments, eq-cir-moments
 * @see Cox, J. C., Ingersoll, J. E. and Ross, S. A. (1985), Econometrica 53(2),
 *   385-407, doi:10.2307/1911242.
 *
 * @example A quarter of a year
 * ```ts
 * import assert from "node:assert/strict";
 * import { varianceMoments } from "volarb/simulate";
 *
 * const { mean, variance, integratedMean } = varianceMoments(
 *   { meanReversion: 3, longRunVariance: 0.5, volatilityOfVariance: 0.8 },
 *   { variance: 0.3, horizon: 0.25 },
 * );
 * assert.equal(mean.toFixed(7), "0.4055267");
 * assert.equal(variance.toFixed(7), "0.0307990");
 * assert.equal(integratedMean.toFixed(7), "0.0898244");
 * ```
 */
export function varianceMoments(
  parameters: VarianceParameters,
  { variance: start, horizon }: {
    /** Spot variance at the start, annualized. */
    readonly variance: number;
    /** Years. */
    readonly horizon: number;
  },
): VarianceMoments {
  const action = "compute the moments of a variance";
  assertVarianceParameters(action, parameters);
  assertNumbers(action, "notNegative", { variance: start, horizon });
  const {
    meanReversion: kappa,
    longRunVariance: theta,
    volatilityOfVariance: xi,
  } = parameters;
  const gone = -Math.expm1(-kappa * horizon);
  const left = 1 - gone;
  return {
    mean: theta + (start - theta) * left,
    variance: xi * xi / kappa *
      (start * left * gone + 0.5 * theta * gone * gone),
    integratedMean: theta * horizon + (start - theta) * gone / kappa,
  };
}

/** Moments of a log return with normal jumps. */
export type JumpMoments = {
  /** Variance of the log return. */
  readonly variance: number;
  /** Skewness, `κ₃ / κ₂^{3/2}`. */
  readonly skewness: number;
  /** Kurtosis less 3, `κ₄ / κ₂²`. */
  readonly excessKurtosis: number;
};

/**
 * Moments of the log return of Merton's model: constant variance and normal
 * jumps.
 *
 * The cumulants over `T` years are `κ₂ = (σ² + λ (m² + s²)) T`,
 * `κ₃ = λ (m³ + 3 m s²) T` and `κ₄ = λ (m⁴ + 6 m² s² + 3 s⁴) T`.
 *
 * @param parameters `variance`: `σ²` of the continuous part, annualized; the jumps'
 *   intensity a year, mean and standard deviation.
 * @param horizon `T` in years, positive.
 * @returns Variance, skewness and excess kurtosis of the log return.
 * @throws {RangeError} If a parameter is out of range.
 * @see lem-jump-kurtosis
 * @see Merton, R. C. (1976), Journal of Financial Economics 3(1-2), 125-144,
 *   doi:10.1016/0304-405X(76)90022-2.
 *
 * @example A day with ten jumps a year
 * ```ts
 * import assert from "node:assert/strict";
 * import { jumpMoments } from "volarb/simulate";
 *
 * const { variance, skewness, excessKurtosis } = jumpMoments(
 *   { variance: 0.16, jumpIntensity: 10, jumpMean: -0.02, jumpDeviation: 0.05 },
 *   1 / 365,
 * );
 * assert.equal(variance.toExponential(5), "5.17808e-4");
 * assert.equal(skewness.toFixed(6), "-0.367376");
 * assert.equal(excessKurtosis.toFixed(6), "2.545323");
 * ```
 */
export function jumpMoments(
  { variance, jumpIntensity, jumpMean: m, jumpDeviation: s }: {
    /** Variance of the continuous part, annualized. */
    readonly variance: number;
    /** Expected number of jumps a year. */
    readonly jumpIntensity: number;
    /** Mean of a jump of the log price. */
    readonly jumpMean: number;
    /** Standard deviation of a jump of the log price. */
    readonly jumpDeviation: number;
  },
  horizon: number,
): JumpMoments {
  const action = "compute the moments of a return with jumps";
  assertNumbers(action, "notNegative", {
    variance,
    jumpIntensity,
    jumpDeviation: s,
  });
  assertNumbers(action, "finite", { jumpMean: m });
  assertNumbers(action, "positive", { horizon });
  const second = (variance + jumpIntensity * (m * m + s * s)) * horizon;
  const third = jumpIntensity * (m ** 3 + 3 * m * s * s) * horizon;
  const fourth = jumpIntensity * (m ** 4 + 6 * m * m * s * s + 3 * s ** 4) *
    horizon;
  return {
    variance: second,
    skewness: third / second ** 1.5,
    excessKurtosis: fourth / (second * second),
  };
}
