import { chiSquareCdf } from "./chi_square.ts";

/** What {@linkcode ljungBox} gives. */
export type LjungBox = {
  /** `Q`. */
  readonly statistic: number;
  /** Degrees of freedom: lags less fitted parameters. */
  readonly degrees: number;
  /** Probability of a larger `Q` if there is no autocorrelation. */
  readonly pValue: number;
  /** Autocorrelation at lags 1, 2, ... */
  readonly autocorrelation: Float64Array;
};

/** Options of {@linkcode ljungBox}. */
export type LjungBoxOptions = {
  /** Number of lags, from 1 up to the entries less one. */
  readonly lags: number;
  /** Parameters that were fitted on the same entries, taken off the degrees of freedom; 0 by default. */
  readonly fitted?: number;
};

/**
 * The test of Ljung and Box that a column has no autocorrelation up to a lag.
 *
 * `Q = n (n + 2) Σ_{k=1}^{L} ρ_k² / (n - k)`, chi-square with `L - p` degrees of freedom. Missing
 * entries are left out of the sums, pairs of which one is missing too.
 *
 * @param x Length `n`; `NaN` is missing.
 * @param options Lags and fitted parameters.
 * @returns Statistic, degrees of freedom and p-value; `NaN` for a constant column.
 * @throws {RangeError} If lags are not in 1 to n - 1 or do not exceed the fitted parameters.
 * @see Ljung, G. M. and Box, G. E. P. (1978), Biometrika 65(2), 297-303, doi:10.1093/biomet/65.2.297.
 *
 * @example Four entries by hand
 * ```ts
 * import assert from "node:assert/strict";
 * import { ljungBox } from "volarb/stats";
 *
 * const { statistic, autocorrelation } = ljungBox(Float64Array.of(1, -1, 1, -1), {
 *   lags: 1,
 * });
 * assert.equal(autocorrelation[0], -0.75);
 * assert.equal(statistic, 4 * 6 * 0.75 ** 2 / 3);
 * ```
 */
export function ljungBox(
  x: Float64Array,
  { lags, fitted = 0 }: LjungBoxOptions,
): LjungBox {
  const n = x.reduce((count, value) => count + Number(value === value), 0);
  const action = "test for autocorrelation";
  if (!Number.isInteger(lags) || !(lags >= 1 && lags < n)) {
    throw new RangeError(
      `Cannot ${action} as lags must be in 1 to ${
        n - 1
      }: current value is ${lags}`,
    );
  }
  if (!(fitted >= 0 && fitted < lags)) {
    throw new RangeError(
      `Cannot ${action} as fitted must be in 0 to ${
        lags - 1
      }: current value is ${fitted}`,
    );
  }
  const first = x.find((value) => value === value);
  const still = x.every((value) => value !== value || value === first);
  let mean = 0;
  for (const value of x) if (value === value) mean += value / n;
  // The mean of equal entries may differ from them in its last digit.
  let square = still ? NaN : 0;
  for (const value of x) if (value === value) square += (value - mean) ** 2;
  const autocorrelation = new Float64Array(lags);
  let statistic = 0;
  for (let k = 1; k <= lags; k++) {
    let sum = 0;
    for (let t = k; t < x.length; t++) {
      const pair = (x[t]! - mean) * (x[t - k]! - mean);
      if (pair === pair) sum += pair;
    }
    autocorrelation[k - 1] = sum / square;
    statistic += (sum / square) ** 2 / (n - k);
  }
  statistic *= n * (n + 2);
  const degrees = lags - fitted;
  return {
    statistic,
    degrees,
    pValue: 1 - chiSquareCdf(statistic, degrees),
    autocorrelation,
  };
}
