import { assertChoice } from "../stats/arguments.ts";
import { mean } from "../stats/mod.ts";
import {
  bootstrapPValue,
  resampledMeans,
  resamplingOf,
  type ResamplingOptions,
} from "./resampled_means.ts";
import { assertTrials } from "./trial_returns.ts";

/** Choices of {@linkcode modelConfidenceSet}. */
export type ConfidenceSetOptions = ResamplingOptions & {
  /** Probability `α` that the best is not in the set, in (0, 1); 0.1 by default. */
  readonly size?: number;
  /** What is tested: the largest difference of two models (`"range"`, default), or of one from the mean of all (`"max"`). */
  readonly statistic?: "range" | "max";
};

/** The models that may be the best. */
export type ModelConfidenceSet = {
  /** Models in the set, by their column, ascending. */
  readonly included: readonly number[];
  /** Models in the order in which they were thrown out; the last is the one that would be left. */
  readonly eliminated: readonly number[];
  /** Length `m`, one entry per model: the smallest `α` at which it is not in the set; 1 for the last. */
  readonly pValues: Float64Array;
  /** Number of resamples. */
  readonly draws: number;
  /** Mean length of their blocks in rows. */
  readonly blockLength: number;
};

/**
 * Model confidence set: the models that hold the best one with probability `1 - α`.
 *
 * As long as the hypothesis that all models left are equally good is rejected, the worst is thrown out. With mean losses `L̄` and
 * differences `d̄_ij = L̄_i - L̄_j` the statistic is `max_ij d̄_ij / √var(d̄_ij)`, and the model that attains it as `i` goes; or, with
 * `d̄_i = L̄_i - mean`, `max_i d̄_i / √var(d̄_i)`. Variances and the law come from resamples about the sample's means. A model's
 * p-value is the largest of the tests up to the one that threw it out. Of equal losses the first model goes.
 *
 * @param losses Columns of one length: the loss of each model per period.
 * @param options Random numbers, number of resamples, length of the blocks, size, statistic.
 * @returns The set, and the p-value of every model.
 * @throws {RangeError} If there are fewer than two models, columns differ in length, have fewer than two rows or miss an entry, or
 *   `size` is not in (0, 1).
 * @see Hansen, P., Lunde, A., Nason, J. (2011), The model confidence set, Econometrica 79(2), 453-497, doi:10.3982/ECTA5771.
 *
 * @example A model that is clearly worse
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { modelConfidenceSet } from "volarb/performance";
 *
 * const random = new Random(1);
 * const noise = () => Float64Array.from({ length: 200 }, () => random.normal() ** 2);
 * const set = modelConfidenceSet(
 *   [noise(), noise().map((x) => x + 2), noise()],
 *   { random, draws: 199 },
 * );
 * assert.deepEqual(set.included, [0, 2]);
 * ```
 */
export function modelConfidenceSet(
  losses: readonly Float64Array[],
  { size = 0.1, statistic = "range", ...options }: ConfidenceSetOptions,
): ModelConfidenceSet {
  const action = "find a model confidence set";
  assertTrials(action, losses, { trials: 2, rows: 2 });
  assertChoice(action, "statistic", statistic, ["range", "max"]);
  if (!(size > 0 && size < 1)) {
    throw new RangeError(
      `Cannot ${action} as size must be in (0, 1): current value is ${size}`,
    );
  }
  const resampling = resamplingOf(action, losses, options);
  const means = Float64Array.from(losses, mean);
  const errors = resampledMeans(losses, resampling).map((drawn) =>
    drawn.map((m, i) => m - means[i]!)
  );
  const test = statistic === "range" ? rangeTest : maxTest;
  const left = new Set(losses.keys());
  const eliminated: number[] = [];
  const pValues = new Float64Array(losses.length).fill(1);
  let highest = 0;
  while (left.size > 1) {
    const { worst, pValue } = test([...left], means, errors);
    highest = Math.max(highest, pValue);
    pValues[worst] = highest;
    eliminated.push(worst);
    left.delete(worst);
  }
  eliminated.push(...left);
  return {
    included: [...losses.keys()].filter((i) => pValues[i]! > size),
    eliminated,
    pValues,
    draws: resampling.draws,
    blockLength: resampling.blockLength,
  };
}

/** One test of equal losses: which model goes, and how likely the statistic is if none should. */
type Elimination = { worst: number; pValue: number };

/** Root mean square; `NaN` for a difference that moves by rounding only, which is not tested. */
function rootMeanSquare(values: readonly number[], magnitude: number): number {
  const square = values.reduce((total, x) => total + x * x, 0);
  const root = Math.sqrt(square / values.length);
  return root > 1e-12 * magnitude ? root : NaN;
}

/** Size of the errors of two or more models, which the rounding of their differences grows with. */
function magnitudeOf(
  errors: readonly Float64Array[],
  models: readonly number[],
): number {
  let largest = 0;
  for (const e of errors) {
    for (const i of models) largest = Math.max(largest, Math.abs(e[i]!));
  }
  return largest;
}

function rangeTest(
  left: readonly number[],
  means: Float64Array,
  errors: readonly Float64Array[],
): Elimination {
  const magnitude = magnitudeOf(errors, left);
  const largest = new Float64Array(errors.length).fill(-Infinity);
  let statistic = -Infinity;
  let worst = left[0]!;
  for (const i of left) {
    for (const j of left) {
      if (i === j) continue;
      const scale = rootMeanSquare(
        errors.map((e) => e[i]! - e[j]!),
        magnitude,
      );
      const score = (means[i]! - means[j]!) / scale;
      if (score > statistic) [statistic, worst] = [score, i];
      errors.forEach((e, b) => {
        const drawn = (e[i]! - e[j]!) / scale;
        if (drawn > largest[b]!) largest[b] = drawn;
      });
    }
  }
  return { worst, pValue: bootstrapPValue(largest, statistic) };
}

function maxTest(
  left: readonly number[],
  means: Float64Array,
  errors: readonly Float64Array[],
): Elimination {
  const centered = (of: Float64Array) => {
    const center = left.reduce((total, i) => total + of[i]!, 0) / left.length;
    return left.map((i) => of[i]! - center);
  };
  const observed = centered(means);
  const drawn = errors.map(centered);
  const magnitude = magnitudeOf(errors, left);
  const scales = left.map((_, k) =>
    rootMeanSquare(drawn.map((d) => d[k]!), magnitude)
  );
  let worst = left[0]!;
  let statistic = -Infinity;
  left.forEach((model, k) => {
    const score = observed[k]! / scales[k]!;
    if (score > statistic) [statistic, worst] = [score, model];
  });
  const largest = drawn.map((d) => {
    let most = -Infinity;
    d.forEach((x, k) => {
      if (x / scales[k]! > most) most = x / scales[k]!;
    });
    return most;
  });
  return { worst, pValue: bootstrapPValue(largest, statistic) };
}
