const HALF_LOG_TWO_PI = 0.9189385332046727;

/**
 * Logarithm of the gamma function.
 *
 * Stirling's series from 12 on; below, `Γ(x) = Γ(x + n) / (x (x+1) … (x+n-1))`. Absolute
 * error below 1e-14 times the larger of 1 and the result.
 *
 * @param x A number > 0.
 * @returns `ln Γ(x)`.
 * @throws {RangeError} If `x` is not positive.
 *
 * @example Four factorial
 * ```ts
 * import assert from "node:assert/strict";
 * import { logGamma } from "volarb/stats";
 *
 * assert.ok(Math.abs(logGamma(5) - Math.log(24)) < 1e-14);
 * ```
 */
export function logGamma(x: number): number {
  if (!(x > 0)) {
    throw new RangeError(
      `Cannot compute a log gamma as x must be positive: current value is ${x}`,
    );
  }
  let product = 1;
  let y = x;
  for (; y < 12; y++) product *= y;
  const z = 1 / (y * y);
  const series = (1 / 12 -
    z * (1 / 360 -
        z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - z * 691 / 360360))))) /
    y;
  return (y - 0.5) * Math.log(y) - y + HALF_LOG_TWO_PI + series -
    Math.log(product);
}

/**
 * The constant `c₄(n)`: what the root of a sample variance is short of the deviation.
 *
 * `c₄(n) = √(2/(n-1)) Γ(n/2) / Γ((n-1)/2)`, the mean of `s/σ` for `n` independent normal
 * entries. A volatility estimate divided by it is unbiased.
 *
 * @param n Number of entries, at least 2.
 * @returns The factor, in (0, 1); about `1 - 1/(4n)`.
 * @throws {RangeError} If `n` is not an integer of at least 2.
 *
 * @example Two entries
 * ```ts
 * import assert from "node:assert/strict";
 * import { c4 } from "volarb/stats";
 *
 * assert.ok(Math.abs(c4(2) - Math.sqrt(2 / Math.PI)) < 1e-14);
 * ```
 */
export function c4(n: number): number {
  if (!Number.isSafeInteger(n) || n < 2) {
    throw new RangeError(
      `Cannot compute c4 as n must be an integer of at least 2: current value is ${n}`,
    );
  }
  return Math.sqrt(2 / (n - 1)) *
    Math.exp(logGamma(n / 2) - logGamma((n - 1) / 2));
}
