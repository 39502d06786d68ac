import { orNull } from "./or_null.ts";
import { assertRing, assertWindow } from "./arguments.ts";
import { finiteOrNan } from "./finite_or_nan.ts";

/** What {@linkcode RollingVariance} needs to carry on where it stopped. */
export type RollingVarianceSnapshot = {
  /** Entries in the window. */
  readonly window: number;
  /** Where in `values` the next entry goes. */
  readonly position: number;
  /** What the squares are taken about; `null` before the first entry. */
  readonly pivot: number | null;
  /** The last `window` entries, as a ring; `null` where there is none or it is missing. */
  readonly values: readonly (number | null)[];
};

/**
 * Sample variance of the last `window` entries, one entry at a time.
 *
 * `Σ (x[i] - x̄)² / (n - 1)` over `i = t-n+1 .. t`. As in `RollingMean` nothing is
 * ever subtracted from a sum, so no error is carried along. Squares are taken
 * about a pivot, the mean of the block before, so that a mean that is large
 * against the deviation costs no digits.
 *
 * An update allocates nothing.
 *
 * @example A large mean costs no digits
 * ```ts
 * import assert from "node:assert/strict";
 * import { RollingVariance } from "volarb/stats";
 *
 * const variance = new RollingVariance(3);
 * variance.update(1e9);
 * variance.update(1e9 + 1);
 * assert.equal(variance.update(1e9 + 2), 1);
 * ```
 */
export class RollingVariance {
  /** Entries in the window. */
  readonly window: number;
  readonly #ring: Float64Array;
  /** Sums over `ring[j..]` of the block before, about the pivot. */
  readonly #suffix: Float64Array;
  readonly #suffixOfSquares: Float64Array;
  #prefix = 0;
  #prefixOfSquares = 0;
  #pivot = NaN;
  #position = 0;
  #value = NaN;

  /**
   * Starts with no entry seen.
   *
   * @param window Entries in the window, at least 2.
   * @throws {RangeError} If `window` is not an integer of at least 2.
   */
  constructor(window: number) {
    assertWindow("create RollingVariance", window, 2);
    this.window = window;
    this.#ring = new Float64Array(window).fill(NaN);
    this.#suffix = new Float64Array(window).fill(NaN);
    this.#suffixOfSquares = new Float64Array(window).fill(NaN);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A variance that continues bit for bit.
   * @throws {RangeError} If the snapshot holds another number of values than its window.
   */
  static from(snapshot: RollingVarianceSnapshot): RollingVariance {
    const { window, position, pivot, values } = snapshot;
    const variance = new RollingVariance(window);
    assertRing("restore RollingVariance", window, position, values.length);
    values.forEach((value, j) => variance.#ring[j] = value ?? NaN);
    variance.#pivot = pivot ?? NaN;
    variance.#sumSuffixes();
    for (let j = 0; j < position; j++) variance.#add(j);
    variance.#position = position;
    variance.#combine();
    return variance;
  }

  /** Variance of the window; `NaN` until it is full and while it holds a missing entry. */
  get value(): number {
    return this.#value;
  }

  /** Whether the window is full and nothing in it is missing. */
  get ready(): boolean {
    return !Number.isNaN(this.#value);
  }

  /**
   * Takes the next entry.
   *
   * @param x The entry; anything not finite counts as missing.
   * @returns The variance of the window that ends with it.
   */
  update(x: number): number {
    this.#ring[this.#position] = finiteOrNan(x);
    this.#roll();
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
    this.#ring[this.#position] = finiteOrNan(column[index]!);
    this.#roll();
  }

  /**
   * Takes a column of entries, in a loop of its own that is several times as fast
   * as one update after the other and gives the same bits.
   *
   * @param column Length `n`, the next entries in order.
   * @param out Where the variances go; `column` itself may be given. A new column by
   *   default.
   * @returns `out`: entry `t` is the variance of the window that ends with entry `t`.
   */
  updateColumn(
    column: Float64Array,
    out: Float64Array = new Float64Array(column.length),
  ): Float64Array {
    const n = this.window;
    const ring = this.#ring;
    const suffix = this.#suffix;
    const suffixOfSquares = this.#suffixOfSquares;
    for (let t = 0; t < column.length;) {
      let i = this.#position;
      let prefix = this.#prefix;
      let prefixOfSquares = this.#prefixOfSquares;
      const pivot = this.#pivot;
      // An entry that sets the pivot or ends a block is left to update().
      const end = pivot === pivot ? Math.min(n - 1, i + column.length - t) : i;
      for (; i < end; i++, t++) {
        const x = finiteOrNan(column[t]!);
        ring[i] = x;
        const deviation = x - pivot;
        prefix += deviation;
        prefixOfSquares += deviation * deviation;
        const sum = suffix[i + 1]! + prefix;
        const squares = suffixOfSquares[i + 1]! + prefixOfSquares;
        const spread = squares - sum * sum / n;
        out[t] = (spread < 0 ? 0 : spread) / (n - 1);
      }
      if (t > 0) this.#value = out[t - 1]!;
      this.#position = i;
      this.#prefix = prefix;
      this.#prefixOfSquares = prefixOfSquares;
      if (t < column.length) {
        out[t] = this.update(column[t]!);
        t++;
      }
    }
    return out;
  }

  /** Forgets every entry. */
  reset(): void {
    this.#ring.fill(NaN);
    this.#suffix.fill(NaN);
    this.#suffixOfSquares.fill(NaN);
    this.#prefix = 0;
    this.#prefixOfSquares = 0;
    this.#pivot = NaN;
    this.#position = 0;
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode RollingVariance.from} takes.
   */
  toJSON(): RollingVarianceSnapshot {
    return {
      window: this.window,
      position: this.#position,
      pivot: orNull(this.#pivot),
      values: Array.from(this.#ring, orNull),
    };
  }

  /** Adds the entry that was just put into the ring. */
  #roll(): void {
    const i = this.#position;
    if (this.#pivot !== this.#pivot) this.#pivot = this.#ring[i]!;
    this.#add(i);
    this.#position = i + 1;
    if (i + 1 === this.window) this.#rebuild();
    this.#combine();
  }

  #add(i: number): void {
    const deviation = this.#ring[i]! - this.#pivot;
    this.#prefix += deviation;
    this.#prefixOfSquares += deviation * deviation;
  }

  /** The value: of `ring[position..]` of the block before and the prefix. */
  #combine(): void {
    const n = this.window;
    const position = this.#position;
    const sum = this.#suffix[position]! + this.#prefix;
    const squares = this.#suffixOfSquares[position]! + this.#prefixOfSquares;
    const spread = squares - sum * sum / n;
    this.#value = (spread < 0 ? 0 : spread) / (n - 1);
  }

  /** Moves the pivot to the mean of the block just filled and starts the next. */
  #rebuild(): void {
    const mean = this.#pivot + this.#prefix / this.window;
    if (mean === mean) this.#pivot = mean;
    this.#sumSuffixes();
    this.#prefix = 0;
    this.#prefixOfSquares = 0;
    this.#position = 0;
  }

  #sumSuffixes(): void {
    const ring = this.#ring;
    const pivot = this.#pivot;
    const suffix = this.#suffix;
    const suffixOfSquares = this.#suffixOfSquares;
    const last = this.window - 1;
    // Not from 0, which is an integer: the sums would be allocated until compiled in full.
    let sum = ring[last]! - pivot;
    let squares = sum * sum;
    suffix[last] = sum;
    suffixOfSquares[last] = squares;
    for (let j = last - 1; j >= 0; j--) {
      const deviation = ring[j]! - pivot;
      sum += deviation;
      squares += deviation * deviation;
      suffix[j] = sum;
      suffixOfSquares[j] = squares;
    }
  }
}

/**
 * {@linkcode RollingVariance} over a whole column.
 *
 * @param column Length `n`; `NaN` is missing.
 * @param window Entries in the window, at least 2.
 * @returns Length `n`; entry `t` is the sample variance (divisor `window - 1`) of
 *   entries `t-window+1 .. t`, `NaN` where these are not all there.
 * @throws {RangeError} If `window` is not an integer of at least 2.
 *
 * @example Two numbers and their half squared difference
 * ```ts
 * import assert from "node:assert/strict";
 * import { rollingVariance } from "volarb/stats";
 *
 * assert.deepEqual(
 *   rollingVariance(Float64Array.of(1, 3, 3), 2),
 *   Float64Array.of(NaN, 2, 0),
 * );
 * ```
 */
export function rollingVariance(
  column: Float64Array,
  window: number,
): Float64Array {
  return new RollingVariance(window).updateColumn(column);
}
