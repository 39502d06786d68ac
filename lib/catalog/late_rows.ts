import { MINUTE } from "../time/mod.ts";
import { ColumnPool, kindOf } from "./column_pool.ts";
import type { Layout } from "./layout.ts";
import { type AnyColumns, valuesOf } from "./part_writer.ts";
import { type Block, orderOf } from "./row_order.ts";

/**
 * Puts rows in the order of (time, id) that come up to a minute late, as they go
 * by: the last minute is held back until what could come before it has come.
 *
 * @see lem-canonical-order
 */
export class LateRows {
  readonly #layout: Layout;
  readonly #together = new ColumnPool();
  readonly #sorted = new ColumnPool();
  readonly #held = new ColumnPool();
  #waiting: Block | undefined;
  #time = -Infinity;
  #id = -Infinity;
  /** Whether a row came later than that; what was given out is then void. */
  overdue = false;

  /**
   * Starts before the first row.
   *
   * @param layout Names the columns that order the rows.
   */
  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /**
   * Takes the next block.
   *
   * @param block The rows as they come.
   * @returns Rows that nothing can come before any more, in order; their arrays
   * are used again.
   */
  take(block: Block): Block {
    const { columns, rows } = this.#sort(block);
    const times = valuesOf(columns, this.#layout.time);
    const { id = this.#layout.time } = this.#layout;
    const ids = valuesOf(columns, id);
    const first = times[0]!;
    this.overdue ||= first < this.#time ||
      (first === this.#time && ids[0]! < this.#id);
    const limit = times[rows - 1]! - MINUTE;
    let done = 0;
    while (done < rows && times[done]! < limit) done++;
    if (done > 0) {
      this.#time = times[done - 1]!;
      this.#id = ids[done - 1]!;
    }
    const rest = Uint32Array.from({ length: rows - done }, (_, i) => done + i);
    this.#waiting = {
      columns: this.#held.reordered(columns, rest),
      rows: rows - done,
    };
    return { columns, rows: done };
  }

  /**
   * Gives out the rows that were held back.
   *
   * @returns Rows in order.
   */
  rest(): Block {
    return this.#waiting ?? { columns: {}, rows: 0 };
  }

  /** The rows held back and those of a block, together in order. */
  #sort(block: Block): Block {
    const held = this.#waiting?.rows ?? 0;
    const rows = held + block.rows;
    const columns: Record<string, AnyColumns[string]> = {};
    for (const [name, column] of Object.entries(block.columns)) {
      const values = valuesOf(block.columns, name);
      const all = this.#together.array(name, kindOf(values), rows);
      if (held > 0) {
        all.set(valuesOf(this.#waiting!.columns, name).subarray(0, held));
      }
      all.set(values.subarray(0, block.rows), held);
      columns[name] = "integers" in column
        ? { integers: all as Int32Array, scale: column.scale }
        : all;
    }
    const order = orderOf(columns, rows, this.#layout);
    return { columns: this.#sorted.reordered(columns, order), rows };
  }
}
