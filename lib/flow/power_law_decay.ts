import { assertColumns } from "../stats/arguments.ts";
import { linearFit } from "./linear_fit.ts";

/** A power law fitted to an autocorrelation. */
export type PowerLawDecay = {
  /** `γ` of `C(τ) ∝ τ^-γ`; below 1 the memory is long. */
  readonly exponent: number;
  /** Standard error of `γ` in the fit, errors at the lags taken as independent. */
  readonly error: number;
  /** Share of the variance of `ln C` that the line takes. */
  readonly rSquared: number;
  /** Lags with a positive autocorrelation, which alone have a logarithm. */
  readonly count: number;
};

/**
 * Exponent of the decay of an autocorrelation, by least squares in logarithms.
 *
 * `ln C(τ) = a - γ ln τ`. For order signs `γ` is near one half, and Hurst's exponent is
 * `1 - γ/2`.
 *
 * @param lags Length `m`; above 0.
 * @param autocorrelation Length `m`; entries that are not positive are left out.
 * @returns Exponent, error and fit; `NaN` with fewer than two lags.
 * @throws {RangeError} If lengths differ.
 * @see Lillo, F. and Farmer, J. D. (2004), Studies in Nonlinear Dynamics and
 *   Econometrics 8(3), doi:10.2202/1558-3708.1226.
 *
 * @example An exact power law
 * ```ts
 * import assert from "node:assert/strict";
 * import { powerLawDecay } from "volarb/flow";
 *
 * const { exponent } = powerLawDecay(
 *   Float64Array.of(1, 4, 16),
 *   Float64Array.of(0.4, 0.2, 0.1),
 * );
 * assert.ok(Math.abs(exponent - 0.5) < 1e-12);
 * ```
 */
export function powerLawDecay(
  lags: Float64Array,
  autocorrelation: Float64Array,
): PowerLawDecay {
  assertColumns("fit a power law", { lags, autocorrelation });
  const positive = (c: number) => c > 0 ? Math.log(c) : NaN;
  const fit = linearFit(lags.map(positive), autocorrelation.map(positive));
  return {
    exponent: -fit.slope,
    error: fit.slopeError,
    rSquared: fit.rSquared,
    count: fit.count,
  };
}
