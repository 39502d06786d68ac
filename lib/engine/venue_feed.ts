import type { SimulatedExchange } from "../venue/mod.ts";
import { type EventLoop, PHASE } from "./event_loop.ts";
import type { EventStream, StreamBlock } from "./event_stream.ts";
import { Head, type Taker } from "./heads.ts";
import type { EquityBook } from "./equity_book.ts";
import type {
  BarTickColumns,
  FundingTickColumns,
  MarkTickColumns,
  QuoteTickColumns,
  StreamFamily,
  TradeTickColumns,
} from "./tick_columns.ts";

/** Where records at the exchange go. */
export type VenueFeedParts = {
  /** The exchange. */
  readonly exchange: SimulatedExchange;
  /** The prices at which positions are marked. */
  readonly equity: EquityBook;
  /** Index of the contract. */
  readonly instrument: number;
};

/** A stream as the exchange has it: each record at its event time. */
export abstract class VenueFeed<F extends StreamFamily = StreamFamily>
  implements Taker {
  /** When the next record is; infinite at the end. */
  readonly head: Head;
  /** The family. */
  readonly family: F;
  protected readonly exchange: SimulatedExchange;
  protected readonly equity: EquityBook;
  protected readonly instrument: number;
  protected row = 0;
  protected rows = 0;
  protected times: Float64Array = new Float64Array(0);
  protected block: StreamBlock | undefined;
  readonly #stream: EventStream<F>;

  /** Stands before the first record. */
  constructor(
    stream: EventStream<F>,
    rank: number,
    { exchange, equity, instrument }: VenueFeedParts,
  ) {
    const family: StreamFamily = stream.family;
    const kind = family === "quotes"
      ? "venueQuotes"
      : family === "trades"
      ? "venueTrades"
      : "other";
    this.head = new Head(rank, this, kind);
    this.family = stream.family;
    this.exchange = exchange;
    this.equity = equity;
    this.instrument = instrument;
    this.#stream = stream;
    this.#enter(stream.first());
  }

  abstract run(loop: EventLoop): void;

  /**
   * Lets the records up to a time, included, pass while the exchange is idle.
   *
   * @returns Those that it has to know all the same, as calls with their times.
   */
  skip(time: number): VenueRecord[] {
    const kept: VenueRecord[] = [];
    while (this.head.time <= time) {
      const { times, rows, row } = this;
      const end = firstAfter(times, time, { from: row + 1, to: rows });
      kept.push(...this.keep(row, end));
      this.settle(end);
    }
    return kept;
  }

  /** The records of some rows that an idle exchange has to know. */
  protected keep(_from: number, to: number): VenueRecord[] {
    return [this.record(to - 1)];
  }

  /** A record, taken out of its columns. */
  protected abstract record(row: number): VenueRecord;

  /** Notes the row that comes next, in the next block where this one is over. */
  protected settle(row: number): void {
    if (row < this.rows) {
      this.row = row;
      this.head.time = this.times[row]!;
      return;
    }
    const block = this.block!;
    this.#enter(this.#stream.after(block));
    this.#stream.release(block);
  }

  #enter(block: StreamBlock | undefined): void {
    this.block = block;
    this.row = 0;
    if (block === undefined) {
      this.head.time = Infinity;
      return;
    }
    this.rows = block.rows;
    this.times = block.columns.eventTime;
    this.head.time = this.times[0]!;
  }
}

/** The first of some rows whose time is after one; `to` where there is none. */
function firstAfter(
  times: Float64Array,
  time: number,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A record that waits to be handed to the exchange. */
export type VenueRecord = {
  /** Its event time. */
  readonly time: number;
  /** Hands it over. */
  readonly take: () => void;
};

/** Quotes at the exchange. */
class QuoteVenueFeed extends VenueFeed<"quotes"> {
  override run(loop: EventLoop): void {
    const { exchange, equity, instrument, times, rows } = this;
    const { bidTicks, bidLots, askTicks, askLots } = this.block!
      .columns as unknown as QuoteTickColumns;
    let { row } = this;
    let time = times[row]!;
    do {
      const bid = bidTicks[row]!;
      const ask = askTicks[row]!;
      equity.quote(instrument, time, bid, ask);
      exchange.quote(instrument, time, bid, bidLots[row]!, ask, askLots[row]!);
      equity.marked(instrument);
      if (++row === rows) break;
      time = times[row]!;
    } while (time < loop.limit);
    this.settle(row);
  }

  /**
   * The last one, before it the last of each side that was different, which ends what own fills
   * ate, and the last with both sides, whose middle marks positions.
   */
  protected override keep(from: number, to: number): VenueRecord[] {
    const { bidTicks, bidLots, askTicks, askLots } = this.block!
      .columns as unknown as QuoteTickColumns;
    const last = to - 1;
    let bid = last;
    while (
      bid > from && bidTicks[bid] === bidTicks[last] &&
      bidLots[bid] === bidLots[last]
    ) bid--;
    let ask = last;
    while (
      ask > from && askTicks[ask] === askTicks[last] &&
      askLots[ask] === askLots[last]
    ) ask--;
    let whole = last;
    while (whole > from && Number.isNaN(bidTicks[whole]! + askTicks[whole]!)) {
      whole--;
    }
    return [...new Set([bid, ask, whole, last])].sort((a, b) => a - b)
      .map((row) => this.record(row));
  }

  protected override record(row: number): VenueRecord {
    const { instrument, equity, exchange, times } = this;
    const columns = this.block!.columns as unknown as QuoteTickColumns;
    const time = times[row]!;
    const bid = columns.bidTicks[row]!;
    const bidLots = columns.bidLots[row]!;
    const ask = columns.askTicks[row]!;
    const askLots = columns.askLots[row]!;
    return {
      time,
      take() {
        equity.quote(instrument, time, bid, ask);
        exchange.quote(instrument, time, bid, bidLots, ask, askLots);
      },
    };
  }
}

/** Trades at the exchange. */
class TradeVenueFeed extends VenueFeed<"trades"> {
  override run(loop: EventLoop): void {
    const { exchange, equity, instrument, times, rows } = this;
    const { ticks, lots, isBuyerMaker } = this.block!
      .columns as unknown as TradeTickColumns;
    let { row } = this;
    let time = times[row]!;
    do {
      const price = ticks[row]!;
      equity.last(instrument, time, price);
      exchange.trade(
        instrument,
        time,
        price,
        lots[row]!,
        isBuyerMaker[row] === 1 ? -1 : 1,
      );
      equity.marked(instrument);
      if (++row === rows) break;
      time = times[row]!;
    } while (time < loop.limit);
    this.settle(row);
  }

  protected override record(row: number): VenueRecord {
    const { instrument, equity, exchange, times } = this;
    const columns = this.block!.columns as unknown as TradeTickColumns;
    const time = times[row]!;
    const ticks = columns.ticks[row]!;
    const lots = columns.lots[row]!;
    const aggressor = columns.isBuyerMaker[row] === 1 ? -1 : 1;
    return {
      time,
      take() {
        equity.last(instrument, time, ticks);
        exchange.trade(instrument, time, ticks, lots, aggressor);
      },
    };
  }
}

/** Mark prices, funding rates or bars at the exchange: few, and one at a time. */
class SlowVenueFeed extends VenueFeed<"mark" | "funding" | "bars"> {
  override run(loop: EventLoop): void {
    this.record(this.row).take();
    this.equity.marked(this.instrument);
    // A rate may bring the next settlement nearer.
    loop.lower(this.exchange.nextDue, PHASE.venue);
    this.settle(this.row + 1);
  }

  /** Rates say how long the interval is: all of them. Of the others the last one counts. */
  protected override keep(from: number, to: number): VenueRecord[] {
    if (this.family !== "funding") return super.keep(from, to);
    return Array.from({ length: to - from }, (_, k) => this.record(from + k));
  }

  protected override record(row: number): VenueRecord {
    const { family, instrument: i, exchange, equity, times } = this;
    const time = times[row]!;
    const { columns } = this.block!;
    if (family === "mark") {
      const price = (columns as unknown as MarkTickColumns).price[row]!;
      return {
        time,
        take() {
          equity.sampleBefore(time);
          exchange.mark(i, time, price);
        },
      };
    }
    if (family === "funding") {
      const funding = columns as unknown as FundingTickColumns;
      const rate = funding.rate[row]!;
      const hours = funding.intervalHours[row]!;
      return {
        time,
        take() {
          equity.sampleBefore(time);
          exchange.fundingRate(i, time, rate, hours);
        },
      };
    }
    const bars = columns as unknown as BarTickColumns;
    const bar = {
      openTime: bars.openTime[row]!,
      closeTime: time,
      open: bars.openTicks[row]!,
      high: bars.highTicks[row]!,
      low: bars.lowTicks[row]!,
      close: bars.closeTicks[row]!,
      volume: bars.volumeLots[row]!,
    };
    return {
      time,
      take() {
        equity.sampleBefore(time);
        exchange.bar(i, bar);
        equity.last(i, time, bar.close);
      },
    };
  }
}

/** A stream at the exchange. */
export function venueFeedOf(
  stream: EventStream,
  rank: number,
  parts: VenueFeedParts,
): VenueFeed {
  const any = stream as unknown as EventStream<never>;
  if (stream.family === "quotes") {
    return new QuoteVenueFeed(any, rank, parts) as unknown as VenueFeed;
  }
  if (stream.family === "trades") {
    return new TradeVenueFeed(any, rank, parts) as unknown as VenueFeed;
  }
  return new SlowVenueFeed(any, rank, parts) as unknown as VenueFeed;
}
