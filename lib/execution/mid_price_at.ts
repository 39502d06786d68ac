import type { QuoteTickColumns } from "../engine/mod.ts";
import { countUpTo } from "../time/mod.ts";

/**
 * The middle of the market at any time, from a column of quotes.
 *
 * @param quotes Event times, ascending, and best prices in ticks.
 * @param tickSize Quote units per tick.
 * @returns The middle of the last quote that is not after a time, quote units; `NaN` before the first.
 *
 * @example Between two quotes
 * ```ts
 * import assert from "node:assert/strict";
 * import { midPriceAt } from "volarb/execution";
 *
 * const at = midPriceAt({
 *   eventTime: Float64Array.of(10, 20),
 *   bidTicks: Int32Array.of(100, 102),
 *   askTicks: Int32Array.of(101, 103),
 * }, 0.5);
 * assert.deepEqual([at(9), at(10), at(19), at(20)], [NaN, 50.25, 50.25, 51.25]);
 * ```
 */
export function midPriceAt(
  { eventTime, bidTicks, askTicks }: Pick<
    QuoteTickColumns,
    "eventTime" | "bidTicks" | "askTicks"
  >,
  tickSize: number,
): (time: number) => number {
  return (time) => {
    const last = countUpTo(eventTime, time) - 1;
    return last < 0 ? NaN : (bidTicks[last]! + askTicks[last]!) / 2 * tickSize;
  };
}
