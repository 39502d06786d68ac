import { formatUtc, HOUR } from "../time/mod.ts";
import type { BookTickerColumns, Chunk } from "./columns.ts";
import { fingerprint, RecentRows, type Seen } from "./recent_rows.ts";
import type { DefectReport } from "./defect_report.ts";
import { RowDefects } from "./row_defects.ts";
import type { SourceFile } from "./source_file.ts";
import { type Tick, tickStep } from "./tick.ts";
import { TickCensus } from "./tick_census.ts";
import { WholeQuantities } from "./whole_quantities.ts";

/** Quotes further apart are reported, microseconds. */
const QUOTE_GAP = 2_000_000;
/** The pause around a funding second is no gap up to this length, microseconds. */
const FUNDING_PAUSE = 5_000_000;
/** Whole quantities from which on they are reported where the lot is finer. */
const WHOLE = 2000;

/**
 * Defects of `bookTicker`: order, duplicates, crossed and locked quotes, prices
 * and quantities that are not positive, prices off the tick, gaps, times outside
 * the day.
 *
 * The venue pauses its quotes for 2 to 3 seconds around a funding second; a pause
 * of up to 5 seconds that holds a full hour is therefore no gap (funding falls on
 * full hours whatever its interval).
 */
export class BookTickerDefects extends RowDefects<"bookTicker"> {
  readonly #tick: Tick | undefined;
  readonly #whole: WholeQuantities;
  readonly #census: TickCensus | undefined;
  readonly #recent = new RecentRows(20);
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
  protected override look(chunk: Chunk<"bookTicker">): void {
    const { columns, rows } = chunk;
    const { updateId, eventTime, transactionTime } = columns;
    const bid = columns.bidPrice.integers, ask = columns.askPrice.integers;
    const bidLots = columns.bidQuantity.integers;
    const askLots = columns.askQuantity.integers;
    const { scale: bidScale } = columns.bidPrice;
    const { scale: askScale } = columns.askPrice;
    // Bid and ask in one unit: the finer of the two scales.
    const scale = Math.max(bidScale, askScale);
    const bidUnit = 10 ** (scale - bidScale),
      askUnit = 10 ** (scale - askScale);
    const step = tickStep(this.#tick, scale);
    this.#whole.add(columns.bidQuantity, rows);
    this.#whole.add(columns.askQuantity, rows);
    const { start, end } = this;
    this.#scale = scale;
    let head = this.head;
    for (let i = 0; i < rows; i++) {
      const time = eventTime[i]!, traded = transactionTime[i]!;
      const buyLots = bidLots[i]!, sellLots = askLots[i]!;
      const buy = bid[i]! * bidUnit, sell = ask[i]! * askUnit;
      let print = fingerprint(0, bid[i]!);
      print = fingerprint(print, buyLots);
      print = fingerprint(print, ask[i]!);
      print = fingerprint(print, sellLots);
      print = fingerprint(print, traded);
      print = fingerprint(print, time);
      const seen = this.#recent.add(updateId[i]!, print);
      if (this.#census !== undefined) {
        this.#census.add(buy, this.firstLine + i, time);
        this.#census.add(sell, this.firstLine + i, time);
      }
      const usual = seen === "new" && time >= head &&
        time - head <= QUOTE_GAP && traded >= start && traded < end &&
        buy > 0 && sell > buy && buyLots > 0 && sellLots > 0 &&
        (step === 1 || (buy % step === 0 && sell % step === 0));
      if (usual) {
        head = time;
        continue;
      }
      this.head = head;
      this.#examine(columns, i, seen, buy, sell, step, scale);
      head = this.head;
    }
    this.head = head;
  }

  /** Reports the part of the days and stray prices as well. */
  override finish(): void {
    this.#census?.finish(this.report, this.file.relativePath, this.#scale);
    this.#whole.finish(this.report, this.file.relativePath);
    this.notePartialDays();
    super.finish();
  }

  /** Says what is unusual about a row. */
  #examine(
    columns: BookTickerColumns,
    i: number,
    seen: Seen,
    buy: number,
    sell: number,
    step: number,
    scale: number,
  ): void {
    const time = columns.eventTime[i]!;
    if (seen !== "new") {
      const kind = seen === "same" ? "exactDuplicate" : "conflictingDuplicate";
      this.mark(kind, i, time, `update id ${columns.updateId[i]} again`);
      return;
    }
    // The venue files a quote under the day of its transaction.
    const traded = columns.transactionTime[i]!;
    if (traded < this.start || traded >= this.end) {
      this.mark("outsideDay", i, time, formatUtc(traded));
      return;
    }
    const pause = this.gapBefore(i, time, QUOTE_GAP);
    const hour = Math.floor(time / HOUR) * HOUR;
    // The pause may begin shortly after the full second and end after it.
    const atFunding = pause <= FUNDING_PAUSE &&
      hour > this.head - FUNDING_PAUSE;
    if (pause > 0 && !atFunding) {
      const seconds = pause / 1e6;
      this.gap("quoteGap", i, time, `${seconds} s without a quote`, seconds);
    }
    this.follow(i, time);
    const text = `bid ${buy / 10 ** scale}, ask ${sell / 10 ** scale}`;
    if (buy <= 0 || sell <= 0) this.mark("nonPositivePrice", i, time, text);
    else if (buy > sell) this.mark("crossedQuote", i, time, text);
    else if (buy === sell) this.mark("lockedQuote", i, time, text);
    if (buy % step !== 0 || sell % step !== 0) {
      this.mark("offTick", i, time, text);
    }
    const lots = [columns.bidQuantity, columns.askQuantity]
      .map(({ integers }) => integers[i]!);
    if (lots.some((lot) => lot <= 0)) {
      this.mark("nonPositiveQuantity", i, time, lots.join(" and "));
    }
  }
}
