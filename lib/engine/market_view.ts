import type { Grid } from "./grid.ts";

/** The two times of records. */
export type TimeColumns = {
  /** When each happened at the venue, microseconds since the epoch. */
  readonly eventTime: Float64Array;
  /** When the client sees each, microseconds since the epoch. */
  readonly receiveTime: Float64Array;
};

/**
 * A record of a stream, looked at where it stands in its columns.
 *
 * One object per stream moves from row to row: a handler reads what it needs, or keeps a
 * record by `copy()`. Nothing is allocated per event.
 *
 * @example A record of one's own: the depth of a book
 * ```ts
 * import assert from "node:assert/strict";
 * import { Grid, MarketView, type TimeColumns } from "volarb/engine";
 *
 * type DepthColumns = TimeColumns & { readonly lots: Int32Array };
 * class DepthTick extends MarketView<DepthColumns> {
 *   get quantity(): number {
 *     return this.grid.quantity(this.columns.lots[this.row]!);
 *   }
 * }
 * const grid = new Grid({
 *   symbol: "BTCUSDT",
 *   tick: { integer: 1, scale: 1 },
 *   lot: { integer: 1, scale: 3 },
 * });
 * const depth = new DepthTick(grid, {
 *   eventTime: Float64Array.of(0, 1e6),
 *   receiveTime: Float64Array.of(50_000, 1_050_000),
 *   lots: Int32Array.of(700, 1500),
 * });
 * depth.moveToRow(1);
 * assert.equal(depth.receiveTime, 1_050_000);
 * assert.equal(depth.quantity, 1.5);
 * ```
 */
export abstract class MarketView<C extends TimeColumns> {
  /** Instrument. */
  readonly symbol: string;
  /** Steps of the instrument. */
  protected readonly grid: Grid;
  /** Columns that the record stands in. */
  protected columns: C;
  /** Its row. */
  protected row = 0;

  /**
   * Looks at the first row of some columns; the engine makes views.
   *
   * @param grid Steps of the instrument.
   * @param columns The columns.
   */
  constructor(grid: Grid, columns: C) {
    this.symbol = grid.symbol;
    this.grid = grid;
    this.columns = columns;
  }

  /** When it happened at the venue, microseconds since the epoch. */
  get eventTime(): number {
    return this.columns.eventTime[this.row]!;
  }

  /** When the client sees it, microseconds since the epoch. */
  get receiveTime(): number {
    return this.columns.receiveTime[this.row]!;
  }

  /**
   * Moves the view; the engine does.
   *
   * @param columns Columns to look at.
   * @param row Row of them.
   */
  moveTo(columns: C, row: number): void {
    this.columns = columns;
    this.row = row;
  }

  /**
   * Moves the view to a row of the same columns; the engine does.
   *
   * @param row The row.
   */
  moveToRow(row: number): void {
    this.row = row;
  }
}
