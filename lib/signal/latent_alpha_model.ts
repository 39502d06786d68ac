import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { RowRange } from "../stats/mod.ts";
import { FeatureScaler } from "./feature_scaling.ts";
import {
  fitLatentAlpha,
  type LatentAlphaFit,
  type LatentStart,
} from "./fit_latent_alpha.ts";
import { forwardReturns } from "./forward_returns.ts";
import { LatentAlphaLikelihood } from "./latent_alpha_likelihood.ts";
import {
  horizonSums,
  LatentAlphaSignal,
  type LatentAlphaSnapshot,
  type LatentReturns,
} from "./latent_alpha_signal.ts";
import { assertMoving } from "./learnable.ts";
import type { SignalData, SignalFitOptions } from "./signal_model.ts";
import { type ScoreOptions, trainingFeatures } from "./training_features.ts";
import { scaledTargets } from "./training_moments.ts";

/** What a latent alpha is fitted with. */
export type LatentAlphaOptions = ScoreOptions & {
  /** Most iterations of each search. */
  readonly iterations: number;
  /** Whether the slope is shrunk by its own standard error. */
  readonly shrinkage: "individual" | "none";
  /** Whether returns are explained by the alpha or observe it. */
  readonly returns: LatentReturns;
};

/**
 * Fits a latent alpha to training rows.
 *
 * @param model Name of the model.
 * @param data Features and returns.
 * @param fit Horizon and rows.
 * @param options Scores, search and shrinkage.
 * @returns The signal, before its first row.
 */
export function fitLatentAlphaSignal(
  model: string,
  data: SignalData,
  fit: SignalFitOptions,
  options: LatentAlphaOptions,
): LatentAlphaSignal {
  const action = `fit ${model}`;
  const { iterations, shrinkage, returns } = options;
  const { horizon = 1 } = fit;
  const training = trainingFeatures(action, data, fit, options);
  const { range, names, columns, scaling, kept } = training;
  const scores = scoreColumns(columns, new FeatureScaler(scaling), range)
    .filter((_, k) => kept.includes(k));
  const { next, unit, observations } = nextReturns(data, range);
  assertReturns(action, { observations, range, features: kept.length });
  assertMoving(action, unit);
  const observed = returns === "observed" ? next : next.map(() => NaN);
  const alpha = fitLatentAlpha(action, scores, observed, {
    starts: startsOf(scores, next),
    iterations,
  });
  const loading = names.map(() => 0);
  const noise = names.map(() => 1);
  kept.forEach((k, i) => {
    loading[k] = alpha.loading[i]!;
    noise[k] = alpha.noise[i]!;
  });
  const features: LatentAlphaSnapshot = {
    kind: "latent",
    model,
    features: names,
    horizon,
    observations,
    expectedIc: 0,
    scaling,
    persistence: alpha.persistence,
    loading,
    noise,
    slope: 1,
    slopeVariance: 0,
    returnNoise: 1,
    returns,
    unit,
    inDeviations: data.variance !== undefined,
  };
  const { slope, error, variance } = returns === "observed"
    ? {
      slope: alpha.slope,
      error: slopeError(new LatentAlphaLikelihood(scores, next), alpha),
      variance: undefined,
    }
    : regression(features, data, columns, range);
  const fitted = withSlope(features, {
    slope,
    error,
    shrinkage,
    returnNoise: (share) =>
      variance === undefined
        ? alpha.returnNoise
        : noiseOf(variance, share * slope, alpha.persistence, horizon),
  });
  return new LatentAlphaSignal({ ...fitted, expectedIc: expectedIc(fitted) });
}

/**
 * A signal whose alpha has a slope above zero, made smaller by what is not known of it: loadings take its sign.
 */
function withSlope(
  features: LatentAlphaSnapshot,
  { slope, error, shrinkage, returnNoise }: {
    slope: number;
    error: number;
    shrinkage: LatentAlphaOptions["shrinkage"];
    /** Variance that is left of the returns, by the share of the slope that is kept. */
    returnNoise: (share: number) => number;
  },
): LatentAlphaSnapshot {
  const sign = slope < 0 ? -1 : 1;
  const square = slope ** 2;
  const share = shrinkage === "none" ? 1 : square / (square + error ** 2);
  return {
    ...features,
    loading: features.loading.map((l) => sign * l + 0),
    slope: share * Math.abs(slope),
    // A slope of which nothing is known was zero a priori, give or take itself.
    slopeVariance: error < Infinity ? share * error ** 2 : square,
    returnNoise: returnNoise(share),
  };
}

function assertReturns(
  action: string,
  { observations, range, features }: {
    observations: number;
    range: RowRange;
    features: number;
  },
): void {
  const least = 10 * (2 * features + 3);
  if (observations < least) {
    throw new RangeError(
      `Cannot ${action} as there must be returns of at least ${least} rows for ${features} features: current value is ${observations} of ${
        range.to - range.from
      }`,
    );
  }
}

/**
 * Regression of the return over the horizon on the alpha that the features tell: what is
 * filtered at a row is known there, so it does not matter how the features' noise depends on
 * past returns.
 */
function regression(
  features: LatentAlphaSnapshot,
  data: SignalData,
  columns: readonly Float64Array[],
  { from, to }: RowRange,
) {
  const { horizon, persistence, unit } = features;
  const signal = new LatentAlphaSignal(features);
  const forward = forwardReturns(data.returns, horizon);
  const { sum } = horizonSums(persistence, horizon);
  const row = new Float64Array(columns.length);
  let cross = 0;
  let square = 0;
  let own = 0;
  let count = 0;
  for (let t = from; t < to; t++) {
    for (let k = 0; k < row.length; k++) row[k] = columns[k]![t]!;
    signal.update(row, NaN, data.variance?.[t]);
    const scale = data.variance === undefined
      ? 1
      : Math.sqrt(data.variance[t]!);
    const y = forward[t]! / (scale * unit);
    if (!Number.isFinite(y)) continue;
    const x = sum * signal.alpha;
    cross += x * y;
    square += x * x;
    own += y * y;
    count++;
  }
  const slope = cross / square || 0;
  const left = Math.max(0, own - slope * cross) / count;
  return {
    slope,
    error: Math.sqrt(left * horizon / square),
    variance: own / count,
  };
}

/** Variance of a row's noise that leaves the return over the horizon its variance. */
function noiseOf(
  variance: number,
  slope: number,
  persistence: number,
  horizon: number,
): number {
  const { sum, squares } = horizonSums(persistence, horizon);
  const alpha = sum ** 2 + squares * (1 - persistence ** 2);
  return Math.max(0.01, (variance - slope ** 2 * alpha) / horizon);
}

/** Scores of the rows of a range. */
function scoreColumns(
  columns: readonly Float64Array[],
  scaler: FeatureScaler,
  { from, to }: { readonly from: number; readonly to: number },
): Float64Array[] {
  const row = new Float64Array(columns.length);
  const scores = columns.map(() => new Float64Array(to - from));
  for (let t = from; t < to; t++) {
    for (let k = 0; k < row.length; k++) row[k] = columns[k]![t]!;
    scaler.update(row);
    scaler.scores.forEach((z, k) => scores[k]![t - from] = z);
  }
  return scores;
}

/** The return that follows each row of a range, divided by its standard deviation. */
function nextReturns(
  data: SignalData,
  { from, to }: { readonly from: number; readonly to: number },
) {
  const next = scaledTargets(data, 1).slice(from, to);
  let square = 0;
  let observations = 0;
  for (const r of next) {
    if (!Number.isFinite(r)) continue;
    square += r * r;
    observations++;
  }
  const unit = Math.sqrt(square / observations);
  next.forEach((r, i) => next[i] = Number.isFinite(r) ? r / unit : NaN);
  return { next, unit, observations };
}

/**
 * Where the search begins: with what the features have most in common from one row to the
 * next, and with what they say of the return.
 */
function startsOf(
  scores: readonly Float64Array[],
  next: Float64Array,
): LatentStart[] {
  const lagged = scores.map((x) => scores.map((y) => product(x, y, 1)));
  const symmetric = lagged.map((row, i) =>
    row.map((c, j) => (c + lagged[j]![i]!) / 2)
  );
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    new Matrix(symmetric),
    { assumeSymmetric: true },
  );
  const largest = realEigenvalues.indexOf(Math.max(...realEigenvalues));
  const shared = eigenvectorMatrix.getColumn(largest);
  const told = scores.map((x) => product(x, next, 0));
  return [shared, told].map((direction) => startAlong(scores, next, direction));
}

/** A start whose alpha is a weighted sum of the scores. */
function startAlong(
  scores: readonly Float64Array[],
  next: Float64Array,
  direction: readonly number[],
): LatentStart {
  const sum = next.map((_, t) =>
    direction.reduce((total, w, k) => total + (w * scores[k]![t]! || 0), 0)
  );
  const deviation = Math.sqrt(product(sum, sum, 0)) || 1;
  sum.forEach((a, t) => sum[t] = a / deviation);
  const persistence = product(sum, sum, 1);
  return {
    persistence: Math.min(0.98, Math.max(0.3, persistence)),
    loading: scores.map((x) => clamped(0.7 * product(sum, x, 0))),
    slope: clamped(product(sum, next, 0)),
  };
}

function clamped(x: number): number {
  return Math.min(0.9, Math.max(-0.9, x));
}

/** Mean of `x[t] y[t + lag]` over the rows that have both. */
function product(x: Float64Array, y: Float64Array, lag: number): number {
  let total = 0;
  let count = 0;
  for (let t = 0; t + lag < x.length; t++) {
    const both = x[t]! * y[t + lag]!;
    if (both !== both) continue;
    total += both;
    count++;
  }
  return count === 0 ? 0 : total / count;
}

/** Standard error of the slope by the curvature of the likelihood in it. */
function slopeError(
  likelihood: LatentAlphaLikelihood,
  alpha: LatentAlphaFit,
): number {
  const step = 1e-3;
  const at = (slope: number) => likelihood.score({ ...alpha, slope }).slope;
  const curvature = (at(alpha.slope - step) - at(alpha.slope + step)) /
    (2 * step);
  return curvature > 0 ? 1 / Math.sqrt(curvature) : Infinity;
}

/** Correlation of the mean with the return, once the filter has settled. */
function expectedIc(fit: LatentAlphaSnapshot): number {
  const { persistence: phi, slope, returnNoise, horizon } = fit;
  const settled = new LatentAlphaSignal({
    ...fit,
    scaling: {
      center: fit.loading.map(() => 0),
      scale: fit.loading.map((l) => l === 0 ? null : 1),
      clip: null,
    },
  });
  const zeros = new Float64Array(fit.features.length);
  for (let t = 0; t < 2000; t++) settled.update(zeros, 0, 1);
  const { sum, squares } = horizonSums(phi, horizon);
  const told = (slope * sum) ** 2 * (1 - settled.alphaVariance);
  const all = (slope * sum) ** 2 + slope ** 2 * squares * (1 - phi * phi) +
    horizon * returnNoise;
  return Math.sqrt(Math.max(0, told / all));
}
