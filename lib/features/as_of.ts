import { assertRising } from "../time/arguments.ts";
import type { TimedColumn } from "./feature.ts";
import { assertJoin } from "./latest_value.ts";

/** How {@linkcode asOf} joins. */
export type AsOfOptions = {
  /**
   * Whether a value known at the very time of the decision counts. `"known"`
   * (default) takes it: a bar is known at its close. `"before"` does not: a quote of
   * the same millisecond as a trade is often its consequence.
   */
  readonly ties?: "known" | "before";
  /** Oldest value that still counts, in microseconds; no limit by default. */
  readonly maxAge?: number;
};

/**
 * The last value known at each of a number of times.
 *
 * @param times Length `m`; microseconds since the epoch, never falling.
 * @param column Values and when they became known, never falling.
 * @param options What a tie is and how old a value may be.
 * @returns Length `m`; `NaN` before the first value and where the last is too old.
 * @throws {RangeError} If either times fall, the column's two arrays differ in length, or
 *   an option is out of range.
 * @see eq-as-of, lem-adapted
 *
 * @example A tie is known, or not
 * ```ts
 * import assert from "node:assert/strict";
 * import { asOf } from "volarb/features";
 *
 * const column = { time: Float64Array.of(10, 20), values: Float64Array.of(1, 2) };
 * const times = Float64Array.of(5, 10, 15, 20);
 * assert.deepEqual([...asOf(times, column)], [NaN, 1, 1, 2]);
 * assert.deepEqual([...asOf(times, column, { ties: "before" })], [NaN, NaN, 1, 1]);
 * ```
 */
export function asOf(
  times: Float64Array,
  { time, values }: TimedColumn,
  options: AsOfOptions = {},
): Float64Array {
  const { ties = "known", maxAge = Infinity } = options;
  assertJoin(options);
  if (time.length !== values.length) {
    throw new RangeError(
      `Cannot join as of a time as columns must have one length: time has ${time.length}, values has ${values.length}`,
    );
  }
  assertRising("join as of a time", time);
  assertRising("join as of a time", times, "times");
  const out = new Float64Array(times.length);
  let next = 0;
  for (let i = 0; i < times.length; i++) {
    const now = times[i]!;
    if (ties === "known") {
      while (next < time.length && time[next]! <= now) next++;
    } else while (next < time.length && time[next]! < now) next++;
    const last = next - 1;
    out[i] = last >= 0 && now - time[last]! <= maxAge ? values[last]! : NaN;
  }
  return out;
}
