import { assertColumns, assertPositive } from "../stats/arguments.ts";

/** Equity of an account at the times at which it was marked. */
export type EquityCurve = {
  /** Length `n`; microseconds since the epoch, never falling. Of marks at one time the last counts. */
  readonly time: Float64Array;
  /** Length `n`; cash and the value of what is held, in the quote currency. `NaN` is missing. */
  readonly equity: Float64Array;
};

/** Choices of {@linkcode resampleEquity}. */
export type EquityGridOptions = {
  /** Microseconds from one row to the next, > 0. */
  readonly step: number;
  /** Time of the first row; that of the first mark by default. */
  readonly from?: number;
  /** No row is later; by default the last row is the first one that knows the last mark. */
  readonly to?: number;
  /** Equity before the first mark; missing by default. */
  readonly initial?: number;
};

/**
 * Equity on a grid of simulated time, idle periods included.
 *
 * Row `i` is at `from + i · step` and takes the last mark at or before that time: what was known
 * then, carried as long as nothing is newer. Nothing is interpolated, so a row never depends on a
 * later mark.
 *
 * @param curve Marks in order of time, as many as the run had events.
 * @param options The grid.
 * @returns The curve on the grid; missing before the first mark unless `initial` is given, and
 *   while the last mark is missing.
 * @throws {RangeError} If the columns differ in length, a time falls or is not finite, `step` is not positive,
 *   or the grid would have more than 2^28 rows.
 * @see def-equity-grid
 *
 * @example Two marks, the second half way through the second period
 * ```ts
 * import assert from "node:assert/strict";
 * import { resampleEquity } from "volarb/performance";
 *
 * const { time, equity } = resampleEquity({
 *   time: Float64Array.of(0, 15),
 *   equity: Float64Array.of(100, 101),
 * }, { step: 10 });
 * assert.deepEqual(time, Float64Array.of(0, 10, 20));
 * assert.deepEqual(equity, Float64Array.of(100, 100, 101));
 * ```
 */
export function resampleEquity(
  { time, equity }: EquityCurve,
  { step, from, to, initial = NaN }: EquityGridOptions,
): EquityCurve {
  const action = "resample equity";
  const n = assertColumns(action, { time, equity });
  assertPositive(action, "step", step);
  assertTimes(action, time);
  const start = from ?? time[0] ?? NaN;
  const rows = gridRows(action, start, to ?? NaN, time[n - 1] ?? NaN, step);
  const gridTime = new Float64Array(rows);
  const gridEquity = new Float64Array(rows);
  let value = initial;
  for (let row = 0, next = 0; row < rows; row++) {
    const now = start + row * step;
    while (next < n && time[next]! <= now) value = equity[next++]!;
    gridTime[row] = now;
    gridEquity[row] = value;
  }
  return { time: gridTime, equity: gridEquity };
}

/** Rows from `start` up to `to`, or to the first that is not before the last mark. */
function gridRows(
  action: string,
  start: number,
  to: number,
  last: number,
  step: number,
): number {
  if (Number.isNaN(start)) return 0;
  const rows = Number.isNaN(to)
    ? Math.ceil((last - start) / step) + 1
    : Math.floor((to - start) / step) + 1;
  if (!(rows <= 2 ** 28)) {
    throw new RangeError(
      `Cannot ${action} as a grid must have at most 2^28 rows: current value is ${rows}`,
    );
  }
  return Math.max(0, rows || 0);
}

/**
 * Checks that times are finite and never fall.
 *
 * @param action What could not be done.
 * @param time The times.
 * @throws {RangeError} If one is not.
 */
export function assertTimes(action: string, time: Float64Array): void {
  for (let i = 0; i < time.length; i++) {
    const now = time[i]!;
    if (!Number.isFinite(now) || now < time[i - 1]!) {
      throw new RangeError(
        `Cannot ${action} as times must be finite and never fall: current value in row ${i} is ${now}${
          i === 0 ? "" : ` after ${time[i - 1]}`
        }`,
      );
    }
  }
}
