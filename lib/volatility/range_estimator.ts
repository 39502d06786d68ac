import {
  RollingMean,
  type RollingMeanSnapshot,
} from "../stats/rolling_mean.ts";
import {
  assertEmptyBars,
  type Bar,
  type EmptyBars,
  OneBar,
  type WindowOptions,
} from "./bars.ts";

/** What a {@linkcode RangeEstimator} needs to carry on where it stopped. */
export type RangeEstimatorSnapshot = {
  /** What a bar without a trade is. */
  readonly emptyBars: EmptyBars;
  /** The bars of the window. */
  readonly mean: RollingMeanSnapshot;
};

/** Numbers that an estimator works with: the prices of four ratios. */
const WORK = 8;

/**
 * A variance per bar from the prices of that bar alone, averaged over the last bars, one
 * bar at a time: what Parkinson, Garman-Klass, Rogers-Satchell and Meilijson share.
 *
 * @example An estimator of one's own: Parkinson's
 * ```ts
 * import assert from "node:assert/strict";
 * import { type OneBar, RangeEstimator } from "volarb/volatility";
 *
 * class Range extends RangeEstimator<{ high: number; low: number }> {
 *   protected measure({ high, low }: OneBar, work: Float64Array): void {
 *     work[0] = Math.log(high[0]! / low[0]!) ** 2 / (4 * Math.LN2);
 *   }
 * }
 * const range = new Range("create Range", { window: 2 });
 * assert.equal(range.update({ high: 200, low: 100 }), NaN);
 * assert.ok(Math.abs(range.update({ high: 100, low: 100 }) - Math.LN2 / 8) < 1e-16);
 * ```
 */
export abstract class RangeEstimator<B extends Partial<Bar>> {
  /** What a bar without a trade is. */
  readonly emptyBars: EmptyBars;
  readonly #bar = new OneBar();
  readonly #work = new Float64Array(WORK);
  readonly #mean: RollingMean;

  /**
   * Starts with no bar seen.
   *
   * @param action What could not be done.
   * @param options The window, 1 by default, and what a bar without a trade is.
   * @param saved The bars of the window, to carry on where it stopped.
   * @throws {RangeError} If the window is not a positive integer, or the word unknown.
   */
  constructor(
    action: string,
    { window = 1, emptyBars = "missing" }: WindowOptions,
    saved?: RollingMeanSnapshot,
  ) {
    this.emptyBars = assertEmptyBars(action, emptyBars);
    this.#mean = saved === undefined
      ? new RollingMean(window)
      : RollingMean.from(saved);
  }

  /** Variance per bar; `NaN` until the window is full and while a bar in it is missing. */
  get value(): number {
    return this.#mean.value;
  }

  /** Whether the window is full and no bar in it is missing. */
  get ready(): boolean {
    return this.#mean.ready;
  }

  /**
   * Takes the next bar.
   *
   * @param bar The bar, at its close.
   * @returns Variance per bar over the window that ends with it.
   * @throws {RangeError} If a price is not positive, high is below low, or open or close
   *   is outside [low, high].
   */
  update(bar: B): number {
    this.take(bar);
    return this.#mean.value;
  }

  /**
   * Takes the next bar: what {@linkcode update} does, for those who ask for the value
   * elsewhere.
   *
   * @param bar The bar, at its close.
   * @throws {RangeError} As {@linkcode update}.
   */
  take(bar: B): void {
    this.#bar.hold(bar);
    this.measure(this.#bar, this.#work);
    this.#mean.take(this.#work, 0);
  }

  /** Forgets every bar. */
  reset(): void {
    this.#mean.reset();
  }

  /**
   * The state as plain data.
   *
   * @returns What `from` of the estimator takes.
   */
  toJSON(): RangeEstimatorSnapshot {
    return { emptyBars: this.emptyBars, mean: this.#mean.toJSON() };
  }

  /**
   * Variance of a bar, in columns as a number that a method returns is allocated where the
   * method is not put in line, and one that each estimator has for itself never is.
   *
   * @param bar The bar, as columns of length 1.
   * @param work Where the variance goes, in its first entry: `NaN` where it is missing.
   */
  protected abstract measure(bar: OneBar, work: Float64Array): void;
}
