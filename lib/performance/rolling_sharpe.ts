import { assertInteger } from "../stats/arguments.ts";
import { rollingMean, rollingVariance } from "../stats/mod.ts";
import type { Returns } from "./returns.ts";

/** Sharpe ratio of each window. */
export type RollingSharpe = {
  /** Length `n`; end of each window, microseconds since the epoch. */
  readonly time: Float64Array;
  /** Length `n`; `√Y` times mean over deviation, `NaN` until the window is full and where it does not move. */
  readonly sharpe: Float64Array;
  /** Length `n`; `√Y √((1 + SR²/2) / window)`, Lo's error of independent normal returns. */
  readonly standardError: Float64Array;
};

/**
 * Annualized Sharpe ratio of a rolling window, without correction for autocorrelation.
 *
 * @param returns Returns of periods.
 * @param window Periods in a window, at least 2.
 * @returns Ratios; entry `t` uses the returns `t - window + 1 .. t`.
 * @throws {RangeError} If `window` is not a whole number of at least 2.
 *
 * @example Two returns a window
 * ```ts
 * import assert from "node:assert/strict";
 * import { equityReturns, rollingSharpe } from "volarb/performance";
 *
 * const returns = equityReturns({
 *   time: Float64Array.of(0, 1, 2),
 *   equity: Float64Array.of(100, 100, 102),
 * }, { step: 1 });
 * const { sharpe } = rollingSharpe({ ...returns, periodsPerYear: 1 }, 2);
 * assert.ok(Number.isNaN(sharpe[0]));
 * assert.ok(Math.abs(sharpe[1]! - Math.SQRT1_2) < 1e-12);
 * ```
 */
export function rollingSharpe(returns: Returns, window: number): RollingSharpe {
  assertInteger("compute a rolling Sharpe ratio", "window", window, 2);
  const { value, time, periodsPerYear } = returns;
  const center = rollingMean(value, window);
  const spread = rollingVariance(value, window);
  const ratio = center.map((m, t) => m / (Math.sqrt(spread[t]!) || NaN));
  const root = Math.sqrt(periodsPerYear);
  return {
    time,
    sharpe: ratio.map((r) => r * root),
    standardError: ratio.map((r) => root * Math.sqrt((1 + r * r / 2) / window)),
  };
}
