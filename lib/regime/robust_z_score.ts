import { orNull } from "../stats/or_null.ts";
import { assertInteger, assertWindow } from "../stats/arguments.ts";
import { finiteOrNan } from "../stats/finite_or_nan.ts";

/**
 * What makes the median absolute deviation an estimate of a normal's standard
 * deviation: `1 / Φ⁻¹(3/4)`.
 *
 * @see lem-mad
 *
 * @example The quartile of the normal is its reciprocal
 * ```ts
 * import assert from "node:assert/strict";
 * import { MAD_CONSISTENCY } from "volarb/regime";
 * import { normalCdf } from "volarb/stats";
 *
 * assert.ok(Math.abs(normalCdf(1 / MAD_CONSISTENCY) - 0.75) < 1e-15);
 * ```
 */
export const MAD_CONSISTENCY = 1.4826022185056018;

/** Choices of {@linkcode RobustZScore}. */
export type RobustZScoreOptions = {
  /** Entries in the window, the current one included; at least 2. */
  readonly window: number;
  /** Entries of the window that have to be present, at least 2; all by default. */
  readonly minimum?: number;
};

/** What {@linkcode RobustZScore} needs to carry on where it stopped. */
export type RobustZScoreSnapshot = {
  /** Entries in the window. */
  readonly window: number;
  /** Entries that have to be present. */
  readonly minimum: number;
  /** Where in `values` the next entry goes. */
  readonly position: number;
  /** The last `window` entries, as a ring; `null` where there is none or it is missing. */
  readonly values: readonly (number | null)[];
};

/**
 * Distance from the median in robust standard deviations, one entry at a time.
 *
 * `z = (x - median) / (1.4826 · MAD)`, with `MAD = median |x_i - median|`, both over the
 * last `window` entries, the current one included. The factor `1 / Φ⁻¹(3/4)` makes the
 * scale that of a standard deviation under normality. Half of the window may be
 * wild without moving the scale far; the mean and standard deviation of `zScore`
 * follow one.
 *
 * A missing entry takes a place in the window but no part; its own score is `NaN`.
 * Where more than half of the entries are equal, as settled funding rates in the
 * dead band are, the deviation's median is zero and there is no score: `NaN`.
 *
 * An update moves an entry through the sorted window (`n` steps at worst) and finds
 * the two medians in `log n`; it allocates nothing.
 *
 * @see Hampel, F. (1974), The influence curve and its role in robust estimation,
 *   JASA 69(346), 383-393, doi:10.1080/01621459.1974.10482962.
 * @see def-robust-z-score, eq-robust-z-score, lem-breakdown
 *
 * @example An outlier does not hide itself
 * ```ts
 * import assert from "node:assert/strict";
 * import { MAD_CONSISTENCY, RobustZScore } from "volarb/regime";
 *
 * const score = new RobustZScore({ window: 5 });
 * for (const x of [1, 2, 3, 4]) score.update(x);
 * // Median 3, absolute deviations 0, 1, 1, 2, 97.
 * assert.equal(score.update(100), 97 / MAD_CONSISTENCY);
 * ```
 */
export class RobustZScore {
  readonly #window: number;
  readonly #minimum: number;
  readonly #ring: Float64Array;
  /** Present entries in order; the first `size` count. */
  readonly #sorted: Float64Array;
  readonly #given = new Float64Array(1);
  readonly #deviations = new Float64Array(2);
  #size = 0;
  #position = 0;
  #median = NaN;
  #scale = NaN;
  #value = NaN;

  /**
   * Starts with no entry seen.
   *
   * @param options Window, and how much of it has to be present.
   * @throws {RangeError} If `window` is not an integer of at least 2 or `minimum` not
   *   one in [2, window].
   */
  constructor({ window, minimum = window }: RobustZScoreOptions) {
    const action = "create RobustZScore";
    assertWindow(action, window, 2);
    assertInteger(action, "minimum", minimum, 2);
    if (minimum > window) {
      throw new RangeError(
        `Cannot ${action} as minimum must not exceed window: current value is ${minimum} > ${window}`,
      );
    }
    this.#window = window;
    this.#minimum = minimum;
    this.#ring = new Float64Array(window).fill(NaN);
    this.#sorted = new Float64Array(window);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An instance that continues bit for bit.
   * @throws {RangeError} If an option is out of range or the ring does not fit it.
   */
  static from(snapshot: RobustZScoreSnapshot): RobustZScore {
    const { window, position, values } = snapshot;
    const score = new RobustZScore(snapshot);
    const fits = values.length === window && Number.isInteger(position) &&
      position >= 0 && position < window;
    if (!fits) {
      throw new RangeError(
        `Cannot restore RobustZScore as the ring must fit the window: window is ${window}, values are ${values.length}, position is ${position}`,
      );
    }
    // The entry before `position` is the latest: taking the ring in order from there
    // leaves every entry in its place and the state of the last update.
    score.#position = position;
    for (let j = 0; j < window; j++) {
      score.update(values[(position + j) % window] ?? NaN);
    }
    return score;
  }

  /** Score of the last entry; `NaN` if it or too much of the window is missing. */
  get value(): number {
    return this.#value;
  }

  /** Median of the window; `NaN` while too much of it is missing. */
  get median(): number {
    return this.#median;
  }

  /** Robust standard deviation `1.4826 · MAD` of the window; `NaN` likewise. */
  get scale(): number {
    return this.#scale;
  }

  /** Whether the last entry has a score. */
  get ready(): boolean {
    return !Number.isNaN(this.#value);
  }

  /**
   * Takes the next entry.
   *
   * @param x The entry; anything not finite counts as missing.
   * @returns Its score, dimensionless; `NaN` where it or the scale is missing or the
   *   scale is zero.
   */
  update(x: number): number {
    this.#given[0] = x;
    this.take(this.#given, 0);
    return this.#value;
  }

  /**
   * Takes an entry of a column: what {@linkcode update} does, for those who have their
   * numbers in columns, as a number that is handed to a method may be allocated.
   *
   * @param column Where the entry is.
   * @param index Which one it is.
   */
  take(column: Float64Array, index: number): void {
    const ring = this.#ring;
    const position = this.#position;
    if (ring[position] === ring[position]) this.#remove();
    // Adding 0 turns -0 into 0, so that the order of the sorted window is unique.
    ring[position] = finiteOrNan(column[index]! + 0);
    if (ring[position] === ring[position]) this.#insert();
    this.#position = (position + 1) % this.#window;
    if (this.#size < this.#minimum) {
      this.#median = NaN;
      this.#scale = NaN;
      this.#value = NaN;
      return;
    }
    this.#findMedian();
    this.#findScale();
    if (this.#scale > 0) {
      this.#value = (ring[position]! - this.#median) / this.#scale;
    } else this.#value = NaN;
  }

  /** Forgets every entry. */
  reset(): void {
    this.#ring.fill(NaN);
    this.#size = 0;
    this.#position = 0;
    this.#median = NaN;
    this.#scale = NaN;
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode RobustZScore.from} takes.
   */
  toJSON(): RobustZScoreSnapshot {
    return {
      window: this.#window,
      minimum: this.#minimum,
      position: this.#position,
      values: Array.from(this.#ring, orNull),
    };
  }

  /** First place in the sorted window whose entry is not below `x`. */
  #place(): number {
    const x = this.#ring[this.#position]!;
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]! < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(): void {
    const place = this.#place();
    this.#sorted.copyWithin(place + 1, place, this.#size);
    this.#sorted[place] = this.#ring[this.#position]!;
    this.#size++;
  }

  #remove(): void {
    const place = this.#place();
    this.#sorted.copyWithin(place, place + 1, this.#size);
    this.#size--;
  }

  #findMedian(): void {
    const half = this.#size >>> 1;
    const above = this.#sorted[half]!;
    this.#median = this.#size % 2 === 1
      ? above
      : (this.#sorted[half - 1]! + above) / 2;
  }

  #findScale(): void {
    const half = this.#size >>> 1;
    this.#findDeviation(half, 0);
    const above = this.#deviations[0]!;
    this.#scale = MAD_CONSISTENCY * above;
    if (this.#size % 2 === 1) return;
    this.#findDeviation(half - 1, 1);
    this.#scale = MAD_CONSISTENCY * ((this.#deviations[1]! + above) / 2);
  }

  /**
   * The `k`-th smallest distance from the median, counted from 0.
   *
   * Distances rise from the middle of the sorted window to either side, so this
   * is selection from two sorted runs: of the `k + 1` smallest, `i` are on the left.
   */
  #findDeviation(k: number, place: number): void {
    const median = this.#median;
    const sorted = this.#sorted;
    const left = this.#size >>> 1;
    let low = Math.max(0, k + 1 - (this.#size - left));
    let high = Math.min(k + 1, left);
    while (low < high) {
      const i = (low + high) >>> 1;
      const inner = median - sorted[left - 1 - i]!;
      const outer = sorted[left + k - i]! - median;
      if (inner < outer) low = i + 1;
      else high = i;
    }
    const onLeft = low > 0 ? median - sorted[left - low]! : -Infinity;
    const onRight = k + 1 - low > 0
      ? sorted[left + k - low]! - median
      : -Infinity;
    this.#deviations[place] = Math.max(onLeft, onRight);
  }
}

/**
 * {@linkcode RobustZScore} over a whole column.
 *
 * @param column Length `n`; `NaN` is missing.
 * @param options Window, and how much of it has to be present.
 * @returns Length `n`; score of each entry against the window that ends with it,
 *   dimensionless, `NaN` where the entry, too much of the window, or the scale is
 *   missing or the scale is zero.
 * @throws {RangeError} If `window` or `minimum` is out of range.
 * @see eq-robust-z-score
 *
 * @example A window of three
 * ```ts
 * import assert from "node:assert/strict";
 * import { MAD_CONSISTENCY, robustZScore } from "volarb/regime";
 *
 * const scores = robustZScore(Float64Array.of(5, 1, 2, 9), { window: 3 });
 * assert.deepEqual(
 *   scores,
 *   Float64Array.of(NaN, NaN, 0, 7 / MAD_CONSISTENCY),
 * );
 * ```
 */
export function robustZScore(
  column: Float64Array,
  options: RobustZScoreOptions,
): Float64Array {
  const score = new RobustZScore(options);
  return column.map((x) => score.update(x));
}
