import { assertColumns } from "../stats/arguments.ts";
import { assertRising } from "../time/arguments.ts";
import { assertFlags } from "./arguments.ts";
import type { Quotes, Trades } from "./columns.ts";

/** Choices of {@linkcode tradeLocation}. */
export type TradeLocationOptions = {
  /**
   * Which quote a trade is held against: the last `"before"` it (default), or the
   * last at its time, the same millisecond included. The latter is often the quote
   * that the trade left behind.
   */
  readonly ties?: "before" | "known";
  /** Added to the time of every trade, microseconds; 0 by default. */
  readonly shift?: number;
};

/**
 * Where in the spread each trade printed, as seen by its aggressor.
 *
 * `ℓ = s (2p - a - b) / (a - b)` with the price `p`, the best ask `a`, the best bid `b`
 * and the aggressor's sign `s`: 1 is the best quote of the side that was hit, exactly;
 * above it the trade went through the book, 0 is the mid, and below 0 the buyer paid
 * less than the mid or the seller got more, which no quote before the trade allows.
 *
 * @param trades Columns of length `n`; prices in the unit of the quotes.
 * @param quotes Columns of length `m`.
 * @param options Which quote counts.
 * @returns Length `n`; `NaN` before the first quote and where bid and ask do not
 *   leave a spread.
 * @throws {RangeError} If columns differ in length, times fall or a flag is neither 0
 *   nor 1.
 * @see Lee, C. M. C. and Ready, M. J. (1991), Journal of Finance 46(2), 733-746,
 *   doi:10.1111/j.1540-6261.1991.tb02683.x: quotes lagged behind trades.
 * @see eq-trade-location
 *
 * @example The ask was hit, and was gone within the millisecond
 * ```ts
 * import assert from "node:assert/strict";
 * import { tradeLocation } from "volarb/flow";
 *
 * const trades = {
 *   time: Float64Array.of(2),
 *   price: Float64Array.of(100.1),
 *   isBuyerMaker: Uint8Array.of(0),
 * };
 * const quotes = {
 *   time: Float64Array.of(1, 2),
 *   bidPrice: Float64Array.of(100, 100.2),
 *   askPrice: Float64Array.of(100.1, 100.3),
 * };
 * assert.equal(tradeLocation(trades, quotes)[0], 1);
 * assert.ok(tradeLocation(trades, quotes, { ties: "known" })[0]! < 0);
 * ```
 */
export function tradeLocation(
  trades: Pick<Trades, "time" | "price" | "isBuyerMaker">,
  quotes: Pick<Quotes, "time" | "bidPrice" | "askPrice">,
  { ties = "before", shift = 0 }: TradeLocationOptions = {},
): Float64Array {
  const action = "locate trades";
  const { time, price, isBuyerMaker } = trades;
  const { bidPrice, askPrice } = quotes;
  const n = assertColumns(action, { time, price, isBuyerMaker });
  const m = assertColumns(action, { time: quotes.time, bidPrice, askPrice });
  assertFlags(action, isBuyerMaker);
  assertRising(action, time);
  assertRising(action, quotes.time);
  if (ties !== "before" && ties !== "known") {
    throw new TypeError(
      `Cannot ${action} as ties must be "before" or "known": current value is ${
        JSON.stringify(ties)
      }`,
    );
  }
  const location = new Float64Array(n);
  for (let i = 0, next = 0; i < n; i++) {
    const now = time[i]! + shift;
    if (ties === "known") {
      while (next < m && quotes.time[next]! <= now) next++;
    } else while (next < m && quotes.time[next]! < now) next++;
    const bid = next > 0 ? bidPrice[next - 1]! : NaN;
    const ask = next > 0 ? askPrice[next - 1]! : NaN;
    const spread = ask - bid;
    // Summed like this, a price at a quote gives 1 or -1 to the last bit.
    const distance = (price[i]! - ask) + (price[i]! - bid);
    location[i] = spread > 0
      ? (1 - 2 * isBuyerMaker[i]!) * distance / spread
      : NaN;
  }
  return location;
}
