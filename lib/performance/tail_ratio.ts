import { quantile } from "../stats/mod.ts";

/**
 * Tail ratio: the size of a large gain over that of a large loss.
 *
 * `|q(1 - p)| / |q(p)|` with quantiles by linear interpolation.
 *
 * @param returns Length `n`; a fraction per period.
 * @param p Probability of each tail, in [0, 0.5]; 0.05 by default.
 * @returns The ratio, without a unit; `NaN` of no returns, if one is missing, or if both quantiles are zero.
 * @throws {RangeError} If `p` is not in [0, 1].
 *
 * @example Gains twice the losses
 * ```ts
 * import assert from "node:assert/strict";
 * import { tailRatio } from "volarb/performance";
 *
 * assert.equal(tailRatio(Float64Array.of(-1, 0, 2), 0), 2);
 * ```
 */
export function tailRatio(returns: Float64Array, p = 0.05): number {
  return Math.abs(quantile(returns, 1 - p)) / Math.abs(quantile(returns, p));
}
