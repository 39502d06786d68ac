/**
 * Trades as columns, one entry per trade in time order.
 *
 * `time` is the venue's time or the time of receipt, as the caller chooses; the
 * results are known when that clock says so.
 */
export type Trades = {
  /** Microseconds since the epoch, UTC; never falls. */
  readonly time: Float64Array;
  /** Price in quote currency, above 0. */
  readonly price: Float64Array;
  /** Traded quantity in base units or lots, at least 0; not a number of coin-margined contracts. */
  readonly quantity: Float64Array;
  /** 1 where the buyer was the resting side, so that the aggressor sold; 0 where the aggressor bought. */
  readonly isBuyerMaker: Uint8Array;
};

/**
 * Updates of the best bid and ask as columns, one entry per update in the
 * venue's order.
 *
 * Order is by time and then by the venue's update id. Files may interleave two
 * streams: sort them first, falling times are refused. Quantities of coin-margined
 * contracts are numbers of contracts of a value in quote currency: divide by the price
 * first, or keep to that unit throughout.
 */
export type Quotes = {
  /** Microseconds since the epoch, UTC; never falls. */
  readonly time: Float64Array;
  /** Best bid in quote currency, above 0; `NaN` where that side is missing. */
  readonly bidPrice: Float64Array;
  /** Quantity at the best bid in base units, at least 0. */
  readonly bidQuantity: Float64Array;
  /** Best ask in quote currency, above 0; `NaN` where that side is missing. */
  readonly askPrice: Float64Array;
  /** Quantity at the best ask in base units, at least 0. */
  readonly askQuantity: Float64Array;
};
