import {
  RollingMean,
  type RollingMeanSnapshot,
} from "../stats/rolling_mean.ts";
import { assertEmptyBars, type EmptyBars, type WindowOptions } from "./bars.ts";

/** What a {@linkcode RangeEstimator} needs to carry on where it stopped. */
export type RangeEstimatorSnapshot = {
  /** What a bar without a trade is. */
  readonly emptyBars: EmptyBars;
  /** The bars of the window. */
  readonly mean: RollingMeanSnapshot;
};

/**
 * A variance per bar from the prices of that bar alone, averaged over the last bars, one
 * bar at a time: what Parkinson, Garman-Klass, Rogers-Satchell and Meilijson share.
 */
export abstract class RangeEstimator<B> {
  /** What a bar without a trade is. */
  readonly emptyBars: EmptyBars;
  #mean: RollingMean;

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
    return this.#mean.update(this.varianceOf(bar));
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
   * Variance of a bar.
   *
   * @param bar The bar.
   * @returns Its variance; `NaN` where it is missing.
   */
  protected abstract varianceOf(bar: B): number;
}
