/** What a test of significance finds in strategies without any skill: one entry per test, for as many seeds as a caller has time for. */
import { Random } from "volarb/random";
import {
  mean,
  neweyWest,
  normalCdf,
  normalQuantile,
  StationaryBootstrap,
} from "volarb/stats";
import {
  annualizedSharpe,
  bootstrapInterval,
  deflatedSharpe,
  deflatedSharpeSize,
  dieboldMariano,
  effectiveTrials,
  headlineStatistics,
  mincerZarnowitz,
  minimumTrackRecord,
  modelConfidenceSet,
  probabilisticSharpe,
  realityCheck,
  sharpeDifference,
  sharpeMoments,
  sharpeRatio,
  sharpeStandardError,
  type Statistic,
  superiorPredictiveAbility,
  varianceLoss,
} from "volarb/performance";

const ROWS = 300;
/** Level of the tests. */
export const LEVEL = 0.05;

function noise(random: Random): Float64Array {
  return Float64Array.from({ length: ROWS }, () => random.normal());
}

function twoSided(z: number): number {
  return 2 * normalCdf(-Math.abs(z));
}

/** Number of resamples. */
const DRAWS = 199;
/** What R-7's ends leave out of that many: the 5.95th from each side, where the fifth would leave 5 %. */
const PERCENTILE = 2 * (1 + (DRAWS - 1) * LEVEL / 2) / (DRAWS + 1);
const DEVIATION = 0.01;
/** Quantile of the normal distribution at 95 %, and its density there. */
const TAIL = normalQuantile(0.95);
const TAIL_DENSITY = Math.exp(-TAIL * TAIL / 2) / Math.sqrt(2 * Math.PI);

/**
 * What is true of normal returns without skill, and how often percentile intervals of 300 rows miss it where that is not what R-7 leaves
 * out: the statistics are biased in so few rows and the resamples once more (shares of 4,000 other seeds).
 */
const HEADLINES: readonly {
  readonly name: string;
  readonly truth: number;
  readonly size?: number;
}[] = [
  { name: "totalReturn", truth: 0 },
  { name: "annualizedReturn", truth: 0 },
  { name: "volatility", truth: DEVIATION * Math.sqrt(365), size: 0.07 },
  { name: "sharpe", truth: 0 },
  { name: "sortino", truth: 0 },
  { name: "calmar", truth: 0 },
  { name: "omega", truth: 1 },
  { name: "valueAtRisk", truth: DEVIATION * TAIL },
  {
    name: "expectedShortfall",
    truth: DEVIATION * TAIL_DENSITY / LEVEL,
    size: 0.104,
  },
  { name: "skewness", truth: 0, size: 0.083 },
  { name: "rawKurtosis", truth: 3, size: 0.12 },
  { name: "tailRatio", truth: 1 },
  { name: "hitRate", truth: 0.5 },
  { name: "returnOverDrawdown", truth: 0 },
];

/** A test on the noise of one seed. */
export type NoiseTest = {
  /** How often it should find something; 0.05 by default. */
  readonly size?: number;
  /** Whether it finds something. */
  readonly rejects: (random: Random, seed: number) => boolean;
};

/** The tests by their names. */
export const NOISE_TESTS: Readonly<Record<string, NoiseTest>> = {
  "probabilistic Sharpe ratio above 0.95": {
    rejects: (random) =>
      probabilisticSharpe(sharpeMoments(noise(random))) > 1 - LEVEL,
  },
  "minimum track record no longer than the record": {
    rejects: (random) =>
      minimumTrackRecord(sharpeMoments(noise(random))) <= ROWS,
  },
  "Sharpe ratio over its HAC error": {
    rejects: (random) => {
      const r = noise(random);
      return twoSided(sharpeRatio(r) / sharpeStandardError(r)) < LEVEL;
    },
  },
  "annualized Sharpe ratio over its error": {
    rejects: (random) => {
      const { value, standardError } = annualizedSharpe(noise(random), {
        periodsPerYear: 365,
      });
      return twoSided(value / standardError) < LEVEL;
    },
  },
  "stationary bootstrap interval of the Sharpe ratio without 0": {
    size: PERCENTILE,
    rejects: (random) => {
      const { low, high } = bootstrapInterval(
        noise(random),
        (r) => sharpeRatio(r),
        {
          resampler: new StationaryBootstrap({ blockLength: 2, random }),
          draws: DRAWS,
        },
      );
      return low > 0 || high < 0;
    },
  },
  "stationary bootstrap interval of the mean without 0": {
    size: PERCENTILE,
    rejects: (random) => {
      const { low, high } = bootstrapInterval(noise(random), mean, {
        resampler: new StationaryBootstrap({ blockLength: 2, random }),
        draws: DRAWS,
        method: "basic",
      });
      return low > 0 || high < 0;
    },
  },
  ...Object.fromEntries(
    HEADLINES.map(({ name, truth, size = PERCENTILE }) => [
      `headline interval of ${name} without what is true of noise, ${
        Number(truth.toPrecision(4))
      }`,
      {
        size,
        rejects: (_: Random, seed: number) => outside(name, truth, seed),
      },
    ]),
  ),
  "difference of two Sharpe ratios": {
    rejects: (random) =>
      sharpeDifference(noise(random), noise(random)).pValue < LEVEL,
  },
  "Newey and West's mean": {
    rejects: (random) => {
      const { mean, standardError } = neweyWest(noise(random));
      return twoSided(mean / standardError) < LEVEL;
    },
  },
  "Diebold-Mariano, one step": {
    rejects: (random) => dieboldMariano(noise(random)).pValue < LEVEL,
  },
  "Diebold-Mariano, three steps of overlapping errors": {
    rejects: (random) => {
      const e = noise(random);
      const sums = e.slice(2).map((x, t) => x + e[t + 1]! + e[t]!);
      return dieboldMariano(sums, { horizon: 3 }).pValue < LEVEL;
    },
  },
  "Mincer-Zarnowitz of the best forecast": {
    rejects: (random) => {
      const forecast = noise(random);
      const realized = forecast.map((h) => h + random.normal());
      return mincerZarnowitz(realized, forecast).pValue < LEVEL;
    },
  },
  "deflated Sharpe ratio of the best of ten above 0.95, which is stricter than 5 %":
    {
      size: deflatedSharpeSize({ trials: 10 }),
      rejects: (random) => bestOfTen(random).probability > 1 - LEVEL,
    },
  "Šidák's p-value of the best of ten": {
    rejects: (random) => bestOfTen(random).pValue < LEVEL,
  },
  "Šidák's p-value of the best of ten that correlate by 0.6, counted by their eigenvalues":
    { rejects: (random) => judged(random, 0.6).pValue < LEVEL },
  "deflated Sharpe ratio of the best of ten that correlate by 0.9 above 0.95, stricter than 5 %":
    {
      size: 0.0155,
      rejects: (random) => judged(random, 0.9).probability > 1 - LEVEL,
    },
  "White's reality check of five strategies": {
    rejects: (random) =>
      realityCheck(five(random), resampling(random)).pValue <= LEVEL,
  },
  "Hansen's test of five strategies": {
    rejects: (random) =>
      superiorPredictiveAbility(five(random), resampling(random)).pValue
        .consistent <= LEVEL,
  },
  "model confidence set without one of five equal models": {
    rejects: (random) =>
      modelConfidenceSet(five(random), { ...resampling(random), size: LEVEL })
        .included.length < 5,
  },
  "model confidence set by the largest mean without one of five equal models": {
    rejects: (random) =>
      modelConfidenceSet(five(random), {
        ...resampling(random),
        size: LEVEL,
        statistic: "max",
      }).included.length < 5,
  },
  "Diebold-Mariano of the QLIKE of two forecasts that are as good": {
    rejects: (random) => {
      const proxy = noise(random).map((z) => z * z);
      const loss = () =>
        varianceLoss(proxy, noise(random).map((z) => Math.exp(z / 4)));
      const second = loss();
      return dieboldMariano(loss().map((l, t) => l - second[t]!)).pValue <
        LEVEL;
    },
  },
};

/** Whether the interval that a report has beside a statistic does not hold what is true of noise. */
function outside(name: string, truth: number, seed: number): boolean {
  const { low, high } = headlineOf(seed).find((s) => s.name === name)!;
  return low > truth || high < truth;
}

const headlines = new Map<number, readonly Statistic[]>();

/** All intervals of the noise of a seed: one set of resamples has them all. */
function headlineOf(seed: number): readonly Statistic[] {
  const known = headlines.get(seed);
  if (known !== undefined) return known;
  const random = new Random(seed).split("headline");
  const value = noise(random).map((x) => x * DEVIATION);
  const { statistics } = headlineStatistics({
    kind: "simple",
    time: value.map((_, t) => t + 1),
    value,
    step: 1,
    periodsPerYear: 365,
    definition: "noise",
  }, resampling(random));
  headlines.set(seed, statistics);
  return statistics;
}

function five(random: Random): Float64Array[] {
  return Array.from({ length: 5 }, () => noise(random));
}

function resampling(random: Random) {
  return { random, draws: DRAWS, blockLength: 2 };
}

function bestOfTen(random: Random) {
  const trials = Array.from({ length: 10 }, () => sharpeMoments(noise(random)));
  const best = trials.reduce((a, b) => b.ratio > a.ratio ? b : a);
  return deflatedSharpe({ ...best, trials: 10, variance: 1 / ROWS });
}

/** The best of ten trials with one correlation, judged by what the trials alone tell. */
function judged(random: Random, correlation: number) {
  const common = noise(random);
  const trials = Array.from(
    { length: 10 },
    () =>
      noise(random).map((x, t) =>
        Math.sqrt(correlation) * common[t]! + Math.sqrt(1 - correlation) * x
      ),
  );
  const { count, variance } = effectiveTrials(trials);
  const best = trials.map(sharpeMoments).reduce((a, b) =>
    b.ratio > a.ratio ? b : a
  );
  return deflatedSharpe({ ...best, trials: count, variance });
}
