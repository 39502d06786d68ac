import type { Random } from "../random/mod.ts";
import { assertInteger } from "./arguments.ts";

/** What draws the rows of a resample: {@linkcode StationaryBootstrap} and what stands in for it. */
export type Resampler = {
  /**
   * Draws the rows of one resample.
   *
   * @param rows Where they go, one entry per row of the data.
   * @returns The same array.
   */
  draw(rows: Uint32Array): Uint32Array;
};

/** Choices of {@linkcode StationaryBootstrap}. */
export type StationaryBootstrapOptions = {
  /** Mean length of a block in rows, at least 1; 1 resamples rows one by one. */
  readonly blockLength: number;
  /** The stream of random numbers. */
  readonly random: Random;
};

/**
 * Stationary bootstrap: rows in blocks of random length, so that dependence survives.
 *
 * A block begins at a row drawn at random and goes on to the next with probability
 * `1 - 1/b`, past the last row at the first: lengths are geometric with mean `b`, and a
 * resample of a stationary column is stationary.
 *
 * @see def-stationary-bootstrap, alg-bootstrap
 * @see Politis, D., Romano, J. (1994), The stationary bootstrap, Journal of the American
 *   Statistical Association 89(428), 1303-1313, doi:10.1080/01621459.1994.10476870.
 *
 * @example A block that never ends is a rotation
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { StationaryBootstrap } from "volarb/stats";
 *
 * const bootstrap = new StationaryBootstrap({
 *   blockLength: 1e12,
 *   random: new Random(1),
 * });
 * const rows = bootstrap.draw(new Uint32Array(5));
 * for (let i = 1; i < 5; i++) assert.equal(rows[i], (rows[i - 1]! + 1) % 5);
 * ```
 */
export class StationaryBootstrap implements Resampler {
  /** Mean length of a block in rows. */
  readonly blockLength: number;
  readonly #random: Random;
  /** `1 / ln(1 - 1/b)`; the length of a block is `⌊ln U · scale⌋ + 1`. */
  readonly #scale: number;

  /**
   * Starts with the stream as it stands.
   *
   * @param options Length of the blocks and the stream.
   * @throws {RangeError} If `blockLength` is not at least 1 and finite.
   */
  constructor({ blockLength, random }: StationaryBootstrapOptions) {
    if (!(blockLength >= 1 && blockLength < Infinity)) {
      throw new RangeError(
        `Cannot create StationaryBootstrap as blockLength must be at least 1 and finite: current value is ${blockLength}`,
      );
    }
    this.blockLength = blockLength;
    this.#random = random;
    this.#scale = 1 / Math.log1p(-1 / blockLength);
  }

  /**
   * Draws the rows of one resample.
   *
   * @param rows Where they go, one entry per row of the data.
   * @returns The same array.
   */
  draw(rows: Uint32Array): Uint32Array {
    const n = rows.length;
    const random = this.#random;
    for (let i = 0; i < n;) {
      // Where in [0, n) a uniform number falls gives the row, and where between two rows the length.
      const place = random.uniform() * n;
      let row = Math.floor(place);
      const length = this.#length(place - row);
      const end = length < n - i ? i + length : n;
      while (i < end) {
        rows[i++] = row;
        if (++row === n) row = 0;
      }
    }
    return rows;
  }

  /** A geometric length with mean `b`, by inversion: the number of powers of `1 - 1/b` that `1 - u` is not above. */
  #length(u: number): number {
    const rest = 1 - u;
    if (this.blockLength > 16) {
      return Math.floor(Math.log(rest) * this.#scale) + 1;
    }
    const stay = 1 - 1 / this.blockLength;
    let length = 1;
    for (let power = stay; rest <= power; power *= stay) length++;
    return length;
  }
}

/**
 * Variance of `√n` times the mean of a resample, given the data.
 *
 * `Γ₀ + 2 Σ_{k=1..n-1} κ(n, k) Γ_k` with `κ(n, k) = (1 - k/n)(1 - 1/b)^k + (k/n)(1 - 1/b)^(n-k)`: what
 * infinitely many draws of {@linkcode StationaryBootstrap} would give. Terms whose weight is below 1e-12 are left out.
 *
 * @param column Length `n`.
 * @param blockLength Mean length of a block in rows, at least 1.
 * @returns Unit of the entries, squared; `NaN` of an empty column or one with a missing entry.
 * @throws {RangeError} If `blockLength` is not at least 1.
 * @see lem-stationary-bootstrap, eq-bootstrap-variance
 * @see Politis, D., Romano, J. (1994), lemma 1.
 *
 * @example Blocks of one row
 * ```ts
 * import assert from "node:assert/strict";
 * import { bootstrapVariance } from "volarb/stats";
 *
 * assert.equal(bootstrapVariance(Float64Array.of(1, -1), 1), 1);
 * ```
 */
export function bootstrapVariance(
  column: Float64Array,
  blockLength: number,
): number {
  if (!(blockLength >= 1)) {
    throw new RangeError(
      `Cannot compute a bootstrap variance as blockLength must be at least 1: current value is ${blockLength}`,
    );
  }
  const n = column.length;
  let center = 0;
  for (let t = 0; t < n; t++) center += column[t]!;
  center /= n;
  const deviations = column.map((x) => x - center);
  const stay = 1 - 1 / blockLength;
  let total = 0;
  for (let lag = 0; lag < n; lag++) {
    const weight = lag === 0
      ? 1
      : 2 * ((1 - lag / n) * stay ** lag + lag / n * stay ** (n - lag));
    if (weight < 1e-12) continue;
    let covariance = 0;
    for (let t = lag; t < n; t++) {
      covariance += deviations[t]! * deviations[t - lag]!;
    }
    total += weight * covariance / n;
  }
  return n === 0 ? NaN : total;
}

/**
 * Draws resamples and keeps one number of each.
 *
 * @param resampler What draws the rows.
 * @param options Rows of the data, number of draws, and what is computed from the rows of one.
 * @returns Length `draws`.
 * @throws {RangeError} If `rows` or `draws` is not a whole number of at least 1.
 *
 * @example Means of resamples
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { bootstrapDraws, StationaryBootstrap } from "volarb/stats";
 *
 * const x = Float64Array.of(1, 2, 3);
 * const means = bootstrapDraws(
 *   new StationaryBootstrap({ blockLength: 2, random: new Random(1) }),
 *   {
 *     rows: 3,
 *     draws: 100,
 *     statistic: (rows) => rows.reduce((sum, row) => sum + x[row]!, 0) / 3,
 *   },
 * );
 * assert.ok(means.every((m) => m >= 1 && m <= 3));
 * ```
 */
export function bootstrapDraws(
  resampler: Resampler,
  { rows, draws, statistic }: {
    /** Rows of the data. */
    readonly rows: number;
    /** Number of resamples. */
    readonly draws: number;
    /** What is kept of one. */
    readonly statistic: (rows: Uint32Array) => number;
  },
): Float64Array {
  const action = "draw resamples";
  assertInteger(action, "rows", rows, 1);
  assertInteger(action, "draws", draws, 1);
  const drawn = new Uint32Array(rows);
  return Float64Array.from(
    { length: draws },
    () => statistic(resampler.draw(drawn)),
  );
}
