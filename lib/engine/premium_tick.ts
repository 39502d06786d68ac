import { MarketView } from "./market_view.ts";
import type { PremiumTickColumns } from "./tick_columns.ts";

/** A bar of the premium over the index that is kept. */
export type PremiumTickRecord = {
  /** Instrument. */
  readonly symbol: string;
  /** When it happened at the venue, microseconds since the epoch. */
  readonly eventTime: number;
  /** When the client sees it, microseconds since the epoch. */
  readonly receiveTime: number;
  /** Start of the bar, microseconds since the epoch. */
  readonly openTime: number;
  /** Last premium of the bar, a fraction of the index price. */
  readonly close: number;
};

/**
 * A bar of the premium over the index, looked at where it stands; keep one by `copy()`.
 *
 * @example Five basis points above the index
 * ```ts
 * import assert from "node:assert/strict";
 * import { Grid, PremiumTick } from "volarb/engine";
 *
 * const grid = new Grid({
 *   symbol: "BTCUSDT",
 *   tick: { integer: 1, scale: 1 },
 *   lot: { integer: 1, scale: 3 },
 * });
 * const premium = new PremiumTick(grid, {
 *   openTime: Float64Array.of(0),
 *   eventTime: Float64Array.of(60e6),
 *   receiveTime: Float64Array.of(60e6),
 *   close: Float64Array.of(5e-4),
 * });
 * assert.equal(premium.close, 5e-4);
 * ```
 */
export class PremiumTick extends MarketView<PremiumTickColumns>
  implements PremiumTickRecord {
  /** Start of the bar, microseconds since the epoch. */
  get openTime(): number {
    return this.columns.openTime[this.row]!;
  }

  /** Last premium of the bar, a fraction of the index price. */
  get close(): number {
    return this.columns.close[this.row]!;
  }

  /**
   * The record as an object of its own.
   *
   * @returns What the view shows now.
   */
  copy(): PremiumTickRecord {
    return {
      symbol: this.symbol,
      eventTime: this.eventTime,
      receiveTime: this.receiveTime,
      openTime: this.openTime,
      close: this.close,
    };
  }
}
