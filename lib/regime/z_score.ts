import {
  RollingMean,
  type RollingMeanSnapshot,
  RollingVariance,
  type RollingVarianceSnapshot,
} from "../stats/mod.ts";
import { assertWindow } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { finiteOrNan } from "../stats/finite_or_nan.ts";

/** Choices of {@linkcode ZScore}. */
export type ZScoreOptions = {
  /** Entries in the window, the current one included; at least 2. */
  readonly window: number;
};

/** What {@linkcode ZScore} needs to carry on where it stopped. */
export type ZScoreSnapshot = {
  /** Mean of the window. */
  readonly mean: RollingMeanSnapshot;
  /** Variance of the window. */
  readonly variance: RollingVarianceSnapshot;
  /** Last entry; `null` before the first or if it was missing. */
  readonly last: number | null;
  /** How many entries in a row were equal to it. */
  readonly run: number;
};

/**
 * Distance from the mean in standard deviations, one entry at a time.
 *
 * `z = (x - x̄) / s` with mean and sample standard deviation (divisor `n - 1`) of the
 * last `window` entries, the current one included. So `|z| <= (n - 1) / √n`: an
 * outlier widens the scale it is measured on; see `RobustZScore`.
 *
 * While the window holds a missing entry there is no score, as with `RollingMean`;
 * a window of equal entries has none either. An update allocates nothing.
 *
 * @see lem-plain-z
 *
 * @example Two below, one above
 * ```ts
 * import assert from "node:assert/strict";
 * import { ZScore } from "volarb/regime";
 *
 * const score = new ZScore({ window: 3 });
 * score.update(0);
 * score.update(0);
 * // Mean 1, variance 3.
 * assert.ok(Math.abs(score.update(3) - 2 / Math.sqrt(3)) < 1e-15);
 * ```
 */
export class ZScore {
  readonly #window: number;
  #mean: RollingMean;
  #variance: RollingVariance;
  #last = NaN;
  #run = 0;
  readonly #given = new Float64Array(1);
  #value = NaN;

  /**
   * Starts with no entry seen.
   *
   * @param options Entries in the window.
   * @throws {RangeError} If `window` is not an integer of at least 2.
   */
  constructor({ window }: ZScoreOptions) {
    assertWindow("create ZScore", window, 2);
    this.#window = window;
    this.#mean = new RollingMean(window);
    this.#variance = new RollingVariance(window);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An instance that continues bit for bit.
   * @throws {RangeError} If the rings do not fit their window.
   */
  static from({ mean, variance, last, run }: ZScoreSnapshot): ZScore {
    const score = new ZScore(mean);
    score.#mean = RollingMean.from(mean);
    score.#variance = RollingVariance.from(variance);
    score.#last = last ?? NaN;
    score.#run = run;
    score.#solve();
    return score;
  }

  /** Score of the last entry; `NaN` until the window is full and while it misses one. */
  get value(): number {
    return this.#value;
  }

  /** Whether the last entry has a score. */
  get ready(): boolean {
    return !Number.isNaN(this.value);
  }

  /**
   * Takes the next entry.
   *
   * @param x The entry; anything not finite counts as missing.
   * @returns Its score, dimensionless.
   */
  update(x: number): number {
    this.#given[0] = x;
    this.#take();
    return this.#value;
  }

  /** Forgets every entry. */
  reset(): void {
    this.#mean.reset();
    this.#variance.reset();
    this.#last = NaN;
    this.#run = 0;
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode ZScore.from} takes.
   */
  toJSON(): ZScoreSnapshot {
    return {
      mean: this.#mean.toJSON(),
      variance: this.#variance.toJSON(),
      last: orNull(this.#last),
      run: this.#run,
    };
  }

  /** Takes the entry: in a column, as a number that is handed to a method may be allocated. */
  #take(): void {
    const x = this.#given[0]!;
    this.#run = x === this.#last ? this.#run + 1 : 1;
    this.#last = finiteOrNan(x);
    this.#mean.take(this.#given, 0);
    this.#variance.take(this.#given, 0);
    this.#solve();
  }

  #solve(): void {
    const variance = this.#variance.value;
    // Rounding leaves a spread where there is none; a run of equals is told by itself.
    if (this.#run < this.#window && variance > 0) {
      this.#value = (this.#last - this.#mean.value) / Math.sqrt(variance);
    } else this.#value = NaN;
  }
}

/**
 * {@linkcode ZScore} over a whole column.
 *
 * @param column Length `n`; `NaN` is missing.
 * @param options Entries in the window.
 * @returns Length `n`; score of each entry against the window that ends with it,
 *   dimensionless, `NaN` where that window is not full, misses an entry or does not
 *   vary.
 * @throws {RangeError} If `window` is not an integer of at least 2.
 *
 * @example The score of two entries has one size
 * ```ts
 * import assert from "node:assert/strict";
 * import { zScore } from "volarb/regime";
 *
 * const [, up, none] = zScore(Float64Array.of(1, 7, 7), { window: 2 });
 * assert.ok(Math.abs(up! - Math.SQRT1_2) < 1e-15);
 * assert.ok(Number.isNaN(none!));
 * ```
 */
export function zScore(
  column: Float64Array,
  options: ZScoreOptions,
): Float64Array {
  const score = new ZScore(options);
  return column.map((x) => score.update(x));
}
