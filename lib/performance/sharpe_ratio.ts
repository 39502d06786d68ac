import { assertColumns, assertPositive } from "../stats/arguments.ts";
import {
  autocorrelation,
  longRunVariance,
  mean,
  neweyWestLags,
  variance,
} from "../stats/mod.ts";
import { deviation } from "./return_volatility.ts";

/**
 * Sharpe ratio per period.
 *
 * `(r̄ - f) / s` with the sample deviation `s` (divisor `n - 1`). Not annualized.
 *
 * @param returns Length `n`; a fraction per period.
 * @param riskFree Return `f` of a period without risk; 0 by default.
 * @returns The ratio per root period; `NaN` of fewer than two returns, if one is missing, and where
 *   they do not move.
 * @see def-sharpe-ratio
 * @see Sharpe, W. (1994), The Sharpe ratio, Journal of Portfolio Management 21(1), 49-58,
 *   doi:10.3905/jpm.1994.409501.
 *
 * @example Mean 1, deviation √2
 * ```ts
 * import assert from "node:assert/strict";
 * import { sharpeRatio } from "volarb/performance";
 *
 * assert.ok(Math.abs(sharpeRatio(Float64Array.of(0, 2)) - Math.SQRT1_2) < 1e-15);
 * ```
 */
export function sharpeRatio(returns: Float64Array, riskFree = 0): number {
  return (mean(returns) - riskFree) / (deviation(returns) || NaN);
}

/** How the error of a Sharpe ratio is told; see {@linkcode sharpeStandardError}. */
export type SharpeError = "normal" | "iid" | "hac";

/** Choices of {@linkcode sharpeStandardError}. */
export type SharpeErrorOptions = {
  /** What is taken of the returns; `"hac"` by default. */
  readonly method?: SharpeError;
  /** Return of a period without risk; 0 by default. */
  readonly riskFree?: number;
  /** Lags of `"hac"`; `neweyWestLags(n)` by default. */
  readonly lags?: number;
};

/**
 * Standard error of a Sharpe ratio per period.
 *
 * - `"normal"`: `√((1 + SR²/2) / n)`, independent normal returns (Lo);
 * - `"iid"`: `√((1 - γ₃ SR + (γ₄ - 1) SR²/4) / n)`, independent returns of any skewness and raw kurtosis
 *   (Mertens);
 * - `"hac"`: `√(LRV(ψ) / n)`, stationary returns (Lo's GMM), with Newey and West's long-run variance of
 *   `ψ[t] = z - SR (z² - 1) / 2`, `z = (r[t] - r̄) / s`. With 0 lags it is `"iid"`.
 *
 * Moments are those of the sample, with divisor `n`, and so is `SR` here.
 *
 * @param returns Length `n`; a fraction per period.
 * @param options Method, rate without risk, lags.
 * @returns The error, per root period; `NaN` of fewer than two returns, if one is missing, and where
 *   they do not move.
 * @throws {RangeError} If the method is unknown or `lags` is not a whole number of at least 0.
 * @see thm-sharpe-error, eq-sharpe-hac, eq-sharpe-error
 * @see Lo, A. (2002), The statistics of Sharpe ratios, Financial Analysts Journal 58(4), 36-52,
 *   doi:10.2469/faj.v58.n4.2453; Mertens, E. (2002), Comments on variance of the IID estimator in
 *   Lo, University of Basel.
 *
 * @example Without skewness, and with the least kurtosis there is, it is known exactly
 * ```ts
 * import assert from "node:assert/strict";
 * import { sharpeStandardError } from "volarb/performance";
 *
 * const returns = Float64Array.of(0, 2, 0, 2);
 * assert.equal(sharpeStandardError(returns, { method: "iid" }), 1 / 2);
 * assert.equal(sharpeStandardError(returns, { method: "normal" }), Math.sqrt(1.5 / 4));
 * ```
 */
export function sharpeStandardError(
  returns: Float64Array,
  { method = "hac", riskFree = 0, lags = neweyWestLags(returns.length) }:
    SharpeErrorOptions = {},
): number {
  if (!["normal", "iid", "hac"].includes(method)) {
    throw new RangeError(
      `Cannot compute the error of a Sharpe ratio as method must be one of "normal", "iid", "hac": current value is "${method}"`,
    );
  }
  const n = returns.length;
  if (!(deviation(returns) > 0)) return NaN;
  const { ratio, influence } = sharpeInfluence(returns, riskFree);
  return Math.sqrt(
    method === "normal"
      ? (1 + ratio * ratio / 2) / n
      : longRunVariance(influence, { lags: method === "iid" ? 0 : lags }) / n,
  );
}

/** The ratio with divisor `n`, and how much each return moves it, `n` times. */
function sharpeInfluence(
  returns: Float64Array,
  riskFree: number,
): { ratio: number; influence: Float64Array } {
  const center = mean(returns);
  const scale = Math.sqrt(variance(returns, { ddof: 0 }));
  const ratio = (center - riskFree) / scale;
  const influence = returns.map((r) => {
    const z = (r - center) / scale;
    return z - ratio * (z * z - 1) / 2;
  });
  return { ratio, influence };
}

/**
 * Standard error of the Sharpe ratio of independent normal returns, from the ratio alone.
 *
 * `√((1 + SR²/2) / n)`.
 *
 * @param ratio The ratio per root period.
 * @param n Number of periods, > 0.
 * @returns The error, per root period.
 * @throws {RangeError} If `n` is not positive.
 * @see Lo, A. (2002), equation 9.
 *
 * @example Five years of months
 * ```ts
 * import assert from "node:assert/strict";
 * import { loStandardError } from "volarb/performance";
 *
 * assert.ok(Math.abs(loStandardError(0.5, 60) - 0.136931) < 1e-6);
 * ```
 */
export function loStandardError(ratio: number, n: number): number {
  assertPositive("compute the error of a Sharpe ratio", "n", n);
  return Math.sqrt((1 + ratio * ratio / 2) / n);
}

/**
 * What takes a Sharpe ratio of one period to that of `q` periods.
 *
 * `η(q) = q / √(q + 2 Σ_{k=1..K} (q - k) ρ_k)`, which is `√q` without autocorrelation; lags from `q` on do
 * not count.
 *
 * @param q Periods, > 0; a year's need not be whole.
 * @param autocorrelations Length `K`; entry `k - 1` is `ρ_k`.
 * @returns The factor; `NaN` where the sum is not positive, which no stationary process has.
 * @throws {RangeError} If `q` is not positive and finite.
 * @see thm-sharpe-scaling, eq-sharpe-scaling
 * @see Lo, A. (2002), equation 20.
 *
 * @example Months that reverse by a fifth
 * ```ts
 * import assert from "node:assert/strict";
 * import { sharpeScaling } from "volarb/performance";
 *
 * const rho = Float64Array.from({ length: 11 }, (_, i) => (-0.2) ** (i + 1));
 * assert.ok(Math.abs(sharpeScaling(12, rho) - 4.1708) < 1e-4);
 * ```
 */
export function sharpeScaling(
  q: number,
  autocorrelations: Float64Array,
): number {
  assertPositive("annualize a Sharpe ratio", "q", q);
  let total = q;
  autocorrelations.forEach((rho, i) => {
    total += 2 * Math.max(0, q - i - 1) * rho;
  });
  return total > 0 ? q / Math.sqrt(total) : NaN;
}

/** Choices of {@linkcode annualizedSharpe}. */
export type AnnualizedSharpeOptions = {
  /** Periods in a year `Y`, > 0. */
  readonly periodsPerYear: number;
  /** Return of a period without risk; 0 by default. */
  readonly riskFree?: number;
  /** Lags `K` of the autocorrelation and of the error; `neweyWestLags(n)` by default, 0 annualizes by `√Y`. */
  readonly lags?: number;
};

/** A Sharpe ratio of a year and how well it is known. */
export type AnnualizedSharpe = {
  /** The ratio per root year, corrected for autocorrelation. */
  readonly value: number;
  /** Its standard error, consistent under heteroskedasticity and autocorrelation. */
  readonly standardError: number;
  /** `√Y` times the ratio of a period: what it would be without the correction. */
  readonly uncorrected: number;
  /** What the ratio of a period was multiplied by. */
  readonly scaling: number;
  /** Lags of the autocorrelation. */
  readonly lags: number;
  /** `"rectangular"`, or `"bartlett"` where the plain sum of the autocorrelations was not positive. */
  readonly window: "rectangular" | "bartlett";
  /** What the number is, to be printed beside it. */
  readonly definition: string;
};

/**
 * Annualized Sharpe ratio, corrected for autocorrelation, with its standard error.
 *
 * `η(Y) SR` with {@linkcode sharpeScaling} of the first `K` autocorrelations. Where their sum leaves no
 * variance they are weighted by `1 - k/(K+1)`, which always does. The error takes into account that mean,
 * variance and autocorrelations are all estimated: `√(LRV(φ) / n)`, as that of {@linkcode sharpeStandardError} with the ratio of divisor
 * `n` in it, with `φ[t] = η (x[t]/s - SR (Y x[t]² + 2 Σ (Y - k) x[t] x[t-k]) / (2 S s²) + SR/2)`, `x = r - r̄` and `S = Y + 2 Σ (Y - k) ρ_k`.
 *
 * @param returns Length `n`; a fraction per period.
 * @param options Periods in a year, rate without risk, lags.
 * @returns The ratio; `NaN` of fewer than two returns, if one is missing, and where they do not
 *   move.
 * @throws {RangeError} If `periodsPerYear` is not positive or `lags` not a whole number of at least 0.
 * @see Lo, A. (2002), The statistics of Sharpe ratios, Financial Analysts Journal 58(4), 36-52,
 *   doi:10.2469/faj.v58.n4.2453.
 *
 * @example Returns that alternate vary less over a year
 * ```ts
 * import assert from "node:assert/strict";
 * import { annualizedSharpe } from "volarb/performance";
 *
 * const returns = Float64Array.from({ length: 100 }, (_, t) => t % 2 ? 0.02 : -0.01);
 * const { value, uncorrected } = annualizedSharpe(returns, { periodsPerYear: 365 });
 * assert.ok(value > uncorrected);
 * ```
 */
export function annualizedSharpe(
  returns: Float64Array,
  {
    periodsPerYear,
    riskFree = 0,
    lags = Math.min(
      neweyWestLags(returns.length),
      Math.max(0, Math.ceil(periodsPerYear) - 1),
    ),
  }: AnnualizedSharpeOptions,
): AnnualizedSharpe {
  const action = "annualize a Sharpe ratio";
  assertColumns(action, { returns });
  assertPositive(action, "periodsPerYear", periodsPerYear);
  const ratio = sharpeRatio(returns, riskFree);
  const rho = autocorrelation(returns, lags);
  const tapered = rho.map((r, i) => (1 - (i + 1) / (lags + 1)) * r);
  const plain = sharpeScaling(periodsPerYear, rho);
  const window = Number.isNaN(plain) ? "bartlett" : "rectangular";
  const weighted = window === "bartlett" ? tapered : rho;
  const scaling = sharpeScaling(periodsPerYear, weighted);
  const n = returns.length;
  const influence = annualInfluence(returns, {
    ratio: ratio * Math.sqrt(n / (n - 1)),
    scaling,
    periodsPerYear,
    weights: Float64Array.from(
      { length: lags },
      (_, i) =>
        Math.max(0, periodsPerYear - i - 1) *
        (window === "bartlett" ? 1 - (i + 1) / (lags + 1) : 1),
    ),
  });
  return {
    value: scaling * ratio,
    standardError: Number.isNaN(scaling * ratio)
      ? NaN
      : Math.sqrt(longRunVariance(influence, { lags }) / n),
    uncorrected: Math.sqrt(periodsPerYear) * ratio,
    scaling,
    lags,
    window,
    definition:
      `mean over sample deviation of a period, times Lo's η(${periodsPerYear}) with ${lags} autocorrelations (${window})`,
  };
}

/** How much each return moves the annualized ratio, `n` times; `weights` are `(Y - k)` of lag `k`, moments have the divisor `n`. */
function annualInfluence(
  returns: Float64Array,
  { ratio, scaling, periodsPerYear, weights }: {
    ratio: number;
    scaling: number;
    periodsPerYear: number;
    weights: Float64Array;
  },
): Float64Array {
  const center = mean(returns);
  const scale = Math.sqrt(variance(returns, { ddof: 0 }));
  const z = returns.map((r) => (r - center) / scale);
  // scaling = Y / √S, so S = (Y / scaling)²
  const total = (periodsPerYear / scaling) ** 2;
  return z.map((now, t) => {
    let square = periodsPerYear * now * now;
    const reach = Math.min(weights.length, t);
    for (let k = 1; k <= reach; k++) {
      square += 2 * weights[k - 1]! * now * z[t - k]!;
    }
    return scaling * (now - ratio * (square / total - 1) / 2);
  });
}
