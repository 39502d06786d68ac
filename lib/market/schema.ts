import type { ColumnName } from "./columns.ts";
import type { Kind } from "./kind.ts";

/**
 * What a field of a file holds.
 *
 * `integer`: whole number of at most 2^53, blank only where `blank` allows it.
 * `time`: milliseconds or microseconds since the epoch. `datetime`: text
 * `YYYY-MM-DD hh:mm:ss`, UTC. `scaled`: a decimal kept as an exact integer.
 * `decimal`: a decimal kept as the nearest double. `boolean`: true or false in
 * the venue's spellings. `symbol`: the symbol of the file, checked and not kept.
 *
 * @see def-record
 */
export type FieldType =
  | "integer"
  | "time"
  | "datetime"
  | "scaled"
  | "decimal"
  | "boolean"
  | "symbol";

/** A column of a family: what it holds and what the files call it. */
export type FieldSpec = {
  /** Our name; `symbol` is checked and has no column. */
  readonly name: string;
  /** The venue's name in the newest files. */
  readonly venueName: string;
  /** Unit of the column: `µs` since the epoch, `quote` or `base` units, or a word. */
  readonly unit: string;
  /** What it holds. */
  readonly type: FieldType;
  /** Other names seen in headers, in lower case without separators. */
  readonly aliases: readonly string[];
  /** Whether an empty field is a missing value rather than an error. */
  readonly blank?: true;
  /** Whether a dialect may lack the field; the column is then `NaN`. */
  readonly optional?: true;
};

/** The fields of a family in the venue's order, and the row widths seen without a header. */
export type Schema = {
  /** The fields that we keep or check, in the order of the file. */
  readonly fields: readonly FieldSpec[];
  /** Numbers of fields that a file without a header may have. */
  readonly widths: readonly number[];
  /** Names of the fields behind `fields`, which are skipped. */
  readonly extras: readonly string[];
};

const KLINE: Schema = {
  fields: [
    {
      name: "openTime",
      unit: "µs",
      venueName: "open_time",
      type: "time",
      aliases: ["timestamp", "time", "date"],
    },
    {
      name: "open",
      unit: "quote",
      venueName: "open",
      type: "scaled",
      aliases: [],
    },
    {
      name: "high",
      unit: "quote",
      venueName: "high",
      type: "scaled",
      aliases: [],
    },
    {
      name: "low",
      unit: "quote",
      venueName: "low",
      type: "scaled",
      aliases: [],
    },
    {
      name: "close",
      unit: "quote",
      venueName: "close",
      type: "scaled",
      aliases: [],
    },
    {
      name: "volume",
      unit: "base",
      venueName: "volume",
      type: "scaled",
      aliases: ["basevolume", "baseassetvolume"],
    },
    {
      name: "closeTime",
      unit: "µs",
      venueName: "close_time",
      type: "time",
      aliases: [],
      optional: true,
    },
    {
      name: "quoteVolume",
      unit: "quote",
      venueName: "quote_volume",
      type: "scaled",
      aliases: ["quoteassetvolume"],
      optional: true,
    },
    {
      name: "count",
      unit: "trades",
      venueName: "count",
      type: "integer",
      aliases: ["trades", "numberoftrades", "tradecount"],
      optional: true,
    },
    {
      name: "takerBuyVolume",
      unit: "base",
      venueName: "taker_buy_volume",
      type: "scaled",
      aliases: [
        "takerbuybasevolume",
        "takerbuybaseassetvolume",
        "takerbaseassetvolume",
      ],
      optional: true,
    },
    {
      name: "takerBuyQuoteVolume",
      unit: "quote",
      venueName: "taker_buy_quote_volume",
      type: "scaled",
      aliases: ["takerbuyquoteassetvolume", "takerquoteassetvolume"],
      optional: true,
    },
  ],
  // OHLCV; with all sums; with `ignore`; with `ignore` and `is_closed`.
  widths: [6, 11, 12, 13],
  extras: ["ignore", "is_closed"],
};

/** The premium is a fraction of the index price and may be negative. */
const PREMIUM: Schema = {
  ...KLINE,
  fields: KLINE.fields.map((field) =>
    ["open", "high", "low", "close"].includes(field.name)
      ? { ...field, unit: "fraction of the index price" }
      : field
  ),
};

/**
 * How the files of each family are laid out.
 *
 * @example The unit of a funding rate
 * ```ts
 * import assert from "node:assert/strict";
 * import { SCHEMAS } from "volarb/market";
 *
 * const rate = SCHEMAS.fundingRate.fields.find(({ name }) => name === "rate");
 * assert.equal(rate?.venueName, "last_funding_rate");
 * assert.equal(rate?.unit, "fraction of notional per interval");
 * ```
 */
export const SCHEMAS: Readonly<Record<Kind, Schema>> = {
  aggTrades: {
    fields: [
      {
        name: "aggTradeId",
        unit: "id",
        venueName: "agg_trade_id",
        type: "integer",
        aliases: ["tradeid", "aggregatetradeid", "aggid"],
      },
      {
        name: "price",
        unit: "quote",
        venueName: "price",
        type: "scaled",
        aliases: [],
      },
      {
        name: "quantity",
        unit: "base",
        venueName: "quantity",
        type: "scaled",
        aliases: ["qty"],
      },
      {
        name: "firstTradeId",
        unit: "id",
        venueName: "first_trade_id",
        type: "integer",
        aliases: ["firstid"],
        blank: true,
      },
      {
        name: "lastTradeId",
        unit: "id",
        venueName: "last_trade_id",
        type: "integer",
        aliases: ["lastid"],
        blank: true,
      },
      {
        name: "eventTime",
        unit: "µs",
        venueName: "transact_time",
        type: "time",
        aliases: ["timestamp", "time", "tradetime", "transactiontime"],
      },
      {
        name: "isBuyerMaker",
        unit: "1 if the buyer was the maker, else 0",
        venueName: "is_buyer_maker",
        type: "boolean",
        aliases: ["wasthebuyerthemaker", "buyermaker"],
      },
    ],
    // Futures; spot with `is_best_match`.
    widths: [7, 8],
    extras: ["is_best_match"],
  },
  "klines_1m": KLINE,
  "markPriceKlines_1m": KLINE,
  "premiumIndexKlines_1m": PREMIUM,
  bookTicker: {
    fields: [
      {
        name: "updateId",
        unit: "id",
        venueName: "update_id",
        type: "integer",
        aliases: ["orderbookupdateid"],
      },
      {
        name: "bidPrice",
        unit: "quote",
        venueName: "best_bid_price",
        type: "scaled",
        aliases: ["bidprice"],
      },
      {
        name: "bidQuantity",
        unit: "base",
        venueName: "best_bid_qty",
        type: "scaled",
        aliases: ["bestbidquantity", "bidqty", "bidquantity"],
      },
      {
        name: "askPrice",
        unit: "quote",
        venueName: "best_ask_price",
        type: "scaled",
        aliases: ["askprice"],
      },
      {
        name: "askQuantity",
        unit: "base",
        venueName: "best_ask_qty",
        type: "scaled",
        aliases: ["bestaskquantity", "askqty", "askquantity"],
      },
      {
        name: "transactionTime",
        unit: "µs",
        venueName: "transaction_time",
        type: "time",
        aliases: ["transacttime"],
      },
      {
        name: "eventTime",
        unit: "µs",
        venueName: "event_time",
        type: "time",
        aliases: [],
      },
    ],
    widths: [7],
    extras: [],
  },
  fundingRate: {
    fields: [
      {
        name: "eventTime",
        unit: "µs",
        venueName: "calc_time",
        type: "time",
        aliases: ["fundingtime", "timestamp", "time"],
      },
      {
        name: "intervalHours",
        unit: "hours",
        venueName: "funding_interval_hours",
        type: "integer",
        aliases: ["fundinginterval", "intervalhours"],
        optional: true,
      },
      {
        name: "rate",
        unit: "fraction of notional per interval",
        venueName: "last_funding_rate",
        type: "decimal",
        aliases: ["fundingrate"],
      },
    ],
    widths: [3],
    extras: [],
  },
  metrics: {
    fields: [
      {
        name: "createTime",
        unit: "µs",
        venueName: "create_time",
        type: "datetime",
        aliases: ["timestamp", "time"],
      },
      {
        name: "symbol",
        unit: "",
        venueName: "symbol",
        type: "symbol",
        aliases: [],
      },
      {
        name: "openInterest",
        unit: "base",
        venueName: "sum_open_interest",
        type: "decimal",
        aliases: ["openinterest"],
        blank: true,
      },
      {
        name: "openInterestValue",
        unit: "quote",
        venueName: "sum_open_interest_value",
        type: "decimal",
        aliases: ["openinterestvalue"],
        blank: true,
      },
      {
        name: "topTraderAccountRatio",
        unit: "accounts long / short",
        venueName: "count_toptrader_long_short_ratio",
        type: "decimal",
        aliases: [],
        blank: true,
      },
      {
        name: "topTraderPositionRatio",
        unit: "positions long / short",
        venueName: "sum_toptrader_long_short_ratio",
        type: "decimal",
        aliases: [],
        blank: true,
      },
      {
        name: "accountRatio",
        unit: "accounts long / short",
        venueName: "count_long_short_ratio",
        type: "decimal",
        aliases: [],
        blank: true,
      },
      {
        name: "takerVolumeRatio",
        unit: "volume bought / sold",
        venueName: "sum_taker_long_short_vol_ratio",
        type: "decimal",
        aliases: [],
        blank: true,
      },
    ],
    widths: [8],
    extras: [],
  },
};

/**
 * Names of the columns of a kind, in the order of its files.
 *
 * @example A settlement
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnNames } from "volarb/market";
 *
 * assert.deepEqual(columnNames("fundingRate"), [
 *   "eventTime",
 *   "intervalHours",
 *   "rate",
 * ]);
 * ```
 */
export function columnNames<K extends Kind>(kind: K): ColumnName<K>[] {
  return SCHEMAS[kind].fields.filter((field) => field.type !== "symbol")
    .map((field) => field.name as ColumnName<K>);
}
