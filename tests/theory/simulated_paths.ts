import { Random } from "volarb/random";
import { mean, variance } from "volarb/stats";
import {
  batesPath,
  hestonPath,
  jumpMoments,
  varianceMoments,
} from "volarb/simulate";
import { type Anchor, exact, simulated, type Size } from "./anchor.ts";

/** Merton's model: ten jumps a year of -2 % with a deviation of 5 %. */
const JUMPS = { jumpIntensity: 10, jumpMean: -0.02, jumpDeviation: 0.05 };
/** Variance of its continuous part. */
const DIFFUSION = 0.16;
/** One day in years. */
const DAY = 1 / 365;
/** The square-root variance. */
const ROOT = {
  meanReversion: 3,
  longRunVariance: 0.5,
  volatilityOfVariance: 0.8,
};
/** From where, and for how many years. */
const HORIZON = { variance: 0.3, horizon: 0.25 };

/** Variance, skewness and excess kurtosis of daily returns whose variance stands still. */
function jumpReturns(random: Random, days: number) {
  const { logPrice } = batesPath(random, {
    meanReversion: 1e-6,
    longRunVariance: DIFFUSION,
    volatilityOfVariance: 1e-6,
    correlation: 0,
    ...JUMPS,
  }, { steps: days, dt: DAY });
  const centre = (logPrice[days]! - logPrice[0]!) / days;
  const sums = [0, 0, 0];
  for (let i = 0; i < days; i++) {
    const r = logPrice[i + 1]! - logPrice[i]! - centre;
    for (let k = 0; k < 3; k++) sums[k]! += r ** (k + 2);
  }
  return sums.map((sum) => sum / days);
}

/** Spot variance at the end and integrated variance of many paths. */
function rootPaths(random: Random, paths: number) {
  const steps = 25;
  const spot = new Float64Array(paths);
  const integrated = new Float64Array(paths);
  for (let i = 0; i < paths; i++) {
    const path = hestonPath(random, { ...ROOT, correlation: -0.7 }, {
      steps,
      dt: HORIZON.horizon / steps,
      variance: HORIZON.variance,
    });
    spot[i] = path.spotVariance[steps]!;
    integrated[i] = path.integratedVariance.reduce((a, b) => a + b, 0);
  }
  return { spot, integrated };
}

/** Moments of Merton's returns and of the square-root variance, exact and simulated. */
export function pathAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const jumps = jumpMoments({ variance: DIFFUSION, ...JUMPS }, DAY);
  const root = varianceMoments(ROOT, HORIZON);
  const runs = 10;
  const moments = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    jumpReturns(random, Math.round(1e6 * size)).forEach((moment, k) =>
      moments[k]! += moment / runs
    );
  }
  const [second, third, fourth] = moments as [number, number, number];
  const { spot, integrated } = rootPaths(random, Math.round(40_000 * size));
  const rows: [string, number, number, number, number][] = [
    [
      "variance of Merton's day, lem-jump-kurtosis",
      5.17808e-4,
      jumps.variance,
      second,
      1e-9,
    ],
    [
      "skewness of Merton's day",
      -0.367376,
      jumps.skewness,
      third / second ** 1.5,
      1e-6,
    ],
    [
      "excess kurtosis of Merton's day",
      2.545323,
      jumps.excessKurtosis,
      fourth / second ** 2 - 3,
      1e-6,
    ],
    [
      "mean of the square-root variance, lem-cir-moments",
      0.4055267,
      root.mean,
      mean(spot),
      1e-7,
    ],
    [
      "variance of the square-root variance",
      0.0307990,
      root.variance,
      variance(spot),
      1e-7,
    ],
    [
      "integral of the square-root variance",
      0.0898244,
      root.integratedMean,
      mean(integrated),
      1e-7,
    ],
  ];
  return rows.flatMap(([name, number, closed, drawn, tolerance]) => [
    exact(name, number, closed, tolerance),
    simulated(`${name}, simulated`, closed, drawn, 0.02 * Math.abs(closed)),
  ]);
}
