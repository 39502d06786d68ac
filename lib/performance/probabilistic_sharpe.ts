import { assertPositive } from "../stats/arguments.ts";
import {
  normalCdf,
  normalQuantile,
  rawKurtosis,
  skewness as skewnessOf,
} from "../stats/mod.ts";
import { sharpeRatio } from "./sharpe_ratio.ts";

/** What the law of a Sharpe ratio depends on. */
export type SharpeMoments = {
  /** Sharpe ratio per period, not annualized. */
  readonly ratio: number;
  /** Number of periods. */
  readonly observations: number;
  /** Skewness of the returns; 0 by default. */
  readonly skewness?: number;
  /** Kurtosis of the returns, **raw**: 3 for normal ones, and 3 by default. */
  readonly kurtosis?: number;
};

/**
 * The moments of returns that the law of their Sharpe ratio depends on.
 *
 * @param returns Length `n`; a fraction per period.
 * @returns Ratio, number of periods, skewness and raw kurtosis; `NaN` where returns do not move or one is missing.
 *
 * @example Two returns
 * ```ts
 * import assert from "node:assert/strict";
 * import { sharpeMoments } from "volarb/performance";
 *
 * const { observations, kurtosis } = sharpeMoments(Float64Array.of(0.01, 0.03));
 * assert.equal(observations, 2);
 * assert.ok(Math.abs(kurtosis! - 1) < 1e-12);
 * ```
 */
export function sharpeMoments(returns: Float64Array): SharpeMoments {
  return {
    ratio: sharpeRatio(returns),
    observations: returns.length,
    skewness: skewnessOf(returns),
    kurtosis: rawKurtosis(returns),
  };
}

/**
 * Probabilistic Sharpe ratio: how sure it is that the true ratio is above a benchmark.
 *
 * `Φ((SR - SR*) √(n - 1) / √(1 - γ₃ SR + (γ₄ - 1) SR² / 4))`, ratios per period, kurtosis `γ₄` raw. Two libraries
 * put the excess kurtosis there, which is 3 less and finds everything surer than it is.
 *
 * @param options Moments, and the ratio `SR*` per period to be above, 0 by default.
 * @returns A probability; `NaN` if a moment is.
 * @throws {RangeError} If `observations` is below 2, or the kurtosis below `1 + γ₃²`, as only an excess kurtosis can
 *   be.
 * @see def-probabilistic-sharpe, eq-probabilistic-sharpe
 * @see Bailey, D., López de Prado, M. (2012), The Sharpe ratio efficient frontier, Journal of Risk 15(2), 3-44,
 *   doi:10.21314/JOR.2012.255.
 *
 * @example Three years of hedge fund months
 * ```ts
 * import assert from "node:assert/strict";
 * import { probabilisticSharpe } from "volarb/performance";
 *
 * const psr = probabilisticSharpe({
 *   ratio: 0.458,
 *   observations: 36,
 *   skewness: -2.448,
 *   kurtosis: 10.164,
 * });
 * assert.ok(Math.abs(psr - 0.95351) < 1e-5);
 * ```
 */
export function probabilisticSharpe(
  { benchmark = 0, ...moments }: SharpeMoments & {
    /** Ratio per period to be above; 0 by default. */
    readonly benchmark?: number;
  },
): number {
  const { ratio, observations } = moments;
  const action = "compute a probabilistic Sharpe ratio";
  if (!(observations >= 2)) {
    throw new RangeError(
      `Cannot ${action} as observations must be at least 2: current value is ${observations}`,
    );
  }
  return normalCdf(
    (ratio - benchmark) * Math.sqrt(observations - 1) /
      Math.sqrt(ratioVariance(action, moments)),
  );
}

/**
 * Minimum track record: how many periods it takes to be sure that the true ratio is above a benchmark.
 *
 * `1 + (1 - γ₃ SR + (γ₄ - 1) SR² / 4) (z / (SR - SR*))²` with the normal quantile `z` of the confidence.
 *
 * @param options Moments (the number of observations does not matter), benchmark, confidence (0.95 by default).
 * @returns Number of periods, not rounded; infinite where the ratio is not above the benchmark, `NaN` if a moment is.
 * @throws {RangeError} If the kurtosis is below `1 + γ₃²` or the confidence not in (0.5, 1).
 * @see cor-minimum-track-record, eq-minimum-track-record
 * @see Bailey, D., López de Prado, M. (2012), equation 13.
 *
 * @example Hedge fund months
 * ```ts
 * import assert from "node:assert/strict";
 * import { minimumTrackRecord } from "volarb/performance";
 *
 * const moments = { ratio: 0.458, skewness: -2.448, kurtosis: 10.164 };
 * assert.ok(Math.abs(minimumTrackRecord(moments) - 34.56) < 0.01);
 * ```
 */
export function minimumTrackRecord(
  { benchmark = 0, confidence = 0.95, ...moments }:
    & Omit<SharpeMoments, "observations">
    & {
      /** Ratio per period to be above; 0 by default. */
      readonly benchmark?: number;
      /** How sure, in (0.5, 1); 0.95 by default. */
      readonly confidence?: number;
    },
): number {
  const action = "compute a minimum track record";
  if (!(confidence > 0.5 && confidence < 1)) {
    throw new RangeError(
      `Cannot ${action} as confidence must be in (0.5, 1): current value is ${confidence}`,
    );
  }
  const variance = ratioVariance(action, moments);
  const distance = moments.ratio - benchmark;
  if (distance <= 0) return Infinity;
  return 1 + variance * (normalQuantile(confidence) / distance) ** 2;
}

/** `1 - γ₃ SR + (γ₄ - 1) SR² / 4`, the variance of `√n` times a ratio. */
function ratioVariance(
  action: string,
  { ratio, skewness = 0, kurtosis = 3 }: Omit<SharpeMoments, "observations">,
): number {
  // Pearson's inequality, which rounding may break by a little where it is an equality.
  const least = 1 + skewness * skewness;
  if (kurtosis < least * (1 - 1e-9)) {
    throw new RangeError(
      `Cannot ${action} as a raw kurtosis is at least 1 + skewness², ${least} (is it an excess kurtosis?): current value is ${kurtosis}`,
    );
  }
  return 1 - skewness * ratio + (kurtosis - 1) / 4 * ratio * ratio;
}

/**
 * Minimum backtest length: how many years it takes until the best of some trials without skill is not
 * expected to reach a Sharpe ratio.
 *
 * `(E max_N / SR)²` with {@linkcode expectedMaximumSharpe} of variance 1.
 *
 * @param options Number of trials and the annualized ratio that the best of them shows.
 * @returns Years.
 * @throws {RangeError} If `trials` is below 1 or `ratio` not positive.
 * @see thm-minimum-backtest-length, eq-minimum-backtest-length
 * @see Bailey, D., Borwein, J., López de Prado, M., Zhu, Q. (2014), Pseudo-mathematics and financial charlatanism,
 *   Notices of the AMS 61(5), 458-471, doi:10.1090/noti1105, theorem 2.
 *
 * @example Five years allow 45 trials
 * ```ts
 * import assert from "node:assert/strict";
 * import { minimumBacktestLength } from "volarb/performance";
 *
 * const years = minimumBacktestLength({ trials: 45, ratio: 1 });
 * assert.ok(Math.abs(years - 4.998) < 1e-3);
 * ```
 */
export function minimumBacktestLength(
  { trials, ratio }: {
    /** Number of trials `N`, at least 1, those that were thrown away among them. */
    readonly trials: number;
    /** Annualized Sharpe ratio, > 0. */
    readonly ratio: number;
  },
): number {
  assertPositive("compute a minimum backtest length", "ratio", ratio);
  return (expectedMaximumSharpe({ trials }) / ratio) ** 2;
}

const EULER = 0.5772156649015329;

/** Choices of {@linkcode expectedMaximumSharpe}. */
export type ExpectedMaximumOptions = {
  /** Number of independent trials `N`, at least 1; need not be whole. */
  readonly trials: number;
  /** Variance of the ratios over the trials; 1 by default. */
  readonly variance?: number;
  /** `"approximate"` (default), as published, or `"exact"` by quadrature. */
  readonly form?: "approximate" | "exact";
};

/**
 * Sharpe ratio that the best of some trials without skill is expected to show.
 *
 * `√V ((1 - γ) Φ⁻¹(1 - 1/N) + γ Φ⁻¹(1 - 1/(Ne)))` with Euler's constant `γ`, at least 0: the mean of the largest of `N`
 * independent normal numbers of variance `V`, 2.3 % too large for 10 trials and 0.4 % for 1,000. The exact one is
 * `√V ∫ x N φ(x) Φ(x)^(N-1) dx`.
 *
 * @param options Number of trials, variance, form.
 * @returns The ratio, in the unit of the trials'.
 * @throws {RangeError} If `trials` is below 1 or `variance` negative.
 * @see lem-expected-maximum, eq-expected-maximum
 * @see Bailey, D., López de Prado, M. (2014), The deflated Sharpe ratio, Journal of Portfolio Management 40(5), 94-107,
 *   doi:10.3905/jpm.2014.40.5.094.
 *
 * @example Ten trials
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectedMaximumSharpe } from "volarb/performance";
 *
 * assert.ok(Math.abs(expectedMaximumSharpe({ trials: 10 }) - 1.5746) < 1e-5);
 * const exact = expectedMaximumSharpe({ trials: 10, form: "exact" });
 * assert.ok(Math.abs(exact - 1.53875) < 1e-5);
 * ```
 */
export function expectedMaximumSharpe(
  { trials, variance = 1, form = "approximate" }: ExpectedMaximumOptions,
): number {
  const action = "compute an expected maximum";
  if (!(trials >= 1 && trials < Infinity)) {
    throw new RangeError(
      `Cannot ${action} as trials must be at least 1 and finite: current value is ${trials}`,
    );
  }
  if (!(variance >= 0)) {
    throw new RangeError(
      `Cannot ${action} as variance must be at least 0: current value is ${variance}`,
    );
  }
  if (form === "exact") return Math.sqrt(variance) * exactMaximum(trials);
  if (trials === 1) return 0;
  return Math.sqrt(variance) * Math.max(
    0,
    (1 - EULER) * normalQuantile(1 - 1 / trials) +
      EULER * normalQuantile(1 - 1 / (trials * Math.E)),
  );
}

/** `∫ x dΦ(x)^N` as `∫_0^∞ (1 - Φ(x)^N) dx - ∫_-∞^0 Φ(x)^N dx`, by the trapezoidal rule. */
function exactMaximum(trials: number): number {
  const step = 1 / 64;
  let total = 0;
  for (let i = -40 * 64; i <= 40 * 64; i++) {
    const x = i * step;
    const below = normalCdf(x) ** trials;
    // The integrand jumps at 0, where both sides count for half.
    total += i === 0 ? 0.5 - below : i > 0 ? 1 - below : -below;
  }
  return total * step;
}
