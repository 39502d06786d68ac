import { formatUtc } from "../time/mod.ts";
import type { AggTradeColumns, Chunk } from "./columns.ts";
import { fingerprint, RecentRows, type Seen } from "./recent_rows.ts";
import { DefectReport } from "./defect_report.ts";
import { RowDefects } from "./row_defects.ts";
import type { SourceFile } from "./source_file.ts";
import { SequenceGaps } from "./sequence_gaps.ts";
import { type Tick, tickStep } from "./tick.ts";
import { TickCensus } from "./tick_census.ts";
import { WholeQuantities } from "./whole_quantities.ts";

/** Trades further apart are reported, microseconds. */
const TRADE_GAP = 60_000_000;
/** Whole quantities from which on they are reported where the lot is finer. */
const WHOLE = 1000;

/**
 * Defects of `aggTrades`: order, duplicates, gaps of ids and of time, prices and
 * quantities that are not positive, prices off the tick, times outside the day.
 */
export class AggTradeDefects extends RowDefects<"aggTrades"> {
  readonly #tick: Tick | undefined;
  readonly #whole: WholeQuantities;
  readonly #census: TickCensus | undefined;
  readonly #recent = new RecentRows(20);
  readonly #ids = new SequenceGaps("idGap");
  readonly #tradeGaps = new DefectReport();
  #lastTradeId = NaN;
  #scale = 0;

  /** Binds the detector; without a tick the prices themselves show it. */
  constructor(
    file: SourceFile,
    report: DefectReport,
    { tick, lot }: { readonly tick?: Tick; readonly lot?: Tick } = {},
  ) {
    super(file, report);
    this.#whole = new WholeQuantities(lot, WHOLE);
    this.#tick = tick;
    this.#census = tick === undefined ? new TickCensus() : undefined;
  }

  /** Looks at the rows of a block. */
  protected override look(chunk: Chunk<"aggTrades">): void {
    const { columns, rows } = chunk;
    const { aggTradeId, firstTradeId, lastTradeId, eventTime } = columns;
    const price = columns.price.integers, quantity = columns.quantity.integers;
    const { isBuyerMaker } = columns;
    this.#whole.add(columns.quantity, rows);
    const { start, end } = this;
    const ids = this.#ids;
    this.#scale = columns.price.scale;
    const step = tickStep(this.#tick, this.#scale);
    let head = this.head, lastTrade = this.#lastTradeId;
    for (let i = 0; i < rows; i++) {
      const id = aggTradeId[i]!, time = eventTime[i]!;
      const first = firstTradeId[i]!, last = lastTradeId[i]!;
      const ticks = price[i]!, lots = quantity[i]!;
      let print = fingerprint(0, ticks);
      print = fingerprint(print, lots);
      print = fingerprint(print, time);
      print = fingerprint(print, first);
      print = fingerprint(print, last);
      print = fingerprint(print, isBuyerMaker[i]!);
      const seen = this.#recent.add(id, print);
      const usual = seen === "new" && id === ids.largest + 1 &&
        first === lastTrade + 1 && last >= first &&
        time >= head && time - head <= TRADE_GAP &&
        time >= start && time < end && ticks > 0 && lots > 0 &&
        (step === 1 || ticks % step === 0);
      if (usual) {
        head = time;
        ids.add(id);
      } else {
        this.head = head;
        this.#lastTradeId = lastTrade;
        this.#examine(columns, i, seen, step);
        head = this.head;
      }
      if (seen === "new") lastTrade = last;
      if (this.#census !== undefined) {
        this.#census.add(ticks, this.firstLine + i, time);
      }
    }
    this.head = head;
    this.#lastTradeId = lastTrade;
  }

  /** Reports gaps of ids, the part of the days and stray prices as well. */
  override finish(): void {
    this.#ids.finish(this.report, this.file.relativePath);
    if (this.#ids.rises) this.report.addAll(this.#tradeGaps);
    this.#census?.finish(this.report, this.file.relativePath, this.#scale);
    this.#whole.finish(this.report, this.file.relativePath);
    this.notePartialDays();
    super.finish();
  }

  /** Says what is unusual about a row. */
  #examine(
    columns: AggTradeColumns,
    i: number,
    seen: Seen,
    step: number,
  ): void {
    const { aggTradeId, firstTradeId, lastTradeId, eventTime } = columns;
    const id = aggTradeId[i]!, time = eventTime[i]!;
    if (seen !== "new") {
      const kind = seen === "same" ? "exactDuplicate" : "conflictingDuplicate";
      this.mark(kind, i, time, `id ${id} again`);
      return;
    }
    const before = this.#ids.largest;
    const gap = this.#ids.add(id);
    if (gap > 0) {
      this.#ids.note(this.example(i, time, `id ${id} after ${before}`), gap);
    }
    const first = firstTradeId[i]!, last = lastTradeId[i]!;
    const tradeGap = first - this.#lastTradeId - 1;
    if (gap === 0 && tradeGap > 0) {
      const text = `trade id ${first} after ${this.#lastTradeId}`;
      this.#tradeGaps.add("tradeIdGap", this.example(i, time, text), tradeGap);
    }
    if (time < this.start || time >= this.end) {
      this.mark("outsideDay", i, time, formatUtc(time));
      return;
    }
    if (last < first) {
      this.mark("tradeIdsReversed", i, time, `${first} to ${last}`);
    }
    const pause = this.gapBefore(i, time, TRADE_GAP) / 1e6;
    if (pause > 0) {
      this.gap("tradeGap", i, time, `${pause} s without a trade`, pause);
    }
    this.follow(i, time);
    const { integers, scale } = columns.price;
    const price = integers[i]!;
    if (price <= 0) {
      this.mark("nonPositivePrice", i, time, `${price / 10 ** scale}`);
    } else if (price % step !== 0) {
      this.mark("offTick", i, time, `${price / 10 ** scale}`);
    }
    const lots = columns.quantity.integers[i]!;
    if (lots <= 0) this.mark("nonPositiveQuantity", i, time, `${lots}`);
  }
}
