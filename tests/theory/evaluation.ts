import { Random } from "volarb/random";
import { mean, neweyWest } from "volarb/stats";
import {
  deflatedSharpe,
  dieboldMariano,
  expectedMaximumSharpe,
  minimumBacktestLength,
  minimumTrackRecord,
  overfittingProbability,
  probabilisticSharpe,
  sharpeScaling,
  type VarianceLoss,
  varianceLoss,
} from "volarb/performance";
import { type Anchor, exact, simulated, type Size } from "./anchor.ts";

const FUND = { ratio: 0.458, skewness: -2.448, kurtosis: 10.164 };
const DEFLATED = {
  ratio: 2.5 / Math.sqrt(250),
  observations: 1250,
  skewness: -3,
  kurtosis: 10,
  variance: 0.5 / 250,
};

/** Persistence of monthly returns and what takes their Sharpe ratio to a year. */
const LO = [
  [-0.2, 4.1708],
  [-0.1, 3.7979],
  [0, 3.4641],
  [0.1, 3.1601],
  [0.2, 2.8788],
  [0.5, 2.1213],
  [0.9, 1.2070],
] as const;

/** Published numbers of Sharpe ratios, Newey and West, Diebold and Mariano. */
export function evaluationAnchors(): Anchor[] {
  const column = Float64Array.of(1, 2, 4, 3, 5, 7, 6, 8);
  const difference = Float64Array.of(0.3, 0.1, 0.4, 0.2, -0.2, -0.1, 0.1, 0.3);
  const [one, two] = [1, 2].map((horizon) =>
    dieboldMariano(difference, { horizon })
  );
  const ar = (rho: number) =>
    Float64Array.from({ length: 11 }, (_, i) => rho ** (i + 1));
  return [
    exact(
      "PSR of 24 months",
      0.91336,
      probabilisticSharpe({ ...FUND, observations: 24 }),
      1e-5,
    ),
    exact(
      "PSR of 36 months",
      0.95351,
      probabilisticSharpe({ ...FUND, observations: 36 }),
      1e-5,
    ),
    exact(
      "minimum track record, months",
      34.56,
      minimumTrackRecord(FUND),
      0.01,
    ),
    exact(
      "deflated Sharpe ratio of 100 trials",
      0.9003968,
      deflatedSharpe({ ...DEFLATED, trials: 100 }).probability,
      1e-6,
    ),
    exact(
      "deflated Sharpe ratio of 46 trials",
      0.9505,
      deflatedSharpe({ ...DEFLATED, trials: 46 }).probability,
      1e-5,
    ),
    exact(
      "expected maximum of 10 trials",
      1.53875,
      expectedMaximumSharpe({ trials: 10, form: "exact" }),
      1e-5,
    ),
    exact(
      "minimum backtest length of 45 trials, years",
      4.998,
      minimumBacktestLength({ trials: 45, ratio: 1 }),
      1e-3,
    ),
    ...LO.map(([rho, eta]) =>
      exact(
        `scaling of a year's Sharpe ratio, persistence ${rho}`,
        eta,
        sharpeScaling(12, ar(rho)),
        1e-4,
      )
    ),
    ...[5.25, 7.78125, 9.541666666666667, 10.5625].map((variance, lags) =>
      exact(
        `Newey-West variance with ${lags} lags`,
        variance,
        neweyWest(column, { lags }).longRunVariance,
        1e-8,
      )
    ),
    exact("Diebold-Mariano, one step", 2.0125132, one!.statistic, 1e-7),
    exact(
      "Diebold-Mariano, one step, corrected",
      1.8825337,
      one!.corrected,
      1e-7,
    ),
    exact(
      "Diebold-Mariano, two steps, corrected",
      1.3694074,
      two!.corrected,
      1e-7,
    ),
  ];
}

/** Where each loss is least if the proxy is a squared normal return of variance 1. */
const OPTIMA: readonly [VarianceLoss, number][] = [
  ["mse", 1],
  ["qlike", 1],
  ["mae", 0.4549364],
  ["mse-sd", 0.6366198],
  ["mse-log", 0.2807297],
  ["hmse", 3],
];

/** Patton's optimal forecasts through a noisy proxy, and the overfitting of noise. */
export function selectionAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const proxy = Float64Array.from(
    { length: Math.round(1_000_000 * size) },
    () => random.normal() ** 2,
  );
  const reps = Math.round(200 * size);
  const probabilities = Float64Array.from({ length: reps }, () => {
    const trials = Array.from(
      { length: 20 },
      () => Float64Array.from({ length: 160 }, () => random.normal()),
    );
    return overfittingProbability(trials, { blocks: 8 }).probability;
  });
  return [
    ...OPTIMA.map(([loss, optimum]) =>
      simulated(
        `forecast of least ${loss} with a squared return as proxy`,
        optimum,
        leastAt(
          (h) => mean(varianceLoss(proxy, proxy.map(() => h), loss)),
          optimum,
        ),
        0.01 * optimum,
      )
    ),
    simulated(
      "probability of backtest overfitting of 20 noise strategies",
      0.5,
      mean(probabilities),
      0.05 / Math.SQRT2,
    ),
  ];
}

/** Minimum of a function with one, by golden section around a guess. */
function leastAt(f: (h: number) => number, guess: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [guess / 1.5, guess * 1.5];
  for (let i = 0; i < 14; i++) {
    const width = golden * (high - low);
    if (f(high - width) < f(low + width)) high = low + width;
    else low = high - width;
  }
  return (low + high) / 2;
}
