import { assertColumns } from "../stats/arguments.ts";

/** A straight line through points, by least squares. */
export type LinearFit = {
  /** Change of `y` per unit of `x`. */
  readonly slope: number;
  /** Value at `x = 0`. */
  readonly intercept: number;
  /** Standard error of the slope, residuals of one variance. */
  readonly slopeError: number;
  /** Share of the variance of `y` that the line takes, in [0, 1]. */
  readonly rSquared: number;
  /** Points used. */
  readonly count: number;
};

/**
 * Ordinary least squares of one column on another, with intercept.
 *
 * `slope = Σ (x - x̄)(y - ȳ) / Σ (x - x̄)²`, in two passes. Points with a missing entry
 * are left out.
 *
 * @param x Length `n`; what explains.
 * @param y Length `n`; what is explained.
 * @returns The line; `NaN` where it is not defined: fewer than two points (three for
 *   the error), or all `x` equal. `rSquared` is `NaN` where all `y` are equal.
 * @throws {RangeError} If columns differ in length.
 * @see Greene, W. (2018), Econometric Analysis, 8th edition, chapter 3.
 *
 * @example Three points
 * ```ts
 * import assert from "node:assert/strict";
 * import { linearFit } from "volarb/flow";
 *
 * const fit = linearFit(Float64Array.of(0, 1, 2), Float64Array.of(1, 3, 5));
 * assert.deepEqual([fit.slope, fit.intercept, fit.rSquared], [2, 1, 1]);
 * ```
 */
export function linearFit(x: Float64Array, y: Float64Array): LinearFit {
  const n = assertColumns("fit a line", { x, y });
  let count = 0;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    const [a, b] = [x[i]!, y[i]!];
    if (a !== a || b !== b) continue;
    count++;
    meanX += (a - meanX) / count;
    meanY += (b - meanY) / count;
  }
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    const a = x[i]! - meanX;
    const b = y[i]! - meanY;
    if (a !== a || b !== b) continue;
    xx += a * a;
    xy += a * b;
    yy += b * b;
  }
  if (!(xx > 0)) {
    return {
      slope: NaN,
      intercept: NaN,
      slopeError: NaN,
      rSquared: NaN,
      count,
    };
  }
  const slope = xy / xx;
  const residual = Math.max(0, yy - slope * xy);
  return {
    slope,
    intercept: meanY - slope * meanX,
    slopeError: count > 2 ? Math.sqrt(residual / (count - 2) / xx) : NaN,
    rSquared: yy > 0 ? Math.min(1, xy / xx * (xy / yy)) : NaN,
    count,
  };
}
