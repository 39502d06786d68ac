import { MINUTE } from "../time/mod.ts";
import type { Layout } from "./layout.ts";
import { type AnyColumns, valuesOf } from "./part_writer.ts";

/** Steps a row that are spent on moving rows before all are sorted anew. */
const PATIENCE = 16;

/** A block of rows. */
export type Block = {
  /** The columns. */
  readonly columns: AnyColumns;
  /** How many rows they have. */
  readonly rows: number;
};

/**
 * Watches whether rows come in the order of (time, id), block after block, and
 * counts them by minute.
 */
export class RowOrder {
  readonly #layout: Layout;
  #time = -Infinity;
  #id = -Infinity;
  /** Rows that came after a row that they belong before. */
  displaced = 0;
  /** Number of rows by minute since the epoch. */
  readonly minutes: Map<number, number> = new Map();

  /**
   * Starts before the first row.
   *
   * @param layout Names the columns that order the rows.
   */
  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /**
   * Looks at the next block.
   *
   * @param block The rows.
   */
  watch({ columns, rows }: Block): void {
    const times = valuesOf(columns, this.#layout.time) as Float64Array;
    const { id: name = this.#layout.time } = this.#layout;
    const ids = valuesOf(columns, name) as Float64Array;
    let time = this.#time;
    let id = this.#id;
    let displaced = 0;
    let minute = NaN;
    let end = -Infinity;
    let from = 0;
    for (let i = 0; i < rows; i++) {
      const next = times[i]!, nextId = ids[i]!;
      // Ids are asked first: whether two times are equal no processor can foresee.
      if (next < time || (nextId < id && next === time)) displaced++;
      else {
        time = next;
        id = nextId;
      }
      if (next >= end || next < end - MINUTE) {
        this.#count(minute, i - from);
        minute = Math.floor(next / MINUTE);
        end = (minute + 1) * MINUTE;
        from = i;
      }
    }
    this.#count(minute, rows - from);
    this.displaced += displaced;
    this.#time = time;
    this.#id = id;
  }

  #count(minute: number, rows: number): void {
    if (rows === 0) return;
    this.minutes.set(minute, (this.minutes.get(minute) ?? 0) + rows);
  }
}

/**
 * The rows of a block by (time, id), rows that are equal as they came.
 *
 * Moves the few rows that are out of place; where these are many, sorts all.
 *
 * @param columns Columns of the block.
 * @param rows How many rows it has.
 * @param layout Names the columns that order the rows.
 * @returns Numbers of rows, in order.
 * @see lem-canonical-order
 */
export function orderOf(
  columns: AnyColumns,
  rows: number,
  layout: Layout,
): Uint32Array {
  const times = valuesOf(columns, layout.time);
  const ids = layout.id === undefined ? times : valuesOf(columns, layout.id);
  const order = new Uint32Array(rows);
  let steps = rows * PATIENCE;
  for (let i = 0; i < rows; i++) {
    const time = times[i]!;
    const id = ids[i]!;
    let at = i;
    for (; at > 0; at--) {
      const before = order[at - 1]!;
      const later = times[before]! - time || ids[before]! - id;
      if (later <= 0) break;
      order[at] = before;
    }
    order[at] = i;
    steps -= i - at;
    if (steps < 0) {
      return order.map((_, row) => row).sort((a, b) =>
        times[a]! - times[b]! || ids[a]! - ids[b]! || a - b
      );
    }
  }
  return order;
}
