import {
  assertChoice,
  assertColumns,
  assertPositive,
} from "../stats/arguments.ts";
import { median } from "../stats/quantile.ts";
import { DAY } from "../time/units.ts";
import { bipowerVariation } from "./bipower_variation.ts";
import { realizedByPeriod } from "./realized_by_period.ts";

/**
 * How a slot's size is read off its returns over the days: the root of their mean
 * square (`"deviation"`), or the median of their absolute values (`"median"`), which a
 * jump on one day does not move.
 */
export type PeriodicityMethod = "deviation" | "median";

/** Choices of {@linkcode intradayPeriodicity}. */
export type PeriodicityOptions = {
  /** Length of a slot in microseconds; a whole number of slots makes a period. */
  readonly slot: number;
  /** Length of the pattern in microseconds; a UTC day by default, a week for weekdays. */
  readonly period?: number;
  /** How a slot's size is read off; `"deviation"` by default. */
  readonly method?: PeriodicityMethod;
};

/**
 * Intraday pattern of volatility: a factor for each slot of the day.
 *
 * Each return is divided by the root of its period's bipower variation per return;
 * the factor of a slot is the size of such returns over all periods, scaled so that
 * the mean square of the factors is 1. Marks of funding, of the hour and of markets
 * elsewhere show as factors above 1.
 *
 * It is an estimate over the whole column: fit it on days that have passed, then
 * divide later returns by it ({@linkcode withoutPeriodicity}).
 *
 * @param time End of each return, microseconds since the epoch, not falling; length `n`.
 *   A return belongs to the slot that ends at this moment or holds it.
 * @param returns Log returns, length `n`; `NaN` is missing and left out, its period too.
 * @param options Lengths of slot and pattern, and the method.
 * @returns One factor per slot, as a ratio of volatilities; `NaN` for a slot without a
 *   return.
 * @throws {RangeError} If the columns differ in length, a time falls, a length is not
 *   positive, slots do not fill the period, or the method is unknown.
 * @see eq-periodicity, lem-periodicity, alg-periodicity
 * @see Taylor, S., Xu, X. (1997), The incremental volatility information in one
 *   million foreign exchange quotations, Journal of Empirical Finance 4(4), 317-340,
 *   doi:10.1016/S0927-5398(97)00010-8; Boudt, K., Croux, C., Laurent, S. (2011), Robust
 *   estimation of intraweek periodicity in volatility and jump detection, Journal of
 *   Empirical Finance 18(2), 353-367, doi:10.1016/j.jempfin.2010.11.005.
 *
 * @example Afternoons of twice the volatility
 * ```ts
 * import assert from "node:assert/strict";
 * import { DAY, HOUR } from "volarb/time";
 * import { intradayPeriodicity } from "volarb/volatility";
 *
 * const time = Float64Array.from({ length: 240 }, (_, i) => (i + 1) * HOUR);
 * const returns = time.map((t) => t % DAY > 0 && t % DAY <= DAY / 2 ? 1 : -2);
 * const [morning, afternoon] = intradayPeriodicity(time, returns, { slot: 12 * HOUR });
 * assert.ok(Math.abs(afternoon! / morning! - 2) < 1e-12);
 * assert.ok(Math.abs(morning! ** 2 + afternoon! ** 2 - 2) < 1e-12);
 * ```
 */
export function intradayPeriodicity(
  time: Float64Array,
  returns: Float64Array,
  { slot, period = DAY, method = "deviation" }: PeriodicityOptions,
): Float64Array {
  const action = "estimate the intraday pattern";
  assertChoice(action, "method", method, ["deviation", "median"]);
  const slots = slotsOf(action, slot, period);
  const { value, count } = realizedByPeriod(time, returns, {
    measure: (part) => Math.sqrt(bipowerVariation(part) / part.length),
    period,
  });
  const sizes: number[][] = Array.from({ length: slots }, () => []);
  let i = 0;
  value.forEach((scale, p) => {
    for (const end = i + count[p]!; i < end; i++) {
      const size = Math.abs(returns[i]!) / scale;
      if (scale > 0 && Number.isFinite(size)) {
        sizes[slotAt(time[i]!, slot, period)]!.push(size);
      }
    }
  });
  const factors = Float64Array.from(sizes, (column) => {
    if (column.length === 0) return NaN;
    return method === "median"
      ? median(Float64Array.from(column))
      : Math.sqrt(column.reduce((sum, x) => sum + x * x, 0) / column.length);
  });
  const known = factors.filter((f) => !Number.isNaN(f));
  const square = known.reduce((sum, f) => sum + f * f, 0) / known.length;
  return factors.map((f) => f / Math.sqrt(square));
}

/** What {@linkcode withoutPeriodicity} takes besides the returns. */
export type WithoutPeriodicityOptions = {
  /** One factor per slot of the pattern, as {@linkcode intradayPeriodicity} gives. */
  readonly factors: Float64Array;
  /** Length of the pattern in microseconds; a UTC day by default. */
  readonly period?: number;
};

/**
 * Returns divided by the factor of their slot.
 *
 * @param time End of each return, microseconds since the epoch; length `n`.
 * @param returns Log returns, length `n`.
 * @param options The factors and the length of their pattern.
 * @returns Length `n`; entry `t` uses return `t` alone. `NaN` where the factor is missing.
 * @throws {RangeError} If the columns differ in length or the period is not positive.
 * @see eq-periodicity
 * @see Boudt, Croux and Laurent (2011), doi:10.1016/j.jempfin.2010.11.005.
 *
 * @example Two slots
 * ```ts
 * import assert from "node:assert/strict";
 * import { DAY } from "volarb/time";
 * import { withoutPeriodicity } from "volarb/volatility";
 *
 * const time = Float64Array.of(DAY / 2, DAY);
 * const returns = Float64Array.of(3, 3);
 * const factors = Float64Array.of(1, 1.5);
 * const even = withoutPeriodicity(time, returns, { factors });
 * assert.deepEqual(even, Float64Array.of(3, 2));
 * ```
 */
export function withoutPeriodicity(
  time: Float64Array,
  returns: Float64Array,
  { factors, period = DAY }: WithoutPeriodicityOptions,
): Float64Array {
  const action = "take out the intraday pattern";
  assertColumns(action, { time, returns });
  slotsOf(action, period / factors.length, period);
  return returns.map((r, i) =>
    r / periodicityAt(time[i]!, { factors, period })
  );
}

/**
 * Factor of the slot that ends at a time or holds it.
 *
 * @param time End of a return, microseconds since the epoch.
 * @param options The factors and the length of their pattern.
 * @returns The factor; `NaN` where it is missing.
 * @see eq-periodicity
 *
 * @example The morning ends at noon
 * ```ts
 * import assert from "node:assert/strict";
 * import { DAY } from "volarb/time";
 * import { periodicityAt } from "volarb/volatility";
 *
 * const factors = Float64Array.of(1, 1.5);
 * assert.equal(periodicityAt(DAY / 2, { factors }), 1);
 * assert.equal(periodicityAt(DAY / 2 + 1, { factors }), 1.5);
 * ```
 */
export function periodicityAt(
  time: number,
  { factors, period = DAY }: WithoutPeriodicityOptions,
): number {
  return factors[slotAt(time, period / factors.length, period)] ?? NaN;
}

/** The slot that ends at a time or holds it. */
function slotAt(time: number, slot: number, period: number): number {
  const start = (Math.ceil(time / period) - 1) * period;
  return Math.ceil((time - start) / slot) - 1;
}

/** Checks that slots fill the period, and counts them. */
function slotsOf(action: string, slot: number, period: number): number {
  assertPositive(action, "period", period);
  assertPositive(action, "slot", slot);
  const slots = period / slot;
  if (!Number.isInteger(slots)) {
    throw new RangeError(
      `Cannot ${action} as slots must fill the period: current value is ${slots} slots`,
    );
  }
  return slots;
}
