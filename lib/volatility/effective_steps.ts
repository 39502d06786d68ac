import { expectedRogersSatchell } from "./discretization.ts";

/** Steps beyond which a bar is as good as continuous: the bias is below 0.06 %. */
const CONTINUOUS = 10_000_000;

/**
 * How many equal steps a bar behaves as if it had: the least `N` at which
 * {@linkcode expectedRogersSatchell} reaches a measured ratio of Rogers-Satchell to
 * true variance.
 *
 * @param ratio Mean Rogers-Satchell variance over mean true variance, at least 0.
 * @returns Number of steps, at least 1; `Infinity` where the ratio is not below what ten
 *   million steps show, and so a walk of any number of steps falls short of it.
 * @throws {RangeError} If the ratio is negative or not a number.
 * @see thm-discretisation
 *
 * @example Sixty steps show 77.9 percent
 * ```ts
 * import assert from "node:assert/strict";
 * import { effectiveSteps } from "volarb/volatility";
 *
 * assert.equal(effectiveSteps(0.7788871), 60);
 * assert.equal(effectiveSteps(1), Infinity);
 * ```
 */
export function effectiveSteps(ratio: number): number {
  if (!(ratio >= 0)) {
    throw new RangeError(
      `Cannot find the effective steps as the ratio must be 0 or more: current value is ${ratio}`,
    );
  }
  if (ratio > expectedRogersSatchell(CONTINUOUS)) return Infinity;
  let low = 0, high = 1;
  while (expectedRogersSatchell(high) < ratio) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (expectedRogersSatchell(middle) < ratio) low = middle;
    else high = middle;
  }
  return high;
}
