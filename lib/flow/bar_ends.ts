import {
  assertColumns,
  assertInteger,
  assertPositive,
} from "../stats/arguments.ts";
import { assertRising, fallingTime } from "../time/arguments.ts";

/**
 * Where bars end among the rows of an event column; made once, shared by every
 * feature of these bars.
 *
 * Bar `k` holds rows `rows[k-1] .. rows[k]-1`, bar 0 starts at the first row.
 */
export type BarEnds = {
  /** One past the last row of each bar; never falls. */
  readonly rows: Int32Array;
  /** When each bar is complete and known, microseconds since the epoch. */
  readonly closeTime: Float64Array;
};

/** Choices of {@linkcode clockBars}. */
export type ClockBarsOptions = {
  /** Length of a bar, microseconds. */
  readonly period: number;
  /** Start of bar 0; by default the last multiple of `period` at or before the first event. */
  readonly origin?: number;
  /** The events are complete before this time; by default the time of the last event. */
  readonly until?: number;
};

const MOST_BARS = 2 ** 27;

/**
 * Bars of the clock: bar `k` holds the events of `[origin + k d, origin + (k+1) d)`.
 *
 * Only bars that are over are given: the last ends at or before `until`, so a bar
 * that is still filling is left out and a bar without events is an empty one.
 *
 * @param time Length `n`; microseconds since the epoch, never falls.
 * @param options Period, origin and the time up to which events are complete.
 * @returns Ends of the bars; `closeTime` is the exclusive end of each interval.
 * @throws {RangeError} If times fall, an event is before `origin` or after
 *   `until`, the period is not positive, or there would be more than 2^27 bars.
 *
 * @example An event on the edge belongs to the next bar
 * ```ts
 * import assert from "node:assert/strict";
 * import { clockBars } from "volarb/flow";
 *
 * const bars = clockBars(Float64Array.of(0, 4, 5, 17), { period: 5 });
 * assert.deepEqual(bars.rows, Int32Array.of(2, 3, 3));
 * assert.deepEqual(bars.closeTime, Float64Array.of(5, 10, 15));
 * ```
 */
export function clockBars(
  time: Float64Array,
  { period, origin, until }: ClockBarsOptions,
): BarEnds {
  const action = "cut clock bars";
  const n = assertColumns(action, { time });
  assertPositive(action, "period", period);
  if (n === 0 && (origin === undefined || until === undefined)) {
    return {
      rows: new Int32Array(0),
      closeTime: new Float64Array(0),
    };
  }
  const first = origin ?? Math.floor(time[0]! / period) * period;
  const last = until ?? time[n - 1]!;
  if (n > 0 && !(time[0]! >= first)) {
    throw new RangeError(
      `Cannot ${action} as no event may be before the origin ${first}: current value is ${
        time[0]
      }`,
    );
  }
  if (n > 0 && !(time[n - 1]! <= last)) {
    assertRising(action, time);
    throw new RangeError(
      `Cannot ${action} as no event may be after until ${last}: current value is ${
        time[n - 1]
      }`,
    );
  }
  const count = Math.max(0, Math.floor((last - first) / period));
  if (!(count <= MOST_BARS)) {
    throw new RangeError(
      `Cannot ${action} as there may be at most ${MOST_BARS} bars: current value is ${count}`,
    );
  }
  const rows = new Int32Array(count);
  const closeTime = new Float64Array(count);
  let row = 0;
  for (let k = 0; k < count; k++) {
    const end = first + (k + 1) * period;
    row = rowsBefore(action, time, row, end);
    rows[k] = row;
    closeTime[k] = end;
  }
  rowsBefore(action, time, row, Infinity);
  return { rows, closeTime };
}

/** Choices of {@linkcode tickBars}. */
export type TickBarsOptions = {
  /** Events in a bar, at least 1. */
  readonly count: number;
};

/**
 * Bars of `count` events each.
 *
 * @param time Length `n`; microseconds since the epoch, never falls.
 * @param options Events in a bar.
 * @returns Ends of the bars that are full; `closeTime` is the time of the last event.
 * @throws {RangeError} If times fall or `count` is not a positive integer.
 *
 * @example Two bars of two, one event over
 * ```ts
 * import assert from "node:assert/strict";
 * import { tickBars } from "volarb/flow";
 *
 * const bars = tickBars(Float64Array.of(1, 2, 2, 7, 9), { count: 2 });
 * assert.deepEqual(bars.rows, Int32Array.of(2, 4));
 * assert.deepEqual(bars.closeTime, Float64Array.of(2, 7));
 * ```
 */
export function tickBars(
  time: Float64Array,
  { count }: TickBarsOptions,
): BarEnds {
  const action = "cut tick bars";
  const n = assertColumns(action, { time });
  assertInteger(action, "count", count, 1);
  assertRising(action, time);
  const bars = Math.floor(n / count);
  const rows = new Int32Array(bars);
  const closeTime = new Float64Array(bars);
  for (let k = 0; k < bars; k++) {
    rows[k] = (k + 1) * count;
    closeTime[k] = time[rows[k]! - 1]!;
  }
  return { rows, closeTime };
}

/**
 * Bars of one event column that end at given times, such as the closing times
 * of another column's volume bars.
 *
 * Bar `k` holds the events of `[edges[k-1], edges[k])`: an event at the very time
 * of an edge comes after it. Bar 0 starts with the first event. Two edges at one
 * time give an empty bar.
 *
 * @param time Length `n`; microseconds since the epoch, never falls.
 * @param edges Length `m`; the times at which bars end, never falls.
 * @returns Ends of `m` bars, complete if all events before the last edge are there.
 * @throws {RangeError} If a column falls.
 *
 * @example Quotes cut by the volume clock of the trades
 * ```ts
 * import assert from "node:assert/strict";
 * import { barsAt } from "volarb/flow";
 *
 * const bars = barsAt(Float64Array.of(1, 3, 5), Float64Array.of(3, 3, 6));
 * assert.deepEqual(bars.rows, Int32Array.of(1, 1, 3));
 * ```
 */
export function barsAt(time: Float64Array, edges: Float64Array): BarEnds {
  const action = "cut bars at given edges";
  assertColumns(action, { time });
  assertColumns(action, { edges });
  assertRising(action, edges);
  const rows = new Int32Array(edges.length);
  let row = 0;
  for (let k = 0; k < edges.length; k++) {
    row = rowsBefore(action, time, row, edges[k]!);
    rows[k] = row;
  }
  rowsBefore(action, time, row, Infinity);
  return { rows, closeTime: edges.slice() };
}

/**
 * The value that stands at the close of each bar: that of the last row before
 * the bar's end.
 *
 * A bar without rows keeps the value of the bar before it, as the book stands
 * until it changes.
 *
 * @param column Length `n`; any value per event.
 * @param bars Ends of `m` bars.
 * @returns Length `m`; `NaN` before the first event.
 * @throws {RangeError} If the bars reach past the column.
 *
 * @example A bar without events keeps the last value
 * ```ts
 * import assert from "node:assert/strict";
 * import { barClose, clockBars } from "volarb/flow";
 *
 * const bars = clockBars(Float64Array.of(0, 4, 15), { period: 5 });
 * assert.deepEqual(
 *   barClose(Float64Array.of(7, 8, 9), bars),
 *   Float64Array.of(8, 8, 8),
 * );
 * ```
 */
export function barClose(column: Float64Array, bars: BarEnds): Float64Array {
  assertWithin("take closes of bars", column, bars);
  const closes = new Float64Array(bars.rows.length);
  for (let k = 0; k < closes.length; k++) {
    const row = bars.rows[k]!;
    closes[k] = row === 0 ? NaN : column[row - 1]!;
  }
  return closes;
}

/**
 * Sum of a column over the rows of each bar.
 *
 * @param column Length `n`; any value per event.
 * @param bars Ends of `m` bars.
 * @returns Length `m`; 0 for a bar without rows, `NaN` where a row is missing.
 * @throws {RangeError} If the bars reach past the column.
 *
 * @example Two bars
 * ```ts
 * import assert from "node:assert/strict";
 * import { barSum, tickBars } from "volarb/flow";
 *
 * const bars = tickBars(Float64Array.of(1, 2, 3, 4), { count: 2 });
 * assert.deepEqual(
 *   barSum(Float64Array.of(1, 10, 100, 1000), bars),
 *   Float64Array.of(11, 1100),
 * );
 * ```
 */
export function barSum(column: Float64Array, bars: BarEnds): Float64Array {
  assertWithin("sum over bars", column, bars);
  const sums = new Float64Array(bars.rows.length);
  let row = 0;
  for (let k = 0; k < sums.length; k++) {
    let sum = 0;
    for (const end = bars.rows[k]!; row < end; row++) sum += column[row]!;
    sums[k] = sum;
  }
  return sums;
}

/**
 * Checks that bars do not reach past the rows of a column.
 *
 * @param action What could not be done.
 * @param column The column.
 * @param bars The bars.
 * @throws {RangeError} If they do.
 */
export function assertWithin(
  action: string,
  column: Float64Array,
  bars: BarEnds,
): void {
  const n = assertColumns(action, { column });
  const end = bars.rows[bars.rows.length - 1] ?? 0;
  if (end > n) {
    throw new RangeError(
      `Cannot ${action} as bars must end within the ${n} rows: current value is ${end}`,
    );
  }
}

/**
 * The first row from `row` on that is not before `end`.
 *
 * A function of its own with nothing else in its loop, as the engine then keeps
 * it in registers: it passes every row of the column.
 *
 * @param action What could not be done.
 * @param time Microseconds since the epoch.
 * @param row Where to start.
 * @param end The time that ends the search.
 * @returns The row; the column's length where every row is before `end`.
 * @throws {RangeError} If times fall on the way.
 */
export function rowsBefore(
  action: string,
  time: Float64Array,
  row: number,
  end: number,
): number {
  const n = time.length;
  let last = row > 0 ? time[row - 1]! : -Infinity;
  let i = row;
  for (; i < n; i++) {
    const t = time[i]!;
    if (!(t < end)) break;
    if (!(t >= last)) throw fallingTime(action, time, i);
    last = t;
  }
  if (i < n && !(time[i]! >= last)) throw fallingTime(action, time, i);
  return i;
}
