import { DAY, formatUtc, MINUTE } from "../time/mod.ts";
import type { Chunk, MetricsColumns } from "./columns.ts";
import { fingerprint, RecentRows } from "./recent_rows.ts";
import { RowDefects } from "./row_defects.ts";
import { SequenceGaps } from "./sequence_gaps.ts";

/** Width of the window of a metrics row, microseconds. */
const WINDOW = 5 * MINUTE;

const VALUES = [
  "openInterest",
  "openInterestValue",
  "topTraderAccountRatio",
  "topTraderPositionRatio",
  "accountRatio",
  "takerVolumeRatio",
] as const satisfies readonly (keyof MetricsColumns)[];

/**
 * Defects of `metrics`: order, duplicate and missing stamps, too few rows, blank
 * cells, values below zero, stamps off the five-minute grid or outside the day.
 *
 * A day that labels windows by their end runs from 00:05 to 00:00 of the next
 * day; one that labels them by their start from 00:00 to 23:55. Both ends are
 * accepted, and a day is complete with 288 stamps.
 */
export class MetricsDefects extends RowDefects<"metrics"> {
  readonly #recent = new RecentRows(14);
  readonly #steps = new SequenceGaps("missingStamps");
  #stamps = 0;

  /** Looks at the rows of a block. */
  protected override look({ columns, rows }: Chunk<"metrics">): void {
    for (let i = 0; i < rows; i++) this.#examine(columns, i);
  }

  /** Reports missing rows as well. */
  override finish(): void {
    this.#steps.finish(this.report, this.file.relativePath);
    super.finish();
    const expected = Math.round((this.end - this.start) / DAY) * 288;
    if (this.#stamps > 0 && this.#stamps < expected) {
      this.note(
        "rowShortfall",
        0,
        NaN,
        `${this.#stamps} of ${expected} stamps, the last at ${
          formatUtc(this.head)
        }`,
        expected - this.#stamps,
      );
    }
  }

  #examine(columns: MetricsColumns, i: number): void {
    const time = columns.createTime[i]!;
    let print = 0;
    for (const name of VALUES) {
      const value = columns[name][i]!;
      print = fingerprint(print, Number.isNaN(value) ? -1 : value * 1e8);
    }
    const seen = this.#recent.add(Math.floor(time / WINDOW), print);
    if (seen !== "new") {
      const kind = seen === "same" ? "exactDuplicate" : "conflictingDuplicate";
      this.mark(kind, i, time, `${formatUtc(time)} again`);
      return;
    }
    if (time < this.start || time > this.end) {
      this.mark("outsideDay", i, time, formatUtc(time));
      return;
    }
    this.#stamps++;
    const missing = this.#steps.add(Math.floor(time / WINDOW));
    if (missing > 0) {
      const text = `after ${formatUtc(this.head)}`;
      this.#steps.note(this.example(i, time, text), missing);
    }
    this.follow(i, time);
    if (time % WINDOW !== 0) this.mark("offGrid", i, time, formatUtc(time));
    const blank = VALUES.filter((name) => Number.isNaN(columns[name][i]));
    if (blank.length > 0) {
      this.mark("blankCells", i, time, blank.join(", "), blank.length);
    }
    const negative = VALUES.filter((name) => columns[name][i]! < 0);
    if (negative.length > 0) {
      this.mark("nonPositiveQuantity", i, time, negative.join(", "));
    }
  }
}
