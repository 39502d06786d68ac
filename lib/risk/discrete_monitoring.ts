import { assertNumbers } from "../stats/number_rules.ts";

/**
 * `-ζ(1/2) / √(2π)`: the mean overshoot of a Gaussian walk over a far level, in standard deviations of a step.
 *
 * @example From the zeta function at one half
 * ```ts
 * import assert from "node:assert/strict";
 * import { OVERSHOOT } from "volarb/risk";
 *
 * const zetaHalf = -1.4603545088095868;
 * const beta = -zetaHalf / Math.sqrt(2 * Math.PI);
 * assert.ok(Math.abs(OVERSHOOT - beta) < 1e-15);
 * ```
 */
export const OVERSHOOT = 0.5825971579390107;

/**
 * How much further a level is hit when the price is looked at in steps.
 *
 * `β σ √Δ` with `β = -ζ(1/2) / √(2π) = 0.5826`: a fixed level at distance `δ` that is looked at every `Δ` acts like one at `δ + β σ √Δ` that
 * is looked at all the time. A trailing stop is shifted twice: steps also miss the highest price, by as much ({@linkcode drawdownStop}).
 *
 * @param options `σ`, the standard deviation per square root of the unit of time in the unit of the distance, and `Δ` in that unit of time; both at least 0.
 * @returns The shift, in the unit of the distance.
 * @throws {RangeError} If one is negative or not finite.
 * @see prop-two-shifts
 * @see Broadie, M., Glasserman, P., Kou, S. (1997), A continuity correction for discrete barrier options,
 *   Mathematical Finance 7(4), 325-349; Siegmund, D. (1985), Sequential analysis, Springer, chapter 10.
 *
 * @example A stop that is looked at each minute of an hour's volatility
 * ```ts
 * import assert from "node:assert/strict";
 * import { monitoringShift } from "volarb/risk";
 *
 * const shift = monitoringShift({ sigma: 0.01, interval: 1 / 60 });
 * assert.ok(Math.abs(shift - 7.521e-4) < 1e-7);
 * ```
 */
export function monitoringShift(
  { sigma, interval }: { readonly sigma: number; readonly interval: number },
): number {
  assertNumbers("shift a level", "notNegative", { sigma, interval });
  return OVERSHOOT * sigma * Math.sqrt(interval);
}
