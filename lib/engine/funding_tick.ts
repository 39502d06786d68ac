import { MarketView } from "./market_view.ts";
import type { FundingTickColumns } from "./tick_columns.ts";

/** A settled funding rate that is kept. */
export type FundingTickRecord = {
  /** Instrument. */
  readonly symbol: string;
  /** When it happened at the venue, microseconds since the epoch. */
  readonly eventTime: number;
  /** When the client sees it, microseconds since the epoch. */
  readonly receiveTime: number;
  /** Rate of the interval, a fraction of the notional; longs pay shorts if above 0. */
  readonly rate: number;
  /** Hours that it pays for; `NaN` where the file does not say. */
  readonly intervalHours: number;
};

/**
 * A settled funding rate, looked at where it stands; keep one by `copy()`.
 *
 * @example A basis point for eight hours
 * ```ts
 * import assert from "node:assert/strict";
 * import { Grid, FundingTick } from "volarb/engine";
 *
 * const grid = new Grid({
 *   symbol: "BTCUSDT",
 *   tick: { integer: 1, scale: 1 },
 *   lot: { integer: 1, scale: 3 },
 * });
 * const funding = new FundingTick(grid, {
 *   eventTime: Float64Array.of(0),
 *   receiveTime: Float64Array.of(50_000),
 *   rate: Float64Array.of(1e-4),
 *   intervalHours: Float64Array.of(8),
 * });
 * assert.equal(funding.copy().rate, 1e-4);
 * ```
 */
export class FundingTick extends MarketView<FundingTickColumns>
  implements FundingTickRecord {
  /** Rate of the interval, a fraction of the notional; longs pay shorts if above 0. */
  get rate(): number {
    return this.columns.rate[this.row]!;
  }

  /** Hours that it pays for; `NaN` where the file does not say. */
  get intervalHours(): number {
    return this.columns.intervalHours[this.row]!;
  }

  /**
   * The record as an object of its own.
   *
   * @returns What the view shows now.
   */
  copy(): FundingTickRecord {
    return {
      symbol: this.symbol,
      eventTime: this.eventTime,
      receiveTime: this.receiveTime,
      rate: this.rate,
      intervalHours: this.intervalHours,
    };
  }
}
