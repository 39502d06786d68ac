/** Best quotes of a minute in time order; entries from `rows` on are left over. */
export type QuoteRows = {
  /** Number of quotes. */
  rows: number;
  /** The venue's counter of book changes, rising. */
  updateId: Float64Array;
  /** Best bid, in ticks. */
  bidTicks: Int32Array;
  /** Size of the best bid, in lots. */
  bidLots: Int32Array;
  /** Best ask, in ticks. */
  askTicks: Int32Array;
  /** Size of the best ask, in lots. */
  askLots: Int32Array;
  /** When the book changed, microseconds since the epoch, a whole millisecond. */
  transactionTime: Float64Array;
  /** When the venue sent it, microseconds since the epoch, a whole millisecond. */
  eventTime: Float64Array;
};

/** Aggregated trades of a minute in time order; entries from `rows` on are left over. */
export type TradeRows = {
  /** Number of aggregated trades. */
  rows: number;
  /** The venue's counter of aggregated trades; of the first row, each next one more. */
  firstAggTradeId: number;
  /** Price, in ticks. */
  priceTicks: Int32Array;
  /** Quantity, in lots. */
  lots: Int32Array;
  /** Counter of the first fill. */
  firstTradeId: Float64Array;
  /** Counter of the last fill. */
  lastTradeId: Float64Array;
  /** Time of the first fill, microseconds since the epoch, a whole millisecond. */
  eventTime: Float64Array;
  /** 1 where the taker sold, 0 where the taker bought. */
  isBuyerMaker: Uint8Array;
};

/** What no file of the venue tells about a minute. */
export type MinuteTruth = {
  /** Spot variance at the close, annualized. */
  spotVariance: number;
  /** `∫ v dt` over the minute, not annualized; the jumps are not in it. */
  integratedVariance: number;
  /** Sum of the log jumps of the minute. */
  jump: number;
  /** Number of jumps. */
  jumps: number;
  /** Latent price at the close, quote currency. */
  latentPrice: number;
  /** `ln(latent price / mid)` at the close, before rounding to ticks: the true alpha. */
  alpha: number;
};

/** Samples of premium index and mark price of a minute, one every five seconds. */
export type CarrySamples = {
  /** Premium index, a fraction. */
  readonly premiumIndex: Float64Array;
  /** Mark price, quote currency. */
  readonly markPrice: Float64Array;
};

/** Room for `capacity` quotes. */
export function quoteRows(capacity: number): QuoteRows {
  return {
    rows: 0,
    updateId: new Float64Array(capacity),
    bidTicks: new Int32Array(capacity),
    bidLots: new Int32Array(capacity),
    askTicks: new Int32Array(capacity),
    askLots: new Int32Array(capacity),
    transactionTime: new Float64Array(capacity),
    eventTime: new Float64Array(capacity),
  };
}

/**
 * Room for `capacity` trades.
 *
 * @example Room for two
 * ```ts
 * import assert from "node:assert/strict";
 * import { tradeRows } from "volarb/simulate";
 *
 * const rows = tradeRows(2);
 * assert.deepEqual([rows.rows, rows.priceTicks.length, rows.lots.length], [0, 2, 2]);
 * ```
 */
export function tradeRows(capacity: number): TradeRows {
  return {
    rows: 0,
    firstAggTradeId: 0,
    priceTicks: new Int32Array(capacity),
    lots: new Int32Array(capacity),
    firstTradeId: new Float64Array(capacity),
    lastTradeId: new Float64Array(capacity),
    eventTime: new Float64Array(capacity),
    isBuyerMaker: new Uint8Array(capacity),
  };
}

/** Doubles the room of every column of `rows`. */
export function grow(rows: QuoteRows | TradeRows): void {
  const columns = rows as Record<string, unknown>;
  for (const [name, column] of Object.entries(columns)) {
    if (typeof column === "number") continue;
    const old = column as Float64Array;
    const larger = new (old.constructor as Float64ArrayConstructor)(
      2 * old.length,
    );
    larger.set(old);
    columns[name] = larger;
  }
}
