import type { Schema } from "./field_spec.ts";

/** The fields of a bar of a minute; not every dialect has those behind the volume. */
export const KLINE: Schema = {
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

/** Those of the premium, which is a fraction of the index price and may be negative. */
export const PREMIUM: Schema = {
  ...KLINE,
  fields: KLINE.fields.map((field) =>
    ["open", "high", "low", "close"].includes(field.name)
      ? { ...field, unit: "fraction of the index price" }
      : field
  ),
};
