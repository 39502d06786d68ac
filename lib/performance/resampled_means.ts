import {
  optimalBlockLength,
  type Random,
  type Resampler,
  StationaryBootstrap,
} from "../stats/mod.ts";
import { assertInteger } from "../stats/arguments.ts";

/** How a comparison of several columns is resampled. */
export type ResamplingOptions = {
  /** The stream of random numbers. */
  readonly random: Random;
  /** Number of resamples, at least 1; 1,000 by default. */
  readonly draws?: number;
  /** Mean length of a block in rows, at least 1; the longest that a column asks for by `optimalBlockLength` by default. */
  readonly blockLength?: number;
  /** What draws the rows, in place of the stationary bootstrap with that block length. */
  readonly resampler?: Resampler;
};

/** Resampling with its defaults filled in. */
export type Resampling = {
  readonly draws: number;
  readonly blockLength: number;
  readonly resampler: Resampler;
};

/** Fills in what is not given. */
export function resamplingOf(
  action: string,
  columns: readonly Float64Array[],
  { random, draws = 1_000, blockLength, resampler }: ResamplingOptions,
): Resampling {
  assertInteger(action, "draws", draws, 1);
  blockLength ??= Math.max(
    1,
    ...columns.map((column) => optimalBlockLength(column) || 1),
  );
  return {
    draws,
    blockLength,
    resampler: resampler ?? new StationaryBootstrap({ blockLength, random }),
  };
}

/**
 * Means of all columns in each resample, the same rows for all.
 *
 * @param columns Columns of one length.
 * @param resampling What draws, and how often.
 * @returns One column per draw, with one entry per column given.
 */
export function resampledMeans(
  columns: readonly Float64Array[],
  { draws, resampler }: Resampling,
): Float64Array[] {
  const n = columns[0]!.length;
  const width = columns.length;
  const table = new Float64Array(n * width);
  columns.forEach((column, j) => {
    for (let t = 0; t < n; t++) table[t * width + j] = column[t]!;
  });
  const rows = new Uint32Array(n);
  return Array.from({ length: draws }, () => {
    resampler.draw(rows);
    const means = new Float64Array(width);
    for (let i = 0; i < n; i++) {
      const start = rows[i]! * width;
      for (let j = 0; j < width; j++) means[j]! += table[start + j]!;
    }
    for (let j = 0; j < width; j++) means[j]! /= n;
    return means;
  });
}

/** `(1 + #{draw >= statistic}) / (1 + draws)`, which is never 0 and valid for any number of draws. */
export function bootstrapPValue(
  draws: ArrayLike<number>,
  statistic: number,
): number {
  let reached = 0;
  for (let i = 0; i < draws.length; i++) if (draws[i]! >= statistic) reached++;
  return (1 + reached) / (1 + draws.length);
}
