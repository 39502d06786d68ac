import { DAY } from "./units.ts";

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * First microsecond of a UTC day.
 *
 * @param date The day as `YYYY-MM-DD`.
 * @returns Microseconds since the epoch.
 * @throws {SyntaxError} If the text is not a day of the calendar.
 *
 * @example Half of a leap year
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseUtcDate } from "volarb/time";
 *
 * assert.equal(parseUtcDate("1970-01-02"), 86_400_000_000);
 * assert.throws(() => parseUtcDate("2023-02-29"));
 * ```
 */
export function parseUtcDate(date: string): number {
  const match = DATE.exec(date);
  const time = match
    ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) * 1000
    : NaN;
  if (Number.isNaN(time) || formatUtcDate(time) !== date) {
    throw new SyntaxError(
      `Cannot read a day as it must be a date YYYY-MM-DD: current value is ${
        JSON.stringify(date)
      }`,
    );
  }
  return time;
}

/**
 * The UTC day that a time falls on, as `YYYY-MM-DD`.
 *
 * @param time Microseconds since the epoch.
 * @returns The day; `Invalid Date` throws.
 * @throws {RangeError} If the time is not finite.
 *
 * @example The last microsecond of a day
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatUtcDate } from "volarb/time";
 *
 * assert.equal(formatUtcDate(86_400_000_000 - 1), "1970-01-01");
 * ```
 */
export function formatUtcDate(time: number): string {
  return new Date(Math.floor(time / 1000)).toISOString().slice(0, 10);
}

/**
 * First microsecond of the UTC day that a time falls on.
 *
 * @param time Microseconds since the epoch.
 * @returns Microseconds since the epoch, a multiple of a day.
 *
 * @example Noon
 * ```ts
 * import assert from "node:assert/strict";
 * import { DAY, startOfUtcDay } from "volarb/time";
 *
 * assert.equal(startOfUtcDay(1.5 * DAY), DAY);
 * ```
 */
export function startOfUtcDay(time: number): number {
  return Math.floor(time / DAY) * DAY;
}

/**
 * Every UTC day from one to another, both included.
 *
 * @param from First day, `YYYY-MM-DD`.
 * @param to Last day, `YYYY-MM-DD`; an earlier one gives an empty list.
 * @returns The days in order.
 * @throws {SyntaxError} If either is not a day of the calendar.
 *
 * @example Across the end of February
 * ```ts
 * import assert from "node:assert/strict";
 * import { utcDates } from "volarb/time";
 *
 * assert.deepEqual(utcDates("2024-02-28", "2024-03-01"), [
 *   "2024-02-28",
 *   "2024-02-29",
 *   "2024-03-01",
 * ]);
 * ```
 */
export function utcDates(from: string, to: string): string[] {
  const dates: string[] = [];
  const end = parseUtcDate(to);
  for (let time = parseUtcDate(from); time <= end; time += DAY) {
    dates.push(formatUtcDate(time));
  }
  return dates;
}

/**
 * A time as text: `2023-05-16T00:00:00.123456Z`, without the fraction where it
 * is zero and in three digits where these suffice.
 *
 * @param time Microseconds since the epoch.
 * @returns ISO 8601 in UTC; `NaN` gives the text `NaN`.
 *
 * @example Microseconds are kept
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatUtc } from "volarb/time";
 *
 * assert.equal(formatUtc(0), "1970-01-01T00:00:00Z");
 * assert.equal(formatUtc(1_500), "1970-01-01T00:00:00.001500Z");
 * assert.equal(formatUtc(2_000), "1970-01-01T00:00:00.002Z");
 * ```
 */
export function formatUtc(time: number): string {
  if (Number.isNaN(time)) return "NaN";
  const iso = new Date(Math.floor(time / 1_000_000) * 1000).toISOString()
    .slice(0, 19);
  const fraction = Math.floor(time) - Math.floor(time / 1_000_000) * 1_000_000;
  if (fraction === 0) return `${iso}Z`;
  return fraction % 1000 === 0
    ? `${iso}.${String(fraction / 1000).padStart(3, "0")}Z`
    : `${iso}.${String(fraction).padStart(6, "0")}Z`;
}
