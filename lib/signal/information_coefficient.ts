import {
  assertChoice,
  assertColumns,
  assertInteger,
} from "../stats/arguments.ts";
import { neweyWest, neweyWestLags, normalCdf } from "../stats/mod.ts";
import { ranks } from "./ranks.ts";

/** Choices of {@linkcode informationCoefficient}. */
export type IcOptions = {
  /** Rows over which the realised return runs; 1 by default. */
  readonly horizon?: number;
  /** `"pearson"` (default) of the values, `"spearman"` of their ranks. */
  readonly method?: "pearson" | "spearman";
  /**
   * Length `n`: log return from row `t - 1` to row `t`, of which the realised returns are sums.
   * With them the test takes Hodrick's error, which does not suffer from the overlap.
   */
  readonly returns?: Float64Array;
  /** Lags of the autocovariance; the larger of `neweyWestLags` and `3 h` by default, 0 for `h = 1` and independent pairs. */
  readonly lags?: number;
};

/** A correlation of forecast and return, and how well it is known. */
export type InformationCoefficient = {
  /** The correlation; `NaN` where one of the columns does not move. */
  readonly ic: number;
  /** Newey and West's standard error, consistent under heteroskedasticity and autocorrelation. */
  readonly standardError: number;
  /**
   * Standard error if returns cannot be forecast: Hodrick's where one-row returns were given,
   * else Newey and West's.
   */
  readonly nullError: number;
  /** `ic / nullError`. */
  readonly tStatistic: number;
  /** Probability of a correlation as far from zero, in either direction, if there is none. */
  readonly pValue: number;
  /** Pairs that are there. */
  readonly observations: number;
  /**
   * Bets whose independence would give this standard error: `(1 - ic²)² / se²`. Fewer than
   * the pairs where these overlap; the `BR` of Grinold's law.
   */
  readonly breadth: number;
};

/**
 * Information coefficient: the correlation of a forecast with what came.
 *
 * With standardised `x`, `y` the correlation `ρ` is the mean of `x y`, and its error to first order that
 * of the mean of `x[t] y[t] - ρ (x[t]² + y[t]²) / 2`, whose standard error is Newey and West's. Returns
 * over `h` rows at every row overlap by `h - 1`, so the default takes at least `3 h` lags; the
 * Bartlett weights then understate the variance by a ninth at most.
 *
 * @param forecast Length `n`; `NaN` is missing.
 * @param realized Length `n`: what came of each, as `forwardReturns` gives it; `NaN` is missing.
 * @param options Horizon, method, lags.
 * @returns Correlation, standard error, and the test of no correlation. Pairs with a missing
 *   entry are left out, as if the others followed on each other.
 * @throws {RangeError} If columns differ in length or a choice is out of range.
 * @see eq-ic, eq-ic-error, eq-hodrick
 * @see Grinold, R., Kahn, R. (2000), Active portfolio management, second edition, McGraw-Hill,
 *   chapter 6; Newey, W., West, K. (1987), Econometrica 55(3), 703-708, doi:10.2307/1913610;
 *   Hodrick, R. (1992), Dividend yields and expected stock returns, Review of Financial
 *   Studies 5(3), 357-386, doi:10.1093/rfs/5.3.351.
 *
 * @example By hand
 * ```ts
 * import assert from "node:assert/strict";
 * import { informationCoefficient } from "volarb/signal";
 *
 * const { ic } = informationCoefficient(
 *   Float64Array.of(1, 2, 3, NaN),
 *   Float64Array.of(1, 3, 2, 7),
 * );
 * assert.ok(Math.abs(ic - 0.5) < 1e-15);
 * ```
 */
export function informationCoefficient(
  forecast: Float64Array,
  realized: Float64Array,
  { horizon = 1, method = "pearson", returns, lags }: IcOptions = {},
): InformationCoefficient {
  const action = "compute an information coefficient";
  assertColumns(action, { forecast, realized, ...(returns && { returns }) });
  assertInteger(action, "horizon", horizon, 1);
  assertChoice(action, "method", method, ["pearson", "spearman"]);
  if (lags !== undefined) assertInteger(action, "lags", lags, 0);
  const there = (t: number) =>
    Number.isFinite(forecast[t]!) && Number.isFinite(realized[t]!);
  const rows = Uint32Array.from(forecast.keys()).filter(there);
  let x = Float64Array.from(rows, (t) => forecast[t]!);
  let y = Float64Array.from(rows, (t) => realized[t]!);
  if (method === "spearman") {
    x = ranks(x);
    y = ranks(y);
  }
  const observations = x.length;
  const deviation = standardize(y);
  standardize(x);
  let ic = observations === 0 ? NaN : 0;
  for (let t = 0; t < observations; t++) ic += x[t]! * y[t]! / observations;
  // Rounding may carry a perfect correlation beyond 1.
  ic = Math.max(-1, Math.min(1, ic));
  const influence = x.map((a, t) =>
    a * y[t]! - ic * (a * a + y[t]! * y[t]!) / 2
  );
  const least = horizon === 1 ? 0 : 3 * horizon;
  const { standardError } = neweyWest(influence, {
    lags: lags ?? Math.max(neweyWestLags(observations), least),
  });
  const nullError = returns === undefined || method === "spearman"
    ? standardError
    : hodrickError(x, rows, returns, horizon) / deviation;
  const tStatistic = ic / nullError;
  return {
    ic,
    standardError,
    nullError,
    tStatistic,
    pValue: 2 * normalCdf(-Math.abs(tStatistic)),
    observations,
    breadth: (1 - ic * ic) ** 2 / standardError ** 2,
  };
}

/** Error of the mean of `x[t] R[t]` if one-row returns cannot be forecast. */
function hodrickError(
  x: Float64Array,
  rows: Uint32Array,
  returns: Float64Array,
  horizon: number,
): number {
  const n = returns.length;
  // Sums of the forecast over the rows before: entry u + 1 is up to row u.
  const sums = new Float64Array(n + 1);
  for (let i = 0; i < rows.length; i++) sums[rows[i]! + 1] = x[i]!;
  for (let u = 0; u < n; u++) sums[u + 1]! += sums[u]!;
  const present = returns.filter(Number.isFinite);
  const center = present.reduce((a, b) => a + b, 0) / present.length;
  let total = 0;
  for (let u = 1; u < n; u++) {
    const r = returns[u]! - center;
    const before = sums[u]! - sums[Math.max(0, u - horizon)]!;
    if (Number.isFinite(r)) total += (r * before) ** 2;
  }
  return Math.sqrt(total) / rows.length;
}

/** Makes a column's mean 0 and its mean square 1, in place; gives the root of what it was. */
function standardize(column: Float64Array): number {
  const n = column.length;
  let mean = 0;
  for (const x of column) mean += x / n;
  let square = 0;
  for (const x of column) square += (x - mean) ** 2 / n;
  const constant = !(square > 1e-26 * mean * mean);
  const scale = constant ? NaN : Math.sqrt(square);
  column.forEach((x, t) => column[t] = (x - mean) / scale);
  return scale;
}
