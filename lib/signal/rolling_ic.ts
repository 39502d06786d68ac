import { assertColumns, assertInteger } from "../stats/arguments.ts";
import { forwardReturns } from "./forward_returns.ts";

/** Choices of {@linkcode rollingIc}. */
export type RollingIcOptions = {
  /** Pairs of a window, at least 3. */
  readonly window: number;
  /** Rows over which the return runs; 1 by default. */
  readonly horizon?: number;
};

/**
 * Information coefficient over a moving window, as it could have been known at each row.
 *
 * Entry `t` is the correlation of the forecasts of the last `window` rows whose return over
 * `horizon` rows had come in by row `t`, that is of rows `t - h - window + 1 .. t - h`, with these returns.
 *
 * @param forecast Length `n`; `NaN` is missing.
 * @param returns Length `n`: log return from row `t - 1` to row `t`; `NaN` is missing.
 * @param options Window and horizon.
 * @returns Length `n`; `NaN` where a pair of the window is missing or one of the two does not
 *   move in it. Entry `t` uses rows up to `t`.
 * @throws {RangeError} If columns differ in length or an option is out of range.
 *
 * @example Three pairs
 * ```ts
 * import assert from "node:assert/strict";
 * import { rollingIc } from "volarb/signal";
 *
 * const forecast = Float64Array.of(1, 2, 3, 9);
 * const returns = Float64Array.of(0, 2, 4, 6);
 * const ic = rollingIc(forecast, returns, { window: 3 });
 * assert.ok(Number.isNaN(ic[2]!));
 * assert.ok(Math.abs(ic[3]! - 1) < 1e-15);
 * ```
 */
export function rollingIc(
  forecast: Float64Array,
  returns: Float64Array,
  { window, horizon = 1 }: RollingIcOptions,
): Float64Array {
  const action = "compute a rolling information coefficient";
  const n = assertColumns(action, { forecast, returns });
  assertInteger(action, "window", window, 3);
  const realized = forwardReturns(returns, horizon);
  const ic = new Float64Array(n).fill(NaN);
  for (let t = horizon + window - 1; t < n; t++) {
    const from = t - horizon - window + 1;
    ic[t] = correlation(forecast, realized, from, from + window);
  }
  return ic;
}

/** Correlation of rows `from .. to-1`, in two passes. */
function correlation(
  x: Float64Array,
  y: Float64Array,
  from: number,
  to: number,
): number {
  let meanX = 0;
  let meanY = 0;
  for (let t = from; t < to; t++) {
    meanX += x[t]!;
    meanY += y[t]!;
  }
  meanX /= to - from;
  meanY /= to - from;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let t = from; t < to; t++) {
    const a = x[t]! - meanX;
    const b = y[t]! - meanY;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : NaN;
}
