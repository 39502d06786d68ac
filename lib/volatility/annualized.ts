import { assertPositive } from "../stats/arguments.ts";
import { DAYS_PER_YEAR } from "../time/units.ts";

/**
 * Variance per bar as variance per year of 365 days.
 *
 * `variance × barsPerDay × 365`: the market never closes.
 *
 * @param variance Variance per bar, one number or a column.
 * @param barsPerDay Bars in a day, > 0: 1440 for minutes, 1 for days.
 * @returns Variance per year, in the same shape; `NaN` stays `NaN`.
 * @throws {RangeError} If `barsPerDay` is not positive, or a variance is negative.
 *
 * @example One percent a day
 * ```ts
 * import assert from "node:assert/strict";
 * import { annualizedVariance } from "volarb/volatility";
 *
 * assert.ok(Math.abs(annualizedVariance(1e-4, 1) - 0.0365) < 1e-16);
 * ```
 */
export function annualizedVariance(
  variance: number,
  barsPerDay: number,
): number;
/**
 * The same for each entry of a column.
 *
 * @example Minutes of a basis point
 * ```ts
 * import assert from "node:assert/strict";
 * import { annualizedVariance } from "volarb/volatility";
 *
 * const variance = Float64Array.of(1e-8, NaN);
 * const [year, missing] = annualizedVariance(variance, 1440);
 * assert.ok(Math.abs(year! - 0.005256) < 1e-17);
 * assert.equal(missing, NaN);
 * ```
 */
export function annualizedVariance(
  variance: Float64Array,
  barsPerDay: number,
): Float64Array;
export function annualizedVariance(
  variance: number | Float64Array,
  barsPerDay: number,
): number | Float64Array {
  const factor = barsPerYear(barsPerDay);
  return typeof variance === "number"
    ? nonNegative(variance) * factor
    : variance.map((v) => nonNegative(v) * factor);
}

/**
 * Variance per bar as volatility per year of 365 days.
 *
 * `√(variance × barsPerDay × 365)`, as a fraction: 0.5 is 50 % a year. Average variances
 * first and take the root last: a root of an average is not an average of roots.
 *
 * @param variance Variance per bar, one number or a column.
 * @param barsPerDay Bars in a day, > 0: 1440 for minutes, 1 for days.
 * @returns Volatility per year, in the same shape; `NaN` stays `NaN`.
 * @throws {RangeError} If `barsPerDay` is not positive, or a variance is negative.
 *
 * @example One percent a day is 19.1 percent a year
 * ```ts
 * import assert from "node:assert/strict";
 * import { annualizedVolatility } from "volarb/volatility";
 *
 * assert.ok(Math.abs(annualizedVolatility(1e-4, 1) - 0.19105) < 1e-5);
 * assert.equal(annualizedVolatility(Float64Array.of(0), 1440)[0], 0);
 * ```
 */
export function annualizedVolatility(
  variance: number,
  barsPerDay: number,
): number;
/**
 * The same for each entry of a column.
 *
 * @example Minutes of a basis point
 * ```ts
 * import assert from "node:assert/strict";
 * import { annualizedVolatility } from "volarb/volatility";
 *
 * const variance = Float64Array.of(1e-8, NaN);
 * const [year, missing] = annualizedVolatility(variance, 1440);
 * assert.ok(Math.abs(year! - Math.sqrt(0.005256)) < 1e-16);
 * assert.equal(missing, NaN);
 * ```
 */
export function annualizedVolatility(
  variance: Float64Array,
  barsPerDay: number,
): Float64Array;
export function annualizedVolatility(
  variance: number | Float64Array,
  barsPerDay: number,
): number | Float64Array {
  const factor = barsPerYear(barsPerDay);
  return typeof variance === "number"
    ? Math.sqrt(nonNegative(variance) * factor)
    : variance.map((v) => Math.sqrt(nonNegative(v) * factor));
}

function barsPerYear(barsPerDay: number): number {
  assertPositive("annualize", "barsPerDay", barsPerDay);
  return barsPerDay * DAYS_PER_YEAR;
}

function nonNegative(variance: number): number {
  if (variance < 0) {
    throw new RangeError(
      `Cannot annualize as a variance must not be negative: current value is ${variance}`,
    );
  }
  return variance;
}
