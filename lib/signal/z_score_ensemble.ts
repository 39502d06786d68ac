import { assertChoice, assertKeys } from "../stats/arguments.ts";
import { LinearSignal } from "./linear_signal.ts";
import {
  type Combination,
  kept,
  optimalCombination,
  scaled,
} from "./optimal_combination.ts";
import type {
  SignalData,
  SignalFitOptions,
  SignalModel,
} from "./signal_model.ts";
import type { ScoreOptions } from "./training_features.ts";
import { type TrainingMoments, trainingMoments } from "./training_moments.ts";

/** Choices of {@linkcode zScoreEnsemble}. */
export type ZScoreEnsembleOptions = ScoreOptions & {
  /**
   * How scores are weighed:
   *
   * - `"equal"`: each by 1, with the sign of its correlation in the training rows;
   * - `"ic"`: each by its correlation, optimal only where scores are uncorrelated;
   * - `"optimal"` (default): by `C⁻¹ ic`.
   */
  readonly weights?: "equal" | "ic" | "optimal";
  /**
   * `"individual"` (default) shrinks each correlation by `n / (n + 1 / ic²)` with the number
   * of targets that do not overlap; `"none"` takes what was measured.
   */
  readonly shrinkage?: "individual" | "none";
  /** Share of the identity mixed into the correlation matrix, in [0, 1]; 0.1 by default. */
  readonly ridge?: number;
};

const KEYS = ["weights", "shrinkage", "ridge", "clip", "unusable"] as const;

/**
 * Ensemble of z-scores: a weighted sum of the scores of a row, turned into a return by
 * Grinold's rule `α = IC · σ · z`.
 *
 * Scores, their correlation matrix `C`, their correlations `ic` with the return over the horizon
 * and its standard deviation `σ` are those of the training rows. The expected correlation is
 * that of the weights under the shrunk `ic`: `wᵀ ic / √(wᵀ C w)`; it scales the mean.
 *
 * @param options Weights, shrinkage, ridge, and how scores are made.
 * @returns The recipe.
 * @throws {TypeError} If a choice is unknown.
 * @throws {RangeError} If a choice is out of range.
 * @see cor-ic-weights
 * @see eq-grinold, eq-optimal-combination, eq-ic-shrinkage
 * @see Grinold, R. (1994), Alpha is volatility times IC times score, Journal of Portfolio
 *   Management 20(4), 9-16, doi:10.3905/jpm.1994.409482; Grinold, R. (1989), The fundamental
 *   law of active management, Journal of Portfolio Management 15(3), 30-37.
 *
 * @example A feature that is the next return, and one that is nothing
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { zScoreEnsemble } from "volarb/signal";
 *
 * const random = new Random(1);
 * const draw = () => Float64Array.from({ length: 500 }, () => random.normal());
 * const returns = draw();
 * const features = { known: returns.map((_, t) => returns[t + 1] ?? 0), noise: draw() };
 * const signal = zScoreEnsemble().fit({ features, returns });
 * assert.ok(signal.expectedIc > 0.98);
 * const { mean } = signal.predict({ features, returns });
 * assert.ok(Math.abs(mean[7]! - returns[8]!) < 0.2);
 * ```
 */
export function zScoreEnsemble(
  options: ZScoreEnsembleOptions = {},
): SignalModel {
  const action = "create a z-score ensemble";
  assertKeys(action, "its choices", options, KEYS);
  const { weights = "optimal", shrinkage = "individual", ridge = 0.1 } =
    options;
  assertChoice(action, "weights", weights, ["equal", "ic", "optimal"]);
  assertChoice(action, "shrinkage", shrinkage, ["individual", "none"]);
  if (!(ridge >= 0 && ridge <= 1)) {
    throw new RangeError(
      `Cannot ${action} as ridge must be in [0, 1]: current value is ${ridge}`,
    );
  }
  const name = `z-score ${weights}`;
  const fit = (data: SignalData, fitOptions: SignalFitOptions = {}) => {
    const m = trainingMoments(`fit ${name}`, data, fitOptions, options);
    return fitted(name, m, data, { weights, shrinkage, ridge });
  };
  return { name, fit };
}

function fitted(
  model: string,
  m: TrainingMoments,
  { variance }: SignalData,
  { weights, shrinkage, ridge }: Required<
    Pick<ZScoreEnsembleOptions, "weights" | "shrinkage" | "ridge">
  >,
): LinearSignal {
  const sigma = Math.sqrt(m.targetVariance);
  const deviations = m.covariance.map((row, k) => Math.sqrt(row[k]!));
  const measured = m.cross.map((c, k) => c / (deviations[k]! * sigma) || 0);
  const shares = measured.map((ic) =>
    shrinkage === "none" ? 1 : kept(ic, m.independent)
  );
  const ic = measured.map((value, k) => value * shares[k]!);
  const correlation = m.covariance.map((row, k) =>
    row.map((c, j) => c / (deviations[k]! * deviations[j]!))
  );
  const combination = weights === "optimal"
    ? optimalCombination({ ic, correlation, ridge })
    : scaled(weights === "ic" ? ic : measured.map(Math.sign), ic, correlation);
  const width = m.names.length;
  const coefficients = Array<number>(width).fill(0);
  const covariance = coefficients.map(() => Array<number>(width).fill(0));
  const scoreMean = Array<number>(width).fill(0);
  const spread = uncertainty(combination, shares, correlation, m.independent);
  m.kept.forEach((k, i) => {
    scoreMean[k] = m.scoreMean[i]!;
    coefficients[k] = sigma * combination.ic * combination.weights[i]! /
      deviations[i]!;
    m.kept.forEach((l, j) => {
      covariance[k]![l] = sigma * sigma * spread * combination.weights[i]! *
        combination.weights[j]! / (deviations[i]! * deviations[j]!);
    });
  });
  return new LinearSignal({
    kind: "linear",
    model,
    features: m.names,
    horizon: m.horizon,
    observations: m.observations,
    expectedIc: combination.ic,
    scaling: m.scaling,
    scoreMean,
    coefficients,
    covariance,
    noiseVariance: m.targetVariance * (1 - combination.ic ** 2),
    inDeviations: variance !== undefined,
  });
}

/**
 * Posterior variance of the combination's correlation: each correlation was measured with
 * variance `C / n` and kept by its share, so it is `wᵀ S C S w / n` for weights of variance 1.
 */
function uncertainty(
  { weights }: Combination,
  shares: readonly number[],
  correlation: readonly (readonly number[])[],
  independent: number,
): number {
  let total = 0;
  weights.forEach((w, i) =>
    weights.forEach((v, j) =>
      total += w * shares[i]! * correlation[i]![j]! * shares[j]! * v
    )
  );
  return total / independent;
}
