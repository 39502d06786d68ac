import type { Kind } from "../market/mod.ts";
import type { StreamFamily } from "./tick_columns.ts";

/** The venue's name of each family. */
export const KIND_OF_STREAM: { readonly [F in StreamFamily]: Kind } = {
  funding: "fundingRate",
  mark: "markPriceKlines_1m",
  metrics: "metrics",
  premium: "premiumIndexKlines_1m",
  bars: "klines_1m",
  trades: "aggTrades",
  quotes: "bookTicker",
};
