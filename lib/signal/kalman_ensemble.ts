import { assertChoice, assertInteger, assertKeys } from "../stats/arguments.ts";
import { type DriftChoice, fitDriftingSignal } from "./drifting_model.ts";
import { forwardReturns } from "./forward_returns.ts";
import { fitLatentAlphaSignal } from "./latent_alpha_model.ts";
import type { LatentReturns } from "./latent_alpha_signal.ts";
import type {
  FittedSignal,
  SignalData,
  SignalFitOptions,
  SignalModel,
} from "./signal_model.ts";
import type { ScoreOptions } from "./training_features.ts";

/**
 * What the features are to the alpha.
 *
 * - `"latent"`: they measure it. An alpha that reverts to its mean stands behind all of them,
 *   each with its loading and its noise; what they have in common is taken for the alpha.
 * - `"drifting"`: they make it. The alpha is a regression on them, whose coefficients are shrunk
 *   as the likelihood wants and walk at random where it wants that; how features depend on
 *   each other does not matter.
 * - `"likeliest"`: whichever gave the returns of the training rows the higher predictive
 *   likelihood, by Akaike's criterion.
 */
export type KalmanForm = "latent" | "drifting" | "likeliest";

/** Choices of {@linkcode kalmanEnsemble}. */
export type KalmanEnsembleOptions = ScoreOptions & {
  /** What the features are to the alpha; `"likeliest"` by default. */
  readonly form?: KalmanForm;
  /** Whether coefficients drift; where a test says so (`"test"`) by default. */
  readonly drift?: DriftChoice;
  /** Rows after which drifting coefficients are revised; 60 by default. */
  readonly block?: number;
  /** What returns are to a latent alpha; it explains them (`"explained"`) by default. */
  readonly returns?: LatentReturns;
  /** Whether the return per unit of a latent alpha is shrunk (`"individual"`, default). */
  readonly shrinkage?: "individual" | "none";
  /** Most iterations of a search; 300 by default. */
  readonly iterations?: number;
};

const KEYS = [
  "form",
  "drift",
  "block",
  "returns",
  "shrinkage",
  "iterations",
  "clip",
  "unusable",
] as const;

/** Parameters that stand between features and return, counted by Akaike's criterion. */
const PARAMETERS = { latent: 3, drifting: 2, walking: 3 };

/**
 * Kalman ensemble: factors and returns in one state space, estimated by maximum likelihood on
 * the training rows and filtered from there on.
 *
 * The two forms are at {@linkcode KalmanForm}; their formulas at `LatentAlphaSignal` and
 * `DriftingSignal`. Which one is right is a question of fact: where many features are noisy
 * copies of one alpha the latent form averages them over time as well, which no regression on
 * one row can; where features have structure of their own, it takes that for the alpha, and
 * the drifting form does not.
 *
 * @param options Form, drift, block, shrinkage, search, and how scores are made.
 * @returns The recipe. Its `fit` throws a `ConvergenceError` where no search comes to rest.
 * @throws {TypeError} If a choice is unknown.
 * @throws {RangeError} If a choice is out of range.
 * @see def-latent-alpha, def-drifting
 * @see Jungbacker, B., Koopman, S. (2015), Likelihood-based dynamic factor analysis for
 *   measurement and forecasting, Econometrics Journal 18(2), C1-C21, doi:10.1111/ectj.12029
 *   (collapsing); Koopman, S., Shephard, N. (1992), Exact score for time series models in state
 *   space form, Biometrika 79(4), 823-826, doi:10.1093/biomet/79.4.823; Pástor, Ľ., Stambaugh,
 *   R. (2009), Predictive systems: living with imperfect predictors, Journal of Finance 64(4),
 *   1583-1628, doi:10.1111/j.1540-6261.2009.01474.x; Chernoff, H. (1954), On the distribution
 *   of the likelihood ratio, Annals of Mathematical Statistics 25(3), 573-578.
 *
 * @example Three noisy copies of one alpha
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { kalmanEnsemble } from "volarb/signal";
 *
 * const random = new Random(1);
 * const draw = () => Float64Array.from({ length: 2000 }, () => random.normal());
 * const alpha = draw();
 * for (let t = 1; t < 2000; t++) alpha[t] = 0.9 * alpha[t - 1]! + 0.44 * alpha[t]!;
 * const copy = () => draw().map((e, t) => alpha[t]! + 2 * e);
 * const features = { a: copy(), b: copy(), c: copy() };
 * const returns = draw().map((u, t) => u + 0.3 * (alpha[t - 1] ?? 0));
 * const signal = kalmanEnsemble({ form: "latent" }).fit({ features, returns });
 * assert.ok(signal.expectedIc > 0.15 && signal.expectedIc < 0.35);
 * ```
 */
export function kalmanEnsemble(
  options: KalmanEnsembleOptions = {},
): SignalModel {
  const action = "create a Kalman ensemble";
  assertKeys(action, "its choices", options, KEYS);
  const {
    form = "likeliest",
    drift = "test",
    block = 60,
    returns = "explained",
    shrinkage = "individual",
    iterations = 300,
    ...scores
  } = options;
  assertChoice(action, "form", form, ["latent", "drifting", "likeliest"]);
  assertChoice(action, "drift", drift, ["test", "always", "never"]);
  assertChoice(action, "returns", returns, ["explained", "observed"]);
  assertChoice(action, "shrinkage", shrinkage, ["individual", "none"]);
  assertInteger(action, "block", block, 1);
  assertInteger(action, "iterations", iterations, 1);
  const latent = (data: SignalData, fit: SignalFitOptions) =>
    fitLatentAlphaSignal("kalman latent", data, fit, {
      ...scores,
      iterations,
      shrinkage,
      returns,
    });
  const drifting = (data: SignalData, fit: SignalFitOptions) =>
    fitDriftingSignal("kalman drifting", data, fit, {
      ...scores,
      block,
      drift,
      iterations,
    });
  const likeliest = (data: SignalData, fit: SignalFitOptions) => {
    const one = latent(data, fit);
    const other = drifting(data, fit);
    const counted = other.parameters.step > 0
      ? PARAMETERS.walking
      : PARAMETERS.drifting;
    const better = criterion(one, data, fit, PARAMETERS.latent) <=
      criterion(other, data, fit, counted);
    return better ? one : other;
  };
  const fit = { latent, drifting, likeliest }[form];
  return {
    name: `kalman ${form}`,
    fit: (data, fitOptions = {}) => fit(data, fitOptions),
  };
}

/**
 * Akaike's criterion of the returns of the training rows: `2 k - 2 Σ ln p(R[t] | rows up to t) / h`, over
 * rows where features are complete, so that both forms speak of the same.
 */
function criterion(
  signal: FittedSignal,
  data: SignalData,
  { rows, horizon = 1 }: SignalFitOptions,
  parameters: number,
): number {
  const { from, to } = rows ?? { from: 0, to: data.returns.length };
  const { mean, variance } = signal.predict(data, { rows: { from, to } });
  const realized = forwardReturns(data.returns, horizon);
  const columns = Object.values(data.features);
  let total = 0;
  for (let t = from; t < to; t++) {
    if (!columns.every((column) => Number.isFinite(column[t]!))) continue;
    const surprise = realized[t]! - mean[t]!;
    const density = Math.log(2 * Math.PI * variance[t]!) +
      surprise * surprise / variance[t]!;
    if (Number.isFinite(density)) total += density / horizon;
  }
  return 2 * parameters + total;
}
