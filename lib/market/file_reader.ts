import { DataError, FieldError } from "../errors/mod.ts";
import { BlockReader } from "./block_reader.ts";
import { type ByteSource, FileSource, type OpenSource } from "./byte_source.ts";
import { type ColumnArrays, newArrays } from "./column_arrays.ts";
import type { ColumnName, ColumnsOf } from "./columns.ts";
import type { Dialect } from "./dialect.ts";
import type { ReadRows, RowState } from "./fast_row.ts";
import { type FileStart, readStart, toFirstRow } from "./file_start.ts";
import type { Kind } from "./kind.ts";
import { copyPlan, type Plan, widenPlan } from "./plan.ts";
import { checkReadOptions, type ReadOptions } from "./read_options.ts";
import { rowReaderOf, rowReaderSource } from "./row_reader.ts";
import { columnNames, SCHEMAS } from "./schema.ts";
import type { SourceFileOf } from "./source_file.ts";
import { StrictRow } from "./strict_row.ts";

/** Rows at the beginning of a file that set the usual widths, scales and arrays. */
const SAMPLE_ROWS = 256;
/** Bytes that the dialect and the sample are told from, whatever block the caller asks for. */
const SNIFF_BYTES = 1 << 18;
/**
 * Rows that the generated code reads in one call. Were a call as long as a block,
 * the runtime would compile the code for the middle of the loop too, which takes as
 * long again, and would leave it at the end of each block.
 */
const CALL_ROWS = 256;
const NEWLINE = 10;

/** What a reader found at the beginning of a file: another reader of it can go on from there. */
export type ReaderStart = FileStart & {
  /** Scales and arrays to read by. */
  readonly plan: Plan;
  /** The first rows as fields. */
  readonly sample: readonly (readonly string[])[];
  /** Estimate of the number of rows in the file. */
  readonly expectedRows: number;
};

/**
 * One file on its way into columns: dialect, plan and place.
 *
 * `read` fills arrays from the current place on. Where it meets a value that
 * does not fit the plan it stops with `widened` set, and the caller decides:
 * `restart` goes back to the first row, `survey` reads on to the end only to
 * learn the whole plan.
 */
export class FileReader<K extends Kind> {
  /** How the file is written. */
  readonly dialect: Dialect;
  /** Names of the columns that are read. */
  readonly names: readonly ColumnName<K>[];
  /** Rows read since the start of the pass. */
  rows = 0;
  /** Whether the last row was read. */
  ended = false;
  /** Whether the last `read` stopped at a value that does not fit the plan. */
  widened = false;
  /** Estimate of the number of rows in the file. */
  readonly expectedRows: number;
  /** Bytes of the text. */
  readonly size: number;
  /** First byte of the first row. */
  readonly firstByte: number;
  readonly #file: SourceFileOf<K>;
  readonly #options: ReadOptions<K>;
  readonly #open: OpenSource;
  readonly #plan: Plan = new Map();
  /** The plan at the start of the pass. */
  #firstPlan: Plan = new Map();
  readonly #strict: StrictRow;
  readonly #sample: (readonly string[])[] = [];
  readonly #state: RowState;
  readonly #firstLine: number;
  #source: ByteSource;
  #block: BlockReader;
  #readRows: ReadRows;
  #columns: ColumnArrays = {};
  #base = 0;
  readonly #headerOnly: boolean;
  /** Whether what is read ends where the text does. */
  #toEnd = true;
  #reported = false;

  /**
   * Opens a file, tells its dialect and looks at its first rows.
   *
   * @param file The file.
   * @param options As for reading.
   * @param open Opens the text; a thread that never sees an archive does without what reads one.
   * @param known What another reader found; then nothing is read yet.
   * @throws {DataError} If it cannot be read, is empty, or is not of its kind.
   * @throws {FieldError} If one of the first rows is malformed.
   */
  constructor(
    file: SourceFileOf<K>,
    options: ReadOptions<K>,
    open: OpenSource,
    known?: ReaderStart,
  ) {
    this.#file = file;
    this.#open = open;
    this.#options = options;
    this.names = options.select ?? columnNames(file.kind);
    checkReadOptions(file.kind, this.names, options);
    this.#state = {
      position: 0,
      stopped: false,
      readRow: (start, row) => this.#readRow(start, row),
    };
    this.#source = open(file);
    this.size = this.#source.size;
    try {
      this.#block = this.#newBlock(SNIFF_BYTES);
      const start = known ?? readStart(this.#block, file, this.size);
      this.dialect = start.dialect;
      this.firstByte = start.firstByte;
      this.#headerOnly = start.headerOnly;
      options.defects?.addDialect(file, start.dialect);
      this.#firstLine = this.dialect.header === "present" ? 2 : 1;
      for (const { name, type } of SCHEMAS[file.kind].fields) {
        if (type !== "scaled") continue;
        const scale = options.scales?.[name as ColumnName<K>] ?? 0;
        this.#plan.set(name, { scale, integers: "int32" });
      }
      if (known !== undefined) widenPlan(this.#plan, known.plan);
      const kept = new Set<string>(this.names);
      if (SCHEMAS[file.kind].fields.some((f) => f.type === "symbol")) {
        kept.add("symbol");
      }
      this.#strict = new StrictRow(file, this.dialect, this.#plan, kept);
      if (known !== undefined) this.#sample.push(...known.sample);
      this.expectedRows = known?.expectedRows ?? this.#takeSample();
      this.#readRows = rowReaderOf(this.source);
      this.#firstPlan = copyPlan(this.#plan);
      if ((options.blockSize ?? SNIFF_BYTES) !== SNIFF_BYTES) this.restart();
    } catch (error) {
      this.#source.close();
      throw error;
    }
  }

  /** What another reader of the file needs to know; the plan is that of the rows so far. */
  get start(): ReaderStart {
    const { dialect, firstByte, expectedRows } = this;
    const headerOnly = this.#headerOnly, sample = this.#sample;
    const plan = copyPlan(this.#plan);
    return { dialect, firstByte, headerOnly, expectedRows, sample, plan };
  }

  /** Arrays for a number of rows, of the kinds that the plan names; columns that the file lacks are `NaN`, or left out of shared memory. */
  allocate(rows: number, memory: "own" | "shared" = "own"): ColumnArrays {
    const { names, dialect: { absent } } = this;
    const { kind } = this.#file;
    return newArrays({ kind, names, absent, plan: this.#plan, rows, memory });
  }

  /** The arrays as the columns of the family. */
  columns(arrays: ColumnArrays): ColumnsOf<K> {
    const columns: Record<string, unknown> = {};
    for (const [name, array] of Object.entries(arrays)) {
      const plan = this.#plan.get(name);
      columns[name] = plan === undefined
        ? array
        : { integers: array, scale: plan.scale };
    }
    return columns as ColumnsOf<K>;
  }

  /** Line of the file on which a row stands. */
  lineOf(row: number): number {
    return this.#firstLine + row;
  }

  /**
   * Fills entries `row` to `capacity - 1`, or as many as there are rows.
   *
   * @returns The next free entry.
   * @throws {FieldError} If a row is malformed.
   */
  read(columns: ColumnArrays, row: number, capacity: number): number {
    const block = this.#block, state = this.#state;
    this.#columns = columns;
    this.#base = this.rows - row;
    this.widened = false;
    while (row < capacity) {
      const next = this.#readRows(
        block.bytes,
        block.view,
        block.start,
        block.end,
        columns,
        row,
        Math.min(capacity, row + CALL_ROWS),
        state,
      );
      block.start = state.position;
      this.rows += next - row;
      row = next;
      if (state.stopped) {
        state.stopped = false;
        this.widened = true;
        break;
      }
      if (
        row < capacity && block.start >= block.end && !block.fill()
      ) {
        row = this.#readLastLine(row);
        break;
      }
    }
    return row;
  }

  /** Goes back to the first row, with the plan as it is now. */
  restart(): void {
    this.#source.close();
    this.#source = this.#open(this.#file);
    this.#block = this.#newBlock(this.#options.blockSize ?? SNIFF_BYTES);
    this.#block.fill();
    toFirstRow(this.#block, this.dialect);
    this.#readRows = rowReaderOf(this.source);
    this.#firstPlan = copyPlan(this.#plan);
    this.rows = 0;
    this.ended = false;
    this.widened = false;
  }

  /**
   * Fills entries 0 on with the lines of a range of a plain file.
   *
   * @param range First byte of a line, and the byte behind a line or `Infinity`.
   * @param firstRow Row of the file that the range begins with; only errors and reports name it.
   * @returns The next free entry; `ended` tells whether it has all rows.
   * @throws {FieldError} If a row is malformed.
   */
  readRange(
    range: { readonly from: number; readonly to: number },
    firstRow: number,
    columns: ColumnArrays,
    capacity: number,
  ): number {
    const source = this.#source;
    if (!(source instanceof FileSource)) {
      throw new TypeError(
        `Cannot read a range of ${this.#file.relativePath}: it is an archive`,
      );
    }
    source.seek(range.from, range.to);
    this.#toEnd = range.to === Infinity;
    this.#block.reset();
    this.rows = firstRow;
    this.ended = false;
    return this.read(columns, 0, capacity);
  }

  /** Reads by the plan as it is now; first makes it hold what another one holds, if given. */
  widen(plan?: Plan): void {
    if (plan !== undefined) widenPlan(this.#plan, plan);
    this.#readRows = rowReaderOf(this.source);
  }

  /**
   * Reads on to the end and keeps nothing but the plan. If a scale grew, all rows
   * are looked at once more: one that fitted 31 bits before may not do so now.
   */
  survey(): void {
    const rows = 8192;
    for (;;) {
      let scratch = this.allocate(rows);
      while (!this.ended) {
        this.read(scratch, 0, rows);
        if (this.widened) {
          this.#readRows = rowReaderOf(this.source);
          scratch = this.allocate(rows);
        }
      }
      const grew = [...this.#plan].some(([name, { scale }]) =>
        scale > this.#firstPlan.get(name)!.scale
      );
      if (!grew) return;
      this.restart();
    }
  }

  /** Closes the file. */
  close(): void {
    this.#source.close();
  }

  #newBlock(bytes: number): BlockReader {
    return new BlockReader(this.#source, this.#file.relativePath, bytes);
  }

  /** Reads the first rows by the plain form until the plan holds them; returns the expected number of rows. */
  #takeSample(): number {
    const block = this.#block;
    const scratch = this.allocate(1);
    const { start } = block;
    let at = start, line = this.#firstLine;
    while (at < block.end && this.#sample.length < SAMPLE_ROWS) {
      const text = block.line(at);
      while (!this.#strict.read(text, line, scratch, 0));
      this.#sample.push(text.split(","));
      at = block.bytes.indexOf(NEWLINE, at) + 1;
      line++;
    }
    return this.#sample.length === 0 ? 1 : Math.ceil(
      this.#source.size * this.#sample.length / (at - start) * 1.02,
    ) + 16;
  }

  /** The generated code that reads the file; empty where the plain form does. */
  get source(): string {
    return rowReaderSource({
      dialect: this.dialect,
      plan: this.#plan,
      names: this.names,
      sample: this.#sample,
      method: this.#options.method ?? "fast",
    });
  }

  /** Reads one line by the plain form. */
  #readRow(start: number, row: number): boolean {
    return this.#strict.read(
      this.#block.line(start),
      this.lineOf(this.#base + row),
      this.#columns,
      row,
    );
  }

  /** Takes the last line where no line end follows it: see {@linkcode readChunks} for the rule. */
  #readLastLine(row: number): number {
    const text = this.#block.rest;
    const line = this.lineOf(this.rows);
    if (text === "" || this.#headerOnly) {
      this.ended = true;
      return row;
    }
    if (!this.#toEnd) {
      throw new DataError(
        `Cannot read ${this.#file.relativePath}: it changed while it was read`,
      );
    }
    const bare = this.dialect.byteOrderMark && line === 1 && this.rows === 0
      ? text.replace(/^\u{FEFF}/u, "")
      : text;
    const { fields } = this.dialect;
    const plan = copyPlan(this.#plan);
    try {
      if (!this.#strict.read(bare, line, this.#columns, row)) {
        this.widened = true;
        return row;
      }
    } catch (error) {
      const cut = bare.split(",").length < fields.length ||
        this.#strict.position === fields.length - 1;
      if (!(error instanceof FieldError) || !cut) throw error;
      // The numbers of a row that is left out must not widen the columns.
      for (const [name, column] of plan) this.#plan.set(name, column);
      this.#reportLastLine("truncatedLastLine", line, bare);
      this.ended = true;
      return row;
    }
    const { spec } = fields.at(-1)!;
    if (spec?.type === "scaled" || spec?.type === "decimal") {
      this.#reportLastLine("unterminatedLastLine", line, bare);
    }
    this.rows++;
    this.ended = true;
    return row + 1;
  }

  #reportLastLine(
    kind: "truncatedLastLine" | "unterminatedLastLine",
    line: number,
    text: string,
  ): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#options.defects?.add(kind, {
      file: this.#file.relativePath,
      line,
      time: NaN,
      text: text.slice(0, 200),
    });
  }
}
