/**
 * On pure noise a test at 5 % rejects in 5 % of all cases: 200 seeds, and the band that a binomial
 * count lies in with probability 99 %.
 */
import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  logGamma,
  mean,
  neweyWest,
  normalCdf,
  StationaryBootstrap,
} from "volarb/stats";
import {
  annualizedSharpe,
  bootstrapInterval,
  deflatedSharpe,
  deflatedSharpeSize,
  dieboldMariano,
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
  superiorPredictiveAbility,
} from "volarb/performance";

const SEEDS = 200;
const ROWS = 300;
const LEVEL = 0.05;

/** Smallest and largest count that are not in a tail of half a percent. */
function band(n: number, p: number): [number, number] {
  const choose = (k: number) =>
    logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  let below = 0;
  let low = 0;
  for (let k = 0; k <= n; k++) {
    const probability = Math.exp(
      choose(k) + k * Math.log(p) + (n - k) * Math.log1p(-p),
    );
    if (below + probability <= 0.005) low = k + 1;
    if (below + probability >= 0.995) return [low, k];
    below += probability;
  }
  return [low, n];
}

function noise(random: Random): Float64Array {
  return Float64Array.from({ length: ROWS }, () => random.normal());
}

function twoSided(z: number): number {
  return 2 * normalCdf(-Math.abs(z));
}

/** Each test: whether it finds something in the noise of one seed, and how often it should. */
const TESTS: Record<
  string,
  { size?: number; rejects: (random: Random) => boolean }
> = {
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
    rejects: (random) => {
      const { low, high } = bootstrapInterval(
        noise(random),
        (r) => sharpeRatio(r),
        {
          resampler: new StationaryBootstrap({ blockLength: 2, random }),
          draws: 199,
        },
      );
      return low > 0 || high < 0;
    },
  },
  "stationary bootstrap interval of the mean without 0": {
    rejects: (random) => {
      const { low, high } = bootstrapInterval(noise(random), mean, {
        resampler: new StationaryBootstrap({ blockLength: 2, random }),
        draws: 199,
        method: "basic",
      });
      return low > 0 || high < 0;
    },
  },
  "headline interval of the Sharpe ratio without 0": {
    rejects: (random) => outside("sharpe", 0, random),
  },
  "headline interval of the Sortino ratio without 0": {
    rejects: (random) => outside("sortino", 0, random),
  },
  "headline interval of the Omega ratio without 1": {
    rejects: (random) => outside("omega", 1, random),
  },
  "headline interval of the hit rate without a half": {
    rejects: (random) => outside("hitRate", 0.5, random),
  },
  "headline interval of the skewness without 0": {
    rejects: (random) => outside("skewness", 0, random),
  },
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
};

/** Whether the interval that a report has beside a statistic does not hold what is true of noise. */
function outside(name: string, truth: number, random: Random): boolean {
  const value = noise(random).map((x) => x / 100);
  const { statistics } = headlineStatistics({
    kind: "simple",
    time: value.map((_, t) => t + 1),
    value,
    step: 1,
    periodsPerYear: 365,
    definition: "noise",
  }, resampling(random));
  const { low, high } = statistics.find((s) => s.name === name)!;
  return low > truth || high < truth;
}

function five(random: Random): Float64Array[] {
  return Array.from({ length: 5 }, () => noise(random));
}

function resampling(random: Random) {
  return { random, draws: 199, blockLength: 2 };
}

function bestOfTen(random: Random) {
  const trials = Array.from({ length: 10 }, () => sharpeMoments(noise(random)));
  const best = trials.reduce((a, b) => b.ratio > a.ratio ? b : a);
  return deflatedSharpe({ ...best, trials: 10, variance: 1 / ROWS });
}

Object.entries(TESTS).forEach(([name, { size = LEVEL, rejects }], i) => {
  const [low, high] = band(SEEDS, size);
  Deno.test(`${name}: ${low} to ${high} of ${SEEDS} seeds of noise are significant`, () => {
    let count = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      if (rejects(new Random(1000 * i + seed))) count++;
    }
    assert.ok(low <= count && count <= high, `${count} of ${SEEDS}`);
  });
});

Deno.test("the band of 200 counts at 5 % is 3 to 19", () => {
  // scipy.stats.binom.ppf([0.005, 0.995], 200, 0.05)
  assert.deepEqual(band(200, 0.05), [3, 19]);
});
