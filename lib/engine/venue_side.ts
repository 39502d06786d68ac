import type { SimulatedExchange } from "../venue/mod.ts";
import type { EquityBook } from "./equity_book.ts";
import { type EventLoop, PHASE, type VenueSide } from "./event_loop.ts";
import { Heads } from "./heads.ts";
import { VenueFeed } from "./venue_feed.ts";

/**
 * The exchange's end of the streams: every record at its event time while an order or a
 * position is open, and in between only what the exchange has to know when the next command
 * arrives.
 *
 * @see lem-idle-exchange
 */
export class ExchangeSide implements VenueSide {
  readonly #exchange: SimulatedExchange;
  readonly #equity: EquityBook;
  readonly #heads = new Heads();
  readonly #feeds: VenueFeed[] = [];
  readonly #skipping: boolean;
  #active: boolean;

  /**
   * Starts without streams.
   *
   * @param skipping Whether an idle exchange may pass records over; the results are the same.
   */
  constructor(
    exchange: SimulatedExchange,
    equity: EquityBook,
    skipping: boolean,
  ) {
    this.#exchange = exchange;
    this.#equity = equity;
    this.#skipping = skipping;
    this.#active = !skipping;
  }

  /** Takes a stream in. */
  add(feed: VenueFeed): void {
    this.#feeds.push(feed);
    this.#heads.add(feed.head);
  }

  get time(): number {
    const { time } = this.#heads;
    // Of what comes due after the last record nothing is known, a rate's being late for one.
    if (!this.#active || time === Infinity) return Infinity;
    return Math.min(time, this.#exchange.nextDue);
  }

  run(loop: EventLoop): void {
    const due = this.#exchange.nextDue;
    const { time, taker } = this.#heads.first;
    // A bar tells what was traded before its close, and comes before what is due then.
    const isBar = taker instanceof VenueFeed && taker.family === "bars";
    if (due < time || (due === time && !isBar)) {
      // A settlement or an expiry has its own time, whether there is a record then or not.
      this.#equity.sampleBefore(due);
      this.#exchange.advance(due);
    } else {
      loop.lower(due, PHASE.venue);
      this.#heads.run(loop);
    }
    this.refresh();
  }

  catchUp(time: number): void {
    if (!this.#active) this.#skip(time);
    this.#equity.sampleBefore(time);
  }

  /** Passes records over that are not needed, so that nobody has to keep them. */
  passIdle(time: number): void {
    if (!this.#active) this.#skip(time);
  }

  /** Looks whether there is anything to match or to settle. */
  refresh(): void {
    this.#active = !this.#skipping || !this.#exchange.idle;
  }

  #skip(time: number): void {
    const kept = this.#feeds.flatMap((feed) => {
      if (feed.head.time > time) return [];
      const records = feed.skip(time);
      this.#heads.update(feed.head);
      return records.map((record) => ({ ...record, rank: feed.head.rank }));
    });
    kept.sort((a, b) => a.time - b.time || a.rank - b.rank);
    for (const { take } of kept) take();
  }
}
