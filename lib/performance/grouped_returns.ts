import { assertChoice, assertColumns } from "../stats/arguments.ts";
import { mean } from "../stats/mod.ts";
import { DAY, formatUtcDate, HOUR } from "../time/mod.ts";
import { hitRate } from "./hit_rate.ts";
import { returnVolatility } from "./return_volatility.ts";
import type { Returns } from "./returns.ts";
import { sharpeRatio } from "./sharpe_ratio.ts";
import { totalReturn } from "./total_return.ts";

/** What a strategy did in one group of periods. */
export type GroupStatistics = {
  /** Name of the group. */
  readonly group: string;
  /** Number of periods. */
  readonly periods: number;
  /** `Π (1 + r) - 1` over the periods of the group, a fraction. */
  readonly totalReturn: number;
  /** Mean return of a period, a fraction. */
  readonly meanReturn: number;
  /** Annualized volatility, a fraction per root year. */
  readonly volatility: number;
  /** `√Y` times mean over deviation of a period; no correction for autocorrelation. */
  readonly sharpe: number;
  /** Share of gains among periods that were not zero. */
  readonly hitRate: number;
};

/** Periods that times can be grouped by. */
export type CalendarGroup =
  | "hour of day"
  | "weekday"
  | "hour"
  | "day"
  | "month";

const WEEKDAYS = [
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
];

/**
 * Statistics of returns in groups.
 *
 * @param returns Simple returns of periods.
 * @param groups Length `n`; name of the group of each period, `undefined` for none.
 * @param order Names in the order in which they come out; by default that of their first period. A name
 *   without periods is left out.
 * @returns One row per group.
 * @throws {RangeError} If columns differ in length, or returns are logarithms.
 *
 * @example Two groups
 * ```ts
 * import assert from "node:assert/strict";
 * import { groupedReturns } from "volarb/performance";
 *
 * const returns = {
 *   kind: "simple" as const,
 *   time: Float64Array.of(1, 2, 3),
 *   value: Float64Array.of(0.1, -0.2, 0.3),
 *   step: 1,
 *   periodsPerYear: 1,
 *   definition: "",
 * };
 * const [calm, wild] = groupedReturns(returns, ["calm", "wild", "calm"]);
 * assert.equal(calm!.periods, 2);
 * assert.equal(wild!.totalReturn, -0.19999999999999996);
 * ```
 */
export function groupedReturns(
  returns: Returns,
  groups: readonly (string | undefined)[],
  order: readonly string[] = [],
): GroupStatistics[] {
  const action = "group returns";
  assertColumns(action, { time: returns.time, value: returns.value });
  assertChoice(action, "kind", returns.kind, ["simple"]);
  if (groups.length !== returns.value.length) {
    throw new RangeError(
      `Cannot ${action} as there must be one group per period, ${returns.value.length}: current value is ${groups.length}`,
    );
  }
  const members = new Map<string, number[]>(order.map((name) => [name, []]));
  groups.forEach((name, row) => {
    if (name === undefined) return;
    const rows = members.get(name);
    if (rows === undefined) members.set(name, [row]);
    else rows.push(row);
  });
  return [...members].filter(([, rows]) => rows.length > 0).map(
    ([group, rows]) => {
      const value = Float64Array.from(rows, (row) => returns.value[row]!);
      return groupStatistics(group, value, returns.periodsPerYear);
    },
  );
}

function groupStatistics(
  group: string,
  value: Float64Array,
  periodsPerYear: number,
): GroupStatistics {
  return {
    group,
    periods: value.length,
    totalReturn: totalReturn(value),
    meanReturn: mean(value),
    volatility: returnVolatility(value, periodsPerYear),
    sharpe: sharpeRatio(value) * Math.sqrt(periodsPerYear),
    hitRate: hitRate(value),
  };
}

/**
 * Name of the calendar group that each period starts in, in UTC.
 *
 * `"hour of day"` gives `00` to `23`, `"weekday"` `Monday` to `Sunday`, `"hour"` `2024-05-01 13`, `"day"` `2024-05-01`, `"month"`
 * `2024-05`.
 *
 * @param returns Returns of periods; their times are the ends.
 * @param by What to group by.
 * @returns Length `n`; one name per period.
 * @throws {RangeError} If a period is longer than the group it would be in, and so lies in two, or `by` is unknown.
 *
 * @example The period that ends at midnight belongs to the day before
 * ```ts
 * import assert from "node:assert/strict";
 * import { calendarGroups, equityReturns } from "volarb/performance";
 *
 * const returns = equityReturns({
 *   time: Float64Array.of(0),
 *   equity: Float64Array.of(1),
 * }, { step: 3600e6, to: 86_400e6 });
 * const hours = calendarGroups(returns, "hour of day");
 * assert.equal(hours.at(-1), "23");
 * assert.equal(calendarGroups(returns, "day").at(-1), "1970-01-01");
 * ```
 */
export function calendarGroups(
  { time, step }: Returns,
  by: CalendarGroup,
): string[] {
  const action = "group returns by the calendar";
  const longest = { "hour of day": HOUR, hour: HOUR, weekday: DAY, day: DAY };
  assertChoice(action, "by", by, [...Object.keys(longest), "month"]);
  const limit = by === "month" ? 28 * DAY : longest[by];
  if (step > limit) {
    throw new RangeError(
      `Cannot ${action} as a period must not be longer than its group, ${by}: current value is ${step} µs`,
    );
  }
  return Array.from(time, (end) => calendarName(end - step, by));
}

function calendarName(start: number, by: CalendarGroup): string {
  const day = Math.floor(start / DAY);
  const hour = String(Math.floor((start - day * DAY) / HOUR)).padStart(2, "0");
  switch (by) {
    case "hour of day":
      return hour;
    case "hour":
      return `${formatUtcDate(start)} ${hour}`;
    case "weekday":
      return WEEKDAYS[((day % 7) + 7) % 7]!;
    case "day":
      return formatUtcDate(start);
    case "month":
      return formatUtcDate(start).slice(0, 7);
  }
}
