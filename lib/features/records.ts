import type { Kind } from "../market/mod.ts";

/**
 * One-minute bars of one symbol as a feature reads them, in time order.
 *
 * @see def-bar
 */
export type BarColumns = {
  /** Start of each bar, microseconds since the epoch, rising. */
  readonly openTime: Float64Array;
  /** End of each bar (exclusive), microseconds since the epoch. */
  readonly closeTime: Float64Array;
  /** When a client could have seen each bar, microseconds since the epoch; `closeTime` where it is left out. */
  readonly receiveTime?: Float64Array;
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
  /** Traded value in quote currency; missing where it is left out. */
  readonly quoteVolume?: Float64Array;
  /** Number of trades; missing where it is left out. */
  readonly count?: Float64Array;
  /** What takers bought, in base units; missing where it is left out. */
  readonly takerBuyVolume?: Float64Array;
};

/** One-minute bars with every column. */
export type BarRecords = Required<BarColumns>;

/** Aggregate trades as columns, in the order in which they are received. */
export type TradeRecords = {
  /** The venue's time of the first fill, microseconds since the epoch. */
  readonly eventTime: Float64Array;
  /** When a client could have seen the trade, microseconds since the epoch; never falls. */
  readonly receiveTime: Float64Array;
  /** Price in quote currency, above 0. */
  readonly price: Float64Array;
  /** Traded quantity in base units. */
  readonly quantity: Float64Array;
  /** 1 where the aggressor sold, 0 where it bought. */
  readonly isBuyerMaker: Uint8Array;
};

/** Updates of the best bid and ask as columns, in the order in which they are received. */
export type QuoteRecords = {
  /** When the venue sent the update, microseconds since the epoch. */
  readonly eventTime: Float64Array;
  /** When a client could have seen it, microseconds since the epoch; never falls. */
  readonly receiveTime: Float64Array;
  /** Best bid in quote currency; `NaN` where that side is missing. */
  readonly bidPrice: Float64Array;
  /** Quantity at the best bid in base units. */
  readonly bidQuantity: Float64Array;
  /** Best ask in quote currency; `NaN` where that side is missing. */
  readonly askPrice: Float64Array;
  /** Quantity at the best ask in base units. */
  readonly askQuantity: Float64Array;
};

/** Settled funding as columns, in time order. */
export type FundingRecords = {
  /** Settlement time, microseconds since the epoch. */
  readonly eventTime: Float64Array;
  /** When a client could have seen the rate, microseconds since the epoch; never falls. */
  readonly receiveTime: Float64Array;
  /** Hours that the rate pays for; `NaN` where the file does not say. */
  readonly intervalHours: Float64Array;
  /** Rate of the interval, a fraction of the notional. */
  readonly rate: Float64Array;
};

/** Open interest and long/short ratios each five minutes as columns, in time order. */
export type MetricsRecords = {
  /** Label of the window as the venue writes it, microseconds since the epoch. */
  readonly eventTime: Float64Array;
  /** When a client could have seen the row: the end of its window and the feed. */
  readonly receiveTime: Float64Array;
  /** Open interest, base units. */
  readonly openInterest: Float64Array;
  /** Open interest, quote units. */
  readonly openInterestValue: Float64Array;
  /** Accounts long over accounts short, the 20 % of traders with the largest margin. */
  readonly topTraderAccountRatio: Float64Array;
  /** Positions long over positions short of these traders. */
  readonly topTraderPositionRatio: Float64Array;
  /** Accounts long over accounts short, all traders. */
  readonly accountRatio: Float64Array;
  /** Volume that takers bought over volume that they sold. */
  readonly takerVolumeRatio: Float64Array;
};

/** One-minute bars of the premium over the index as columns, in time order. */
export type PremiumRecords = {
  /** Start of each bar, microseconds since the epoch. */
  readonly openTime: Float64Array;
  /** End of each bar (exclusive), microseconds since the epoch. */
  readonly closeTime: Float64Array;
  /** When a client could have seen the bar, microseconds since the epoch; never falls. */
  readonly receiveTime: Float64Array;
  /** Last premium of the bar, a fraction of the index price. */
  readonly close: Float64Array;
};

/** Columns of each family of records that features read. */
export type RecordFamilies = {
  /** One-minute bars: `klines_1m`. */
  readonly bars: BarRecords;
  /** Aggregate trades: `aggTrades`. */
  readonly trades: TradeRecords;
  /** Best bid and ask: `bookTicker`. */
  readonly quotes: QuoteRecords;
  /** Settled funding: `fundingRate`. */
  readonly funding: FundingRecords;
  /** Open interest and ratios: `metrics`. */
  readonly metrics: MetricsRecords;
  /** Premium over the index: `premiumIndexKlines_1m`. */
  readonly premium: PremiumRecords;
};

/** A family of records that features read. */
export type Family = keyof RecordFamilies;

/** One record of a family: its columns' names with a number each. */
export type RecordOf<F extends Family> = {
  readonly [Name in keyof RecordFamilies[F]]: number;
};

/**
 * Families in the order in which records of one receive time are taken; the
 * family of the decision clock comes after all others.
 *
 * @example Quotes of a time before its trades are not assumed
 * ```ts
 * import assert from "node:assert/strict";
 * import { FAMILIES } from "volarb/features";
 *
 * assert.ok(FAMILIES.indexOf("trades") < FAMILIES.indexOf("quotes"));
 * ```
 */
export const FAMILIES: readonly Family[] = [
  "funding",
  "metrics",
  "premium",
  "bars",
  "trades",
  "quotes",
];

/** The venue's name of each family. */
export const KIND_OF: { readonly [F in Family]: Kind } = {
  bars: "klines_1m",
  trades: "aggTrades",
  quotes: "bookTicker",
  funding: "fundingRate",
  metrics: "metrics",
  premium: "premiumIndexKlines_1m",
};

/** Names of each family's columns. */
export const COLUMNS: {
  readonly [F in Family]: readonly (keyof RecordFamilies[F] & string)[];
} = {
  bars: [
    "openTime",
    "closeTime",
    "receiveTime",
    "open",
    "high",
    "low",
    "close",
    "volume",
    "quoteVolume",
    "count",
    "takerBuyVolume",
  ],
  trades: ["eventTime", "receiveTime", "price", "quantity", "isBuyerMaker"],
  quotes: [
    "eventTime",
    "receiveTime",
    "bidPrice",
    "bidQuantity",
    "askPrice",
    "askQuantity",
  ],
  funding: ["eventTime", "receiveTime", "intervalHours", "rate"],
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
  premium: ["openTime", "closeTime", "receiveTime", "close"],
};

/** Columns of any family by name, as code that does not care for the family sees them. */
export type AnyRecords = { readonly [name: string]: Float64Array | Uint8Array };

/**
 * Columns of a family made one by one.
 *
 * @param family The family.
 * @param column Gives the column of a name.
 * @returns The columns by name.
 */
export function mapColumns<F extends Family>(
  family: F,
  column: (name: string) => Float64Array | Uint8Array,
): RecordFamilies[F] {
  return Object.fromEntries(
    COLUMNS[family].map((name) => [name, column(name)]),
  ) as unknown as RecordFamilies[F];
}

/**
 * Rows `from .. to-1` of every column, not copied.
 *
 * @param family The family.
 * @param records Its columns.
 * @param from First row.
 * @param to The row after the last.
 * @returns Columns of length `to - from`.
 */
export function rowsOf<F extends Family>(
  family: F,
  records: RecordFamilies[F],
  from: number,
  to: number,
): RecordFamilies[F] {
  const columns = records as unknown as AnyRecords;
  return mapColumns(family, (name) => columns[name]!.subarray(from, to));
}
