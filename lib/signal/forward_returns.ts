import { assertInteger } from "../stats/arguments.ts";

/**
 * Log return over the rows that follow each row: what a signal forecasts.
 *
 * `R[t] = r[t+1] + … + r[t+h]`, each sum on its own so that no rounding is carried along. It is
 * known at row `t + h` only: never a feature.
 *
 * @param returns Length `n`: log return from row `t - 1` to row `t`; `NaN` is missing.
 * @param horizon Rows `h`, at least 1.
 * @returns Length `n`; `NaN` in the last `h` rows and where a return is missing.
 * @throws {RangeError} If `horizon` is not an integer of at least 1.
 *
 * @example Two rows ahead
 * ```ts
 * import assert from "node:assert/strict";
 * import { forwardReturns } from "volarb/signal";
 *
 * const returns = Float64Array.of(9, 1, 2, 4);
 * assert.deepEqual(forwardReturns(returns, 2), Float64Array.of(3, 6, NaN, NaN));
 * ```
 */
export function forwardReturns(
  returns: Float64Array,
  horizon: number,
): Float64Array {
  assertInteger("look ahead", "horizon", horizon, 1);
  const n = returns.length;
  const forward = new Float64Array(n).fill(NaN);
  for (let t = 0; t + horizon < n; t++) {
    let total = 0;
    for (let j = 1; j <= horizon; j++) total += returns[t + j]!;
    forward[t] = total;
  }
  return forward;
}
