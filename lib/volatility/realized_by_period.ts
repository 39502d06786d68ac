import { assertColumns, assertPositive } from "../stats/arguments.ts";
import { DAY } from "../time/units.ts";

/** Choices of {@linkcode realizedByPeriod}. */
export type ByPeriodOptions = {
  /** What is measured of the returns of a period, such as `realizedVariance`. */
  readonly measure: (returns: Float64Array) => number;
  /** Length of a period in microseconds, counted from the epoch; a UTC day by default. */
  readonly period?: number;
};

/** Columns of {@linkcode realizedByPeriod}, one entry per period that has a return. */
export type RealizedByPeriod = {
  /** Start of the period, microseconds since the epoch; what is measured is known at its end. */
  readonly time: Float64Array;
  /** What was measured. */
  readonly value: Float64Array;
  /** Number of returns in the period. */
  readonly count: Float64Array;
};

/**
 * A realized measure for each period, by default each UTC day.
 *
 * A return belongs to the period that the moment of its end falls in; a moment on the
 * border ends the period before, so that the last bar of a day belongs to it.
 *
 * @param time End of each return, microseconds since the epoch, not falling; length `n`.
 * @param returns Log returns, length `n`.
 * @param options What is measured, and the length of a period.
 * @returns Three columns, one entry per period that has a return, in order.
 * @throws {RangeError} If the columns differ in length, a time falls or is missing, or
 *   the period is not positive.
 *
 * @example Two days of two returns each
 * ```ts
 * import assert from "node:assert/strict";
 * import { DAY } from "volarb/time";
 * import { realizedByPeriod, realizedVariance } from "volarb/volatility";
 *
 * const { time, value } = realizedByPeriod(
 *   Float64Array.of(0.5 * DAY, DAY, 1.5 * DAY, 2 * DAY),
 *   Float64Array.of(1, 2, 3, 4),
 *   { measure: realizedVariance },
 * );
 * assert.deepEqual(time, Float64Array.of(0, DAY));
 * assert.deepEqual(value, Float64Array.of(5, 25));
 * ```
 */
export function realizedByPeriod(
  time: Float64Array,
  returns: Float64Array,
  { measure, period = DAY }: ByPeriodOptions,
): RealizedByPeriod {
  const action = "measure periods";
  assertColumns(action, { time, returns });
  assertPositive(action, "period", period);
  const starts: number[] = [];
  const values: number[] = [];
  const counts: number[] = [];
  for (let from = 0; from < time.length;) {
    const index = Math.ceil(time[from]! / period) - 1;
    let to = from;
    for (; to < time.length; to++) {
      const t = time[to]!;
      if (!(t >= (time[to - 1] ?? -Infinity))) {
        throw new RangeError(
          `Cannot ${action} as time must not fall: current value of entry ${to} is ${t} after ${
            time[to - 1]
          }`,
        );
      }
      if (Math.ceil(t / period) - 1 !== index) break;
    }
    starts.push(index * period);
    values.push(measure(returns.slice(from, to)));
    counts.push(to - from);
    from = to;
  }
  return {
    time: Float64Array.from(starts),
    value: Float64Array.from(values),
    count: Float64Array.from(counts),
  };
}
