import { createHash } from "node:crypto";
import type { ResultColumn, ResultTable } from "./result_table.ts";

/**
 * A hash of tables: of the names of their columns and of every value, in order.
 *
 * Numbers are hashed as their 64 bits, words as UTF-8 and money as decimal digits: nothing in it
 * depends on locale, time zone or platform.
 *
 * @param tables The tables.
 * @returns SHA-256, 64 hexadecimal digits.
 * @see prop-determinism
 *
 * @example Another number, another hash
 * ```ts
 * import assert from "node:assert/strict";
 * import { ResultTable, runHash } from "volarb/engine";
 *
 * const hash = (price: number) =>
 *   runHash([new ResultTable({ price: Float64Array.of(price) })]);
 * assert.equal(hash(1), hash(1));
 * assert.notEqual(hash(1), hash(2));
 * ```
 */
export function runHash(
  tables: readonly ResultTable<{ readonly [name: string]: ResultColumn }>[],
): string {
  const hash = createHash("sha256");
  for (const { columns, rows } of tables) {
    hash.update(`table ${rows}\n`);
    for (const [name, column] of Object.entries(columns)) {
      hash.update(`column ${name}\n`);
      if (column instanceof Float64Array) hash.update(littleEndian(column));
      else hash.update(column.map((value) => `${value}\n`).join(""));
    }
  }
  return hash.digest("hex");
}

/** The bits of a column in one order of bytes and with one `NaN`. */
function littleEndian(column: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * column.length));
  for (let i = 0; i < column.length; i++) {
    view.setFloat64(8 * i, Number.isNaN(column[i]) ? NaN : column[i]!, true);
  }
  return new Uint8Array(view.buffer);
}
