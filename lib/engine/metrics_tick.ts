import { MarketView } from "./market_view.ts";
import type { MetricsRecords } from "../features/mod.ts";

/** Open interest and ratios that are kept. */
export type MetricsTickRecord = {
  /** Instrument. */
  readonly symbol: string;
  /** When it happened at the venue, microseconds since the epoch. */
  readonly eventTime: number;
  /** When the client sees it, microseconds since the epoch. */
  readonly receiveTime: number;
  /** Open interest, base units. */
  readonly openInterest: number;
  /** Open interest, quote units. */
  readonly openInterestValue: number;
  /** Accounts long over accounts short, the 20 % of traders with the largest margin. */
  readonly topTraderAccountRatio: number;
  /** Positions long over positions short of these traders. */
  readonly topTraderPositionRatio: number;
  /** Accounts long over accounts short, all traders. */
  readonly accountRatio: number;
  /** Volume that takers bought over volume that they sold. */
  readonly takerVolumeRatio: number;
};

/**
 * Open interest and ratios, looked at where they stand; keep a row by `copy()`.
 *
 * @example Two accounts long for one short
 * ```ts
 * import assert from "node:assert/strict";
 * import { Grid, MetricsTick } from "volarb/engine";
 *
 * const grid = new Grid({
 *   symbol: "BTCUSDT",
 *   tick: { integer: 1, scale: 1 },
 *   lot: { integer: 1, scale: 3 },
 * });
 * const missing = Float64Array.of(NaN);
 * const metrics = new MetricsTick(grid, {
 *   eventTime: Float64Array.of(0),
 *   receiveTime: Float64Array.of(50_000),
 *   openInterest: Float64Array.of(70_000),
 *   openInterestValue: missing,
 *   topTraderAccountRatio: missing,
 *   topTraderPositionRatio: missing,
 *   accountRatio: Float64Array.of(2),
 *   takerVolumeRatio: missing,
 * });
 * assert.equal(metrics.accountRatio, 2);
 * ```
 */
export class MetricsTick extends MarketView<MetricsRecords>
  implements MetricsTickRecord {
  /** Open interest, base units. */
  get openInterest(): number {
    return this.columns.openInterest[this.row]!;
  }

  /** Open interest, quote units. */
  get openInterestValue(): number {
    return this.columns.openInterestValue[this.row]!;
  }

  /** Accounts long over accounts short, the 20 % of traders with the largest margin. */
  get topTraderAccountRatio(): number {
    return this.columns.topTraderAccountRatio[this.row]!;
  }

  /** Positions long over positions short of these traders. */
  get topTraderPositionRatio(): number {
    return this.columns.topTraderPositionRatio[this.row]!;
  }

  /** Accounts long over accounts short, all traders. */
  get accountRatio(): number {
    return this.columns.accountRatio[this.row]!;
  }

  /** Volume that takers bought over volume that they sold. */
  get takerVolumeRatio(): number {
    return this.columns.takerVolumeRatio[this.row]!;
  }

  /**
   * The record as an object of its own.
   *
   * @returns What the view shows now.
   */
  copy(): MetricsTickRecord {
    return {
      symbol: this.symbol,
      eventTime: this.eventTime,
      receiveTime: this.receiveTime,
      openInterest: this.openInterest,
      openInterestValue: this.openInterestValue,
      topTraderAccountRatio: this.topTraderAccountRatio,
      topTraderPositionRatio: this.topTraderPositionRatio,
      accountRatio: this.accountRatio,
      takerVolumeRatio: this.takerVolumeRatio,
    };
  }
}
