import type { ColumnName, ColumnsOf } from "./columns.ts";
import { FileSource } from "./byte_source.ts";
import type { Kind } from "./kind.ts";
import { readColumns } from "./read_columns.ts";
import { checkReadOptions, type ReadOptions } from "./read_options.ts";
import {
  type HelperFile,
  type HelpRequest,
  readTogether,
} from "./read_together.ts";
import { columnNames } from "./schema.ts";
import type { SourceFileOf } from "./source_file.ts";

/** A thread for fewer bytes costs more to start than it reads. */
const LEAST_BYTES = 1 << 25;
/** Bytes of a piece: its rows stay in the second-level cache until they are copied. */
const PIECE = 1 << 21;

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
 * The file is cut into as many parts as there are workers, at line ends, and each
 * worker writes its rows into memory that all of them share. Columns, errors and
 * reported defects are those of {@linkcode readColumns}, whatever the number of
 * workers. Archives, which can only be read from their start, files below 8 MiB a
 * worker, and files with a row that cannot be read are read by this thread alone.
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
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RangeError(
      `Cannot read ${file.kind} as workers must be a whole number above 0: current value is ${workers}`,
    );
  }
  checkReadOptions(file.kind, rest.select ?? columnNames(file.kind), rest);
  const threads = Math.min(workers, Math.floor(sizeOf(file) / LEAST_BYTES));
  if (threads < 2) return readColumns(file, rest);
  const helpers = Array.from({ length: threads - 1 }, startWorker);
  const tell = (message: HelperFile<K> | HelpRequest) => {
    for (const helper of helpers) helper.postMessage(message);
  };
  try {
    const { defects: _, ...sendable } = rest;
    tell({ file, options: sendable });
    const read = readTogether<K, C>(file, rest, {
      pieceBytes: PIECE,
      start: tell,
    });
    return read ?? readColumns(file, rest);
  } finally {
    for (const helper of helpers) helper.terminate();
  }
}

/** Bytes of a plain file; an archive can only be read from its start. */
function sizeOf(file: SourceFileOf<Kind>): number {
  if (file.format === "zip") return 0;
  const source = new FileSource(file.path, file.relativePath);
  source.close();
  return source.size;
}

/** A thread that waits for something to read; if it cannot run, the others read all. */
function startWorker(): Worker {
  const worker = new Worker(new URL("./read_worker.ts", import.meta.url).href, {
    type: "module",
  });
  worker.onerror = (event) => event.preventDefault();
  return worker;
}
