import type { EventLoop } from "./event_loop.ts";
import { QuoteFeed, TradeFeed } from "./feed.ts";

/** Takes the events of a stream. */
export type Taker = {
  /**
   * Takes events as long as they are before `loop.limit`, at least one, and leaves in its
   * head when the next one is.
   */
  run(loop: EventLoop): void;
};

/** A stream of events of which the next one is known. */
export class Head {
  /** When its next event is, microseconds; infinite at the end. */
  time = Infinity;
  /** Its place among events of one time; no two heads have the same. */
  readonly rank: number;
  /** What takes its events. */
  readonly taker: Taker;
  /** The same, if it is a feed of quotes. */
  readonly quotes: QuoteFeed | undefined;
  /** The same, if it is a feed of trades. */
  readonly trades: TradeFeed | undefined;

  /** A stream without an event. */
  constructor(rank: number, taker: Taker) {
    this.rank = rank;
    this.taker = taker;
    this.quotes = taker instanceof QuoteFeed ? taker : undefined;
    this.trades = taker instanceof TradeFeed ? taker : undefined;
  }
}

/**
 * Streams in the order of their next events, handed over in runs: the first stream goes on
 * until it comes to the second one's time.
 *
 * The list is kept sorted. After a run its stream moves back past those that are now
 * before it, which for streams of like pace are few.
 */
export class Heads {
  protected readonly list: Head[] = [new Head(Infinity, { run() {} })];

  /** When the next event is; infinite at the end. */
  get time(): number {
    return this.list[0]!.time;
  }

  /** Takes a stream in. */
  add(head: Head): void {
    this.list.unshift(head);
    this.settle();
  }

  /** Puts a stream whose time has changed, to an earlier one too, in its place. */
  update(head: Head): void {
    const at = this.list.indexOf(head);
    if (at >= 0) this.list.splice(at, 1);
    this.add(head);
  }

  /** Takes events before `loop.bound`; at least one. */
  run(loop: EventLoop): void {
    const list = this.list;
    do {
      const first = list[0]!;
      const second = list[1]!;
      loop.begin(second.time + (first.rank < second.rank ? 1 : 0));
      // Three calls of one receiver each are faster than one of many receivers.
      const { quotes, trades } = first;
      if (quotes !== undefined) quotes.run(loop);
      else if (trades !== undefined) trades.run(loop);
      else first.taker.run(loop);
      // A handler may have put another stream first.
      if (list[0] === first) this.settle();
      else this.update(first);
    } while (list[0]!.time < loop.bound);
  }

  /** Moves the first stream back to where its time belongs. */
  protected settle(): void {
    const list = this.list;
    const head = list[0]!;
    const { time, rank } = head;
    let at = 1;
    for (; at < list.length; at++) {
      const other = list[at]!;
      const before = other.time;
      if (time < before || (time === before && rank < other.rank)) break;
      list[at - 1] = other;
    }
    if (at > 1) list[at - 1] = head;
  }
}
