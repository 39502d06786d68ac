import { MINUTE } from "../time/mod.ts";
import type { BestQuotes } from "./best_quotes.ts";
import { grow, type QuoteRows, type TradeRows } from "./simulated_minute.ts";

/** Microseconds in which fills at one price and side become one row. */
const AGGREGATION = 100_000;
/** Microseconds in a millisecond, the venue's clock. */
const TICK = 1000;
/** Share of quotes that the venue sends in the millisecond after they changed. */
const LATE_SHARE = 0.3;

/** The minute that is recorded. */
type Minute = {
  readonly openTime: number;
  readonly quotes: QuoteRows;
  readonly trades: TradeRows;
};

/** A taker order that was filled. */
type Fill = {
  readonly buy: boolean;
  readonly lots: number;
  readonly fills: number;
};

/**
 * What the venue's feeds say: whole milliseconds that never fall, counters that
 * rise, each trade strictly after the quote that it was filled at.
 */
export class EventTape {
  #quoteTime = 0;
  #sentTime = 0;
  #tradeTime = 0;
  #lastSide = 0;
  #updateId = 3_700_000_000_000;
  #aggTradeId = 2_000_000_000;
  #tradeId = 4_500_000_000;

  /** Begins a minute: its blocks are empty, no row is added to from outside. */
  begin({ quotes, trades }: Minute): void {
    quotes.rows = 0;
    trades.rows = 0;
    trades.firstAggTradeId = this.#aggTradeId;
    this.#lastSide = 0;
  }

  /** Records the best quotes at a time, or later where the tape is later; `u` is uniform. */
  quote(minute: Minute, quotes: BestQuotes, time: number, u: number): void {
    const block = minute.quotes;
    const end = minute.openTime + MINUTE;
    this.#updateId += 1 + Math.floor(10_000 * u * u * u);
    this.#quoteTime = Math.max(time, this.#quoteTime, this.#tradeTime);
    const late = u < LATE_SHARE ? TICK : 0;
    this.#sentTime = Math.max(this.#quoteTime + late, this.#sentTime);
    if (this.#sentTime >= end) {
      this.#sentTime = end - TICK;
      this.#quoteTime = Math.min(this.#quoteTime, this.#sentTime);
    }
    if (block.rows === block.updateId.length) grow(block);
    const row = block.rows++;
    block.updateId[row] = this.#updateId;
    block.bidTicks[row] = quotes.bidTicks;
    block.bidLots[row] = quotes.bidLots;
    block.askTicks[row] = quotes.askTicks;
    block.askLots[row] = quotes.askLots;
    block.transactionTime[row] = this.#quoteTime;
    block.eventTime[row] = this.#sentTime;
  }

  /**
   * Records a trade at the quotes recorded last, a millisecond after them. One
   * that this pushes into the next minute is left out: then `false`.
   */
  trade(
    { openTime, trades: block }: Minute,
    quotes: BestQuotes,
    { buy, lots, fills }: Fill,
  ): boolean {
    const time = this.#sentTime + TICK;
    if (time >= openTime + MINUTE) return false;
    const ticks = buy ? quotes.askTicks : quotes.bidTicks;
    const side = buy ? 1 : -1;
    const first = this.#tradeId;
    this.#tradeId += fills;
    this.#tradeTime = time;
    const last = block.rows - 1;
    if (
      last >= 0 && side === this.#lastSide &&
      block.priceTicks[last] === ticks &&
      time < block.eventTime[last]! + AGGREGATION
    ) {
      block.lots[last]! += lots;
      block.lastTradeId[last] = this.#tradeId - 1;
      return true;
    }
    if (block.rows === block.lots.length) grow(block);
    const row = block.rows++;
    block.priceTicks[row] = ticks;
    block.lots[row] = lots;
    block.firstTradeId[row] = first;
    block.lastTradeId[row] = this.#tradeId - 1;
    block.eventTime[row] = time;
    block.isBuyerMaker[row] = buy ? 0 : 1;
    this.#lastSide = side;
    this.#aggTradeId++;
    return true;
  }
}
