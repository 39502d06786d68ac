import { assertDegreesOfFreedom } from "./arguments.ts";
import { sum } from "./sum.ts";

/**
 * Arithmetic mean.
 *
 * `Σ x / n`, the sum compensated.
 *
 * @param column Length `n`.
 * @returns The mean; `NaN` of an empty column or one with a missing entry.
 *
 * @example Three numbers
 * ```ts
 * import assert from "node:assert/strict";
 * import { mean } from "volarb/stats";
 *
 * assert.equal(mean(Float64Array.of(1, 2, 6)), 3);
 * ```
 */
export function mean(column: Float64Array): number {
  return sum(column) / column.length;
}

/** Choices of {@linkcode variance}. */
export type VarianceOptions = {
  /** What is taken from `n` in the divisor: 1 (default) for a sample, 0 for a population. */
  readonly ddof?: number;
};

/**
 * Variance about the mean.
 *
 * `Σ (x - x̄)² / (n - ddof)`, in two passes with compensated sums.
 *
 * @param column Length `n`.
 * @param options The divisor; a sample's by default.
 * @returns The variance; `NaN` where `n <= ddof` or an entry is missing.
 * @throws {RangeError} If `ddof` is negative or not finite.
 *
 * @example Sample and population
 * ```ts
 * import assert from "node:assert/strict";
 * import { variance } from "volarb/stats";
 *
 * assert.equal(variance(Float64Array.of(1, 3)), 2);
 * assert.equal(variance(Float64Array.of(1, 3), { ddof: 0 }), 1);
 * ```
 */
export function variance(
  column: Float64Array,
  { ddof = 1 }: VarianceOptions = {},
): number {
  assertDegreesOfFreedom("compute a variance", ddof);
  const n = column.length;
  if (n <= ddof) return NaN;
  const center = mean(column);
  // The second term takes back the rounding error of the mean.
  const deviations = column.map((x) => x - center);
  const squares = sum(deviations.map((d) => d * d));
  return (squares - sum(deviations) ** 2 / n) / (n - ddof);
}

/**
 * Standard error of the mean of independent entries.
 *
 * `√(s² / n)` with the sample variance `s²`.
 *
 * @param column Length `n`.
 * @returns The standard error; `NaN` where `n < 2`.
 *
 * @example Two numbers
 * ```ts
 * import assert from "node:assert/strict";
 * import { standardError } from "volarb/stats";
 *
 * assert.equal(standardError(Float64Array.of(1, 3)), 1);
 * ```
 */
export function standardError(column: Float64Array): number {
  return Math.sqrt(variance(column) / column.length);
}
