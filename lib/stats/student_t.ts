import { assertPositive } from "./arguments.ts";
import { bisect } from "./bisect.ts";
import { logGamma } from "./log_gamma.ts";

/**
 * Distribution function of Student's t.
 *
 * `1 - I_w(ν/2, 1/2) / 2` at `x > 0` with `w = ν / (ν + x²)`, and by symmetry below; the
 * regularized incomplete beta function by its continued fraction. Error below 1e-13.
 * Any `ν > 0` will do: bulk volume classification uses a quarter.
 *
 * @param x Any number.
 * @param degrees Degrees of freedom `ν`, > 0; infinite gives no t but the normal, and is
 *   refused.
 * @returns Probability of a value of at most `x`, in [0, 1].
 * @throws {RangeError} If `degrees` is not positive and finite.
 * @see Abramowitz, M., Stegun, I. (1964), Handbook of Mathematical Functions, 26.5.8
 *   and 26.7.1.
 *
 * @example One degree is the Cauchy distribution
 * ```ts
 * import assert from "node:assert/strict";
 * import { studentTCdf } from "volarb/stats";
 *
 * assert.ok(Math.abs(studentTCdf(1, 1) - 0.75) < 1e-15);
 * ```
 */
export function studentTCdf(x: number, degrees: number): number {
  assertPositive(
    "compute a Student t probability",
    "degrees of freedom",
    degrees,
  );
  if (Number.isNaN(x)) return NaN;
  const square = x * x;
  const tail = square === Infinity ? 0 : incompleteBeta(degrees, square) / 2;
  return x > 0 ? 1 - tail : tail;
}

/** `I_w(ν/2, 1/2)` at `w = ν / (ν + x²)`, from `x²`. */
function incompleteBeta(degrees: number, square: number): number {
  const a = degrees / 2;
  const b = 0.5;
  const w = degrees / (degrees + square);
  const rest = square / (degrees + square);
  if (rest === 0) return 1;
  const scale = Math.exp(
    logHalfStep(a) - Math.log(Math.PI) / 2 -
      a * Math.log1p(square / degrees) + b * Math.log(rest),
  );
  return w < (a + 1) / (a + b + 2)
    ? scale * betaFraction(a, b, w) / a
    : 1 - scale * betaFraction(b, a, rest) / b;
}

/** `ln Γ(a + 1/2) - ln Γ(a)`, by its series where the two would cancel. */
function logHalfStep(a: number): number {
  if (a < 20) return logGamma(a + 0.5) - logGamma(a);
  const z = 1 / (a * a);
  return Math.log(a) / 2 -
    (1 / 8 - z * (1 / 192 - z * (1 / 640 - z * 17 / 14336))) / a;
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function betaFraction(a: number, b: number, w: number): number {
  let c = 1;
  let d = 1 / (1 - (a + b) * w / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = m * (b - m) * w / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    const odd = -(a + m) * (a + b + m) * w /
      ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return fraction;
}

/**
 * Quantile of Student's t.
 *
 * Bisection of {@linkcode studentTCdf} in the lower tail to neighbouring numbers.
 *
 * @param p Probability, in [0, 1].
 * @param degrees Degrees of freedom, > 0.
 * @returns The value that is not exceeded with probability `p`; infinite at 0 and 1.
 * @throws {RangeError} If `p` is not in [0, 1] or `degrees` not positive and finite.
 *
 * @example The two-sided 5 percent of ten degrees
 * ```ts
 * import assert from "node:assert/strict";
 * import { studentTQuantile } from "volarb/stats";
 *
 * assert.ok(Math.abs(studentTQuantile(0.975, 10) - 2.2281388519862747) < 1e-12);
 * ```
 */
export function studentTQuantile(p: number, degrees: number): number {
  const action = "compute a Student t quantile";
  assertPositive(action, "degrees of freedom", degrees);
  if (!(p >= 0 && p <= 1)) {
    throw new RangeError(
      `Cannot ${action} as p must be in [0, 1]: current value is ${p}`,
    );
  }
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentTQuantile(1 - p, degrees);
  if (p === 0) return -Infinity;
  let low = -1;
  while (low > -Infinity && studentTCdf(low, degrees) >= p) low *= 2;
  return bisect((x) => studentTCdf(x, degrees) < p, low, 0);
}
