/**
 * One-minute bars as estimators take them: columns of the same length, in quote
 * and base units.
 */
export type MinuteBars = {
  /** Number of bars. */
  readonly rows: number;
  /** Start of the bar, microseconds. */
  readonly openTime: Float64Array;
  /** End of the bar, exclusive: `openTime` + 60 s, when the bar is known. */
  readonly closeTime: Float64Array;
  /** First price, quote units. */
  readonly open: Float64Array;
  /** Highest price, quote units. */
  readonly high: Float64Array;
  /** Lowest price, quote units. */
  readonly low: Float64Array;
  /** Last price, quote units. */
  readonly close: Float64Array;
  /** Volume, base units. */
  readonly volume: Float64Array;
  /** Volume, quote units; `NaN` where the file has none. */
  readonly quoteVolume: Float64Array;
  /** Number of trades; `NaN` where the file has none. */
  readonly count: Float64Array;
  /** Volume that takers bought, base units; `NaN` where the file has none. */
  readonly takerBuyVolume: Float64Array;
  /** Volume that takers bought, quote units; `NaN` where the file has none. */
  readonly takerBuyQuoteVolume: Float64Array;
};
