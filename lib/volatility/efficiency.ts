import { assertNonNegative, assertPositive } from "../stats/arguments.ts";

/**
 * Efficiency of an unbiased estimator of a variance: how many squared returns one of
 * its estimates is worth.
 *
 * `2 / ν` with the relative variance `ν = Var V / (E V)²`; a squared normal return of known
 * mean has `ν = 2` and the efficiency 1.
 *
 * @param relativeVariance `ν`, above 0.
 * @returns The efficiency.
 * @throws {RangeError} If `relativeVariance` is not positive and finite.
 * @see def-efficiency
 *
 * @example Rogers and Satchell
 * ```ts
 * import assert from "node:assert/strict";
 * import { EXACT_ALPHA, varianceEfficiency } from "volarb/volatility";
 *
 * assert.equal(varianceEfficiency(EXACT_ALPHA - 1).toFixed(4), "6.0421");
 * ```
 */
export function varianceEfficiency(relativeVariance: number): number {
  const action = "compute an efficiency";
  assertPositive(action, "relativeVariance", relativeVariance);
  return 2 / relativeVariance;
}

/**
 * Efficiency that the scatter of estimates shows where the variance itself varies.
 *
 * `(3(1 + κ) - 1) / ((1 + ν)(1 + κ) - 1)` with `κ = Var σ² / (E σ²)²`: `2 / ν` for an even
 * variance, and below `3 / (1 + ν)` in the limit, so that no estimator looks better than
 * three squared returns however good it is.
 *
 * @param relativeVariance `ν` of the estimator at an even variance, above 0.
 * @param dispersion `κ` of the variance, at least 0.
 * @returns The ratio of the relative variances of a squared return and of the estimator.
 * @throws {RangeError} If a number is out of its range.
 * @see eq-mixed-variance, lem-mixed-variance
 *
 * @example The same estimator in an even and in a wild market
 * ```ts
 * import assert from "node:assert/strict";
 * import { mixedEfficiency } from "volarb/volatility";
 *
 * assert.equal(mixedEfficiency(0.25, 0), 8);
 * assert.ok(mixedEfficiency(0.25, 5) < 3);
 * ```
 */
export function mixedEfficiency(
  relativeVariance: number,
  dispersion: number,
): number {
  const action = "compute a mixed efficiency";
  assertPositive(action, "relativeVariance", relativeVariance);
  assertNonNegative(action, "dispersion", dispersion);
  const spread = 1 + dispersion;
  return (3 * spread - 1) / ((1 + relativeVariance) * spread - 1);
}
