import { assertColumns, assertNonNegative } from "../stats/arguments.ts";
import { countBefore } from "../time/mod.ts";
import { fallingTime } from "../time/arguments.ts";
import { assertFlags } from "./arguments.ts";
import { assertBuckets, BucketClock } from "./bucket_clock.ts";
import { BucketColumns, type VpinColumns } from "./bucket_columns.ts";
import type { Trades } from "./columns.ts";
import type { VpinOptions } from "./vpin_stream.ts";

const ACTION = "compute VPIN";

/**
 * Volume-synchronised probability of informed trading of every bucket.
 *
 * `Vpin` over whole columns, all buckets given, also those that one large trade
 * fills. A kernel of its own: trades that do not fill a bucket pass through a loop
 * that holds nothing else.
 *
 * @param trades Columns of length `n`; quantities ≥ 0.
 * @param options Buckets, their anchor, and how many are averaged.
 * @returns Columns with one entry per completed bucket, known at its `closeTime`.
 * @throws {RangeError} If columns differ in length, times fall, a quantity is
 *   negative or missing, a flag is neither 0 nor 1, or an option is out of range.
 * @see eq-vpin, def-vpin, lem-vpin-split
 * @see Easley, D., López de Prado, M. and O'Hara, M. (2012), Review of Financial
 *   Studies 25(5), 1457-1493, doi:10.1093/rfs/hhs053.
 *
 * @example Trades split over buckets of 10
 * ```ts
 * import assert from "node:assert/strict";
 * import { vpin } from "volarb/flow";
 *
 * const { imbalance, value } = vpin({
 *   time: Float64Array.of(1, 2, 3, 4, 5),
 *   quantity: Float64Array.of(4, 3, 5, 8, 10),
 *   isBuyerMaker: Uint8Array.of(0, 1, 0, 1, 0),
 * }, { bucketVolume: 10, window: 3, anchor: 0 });
 * assert.deepEqual(imbalance, Float64Array.of(4, -6, 10));
 * assert.ok(Math.abs(value[2]! - 2 / 3) < 1e-15);
 * ```
 */
export function vpin(
  trades: Omit<Trades, "price">,
  options: VpinOptions,
): VpinColumns {
  const { time, quantity, isBuyerMaker } = trades;
  const n = assertColumns(ACTION, { time, quantity, isBuyerMaker });
  assertFlags(ACTION, isBuyerMaker);
  const clock = new BucketClock(ACTION, options);
  const buckets = new BucketColumns(options.window);
  let row = countBefore(time, clock.anchor);
  sumOf(trades, 0, row);
  while (row < n) {
    clock.roll(time[row]!);
    const end = countBefore(time, clock.end, row);
    if (end === row) throw fallingTime(ACTION, time, row);
    if (clock.size === clock.size) {
      fillBuckets(trades, row, end, clock.size, buckets);
    }
    if (clock.trailing) clock.count(sumOf(trades, row, end));
    row = end;
  }
  return buckets.toColumns();
}

/** Fills buckets of one size from the trades `from .. end-1`. */
function fillBuckets(
  { time, quantity, isBuyerMaker }: Omit<Trades, "price">,
  from: number,
  end: number,
  size: number,
  buckets: BucketColumns,
): void {
  const open = new Float64Array(4);
  open[LAST] = from > 0 ? time[from - 1]! : -Infinity;
  let row = from;
  while (true) {
    const passed = row;
    row = passTrades(time, quantity, isBuyerMaker, row, end, size, open);
    if (!(open[FILLED]! + open[LAST]! < Infinity)) {
      // A missing number passes every comparison and stays in the sums.
      sumOf({ time, quantity }, passed, row);
    }
    if (row === end) return;
    let rest = quantity[row]!;
    const closeTime = time[row]!;
    if (!(closeTime >= open[LAST]!)) throw fallingTime(ACTION, time, row);
    assertNonNegative(ACTION, "quantity", rest);
    assertBuckets(ACTION, rest, size);
    const share = isBuyerMaker[row]!;
    while (open[FILLED]! + rest >= size) {
      const take = size - open[FILLED]!;
      rest = Math.max(0, rest - take);
      buckets.push(
        closeTime,
        row,
        size,
        open[SOLD]! + take * share,
        open[SQUARES]! + take * take,
      );
      open[FILLED] = 0;
      open[SOLD] = 0;
      open[SQUARES] = 0;
    }
    open[FILLED] = rest;
    open[SOLD] = rest * share;
    open[SQUARES] = rest * rest;
    open[LAST] = closeTime;
    row++;
  }
}

const FILLED = 0;
const SOLD = 1;
const SQUARES = 2;
const LAST = 3;

/**
 * Adds trades to the open bucket up to the first that fills it or is not well.
 *
 * A function of its own with nothing else in its loop, as the engine then keeps the
 * sums in registers: every trade passes through it.
 */
function passTrades(
  time: Float64Array,
  quantity: Float64Array,
  isBuyerMaker: Uint8Array,
  from: number,
  end: number,
  size: number,
  open: Float64Array,
): number {
  let filled = open[FILLED]!;
  let sold = open[SOLD]!;
  let squares = open[SQUARES]!;
  let last = open[LAST]!;
  let i = from;
  for (; i < end; i++) {
    const t = time[i]!;
    const q = quantity[i]!;
    const sum = filled + q;
    if (sum >= size || q < 0 || t < last) break;
    last = t;
    filled = sum;
    sold += q * isBuyerMaker[i]!;
    squares += q * q;
  }
  open[FILLED] = filled;
  open[SOLD] = sold;
  open[SQUARES] = squares;
  open[LAST] = last;
  return i;
}

/** Sum of the quantities in rows `from .. end-1`, which are checked. */
function sumOf(
  { time, quantity }: Pick<Trades, "time" | "quantity">,
  from: number,
  end: number,
): number {
  let sum = 0;
  for (let i = from; i < end; i++) {
    if (i > 0 && !(time[i]! >= time[i - 1]!)) {
      throw fallingTime(ACTION, time, i);
    }
    const q = quantity[i]!;
    if (!(q >= 0)) assertNonNegative(ACTION, "quantity", q);
    sum += q;
  }
  return sum;
}
