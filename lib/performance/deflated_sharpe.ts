import { normalCdf } from "../stats/mod.ts";
import {
  expectedMaximumSharpe,
  probabilisticSharpe,
  type SharpeMoments,
} from "./probabilistic_sharpe.ts";

/** Choices of {@linkcode deflatedSharpe}. */
export type DeflatedSharpeOptions = SharpeMoments & {
  /**
   * Number of independent trials `N`, at least 1, those that were thrown away among them; of trials that resemble
   * each other `effectiveTrials` says how many they are worth.
   */
  readonly trials: number;
  /** Variance over the trials of their Sharpe ratios, per period. */
  readonly variance: number;
};

/** A Sharpe ratio after the search that found it. */
export type DeflatedSharpe = {
  /** Probability that the true ratio is above `threshold`: the deflated Sharpe ratio. */
  readonly probability: number;
  /** Ratio per period that the best of the trials is expected to show without skill. */
  readonly threshold: number;
  /** Number of independent trials that was used. */
  readonly trials: number;
  /**
   * Probability that the best of `N` independent trials without skill looks as good: `1 - PSR(0)^N` (Šidák). Unlike
   * `1 - probability`, it is below 5 % in 5 % of all searches without skill.
   */
  readonly pValue: number;
};

/**
 * Deflated Sharpe ratio: the probabilistic one against what the best of all trials is expected to show by luck.
 *
 * `PSR(SR*)` with `SR* = √V E max_N`, ratios per period, kurtosis raw. The threshold is the mean of the luckiest trial and
 * the error that of any one, so that a search of many trials without skill passes 0.95 less often than
 * in 5 % of all cases: by `1 - Φ(E max_N + 1.645)^N`, which is 0.7 % for 10 trials.
 *
 * @param options Moments of the chosen trial, number of trials and variance of their ratios.
 * @returns Probability, threshold, Šidák's p-value.
 * @throws {RangeError} If `observations` is below 2, the kurtosis is no raw one, `trials` is below 1 or `variance` negative.
 * @see def-deflated-sharpe, eq-deflated-sharpe, alg-deflated-sharpe
 * @see Bailey, D., López de Prado, M. (2014), The deflated Sharpe ratio, Journal of Portfolio Management 40(5), 94-107,
 *   doi:10.3905/jpm.2014.40.5.094.
 *
 * @example The paper's: 2.5 a year after a hundred trials
 * ```ts
 * import assert from "node:assert/strict";
 * import { deflatedSharpe } from "volarb/performance";
 *
 * const { probability, threshold } = deflatedSharpe({
 *   ratio: 2.5 / Math.sqrt(250),
 *   observations: 1250,
 *   skewness: -3,
 *   kurtosis: 10,
 *   trials: 100,
 *   variance: 0.5 / 250,
 * });
 * assert.ok(Math.abs(probability - 0.9003968) < 1e-6);
 * assert.ok(Math.abs(threshold - 0.113172) < 1e-6);
 * ```
 */
export function deflatedSharpe(
  { trials, variance, ...moments }: DeflatedSharpeOptions,
): DeflatedSharpe {
  const threshold = expectedMaximumSharpe({ trials, variance });
  // 1 - PSR(0), which is PSR(0) of the losses, keeps its digits where PSR(0) is 1 but for rounding.
  const chance = probabilisticSharpe({
    ...moments,
    ratio: -moments.ratio,
    skewness: -(moments.skewness ?? 0),
  });
  return {
    probability: probabilisticSharpe({ ...moments, benchmark: threshold }),
    threshold,
    trials,
    pValue: -Math.expm1(trials * Math.log1p(-chance)),
  };
}

/**
 * Share of searches without skill whose deflated Sharpe ratio is above a level.
 *
 * `1 - Φ(E max_N + z)^N` with the normal quantile `z` of the level, for `N` independent trials whose ratios vary by their
 * error: what the test's size is, which is not one less the level.
 *
 * @param options Number of trials and the quantile `z`; 1.6449, that of 0.95, by default.
 * @returns A probability.
 * @throws {RangeError} If `trials` is below 1.
 * @see prop-deflated-size, eq-deflated-size
 *
 * @example One trial has the nominal size
 * ```ts
 * import assert from "node:assert/strict";
 * import { deflatedSharpeSize } from "volarb/performance";
 *
 * assert.ok(Math.abs(deflatedSharpeSize({ trials: 1 }) - 0.05) < 1e-9);
 * assert.ok(deflatedSharpeSize({ trials: 10 }) < 0.01);
 * ```
 */
export function deflatedSharpeSize(
  { trials, quantile = 1.6448536269514722 }: {
    /** Number of independent trials, at least 1. */
    readonly trials: number;
    /** Normal quantile of the level. */
    readonly quantile?: number;
  },
): number {
  const bound = expectedMaximumSharpe({ trials }) + quantile;
  return -Math.expm1(trials * Math.log1p(-normalCdf(-bound)));
}
