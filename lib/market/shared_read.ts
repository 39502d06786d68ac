import { openFile } from "./byte_source.ts";
import type { ColumnArrays } from "./column_arrays.ts";
import type { FileReader } from "./file_reader.ts";
import type { Kind } from "./kind.ts";
import { LINE_BYTES, lineStart } from "./line_start.ts";
import type { SourceFileOf } from "./source_file.ts";

/** A file that several threads read together, piece by piece; all see the same memory. */
export type SharedRead = {
  /** First byte of the first row. */
  readonly firstByte: number;
  /** Bytes of a piece: the lines that begin within them. */
  readonly pieceBytes: number;
  /** Number of pieces; the last one is read by the thread that began. */
  readonly pieces: number;
  /** Where rows go. */
  readonly columns: ColumnArrays;
  /** Entries of each column. */
  readonly capacity: number;
  /** Next piece, state of the whole, pieces done: see {@linkcode CONTROL}. */
  readonly control: Int32Array;
  /** Rows of each piece, -1 until known. */
  readonly rowsOf: Int32Array;
};

/** Entries of `control`. */
export const CONTROL = { next: 0, state: 1, done: 2 } as const;

/** What `control` says of the whole; above 0 it is 1 + the piece that needs a wider plan. */
export const STATE = { reading: 0, failed: -1, full: -2 } as const;

/** Pieces that a thread holds before it waits for the rows before them. */
const HELD = 16;
/** Bytes of a word, and entries that the scratch arrays hold beyond their room, to shift rows by less than one. */
const WORD = 8;

/** Milliseconds between two looks at a thread that is waited for, and looks before it is given up. */
const WAIT = 100;
const LOOKS = 600;

type Range = { readonly from: number; readonly to: number };

/** A piece that was read and waits for its place. */
type Read = {
  readonly piece: number;
  readonly rows: number;
  readonly scratch: Scratch;
};

/** Arrays of a thread's own, and the rows that they have room for. */
type Scratch = { readonly arrays: ColumnArrays; readonly room: number };

/**
 * Reads pieces until none is left.
 *
 * A piece is read into arrays of the thread's own, and copied to its place when all
 * pieces before have said how many rows they have. Until they have, the next ones
 * are read into other arrays: a thread that is slow, as each is with its first
 * piece, stops no other. A thread that cannot go on says so in `state`, upon which
 * all stop.
 */
export class PieceReader<K extends Kind> {
  readonly #reader: FileReader<K>;
  readonly #task: SharedRead;
  readonly #file: Deno.FsFile;
  readonly #line = new Uint8Array(LINE_BYTES);
  #scratch: Scratch;
  /** Arrays whose rows were copied. */
  readonly #free: Scratch[] = [];
  #room: number;
  /** Pieces whose rows are in `#before`. */
  #counted = 0;
  #before = 0;

  /** Binds a reader of the file to what is read together. */
  constructor(
    file: SourceFileOf<K>,
    reader: FileReader<K>,
    task: SharedRead,
  ) {
    this.#reader = reader;
    this.#task = task;
    this.#room = Math.ceil(
      1.2 * reader.expectedRows * task.pieceBytes / reader.size,
    ) + 64;
    this.#scratch = this.#newScratch();
    this.#file = openFile(file.path, file.relativePath);
  }

  /** Takes pieces, whichever is next, until none but the last is left. */
  readAll(): void {
    const { control, pieces, rowsOf } = this.#task;
    const held: Read[] = [];
    try {
      while (stateOf(this.#task) === STATE.reading) {
        const piece = Atomics.add(control, CONTROL.next, 1);
        if (piece >= pieces - 1) break;
        const rows = this.#read(piece, 0);
        if (rows === undefined) return;
        Atomics.store(rowsOf, piece, rows);
        Atomics.notify(rowsOf, piece);
        held.push({ piece, rows, scratch: this.#scratch });
        for (let next = held[0]; next !== undefined; next = held[0]) {
          if (held.length <= HELD && !this.#isKnown(next.piece)) break;
          this.#place(next);
          held.shift();
        }
        this.#scratch = this.#free.pop() ?? this.#newScratch();
      }
      for (const read of held) this.#place(read);
    } catch {
      stop(this.#task, STATE.failed);
    }
  }

  /** Reads the last piece, once the rows before it are known; returns the rows of the file. */
  readLast(): number | undefined {
    const { control, pieces } = this.#task;
    const before = this.#rowsBefore(pieces - 1);
    if (before === undefined) return undefined;
    const rows = this.#read(pieces - 1, before);
    if (rows === undefined) return undefined;
    if (!this.#copy(this.#scratch.arrays, rows, before)) return undefined;
    const done = () => Atomics.load(control, CONTROL.done);
    for (let look = 0; done() < pieces - 1; look++) {
      Atomics.wait(control, CONTROL.done, done(), WAIT);
      if (look > LOOKS) return stop(this.#task, STATE.failed);
    }
    return before + rows;
  }

  /** Reads a piece again until the plan holds its values. */
  widen(piece: number): void {
    const range = this.#rangeOf(piece);
    while (range !== undefined && !this.#readRange(range, 0)) {
      // Every time the plan holds one row more.
    }
  }

  /** Frees the file. */
  close(): void {
    this.#file.close();
  }

  /** Reads a piece into the scratch arrays; `undefined` if all must stop. */
  #read(piece: number, firstRow: number): number | undefined {
    const range = this.#rangeOf(piece);
    if (range === undefined) return stop(this.#task, STATE.failed);
    return this.#readRange(range, firstRow) ?? stop(this.#task, piece + 1);
  }

  /** The whole lines that begin within a piece; `undefined` where the file cannot be cut. */
  #rangeOf(piece: number): Range | undefined {
    const { firstByte, pieceBytes, pieces } = this.#task;
    const from = piece === 0
      ? firstByte
      : lineStart(this.#file, firstByte + piece * pieceBytes, this.#line);
    const to = piece === pieces - 1
      ? Infinity
      : lineStart(this.#file, firstByte + (piece + 1) * pieceBytes, this.#line);
    return from === undefined || to === undefined ? undefined : { from, to };
  }

  /** Reads lines into the scratch arrays; `undefined` if the plan had to be widened. */
  #readRange(range: Range, firstRow: number): number | undefined {
    const reader = this.#reader;
    for (;;) {
      const rows = reader.readRange(
        range,
        firstRow,
        this.#scratch.arrays,
        this.#scratch.room,
      );
      if (!reader.widened && reader.ended) return rows;
      if (reader.widened) reader.widen();
      else this.#room *= 2;
      this.#scratch = this.#newScratch();
      if (reader.widened) return undefined;
    }
  }

  #newScratch(): Scratch {
    const room = this.#room;
    return { arrays: this.#reader.allocate(room + WORD), room };
  }

  /** Copies a piece to its place. */
  #place({ piece, rows, scratch }: Read): void {
    const { control } = this.#task;
    const before = this.#rowsBefore(piece);
    if (before === undefined) return;
    if (!this.#copy(scratch.arrays, rows, before)) return;
    if (scratch.room === this.#room) this.#free.push(scratch);
    Atomics.add(control, CONTROL.done, 1);
    Atomics.notify(control, CONTROL.done);
  }

  #copy(arrays: ColumnArrays, rows: number, before: number): boolean {
    const { columns, capacity } = this.#task;
    if (before + rows > capacity) {
      stop(this.#task, STATE.full);
      return false;
    }
    for (const [name, column] of Object.entries(columns)) {
      const array = arrays[name]!;
      // To shared memory the runtime copies words where both sides are as far from
      // one, and else bytes; a move within memory of one's own is quick.
      const shift = before % (WORD / array.BYTES_PER_ELEMENT);
      if (shift > 0) array.copyWithin(shift, 0, rows);
      column.set(array.subarray(shift, shift + rows), before);
    }
    return true;
  }

  /** Whether the rows of all pieces before one are known. */
  #isKnown(piece: number): boolean {
    const { rowsOf } = this.#task;
    while (this.#counted < piece) {
      const rows = Atomics.load(rowsOf, this.#counted);
      if (rows < 0) return false;
      this.#before += rows;
      this.#counted++;
    }
    return true;
  }

  /** Rows before a piece, once they are known; `undefined` if the reading stops before. */
  #rowsBefore(piece: number): number | undefined {
    const { rowsOf } = this.#task;
    for (let look = 0; look < LOOKS; look++) {
      if (this.#isKnown(piece)) return this.#before;
      if (stateOf(this.#task) !== STATE.reading) return undefined;
      Atomics.wait(rowsOf, this.#counted, -1, WAIT);
    }
    return stop(this.#task, STATE.failed);
  }
}

/** What the threads say of the whole. */
export function stateOf(task: SharedRead): number {
  return Atomics.load(task.control, CONTROL.state);
}

/** Has all threads stop; what was said first stays. */
function stop(task: SharedRead, state: number): undefined {
  Atomics.compareExchange(task.control, CONTROL.state, STATE.reading, state);
}
