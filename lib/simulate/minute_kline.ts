import type { TradeRows } from "./simulated_minute.ts";

/** A one-minute bar in whole numbers. */
export type Kline = {
  /** First price, in ticks. */
  open: number;
  /** Highest price, in ticks. */
  high: number;
  /** Lowest price, in ticks. */
  low: number;
  /** Last price, in ticks. */
  close: number;
  /** Volume, in lots. */
  volume: number;
  /** Sum of price times quantity, in ticks times lots. */
  quoteVolume: number;
  /** Number of fills: sum of last less first trade id plus one. */
  count: number;
  /** Volume that takers bought, in lots. */
  takerBuyVolume: number;
  /** Sum of price times quantity that takers bought, in ticks times lots. */
  takerBuyQuoteVolume: number;
};

/**
 * The venue's bar of a minute's aggregated trades.
 *
 * Open and close are the first and the last price, high and low the extremes.
 * Without a trade the bar is flat at the close before, with zero volume.
 *
 * @param trades The trades of the minute in time order.
 * @param previousClose Close of the minute before, in ticks.
 * @returns The bar in ticks and lots.
 *
 * @example A minute without trades
 * ```ts
 * import assert from "node:assert/strict";
 * import { minuteKline, tradeRows } from "volarb/simulate";
 *
 * const { open, low, volume } = minuteKline(tradeRows(1), 639_600);
 * assert.deepEqual([open, low, volume], [639_600, 639_600, 0]);
 * ```
 */
export function minuteKline(trades: TradeRows, previousClose: number): Kline {
  const { rows, priceTicks, lots, firstTradeId, lastTradeId, isBuyerMaker } =
    trades;
  const open = rows > 0 ? priceTicks[0]! : previousClose;
  const kline: Kline = {
    open,
    high: open,
    low: open,
    close: rows > 0 ? priceTicks[rows - 1]! : previousClose,
    volume: 0,
    quoteVolume: 0,
    count: 0,
    takerBuyVolume: 0,
    takerBuyQuoteVolume: 0,
  };
  for (let i = 0; i < rows; i++) {
    const ticks = priceTicks[i]!;
    const quantity = lots[i]!;
    if (ticks > kline.high) kline.high = ticks;
    if (ticks < kline.low) kline.low = ticks;
    kline.volume += quantity;
    kline.quoteVolume += ticks * quantity;
    kline.count += lastTradeId[i]! - firstTradeId[i]! + 1;
    if (isBuyerMaker[i] === 0) {
      kline.takerBuyVolume += quantity;
      kline.takerBuyQuoteVolume += ticks * quantity;
    }
  }
  return kline;
}
