/**
 * A column of times as dates, which is what a time axis is drawn from.
 *
 * A `Date` holds whole milliseconds: the microseconds are cut off.
 *
 * @param time Length `n`; microseconds since the epoch, `NaN` where missing.
 * @returns Length `n`; an invalid date where the time is missing.
 *
 * @example The second minute of a day
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseUtcDate } from "volarb/time";
 * import { toDates } from "volarb/figure";
 *
 * const midnight = parseUtcDate("2025-05-05");
 * const [date] = toDates(Float64Array.of(midnight + 60_000_000));
 * assert.equal(date!.toISOString(), "2025-05-05T00:01:00.000Z");
 * ```
 */
export function toDates(time: Float64Array): Date[] {
  return Array.from(time, (t) => new Date(Math.floor(t / 1000)));
}
