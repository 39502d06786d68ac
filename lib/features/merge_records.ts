import type { RecordBlock } from "./load_records.ts";
import { FAMILIES, type Family, type RecordFamilies } from "./records.ts";

/** Blocks of each family that takes part. */
export type RecordSources = {
  readonly [F in Family]?: Iterable<RecordBlock<F>>;
};

/** Takes rows `from .. to-1` of a family. */
export type TakeRows = <F extends Family>(
  family: F,
  records: RecordFamilies[F],
  from: number,
  to: number,
) => void;

/** Where the reading of one family stands. */
type Cursor = {
  readonly family: Family;
  readonly blocks: Iterator<RecordBlock<Family>>;
  records: RecordFamilies[Family];
  row: number;
  rows: number;
};

/**
 * Hands records of several families over in the order in which they are received,
 * in runs of one family. Of one receive time, families come in the order of
 * {@linkcode FAMILIES}, the last one given after all others.
 *
 * @param sources Blocks of each family.
 * @param last The family that comes last of a time.
 * @param take Takes a run.
 */
export function mergeRecords(
  sources: RecordSources,
  last: Family | undefined,
  take: TakeRows,
): void {
  let cursors: Cursor[] = [];
  const order = FAMILIES.filter((family) => family !== last);
  for (const family of last === undefined ? order : [...order, last]) {
    const blocks = sources[family];
    if (blocks === undefined) continue;
    const cursor: Cursor = {
      family,
      blocks: blocks[Symbol.iterator](),
      records: undefined!,
      row: 0,
      rows: 0,
    };
    if (refill(cursor)) cursors.push(cursor);
  }
  while (cursors.length > 0) {
    // Of cursors at one time the first in order is taken.
    const first = earliest(cursors);
    const head = cursors[first]!;
    const end = runEnd(cursors, first);
    take(head.family, head.records, head.row, end);
    head.row = end;
    if (end === head.rows && !refill(head)) {
      cursors = cursors.filter((cursor) => cursor !== head);
    }
  }
}

/** Goes on to the next block with rows; false at the end. */
function refill(cursor: Cursor): boolean {
  for (;;) {
    const { done, value } = cursor.blocks.next();
    if (done) return false;
    if (value.rows === 0) continue;
    cursor.records = value.records;
    cursor.row = 0;
    cursor.rows = value.rows;
    return true;
  }
}

function timeOf({ records, row }: Cursor): number {
  return records.receiveTime[row]!;
}

/** The place of the cursor whose next record comes first. */
function earliest(cursors: readonly Cursor[]): number {
  let first = 0;
  for (let c = 1; c < cursors.length; c++) {
    if (timeOf(cursors[c]!) < timeOf(cursors[first]!)) first = c;
  }
  return first;
}

/** The row at which another family is next, or the end of the block. */
function runEnd(cursors: readonly Cursor[], first: number): number {
  let before = Infinity;
  let upTo = Infinity;
  for (let c = 0; c < cursors.length; c++) {
    if (c === first) continue;
    const time = timeOf(cursors[c]!);
    if (c < first) before = Math.min(before, time);
    else upTo = Math.min(upTo, time);
  }
  const { records, row, rows } = cursors[first]!;
  return passRows(records.receiveTime, row + 1, rows, before, upTo);
}

/** The first row from `row` on whose time is not below `before`, or above `upTo`. */
function passRows(
  time: Float64Array,
  row: number,
  rows: number,
  before: number,
  upTo: number,
): number {
  while (row < rows && time[row]! < before && time[row]! <= upTo) row++;
  return row;
}
