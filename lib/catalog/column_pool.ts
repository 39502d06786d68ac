import type { ColumnValues } from "./column_page.ts";
import { GROUP_ROWS } from "./layout.ts";
import { type AnyColumns, valuesOf } from "./part_writer.ts";

/** Kinds of arrays that columns have. */
export type ArrayKind = "Int32" | "Float64" | "Uint8";

const ARRAYS = {
  Int32: Int32Array,
  Float64: Float64Array,
  Uint8: Uint8Array,
} as const;

/** Arrays for the columns of a block that are used again for the next block. */
export class ColumnPool {
  readonly #arrays = new Map<string, ColumnValues>();

  /**
   * The array of a column.
   *
   * @param name The column.
   * @param kind The kind of array.
   * @param rows The least length.
   * @returns The array given before where it is of the kind and long enough.
   */
  array(name: string, kind: ArrayKind, rows: number): ColumnValues {
    const present = this.#arrays.get(name);
    if (present instanceof ARRAYS[kind] && present.length >= rows) {
      return present;
    }
    const array = new ARRAYS[kind](Math.max(rows, GROUP_ROWS));
    this.#arrays.set(name, array);
    return array;
  }

  /**
   * Some rows of a block in an order of their own.
   *
   * @param columns The block.
   * @param order Numbers of its rows.
   * @returns Columns whose first `order.length` entries are these rows.
   */
  reordered(columns: AnyColumns, order: Uint32Array): AnyColumns {
    const copy: Record<string, AnyColumns[string]> = {};
    for (const [name, column] of Object.entries(columns)) {
      const values = valuesOf(columns, name);
      const out = this.array(name, kindOf(values), order.length);
      for (let i = 0; i < order.length; i++) out[i] = values[order[i]!]!;
      copy[name] = "integers" in column
        ? { integers: out as Int32Array, scale: column.scale }
        : out;
    }
    return copy;
  }
}

/**
 * The kind of an array.
 *
 * @param values The array.
 * @returns Its kind.
 */
export function kindOf(values: ColumnValues): ArrayKind {
  if (values instanceof Int32Array) return "Int32";
  return values instanceof Uint8Array ? "Uint8" : "Float64";
}
