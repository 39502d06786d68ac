import type { Chunk } from "./columns.ts";
import type { DefectKind } from "./defect_kinds.ts";
import { DEFECTS } from "./defect_kinds.ts";
import { type DefectExample, DefectReport } from "./defect_report.ts";
import { DAY, formatUtc, parseUtcDate } from "../time/mod.ts";
import type { Kind } from "./kind.ts";
import type { SourceFile } from "./source_file.ts";

/**
 * What becomes of a row.
 *
 * @example The verdicts of three trades
 * ```ts
 * import assert from "node:assert/strict";
 * import { DefectReport, detectDefects, readChunks, ROW } from "volarb/market";
 *
 * const path = Deno.makeTempFileSync();
 * const row = (id: number, quantity: number) =>
 *   `${id},100.5,${quantity},${id},${id},1704067200000,true\n`;
 * Deno.writeTextFileSync(path, row(1, 2) + row(1, 2) + row(2, 0));
 * const file = {
 *   path,
 *   relativePath: "BTCUSDT-aggTrades-2024-01-01.csv",
 *   kind: "aggTrades",
 *   symbol: "BTCUSDT",
 *   from: "2024-01-01",
 *   to: "2024-01-01",
 *   span: "daily",
 *   format: "csv",
 * } as const;
 * const detector = detectDefects(file, new DefectReport());
 * for (const chunk of readChunks(file)) {
 *   assert.deepEqual([...detector.update(chunk).subarray(0, 3)], [
 *     ...[ROW.keep, ROW.duplicate, ROW.quarantine],
 *   ]);
 * }
 * Deno.removeSync(path);
 * ```
 */
export const ROW = {
  /** It goes on. */
  keep: 0,
  /** It repeats a row that went on: leave it out. */
  duplicate: 1,
  /** It is wrong by itself: leave it out. */
  quarantine: 2,
} as const;

/** Whether a file's rows follow each other in time. */
export type RowOrder = "ascending" | "sortable" | "broken";

/** Looks for the defects of one file, block by block. */
export interface DefectDetector<K extends Kind> {
  /**
   * Looks at the next rows.
   *
   * @param chunk The block, as {@linkcode readChunks} gives it.
   * @returns A verdict per row, one of {@linkcode ROW}; the array is used again.
   */
  update(chunk: Chunk<K>): Uint8Array;
  /** Reports what only the end of the file tells: order, missing rows. */
  finish(): void;
  /** How the rows were ordered so far; `sortable` asks for a sort by time and id. */
  readonly order: RowOrder;
}

/** A pause is a gap only if it is this many times the mean spacing so far. */
const GAP_SPACINGS = 20;

/** Rows late by more than this are not sorted but refused, microseconds. */
const MAX_LATE = 60_000_000;

/** Ticks that begin or end further inside the days of the file than this are a part of them, microseconds. */
const PARTIAL = 600_000_000;

/**
 * What the detectors share: place of a row, verdicts, order of time, days of the
 * file.
 *
 * Rows are in order while no time is before the latest one. Late rows are
 * sortable if none is late by more than a minute, or if the file is two sorted
 * halves shuffled into each other: at least a quarter of the rows are late and
 * these are in order among themselves. A row outside the days of the file is left
 * out and says nothing of the others.
 *
 * @example Funding is not to be paid twice in an hour
 * ```ts
 * import assert from "node:assert/strict";
 * import { type Chunk, DefectReport, readChunks, ROW, RowDefects } from "volarb/market";
 *
 * class HourlyFunding extends RowDefects<"fundingRate"> {
 *   protected override look({ rows, columns }: Chunk<"fundingRate">) {
 *     for (let i = 0; i < rows; i++) {
 *       const time = columns.eventTime[i]!;
 *       if (time - this.head < 3600e6) {
 *         this.mark("conflictingDuplicate", i, time, "within an hour");
 *       }
 *       this.follow(i, time);
 *     }
 *   }
 * }
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(
 *   path,
 *   "1704067200000,8,0.0001\n1704067260000,8,0.0001\n1704096000000,8,0.0001\n",
 * );
 * const file = {
 *   path,
 *   relativePath: "BTCUSDT-fundingRate-2024-01-01.csv",
 *   kind: "fundingRate",
 *   symbol: "BTCUSDT",
 *   from: "2024-01-01",
 *   to: "2024-01-01",
 *   span: "daily",
 *   format: "csv",
 * } as const;
 * const detector = new HourlyFunding(file, new DefectReport());
 * for (const chunk of readChunks(file)) {
 *   assert.deepEqual([...detector.update(chunk).subarray(0, 3)], [
 *     ...[ROW.keep, ROW.quarantine, ROW.keep],
 *   ]);
 * }
 * assert.equal(detector.order, "ascending");
 * Deno.removeSync(path);
 * ```
 */
export abstract class RowDefects<K extends Kind> implements DefectDetector<K> {
  /** The file. */
  protected readonly file: SourceFile;
  /** Where defects go. */
  protected readonly report: DefectReport;
  /** First microsecond that the name promises. */
  protected readonly start: number;
  /** First microsecond after the days that the name promises. */
  protected readonly end: number;
  /** Latest time so far. */
  protected head: number = -Infinity;
  /** Rows so far. */
  protected rows: number = 0;
  /** First row of the block. */
  protected firstRow: number = 0;
  /** Line of the block's first row. */
  protected firstLine: number = 1;
  /** A verdict per row of the block. */
  protected verdicts: Uint8Array = new Uint8Array(0);
  readonly #gaps = new DefectReport();
  #firstTime = NaN;
  #leastTime = Infinity;
  #late = 0;
  #lateHead = -Infinity;
  #lateSorted = true;
  #maxLate = 0;
  #firstLate: { line: number; time: number } | undefined;
  #lastLate: { line: number; time: number } | undefined;

  /** Binds the detector to a file and a report. */
  constructor(file: SourceFile, report: DefectReport) {
    this.file = file;
    this.report = report;
    this.start = parseUtcDate(file.from);
    this.end = parseUtcDate(file.to) + DAY;
  }

  /** Looks at the next rows. */
  update(chunk: Chunk<K>): Uint8Array {
    if (this.verdicts.length < chunk.rows) {
      this.verdicts = new Uint8Array(chunk.rows);
    } else this.verdicts.fill(0);
    this.firstLine = chunk.firstLine;
    this.firstRow = chunk.firstRow;
    this.look(chunk);
    this.rows += chunk.rows;
    return this.verdicts;
  }

  /** How the rows were ordered so far. */
  get order(): RowOrder {
    if (this.#late === 0) return "ascending";
    return this.#maxLate <= MAX_LATE || this.#shuffled ? "sortable" : "broken";
  }

  get #shuffled(): boolean {
    return this.#lateSorted && this.#late > 1 && 4 * this.#late >= this.rows;
  }

  /** Reports what only the end of the file tells. */
  finish(): void {
    if (this.rows === 0) this.note("noRows", 0, NaN, "no rows");
    // Where rows come hours late a pause before one says nothing.
    if (this.#maxLate <= MAX_LATE) this.report.addAll(this.#gaps);
    if (this.#late === 0) return;
    const kind = this.order === "broken"
      ? "farOutOfOrder"
      : this.#maxLate <= MAX_LATE
      ? "outOfOrder"
      : "interleaved";
    const place = ({ line, time }: { line: number; time: number }) => ({
      file: this.file.relativePath,
      line,
      time,
      text: `late, at most ${this.#maxLate / 1e6} s`,
    });
    this.report.addMany(
      kind,
      place(this.#firstLate!),
      place(this.#lastLate!),
      this.#late,
    );
  }

  /** Looks at the rows of a block and sets verdicts. */
  protected abstract look(chunk: Chunk<K>): void;

  /**
   * How long nothing came before a row, microseconds; 0 if that is no gap: it must
   * be longer than `least` and than twenty times the mean spacing of the rows
   * before, so that a quiet instrument is not one long list of gaps.
   */
  protected gapBefore(i: number, time: number, least: number): number {
    const pause = time - this.head;
    if (!(pause > least) || this.head === -Infinity) return 0;
    const before = this.rows + i - 1;
    const spacing = before > 0 ? (this.head - this.#firstTime) / before : 0;
    return pause > GAP_SPACINGS * spacing ? pause : 0;
  }

  /** Remembers a gap of time before a row, which is told if the rows are in order. */
  protected gap(
    kind: DefectKind,
    i: number,
    time: number,
    text: string,
    amount: number,
  ): void {
    this.#gaps.add(kind, this.example(i, time, text), amount);
  }

  /** Reports ticks that begin late or end early. */
  protected notePartialDays(): void {
    if (this.head === -Infinity) return;
    const spacing = (this.head - this.#leastTime) / Math.max(this.rows - 1, 1);
    const limit = Math.max(PARTIAL, GAP_SPACINGS * spacing);
    const before = this.#leastTime - this.start, after = this.end - this.head;
    if (before <= limit && after <= limit) return;
    const text = `${formatUtc(this.#leastTime)} to ${formatUtc(this.head)}`;
    const missing = Math.max(before, 0) + Math.max(after, 0);
    this.note("partialDays", 0, NaN, text, missing / 1e6);
  }

  /** Keeps the latest time and remembers rows that come late. */
  protected follow(i: number, time: number): void {
    if (this.head === -Infinity) this.#firstTime = time;
    if (time < this.#leastTime) this.#leastTime = time;
    if (time >= this.head) {
      this.head = time;
      return;
    }
    this.#late++;
    this.#maxLate = Math.max(this.#maxLate, this.head - time);
    this.#lateSorted &&= time >= this.#lateHead;
    this.#lateHead = Math.max(this.#lateHead, time);
    this.#lastLate = { line: this.firstLine + i, time };
    this.#firstLate ??= this.#lastLate;
  }

  /** A row of the block as an example. */
  protected example(i: number, time: number, text: string): DefectExample {
    return {
      file: this.file.relativePath,
      line: this.firstLine + i,
      time,
      text,
    };
  }

  /** Reports a row and sets its verdict by the defect's treatment. */
  protected mark(
    kind: DefectKind,
    i: number,
    time: number,
    text: string,
    amount = 1,
  ): void {
    this.note(kind, this.firstLine + i, time, text, amount);
    if (DEFECTS[kind].treatment === "quarantine") {
      this.verdicts[i] = ROW.quarantine;
    } else if (kind === "exactDuplicate") this.verdicts[i] = ROW.duplicate;
  }

  /** Reports a line or, with line 0, the file. */
  protected note(
    kind: DefectKind,
    line: number,
    time: number,
    text: string,
    amount = 1,
  ): void {
    this.report.add(
      kind,
      { file: this.file.relativePath, line, time, text },
      amount,
    );
  }
}
