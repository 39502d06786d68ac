import { maximumDrawdown } from "./drawdown.ts";
import { annualizedReturn } from "./total_return.ts";

/**
 * Calmar ratio: annualized return over the depth of the deepest drawdown.
 *
 * Both over the whole span given, not over its last three years.
 *
 * @param returns Length `n`; simple returns, a fraction per period.
 * @param periodsPerYear Periods in a year, > 0.
 * @returns The ratio per year; `NaN` of no returns, if one is missing, and without a drawdown.
 * @throws {RangeError} If `periodsPerYear` is not positive and finite.
 * @see Young, T. (1991), Calmar ratio: a smoother tool, Futures 20(1), 40.
 *
 * @example A year of half down and all up
 * ```ts
 * import assert from "node:assert/strict";
 * import { calmarRatio } from "volarb/performance";
 *
 * assert.equal(calmarRatio(Float64Array.of(-0.5, 2), 2), 1);
 * ```
 */
export function calmarRatio(
  returns: Float64Array,
  periodsPerYear: number,
): number {
  return annualizedReturn(returns, periodsPerYear) /
    (maximumDrawdown(returns) || NaN);
}
