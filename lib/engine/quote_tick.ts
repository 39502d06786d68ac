import { MarketView } from "./market_view.ts";
import type { QuoteTickColumns } from "./tick_columns.ts";

/** An update of the best bid and ask that is kept. */
export type QuoteTickRecord = {
  /** Instrument. */
  readonly symbol: string;
  /** When the venue sent it, microseconds since the epoch. */
  readonly eventTime: number;
  /** When the client sees it, microseconds since the epoch. */
  readonly receiveTime: number;
  /** Best bid, ticks. */
  readonly bidTicks: number;
  /** Quantity at the best bid, lots. */
  readonly bidLots: number;
  /** Best ask, ticks. */
  readonly askTicks: number;
  /** Quantity at the best ask, lots. */
  readonly askLots: number;
  /** Best bid, quote units. */
  readonly bidPrice: number;
  /** Quantity at the best bid, base units. */
  readonly bidQuantity: number;
  /** Best ask, quote units. */
  readonly askPrice: number;
  /** Quantity at the best ask, base units. */
  readonly askQuantity: number;
  /** Middle of bid and ask, quote units. */
  readonly midPrice: number;
};

/**
 * An update of the best bid and ask, looked at where it stands; keep one by `copy()`.
 *
 * @example The middle of 100.0 and 100.1
 * ```ts
 * import assert from "node:assert/strict";
 * import { Grid, QuoteTick } from "volarb/engine";
 *
 * const grid = new Grid({
 *   symbol: "BTCUSDT",
 *   tick: { integer: 1, scale: 1 },
 *   lot: { integer: 1, scale: 3 },
 * });
 * const quote = new QuoteTick(grid, {
 *   eventTime: Float64Array.of(0),
 *   receiveTime: Float64Array.of(50_000),
 *   bidTicks: Int32Array.of(1000),
 *   bidLots: Int32Array.of(1500),
 *   askTicks: Int32Array.of(1001),
 *   askLots: Int32Array.of(200),
 * });
 * assert.equal(quote.midPrice, 100.05);
 * assert.equal(quote.copy().bidQuantity, 1.5);
 * ```
 */
export class QuoteTick extends MarketView<QuoteTickColumns>
  implements QuoteTickRecord {
  /** Best bid, ticks. */
  get bidTicks(): number {
    return this.columns.bidTicks[this.row]!;
  }

  /** Quantity at the best bid, lots. */
  get bidLots(): number {
    return this.columns.bidLots[this.row]!;
  }

  /** Best ask, ticks. */
  get askTicks(): number {
    return this.columns.askTicks[this.row]!;
  }

  /** Quantity at the best ask, lots. */
  get askLots(): number {
    return this.columns.askLots[this.row]!;
  }

  /** Best bid, quote units. */
  get bidPrice(): number {
    return this.grid.price(this.bidTicks);
  }

  /** Quantity at the best bid, base units. */
  get bidQuantity(): number {
    return this.grid.quantity(this.bidLots);
  }

  /** Best ask, quote units. */
  get askPrice(): number {
    return this.grid.price(this.askTicks);
  }

  /** Quantity at the best ask, base units. */
  get askQuantity(): number {
    return this.grid.quantity(this.askLots);
  }

  /** Middle of bid and ask, quote units. */
  get midPrice(): number {
    return this.grid.price((this.bidTicks + this.askTicks) / 2);
  }

  /**
   * The record as an object of its own.
   *
   * @returns What the view shows now.
   */
  copy(): QuoteTickRecord {
    const { symbol, eventTime, receiveTime } = this;
    const { bidTicks, bidLots, askTicks, askLots } = this;
    const { bidPrice, bidQuantity, askPrice, askQuantity, midPrice } = this;
    return {
      symbol,
      eventTime,
      receiveTime,
      bidTicks,
      bidLots,
      askTicks,
      askLots,
      bidPrice,
      bidQuantity,
      askPrice,
      askQuantity,
      midPrice,
    };
  }
}
