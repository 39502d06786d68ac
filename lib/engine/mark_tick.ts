import { MarketView } from "./market_view.ts";
import type { MarkTickColumns } from "./tick_columns.ts";

/** A mark price that is kept. */
export type MarkTickRecord = {
  /** Instrument. */
  readonly symbol: string;
  /** When it happened at the venue, microseconds since the epoch. */
  readonly eventTime: number;
  /** When the client sees it, microseconds since the epoch. */
  readonly receiveTime: number;
  /** Mark price, quote units. */
  readonly price: number;
};

/**
 * A mark price, looked at where it stands; keep one by `copy()`.
 *
 * @example Between two ticks
 * ```ts
 * import assert from "node:assert/strict";
 * import { Grid, MarkTick } from "volarb/engine";
 *
 * const grid = new Grid({
 *   symbol: "BTCUSDT",
 *   tick: { integer: 1, scale: 1 },
 *   lot: { integer: 1, scale: 3 },
 * });
 * const mark = new MarkTick(grid, {
 *   eventTime: Float64Array.of(0),
 *   receiveTime: Float64Array.of(50_000),
 *   price: Float64Array.of(100.04),
 * });
 * assert.equal(mark.price, 100.04);
 * ```
 */
export class MarkTick extends MarketView<MarkTickColumns>
  implements MarkTickRecord {
  /** Mark price, quote units. */
  get price(): number {
    return this.columns.price[this.row]!;
  }

  /**
   * The record as an object of its own.
   *
   * @returns What the view shows now.
   */
  copy(): MarkTickRecord {
    return {
      symbol: this.symbol,
      eventTime: this.eventTime,
      receiveTime: this.receiveTime,
      price: this.price,
    };
  }
}
