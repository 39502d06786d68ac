import {
  RollingMean,
  type RollingMeanSnapshot,
} from "../stats/rolling_mean.ts";
import {
  assertBars,
  assertEmptyBars,
  type Bar,
  type Bars,
  type EmptyBars,
  missingOrRefused,
  type OneBar,
  TRADED,
  type WindowOptions,
} from "./bars.ts";
import { logRatio, logRatios } from "./log_ratio.ts";
import {
  RangeEstimator,
  type RangeEstimatorSnapshot,
} from "./range_estimator.ts";

const ACTION = "compute Parkinson variance";

/** The variance from `ln(h/l)`. */
function combine(range: number): number {
  return range * range / (4 * Math.LN2);
}

function variance(
  high: number,
  low: number,
  volume: number,
  emptyBars: EmptyBars,
  index: number,
): number {
  if (!(low > 0 && low <= high && high < Infinity)) {
    return missingOrRefused(ACTION, { high, low }, index);
  }
  if (volume === 0 && (emptyBars === "missing" || high > low)) return NaN;
  return combine(logRatio(high, low));
}

/** What {@linkcode Parkinson} needs to carry on where it stopped. */
export type ParkinsonSnapshot = RangeEstimatorSnapshot;

/**
 * Parkinson (1980) variance per bar, averaged over the last bars, one bar at a time.
 *
 * The formula, its assumptions and its source are at {@linkcode parkinson}, which
 * gives the same numbers bit for bit.
 *
 * @see eq-parkinson
 *
 * @example Two bars
 * ```ts
 * import assert from "node:assert/strict";
 * import { Parkinson } from "volarb/volatility";
 *
 * const estimator = new Parkinson({ window: 2 });
 * estimator.update({ high: 101, low: 100 });
 * assert.equal(estimator.ready, false);
 * estimator.update({ high: 100, low: 100 });
 * assert.ok(Math.abs(estimator.value - Math.log(1.01) ** 2 / (8 * Math.LN2)) < 1e-17);
 * ```
 */
export class Parkinson
  extends RangeEstimator<Pick<Bar, "high" | "low" | "volume">> {
  /**
   * Starts with no bar seen.
   *
   * @param options The window, 1 by default, and what a bar without a trade is.
   * @param saved The bars of the window, to carry on where it stopped.
   * @throws {RangeError} If the window is not a positive integer, or the word unknown.
   */
  constructor(options: WindowOptions = {}, saved?: RollingMeanSnapshot) {
    super(ACTION, options, saved);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An estimator that continues bit for bit.
   */
  static from({ emptyBars, mean }: ParkinsonSnapshot): Parkinson {
    return new Parkinson({ emptyBars }, mean);
  }

  /** Variance of a bar. */
  protected override measure(bar: OneBar, work: Float64Array): void {
    // It knows nothing of the others, which lie between.
    bar.open[0] = bar.close[0] = bar.high[0]!;
    if (!bar.check(ACTION, this.emptyBars)) {
      work[0] = NaN;
      return;
    }
    work[0] = bar.high[0]!;
    work[1] = bar.low[0]!;
    logRatios(work, 1);
    work[0] = combine(work[0]!);
  }
}

/**
 * Parkinson (1980) variance per bar from high and low.
 *
 * `ln(high / low)² / (4 ln 2)`, averaged over `window` bars. Unbiased for a Brownian
 * log price without drift that is watched continuously; its variance is
 * `9ζ(3) / (16 ln² 2) - 1 = 0.40733` times the squared variance of the bar, 4.910 times
 * less than that of the squared return (the 5.2 of 1980 is rounded).
 *
 * @param bars Columns of length `n`; prices > 0, `NaN` is missing.
 * @param options The window, 1 by default.
 * @returns Length `n`; variance per bar, not annualized. Entry `t` is known at the
 *   close of bar `t` and averages bars `t-window+1 .. t`; `NaN` where these are not all
 *   there. A bar that did not move counts as 0.
 * @throws {RangeError} If the columns differ in length, a price is not positive, high
 *   is below low, or the window is not a positive integer.
 * @see eq-parkinson
 * @see Parkinson, M. (1980), The extreme value method for estimating the variance
 *   of the rate of return, Journal of Business 53(1), 61-65, doi:10.1086/296071.
 *
 * @example A bar that doubles
 * ```ts
 * import assert from "node:assert/strict";
 * import { parkinson } from "volarb/volatility";
 *
 * const [variance] = parkinson({
 *   high: Float64Array.of(200),
 *   low: Float64Array.of(100),
 * });
 * assert.ok(Math.abs(variance! - Math.LN2 / 4) < 1e-15);
 * ```
 */
export function parkinson(
  bars: Pick<Bars, "high" | "low" | "volume">,
  { window = 1, emptyBars = "missing" }: WindowOptions = {},
): Float64Array {
  const { high, low, volume } = bars;
  const n = assertBars(ACTION, {
    high,
    low,
    ...(volume && { volume }),
  });
  assertEmptyBars(ACTION, emptyBars);
  const mean = new RollingMean(window);
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    out[t] = variance(
      high[t]!,
      low[t]!,
      volume === undefined ? TRADED : volume[t]!,
      emptyBars,
      t,
    );
  }
  return mean.updateColumn(out, out);
}
