/**
 * A family of the venue's files.
 *
 * `aggTrades`: trades of one taker order at one price within 100 ms.
 * `klines_1m`: one-minute bars of trades. `bookTicker`: every change of the best
 * bid and ask. `fundingRate`: settled funding. `metrics`: open interest and
 * long/short ratios each five minutes. `markPriceKlines_1m` and
 * `premiumIndexKlines_1m`: one-minute bars of the mark price and of the premium
 * that funding is computed from.
 */
export type Kind =
  | "aggTrades"
  | "klines_1m"
  | "bookTicker"
  | "fundingRate"
  | "metrics"
  | "markPriceKlines_1m"
  | "premiumIndexKlines_1m";

/**
 * Every family, in the order of the data inventory.
 *
 * @example Seven of them
 * ```ts
 * import assert from "node:assert/strict";
 * import { KINDS } from "volarb/market";
 *
 * assert.equal(KINDS.length, 7);
 * ```
 */
export const KINDS: readonly Kind[] = [
  "aggTrades",
  "klines_1m",
  "bookTicker",
  "fundingRate",
  "metrics",
  "markPriceKlines_1m",
  "premiumIndexKlines_1m",
];
