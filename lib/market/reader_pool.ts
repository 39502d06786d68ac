import { FileSource } from "./byte_source.ts";
import type { ColumnName, ColumnsOf } from "./columns.ts";
import type { Kind } from "./kind.ts";
import { readColumns } from "./read_columns.ts";
import { checkReadOptions, type ReadOptions } from "./read_options.ts";
import { type HelperMessage, readTogether } from "./read_together.ts";
import { columnNames } from "./schema.ts";
import type { SourceFileOf } from "./source_file.ts";

/** A thread for fewer bytes costs more than it reads. */
const LEAST_BYTES = 1 << 25;
/** Bytes of a piece: its rows stay in the second-level cache until they are copied. */
const PIECE = 1 << 21;

/**
 * Threads that read files together, kept from one file to the next.
 *
 * A plain file is cut into pieces at line ends; each thread takes the next piece
 * when it is done with one, and writes its rows into memory that all of them share.
 * Columns, errors and reported defects are those of {@linkcode readColumns},
 * whatever the number of threads. Archives, which can only be read from their
 * start, files below 32 MiB a thread, and files with a row that cannot be read are
 * read by the calling thread alone.
 *
 * To start a thread takes as long as to read half a million quotes, and its reader
 * of rows is compiled anew: keep a pool for as long as there are files. It keeps a
 * program from ending until it is closed.
 *
 * @example Two files by the same two threads
 * ```ts
 * import assert from "node:assert/strict";
 * import { readColumns, ReaderPool } from "volarb/market";
 *
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, "1,100.1,2,100.2,3,1684195200000,1684195200002\n");
 * const day = (date: string) => ({
 *   path,
 *   relativePath: `BTCUSDT-bookTicker-${date}.csv`,
 *   kind: "bookTicker",
 *   symbol: "BTCUSDT",
 *   from: date,
 *   to: date,
 *   span: "daily",
 *   format: "csv",
 * } as const);
 * using pool = new ReaderPool({ workers: 2 });
 * for (const file of [day("2023-05-16"), day("2023-05-17")]) {
 *   assert.deepEqual(pool.readColumns(file), readColumns(file));
 * }
 * Deno.removeSync(path);
 * ```
 */
export class ReaderPool implements Disposable {
  readonly #workers: number;
  readonly #helpers: Helper[] = [];
  #closed = false;

  /**
   * Makes a pool; its threads start with the first file that is large enough for them.
   *
   * @param options.workers Threads that read, the calling one among them; 2 by default.
   * @throws {RangeError} If it is no whole number above 0.
   */
  constructor({ workers = 2 }: { readonly workers?: number } = {}) {
    if (!Number.isInteger(workers) || workers < 1) {
      throw new RangeError(
        `Cannot make a pool of readers as workers must be a whole number above 0: current value is ${workers}`,
      );
    }
    this.#workers = workers;
  }

  /**
   * Starts all threads and waits until they have loaded their code, so that the first file is not read by fewer.
   *
   * @throws {TypeError} If the pool is closed.
   */
  async ready(): Promise<void> {
    this.#assertOpen("start readers");
    await Promise.all(this.#started(this.#workers).map(({ ready }) => ready));
  }

  /**
   * Reads a whole file into columns.
   *
   * @param file The file, as {@linkcode findFiles} gives it.
   * @param options Columns to read, and where to report what is wrong with the text.
   * @returns The columns, over a `SharedArrayBuffer` where more than one thread read, and the number of rows.
   * @throws {DataError} If the file is missing, empty, not of its kind, or an archive that is refused.
   * @throws {FieldError} If a field cannot be read as what its column holds.
   * @throws {RangeError} If an option is out of range.
   * @throws {TypeError} If the pool is closed.
   */
  readColumns<K extends Kind, C extends ColumnName<K> = ColumnName<K>>(
    file: SourceFileOf<K>,
    options: Omit<ReadOptions<K, C>, "rows" | "onRestart"> = {},
  ): Pick<ColumnsOf<K>, C> & { readonly rows: number } {
    this.#assertOpen(`read ${file.relativePath}`);
    checkReadOptions(
      file.kind,
      options.select ?? columnNames(file.kind),
      options,
    );
    const threads = Math.min(this.#workers, usefulThreads(file));
    if (threads < 2) return readColumns(file, options);
    const helpers = this.#started(threads);
    const tell = (message: HelperMessage<K>) => {
      for (const { worker } of helpers) worker.postMessage(message);
    };
    const { defects: _, ...sendable } = options;
    tell({ file, options: sendable });
    try {
      const read = readTogether<K, C>(file, options, {
        pieceBytes: PIECE,
        start: tell,
      });
      return read ?? readColumns(file, options);
    } finally {
      tell("done");
    }
  }

  /** Ends the threads. */
  close(): void {
    this.#closed = true;
    for (const { worker } of this.#helpers) worker.terminate();
    this.#helpers.length = 0;
  }

  /** Ends the threads at the end of a block that declares the pool by `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #assertOpen(action: string): void {
    if (!this.#closed) return;
    throw new TypeError(`Cannot ${action}: the pool of readers is closed`);
  }

  /** The helpers of the calling thread, where so many threads read. */
  #started(threads: number): Helper[] {
    while (this.#helpers.length < threads - 1) {
      this.#helpers.push(startHelper());
    }
    return this.#helpers.slice(0, threads - 1);
  }
}

/** A thread, and when it has loaded its code. */
type Helper = { readonly worker: Worker; readonly ready: Promise<void> };

/** Threads that a file has enough bytes for; an archive can only be read from its start. */
function usefulThreads(file: SourceFileOf<Kind>): number {
  if (file.format === "zip") return 1;
  const source = new FileSource(file.path, file.relativePath);
  source.close();
  return Math.floor(source.size / LEAST_BYTES);
}

/** A thread that waits for something to read; if it cannot run, the others read all. */
function startHelper(): Helper {
  const worker = new Worker(new URL("./read_worker.ts", import.meta.url).href, {
    type: "module",
  });
  const ready = new Promise<void>((resolve) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => {
      event.preventDefault();
      resolve();
    };
  });
  return { worker, ready };
}
