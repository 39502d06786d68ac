import { assertInteger } from "./arguments.ts";
import { mean } from "./mean.ts";

/**
 * Autocorrelations of a column.
 *
 * `ρ_k = Σ_{t>k} (x[t] - x̄)(x[t-k] - x̄) / Σ (x[t] - x̄)²`: every lag has the divisor of lag 0, so
 * that the sequence is that of a stationary process.
 *
 * @param column Length `n`.
 * @param lags Number of lags `K`, at least 0.
 * @returns Length `K`; entry `k - 1` is `ρ_k`, 0 where `k >= n`, `NaN` if an entry is missing or the
 *   column does not move.
 * @throws {RangeError} If `lags` is not a whole number of at least 0.
 * @see Box, G., Jenkins, G., Reinsel, G. (2008), Time series analysis, fourth edition, Wiley,
 *   section 2.1.5.
 *
 * @example A column that alternates
 * ```ts
 * import assert from "node:assert/strict";
 * import { autocorrelation } from "volarb/stats";
 *
 * const rho = autocorrelation(Float64Array.of(1, -1, 1, -1), 2);
 * assert.deepEqual(rho, Float64Array.of(-0.75, 0.5));
 * ```
 */
export function autocorrelation(
  column: Float64Array,
  lags: number,
): Float64Array {
  assertInteger("compute autocorrelations", "lags", lags, 0);
  const n = column.length;
  const center = mean(column);
  const still = column.every((x) => x === column[0]);
  const deviations = column.map((x) => still ? NaN : x - center);
  const covariance = (lag: number) => {
    let total = 0;
    for (let t = lag; t < n; t++) {
      total += deviations[t]! * deviations[t - lag]!;
    }
    return total;
  };
  const scale = n === 0 ? NaN : covariance(0);
  return Float64Array.from(
    { length: lags },
    (_, i) => covariance(i + 1) / scale,
  );
}
