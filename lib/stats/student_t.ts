import { assertPositive } from "./arguments.ts";
import { bisect } from "./bisect.ts";
import { StudentTLaw } from "./student_t_law.ts";

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
  return probability(new StudentTLaw(degrees), x);
}

function probability(law: StudentTLaw, x: number): number {
  law.x = x;
  law.evaluate();
  return law.probability;
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
  const law = new StudentTLaw(degrees);
  let low = -1;
  while (low > -Infinity && probability(law, low) >= p) low *= 2;
  return bisect((x) => probability(law, x) < p, low, 0);
}
