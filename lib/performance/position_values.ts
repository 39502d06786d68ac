import { asOf } from "../features/as_of.ts";
import { resampleEquity } from "./equity_curve.ts";
import { assertRun, type RunReport } from "./run_report.ts";

/** Value of all positions on a grid of time. */
export type PositionValues = {
  /** Length `n`; microseconds since the epoch. */
  readonly time: Float64Array;
  /** Length `n`; sum of the values, below 0 short, in the quote currency. */
  readonly net: Float64Array;
  /** Length `n`; sum of the absolute values. */
  readonly gross: Float64Array;
  /** Length `n`; equity. */
  readonly equity: Float64Array;
};

/**
 * What a run held, in money, on a grid of time.
 *
 * Quantity and mid price are the last known at each row.
 *
 * @param run The run.
 * @param step Microseconds from row to row, > 0.
 * @returns Values and equity from the start of the span; `NaN` while a position has no price.
 * @throws {RangeError} If the report is none.
 *
 * @example One coin is bought at 100, and its price rises
 * ```ts
 * import assert from "node:assert/strict";
 * import { positionValues, type RunReport } from "volarb/performance";
 *
 * const time = Float64Array.of(0, 10);
 * const run: RunReport = {
 *   name: "one coin",
 *   hash: "0",
 *   span: { from: 0, to: 20 },
 *   initialEquity: 1000,
 *   currency: "USDT",
 *   parameters: {},
 *   fillTiming: "next",
 *   equity: { time, equity: Float64Array.of(1000, 1005) },
 *   positions: [{ symbol: "BTCUSDT", time: Float64Array.of(0), quantity: Float64Array.of(1) }],
 *   fills: {
 *     time: Float64Array.of(0),
 *     symbol: ["BTCUSDT"],
 *     quantity: Float64Array.of(1),
 *     price: Float64Array.of(100),
 *     fee: Float64Array.of(0),
 *     maker: Float64Array.of(0),
 *   },
 *   prices: [{ symbol: "BTCUSDT", time, price: Float64Array.of(100, 105) }],
 * };
 * assert.deepEqual(positionValues(run, 10).net, Float64Array.of(100, 105, 105));
 * ```
 */
export function positionValues(run: RunReport, step: number): PositionValues {
  assertRun("value positions", run);
  const { from, to } = run.span;
  const { time, equity } = resampleEquity(run.equity, {
    step,
    from,
    to,
    initial: run.initialEquity,
  });
  const net = new Float64Array(time.length);
  const gross = new Float64Array(time.length);
  for (const position of run.positions) {
    const prices = run.prices.find(({ symbol }) => symbol === position.symbol);
    const quantity = asOf(time, {
      time: position.time,
      values: position.quantity,
    });
    const price = prices === undefined
      ? undefined
      : asOf(time, { time: prices.time, values: prices.price });
    for (let i = 0; i < time.length; i++) {
      const held = Number.isNaN(quantity[i]!) ? 0 : quantity[i]!;
      const value = held === 0 ? 0 : held * (price?.[i] ?? NaN);
      net[i]! += value;
      gross[i]! += Math.abs(value);
    }
  }
  return { time, net, gross, equity };
}
