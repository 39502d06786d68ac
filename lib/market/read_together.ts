import { openPlain } from "./byte_source.ts";
import type { ColumnArrays } from "./column_arrays.ts";
import type { ColumnName, ColumnsOf } from "./columns.ts";
import { DefectReport } from "./defect_report.ts";
import { FileReader, type ReaderStart } from "./file_reader.ts";
import type { Kind } from "./kind.ts";
import type { ReadOptions } from "./read_options.ts";
import {
  CONTROL,
  PieceReader,
  type SharedRead,
  STATE,
  stateOf,
} from "./shared_read.ts";
import type { SourceFileOf } from "./source_file.ts";

/** What another thread is told of a file before anything is known of it. */
export type HelperFile<K extends Kind = Kind> = {
  /** The file. */
  readonly file: SourceFileOf<K>;
  /** As for reading; without what cannot be sent. */
  readonly options: Omit<ReadOptions<K>, "rows" | "onRestart" | "defects">;
};

/** What another thread is asked to help with. */
export type HelpRequest = {
  /** What the file begins with, and the plan to read by. */
  readonly start: ReaderStart;
  /** What is read together. */
  readonly task: SharedRead;
};

/** What another thread is told, in this order: a file, what to help with, and that the file is done. */
export type HelperMessage<K extends Kind = Kind> =
  | HelperFile<K>
  | HelpRequest
  | "done";

/** How a file is shared out. */
export type Together = {
  /** Bytes of a piece. */
  readonly pieceBytes: number;
  /** Has the other threads begin; they may be slow or never come. */
  readonly start: (request: HelpRequest) => void;
};

/** Room for rows, as a multiple of what the first ones let expect. */
const ROOM = 1.25;
/** Least bytes of the last piece, which one thread reads when the others are done; a line does begin within it. */
const TAIL = 1 << 14;
/** Passes that end early before the file is left to one thread. */
const PASSES = 6;

/**
 * Reads a plain file together with other threads.
 *
 * @param file The file.
 * @param options Columns to read, and where to report what is wrong with the text.
 * @param together Size of the pieces, and how the other threads are told.
 * @returns The columns of {@linkcode readColumns}; `undefined` where the file cannot
 *   be cut or read: then one reader has to look at all of it, and says what is wrong.
 */
export function readTogether<K extends Kind, C extends ColumnName<K>>(
  file: SourceFileOf<K>,
  options: Omit<ReadOptions<K, C>, "rows" | "onRestart">,
  { pieceBytes, start }: Together,
): Pick<ColumnsOf<K>, C> & { readonly rows: number } | undefined {
  const found = new DefectReport();
  let reader: FileReader<K>;
  try {
    reader = new FileReader(file, { ...options, defects: found }, openPlain);
  } catch {
    return undefined;
  }
  try {
    let capacity = Math.ceil(reader.expectedRows * ROOM);
    for (let pass = 0; pass < PASSES; pass++) {
      const task = newTask(reader, pieceBytes, capacity);
      start({ start: reader.start, task });
      const rows = readHere(file, reader, task);
      const state = stateOf(task);
      if (rows !== undefined && state === STATE.reading) {
        options.defects?.addAll(found);
        return { ...reader.columns(exact(reader, task, rows)), rows };
      }
      if (state === STATE.full) capacity *= 2;
      else if (state === STATE.failed) return undefined;
    }
    return undefined;
  } finally {
    reader.close();
  }
}

/** What another thread does: reads pieces of a file that the first one has looked at. */
export class ReadHelper<K extends Kind> {
  readonly #told: HelperFile<K>;
  #reader: FileReader<K> | undefined;

  /** Names the file; it is opened when there is something to read. */
  constructor(told: HelperFile<K>) {
    this.#told = told;
  }

  /** Reads pieces until none but the last is left. */
  help({ start, task }: HelpRequest): void {
    const { file, options } = this.#told;
    this.#reader ??= new FileReader(file, options, openPlain, start);
    this.#reader.widen(start.plan);
    const pieces = new PieceReader(file, this.#reader, task);
    try {
      pieces.readAll();
    } finally {
      pieces.close();
    }
  }

  /** Closes the file. */
  close(): void {
    this.#reader?.close();
  }
}

/** Reads what no other thread takes, and the last piece; widens the plan where a piece asked for it. */
function readHere<K extends Kind>(
  file: SourceFileOf<K>,
  reader: FileReader<K>,
  task: SharedRead,
): number | undefined {
  const pieces = new PieceReader(file, reader, task);
  try {
    pieces.readAll();
    const rows = pieces.readLast();
    const state = stateOf(task);
    if (state > STATE.reading) pieces.widen(state - 1);
    return rows;
  } catch {
    // An error is told by one thread, in the order of the file.
    Atomics.store(task.control, CONTROL.state, STATE.failed);
    return undefined;
  } finally {
    pieces.close();
  }
}

function newTask<K extends Kind>(
  reader: FileReader<K>,
  pieceBytes: number,
  capacity: number,
): SharedRead {
  const { firstByte, size } = reader;
  const tail = Math.min(pieceBytes, TAIL);
  const body = Math.max(0, size - firstByte - tail);
  const others = Math.ceil(body / pieceBytes);
  const pieces = others + 1;
  const shared = (length: number) =>
    new Int32Array(new SharedArrayBuffer(4 * length));
  return {
    firstByte,
    pieceBytes: Math.floor(body / Math.max(1, others)),
    pieces,
    capacity,
    columns: reader.allocate(capacity, "shared"),
    control: shared(3),
    rowsOf: shared(pieces).fill(-1),
  };
}

/** The columns without the room behind them; those that the file lacks are `NaN`. */
function exact<K extends Kind>(
  reader: FileReader<K>,
  { columns }: SharedRead,
  rows: number,
): ColumnArrays {
  return Object.fromEntries(
    reader.names.map((name) => [
      name,
      columns[name]?.subarray(0, rows) ?? new Float64Array(rows).fill(NaN),
    ]),
  );
}
