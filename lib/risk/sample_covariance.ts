import type { CovarianceMatrix } from "./covariance_matrix.ts";
import { type ReturnCentre, ReturnWindow } from "./return_window.ts";

export type { ReturnCentre } from "./return_window.ts";

/** Options of {@linkcode sampleCovariance}. */
export type SampleCovarianceOptions = {
  /** `sample` takes the mean of each asset off, the default; `zero` takes the mean as 0. */
  readonly mean?: ReturnCentre;
  /** What is taken from `n` in the divisor; 1 with `sample` and 0 with `zero` by default. */
  readonly ddof?: number;
};

/**
 * Covariance of the returns of several assets.
 *
 * `S = Σ_t (x_t - m)(x_t - m)ᵀ / (n - ddof)`.
 *
 * @param returns A column for each asset, of one length `n`; fractions per period.
 * @param options Mean and divisor.
 * @returns The matrix.
 * @throws {RangeError} If there is no asset, columns differ in length, an entry is not finite, or `n` is not above `ddof`.
 *
 * @example Two assets by hand
 * ```ts
 * import assert from "node:assert/strict";
 * import { sampleCovariance } from "volarb/risk";
 *
 * const { values } = sampleCovariance([
 *   Float64Array.of(1, -1),
 *   Float64Array.of(2, -2),
 * ]);
 * assert.deepEqual([...values], [2, 4, 4, 8]);
 * ```
 */
export function sampleCovariance(
  returns: readonly Float64Array[],
  { mean = "sample", ddof = mean === "sample" ? 1 : 0 }:
    SampleCovarianceOptions = {},
): CovarianceMatrix {
  const { assets, sample } = ReturnWindow.of("compute a covariance", returns, {
    mean,
    ddof,
  });
  return { assets, values: sample };
}
