import type { Layout } from "./layout.ts";
import { type AnyColumns, valuesOf } from "./part_writer.ts";

/**
 * Watches that rows come in the order of (time, id), block after block.
 */
export class RowOrder {
  readonly #layout: Layout;
  #time = -Infinity;
  #id = -Infinity;
  /** Rows that came after a row that they belong before. */
  displaced = 0;

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
   * @param columns Columns of the block.
   * @param rows How many rows it has.
   */
  watch(columns: AnyColumns, rows: number): void {
    const times = valuesOf(columns, this.#layout.time) as Float64Array;
    const ids = this.#layout.id === undefined
      ? times
      : valuesOf(columns, this.#layout.id) as Float64Array;
    let time = this.#time;
    let id = this.#id;
    for (let i = 0; i < rows; i++) {
      const next = times[i]!;
      if (next > time) {
        time = next;
        id = ids[i]!;
      } else if (next === time && ids[i]! >= id) {
        id = ids[i]!;
      } else {
        this.displaced++;
      }
    }
    this.#time = time;
    this.#id = id;
  }
}
