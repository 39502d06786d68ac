import { assertPositive } from "../stats/arguments.ts";
import { variance } from "../stats/mod.ts";

/**
 * Annualized volatility of returns.
 *
 * `√(Y Σ (r - r̄)² / (n - 1))` with `Y` periods in a year: the volatility of a year if periods are
 * not correlated.
 *
 * @param returns Length `n`; a fraction per period.
 * @param periodsPerYear Periods in a year `Y`, > 0.
 * @returns A fraction per root year; 0 where returns do not move, `NaN` of fewer than two or if one
 *   is missing.
 * @throws {RangeError} If `periodsPerYear` is not positive and finite.
 *
 * @example Two days
 * ```ts
 * import assert from "node:assert/strict";
 * import { returnVolatility } from "volarb/performance";
 *
 * const volatility = returnVolatility(Float64Array.of(0.01, -0.01), 365);
 * assert.ok(Math.abs(volatility - 0.01 * Math.sqrt(2 * 365)) < 1e-15);
 * ```
 */
export function returnVolatility(
  returns: Float64Array,
  periodsPerYear: number,
): number {
  const action = "compute the volatility of returns";
  assertPositive(action, "periodsPerYear", periodsPerYear);
  return deviation(returns) * Math.sqrt(periodsPerYear);
}

/**
 * Standard deviation with divisor `n - 1`, exactly 0 for a column that does not move, whose mean
 * need not be one of its entries.
 *
 * @param column Length `n`.
 * @returns The deviation; `NaN` of fewer than two entries or if one is missing.
 */
export function deviation(column: Float64Array): number {
  const still = column.length > 1 && column.every((x) => x === column[0]);
  return still ? 0 : Math.sqrt(variance(column));
}
