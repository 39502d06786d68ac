import { assertColumns } from "../stats/arguments.ts";

/**
 * How old what is known of a stream is, averaged over the client's time.
 *
 * Records happen at `e` and are known at `r`; between two of them the last one grows older. With
 * a constant delay `d` and gaps `g` it is `d + sum g² / (2 sum g)`, at least the delay and half of
 * the mean gap.
 *
 * @param times Columns of one length `n`: when each happened and when it was known, whole
 *   microseconds that do not fall.
 * @returns Microseconds, over the time from the first to the last record that is known; `NaN`
 *   if that is no time.
 * @throws {RangeError} If the columns differ in length.
 * @see lem-known-age, eq-known-age
 * @see Kaul, S., Yates, R., Gruteser, M. (2012), Real-time status: how often should one update?,
 *   IEEE INFOCOM, 2731-2735.
 *
 * @example A bar of a minute that is known 50 ms after its close
 * ```ts
 * import assert from "node:assert/strict";
 * import { knownAge } from "volarb/engine";
 * import { MILLISECOND, MINUTE } from "volarb/time";
 *
 * const eventTime = Float64Array.of(0, MINUTE, 2 * MINUTE);
 * const receiveTime = eventTime.map((t) => t + 50 * MILLISECOND);
 * assert.equal(knownAge({ eventTime, receiveTime }), MINUTE / 2 + 50 * MILLISECOND);
 * ```
 */
export function knownAge(
  { eventTime, receiveTime }: {
    /** When each happened. */
    readonly eventTime: Float64Array;
    /** When each was known. */
    readonly receiveTime: Float64Array;
  },
): number {
  const n = assertColumns("average an age", { eventTime, receiveTime });
  let area = 0;
  for (let i = 1; i < n; i++) {
    const event = eventTime[i - 1]!;
    const from = receiveTime[i - 1]!;
    const to = receiveTime[i]!;
    area += (to - from) * ((from - event) + (to - event)) / 2;
  }
  const span = n === 0 ? 0 : receiveTime[n - 1]! - receiveTime[0]!;
  return span > 0 ? area / span : NaN;
}
