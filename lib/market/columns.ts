import type { Kind } from "./kind.ts";

/**
 * Exact decimals with a common power of ten: `integers[i] / 10 ** scale`.
 *
 * The integers come from the decimal text, digit by digit. `NaN` is missing (the
 * array is then a `Float64Array`); every other entry is a whole number below
 * 2^53.
 *
 * @see eq-parse-decimal
 */
export type Scaled = {
  /** The value times `10 ** scale`. */
  readonly integers: Int32Array | Float64Array;
  /** Decimal places: the most that any value of the column needs. */
  readonly scale: number;
};

/** Columns of `aggTrades`. */
export type AggTradeColumns = {
  /** Id of the aggregate, counted by the venue per symbol. */
  readonly aggTradeId: Float64Array;
  /** Price, quote units. */
  readonly price: Scaled;
  /** Quantity, base units. */
  readonly quantity: Scaled;
  /** Id of the first trade; `NaN` where the file has none. */
  readonly firstTradeId: Float64Array;
  /** Id of the last trade; `NaN` where the file has none. */
  readonly lastTradeId: Float64Array;
  /** Time of the first fill, microseconds. */
  readonly eventTime: Float64Array;
  /** 1 if the buyer was the maker, so that the taker sold; else 0. */
  readonly isBuyerMaker: Uint8Array;
};

/** Columns of the three families of one-minute bars. */
export type KlineColumns = {
  /** Start of the bar, microseconds. */
  readonly openTime: Float64Array;
  /** First price, quote units. */
  readonly open: Scaled;
  /** Highest price, quote units. */
  readonly high: Scaled;
  /** Lowest price, quote units. */
  readonly low: Scaled;
  /** Last price, quote units. */
  readonly close: Scaled;
  /** Volume, base units. */
  readonly volume: Scaled;
  /** End of the bar as in the file (last millisecond), microseconds; `NaN` where the file has none. */
  readonly closeTime: Float64Array;
  /** Volume, quote units; `NaN` where the file has none. */
  readonly quoteVolume: Scaled;
  /** Number of trades; `NaN` where the file has none. */
  readonly count: Float64Array;
  /** Volume that takers bought, base units; `NaN` where the file has none. */
  readonly takerBuyVolume: Scaled;
  /** Volume that takers bought, quote units; `NaN` where the file has none. */
  readonly takerBuyQuoteVolume: Scaled;
};

/** Columns of `bookTicker`. */
export type BookTickerColumns = {
  /** Sequence number of the book. */
  readonly updateId: Float64Array;
  /** Best bid, quote units. */
  readonly bidPrice: Scaled;
  /** Quantity at the best bid, base units. */
  readonly bidQuantity: Scaled;
  /** Best ask, quote units. */
  readonly askPrice: Scaled;
  /** Quantity at the best ask, base units. */
  readonly askQuantity: Scaled;
  /** When the matching engine changed the book, microseconds. */
  readonly transactionTime: Float64Array;
  /** When the venue sent the update, microseconds. */
  readonly eventTime: Float64Array;
};

/** Columns of `fundingRate`. */
export type FundingRateColumns = {
  /** Settlement time (`calc_time`), microseconds; carries 0 to 16 ms of jitter. */
  readonly eventTime: Float64Array;
  /** Hours of funding that the rate pays for; `NaN` where the file has none. */
  readonly intervalHours: Float64Array;
  /** Rate of the interval, a fraction of the notional; longs pay shorts if > 0. */
  readonly rate: Float64Array;
};

/** Columns of `metrics`; a blank cell is `NaN`. */
export type MetricsColumns = {
  /** Label of the five-minute window as in the file, microseconds. */
  readonly createTime: Float64Array;
  /** Open interest, base units. */
  readonly openInterest: Float64Array;
  /** Open interest, quote units. */
  readonly openInterestValue: Float64Array;
  /** Accounts long over accounts short, top 20 % of traders by margin. */
  readonly topTraderAccountRatio: Float64Array;
  /** Positions long over positions short, top 20 % of traders by margin. */
  readonly topTraderPositionRatio: Float64Array;
  /** Accounts long over accounts short, all traders. */
  readonly accountRatio: Float64Array;
  /** Taker buy volume over taker sell volume. */
  readonly takerVolumeRatio: Float64Array;
};

/**
 * Columns of a kind.
 *
 * @see def-record
 */
export type ColumnsOf<K extends Kind> = {
  aggTrades: AggTradeColumns;
  klines_1m: KlineColumns;
  bookTicker: BookTickerColumns;
  fundingRate: FundingRateColumns;
  metrics: MetricsColumns;
  markPriceKlines_1m: KlineColumns;
  premiumIndexKlines_1m: KlineColumns;
}[K];

/** Name of a column of a kind. */
export type ColumnName<K extends Kind> = keyof ColumnsOf<K> & string;

/**
 * One block of rows. The arrays are used again for the next block: copy what you
 * keep. Only entries `0` to `rows - 1` are valid.
 */
export type Chunk<
  K extends Kind,
  C extends ColumnName<K> = ColumnName<K>,
> = {
  /** The family. */
  readonly kind: K;
  /** Number of valid entries. */
  readonly rows: number;
  /** Row of the file that entry 0 is, counted from 0 without the header. */
  readonly firstRow: number;
  /** Line of the file that entry 0 stands on, counted from 1. */
  readonly firstLine: number;
  /** The columns. */
  readonly columns: Pick<ColumnsOf<K>, C>;
};
