import { MINUTE } from "../time/mod.ts";
import type { BarColumns } from "./records.ts";

/** How {@linkcode aggregateBars} cuts time. */
export type AggregateBarsOptions = {
  /** Length of the coarse bars in microseconds, a multiple of a minute. */
  readonly interval: number;
  /**
   * What becomes of a coarse bar with minutes missing at its ends or within:
   * `"drop"` (default) leaves it out, `"keep"` builds it from the minutes there are.
   */
  readonly incomplete?: "drop" | "keep";
};

/**
 * Coarser bars from one-minute bars: first open, highest high, lowest low, last
 * close, summed volume of the minutes in each half-open interval
 * `[k · interval, (k + 1) · interval)` since the epoch.
 *
 * The result is exact: the high of an hour is the highest high of its minutes. A
 * variance of the coarse bar is not the sum of its minutes' variances.
 *
 * @param bars One-minute bars in time order.
 * @param options Interval, and what becomes of incomplete bars.
 * @returns The coarse bars, each known at its own close, or as long after it as its last
 *   minute is received after that minute's.
 * @throws {RangeError} If the interval is not a positive multiple of a minute or the times do not rise.
 *
 * @example Two minutes in one
 * ```ts
 * import assert from "node:assert/strict";
 * import { aggregateBars } from "volarb/features";
 * import { MINUTE } from "volarb/time";
 *
 * const hourly = aggregateBars({
 *   openTime: Float64Array.of(0, MINUTE),
 *   closeTime: Float64Array.of(MINUTE, 2 * MINUTE),
 *   open: Float64Array.of(10, 11),
 *   high: Float64Array.of(12, 11),
 *   low: Float64Array.of(10, 9),
 *   close: Float64Array.of(11, 9),
 *   volume: Float64Array.of(1, 2),
 * }, { interval: 2 * MINUTE });
 * assert.deepEqual([...hourly.high, ...hourly.low, ...hourly.volume], [12, 9, 3]);
 * ```
 */
export function aggregateBars(
  bars: BarColumns,
  { interval, incomplete = "drop" }: AggregateBarsOptions,
): BarColumns {
  if (!(interval > 0 && interval % MINUTE === 0)) {
    throw new RangeError(
      `Cannot aggregate bars as interval must be a positive multiple of a minute in microseconds: current value is ${interval}`,
    );
  }
  const { openTime } = bars;
  const n = openTime.length;
  const starts: number[] = [];
  for (let i = 0; i < n; i++) {
    if (i > 0 && !(openTime[i]! > openTime[i - 1]!)) {
      throw new RangeError(
        `Cannot aggregate bars as openTime must rise: entry ${i} is ${
          openTime[i]
        } after ${openTime[i - 1]}`,
      );
    }
    const bucket = Math.floor(openTime[i]! / interval);
    if (i === 0 || bucket !== Math.floor(openTime[i - 1]! / interval)) {
      starts.push(i);
    }
  }
  const ends = [...starts.slice(1), n];
  const full = interval / MINUTE;
  const kept = starts
    .map((start, k) => [start, ends[k]!] as const)
    .filter(([start, end]) =>
      start < n && (incomplete === "keep" || end - start === full)
    );
  const column = (f: (start: number, end: number) => number) =>
    Float64Array.from(kept, ([start, end]) => f(start, end));
  const begin = column((start) =>
    Math.floor(openTime[start]! / interval) * interval
  );
  return {
    openTime: begin,
    closeTime: begin.map((time) => time + interval),
    ...(bars.receiveTime && {
      receiveTime: column((start, end) =>
        (Math.floor(openTime[start]! / interval) + 1) * interval +
        bars.receiveTime![end - 1]! - bars.closeTime[end - 1]!
      ),
    }),
    open: column((start) => bars.open[start]!),
    high: column((start, end) => fold(bars.high, start, end, Math.max)),
    low: column((start, end) => fold(bars.low, start, end, Math.min)),
    close: column((_, end) => bars.close[end - 1]!),
    volume: column((start, end) =>
      fold(bars.volume, start, end, (sum, x) => sum + x)
    ),
  };
}

function fold(
  column: Float64Array,
  start: number,
  end: number,
  combine: (a: number, b: number) => number,
): number {
  let value = column[start]!;
  for (let i = start + 1; i < end; i++) value = combine(value, column[i]!);
  return value;
}
