import { assertColumns } from "../stats/arguments.ts";
import { assertRising } from "../time/arguments.ts";
import type { Quotes } from "./columns.ts";

/** What cannot be done with a bad quote. */
export const OFI_ACTION = "compute order flow imbalance";

/**
 * Contribution of an update to order flow imbalance, from the update before it.
 *
 * @param lastBid Best bid before.
 * @param lastBidQuantity Its quantity.
 * @param lastAsk Best ask before.
 * @param lastAskQuantity Its quantity.
 * @param bid Best bid.
 * @param bidQuantity Its quantity.
 * @param ask Best ask.
 * @param askQuantity Its quantity.
 * @returns `e[n]`; `NaN` where an entry of either is missing.
 * @see eq-ofi
 */
export function contribution(
  lastBid: number,
  lastBidQuantity: number,
  lastAsk: number,
  lastAskQuantity: number,
  bid: number,
  bidQuantity: number,
  ask: number,
  askQuantity: number,
): number {
  let event = 0;
  if (bid >= lastBid) event += bidQuantity;
  if (bid <= lastBid) event -= lastBidQuantity;
  if (ask <= lastAsk) event -= askQuantity;
  if (ask >= lastAsk) event += lastAskQuantity;
  // A missing entry makes the sum missing, a comparison with it would not.
  return event + 0 * (lastBid + bid + lastAsk + ask + lastBidQuantity +
        bidQuantity + lastAskQuantity + askQuantity);
}

/**
 * Adds the contributions of rows to a sum, one after the other.
 *
 * @param quotes The columns.
 * @param from First row, at least 1, as its contribution takes the row before.
 * @param end The row after the last.
 * @param weight What the contribution of an update that moves a best price is multiplied by.
 * @param sum What they are added to.
 * @returns The sum; `NaN` where a row has a missing entry.
 * @throws {RangeError} If a price is not positive or a quantity negative.
 */
export function addContributions(
  { bidPrice, bidQuantity, askPrice, askQuantity }: Omit<Quotes, "time">,
  from: number,
  end: number,
  weight: number,
  sum: number,
): number {
  let lastBid = bidPrice[from - 1]!;
  let lastBidQuantity = bidQuantity[from - 1]!;
  let lastAsk = askPrice[from - 1]!;
  let lastAskQuantity = askQuantity[from - 1]!;
  for (let i = from; i < end; i++) {
    const bid = bidPrice[i]!;
    const bidSize = bidQuantity[i]!;
    const ask = askPrice[i]!;
    const askSize = askQuantity[i]!;
    if (bidSize < 0 || askSize < 0) {
      throw badQuote(OFI_ACTION, bid, bidSize, ask, askSize);
    }
    if (bid === lastBid && ask === lastAsk) {
      sum += bidSize - lastBidQuantity - askSize + lastAskQuantity;
    } else {
      if (bid <= 0 || ask <= 0) {
        throw badQuote(OFI_ACTION, bid, bidSize, ask, askSize);
      }
      sum += weight * contribution(
        lastBid,
        lastBidQuantity,
        lastAsk,
        lastAskQuantity,
        bid,
        bidSize,
        ask,
        askSize,
      );
      lastBid = bid;
      lastAsk = ask;
    }
    lastBidQuantity = bidSize;
    lastAskQuantity = askSize;
  }
  return sum;
}

/**
 * Checks that the columns of quotes have one length and that times never fall.
 *
 * @param action What could not be done.
 * @param quotes The columns.
 * @returns Their length.
 * @throws {TypeError} If a column is not a typed array.
 * @throws {RangeError} If lengths differ or times fall.
 */
export function assertQuotes(action: string, quotes: Quotes): number {
  const { time, bidPrice, bidQuantity, askPrice, askQuantity } = quotes;
  const n = assertColumns(action, {
    time,
    bidPrice,
    bidQuantity,
    askPrice,
    askQuantity,
  });
  assertRising(action, time);
  return n;
}

/**
 * The error of a quote that no book can show.
 *
 * @param action What could not be done.
 * @param bidPrice Best bid.
 * @param bidQuantity Its quantity.
 * @param askPrice Best ask.
 * @param askQuantity Its quantity.
 * @returns The error, to be thrown.
 */
export function badQuote(
  action: string,
  bidPrice: number,
  bidQuantity: number,
  askPrice: number,
  askQuantity: number,
): RangeError {
  return new RangeError(
    `Cannot ${action} as prices must be positive and quantities at least 0: current value is bid ${bidPrice} (${bidQuantity}), ask ${askPrice} (${askQuantity})`,
  );
}
