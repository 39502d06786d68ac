import { assertChoice } from "../stats/arguments.ts";
import { finiteOrNan } from "../stats/finite_or_nan.ts";

/**
 * How the variance of noise is read off returns.
 *
 * - `"autocovariance"`: `-Σ r_j r_{j-1} / (n - 1)`, unbiased;
 * - `"variance"`: `Σ r² / (2n)`, which holds `IV / (2n)` of the price as well: for ticks, where
 *   that is negligible.
 */
export type NoiseMethod = "autocovariance" | "variance";

/** Choices of {@linkcode noiseVariance}. */
export type NoiseOptions = {
  /** How it is read off; `"autocovariance"` by default. */
  readonly method?: NoiseMethod;
};

/**
 * Variance `ω²` of independent noise in log prices.
 *
 * A return holds the noise of two prices, `r = Δx + ε_t - ε_{t-1}`, so that its variance has
 * `2ω²` more than the price's and neighbours have covariance `-ω²`.
 *
 * @param returns Log returns of consecutive prices, length `n`.
 * @param options How it is read off.
 * @returns `ω²`; may be negative by autocovariance. `NaN` of fewer than two returns
 *   (one by variance) or with one missing.
 * @throws {RangeError} If the method is unknown.
 * @see lem-rv-noise, eq-rv-noise, eq-noise-variance
 * @see Bandi, F., Russell, J. (2008), Microstructure noise, realized variance, and
 *   optimal sampling, Review of Economic Studies 75(2), 339-369,
 *   doi:10.1111/j.1467-937X.2008.00474.x.
 *
 * @example A bounce of one to either side
 * ```ts
 * import assert from "node:assert/strict";
 * import { noiseVariance } from "volarb/volatility";
 *
 * const returns = Float64Array.of(2, -2, 2, -2);
 * assert.equal(noiseVariance(returns), 4);
 * assert.equal(noiseVariance(returns, { method: "variance" }), 2);
 * ```
 */
export function noiseVariance(
  returns: Float64Array,
  { method = "autocovariance" }: NoiseOptions = {},
): number {
  assertChoice("estimate the variance of noise", "method", method, [
    "autocovariance",
    "variance",
  ]);
  const n = returns.length;
  let sum = 0;
  if (method === "variance") {
    for (const r of returns) sum += r * r;
    return finiteOrNan(sum) / (2 * n);
  }
  if (n < 2) return NaN;
  for (let j = 1; j < n; j++) sum += returns[j]! * returns[j - 1]!;
  return finiteOrNan(0 - sum) / (n - 1);
}

/**
 * Roll's (1984) spread from the bounce of trades between bid and ask.
 *
 * `2 √(-c)` with `c = Σ (x_j - x̄)(x_{j-1} - x̄) / (n - 1)`, the first autocovariance of price
 * changes. It takes sides to be independent: where they repeat with
 * autocorrelation `ρ`, as orders split into many trades do, it is short by the factor
 * `1 - ρ`; where they alternate it doubles.
 *
 * @param changes Changes of consecutive trade prices, or log returns, length `n`.
 * @returns The spread in the unit of the changes; `NaN` where the autocovariance is not
 *   negative, of fewer than three changes, or with one missing.
 * @see eq-roll, prop-roll
 * @see Roll, R. (1984), A simple implicit measure of the effective bid-ask spread in
 *   an efficient market, Journal of Finance 39(4), 1127-1139,
 *   doi:10.1111/j.1540-6261.1984.tb03897.x.
 *
 * @example Trades that rise have none
 * ```ts
 * import assert from "node:assert/strict";
 * import { rollSpread } from "volarb/volatility";
 *
 * assert.ok(Number.isNaN(rollSpread(Float64Array.of(1, 2, 3, 4))));
 * assert.ok(rollSpread(Float64Array.of(1, -1, 0, 1, -1)) > 0);
 * ```
 */
export function rollSpread(changes: Float64Array): number {
  const n = changes.length;
  if (n < 3) return NaN;
  let mean = 0;
  for (const x of changes) mean += x / n;
  let sum = 0;
  for (let j = 1; j < n; j++) {
    sum += (changes[j]! - mean) * (changes[j - 1]! - mean);
  }
  return sum < 0 ? 2 * Math.sqrt(-sum / (n - 1)) : NaN;
}
