import { orNull } from "../stats/or_null.ts";
import { assertChoice, assertWindow } from "../stats/arguments.ts";
import {
  RollingMean,
  type RollingMeanSnapshot,
} from "../stats/rolling_mean.ts";
import {
  RollingVariance,
  type RollingVarianceSnapshot,
} from "../stats/rolling_variance.ts";
import { assertBars, type Bar, type Bars, missingOrRefused } from "./bars.ts";
import { logRatio } from "./log_ratio.ts";

const ACTION = "compute close-to-close variance";

/**
 * What returns are measured from: the mean of the window (`"sample"`, divisor
 * `n - 1`) or zero (`"zero"`, divisor `n`).
 */
export type ReturnMean = "sample" | "zero";

/** Choices of {@linkcode closeToClose}. */
export type CloseToCloseOptions = {
  /** Returns in the window, at least 2; the first value needs one close more. */
  readonly window: number;
  /** What returns are measured from; `"sample"` by default. */
  readonly mean?: ReturnMean;
};

function rolling(
  window: number,
  mean: ReturnMean,
): RollingVariance | RollingMean {
  assertWindow(ACTION, window, 2);
  assertChoice(ACTION, "mean", mean, ["sample", "zero"]);
  return mean === "sample"
    ? new RollingVariance(window)
    : new RollingMean(window);
}

/** The return, or its square where it is measured from zero. */
function entry(
  close: number,
  previous: number,
  mean: ReturnMean,
  index: number,
): number {
  if (!(close > 0 && close < Infinity)) {
    return missingOrRefused(ACTION, { close }, index);
  }
  const r = logRatio(close, previous);
  return mean === "sample" ? r : r * r;
}

/** What {@linkcode CloseToClose} needs to carry on where it stopped. */
export type CloseToCloseSnapshot = {
  /** What returns are measured from. */
  readonly mean: ReturnMean;
  /** The last close; `null` where there is none or it is missing. */
  readonly close: number | null;
  /** The returns of the window. */
  readonly returns: RollingVarianceSnapshot | RollingMeanSnapshot;
};

/**
 * Variance of close-to-close returns over the last bars, one bar at a time.
 *
 * The formula and its source are at {@linkcode closeToClose}, which gives the same
 * numbers bit for bit.
 *
 * @see eq-close-to-close
 *
 * @example The first value comes with the third close
 * ```ts
 * import assert from "node:assert/strict";
 * import { CloseToClose } from "volarb/volatility";
 *
 * const estimator = new CloseToClose({ window: 2 });
 * estimator.update({ close: 100 });
 * estimator.update({ close: 101 });
 * assert.equal(estimator.ready, false);
 * assert.ok(Math.abs(estimator.update({ close: 100 }) - 2 * Math.log(1.01) ** 2) < 1e-17);
 * ```
 */
export class CloseToClose {
  /** What returns are measured from. */
  readonly mean: ReturnMean;
  #close = NaN;
  #returns: RollingVariance | RollingMean;

  /**
   * Starts with no bar seen.
   *
   * @param options The window, and what returns are measured from.
   * @throws {RangeError} If the window is not an integer of at least 2, or `mean` unknown.
   */
  constructor({ window, mean = "sample" }: CloseToCloseOptions) {
    this.mean = mean;
    this.#returns = rolling(window, mean);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An estimator that continues bit for bit.
   */
  static from({ mean, close, returns }: CloseToCloseSnapshot): CloseToClose {
    const estimator = new CloseToClose({ window: returns.window, mean });
    estimator.#close = close ?? NaN;
    estimator.#returns = "pivot" in returns
      ? RollingVariance.from(returns)
      : RollingMean.from(returns);
    return estimator;
  }

  /** Variance per bar; `NaN` until the window is full and while a return in it is missing. */
  get value(): number {
    return this.#returns.value;
  }

  /** Whether the window is full and no return in it is missing. */
  get ready(): boolean {
    return this.#returns.ready;
  }

  /**
   * Takes the next bar.
   *
   * @param bar The bar, at its close.
   * @returns Variance per bar over the window that ends with it.
   * @throws {RangeError} If the close is not positive.
   */
  update(bar: Pick<Bar, "close">): number {
    const term = entry(bar.close, this.#close, this.mean, -1);
    this.#close = bar.close;
    return this.#returns.update(term);
  }

  /** Forgets every bar. */
  reset(): void {
    this.#close = NaN;
    this.#returns.reset();
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode CloseToClose.from} takes.
   */
  toJSON(): CloseToCloseSnapshot {
    return {
      mean: this.mean,
      close: orNull(this.#close),
      returns: this.#returns.toJSON(),
    };
  }
}

/**
 * Variance of close-to-close returns.
 *
 * With `r[t] = ln(close[t] / close[t-1])` over a window of `n` returns:
 *
 * - `"sample"`: `Σ (r - r̄)² / (n - 1)`, free of the drift;
 * - `"zero"`: `Σ r² / n`, for returns whose mean is known to be negligible.
 *
 * Its square root is biased: for Gaussian returns it is
 * `√(2 / (n-1)) Γ(n/2) / Γ((n-1)/2)` times the volatility.
 *
 * @param bars Column `close` of length `n`; prices > 0, `NaN` is missing.
 * @param options The window in returns, and what they are measured from.
 * @returns Length `n`; variance per bar, not annualized. Entry `t` is known at the close
 *   of bar `t` and uses the closes `t-window .. t`; `NaN` where these are not all there.
 * @throws {RangeError} If a close is not positive, the window is not an integer of at
 *   least 2, or `mean` is unknown.
 * @see eq-close-to-close
 * @see Parkinson, M. (1980), Journal of Business 53(1), 61-65, doi:10.1086/296071,
 *   where it is the traditional method that the range is held against.
 *
 * @example Up and back by one percent
 * ```ts
 * import assert from "node:assert/strict";
 * import { closeToClose } from "volarb/volatility";
 *
 * const bars = { close: Float64Array.of(100, 101, 100) };
 * const r = Math.log(1.01);
 * const sample = closeToClose(bars, { window: 2 });
 * const zero = closeToClose(bars, { window: 2, mean: "zero" });
 * assert.ok(Math.abs(sample[2]! - 2 * r * r) < 1e-18);
 * assert.ok(Math.abs(zero[2]! - r * r) < 1e-18);
 * ```
 */
export function closeToClose(
  bars: Pick<Bars, "close">,
  options: CloseToCloseOptions,
): Float64Array {
  const { close } = bars;
  const { window, mean = "sample" } = options;
  const n = assertBars(ACTION, { close });
  const returns = rolling(window, mean);
  const out = new Float64Array(n);
  let previous = NaN;
  for (let t = 0; t < n; t++) {
    out[t] = entry(close[t]!, previous, mean, t);
    previous = close[t]!;
  }
  return returns.updateColumn(out, out);
}
