import { Random } from "volarb/random";
import { mean, variance } from "volarb/stats";
import {
  bipowerVariation,
  fitHar,
  HAR_TRADING_LAGS,
  jumpTest,
  kernelWeight,
  leeMyklandThreshold,
  medianRealizedVariance,
  minimumRealizedVariance,
  multiScaleRealizedVariance,
  PARZEN_CONSTANT,
  PRE_AVERAGING_CONSTANT,
  preAveragedVariance,
  realizedKernel,
  realizedVariance,
  rollSpread,
  twoScaleRealizedVariance,
  twoScaleStep,
} from "volarb/volatility";
import { type Anchor, exact, simulated, type Size } from "./anchor.ts";
import { quadraticMoments } from "./quadratic_form.ts";

/** Returns of a price of variance 1 over the period with noise in every price. */
function noisyReturns(random: Random, n: number, noise: number): Float64Array {
  const step = Math.sqrt(1 / n);
  const size = Math.sqrt(noise);
  let last = size * random.normal();
  return Float64Array.from({ length: n }, () => {
    const next = size * random.normal();
    const r = step * random.normal() + next - last;
    last = next;
    return r;
  });
}

/** An estimator over many simulated periods. */
function repeated(count: number, estimate: () => number): Float64Array {
  return Float64Array.from({ length: count }, estimate);
}

/**
 * The share of a variance that pre-averages of `k` returns keep before they are divided by
 * it, read off the estimator: `1 - s` where it is `(A - s RV) / (1 - s)` and `A` is the mean
 * square of the pre-averages.
 */
function preAveragedShare(k: number): number {
  const n = 40;
  const returns = Float64Array.from({ length: n }, (_, i) => (-1) ** i);
  const psi2 = (k * k + 2) / (12 * k * k);
  let squares = 0;
  for (let i = 0; i <= n - k + 1; i++) {
    let average = 0;
    for (let j = 1; j < k; j++) {
      average += Math.min(j, k - j) / k * returns[i + j - 1]!;
    }
    squares += average * average;
  }
  const averaged = n / (n - k + 2) * squares / (k * psi2);
  const estimate = preAveragedVariance(returns, { window: k });
  return (n - averaged) / (n - estimate);
}

/** What noise does to realized measures, from exact quadratic forms. */
export function noiseAnchors(_seed: number, size: Size): Anchor[] {
  const returns = { n: 390, variance: 1, noise: 1e-3 };
  const anchors: Anchor[] = [];
  const measure = (
    name: string,
    estimator: (r: Float64Array) => number,
    expected: number,
    deviation: number,
  ) => {
    const moments = quadraticMoments(estimator, returns);
    anchors.push(
      exact(`mean of ${name}`, expected, moments.mean, 1e-9),
      exact(`deviation of ${name}`, deviation, moments.deviation, 1e-9),
    );
  };
  // tr(AΣ) and √(2 tr (AΣ)²) by numpy 2.4.6, matrices written from the definitions.
  measure(
    "realized variance, n = 390",
    realizedVariance,
    1.78,
    0.13343239909,
  );
  measure(
    "two scales, K = 3",
    (r) => twoScaleRealizedVariance(r, { scale: 3 }),
    1 - 3 / 391,
    0.15000025936,
  );
  if (size === 1) {
    measure(
      "two scales, K = 10",
      (r) => twoScaleRealizedVariance(r, { scale: 10 }),
      1 - 10 / 391,
      0.20179898193,
    );
    measure(
      "Parzen kernel, H = 8",
      (r) => realizedKernel(r, { bandwidth: 8 }),
      1.05322633745,
      0.16189228076,
    );
    measure(
      "flat-top Parzen kernel, H = 8",
      (r) => realizedKernel(r, { bandwidth: 8, form: "flat-top" }),
      1.002,
      0.18392516736,
    );
  }
  anchors.push(exact(
    "mean of realized variance over IV + 2nω², n = 40",
    1,
    quadraticMoments(realizedVariance, { ...returns, n: 40 }).mean / 1.08,
    1e-10,
  ));
  return [...anchors, ...constantAnchors()];
}

/** Constants that come out of an integral or a minimum. */
function constantAnchors(): Anchor[] {
  const steps = 2000;
  let integral = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 ? 4 : 2;
    integral += weight * kernelWeight("parzen", i / steps) ** 2 / (3 * steps);
  }
  // Pre-averaging: 576 (Φ₂₂θ + 2Φ₁₂/θ + Φ₁₁/θ³) at σ = ω = 1.
  const average = (theta: number) =>
    576 * (151 / 80640 * theta + 2 / 96 / theta + 1 / 6 / theta ** 3);
  let best = 4;
  for (let step = 0.1; step > 1e-9; step /= 2) {
    while (average(best + step) < average(best)) best += step;
    while (average(best - step) < average(best)) best -= step;
  }
  const preAveraged = (window: number) =>
    quadraticMoments(
      (r) => preAveragedVariance(r, { window }),
      { n: 60, variance: 1, noise: 1e-3 },
    ).mean;
  return [
    exact(
      "c* of the Parzen kernel",
      (144 / integral) ** 0.2,
      PARZEN_CONSTANT,
      1e-6,
    ),
    exact("θ* of pre-averaging", best, PRE_AVERAGING_CONSTANT, 1e-6),
    exact(
      "least variance of pre-averaging",
      8.5450268684,
      average(PRE_AVERAGING_CONSTANT),
      1e-9,
    ),
    exact(
      "threshold of Lee and Mykland, n = 288, 1 %",
      5.39503,
      leeMyklandThreshold(288, 0.01),
      5e-6,
    ),
    exact(
      "threshold of Lee and Mykland, n = 288, 5 %",
      4.78801,
      leeMyklandThreshold(288, 0.05),
      5e-6,
    ),
    exact("share of pre-averages of 6", 0.8421053, preAveragedShare(6), 1e-7),
    exact(
      "share of pre-averages of 10",
      0.9411765,
      preAveragedShare(10),
      1e-7,
    ),
    exact("mean of pre-averaged variance, k = 6", 1, preAveraged(6), 1e-9),
    exact("mean of pre-averaged variance, k = 10", 1, preAveraged(10), 1e-9),
  ];
}

/** Rates of convergence, and what the bounce of trades shows. */
export function rateAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  // Slopes are near their limits only where the best scales are well above 1.
  const loud = 0.02;
  const slopeOf = (estimator: (r: Float64Array) => number) => {
    const [few, many] = [1_000, 16_000].map((n) =>
      variance(
        repeated(
          Math.round(2_000 * size),
          () => estimator(noisyReturns(random, n, loud)),
        ),
      )
    );
    return Math.log(many! / few!) / 2 / Math.log(16);
  };
  const twoScales = slopeOf((r) =>
    twoScaleRealizedVariance(r, {
      scale: twoScaleStep({
        returns: r.length,
        noiseVariance: loud,
        quarticity: 1,
      }),
    })
  );
  const manyScales = slopeOf((r) =>
    multiScaleRealizedVariance(r, Math.round(0.7 * Math.sqrt(r.length)))
  );
  const noise = 1e-3;
  const n = 23_400;
  const count = Math.round(1_000 * size);
  const estimates = repeated(
    count,
    () =>
      twoScaleRealizedVariance(noisyReturns(random, n, noise), { scale: 19 }),
  );
  const limit = Math.SQRT2 * (12 * noise * noise) ** (1 / 6) * n ** (-1 / 6);
  // Trades at mid ± 1 whose sides repeat with autocorrelation 0.4.
  const rho = 0.4;
  let side = 1;
  const prices = Float64Array.from(
    { length: Math.round(400_000 * size) },
    () => {
      if (random.uniform() < (1 - rho) / 2) side = -side;
      return side;
    },
  );
  const changes = prices.slice(1).map((p, i) => p - prices[i]!);
  return [
    simulated("mean of two scales, n = 23,400", 1, mean(estimates), 0.006),
    simulated(
      "deviation of two scales over its limit, n = 23,400 (-5 to +25 %)",
      1.10,
      Math.sqrt(variance(estimates)) / limit,
      0.15,
    ),
    simulated(
      "slope in n of the deviation of two scales (-1/6 in the limit)",
      -0.2,
      twoScales,
      0.05,
    ),
    simulated(
      "slope in n of the deviation of many scales (-1/4 in the limit)",
      -0.25,
      manyScales,
      0.03,
    ),
    simulated(
      "Roll's spread with ρ = 0.4, of a spread of 2",
      2 * (1 - rho),
      rollSpread(changes),
      0.024,
    ),
  ];
}

/** Measures that leave jumps out, and the tests that find them. */
export function jumpAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const M = 288;
  const days = Math.round(40_000 * size);
  const step = Math.sqrt(1 / M);
  const names = ["RV", "BV", "RV - BV", "MedRV", "MinRV"];
  const expected = [
    2,
    Math.PI ** 2 / 4 + Math.PI - 3,
    Math.PI ** 2 / 4 +
    Math.PI - 5,
    2.96,
    3.81,
  ];
  const columns = names.map(() => new Float64Array(days));
  const rejected = { ratio: 0, linear: 0 };
  for (let day = 0; day < days; day++) {
    const r = Float64Array.from({ length: M }, () => step * random.normal());
    const rv = realizedVariance(r);
    const bv = bipowerVariation(r);
    columns[0]![day] = rv;
    columns[1]![day] = bv;
    columns[2]![day] = rv - bv;
    columns[3]![day] = medianRealizedVariance(r);
    columns[4]![day] = minimumRealizedVariance(r);
    if (jumpTest(r).pValue < 0.01) rejected.ratio++;
    if (jumpTest(r, { statistic: "linear" }).pValue < 0.01) rejected.linear++;
  }
  return [
    ...names.map((name, j) =>
      simulated(
        `M Var(${name}), M = 288`,
        expected[j]!,
        M * variance(columns[j]!),
        0.03 * expected[j]!,
      )
    ),
    simulated(
      "size of the ratio-max jump test at 1 %",
      0.0117,
      rejected.ratio / days,
      0.003,
    ),
    simulated(
      "size of the linear jump test at 1 %",
      0.0217,
      rejected.linear / days,
      0.003,
    ),
  ];
}

/** A HAR series whose coefficients are known. */
export function harAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const days = Math.round(200_000 * size);
  const series = new Float64Array(days).fill(1);
  const average = (t: number, lag: number) => {
    let sum = 0;
    for (let i = 0; i < lag; i++) sum += series[t - i]!;
    return sum / lag;
  };
  for (let t = 22; t < days; t++) {
    series[t] = 0.1 + 0.4 * series[t - 1]! + 0.3 * average(t - 1, 5) +
      0.2 * average(t - 1, 22) + 0.1 * random.normal();
  }
  const { coefficients } = fitHar(
    { variance: series },
    { lags: HAR_TRADING_LAGS },
  );
  return [
    ...["intercept", "day", "week", "month"].map((name, j) =>
      simulated(
        `HAR coefficient of the ${name}`,
        [0.1, 0.4, 0.3, 0.2][j]!,
        coefficients[j]!,
        0.01,
      )
    ),
    simulated("HAR unconditional mean", 1, mean(series), 0.02),
  ];
}
