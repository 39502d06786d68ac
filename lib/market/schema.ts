import type { ColumnName } from "./columns.ts";
import type { Schema } from "./field_spec.ts";
import type { Kind } from "./kind.ts";
import { KLINE, PREMIUM } from "./kline_schema.ts";

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
