import type { ColumnName, ColumnsOf } from "./columns.ts";
import { FileReader } from "./file_reader.ts";
import type { Kind } from "./kind.ts";
import { openSource } from "./open_source.ts";
import type { ReadOptions } from "./read_options.ts";
import type { SourceFileOf } from "./source_file.ts";
import type { ColumnArrays } from "./column_arrays.ts";

/** Up to this row it is cheaper to start again than to read on for the whole plan. */
const EARLY = 65_536;

/**
 * Reads a whole file into columns of exact length.
 *
 * The values are those of {@linkcode readChunks}, put together.
 *
 * @param file The file, as {@linkcode findFiles} gives it.
 * @param options Columns to read, and where to report what is wrong with the text.
 * @returns The columns and the number of rows.
 * @throws {DataError} If the file is missing, empty, not of its kind, or an archive that is refused.
 * @throws {FieldError} If a field cannot be read as what its column holds.
 *
 * @example Bars without a header
 * ```ts
 * import assert from "node:assert/strict";
 * import { readColumns, toDecimals } from "volarb/market";
 *
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, "1746403200000,94300.1,94310,94290,94300,12.5\n");
 * const bars = readColumns({
 *   path,
 *   relativePath: "BTCUSDT-1m-2025-05-05.csv",
 *   kind: "klines_1m",
 *   symbol: "BTCUSDT",
 *   from: "2025-05-05",
 *   to: "2025-05-05",
 *   span: "daily",
 *   format: "csv",
 * });
 * assert.equal(bars.rows, 1);
 * assert.equal(toDecimals(bars.open)[0], 94300.1);
 * assert.ok(Number.isNaN(bars.count[0]));
 * Deno.removeSync(path);
 * ```
 */
export function readColumns<
  K extends Kind,
  C extends ColumnName<K> = ColumnName<K>,
>(
  file: SourceFileOf<K>,
  options: Omit<ReadOptions<K, C>, "rows" | "onRestart"> = {},
): Pick<ColumnsOf<K>, C> & { readonly rows: number } {
  const reader = new FileReader(file, options, openSource);
  try {
    let capacity = reader.expectedRows;
    let arrays = reader.allocate(capacity);
    let rows = 0;
    while (!reader.ended) {
      rows = reader.read(arrays, rows, capacity);
      if (reader.widened) {
        if (rows > EARLY) reader.survey();
        reader.restart();
        arrays = reader.allocate(capacity);
        rows = 0;
      } else if (rows === capacity) {
        capacity = Math.ceil(capacity * 1.3);
        const larger = reader.allocate(capacity);
        for (const [name, array] of Object.entries(arrays)) {
          larger[name]!.set(array);
        }
        arrays = larger;
      }
    }
    const exact: ColumnArrays = {};
    for (const [name, array] of Object.entries(arrays)) {
      exact[name] = array.subarray(0, rows);
    }
    return { ...reader.columns(exact), rows };
  } finally {
    reader.close();
  }
}
