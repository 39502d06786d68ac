import { assertPositive } from "./arguments.ts";
import { logGamma } from "./log_gamma.ts";

/**
 * Student's law of given degrees of freedom, point by point.
 *
 * What depends on the degrees alone is computed once. The argument and what lies between
 * are fields: a number that goes into a function too long to be put in line, or comes out
 * of it, is allocated, and bulk classification asks for every bar.
 *
 * @see Abramowitz, M., Stegun, I. (1964), Handbook of Mathematical Functions, 26.5.8
 *   and 26.7.1.
 *
 * @example One degree is the Cauchy distribution
 * ```ts
 * import assert from "node:assert/strict";
 * import { StudentTLaw } from "./student_t_law.ts";
 *
 * const law = new StudentTLaw(1);
 * law.x = 1;
 * law.evaluate();
 * assert.ok(Math.abs(law.probability - 0.75) < 1e-15);
 * ```
 */
export class StudentTLaw {
  /** Degrees of freedom `ν`. */
  readonly degrees: number;
  /** Where {@linkcode evaluate} looks. */
  x = NaN;
  /** Probability of a value of at most `x`, in [0, 1]; `NaN` of `NaN`. */
  probability = NaN;
  /** Logarithm of the constant before the incomplete beta function. */
  readonly #logConstant: number;
  #a = 0;
  #b = 0;
  #w = 0;
  #fraction = 0;

  /**
   * Fixes the degrees.
   *
   * @param degrees Degrees of freedom, > 0.
   * @throws {RangeError} If it is not positive and finite.
   */
  constructor(degrees: number) {
    assertPositive(
      "compute a Student t probability",
      "degrees of freedom",
      degrees,
    );
    this.degrees = degrees;
    this.#logConstant = logHalfStep(degrees / 2) - Math.log(Math.PI) / 2;
  }

  /** Sets `probability` to that of a value of at most `x`. */
  evaluate(): void {
    const { x, degrees } = this;
    const square = x * x;
    const w = degrees / (degrees + square);
    const rest = square / (degrees + square);
    let tail: number;
    if (square === Infinity) tail = 0;
    else if (rest === 0) tail = 0.5;
    else {
      // I_w(ν/2, 1/2) / 2 by the continued fraction of the side where it converges.
      const a = degrees / 2;
      const scale = Math.exp(
        this.#logConstant - a * Math.log1p(square / degrees) +
          0.5 * Math.log(rest),
      );
      const left = w < (a + 1) / (a + 2.5);
      this.#a = left ? a : 0.5;
      this.#b = left ? 0.5 : a;
      this.#w = left ? w : rest;
      this.#expand();
      const share = scale * this.#fraction / this.#a;
      tail = (left ? share : 1 - share) / 2;
    }
    this.probability = x > 0 ? 1 - tail : tail;
  }

  /** The continued fraction of the incomplete beta function, by Lentz's method. */
  #expand(): void {
    const a = this.#a;
    const b = this.#b;
    const w = this.#w;
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
    this.#fraction = fraction;
  }
}

/** `ln Γ(a + 1/2) - ln Γ(a)`, by its series where the two would cancel. */
function logHalfStep(a: number): number {
  if (a < 20) return logGamma(a + 0.5) - logGamma(a);
  const z = 1 / (a * a);
  return Math.log(a) / 2 -
    (1 / 8 - z * (1 / 192 - z * (1 / 640 - z * 17 / 14336))) / a;
}
