/** The unit in which a file writes its times. */
export type TimeUnit = "ms" | "us";

/**
 * The unit of a numeric stamp of the venue, told by its size.
 *
 * Stamps of the years 2001 to 2286 have 13 digits in milliseconds and 16 in
 * microseconds. Seconds (10 digits) and nanoseconds (19) are refused: the venue
 * writes neither.
 *
 * @param stamp The number as it stands in the file.
 * @returns The unit.
 * @throws {RangeError} If the number is neither.
 *
 * @example Futures and spot
 * ```ts
 * import assert from "node:assert/strict";
 * import { timeUnit } from "volarb/time";
 *
 * assert.equal(timeUnit(1680652700452), "ms");
 * assert.equal(timeUnit(1735689600000123), "us");
 * assert.throws(() => timeUnit(1680652700));
 * ```
 */
export function timeUnit(stamp: number): TimeUnit {
  if (stamp >= 1e12 && stamp < 1e13) return "ms";
  if (stamp >= 1e15 && stamp < 1e16) return "us";
  throw new RangeError(
    `Cannot tell the unit of a time as it must have 13 digits (ms) or 16 (us): current value is ${stamp}`,
  );
}
