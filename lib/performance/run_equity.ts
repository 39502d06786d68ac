import { assertPositive } from "../stats/arguments.ts";
import { type EquityCurve, resampleEquity } from "./equity_curve.ts";
import { assertRun, type RunReport } from "./run_report.ts";

/**
 * Equity of a run at the ends of its periods.
 *
 * A span is `round((to - from) / step)` periods, at least one. A run ends with its last record, which seldom is the end of a period: the
 * bar of the last minute of a day is known a moment after midnight. What is left over belongs to the last period where it is less than
 * half of one, and is a period of its own otherwise; the last row has the last mark in both cases. So the returns compound to the change
 * of equity, and no moment after midnight counts as a period, or as a day.
 *
 * @param run The run.
 * @param step Microseconds of a period, > 0.
 * @returns One row more than there are periods, from the start of the span; each but the last has the last mark at or before its time.
 * @throws {RangeError} If the report is none or the step is not positive.
 * @see def-equity-grid
 *
 * @example A day of hours whose last mark is half a second late
 * ```ts
 * import assert from "node:assert/strict";
 * import { runEquity, type RunReport } from "volarb/performance";
 *
 * const none = new Float64Array(0);
 * const run: RunReport = {
 *   name: "A day",
 *   hash: "",
 *   span: { from: 0, to: 86_400.5e6 },
 *   initialEquity: 1000,
 *   currency: "USDT",
 *   parameters: {},
 *   fillTiming: "next",
 *   equity: {
 *     time: Float64Array.of(0, 86_400e6, 86_400.5e6),
 *     equity: Float64Array.of(1000, 1001, 1002),
 *   },
 *   positions: [],
 *   fills: {
 *     time: none,
 *     symbol: [],
 *     quantity: none,
 *     price: none,
 *     fee: none,
 *     maker: none,
 *   },
 *   prices: [],
 * };
 * const { time, equity } = runEquity(run, 3600e6);
 * assert.equal(time.length, 25);
 * assert.equal(time.at(-1), 86_400e6);
 * assert.equal(equity.at(-1), 1002);
 * ```
 */
export function runEquity(run: RunReport, step: number): EquityCurve {
  const action = "take the equity of a run";
  assertRun(action, run);
  assertPositive(action, "step", step);
  const { from, to } = run.span;
  const periods = Math.max(1, Math.round((to - from) / step));
  const { time, equity } = resampleEquity(run.equity, {
    step,
    from,
    to: from + periods * step,
    initial: run.initialEquity,
  });
  const last = run.equity.equity.at(-1);
  if (last !== undefined) equity[periods] = last;
  return { time, equity };
}
