import { formatUtc, MINUTE } from "../time/mod.ts";
import type { Chunk, KlineColumns, Scaled } from "./columns.ts";
import { fingerprint, RecentRows } from "./recent_rows.ts";
import type { DefectReport } from "./defect_report.ts";
import { ROW, RowDefects } from "./row_defects.ts";
import { SequenceGaps } from "./sequence_gaps.ts";
import type { SourceFile } from "./source_file.ts";
import type { Tick } from "./tick.ts";
import { WholeQuantities } from "./whole_quantities.ts";

/** A family of one-minute bars. */
export type KlineKind =
  | "klines_1m"
  | "markPriceKlines_1m"
  | "premiumIndexKlines_1m";

/** Bars of whole volumes from which on they are reported where the lot is finer. */
const WHOLE = 100;
/** What the mean price may lie outside low and high for the rounding of doubles. */
const ROUNDING = 1e-9;
/** Flat bars without volume in a row that count as an outage. */
const OUTAGE = 2;

/**
 * Defects of one-minute bars: order, duplicates, missing minutes, too few rows,
 * prices that are not positive (the premium may be), high and low that do not
 * enclose open and close, volumes below zero or bought above total, values that no
 * price of the bar gives, bars of another family, whole volumes, close time before
 * open time or off the minute's end, runs of flat bars without volume.
 */
export class KlineDefects<K extends KlineKind> extends RowDefects<K> {
  readonly #recent = new RecentRows(16);
  readonly #steps = new SequenceGaps("missingMinutes");
  readonly #whole: WholeQuantities;
  #flat = 0;
  #flatFrom = { line: 0, time: NaN };
  #minutes = 0;

  /** Binds the detector; the lot says whether whole volumes are unusual. */
  constructor(
    file: SourceFile,
    report: DefectReport,
    { lot }: { readonly lot?: Tick } = {},
  ) {
    super(file, report);
    this.#whole = new WholeQuantities(lot, WHOLE);
  }

  /** Looks at the rows of a block. */
  protected override look(chunk: Chunk<K>): void {
    const columns = chunk.columns as KlineColumns;
    this.#whole.add(columns.volume, chunk.rows);
    for (let i = 0; i < chunk.rows; i++) this.#examine(columns, i);
  }

  /** Reports missing rows and the last outage as well. */
  override finish(): void {
    this.#endOutage();
    this.#steps.finish(this.report, this.file.relativePath);
    this.#whole.finish(this.report, this.file.relativePath);
    super.finish();
    const expected = Math.round((this.end - this.start) / MINUTE);
    if (this.rows > 0 && this.#minutes < expected) {
      this.note(
        "rowShortfall",
        0,
        NaN,
        `${this.#minutes} of ${expected} minutes`,
        expected - this.#minutes,
      );
    }
  }

  /** Says what is wrong with a bar. */
  #examine(columns: KlineColumns, i: number): void {
    const time = columns.openTime[i]!;
    const seen = this.#recent.add(
      Math.floor(time / MINUTE),
      printOf(columns, i),
    );
    if (seen !== "new") {
      const kind = seen === "same" ? "exactDuplicate" : "conflictingDuplicate";
      this.mark(kind, i, time, `${formatUtc(time)} again`);
      return;
    }
    if (time < this.start || time >= this.end) {
      this.mark("outsideDay", i, time, formatUtc(time));
      return;
    }
    this.#minutes++;
    const missing = this.#steps.add(Math.floor(time / MINUTE));
    if (missing > 0) {
      const text = `after ${formatUtc(this.head)}`;
      this.#steps.note(this.example(i, time, text), missing);
    }
    this.follow(i, time);
    if (time % MINUTE !== 0) this.mark("offGrid", i, time, formatUtc(time));
    this.#examinePrices(columns, i, time);
    this.#examineVolumes(columns, i, time);
    const closeTime = columns.closeTime[i]!;
    if (closeTime < time) {
      this.mark("closeBeforeOpen", i, time, formatUtc(closeTime));
    } else if (closeTime < time + MINUTE - 1000 || closeTime >= time + MINUTE) {
      this.mark("closeTimeOff", i, time, formatUtc(closeTime));
    }
  }

  #examinePrices(columns: KlineColumns, i: number, time: number): void {
    const [open, high, low, close] = [
      columns.open,
      columns.high,
      columns.low,
      columns.close,
    ].map((column) => valueOf(column, i)) as [number, number, number, number];
    const text = `open ${open}, high ${high}, low ${low}, close ${close}`;
    if (high < Math.max(open, close, low) || low > Math.min(open, close)) {
      this.mark("brokenEnvelope", i, time, text);
    }
    if (
      this.file.kind !== "premiumIndexKlines_1m" &&
      Math.min(open, high, low, close) <= 0
    ) {
      this.mark("nonPositivePrice", i, time, text);
    }
    // Bars of the mark price and the premium have no volume by nature.
    const still = this.file.kind === "klines_1m" &&
      valueOf(columns.volume, i) === 0 && high === low;
    if (!still) this.#endOutage();
    else if (this.#flat++ === 0) {
      this.#flatFrom = { line: this.firstLine + i, time };
    }
  }

  #examineVolumes(columns: KlineColumns, i: number, time: number): void {
    const volume = valueOf(columns.volume, i);
    const bought = valueOf(columns.takerBuyVolume, i);
    if (volume < 0 || bought < 0 || bought > volume) {
      this.mark("takerAboveTotal", i, time, `${bought} of ${volume}`);
    }
    const traded = this.file.kind === "klines_1m";
    const high = valueOf(columns.high, i), low = valueOf(columns.low, i);
    if (traded ? volume === 0 && high > low : volume > 0) {
      const text = `volume ${volume}, high ${high}, low ${low}`;
      this.mark("volumeMismatch", i, time, text);
    } else if (traded && this.verdicts[i] === ROW.keep) {
      this.#examineValue(columns, i, time);
    }
  }

  /** Holds value over volume, which is a mean of the bar's prices, to lie among them. */
  #examineValue(columns: KlineColumns, i: number, time: number): void {
    const volume = valueOf(columns.volume, i);
    const value = valueOf(columns.quoteVolume, i);
    const least = valueOf(columns.low, i) * volume * (1 - ROUNDING);
    const most = valueOf(columns.high, i) * volume * (1 + ROUNDING);
    // Where the file has no values they are NaN, which is not outside.
    if (value < least || value > most) {
      const text = `value ${value} of volume ${volume}`;
      this.mark("valueMismatch", i, time, text);
    }
  }

  #endOutage(): void {
    if (this.#flat >= OUTAGE) {
      const { line, time } = this.#flatFrom;
      this.note("outageBars", line, time, `${this.#flat} bars`, this.#flat);
    }
    this.#flat = 0;
  }
}

/** One entry in its unit; for comparing columns of different scale. */
function valueOf({ integers, scale }: Scaled, i: number): number {
  return integers[i]! / 10 ** scale;
}

/** Everything of a bar but its time, as one integer. */
function printOf(columns: KlineColumns, i: number): number {
  let print = fingerprint(0, columns.count[i]!);
  for (
    const { integers } of [
      columns.open,
      columns.high,
      columns.low,
      columns.close,
      columns.volume,
      columns.quoteVolume,
      columns.takerBuyVolume,
      columns.takerBuyQuoteVolume,
    ]
  ) {
    print = fingerprint(print, integers[i]!);
  }
  return fingerprint(print, columns.closeTime[i]!);
}
