import { assertPositive } from "../stats/arguments.ts";

/**
 * Total return: what one unit has become, less one.
 *
 * `Π (1 + r) - 1` of simple returns, which is last equity over first, less one.
 *
 * @param returns Length `n`; simple returns, a fraction per period.
 * @returns The return as a fraction; 0 of no periods, `NaN` if one is missing.
 *
 * @example Up and down by ten percent
 * ```ts
 * import assert from "node:assert/strict";
 * import { totalReturn } from "volarb/performance";
 *
 * const r = totalReturn(Float64Array.of(0.1, -0.1));
 * assert.ok(Math.abs(r + 0.01) < 1e-15);
 * ```
 */
export function totalReturn(returns: Float64Array): number {
  let growth = 1;
  for (const r of returns) growth *= 1 + r;
  return growth - 1;
}

/**
 * Annualized return: the yearly rate that compounds to the total return.
 *
 * `(Π (1 + r))^(Y / n) - 1` with `Y` periods in a year.
 *
 * @param returns Length `n`; simple returns, a fraction per period.
 * @param periodsPerYear Periods in a year `Y`, > 0.
 * @returns The rate as a fraction per year; `NaN` of no periods, if one is missing, and where
 *   nothing is left to compound (`Π (1 + r) < 0`).
 * @throws {RangeError} If `periodsPerYear` is not positive and finite.
 *
 * @example Half a year at ten percent
 * ```ts
 * import assert from "node:assert/strict";
 * import { annualizedReturn } from "volarb/performance";
 *
 * const rate = annualizedReturn(Float64Array.of(0.1), 2);
 * assert.ok(Math.abs(rate - 0.21) < 1e-15);
 * ```
 */
export function annualizedReturn(
  returns: Float64Array,
  periodsPerYear: number,
): number {
  assertPositive("annualize a return", "periodsPerYear", periodsPerYear);
  if (returns.length === 0) return NaN;
  return (1 + totalReturn(returns)) ** (periodsPerYear / returns.length) - 1;
}
