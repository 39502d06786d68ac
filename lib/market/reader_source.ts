import type { ColumnName } from "./columns.ts";
import { FileReader } from "./file_reader.ts";
import type { Kind } from "./kind.ts";
import { openSource } from "./open_source.ts";
import type { ReadOptions } from "./read_options.ts";
import type { SourceFileOf } from "./source_file.ts";

/**
 * The code that {@linkcode readChunks} generates to read a file, for looking at.
 *
 * A reader is specialised to the columns asked for, to the usual widths of the
 * file's first rows and to the scales. It takes the rows that look like them and
 * leaves all others to the plain form, with which it agrees bit for bit.
 *
 * @param file The file.
 * @param options As for reading.
 * @returns JavaScript; empty where the file is read by the plain form alone.
 * @throws {DataError} If the file is missing, empty, not of its kind, or an archive that is refused.
 * @throws {FieldError} If one of the first rows is malformed.
 *
 * @example Five digits before the point and one behind it
 * ```ts
 * import assert from "node:assert/strict";
 * import { readerSource } from "volarb/market";
 *
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, "1,42314.1,2,1,1,1704067200000,true\n");
 * const source = readerSource({
 *   path,
 *   relativePath: "BTCUSDT-aggTrades-2024-01-01.csv",
 *   kind: "aggTrades",
 *   symbol: "BTCUSDT",
 *   from: "2024-01-01",
 *   to: "2024-01-01",
 *   span: "daily",
 *   format: "csv",
 * }, { select: ["price"] });
 * assert.match(source, /priceColumn\[row\] = value/);
 * assert.doesNotMatch(source, /quantityColumn/);
 * Deno.removeSync(path);
 * ```
 */
export function readerSource<
  K extends Kind,
  C extends ColumnName<K> = ColumnName<K>,
>(file: SourceFileOf<K>, options: ReadOptions<K, C> = {}): string {
  const reader = new FileReader(file, options, openSource);
  try {
    return reader.source;
  } finally {
    reader.close();
  }
}
