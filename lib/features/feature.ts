/**
 * One-minute bars of one symbol as a feature reads them, in time order.
 *
 * @see def-bar
 */
export type BarColumns = {
  /** Start of each bar, microseconds since the epoch, rising. */
  readonly openTime: Float64Array;
  /** End of each bar (exclusive), microseconds since the epoch: when it is known. */
  readonly closeTime: Float64Array;
  /** First traded price, in quote currency. */
  readonly open: Float64Array;
  /** Highest traded price. */
  readonly high: Float64Array;
  /** Lowest traded price. */
  readonly low: Float64Array;
  /** Last traded price. */
  readonly close: Float64Array;
  /** Traded quantity in base units; 0 marks a bar without a trade. */
  readonly volume: Float64Array;
};

/** What features of one symbol may read: one entry per family of records. */
export type MarketColumns = {
  /** One-minute bars. */
  readonly bars: BarColumns;
};

/** Values with the times at which they became known. */
export type TimedColumn = {
  /** Length `n`; microseconds since the epoch, never falling. */
  readonly time: Float64Array;
  /** Length `n`; `NaN` where there is no value. */
  readonly values: Float64Array;
};

/** Where a column of the frame comes from. */
export type Lineage = {
  /** Name of the column. */
  readonly name: string;
  /** Records and columns that are read, as `bars.high`. */
  readonly inputs: readonly string[];
  /** Unit of the values. */
  readonly unit: string;
  /** How much of the past one value takes in, in words: `60 bars`. */
  readonly window: string;
  /** Values at the start that are `NaN` until the window is full. */
  readonly warmUp: number;
  /** When a value is known, in words: `at the close of the bar`. */
  readonly known: string;
};

/**
 * A column of the feature frame: its lineage and its formula.
 *
 * @example The range of each bar in ticks of 0.1
 * ```ts
 * import assert from "node:assert/strict";
 * import type { Feature } from "volarb/features";
 *
 * const range: Feature = {
 *   name: "range",
 *   inputs: ["bars.high", "bars.low"],
 *   unit: "ticks",
 *   window: "1 bar",
 *   warmUp: 0,
 *   known: "at the close of the bar",
 *   compute: ({ bars }) => ({
 *     time: bars.closeTime,
 *     values: bars.high.map((high, i) => (high - bars.low[i]!) / 0.1),
 *   }),
 * };
 * assert.equal(range.inputs.length, 2);
 * ```
 */
export type Feature = Lineage & {
  /**
   * Computes the whole column.
   *
   * @param market What the symbol's files hold.
   * @returns Values and when each became known; entry `t` uses nothing later.
   */
  compute(market: MarketColumns): TimedColumn;
};
