import { sum } from "../stats/mod.ts";

/**
 * Omega ratio: what was gained above a threshold, over what was lost below it.
 *
 * `Σ max(r - θ, 0) / Σ max(θ - r, 0)`.
 *
 * @param returns Length `n`; a fraction per period.
 * @param threshold Return `θ` of a period; 0 by default.
 * @returns The ratio, without a unit; infinite where nothing was lost, `NaN` where nothing was won
 *   either, of no returns, and if one is missing.
 * @see Keating, C., Shadwick, W. (2002), A universal performance measure, Journal of Performance
 *   Measurement 6(3), 59-84.
 *
 * @example Up by 3, down by 2
 * ```ts
 * import assert from "node:assert/strict";
 * import { omegaRatio } from "volarb/performance";
 *
 * assert.equal(omegaRatio(Float64Array.of(3, -2, 0)), 1.5);
 * ```
 */
export function omegaRatio(returns: Float64Array, threshold = 0): number {
  return sum(returns.map((r) => Math.max(r - threshold, 0))) /
    sum(returns.map((r) => Math.max(threshold - r, 0)));
}
