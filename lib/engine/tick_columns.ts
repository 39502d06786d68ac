import type { MetricsRecords, PremiumRecords } from "../features/mod.ts";

/** Whole numbers of ticks or lots; `NaN` where one is missing. */
export type IntegerColumn = Int32Array | Float64Array;

/** Updates of the best bid and ask in ticks and lots, in the order in which they are received. */
export type QuoteTickColumns = {
  /** When the venue sent the update, microseconds since the epoch. */
  readonly eventTime: Float64Array;
  /** When the client sees it, microseconds since the epoch. */
  readonly receiveTime: Float64Array;
  /** Best bid, ticks. */
  readonly bidTicks: IntegerColumn;
  /** Quantity at the best bid, lots. */
  readonly bidLots: IntegerColumn;
  /** Best ask, ticks. */
  readonly askTicks: IntegerColumn;
  /** Quantity at the best ask, lots. */
  readonly askLots: IntegerColumn;
};

/** Aggregate trades in ticks and lots, in the order in which they are received. */
export type TradeTickColumns = {
  /** The venue's time of the first fill, microseconds since the epoch. */
  readonly eventTime: Float64Array;
  /** When the client sees it, microseconds since the epoch. */
  readonly receiveTime: Float64Array;
  /** Price, ticks. */
  readonly ticks: IntegerColumn;
  /** Quantity, lots. */
  readonly lots: IntegerColumn;
  /** 1 where the aggressor sold, 0 where it bought. */
  readonly isBuyerMaker: Uint8Array;
};

/** Bars of trades in ticks and lots, in time order. */
export type BarTickColumns = {
  /** Start of each bar, microseconds since the epoch. */
  readonly openTime: Float64Array;
  /** End of each bar (exclusive), microseconds since the epoch: the event is the close. */
  readonly eventTime: Float64Array;
  /** When the client sees it, microseconds since the epoch. */
  readonly receiveTime: Float64Array;
  /** First price, ticks. */
  readonly openTicks: IntegerColumn;
  /** Highest price, ticks. */
  readonly highTicks: IntegerColumn;
  /** Lowest price, ticks. */
  readonly lowTicks: IntegerColumn;
  /** Last price, ticks. */
  readonly closeTicks: IntegerColumn;
  /** Traded quantity, lots; 0 marks a bar without a trade. */
  readonly volumeLots: IntegerColumn;
  /** Traded value in quote currency; `NaN` where it is missing. */
  readonly quoteVolume: Float64Array;
  /** Number of trades; `NaN` where it is missing. */
  readonly count: Float64Array;
  /** What takers bought, lots; `NaN` where it is missing. */
  readonly takerBuyLots: IntegerColumn;
};

/** Settled funding, in time order. */
export type FundingTickColumns = {
  /** Settlement time, microseconds since the epoch. */
  readonly eventTime: Float64Array;
  /** When the client sees the rate, microseconds since the epoch. */
  readonly receiveTime: Float64Array;
  /** Rate of the interval, a fraction of the notional. */
  readonly rate: Float64Array;
  /** Hours that the rate pays for; `NaN` where the file does not say. */
  readonly intervalHours: Float64Array;
};

/** Mark prices, in time order. */
export type MarkTickColumns = {
  /** When the mark price held, microseconds since the epoch. */
  readonly eventTime: Float64Array;
  /** When the client sees it, microseconds since the epoch. */
  readonly receiveTime: Float64Array;
  /** Mark price in quote currency; not on the grid of ticks. */
  readonly price: Float64Array;
};

/** One-minute bars of the premium over the index, in time order. */
export type PremiumTickColumns = Omit<PremiumRecords, "closeTime"> & {
  /** End of each bar (exclusive), microseconds since the epoch: the event is the close. */
  readonly eventTime: Float64Array;
};

/** Columns of each family of market data that the engine streams. */
export type StreamColumns = {
  /** Settled funding. */
  readonly funding: FundingTickColumns;
  /** Mark prices. */
  readonly mark: MarkTickColumns;
  /** Open interest and ratios each five minutes. */
  readonly metrics: MetricsRecords;
  /** One-minute bars of the premium over the index. */
  readonly premium: PremiumTickColumns;
  /** Bars of trades. */
  readonly bars: BarTickColumns;
  /** Aggregate trades. */
  readonly trades: TradeTickColumns;
  /** Best bid and ask. */
  readonly quotes: QuoteTickColumns;
};

/** A family of market data that the engine streams. */
export type StreamFamily = keyof StreamColumns;

/**
 * Families in the order in which records of one time are taken: what settles and what
 * values before what trades, and a trade before the quote of the same stamp, which is
 * often already its consequence.
 *
 * @example Quotes come last
 * ```ts
 * import assert from "node:assert/strict";
 * import { STREAM_FAMILIES } from "volarb/engine";
 *
 * assert.equal(STREAM_FAMILIES.at(-1), "quotes");
 * ```
 */
export const STREAM_FAMILIES: readonly StreamFamily[] = [
  "funding",
  "mark",
  "metrics",
  "premium",
  "bars",
  "trades",
  "quotes",
];

/** Names of each family's columns. */
export const STREAM_COLUMNS: {
  readonly [F in StreamFamily]: readonly (keyof StreamColumns[F] & string)[];
} = {
  funding: ["eventTime", "receiveTime", "rate", "intervalHours"],
  mark: ["eventTime", "receiveTime", "price"],
  metrics: [
    "eventTime",
    "receiveTime",
    "openInterest",
    "openInterestValue",
    "topTraderAccountRatio",
    "topTraderPositionRatio",
    "accountRatio",
    "takerVolumeRatio",
  ],
  premium: ["openTime", "eventTime", "receiveTime", "close"],
  bars: [
    "openTime",
    "eventTime",
    "receiveTime",
    "openTicks",
    "highTicks",
    "lowTicks",
    "closeTicks",
    "volumeLots",
    "quoteVolume",
    "count",
    "takerBuyLots",
  ],
  trades: ["eventTime", "receiveTime", "ticks", "lots", "isBuyerMaker"],
  quotes: [
    "eventTime",
    "receiveTime",
    "bidTicks",
    "bidLots",
    "askTicks",
    "askLots",
  ],
};

/** Columns of any family by name, as code that does not care for the family sees them. */
export type AnyStreamColumns = {
  readonly eventTime: Float64Array;
  readonly receiveTime: Float64Array;
  readonly [name: string]: Float64Array | Int32Array | Uint8Array;
};
