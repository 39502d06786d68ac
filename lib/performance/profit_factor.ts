import { omegaRatio } from "./omega_ratio.ts";

/**
 * Profit factor: the sum of all gains over the sum of all losses.
 *
 * `Σ max(x, 0) / Σ max(-x, 0)` of the profits of trades, in money. Of returns it is the Omega ratio at 0.
 *
 * @param profits Length `n`; profit of each trade after costs, in the quote currency.
 * @returns The ratio, without a unit; infinite where nothing was lost, `NaN` where nothing was won
 *   either, of no trades, and if one is missing.
 *
 * @example Five won, four lost
 * ```ts
 * import assert from "node:assert/strict";
 * import { profitFactor } from "volarb/performance";
 *
 * assert.equal(profitFactor(Float64Array.of(3, -4, 2)), 1.25);
 * ```
 */
export function profitFactor(profits: Float64Array): number {
  return omegaRatio(profits);
}
