import type { QuoteTickColumns, Steps } from "../engine/mod.ts";
import { Grid } from "../engine/mod.ts";
import { assertPositive } from "../stats/arguments.ts";
import type { PriceColumns } from "./run_report.ts";

/** Choices of {@linkcode midPrices}. */
export type MidPriceOptions = {
  /** The instrument and its steps. */
  readonly steps: Steps;
  /** Microseconds from row to row, > 0. */
  readonly step: number;
};

/**
 * Middle of bid and ask on a grid of time, to value positions with and to draw.
 *
 * Row `i` is at a whole multiple of `step` and has the last quote at or before that time; a quote without a bid or an ask changes nothing.
 *
 * @param quotes Event times, microseconds since the epoch, and best prices in ticks, in the order in which they came; one that is stamped
 *   earlier than the row before it counts with that row.
 * @param options Steps of the instrument and of the grid.
 * @returns The prices from the first row that knows a quote to the first that knows the last one.
 * @throws {RangeError} If columns differ in length or `step` is not positive.
 *
 * @example Three quotes
 * ```ts
 * import assert from "node:assert/strict";
 * import { midPrices } from "volarb/performance";
 *
 * const { time, price } = midPrices({
 *   eventTime: Float64Array.of(1, 9, 25),
 *   bidTicks: Int32Array.of(100, 101, 102),
 *   askTicks: Int32Array.of(102, 102, 104),
 * }, {
 *   steps: {
 *     symbol: "BTCUSDT",
 *     tick: { integer: 1, scale: 1 },
 *     lot: { integer: 1, scale: 3 },
 *   },
 *   step: 10,
 * });
 * assert.deepEqual([...time], [10, 20, 30]);
 * assert.deepEqual([...price], [10.15, 10.15, 10.3]);
 * ```
 */
export function midPrices(
  { eventTime, bidTicks, askTicks }: Pick<
    QuoteTickColumns,
    "eventTime" | "bidTicks" | "askTicks"
  >,
  { steps, step }: MidPriceOptions,
): PriceColumns {
  const action = "sample mid prices";
  for (const [name, { length }] of Object.entries({ bidTicks, askTicks })) {
    if (length === eventTime.length) continue;
    throw new RangeError(
      `Cannot ${action} as columns must have the length of eventTime, ${eventTime.length}: current value is ${length} for ${name}`,
    );
  }
  assertPositive(action, "step", step);
  const grid = new Grid(steps);
  const time: number[] = [];
  const price: number[] = [];
  let value = NaN;
  const n = eventTime.length;
  if (n > 0) {
    const last = Math.ceil(eventTime[n - 1]! / step);
    let next = 0;
    for (let row = Math.ceil(eventTime[0]! / step); row <= last; row++) {
      const now = row * step;
      for (; next < n && eventTime[next]! <= now; next++) {
        const middle = (bidTicks[next]! + askTicks[next]!) / 2;
        if (!Number.isNaN(middle)) value = grid.price(middle);
      }
      if (Number.isNaN(value)) continue;
      time.push(now);
      price.push(value);
    }
  }
  return {
    symbol: steps.symbol,
    time: Float64Array.from(time),
    price: Float64Array.from(price),
  };
}
