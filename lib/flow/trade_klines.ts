import type { AggTradeColumns, KlineColumns, Scaled } from "../market/mod.ts";
import { MILLISECOND, MINUTE } from "../time/mod.ts";
import { assertColumns, assertPositive } from "../stats/arguments.ts";
import { assertFlags } from "./arguments.ts";
import { clockBars } from "./bar_ends.ts";

/** What {@linkcode tradeKlines} reads of `aggTrades`. */
export type KlineTrades = Omit<AggTradeColumns, "aggTradeId">;

/** Choices of {@linkcode tradeKlines}. */
export type TradeKlinesOptions = {
  /** Length of a bar, microseconds; a minute by default. */
  readonly period?: number;
};

/**
 * The venue's klines built from its aggregate trades, to the last digit.
 *
 * Bar `k` holds the rows whose first fill is in `[k d, (k+1) d)`, `d` the period.
 * Prices are those of the rows, sums are sums of whole numbers of ticks and lots:
 *
 * ```text
 * volume = Σ q,  quoteVolume = Σ p q,  count = Σ (lastTradeId - firstTradeId + 1)
 * takerBuyVolume, takerBuyQuoteVolume: the same over rows whose taker bought
 * ```
 *
 * A bar without trades is flat at the last price, as the venue writes it. The first
 * and the last bar hold what the columns hold of them.
 *
 * @param trades Columns of length `n` in order of time, as `market` or `catalog` give them.
 * @param options Length of a bar.
 * @returns Klines from the bar of the first trade to that of the last; `count` is
 *   `NaN` where a row of the bar lacks its trade ids.
 * @throws {RangeError} If columns differ in length, times fall, a flag is neither 0
 *   nor 1, or a sum is beyond 2^53 and so no longer exact.
 * @see lem-reconciliation, eq-reconciliation, lem-integer-sums, eq-map-agg-trades
 *
 * @example Two rows of one minute
 * ```ts
 * import assert from "node:assert/strict";
 * import { tradeKlines } from "volarb/flow";
 *
 * const klines = tradeKlines({
 *   price: { integers: Int32Array.of(281451, 281452), scale: 1 },
 *   quantity: { integers: Int32Array.of(50, 10), scale: 3 },
 *   firstTradeId: Float64Array.of(32, 36),
 *   lastTradeId: Float64Array.of(35, 37),
 *   eventTime: Float64Array.of(1_000, 2_000),
 *   isBuyerMaker: Uint8Array.of(1, 0),
 * });
 * assert.equal(klines.count[0], 6);
 * assert.equal(klines.quoteVolume.integers[0], 281451 * 50 + 281452 * 10);
 * assert.equal(klines.quoteVolume.scale, 4);
 * ```
 */
export function tradeKlines(
  trades: KlineTrades,
  { period = MINUTE }: TradeKlinesOptions = {},
): KlineColumns & {
  /** Number of bars. */
  readonly rows: number;
} {
  const action = "build klines";
  const { eventTime, isBuyerMaker, firstTradeId, lastTradeId } = trades;
  const price = trades.price.integers;
  const quantity = trades.quantity.integers;
  assertColumns(action, {
    eventTime,
    price,
    quantity,
    firstTradeId,
    lastTradeId,
    isBuyerMaker,
  });
  assertPositive(action, "period", period);
  assertFlags(action, isBuyerMaker);
  const ends = clockEnds(eventTime, period);
  const rows = ends.rows.length;
  const { open, high, low, close, volume, bought, turnover, spent, count } =
    barSums(trades, ends.rows);
  const inPrice = scaledBy(trades.price.scale);
  const inQuantity = scaledBy(trades.quantity.scale);
  const inTurnover = scaledBy(trades.price.scale + trades.quantity.scale);
  return {
    rows,
    openTime: ends.closeTime.map((time) => time - period),
    open: inPrice(open),
    high: inPrice(high),
    low: inPrice(low),
    close: inPrice(close),
    volume: inQuantity(volume),
    closeTime: ends.closeTime.map((time) => time - MILLISECOND),
    quoteVolume: inTurnover(turnover),
    count,
    takerBuyVolume: inQuantity(bought),
    takerBuyQuoteVolume: inTurnover(spent),
  };
}

/** Prices and sums of each bar, whose trades end before a row of `ends`. */
function barSums(trades: KlineTrades, ends: ArrayLike<number>) {
  const { isBuyerMaker, firstTradeId, lastTradeId } = trades;
  const price = trades.price.integers;
  const quantity = trades.quantity.integers;
  const rows = ends.length;
  const column = () => new Float64Array(rows);
  const [open, high, low, close] = [column(), column(), column(), column()];
  const [volume, bought, turnover, spent, count] = [
    column(),
    column(),
    column(),
    column(),
    column(),
  ];
  let last = NaN;
  for (let k = 0, i = 0; k < rows; k++) {
    const end = ends[k]!;
    open[k] = i < end ? price[i]! : last;
    high[k] = open[k]!;
    low[k] = open[k]!;
    for (; i < end; i++) {
      last = price[i]!;
      const lots = quantity[i]!;
      if (last > high[k]!) high[k] = last;
      if (last < low[k]!) low[k] = last;
      volume[k]! += lots;
      turnover[k]! += last * lots;
      if (isBuyerMaker[i] === 0) {
        bought[k]! += lots;
        spent[k]! += last * lots;
      }
      count[k]! += lastTradeId[i]! - firstTradeId[i]! + 1;
    }
    close[k] = last;
    assertExact(turnover[k]!, k);
  }
  return { open, high, low, close, volume, bought, turnover, spent, count };
}

/** Tells whole numbers as decimals with so many places. */
function scaledBy(scale: number): (integers: Float64Array) => Scaled {
  return (integers) => ({ integers, scale });
}

function assertExact(turnover: number, bar: number): void {
  if (turnover <= Number.MAX_SAFE_INTEGER) return;
  throw new RangeError(
    `Cannot build klines as turnover must be below 2^53 units of its last decimal: current value is ${turnover} in bar ${bar}`,
  );
}

/** The bars of a clock from the first trade to the end of the last one's. */
function clockEnds(eventTime: Float64Array, period: number) {
  const last = eventTime.at(-1);
  const until = last === undefined
    ? 0
    : (Math.floor(last / period) + 1) * period;
  return clockBars(eventTime, { period, until });
}
