import { DAYS_PER_YEAR } from "../time/mod.ts";
import { assertChoice, assertPositive } from "../stats/arguments.ts";
import { assertEntries, entryAt } from "./arguments.ts";

/** Hours in a year of a market that never closes. */
const HOURS_PER_YEAR = 24 * DAYS_PER_YEAR;

/** Choices of {@linkcode annualizedFunding}. */
export type AnnualizedFundingOptions = {
  /** Hours that each rate pays for: a column, or one number for all rows. */
  readonly intervalHours: number | Float64Array;
  /**
   * `"simple"` (default) adds the payments of a year up, `"compound"` reinvests
   * them.
   */
  readonly compounding?: "simple" | "compound";
};

/**
 * Funding rate per year of 365 days, by the interval that the rate itself pays for.
 *
 * Simple: `F · 8760 / h`. Compound: `(1 + F)^(8760 / h) - 1`. A contract's
 * interval changes, so `h` is read per row: the same rate is worth eight times as
 * much a year at 1 hour as at 8. There are 1,095 intervals of 8 hours in a year,
 * not 365.
 *
 * @param rate Length `n`; rate per interval as a fraction (0.0001 is 1 bp).
 * @param options Interval of each row in hours, and whether payments compound.
 * @returns Length `n`; rate per year as a fraction, `NaN` where rate or interval is
 *   missing. Entry `t` uses row `t` only.
 * @throws {RangeError} If lengths differ or an interval is not positive.
 * @see def-annualised-funding, eq-annualised-funding, eq-map-funding-metrics
 *
 * @example One basis point each eight hours
 * ```ts
 * import assert from "node:assert/strict";
 * import { annualizedFunding } from "volarb/regime";
 *
 * const rate = Float64Array.of(0.0001, 0.0000125);
 * const yearly = annualizedFunding(rate, { intervalHours: Float64Array.of(8, 1) });
 * assert.ok(yearly.every((r) => Math.abs(r - 0.1095) < 1e-15));
 * ```
 */
export function annualizedFunding(
  rate: Float64Array,
  { intervalHours, compounding = "simple" }: AnnualizedFundingOptions,
): Float64Array {
  const action = "annualize a funding rate";
  assertEntries(action, "intervalHours", intervalHours, rate.length);
  assertChoice(action, "compounding", compounding, ["simple", "compound"]);
  return rate.map((r, t) => {
    const hours = entryAt(intervalHours, t);
    if (Number.isNaN(hours)) return NaN;
    assertPositive(action, "intervalHours", hours);
    const intervals = HOURS_PER_YEAR / hours;
    return compounding === "simple"
      ? r * intervals
      : Math.expm1(intervals * Math.log1p(r));
  });
}
