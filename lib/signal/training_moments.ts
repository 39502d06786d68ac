import type { RowRange } from "../stats/mod.ts";
import { FeatureScaler, type FeatureScaling } from "./feature_scaling.ts";
import { forwardReturns } from "./forward_returns.ts";
import { assertEnoughRows } from "./learnable.ts";
import type { SignalData, SignalFitOptions } from "./signal_model.ts";
import { type ScoreOptions, trainingFeatures } from "./training_features.ts";

/** Scores and targets of the training rows, and their first two moments. */
export type TrainingMoments = {
  /** Names of all features. */
  readonly names: readonly string[];
  /** How scores are made. */
  readonly scaling: FeatureScaling;
  /** Positions of the features that are not left out. */
  readonly kept: readonly number[];
  /** Rows over which the return is forecast. */
  readonly horizon: number;
  /** Rows with every score and the target. */
  readonly observations: number;
  /** Rows divided by the horizon: as many targets do not overlap. */
  readonly independent: number;
  /** Covariance of the scores that are kept: about their mean, divisor `n`. */
  readonly covariance: number[][];
  /** Covariance of each kept score with the target. */
  readonly cross: number[];
  /** Mean of each kept score: not 0 only by cutting off and by rows that are left out. */
  readonly scoreMean: number[];
  /** Variance of the target: squared log return, or 1-ish where it is in standard deviations. */
  readonly targetVariance: number;
};

/**
 * Makes scores and targets of the training rows and takes their moments.
 *
 * @param action What could not be done.
 * @param data Features and returns.
 * @param fit Horizon and rows.
 * @param score How scores are made.
 * @returns The moments.
 * @throws {RangeError} If columns differ in length, an option is out of range, a feature cannot
 *   be learnt on, or fewer than `h · max(20, 4 K)` rows are complete.
 */
export function trainingMoments(
  action: string,
  data: SignalData,
  fit: SignalFitOptions,
  score: ScoreOptions,
): TrainingMoments {
  const { horizon = 1 } = fit;
  const training = trainingFeatures(action, data, fit, score);
  const { range, names, columns, scaling, kept } = training;
  const target = scaledTargets(data, horizon);
  const complete = completeScores(columns, scaling, kept, target, range);
  const { scores, targets, observations } = complete;
  const features = kept.length;
  assertEnoughRows(action, { observations, features, horizon, range });
  return {
    names,
    scaling,
    kept,
    horizon,
    observations,
    independent: observations / horizon,
    ...moments(scores, targets, features, observations),
  };
}

/**
 * Targets of a fit: the return over the horizon, in units of its forecast standard deviation
 * where there is a forecast.
 *
 * @param data Returns and perhaps their forecast variance.
 * @param horizon Rows.
 * @returns One target per row; `NaN` where there is none.
 */
export function scaledTargets(
  { returns, variance }: SignalData,
  horizon: number,
): Float64Array {
  const forward = forwardReturns(returns, horizon);
  if (variance === undefined) return forward;
  return forward.map((r, t) => {
    const v = variance[t]!;
    return v > 0 ? r / Math.sqrt(v * horizon) : NaN;
  });
}

/** Scores of complete rows, one after the other, and their targets. */
function completeScores(
  columns: readonly Float64Array[],
  scaling: FeatureScaling,
  kept: readonly number[],
  target: Float64Array,
  { from, to }: RowRange,
) {
  const width = kept.length;
  const scaler = new FeatureScaler(scaling);
  const row = new Float64Array(columns.length);
  const scores = new Float64Array((to - from) * width);
  const targets = new Float64Array(to - from);
  let observations = 0;
  for (let t = from; t < to; t++) {
    if (!Number.isFinite(target[t]!)) continue;
    for (let k = 0; k < columns.length; k++) row[k] = columns[k]![t]!;
    if (!scaler.update(row)) continue;
    for (let k = 0; k < width; k++) {
      scores[observations * width + k] = scaler.scores[kept[k]!]!;
    }
    targets[observations++] = target[t]!;
  }
  return { scores, targets, observations };
}

function moments(
  scores: Float64Array,
  targets: Float64Array,
  width: number,
  n: number,
) {
  const scoreMean = Array<number>(width).fill(0);
  let targetMean = 0;
  for (let t = 0; t < n; t++) {
    for (let k = 0; k < width; k++) scoreMean[k]! += scores[t * width + k]!;
    targetMean += targets[t]!;
  }
  scoreMean.forEach((total, k) => scoreMean[k] = total / n);
  targetMean /= n;
  const covariance = scoreMean.map(() => Array<number>(width).fill(0));
  const cross = Array<number>(width).fill(0);
  let targetVariance = 0;
  const deviation = new Float64Array(width);
  for (let t = 0; t < n; t++) {
    const y = targets[t]! - targetMean;
    targetVariance += y * y;
    for (let k = 0; k < width; k++) {
      const z = deviation[k] = scores[t * width + k]! - scoreMean[k]!;
      cross[k]! += z * y;
      const line = covariance[k]!;
      for (let j = 0; j <= k; j++) line[j]! += z * deviation[j]!;
    }
  }
  for (let k = 0; k < width; k++) {
    cross[k]! /= n;
    for (let j = 0; j <= k; j++) {
      covariance[k]![j]! /= n;
      covariance[j]![k] = covariance[k]![j]!;
    }
  }
  return { scoreMean, covariance, cross, targetVariance: targetVariance / n };
}
