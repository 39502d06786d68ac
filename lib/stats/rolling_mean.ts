import { orNull } from "./or_null.ts";
import { assertRing, assertWindow } from "./arguments.ts";
import { finiteOrNan } from "./finite_or_nan.ts";

/** What {@linkcode RollingMean} needs to carry on where it stopped. */
export type RollingMeanSnapshot = {
  /** Entries in the window. */
  readonly window: number;
  /** Where in `values` the next entry goes. */
  readonly position: number;
  /** The last `window` entries, as a ring; `null` where there is none or it is missing. */
  readonly values: readonly (number | null)[];
};

/**
 * Mean of the last `window` entries, one entry at a time.
 *
 * `(x[t-n+1] + … + x[t]) / n`. Nothing is ever subtracted: the window is cut at
 * a block boundary into a part whose sums were made once, from its end, and a
 * part that grows. So no rounding error is carried along however long the
 * stream is, and a missing entry makes exactly those values missing whose window
 * holds it.
 *
 * An update costs two additions on average and allocates nothing.
 *
 * @example Three entries, window of two
 * ```ts
 * import assert from "node:assert/strict";
 * import { RollingMean } from "volarb/stats";
 *
 * const mean = new RollingMean(2);
 * assert.ok(Number.isNaN(mean.update(1)));
 * assert.equal(mean.update(3), 2);
 * assert.equal(mean.update(5), 4);
 * ```
 */
export class RollingMean {
  /** Entries in the window. */
  readonly window: number;
  readonly #ring: Float64Array;
  /** Entry `j` is the sum of `ring[j..]` of the block before. */
  readonly #suffix: Float64Array;
  #prefix = 0;
  #position = 0;
  #value = NaN;

  /**
   * Starts with no entry seen.
   *
   * @param window Entries in the window, at least 1.
   * @throws {RangeError} If `window` is not a positive integer.
   */
  constructor(window: number) {
    assertWindow("create RollingMean", window, 1);
    this.window = window;
    this.#ring = new Float64Array(window).fill(NaN);
    this.#suffix = new Float64Array(window).fill(NaN);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A mean that continues bit for bit.
   * @throws {RangeError} If the snapshot holds another number of values than its window.
   */
  static from(snapshot: RollingMeanSnapshot): RollingMean {
    const { window, position, values } = snapshot;
    const mean = new RollingMean(window);
    assertRing("restore RollingMean", window, position, values.length);
    values.forEach((value, j) => mean.#ring[j] = value ?? NaN);
    mean.#rebuild();
    for (let j = 0; j < position; j++) mean.#prefix += mean.#ring[j]!;
    mean.#position = position;
    mean.#value = (mean.#suffix[position]! + mean.#prefix) / window;
    return mean;
  }

  /** Mean of the window; `NaN` until it is full and while it holds a missing entry. */
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
   * @returns The mean of the window that ends with it.
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
   * @param out Where the means go; `column` itself may be given. A new column by
   *   default.
   * @returns `out`: entry `t` is the mean of the window that ends with entry `t`.
   */
  updateColumn(
    column: Float64Array,
    out: Float64Array = new Float64Array(column.length),
  ): Float64Array {
    const { window } = this;
    const ring = this.#ring;
    const suffix = this.#suffix;
    for (let t = 0; t < column.length;) {
      let i = this.#position;
      let prefix = this.#prefix;
      // The last entry of a block starts the next one, by update().
      const end = Math.min(window - 1, i + column.length - t);
      for (; i < end; i++, t++) {
        const x = finiteOrNan(column[t]!);
        ring[i] = x;
        prefix += x;
        out[t] = (suffix[i + 1]! + prefix) / window;
      }
      if (t > 0) this.#value = out[t - 1]!;
      this.#position = i;
      this.#prefix = prefix;
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
    this.#prefix = 0;
    this.#position = 0;
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode RollingMean.from} takes.
   */
  toJSON(): RollingMeanSnapshot {
    return {
      window: this.window,
      position: this.#position,
      values: Array.from(this.#ring, orNull),
    };
  }

  /** Adds the entry that was just put into the ring. */
  #roll(): void {
    const i = this.#position;
    this.#prefix += this.#ring[i]!;
    this.#position = i + 1;
    if (i + 1 === this.window) this.#rebuild();
    this.#value = (this.#suffix[this.#position]! + this.#prefix) / this.window;
  }

  #rebuild(): void {
    const ring = this.#ring;
    const suffix = this.#suffix;
    const last = this.window - 1;
    // Not from 0, which is an integer: the sum would be allocated until compiled in full.
    let sum = ring[last]!;
    suffix[last] = sum;
    for (let j = last - 1; j >= 0; j--) {
      sum += ring[j]!;
      suffix[j] = sum;
    }
    this.#prefix = 0;
    this.#position = 0;
  }
}

/**
 * {@linkcode RollingMean} over a whole column.
 *
 * @param column Length `n`; `NaN` is missing.
 * @param window Entries in the window, at least 1.
 * @returns Length `n`; entry `t` is the mean of entries `t-window+1 .. t`, `NaN`
 *   where these are not all there.
 * @throws {RangeError} If `window` is not a positive integer.
 *
 * @example A missing entry leaves with its window
 * ```ts
 * import assert from "node:assert/strict";
 * import { rollingMean } from "volarb/stats";
 *
 * assert.deepEqual(
 *   rollingMean(Float64Array.of(1, NaN, 3, 5), 2),
 *   Float64Array.of(NaN, NaN, NaN, 4),
 * );
 * ```
 */
export function rollingMean(
  column: Float64Array,
  window: number,
): Float64Array {
  return new RollingMean(window).updateColumn(column);
}
