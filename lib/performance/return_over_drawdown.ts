import { maximumDrawdown } from "./drawdown.ts";
import { totalReturn } from "./total_return.ts";

/**
 * Return over maximum drawdown: what a run earned for the deepest fall that its owner sat through.
 *
 * `(Π(1 + r) − 1) / maximum drawdown`, both of the whole span. It is the Calmar ratio without a year, and so a number that a run of days
 * has too; among traders also the recovery factor.
 *
 * @param returns Length `n`; simple returns, a fraction per period.
 * @returns The ratio; `NaN` of no returns, if one is missing, and without a drawdown.
 * @see Grossman, S., Zhou, Z. (1993), Optimal investment strategies for controlling drawdowns, Mathematical Finance 3(3), 241-276,
 *   doi:10.1111/j.1467-9965.1993.tb00044.x, for the drawdown as the price of a return.
 *
 * @example Half down, then all up and a half
 * ```ts
 * import assert from "node:assert/strict";
 * import { returnOverDrawdown } from "volarb/performance";
 *
 * assert.equal(returnOverDrawdown(Float64Array.of(-0.5, 2)), 1);
 * ```
 */
export function returnOverDrawdown(returns: Float64Array): number {
  return totalReturn(returns) / (maximumDrawdown(returns) || NaN);
}
