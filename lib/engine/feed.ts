import type { Actor } from "./actor.ts";
import { BarTick } from "./bar_tick.ts";
import type { EventLoop } from "./event_loop.ts";
import type { EventStream, StreamBlock } from "./event_stream.ts";
import { FundingTick } from "./funding_tick.ts";
import type { Grid } from "./grid.ts";
import { Head, type Taker } from "./heads.ts";
import { MarkTick } from "./mark_tick.ts";
import type { MarketView } from "./market_view.ts";
import { MetricsTick } from "./metrics_tick.ts";
import { PremiumTick } from "./premium_tick.ts";
import { QuoteTick } from "./quote_tick.ts";
import type { AnyStreamColumns, StreamFamily } from "./tick_columns.ts";
import { TradeTick } from "./trade_tick.ts";

/** The view of each family. */
export type StreamViews = {
  readonly funding: FundingTick;
  readonly mark: MarkTick;
  readonly metrics: MetricsTick;
  readonly premium: PremiumTick;
  readonly bars: BarTick;
  readonly trades: TradeTick;
  readonly quotes: QuoteTick;
};

type AnyView = MarketView<AnyStreamColumns>;

/** How the view of each family is made. */
const VIEWS: {
  readonly [F in StreamFamily]: new (grid: Grid, columns: never) => unknown;
} = {
  funding: FundingTick,
  mark: MarkTick,
  metrics: MetricsTick,
  premium: PremiumTick,
  bars: BarTick,
  trades: TradeTick,
  quotes: QuoteTick,
};

const EMPTY = new Float64Array(0);
const NO_COLUMNS = { eventTime: EMPTY, receiveTime: EMPTY };

/**
 * A stream as the client receives it: hands each record to its subscribers, in the order of
 * their ids, when its receive time has come.
 */
export abstract class Feed<F extends StreamFamily = StreamFamily>
  implements Taker {
  /** The family. */
  readonly family: F;
  /** The instrument. */
  readonly symbol: string;
  /** When the next record is received; infinite at the end. */
  readonly head: Head;
  /** Who takes the records, in the order of ids; a change makes a new list. */
  actors: readonly Actor[] = [];
  /** The record that was received last. */
  readonly view: StreamViews[F];
  /** Whether a record was received. */
  started = false;
  /** Whether the view still looks at the block before. */
  protected fresh = false;
  protected row = 0;
  protected rows = 0;
  protected times: Float64Array = EMPTY;
  protected columns: AnyStreamColumns = NO_COLUMNS;
  protected readonly stream: EventStream<F>;
  protected block: StreamBlock | undefined;
  protected before: StreamBlock | undefined;

  /** Stands before the first record. */
  constructor(stream: EventStream<F>, grid: Grid, rank: number) {
    this.family = stream.family;
    this.symbol = stream.symbol;
    const family: StreamFamily = stream.family;
    const kind = family === "quotes" || family === "trades" ? family : "other";
    this.head = new Head(rank, this, kind);
    this.stream = stream;
    this.enter(stream.first());
    this.view = new VIEWS[this.family](
      grid,
      this.columns as never,
    ) as StreamViews[F];
  }

  /** Lets the records before a time pass without telling anyone. */
  skipTo(time: number): void {
    while (this.head.time < time) {
      this.#pass(time);
      this.settle(this.row);
    }
  }

  abstract run(loop: EventLoop): void;

  /** Lets the view look at a block that was just entered. */
  protected open(): void {
    this.fresh = false;
    this.started = true;
    (this.view as unknown as AnyView).moveTo(this.columns, this.row);
  }

  /** Lets the records before the limit pass, as nobody wants them. */
  protected pass(loop: EventLoop): void {
    this.#pass(loop.limit);
    loop.clock.advance(this.times[this.row - 1]!);
    this.settle(this.row);
  }

  /** Notes the row that comes next, in the next block where this one is over. */
  protected settle(row: number): void {
    if (row < this.rows) {
      this.row = row;
      this.head.time = this.times[row]!;
    } else this.enter(this.stream.after(this.block!));
  }

  /** Passes the records of the block that are before a time; at least one. */
  #pass(limit: number): void {
    const { times, rows } = this;
    let row = this.row + 1;
    while (row < rows && times[row]! < limit) row++;
    this.row = row;
    if (this.fresh) this.open();
    (this.view as unknown as AnyView).moveToRow(row - 1);
  }

  /** Goes on to a block; the one before stays, as the view may still look at it. */
  protected enter(block: StreamBlock | undefined): void {
    if (block === undefined) {
      this.head.time = Infinity;
      return;
    }
    if (this.before !== undefined) this.stream.release(this.before);
    if (this.block !== undefined) this.stream.onEnter();
    this.before = this.block;
    this.block = block;
    this.row = 0;
    this.rows = block.rows;
    this.columns = block.columns;
    this.fresh = true;
    this.times = block.columns.receiveTime;
    this.head.time = this.times[0]!;
  }
}

/** Quotes, in a loop of their own: they are most of all events. */
export class QuoteFeed extends Feed<"quotes"> {
  override run(loop: EventLoop): void {
    const { actors } = this;
    if (actors.length !== 1) return this.#runMany(loop);
    const { times, rows, view } = this;
    const { clock } = loop;
    const actor = actors[0]!;
    let { row } = this;
    if (this.fresh) this.open();
    view.moveToRow(row);
    clock.advance(times[row]!);
    for (;;) {
      actor.onQuoteTick(view);
      if (++row === rows) break;
      const time = times[row]!;
      // What the handler caused has put the limit down.
      if (time >= loop.limit) break;
      clock.pass(time);
      view.moveToRow(row);
    }
    this.settle(row);
    loop.settle();
  }

  #runMany(loop: EventLoop): void {
    const { actors } = this;
    if (actors.length === 0) return this.pass(loop);
    const { times, rows, view } = this;
    const { clock } = loop;
    let { row } = this;
    if (this.fresh) this.open();
    view.moveToRow(row);
    clock.advance(times[row]!);
    for (;;) {
      for (let k = 0; k < actors.length; k++) {
        actors[k]!.onQuoteTick(view);
        // What one handler caused comes before the next one's turn.
        if (loop.inbox.pending > 0) loop.settle();
      }
      if (++row === rows) break;
      const time = times[row]!;
      // Somebody may have come or gone, or put the limit down.
      if (time >= loop.limit || this.actors !== actors) break;
      clock.pass(time);
      view.moveToRow(row);
    }
    this.settle(row);
    loop.settle();
  }
}

/** Trades, in a loop of their own. */
export class TradeFeed extends Feed<"trades"> {
  override run(loop: EventLoop): void {
    const { actors } = this;
    if (actors.length !== 1) return this.#runMany(loop);
    const { times, rows, view } = this;
    const { clock } = loop;
    const actor = actors[0]!;
    let { row } = this;
    if (this.fresh) this.open();
    view.moveToRow(row);
    clock.advance(times[row]!);
    for (;;) {
      actor.onTradeTick(view);
      if (++row === rows) break;
      const time = times[row]!;
      // What the handler caused has put the limit down.
      if (time >= loop.limit) break;
      clock.pass(time);
      view.moveToRow(row);
    }
    this.settle(row);
    loop.settle();
  }

  #runMany(loop: EventLoop): void {
    const { actors } = this;
    if (actors.length === 0) return this.pass(loop);
    const { times, rows, view } = this;
    const { clock } = loop;
    let { row } = this;
    if (this.fresh) this.open();
    view.moveToRow(row);
    clock.advance(times[row]!);
    for (;;) {
      for (let k = 0; k < actors.length; k++) {
        actors[k]!.onTradeTick(view);
        // What one handler caused comes before the next one's turn.
        if (loop.inbox.pending > 0) loop.settle();
      }
      if (++row === rows) break;
      const time = times[row]!;
      // Somebody may have come or gone, or put the limit down.
      if (time >= loop.limit || this.actors !== actors) break;
      clock.pass(time);
      view.moveToRow(row);
    }
    this.settle(row);
    loop.settle();
  }
}

/** What calls an actor for each of the other families. */
const CALLS: {
  readonly [F in StreamFamily]: (actor: Actor, view: StreamViews[F]) => void;
} = {
  funding: (actor, view) => actor.onFundingRate(view),
  mark: (actor, view) => actor.onMarkPrice(view),
  metrics: (actor, view) => actor.onMetrics(view),
  premium: (actor, view) => actor.onPremium(view),
  bars: (actor, view) => actor.onBar(view),
  trades: (actor, view) => actor.onTradeTick(view),
  quotes: (actor, view) => actor.onQuoteTick(view),
};

/** The families of which there are few records. */
class SlowFeed<F extends StreamFamily> extends Feed<F> {
  override run(loop: EventLoop): void {
    if (this.actors.length === 0) return this.pass(loop);
    const view = this.view as unknown as AnyView;
    const call = CALLS[this.family] as (actor: Actor, view: unknown) => void;
    if (this.fresh) this.open();
    view.moveToRow(this.row);
    loop.clock.advance(this.times[this.row]!);
    for (const actor of this.actors) {
      call(actor, view);
      loop.settle();
    }
    this.settle(this.row + 1);
  }
}

/** A feed of a stream. */
export function feedOf<F extends StreamFamily>(
  stream: EventStream<F>,
  grid: Grid,
  rank: number,
): Feed<F> {
  if (stream.family === "quotes") {
    return new QuoteFeed(
      stream as unknown as EventStream<"quotes">,
      grid,
      rank,
    ) as unknown as Feed<F>;
  }
  if (stream.family === "trades") {
    return new TradeFeed(
      stream as unknown as EventStream<"trades">,
      grid,
      rank,
    ) as unknown as Feed<F>;
  }
  return new SlowFeed(stream, grid, rank);
}
