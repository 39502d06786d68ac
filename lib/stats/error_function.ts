/**
 * Complementary error function.
 *
 * `erfc(x) = 2/√π ∫_x^∞ e^(-t²) dt`: a series of positive terms for `erf` up to 1.5, the
 * continued fraction beyond. Relative error below 1e-14 wherever the result is a
 * normal number.
 *
 * @param x Any number.
 * @returns The value, in [0, 2]; `NaN` of `NaN`.
 * @see Abramowitz, M., Stegun, I. (1964), Handbook of Mathematical Functions, 7.1.6
 *   and 7.1.14.
 *
 * @example Half of all, and a far tail
 * ```ts
 * import assert from "node:assert/strict";
 * import { erfc } from "volarb/stats";
 *
 * assert.equal(erfc(0), 1);
 * assert.ok(Math.abs(erfc(5) / 1.5374597944280349e-12 - 1) < 1e-14);
 * ```
 */
export function erfc(x: number): number {
  work[0] = Math.abs(x);
  takeErfc();
  return x < 0 ? 2 - work[1]! : work[1]!;
}

/**
 * An argument of at least 0 and its value: a number that goes into a function too long
 * to be put in line, or comes out of it, is allocated, an entry of a column is not.
 */
const work = new Float64Array(2);

function takeErfc(): void {
  const x = work[0]!;
  if (x > 27) work[1] = 0;
  else if (x < 1.5) {
    let term = x;
    let sum = x;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    work[1] = 1 - 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  } else {
    // 1 / (x + (1/2) / (x + 1 / (x + (3/2) / (x + …)))), from the inside out.
    const depth = Math.ceil(40 + 160 / (x * x));
    let fraction = x;
    for (let n = depth; n >= 1; n--) fraction = x + n / 2 / fraction;
    // e^(-x²) with the rounding error of the square taken back.
    const head = Math.round(x * 16) / 16;
    const square = Math.exp(-head * head) * Math.exp((head - x) * (head + x));
    work[1] = square / (Math.sqrt(Math.PI) * fraction);
  }
}
