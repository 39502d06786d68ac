import { erfc } from "./error_function.ts";

/**
 * Density of the standard normal distribution.
 *
 * `φ(x) = e^(-x²/2) / √(2π)`.
 *
 * @param x Any number.
 * @returns The density.
 *
 * @example At the mean
 * ```ts
 * import assert from "node:assert/strict";
 * import { normalDensity } from "volarb/stats";
 *
 * assert.equal(normalDensity(0), 1 / Math.sqrt(2 * Math.PI));
 * ```
 */
export function normalDensity(x: number): number {
  return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * Standard normal distribution function.
 *
 * `Φ(x) = erfc(-x/√2) / 2`, with a relative error below 1e-13 in the lower tail too.
 *
 * @param x Any number.
 * @returns Probability of a value of at most `x`, in [0, 1].
 *
 * @example Two and a half percent
 * ```ts
 * import assert from "node:assert/strict";
 * import { normalCdf } from "volarb/stats";
 *
 * assert.ok(Math.abs(normalCdf(-1.959963984540054) - 0.025) < 1e-15);
 * ```
 */
export function normalCdf(x: number): number {
  return erfc(-x * Math.SQRT1_2) / 2;
}

/**
 * Quantile of the standard normal distribution.
 *
 * The root of `ln Φ(x) = ln p` by Newton's method. Below one half the start
 * `-√(-2 ln 2p)` lies left of the root and `ln Φ` is concave, so that every step stays
 * left of it and none can fail; above one half by symmetry.
 *
 * @param p Probability, in [0, 1].
 * @returns The value that is not exceeded with probability `p`; infinite at 0 and 1.
 * @throws {RangeError} If `p` is not in [0, 1].
 *
 * @example The two-sided 5 percent
 * ```ts
 * import assert from "node:assert/strict";
 * import { normalQuantile } from "volarb/stats";
 *
 * assert.ok(Math.abs(normalQuantile(0.975) - 1.959963984540054) < 1e-14);
 * ```
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) {
    throw new RangeError(
      `Cannot compute a normal quantile as p must be in [0, 1]: current value is ${p}`,
    );
  }
  if (p === 0.5) return 0;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return -Infinity;
  let x = -Math.sqrt(-2 * Math.log(2 * p));
  for (let i = 0; i < 50; i++) {
    const below = normalCdf(x);
    const step = Math.log(below / p) * below / normalDensity(x);
    x -= step;
    if (Math.abs(step) <= 1e-15 * Math.abs(x)) break;
  }
  return x;
}
