import { MarketView } from "./market_view.ts";
import type { TradeTickColumns } from "./tick_columns.ts";

/** An aggregate trade that is kept. */
export type TradeTickRecord = {
  /** Instrument. */
  readonly symbol: string;
  /** When it happened at the venue, microseconds since the epoch. */
  readonly eventTime: number;
  /** When the client sees it, microseconds since the epoch. */
  readonly receiveTime: number;
  /** Price, ticks. */
  readonly ticks: number;
  /** Quantity, lots. */
  readonly lots: number;
  /** 1 where the taker bought, -1 where it sold. */
  readonly aggressor: 1 | -1;
  /** Price, quote units. */
  readonly price: number;
  /** Quantity, base units. */
  readonly quantity: number;
};

/**
 * An aggregate trade, looked at where it stands; keep one by `copy()`.
 *
 * @example A taker sold two thousandths at 100.1
 * ```ts
 * import assert from "node:assert/strict";
 * import { Grid, TradeTick } from "volarb/engine";
 *
 * const grid = new Grid({
 *   symbol: "BTCUSDT",
 *   tick: { integer: 1, scale: 1 },
 *   lot: { integer: 1, scale: 3 },
 * });
 * const trade = new TradeTick(grid, {
 *   eventTime: Float64Array.of(0),
 *   receiveTime: Float64Array.of(150_000),
 *   ticks: Int32Array.of(1001),
 *   lots: Int32Array.of(2),
 *   isBuyerMaker: Uint8Array.of(1),
 * });
 * assert.equal(trade.price, 100.1);
 * assert.equal(trade.aggressor, -1);
 * ```
 */
export class TradeTick extends MarketView<TradeTickColumns>
  implements TradeTickRecord {
  /** Price, ticks. */
  get ticks(): number {
    return this.columns.ticks[this.row]!;
  }

  /** Quantity, lots. */
  get lots(): number {
    return this.columns.lots[this.row]!;
  }

  /** 1 where the taker bought, -1 where it sold. */
  get aggressor(): 1 | -1 {
    return this.columns.isBuyerMaker[this.row] === 1 ? -1 : 1;
  }

  /** Price, quote units. */
  get price(): number {
    return this.grid.price(this.ticks);
  }

  /** Quantity, base units. */
  get quantity(): number {
    return this.grid.quantity(this.lots);
  }

  /**
   * The record as an object of its own.
   *
   * @returns What the view shows now.
   */
  copy(): TradeTickRecord {
    return {
      symbol: this.symbol,
      eventTime: this.eventTime,
      receiveTime: this.receiveTime,
      ticks: this.ticks,
      lots: this.lots,
      aggressor: this.aggressor,
      price: this.price,
      quantity: this.quantity,
    };
  }
}
