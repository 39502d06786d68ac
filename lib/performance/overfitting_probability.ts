import { combinations } from "../stats/splits.ts";
import { assertChoice } from "../stats/arguments.ts";
import { assertTrials } from "./trial_returns.ts";

/** Choices of {@linkcode overfittingProbability}. */
export type OverfittingOptions = {
  /** Number of blocks `S`, even, from 2 to the number of rows; 16 by default. */
  readonly blocks?: number;
  /** By what the trials are ranked; `"sharpe"` by default. */
  readonly metric?: "sharpe" | "mean";
};

/** How often the best in the sample was none of the better ones out of it. */
export type Overfitting = {
  /** Share of splits with a logit of at most 0: the probability of backtest overfitting. */
  readonly probability: number;
  /** `ln(ω / (1 - ω))` of each split. */
  readonly logits: Float64Array;
  /** Metric per period of the best in the sample, in it; one per split. */
  readonly inSample: Float64Array;
  /** And out of it. */
  readonly outOfSample: Float64Array;
  /** Share of splits in which the best in the sample lost out of it. */
  readonly lossProbability: number;
};

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation.
 *
 * The periods are cut in `S` blocks. Each of the `C(S, S/2)` halves of them is once the sample: the trial that is best in it has the
 * rank `R` among all `N` out of it, 1 the worst; `ω = R / (N + 1)`, and the split counts if `ln(ω / (1 - ω)) <= 0`, a tie
 * with the median included. Trials that are equal out of sample share their mean rank, and of several that are best in it
 * the mean is taken, so that the order of the trials does not matter. The split breaks the order of time: what trials learnt
 * from periods before and after is not purged.
 *
 * @param trials Returns of each trial over the same periods.
 * @param options Number of blocks and the metric.
 * @returns The probability, and each split.
 * @throws {RangeError} If there are fewer than two trials, columns differ in length or miss an entry, or `blocks` is not even and in
 *   its range.
 * @see def-overfitting-probability, prop-overfitting-noise, alg-overfitting
 * @see Bailey, D., Borwein, J., López de Prado, M., Zhu, Q. (2017), The probability of backtest overfitting, Journal of
 *   Computational Finance 20(4), 39-69, doi:10.21314/JCF.2016.322.
 *
 * @example One trial that is better everywhere
 * ```ts
 * import assert from "node:assert/strict";
 * import { overfittingProbability } from "volarb/performance";
 *
 * const noise = Float64Array.of(1, -1, 1, -1, 1, -1, 1, -1);
 * const skill = noise.map((r) => r + 5);
 * const { probability, logits } = overfittingProbability(
 *   [noise, skill, noise.map((r) => -r)],
 *   { blocks: 4 },
 * );
 * assert.equal(probability, 0);
 * assert.equal(logits.length, 6);
 * ```
 */
export function overfittingProbability(
  trials: readonly Float64Array[],
  { blocks = 16, metric = "sharpe" }: OverfittingOptions = {},
): Overfitting {
  const action = "compute a probability of overfitting";
  const rows = assertTrials(action, trials, { trials: 2, rows: 2 });
  assertChoice(action, "metric", metric, ["sharpe", "mean"]);
  if (!(blocks >= 2 && blocks % 2 === 0 && blocks <= rows)) {
    throw new RangeError(
      `Cannot ${action} as blocks must be even and from 2 to the number of rows, ${rows}: current value is ${blocks}`,
    );
  }
  const sums = trials.map((column) => blockSums(column, blocks));
  const splits = combinations(blocks, blocks / 2);
  const logits = new Float64Array(splits.length);
  const inSample = new Float64Array(splits.length);
  const outOfSample = new Float64Array(splits.length);
  const inside = new Float64Array(trials.length);
  const outside = new Float64Array(trials.length);
  const member = new Uint8Array(blocks);
  splits.forEach((chosen, s) => {
    member.fill(0);
    for (const block of chosen) member[block] = 1;
    sums.forEach((of, trial) => {
      inside[trial] = metricOf(of, member, 1, metric);
      outside[trial] = metricOf(of, member, 0, metric);
    });
    const { rank, result } = rankOfBest(inside, outside);
    logits[s] = Math.log(rank / (trials.length + 1 - rank));
    inSample[s] = inside.reduce((a, b) => Math.max(a, b));
    outOfSample[s] = result;
  });
  const share = (column: Float64Array, counts: (x: number) => boolean) =>
    column.reduce((n, x) => n + (counts(x) ? 1 : 0), 0) / splits.length;
  return {
    // The logit of a rank at the median is 0 but for rounding.
    probability: share(logits, (x) => x <= 1e-12),
    logits,
    inSample,
    outOfSample,
    lossProbability: share(outOfSample, (x) => x < 0),
  };
}

/** Rows, sums and sums of squares of each block. */
type BlockSums = {
  readonly rows: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
};

function blockSums(column: Float64Array, blocks: number): BlockSums {
  const rows = new Float64Array(blocks);
  const sums = new Float64Array(blocks);
  const squares = new Float64Array(blocks);
  for (let t = 0; t < column.length; t++) {
    const block = Math.floor(t * blocks / column.length);
    rows[block]!++;
    sums[block]! += column[t]!;
    squares[block]! += column[t]! * column[t]!;
  }
  return { rows, sums, squares };
}

/** The metric over the blocks that are members, or over those that are not; 0 where nothing moves. */
function metricOf(
  { rows, sums, squares }: BlockSums,
  member: Uint8Array,
  side: 0 | 1,
  metric: "sharpe" | "mean",
): number {
  let n = 0;
  let total = 0;
  let square = 0;
  for (let block = 0; block < rows.length; block++) {
    if (member[block] !== side) continue;
    n += rows[block]!;
    total += sums[block]!;
    square += squares[block]!;
  }
  const mean = total / n;
  if (metric === "mean") return mean;
  const variance = (square - n * mean * mean) / (n - 1);
  return variance > 1e-15 * square ? mean / Math.sqrt(variance) : 0;
}

/** Mean rank and mean result out of the sample of what is best in it. */
function rankOfBest(
  inside: Float64Array,
  outside: Float64Array,
): { rank: number; result: number } {
  const best = inside.reduce((a, b) => Math.max(a, b));
  let rank = 0;
  let result = 0;
  let count = 0;
  for (let trial = 0; trial < inside.length; trial++) {
    if (inside[trial] !== best) continue;
    const own = outside[trial]!;
    let below = 0;
    let equal = 0;
    for (const other of outside) {
      if (other < own) below++;
      else if (other === own) equal++;
    }
    rank += below + (equal + 1) / 2;
    result += own;
    count++;
  }
  return { rank: rank / count, result: result / count };
}
