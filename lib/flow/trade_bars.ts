import { assertColumns } from "../stats/arguments.ts";
import { assertRising } from "../time/arguments.ts";
import { assertFlags } from "./arguments.ts";
import type { Trades } from "./columns.ts";
import { GrowingColumn } from "./growing_column.ts";
import { TradeBarStream } from "./trade_bar_stream.ts";
import type { TradeClock } from "./trade_clock.ts";

/** Bars of trades as columns, one entry per completed bar. */
export type TradeBars = {
  /** When the bar is complete and known, microseconds since the epoch. */
  readonly closeTime: Float64Array;
  /** The last trade row at or before the bar's completion; -1 where there is none. */
  readonly row: Int32Array;
  /** First price, quote currency; the last price before it for a bar without trades. */
  readonly open: Float64Array;
  /** Highest price. */
  readonly high: Float64Array;
  /** Lowest price. */
  readonly low: Float64Array;
  /** Last price. */
  readonly close: Float64Array;
  /** Traded quantity, base units. */
  readonly volume: Float64Array;
  /** Quantity that the aggressor bought. */
  readonly buyVolume: Float64Array;
  /** Turnover, quote currency. */
  readonly quoteVolume: Float64Array;
  /** Trades in the bar, a split one counted in each bar that it reaches. */
  readonly count: Float64Array;
};

/** Choices of {@linkcode tradeBars}. */
export type TradeBarsOptions = {
  /** On a time clock: trades are complete before this time; by default that of the last trade. */
  readonly until?: number;
};

/**
 * Bars of trades on a clock of time, trades, volume or value.
 *
 * {@linkcode TradeBarStream} over whole columns, every bar given: half-open
 * intervals, a trade split where it reaches over the edge of a bar of volume or value,
 * bars that are still filling left out.
 *
 * @param trades Columns of length `n`; prices > 0, quantities ≥ 0.
 * @param clock When a bar ends.
 * @param options Up to when the trades are complete.
 * @returns Columns with one entry per completed bar.
 * @throws {RangeError} If columns differ in length, times fall, a number is out of
 *   range or a flag is neither 0 nor 1.
 * @see def-trade-clock, eq-trade-clock, lem-trade-clock
 * @see Easley, D., López de Prado, M. and O'Hara, M. (2012), The volume clock, Journal
 *   of Portfolio Management 39(1), 19-29, doi:10.3905/jpm.2012.39.1.019.
 *
 * @example Volume bars of 5 from trades of 3 and 7
 * ```ts
 * import assert from "node:assert/strict";
 * import { tradeBars } from "volarb/flow";
 *
 * const bars = tradeBars({
 *   time: Float64Array.of(1, 2),
 *   price: Float64Array.of(100, 101),
 *   quantity: Float64Array.of(3, 7),
 *   isBuyerMaker: Uint8Array.of(1, 0),
 * }, { kind: "volume", volume: 5 });
 * assert.deepEqual(bars.volume, Float64Array.of(5, 5));
 * assert.deepEqual(bars.buyVolume, Float64Array.of(2, 5));
 * assert.deepEqual(bars.row, Int32Array.of(1, 1));
 * ```
 */
export function tradeBars(
  trades: Trades,
  clock: TradeClock,
  { until }: TradeBarsOptions = {},
): TradeBars {
  const action = "build trade bars";
  const { time, price, quantity, isBuyerMaker } = trades;
  const n = assertColumns(action, { time, price, quantity, isBuyerMaker });
  assertRising(action, time);
  assertFlags(action, isBuyerMaker);
  const stream = new TradeBarStream(clock);
  const columns = Array.from({ length: 10 }, () => new GrowingColumn());
  const record = (row: number) => {
    [
      stream.closeTime,
      row,
      stream.open,
      stream.high,
      stream.low,
      stream.close,
      stream.volume,
      stream.buyVolume,
      stream.quoteVolume,
      stream.count,
    ].forEach((value, j) => columns[j]!.push(value));
  };
  for (let i = 0; i < n; i++) {
    const t = time[i]!;
    while (t >= stream.nextClose) {
      stream.advance(stream.nextClose);
      record(i - 1);
    }
    let rest = quantity[i]!;
    do {
      const piece = Math.min(rest, stream.roomAt(price[i]!));
      if (stream.update(t, price[i]!, piece, isBuyerMaker[i]!) > 0) record(i);
      rest -= piece;
    } while (rest > 0);
  }
  while (until !== undefined && until >= stream.nextClose) {
    stream.advance(stream.nextClose);
    record(n - 1);
  }
  const [closeTime, row, open, high, low, close, volume, ...more] = columns
    .map((column) => column.toColumn());
  const [buyVolume, quoteVolume, count] = more;
  return {
    closeTime: closeTime!,
    row: new Int32Array(row!),
    open: open!,
    high: high!,
    low: low!,
    close: close!,
    volume: volume!,
    buyVolume: buyVolume!,
    quoteVolume: quoteVolume!,
    count: count!,
  };
}
