import { MarketView } from "./market_view.ts";
import type { BarTickColumns } from "./tick_columns.ts";

/** A bar of trades that is kept. */
export type BarTickRecord = {
  /** Instrument. */
  readonly symbol: string;
  /** When it happened at the venue, microseconds since the epoch. */
  readonly eventTime: number;
  /** When the client sees it, microseconds since the epoch. */
  readonly receiveTime: number;
  /** Start, microseconds since the epoch. */
  readonly openTime: number;
  /** First price, ticks. */
  readonly openTicks: number;
  /** Highest price, ticks. */
  readonly highTicks: number;
  /** Lowest price, ticks. */
  readonly lowTicks: number;
  /** Last price, ticks. */
  readonly closeTicks: number;
  /** Traded quantity, lots; 0 marks a bar without a trade. */
  readonly volumeLots: number;
  /** First price, quote units. */
  readonly open: number;
  /** Highest price, quote units. */
  readonly high: number;
  /** Lowest price, quote units. */
  readonly low: number;
  /** Last price, quote units. */
  readonly close: number;
  /** Traded quantity, base units. */
  readonly volume: number;
  /** Traded value, quote units; `NaN` where it is missing. */
  readonly quoteVolume: number;
  /** Number of trades; `NaN` where it is missing. */
  readonly count: number;
  /** What takers bought, base units; `NaN` where it is missing. */
  readonly takerBuyVolume: number;
};

/**
 * A bar of trades, looked at where it stands; keep one by `copy()`. Its event is its close.
 *
 * @example A minute from 100.0 to 100.2
 * ```ts
 * import assert from "node:assert/strict";
 * import { Grid, BarTick } from "volarb/engine";
 *
 * const grid = new Grid({
 *   symbol: "BTCUSDT",
 *   tick: { integer: 1, scale: 1 },
 *   lot: { integer: 1, scale: 3 },
 * });
 * const bar = new BarTick(grid, {
 *   openTime: Float64Array.of(0),
 *   eventTime: Float64Array.of(60e6),
 *   receiveTime: Float64Array.of(60e6 + 50_000),
 *   openTicks: Int32Array.of(1000),
 *   highTicks: Int32Array.of(1003),
 *   lowTicks: Int32Array.of(999),
 *   closeTicks: Int32Array.of(1002),
 *   volumeLots: Int32Array.of(1500),
 *   quoteVolume: Float64Array.of(NaN),
 *   count: Float64Array.of(12),
 *   takerBuyLots: Int32Array.of(700),
 * });
 * assert.equal(bar.high, 100.3);
 * assert.equal(bar.volume, 1.5);
 * ```
 */
export class BarTick extends MarketView<BarTickColumns>
  implements BarTickRecord {
  /** Start, microseconds since the epoch. */
  get openTime(): number {
    return this.columns.openTime[this.row]!;
  }

  /** First price, ticks. */
  get openTicks(): number {
    return this.columns.openTicks[this.row]!;
  }

  /** Highest price, ticks. */
  get highTicks(): number {
    return this.columns.highTicks[this.row]!;
  }

  /** Lowest price, ticks. */
  get lowTicks(): number {
    return this.columns.lowTicks[this.row]!;
  }

  /** Last price, ticks. */
  get closeTicks(): number {
    return this.columns.closeTicks[this.row]!;
  }

  /** Traded quantity, lots; 0 marks a bar without a trade. */
  get volumeLots(): number {
    return this.columns.volumeLots[this.row]!;
  }

  /** First price, quote units. */
  get open(): number {
    return this.grid.price(this.openTicks);
  }

  /** Highest price, quote units. */
  get high(): number {
    return this.grid.price(this.highTicks);
  }

  /** Lowest price, quote units. */
  get low(): number {
    return this.grid.price(this.lowTicks);
  }

  /** Last price, quote units. */
  get close(): number {
    return this.grid.price(this.closeTicks);
  }

  /** Traded quantity, base units. */
  get volume(): number {
    return this.grid.quantity(this.volumeLots);
  }

  /** Traded value, quote units; `NaN` where it is missing. */
  get quoteVolume(): number {
    return this.columns.quoteVolume[this.row]!;
  }

  /** Number of trades; `NaN` where it is missing. */
  get count(): number {
    return this.columns.count[this.row]!;
  }

  /** What takers bought, base units; `NaN` where it is missing. */
  get takerBuyVolume(): number {
    return this.grid.quantity(this.columns.takerBuyLots[this.row]!);
  }

  /**
   * The record as an object of its own.
   *
   * @returns What the view shows now.
   */
  copy(): BarTickRecord {
    return {
      symbol: this.symbol,
      eventTime: this.eventTime,
      receiveTime: this.receiveTime,
      openTime: this.openTime,
      openTicks: this.openTicks,
      highTicks: this.highTicks,
      lowTicks: this.lowTicks,
      closeTicks: this.closeTicks,
      volumeLots: this.volumeLots,
      open: this.open,
      high: this.high,
      low: this.low,
      close: this.close,
      volume: this.volume,
      quoteVolume: this.quoteVolume,
      count: this.count,
      takerBuyVolume: this.takerBuyVolume,
    };
  }
}
