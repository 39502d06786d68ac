import { Random } from "volarb/random";
import {
  garleanuPedersen,
  informationCoefficient,
  kalmanEnsemble,
  LatentAlphaSignal,
  noTradeBand,
  optimalCombination,
  ridgeSignal,
  type SignalModel,
  solveTradingPolicy,
  walkForwardSignal,
  zScoreEnsemble,
} from "volarb/signal";
import { latentMarket, staticMarket } from "../signal/market.ts";
import { type Anchor, exact, simulated, type Size } from "./anchor.ts";

/** Known answers of the combination of signals and of trading on them. */
export function policyAnchors(): Anchor[] {
  const pair = optimalCombination({
    ic: [0.05, 0.03],
    correlation: [[1, 0.5], [0.5, 1]],
  });
  const four = [0, 1, 2, 3].map((i) =>
    [0, 1, 2, 3].map((j) => i === j ? 1 : 0.3)
  );
  const equal = optimalCombination({
    ic: [0.03, 0.03, 0.03, 0.03],
    correlation: four,
  });
  const closed = garleanuPedersen({
    riskAversion: 1,
    cost: 5,
    discount: 0.02,
    decay: [0.2],
  });
  const solved = solveTradingPolicy({
    riskAversion: 1,
    discount: 0.02,
    covariance: [[0.04]],
    cost: [[0.2]],
    loadings: [[1]],
    reversion: [[0.2]],
  });
  const problem = { cost: 1e-9, reversion: 0.05, alphaVolatility: 1e-4 };
  return [
    exact(
      "IC* of two signals, eq-optimal-combination",
      0.0503322296,
      pair.ic,
      1e-9,
    ),
    exact(
      "weight of the first of them",
      0.875,
      pair.weights[0]! / (pair.weights[0]! + pair.weights[1]!),
      1e-12,
    ),
    exact(
      "IC* of four equally correlated signals",
      0.0435285750,
      equal.ic,
      1e-9,
    ),
    exact("Gârleanu-Pedersen a", 1.7519393158, closed.a, 1e-8),
    exact(
      "Gârleanu-Pedersen rate, thm-garleanu-pedersen",
      0.3503878632,
      closed.rate,
      1e-8,
    ),
    exact(
      "Gârleanu-Pedersen aim per factor",
      18.5131995644,
      closed.aim[0]! / 0.04,
      1e-8,
    ),
    exact(
      "the same rate by the Riccati equation",
      closed.rate,
      solved.rate[0]![0]!,
      1e-12,
    ),
    exact(
      "the same aim by the Riccati equation",
      closed.aim[0]! / 0.04,
      solved.aim[0]![0]!,
      1e-9,
    ),
    exact(
      "no-trade band of a small cost, thm-no-trade-band, relative to the power of 1/3",
      1,
      noTradeBand(problem) / noTradeBand(problem, "asymptotic"),
      1e-3,
    ),
  ];
}

const MODELS: readonly SignalModel[] = [
  zScoreEnsemble({ weights: "equal" }),
  zScoreEnsemble({ weights: "ic" }),
  zScoreEnsemble({ weights: "optimal" }),
  ridgeSignal(),
  kalmanEnsemble({ form: "latent" }),
  kalmanEnsemble({ form: "drifting" }),
];

/** How often a model claims a correlation out of sample where there is none. */
export function noiseAnchors(seed: number, size: Size): Anchor[] {
  const runs = Math.max(20, Math.round(200 * size));
  const rejected = MODELS.map(() => 0);
  for (let run = 0; run < runs; run++) {
    const market = staticMarket({
      rows: 1400,
      seed: seed + run,
      ic: [0, 0, 0, 0],
      persistence: 0.8,
      correlation: 0.2,
    });
    MODELS.forEach((model, i) => {
      const options = { train: 700, test: 700 };
      const { realizedIc } = walkForwardSignal(model, market, options);
      if (realizedIc.pValue < 0.05) rejected[i]!++;
    });
  }
  // Three standard deviations of a share of 5 % over the runs.
  const tolerance = 3 * Math.sqrt(0.05 * 0.95 / 200);
  return MODELS.map(({ name }, i) =>
    simulated(
      `${name} on noise, share of runs rejected at 5 %`,
      0.05,
      rejected[i]! / runs,
      tolerance,
    )
  );
}

/** Share of the IC of the filter that knows the truth which the fitted one reaches. */
export function recoveryAnchors(seed: number, size: Size): Anchor[] {
  const truth = {
    persistence: 0.95,
    loading: [0.3, 0.2, 0.4, 0.1, 0.3],
    slope: 0.08,
  };
  const runs = Math.max(2, Math.round(20 * size));
  let share = 0;
  for (let run = 0; run < runs; run++) {
    const market = latentMarket({ rows: 60_000, seed: seed + run, ...truth });
    const signal = kalmanEnsemble({ form: "latent" }).fit(market, {
      rows: { from: 0, to: 20_000 },
    });
    const oracle = new LatentAlphaSignal({
      kind: "latent",
      model: "oracle",
      features: truth.loading.map((_, k) => `x${k}`),
      horizon: 1,
      observations: 0,
      expectedIc: 0,
      scaling: {
        center: truth.loading.map(() => 0),
        scale: truth.loading.map(() => 1),
        clip: null,
      },
      ...truth,
      noise: truth.loading.map((l) => 1 - l * l),
      slopeVariance: 0,
      returnNoise: 1 - truth.slope ** 2,
      returns: "observed",
      unit: 1e-3,
      inDeviations: false,
    });
    const icOf = (mean: Float64Array) =>
      informationCoefficient(
        mean.subarray(20_000),
        market.alpha.subarray(20_000),
      ).ic;
    share += icOf(signal.predict(market).mean) /
      icOf(oracle.predict(market).mean) / runs;
  }
  return [
    simulated(
      "Kalman ensemble's share of the oracle's IC, eq-latent-alpha",
      1,
      share,
      0.1,
    ),
  ];
}

/** What a band as wide as the theorem's earns, against wider and narrower ones. */
export function bandAnchors(seed: number, size: Size): Anchor[] {
  const problem = { cost: 2e-3, reversion: 0.05, alphaVolatility: 1e-4 };
  const { cost, reversion: kappa, alphaVolatility: s } = problem;
  const risk = 1e-3;
  const phi = Math.exp(-kappa);
  const innovation = s * Math.sqrt((1 - phi * phi) / (2 * kappa));
  const random = new Random(seed);
  const alpha = new Float64Array(Math.round(4_000_000 * size));
  for (let t = 1; t < alpha.length; t++) {
    alpha[t] = phi * alpha[t - 1]! + innovation * random.normal();
  }
  const earned = (half: number) => {
    let x = 0;
    let total = 0;
    for (const a of alpha) {
      const gap = a / risk - x;
      const trade = Math.abs(gap) > half ? gap - Math.sign(gap) * half : 0;
      x += trade;
      total += x * a - risk / 2 * x * x - cost * Math.abs(trade);
    }
    return total;
  };
  const half = noTradeBand(problem) / risk;
  const factors = Array.from({ length: 13 }, (_, i) => 0.7 + 0.05 * i);
  const best = factors.reduce((a, b) =>
    earned(a * half) >= earned(b * half) ? a : b
  );
  return [
    simulated(
      "band that earns most, in units of thm-no-trade-band's",
      1,
      best,
      0.15,
    ),
  ];
}
