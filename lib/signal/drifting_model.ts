import {
  DriftingLikelihood,
  type DriftLikelihood,
  isComplete,
} from "./drifting_likelihood.ts";
import { DriftingSignal } from "./drifting_signal.ts";
import { FeatureScaler } from "./feature_scaling.ts";
import { assertEnoughRows, assertMoving } from "./learnable.ts";
import { predictColumns } from "./predict_columns.ts";
import type { SignalData, SignalFitOptions } from "./signal_model.ts";
import { type ScoreOptions, trainingFeatures } from "./training_features.ts";
import { scaledTargets } from "./training_moments.ts";

/**
 * Whether coefficients drift: `"test"` where the likelihood ratio rejects at 5 % that they stay,
 * `"always"`, or `"never"`.
 */
export type DriftChoice = "test" | "always" | "never";

/** What drifting coefficients are fitted with. */
export type DriftingOptions = ScoreOptions & {
  /** Rows of a block. */
  readonly block: number;
  /** Whether they drift. */
  readonly drift: DriftChoice;
  /** Most iterations of the search. */
  readonly iterations: number;
};

/**
 * Where the ratio of a variance that may be zero rejects. In a regular problem half of its law is
 * at zero and half is chi-square with one degree of freedom (Chernoff 1954), whose 90 % quantile
 * this is; of a random walk more than half is at zero (Shephard and Harvey 1990), so that it
 * rejects coefficients that stay in 5 % of samples at most, or about.
 */
export const DRIFT_REJECTS = 2.705543454095404;

/**
 * Fits drifting coefficients to training rows.
 *
 * @param model Name of the model.
 * @param data Features and returns.
 * @param fit Horizon and rows.
 * @param options Scores, block, drift and search.
 * @returns The signal, before its first row.
 */
export function fitDriftingSignal(
  model: string,
  data: SignalData,
  fit: SignalFitOptions,
  options: DriftingOptions,
): DriftingSignal {
  const action = `fit ${model}`;
  const { block, drift, iterations } = options;
  const { horizon = 1 } = fit;
  const training = trainingFeatures(action, data, fit, options);
  const { range, names, columns, scaling, kept } = training;
  const width = kept.length;
  const scores = scoreRows(columns, new FeatureScaler(scaling), kept, range);
  const targets = scaledTargets(data, horizon).slice(range.from, range.to);
  const { unit, observations } = scaleTargets(targets, scores, width);
  assertEnoughRows(action, { observations, features: width, horizon, range });
  assertMoving(action, unit);
  const likelihood = new DriftingLikelihood(width, scores, targets, {
    block,
    horizon,
  });
  const { chosen, likelihoodRatio } = choose(
    action,
    likelihood,
    drift,
    iterations,
  );
  const { prior, step, noise } = chosen;
  const fitted = {
    kind: "drifting",
    model,
    features: names,
    horizon,
    observations,
    expectedIc: 0,
    scaling,
    kept,
    block,
    prior,
    step,
    noise,
    unit,
    inDeviations: data.variance !== undefined,
    likelihoodRatio,
  } as const;
  const learnt = new DriftingSignal(fitted);
  predictColumns(learnt, columns, data, range);
  return new DriftingSignal({
    ...fitted,
    expectedIc: expectedIc(learnt.coefficients, scores, observations),
  });
}

/** The drift that the choice and the likelihood want. */
function choose(
  action: string,
  likelihood: DriftingLikelihood,
  drift: DriftChoice,
  iterations: number,
): { chosen: DriftLikelihood; likelihoodRatio: number } {
  const constant = likelihood.constant();
  if (drift === "never") return { chosen: constant, likelihoodRatio: 0 };
  const walking = likelihood.drifting(action, constant, iterations);
  const ratio = 2 * (walking.logLikelihood - constant.logLikelihood);
  const walks = drift === "always" || ratio > DRIFT_REJECTS;
  return {
    chosen: walks ? walking : constant,
    likelihoodRatio: Math.max(0, ratio),
  };
}

/** Scores of the kept features, row by row. */
function scoreRows(
  columns: readonly Float64Array[],
  scaler: FeatureScaler,
  kept: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
): Float64Array {
  const width = kept.length;
  const row = new Float64Array(columns.length);
  const scores = new Float64Array((to - from) * width);
  for (let t = from; t < to; t++) {
    for (let k = 0; k < row.length; k++) row[k] = columns[k]![t]!;
    scaler.update(row);
    kept.forEach((k, i) => {
      scores[(t - from) * width + i] = scaler.scores[k]!;
    });
  }
  return scores;
}

/** Divides targets by the root of their mean square over complete rows, in place. */
function scaleTargets(
  targets: Float64Array,
  scores: Float64Array,
  width: number,
): { unit: number; observations: number } {
  let square = 0;
  let observations = 0;
  for (let t = 0; t < targets.length; t++) {
    const complete = isComplete(scores, t * width, width);
    if (!complete || !Number.isFinite(targets[t]!)) continue;
    square += targets[t]! ** 2;
    observations++;
  }
  const unit = Math.sqrt(square / observations);
  targets.forEach((y, t) => targets[t] = y / unit);
  return { unit, observations };
}

/**
 * Correlation of the mean with a target of unit variance: under the posterior both their
 * covariance and the variance of the mean are `bᵀ C b`.
 */
function expectedIc(
  b: Float64Array,
  scores: Float64Array,
  observations: number,
): number {
  const width = b.length;
  let square = 0;
  for (let at = 0; at < scores.length; at += width) {
    if (!isComplete(scores, at, width)) continue;
    let mean = 0;
    for (let k = 0; k < width; k++) mean += b[k]! * scores[at + k]!;
    square += mean * mean;
  }
  return Math.min(1, Math.sqrt(square / observations));
}
