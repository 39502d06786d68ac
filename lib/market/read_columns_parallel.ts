import type { ColumnName, ColumnsOf } from "./columns.ts";
import type { Kind } from "./kind.ts";
import type { ReadOptions } from "./read_options.ts";
import { ReaderPool } from "./reader_pool.ts";
import type { SourceFileOf } from "./source_file.ts";

/** How a file is read by several threads. */
export type ParallelReadOptions<
  K extends Kind,
  C extends ColumnName<K> = ColumnName<K>,
> = Omit<ReadOptions<K, C>, "rows" | "onRestart"> & {
  /** Threads that read, this one among them; 2 by default. */
  readonly workers?: number;
};

/**
 * Reads a whole file into columns by several threads at once.
 *
 * One file of a {@linkcode ReaderPool}, which says how it is read; a program that
 * reads several files keeps a pool and starts its threads once.
 *
 * @param file The file, as {@linkcode findFiles} gives it.
 * @param options Columns to read, number of workers, and where to report what is wrong with the text.
 * @returns The columns, mostly over a `SharedArrayBuffer`, and the number of rows.
 * @throws {DataError} If the file is missing, empty, not of its kind, or an archive that is refused.
 * @throws {FieldError} If a field cannot be read as what its column holds.
 * @throws {RangeError} If an option is out of range.
 *
 * @example Two threads and one read the same
 * ```ts
 * import assert from "node:assert/strict";
 * import { readColumns, readColumnsParallel } from "volarb/market";
 *
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, "1,100.1,2,100.2,3,1684195200000,1684195200002\n");
 * const file = {
 *   path,
 *   relativePath: "BTCUSDT-bookTicker-2023-05-16.csv",
 *   kind: "bookTicker",
 *   symbol: "BTCUSDT",
 *   from: "2023-05-16",
 *   to: "2023-05-16",
 *   span: "daily",
 *   format: "csv",
 * } as const;
 * const quotes = readColumnsParallel(file, { workers: 2 });
 * assert.deepEqual(quotes, readColumns(file));
 * Deno.removeSync(path);
 * ```
 */
export function readColumnsParallel<
  K extends Kind,
  C extends ColumnName<K> = ColumnName<K>,
>(
  file: SourceFileOf<K>,
  options: ParallelReadOptions<K, C> = {},
): Pick<ColumnsOf<K>, C> & { readonly rows: number } {
  const { workers = 2, ...rest } = options;
  using pool = new ReaderPool({ workers });
  return pool.readColumns(file, rest);
}
