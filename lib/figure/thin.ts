/** Columns of equal length by name. */
export type ThinColumns = {
  readonly [name: string]: Float64Array | readonly unknown[];
};

/** What {@linkcode thin} keeps. */
export type ThinOptions<Name> = {
  /** The column that is drawn as a line. */
  readonly y: Name;
  /** Rows to keep at most, 5 or more; 2,000 where absent. */
  readonly points?: number;
};

/**
 * Fewer rows that draw the same line.
 *
 * Rows are taken in `points / 5` bins of equal length; of each bin the first row,
 * the last, the one with the smallest `y`, the one with the largest and the first
 * with a missing `y` are kept (M4 with gaps). No extreme is lost, a gap stays a
 * gap, and the order stays.
 *
 * @param columns Columns of length `n`; what is not a `Float64Array` is an array.
 * @param options The line's column, with `NaN` where missing, and the limit.
 * @returns The same columns with at most `points` rows; new ones, also where
 * nothing is left out.
 * @throws {RangeError} If `points` is not a whole number of 5 or more or the
 * columns differ in length.
 * @see Jugel, U. et al. (2014), M4: A Visualization-Oriented Time Series Data
 * Aggregation, PVLDB 7(10), 797-808.
 *
 * @example A spike survives
 * ```ts
 * import assert from "node:assert/strict";
 * import { thin } from "volarb/figure";
 *
 * const time = Float64Array.from({ length: 100_000 }, (_, i) => i);
 * const value = time.map((t) => t === 12_345 ? 1 : 0);
 * const line = thin({ time, value }, { y: "value" });
 * assert.ok(line.time.length <= 2_000);
 * assert.equal(line.time[line.value.indexOf(1)], 12_345);
 * ```
 */
export function thin<C extends ThinColumns>(
  columns: C,
  { y, points = 2_000 }: ThinOptions<keyof C & string>,
): C {
  if (!(Number.isInteger(points) && points >= 5)) {
    throw new RangeError(
      `Cannot thin a line as points must be a whole number of 5 or more: current value is ${points}`,
    );
  }
  const line = columns[y]!;
  const kept = keptRows(line as ArrayLike<number>, points);
  const thinned: Record<string, unknown> = {};
  for (const [name, column] of Object.entries(columns)) {
    if (column.length !== line.length) {
      throw new RangeError(
        `Cannot thin a line as its columns must have the length of ${y}, ${line.length}: current length of ${name} is ${column.length}`,
      );
    }
    thinned[name] = column instanceof Float64Array
      ? Float64Array.from(kept, (row) => column[row]!)
      : kept.map((row) => column[row]);
  }
  return thinned as C;
}

/** Rows to keep, ascending. */
function keptRows(y: ArrayLike<number>, points: number): number[] {
  const n = y.length;
  if (n <= points) return Array.from({ length: n }, (_, row) => row);
  const bins = Math.floor(points / 5);
  const kept: number[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const from = Math.floor(bin * n / bins);
    const to = Math.floor((bin + 1) * n / bins);
    kept.push(...extremeRows(y, from, to));
  }
  return kept;
}

/** First, last, smallest, largest and first missing row of `from` to `to`. */
function extremeRows(y: ArrayLike<number>, from: number, to: number): number[] {
  let smallest = -1;
  let largest = -1;
  let missing = -1;
  for (let row = from; row < to; row++) {
    const value = y[row]!;
    if (Number.isNaN(value)) {
      if (missing < 0) missing = row;
      continue;
    }
    if (smallest < 0 || value < y[smallest]!) smallest = row;
    if (largest < 0 || value > y[largest]!) largest = row;
  }
  const rows = new Set([from, to - 1, smallest, largest, missing]);
  rows.delete(-1);
  return [...rows].sort((a, b) => a - b);
}
