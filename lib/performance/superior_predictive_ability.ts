import { bootstrapVariance, mean } from "../stats/mod.ts";
import {
  bootstrapPValue,
  resampledMeans,
  resamplingOf,
  type ResamplingOptions,
} from "./resampled_means.ts";
import { assertTrials } from "./trial_returns.ts";

/** White's reality check. */
export type RealityCheck = {
  /** `√n` times the largest mean. */
  readonly statistic: number;
  /** Probability of one as large if no column is better than the benchmark. */
  readonly pValue: number;
  /** Column with the largest mean; the first of several. */
  readonly best: number;
  /** Number of resamples. */
  readonly draws: number;
  /** Mean length of their blocks in rows. */
  readonly blockLength: number;
};

/** Hansen's test of superior predictive ability. */
export type SuperiorPredictiveAbility = {
  /** `max(0, max_k √n d̄_k / ω_k)`. */
  readonly statistic: number;
  /** The probabilities: the test's own (`consistent`) and what it lies between. */
  readonly pValue: {
    /** Columns worse than the benchmark are taken to be as bad as they look. */
    readonly lower: number;
    /** Those clearly worse are taken to be so, others to be as good as the benchmark. */
    readonly consistent: number;
    /** All are taken to be as good as the benchmark, as White does. */
    readonly upper: number;
  };
  /** Column with the largest statistic; the first of several. */
  readonly best: number;
  /** Number of resamples. */
  readonly draws: number;
  /** Mean length of their blocks in rows. */
  readonly blockLength: number;
};

/**
 * White's reality check: is the best of several strategies better than the benchmark, or only the luckiest?
 *
 * `V = √n max_k d̄_k`, and its law from resamples `√n max_k (d̄*_k - d̄_k)` by the stationary bootstrap. The p-value is
 * `(1 + #{V* >= V}) / (1 + B)`.
 *
 * @param performance Columns of one length: what each strategy earned more than the benchmark, or lost less, per period.
 * @param options Random numbers, number of resamples, length of the blocks.
 * @returns Statistic and p-value.
 * @throws {RangeError} If there is no column, columns differ in length, have fewer than two rows or miss an entry.
 * @see thm-reality-check, eq-reality-check, alg-reality-check
 * @see White, H. (2000), A reality check for data snooping, Econometrica 68(5), 1097-1126, doi:10.1111/1468-0262.00152.
 *
 * @example One that is better by far
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { realityCheck } from "volarb/performance";
 *
 * const random = new Random(1);
 * const noise = () => Float64Array.from({ length: 100 }, () => random.normal());
 * const { pValue, best } = realityCheck(
 *   [noise(), noise().map((x) => x + 1)],
 *   { random, draws: 199 },
 * );
 * assert.deepEqual([pValue, best], [0.005, 1]);
 * ```
 */
export function realityCheck(
  performance: readonly Float64Array[],
  options: ResamplingOptions,
): RealityCheck {
  const action = "run a reality check";
  const n = assertTrials(action, performance, { trials: 1, rows: 2 });
  const resampling = resamplingOf(action, performance, options);
  const means = performance.map(mean);
  const best = indexOfLargest(means);
  const draws = resampledMeans(performance, resampling).map((drawn) =>
    largest(drawn, (m, k) => m - means[k]!)
  );
  return {
    statistic: Math.sqrt(n) * means[best]!,
    pValue: bootstrapPValue(draws, means[best]!),
    best,
    draws: resampling.draws,
    blockLength: resampling.blockLength,
  };
}

/**
 * Hansen's test of superior predictive ability: White's with every column in units of its own error, and without those
 * that are clearly worse.
 *
 * `T = max(0, max_k √n d̄_k / ω_k)` with the variance `ω_k²` of `√n d̄_k` that the bootstrap has. Resamples are
 * `max(0, max_k √n (d̄*_k - g(d̄_k)) / ω_k)` with `g(x) = max(0, x)` (lower), `x` where
 * `√n x / ω_k >= -√(2 ln ln n)` and else 0 (consistent), `x` (upper). The p-values are `(1 + #{T* >= T}) / (1 + B)`, or 1 where `T = 0`. A column
 * that does not move tells nothing and is left out.
 *
 * @param performance Columns of one length: what each strategy earned more than the benchmark, or lost less, per period.
 * @param options Random numbers, number of resamples, length of the blocks.
 * @returns Statistic and p-values.
 * @throws {RangeError} If there is no column that moves, columns differ in length, have fewer than three rows or miss an entry.
 * @see thm-reality-check, eq-bootstrap-variance
 * @see Hansen, P. (2005), A test for superior predictive ability, Journal of Business and Economic Statistics 23(4), 365-380,
 *   doi:10.1198/073500105000000063.
 *
 * @example A bad strategy does not help a good one to hide
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { superiorPredictiveAbility } from "volarb/performance";
 *
 * const random = new Random(1);
 * const noise = () => Float64Array.from({ length: 100 }, () => random.normal());
 * const { pValue } = superiorPredictiveAbility(
 *   [noise().map((x) => x + 0.2), noise().map((x) => 9 * x - 9)],
 *   { random, draws: 199 },
 * );
 * assert.ok(pValue.lower <= pValue.consistent && pValue.consistent < pValue.upper);
 * ```
 */
export function superiorPredictiveAbility(
  performance: readonly Float64Array[],
  options: ResamplingOptions,
): SuperiorPredictiveAbility {
  const action = "test for superior predictive ability";
  const n = assertTrials(action, performance, { trials: 1, rows: 3 });
  const resampling = resamplingOf(action, performance, options);
  const means = performance.map(mean);
  const errors = performance.map((column) =>
    column.every((x) => x === column[0])
      ? NaN
      : Math.sqrt(bootstrapVariance(column, resampling.blockLength) / n)
  );
  if (errors.every(Number.isNaN)) {
    throw new RangeError(
      `Cannot ${action} as a column must move: all ${errors.length} columns are constant`,
    );
  }
  const scores = means.map((m, k) => m / errors[k]!);
  const best = indexOfLargest(scores);
  const bound = -Math.sqrt(2 * Math.log(Math.max(1, Math.log(n))));
  const centers = {
    lower: means.map((m) => Math.max(0, m)),
    consistent: means.map((m, k) => scores[k]! >= bound ? m : 0),
    upper: means,
  };
  const statistic = Math.max(0, scores[best]!);
  const drawn = resampledMeans(performance, resampling);
  const pValueOf = (center: readonly number[]) =>
    statistic === 0 ? 1 : bootstrapPValue(
      drawn.map((of) =>
        Math.max(0, largest(of, (m, k) => (m - center[k]!) / errors[k]!))
      ),
      statistic,
    );
  return {
    statistic,
    pValue: {
      lower: pValueOf(centers.lower),
      consistent: pValueOf(centers.consistent),
      upper: pValueOf(centers.upper),
    },
    best,
    draws: resampling.draws,
    blockLength: resampling.blockLength,
  };
}

function indexOfLargest(values: readonly number[]): number {
  let best = -1;
  values.forEach((x, i) => {
    if (x === x && (best < 0 || x > values[best]!)) best = i;
  });
  return best;
}

/** Largest of what a function gives for each entry, `NaN` left out. */
function largest(
  column: Float64Array,
  of: (x: number, i: number) => number,
): number {
  let most = -Infinity;
  for (let i = 0; i < column.length; i++) {
    const x = of(column[i]!, i);
    if (x > most) most = x;
  }
  return most;
}
