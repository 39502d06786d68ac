import { mean } from "./mean.ts";

/** A number that was estimated, and by how much it may be off. */
export type Estimate = {
  /** The estimate. */
  readonly value: number;
  /** Its standard error. */
  readonly standardError: number;
};

/**
 * Ratio of the means of two columns that were observed together.
 *
 * `R = mean(numerator) / mean(denominator)`; by the delta method its standard error is
 * that of the mean of `numerator - R · denominator`, over `mean(denominator)`. The rows
 * are taken to be independent.
 *
 * @param numerator Length `n >= 2`.
 * @param denominator Length `n`, mean not zero.
 * @returns The ratio and its standard error; `NaN` where an entry is.
 * @throws {RangeError} If the columns differ in length or have fewer than two rows.
 *
 * @example A ratio without scatter has no error
 * ```ts
 * import assert from "node:assert/strict";
 * import { ratioOfMeans } from "volarb/stats";
 *
 * const { value, standardError } = ratioOfMeans(
 *   Float64Array.of(2, 4, 6),
 *   Float64Array.of(1, 2, 3),
 * );
 * assert.deepEqual([value, standardError], [2, 0]);
 * ```
 */
export function ratioOfMeans(
  numerator: Float64Array,
  denominator: Float64Array,
): Estimate {
  const n = numerator.length;
  if (n !== denominator.length || n < 2) {
    throw new RangeError(
      `Cannot take a ratio of means as columns must have one length of at least 2: numerator has ${n}, denominator has ${denominator.length}`,
    );
  }
  const below = mean(denominator);
  const value = mean(numerator) / below;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    squares += (numerator[i]! - value * denominator[i]!) ** 2;
  }
  return {
    value,
    standardError: Math.sqrt(squares / (n * (n - 1))) / Math.abs(below),
  };
}
