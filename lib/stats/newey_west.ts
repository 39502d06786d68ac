import { assertChoice, assertInteger } from "./arguments.ts";
import { mean } from "./mean.ts";

/**
 * How an autocovariance of lag `l` counts in a long-run variance with `L` lags.
 *
 * - `"bartlett"`: by `1 - l / (L + 1)`, which is never negative in sum (Newey and West);
 * - `"rectangular"`: by 1 up to lag `L` (Hansen and Hodrick), exact for a moving average of
 *   order `L`; the sum may come out negative.
 */
export type LagWindow = "bartlett" | "rectangular";

/** Choices of {@linkcode longRunVariance} and {@linkcode neweyWest}. */
export type LongRunOptions = {
  /** Lags `L` of the autocovariance, at least 0; {@linkcode neweyWestLags} by default. */
  readonly lags?: number;
  /** How a lag counts; `"bartlett"` by default. */
  readonly window?: LagWindow;
};

/** A mean of entries that depend on each other, and how well it is known. */
export type NeweyWest = {
  /** Arithmetic mean of the column. */
  readonly mean: number;
  /** Variance of `√n` times the mean: unit of the entries, squared. */
  readonly longRunVariance: number;
  /** Standard error of the mean, `√(longRunVariance / n)`; `NaN` where that is negative. */
  readonly standardError: number;
  /** Lags `L` that were used. */
  readonly lags: number;
  /** Number of entries. */
  readonly observations: number;
};

/**
 * Number of lags after Newey and West (1994).
 *
 * `⌊4 (n / 100)^(2/9)⌋`, at most `n - 1`.
 *
 * @param n Number of entries, at least 0.
 * @returns Lags `L`.
 * @throws {RangeError} If `n` is not a whole number of at least 0.
 * @see Newey, W., West, K. (1994), Automatic lag selection in covariance matrix estimation,
 *   Review of Economic Studies 61(4), 631-653, doi:10.2307/2297912.
 *
 * @example A hundred entries, and a month of minutes
 * ```ts
 * import assert from "node:assert/strict";
 * import { neweyWestLags } from "volarb/stats";
 *
 * assert.equal(neweyWestLags(100), 4);
 * assert.equal(neweyWestLags(43_200), 15);
 * ```
 */
export function neweyWestLags(n: number): number {
  assertInteger("choose the lags of a long-run variance", "n", n, 0);
  return Math.max(0, Math.min(n - 1, Math.floor(4 * (n / 100) ** (2 / 9))));
}

/**
 * Long-run variance of a stationary column: the variance of `√n` times its mean.
 *
 * `Γ₀ + 2 Σ_{l=1..L} w_l Γ_l` with `Γ_l = (1/n) Σ_{t>l} (x[t] - x̄)(x[t-l] - x̄)` and the weights
 * of {@linkcode LagWindow}. The divisor is `n` for every lag.
 *
 * @param column Length `n`.
 * @param options Lags and their weights.
 * @returns Unit of the entries, squared; `NaN` of an empty column or one with a missing
 *   entry. With the rectangular window it may be negative.
 * @throws {RangeError} If `lags` is not a whole number of at least 0, or the window is
 *   unknown. Lags from `n` on have no pairs and add nothing.
 * @see Newey, W., West, K. (1987), A simple, positive semi-definite, heteroskedasticity and
 *   autocorrelation consistent covariance matrix, Econometrica 55(3), 703-708,
 *   doi:10.2307/1913610; Hansen, L., Hodrick, R. (1980), Forward exchange rates as optimal
 *   predictors of future spot rates, Journal of Political Economy 88(5), 829-853,
 *   doi:10.1086/260910 (rectangular).
 *
 * @example An alternating column has a mean that is known exactly
 * ```ts
 * import assert from "node:assert/strict";
 * import { longRunVariance } from "volarb/stats";
 *
 * const flip = Float64Array.of(1, -1, 1, -1);
 * assert.equal(longRunVariance(flip, { lags: 0 }), 1);
 * assert.equal(longRunVariance(flip, { lags: 1 }), 0.25);
 * ```
 */
export function longRunVariance(
  column: Float64Array,
  { lags, window = "bartlett" }: LongRunOptions = {},
): number {
  const action = "compute a long-run variance";
  const n = column.length;
  lags ??= neweyWestLags(n);
  assertInteger(action, "lags", lags, 0);
  assertChoice(action, "window", window, ["bartlett", "rectangular"]);
  // The mean of equal entries may differ from them in its last digit.
  const still = column.every((x) => x === column[0]);
  const center = still && n > 0 ? column[0]! : mean(column);
  const deviations = column.map((x) => x - center);
  let total = autocovariance(deviations, 0);
  for (let lag = 1; lag <= Math.min(lags, n - 1); lag++) {
    const weight = window === "bartlett" ? 1 - lag / (lags + 1) : 1;
    total += 2 * weight * autocovariance(deviations, lag);
  }
  // Rounding may take the Bartlett sum below zero; in exact numbers it cannot get there.
  return window === "bartlett" && total < 0 ? 0 : total;
}

/** `(1/n) Σ d[t] d[t - lag]` of deviations from the mean. */
function autocovariance(deviations: Float64Array, lag: number): number {
  const n = deviations.length;
  let total = 0;
  for (let t = lag; t < n; t++) total += deviations[t]! * deviations[t - lag]!;
  return total / n;
}

/**
 * Mean of a column whose entries depend on each other, with a standard error that is
 * consistent under heteroskedasticity and autocorrelation (HAC).
 *
 * `se = √(LRV / n)` with the {@linkcode longRunVariance}. For `h`-step targets at every
 * step the entries overlap: give at least `h - 1` lags. The Bartlett weights then still
 * understate the variance (by a third at `L = h - 1`, by a ninth at `L = 3h`).
 *
 * @param column Length `n`.
 * @param options Lags and their weights.
 * @returns Mean, long-run variance, standard error and the lags used.
 * @throws {RangeError} If `lags` is not a whole number of at least 0, or the window is
 *   unknown.
 * @see eq-newey-west, alg-long-run-variance
 * @see Newey, W., West, K. (1987), Econometrica 55(3), 703-708, doi:10.2307/1913610.
 *
 * @example Without lags it is the population's standard error
 * ```ts
 * import assert from "node:assert/strict";
 * import { neweyWest } from "volarb/stats";
 *
 * const { mean, standardError } = neweyWest(Float64Array.of(1, 3), { lags: 0 });
 * assert.equal(mean, 2);
 * assert.equal(standardError, Math.sqrt(1 / 2));
 * ```
 */
export function neweyWest(
  column: Float64Array,
  options: LongRunOptions = {},
): NeweyWest {
  const observations = column.length;
  const lags = options.lags ?? neweyWestLags(observations);
  const variance = longRunVariance(column, { ...options, lags });
  return {
    mean: mean(column),
    longRunVariance: variance,
    standardError: Math.sqrt(variance / observations),
    lags,
    observations,
  };
}
