import { Random } from "volarb/random";
import {
  discretized,
  fairValueError,
  fairValueOf,
  type FairValueParameters,
  fairVarianceError,
  filterConsistency,
  fitFairValue,
  fitStateSpace,
  kalmanFilter,
  kalmanSmoother,
  stateSpace,
  steadyState,
} from "volarb/signal";
import { symbolParameters } from "volarb/simulate";
import { variance } from "volarb/stats";
import { drawnQuotes } from "../signal/drawn_quotes.ts";
import { knownModel, nile } from "../signal/known_models.ts";
import { type Anchor, exact, simulated, type Size } from "./anchor.ts";

const LEVEL = { transition: 1, stateNoise: 1, loading: 1, observationNoise: 1 };

/** Known answers of filter, smoother and steady state. */
export function filterAnchors(): Anchor[] {
  const gain = (stateNoise: number) =>
    steadyState(stateSpace({ ...LEVEL, stateNoise })).gain[0]!;
  const autoregression = steadyState(
    stateSpace({ ...LEVEL, transition: 0.9, stateNoise: 0.19 }),
  );
  const smoothed = kalmanSmoother(
    stateSpace({ ...LEVEL, initialCovariance: 2 }),
    Float64Array.of(1, 2, 3),
  );
  const sure = kalmanFilter(
    stateSpace({
      ...LEVEL,
      stateNoise: 0,
      observationNoise: 1e-18,
      initialCovariance: 1,
    }),
    Float64Array.of(1),
  );
  const fit = fitStateSpace(
    ({ level, noise }) =>
      stateSpace({ ...LEVEL, stateNoise: level, observationNoise: noise }),
    { level: { start: 1000 }, noise: { start: 10_000 } },
    nile(),
  );
  const { model, known } = knownModel();
  const random = kalmanFilter(model, known("observations"));
  const step = discretized({
    states: 1,
    drift: Float64Array.of(-2),
    diffusion: Float64Array.of(0.25),
  }, 0.25);
  return [
    exact("gain of equal noises, eq-fair-gain", 0.6180339887, gain(1), 1e-9),
    exact("gain of half the noise, eq-fair-gain", 0.5, gain(0.5), 1e-9),
    exact(
      "predicted variance of an autoregression, thm-riccati",
      Math.sqrt(0.19),
      autoregression.predictedCovariance[0]!,
      1e-12,
    ),
    exact(
      "first of three smoothed, thm-smoother",
      8 / 7,
      smoothed.mean[0]!,
      1e-12,
    ),
    exact(
      "second of three smoothed, thm-smoother",
      13 / 7,
      smoothed.mean[1]!,
      1e-12,
    ),
    exact(
      "variance after a sure observation over 1e-18, lem-joseph",
      1,
      sure.filteredCovariance[0]! / 1e-18,
      1e-12,
    ),
    exact(
      "Nile's log likelihood, eq-innovations",
      -632.5456,
      fit.logLikelihood,
      1e-4,
    ),
    exact("Nile's noise", 15_098.5, fit.parameters.noise, 15),
    exact("Nile's level", 1469.2, fit.parameters.level, 1.5),
    exact(
      "log likelihood of a random model in statsmodels, thm-kalman",
      known("likelihood_statsmodels_pykalman")[0]!,
      random.logLikelihood,
      1e-9,
    ),
    exact(
      "noise of an Ornstein-Uhlenbeck step, thm-fair-van-loan",
      (0.25 / 4) * -Math.expm1(-1),
      step.stateNoise[0]!,
      1e-15,
    ),
  ];
}

/** How surprises are, and how far fits lie apart, against their theorems. */
export function fairValueAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const steps = Math.round(200_000 * size);
  let x = random.normal() / Math.sqrt(0.19);
  const y = Float64Array.from({ length: steps }, () => {
    const seen = x + 2 * random.normal();
    x = 0.9 * x + random.normal();
    return seen;
  });
  const { meanNis } = filterConsistency(kalmanFilter(
    stateSpace({
      ...LEVEL,
      transition: 0.9,
      observationNoise: 4,
      initialCovariance: 1 / 0.19,
    }),
    y,
  ));
  const model: FairValueParameters = {
    ...fairValueOf(symbolParameters("BTCUSDT")),
    jumpVariance: 0,
    pricingError: 3e-4,
    rounding: 0,
  };
  const [duration, step] = [1800, 2];
  const runs = Math.round(1000 * size);
  const logs = Float64Array.from({ length: runs }, () => {
    const quotes = drawnQuotes(
      random,
      model,
      duration / step,
      () => ({ gap: step, scale: 1 }),
    );
    return Math.log(fitFairValue(quotes, { tick: 1e-9 }).variance.value);
  });
  const said = fairVarianceError(model, { duration, step }) / model.variance;
  const slow = fairValueError(model, { imbalance: "ignored", step: 1e-6 });
  return [
    simulated(
      "mean surprise of the right filter, cor-nis",
      1,
      meanNis,
      4 * Math.sqrt(2 / 200_000),
    ),
    simulated(
      "spread of fitted variances over eq-fair-information",
      1,
      Math.sqrt(variance(logs)) / said,
      4 / Math.sqrt(2 * 1000) + 0.05,
    ),
    exact(
      "error of the price at ever shorter steps over its limit, eq-fair-error",
      1,
      slow / fairValueError(model, { imbalance: "ignored" }),
      1e-6,
    ),
  ];
}
