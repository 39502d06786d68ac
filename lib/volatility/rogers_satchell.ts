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

const ACTION = "compute Rogers-Satchell variance";

/** The variance from `ln(h/o)`, `ln(h/c)`, `ln(l/o)` and `ln(l/c)`. */
function combine(ho: number, hc: number, lo: number, lc: number): number {
  return ho * hc + lo * lc;
}

function variance(
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  emptyBars: EmptyBars,
  index: number,
): number {
  if (
    !(low > 0 && low <= open && low <= close && open <= high &&
      close <= high && high < Infinity)
  ) {
    return missingOrRefused(ACTION, { open, high, low, close }, index);
  }
  if (volume === 0 && (emptyBars === "missing" || high > low)) return NaN;
  // Each factor is a logarithm of its own, so that none has the wrong sign.
  return combine(
    logRatio(high, open),
    logRatio(high, close),
    logRatio(low, open),
    logRatio(low, close),
  );
}

/** What {@linkcode RogersSatchell} needs to carry on where it stopped. */
export type RogersSatchellSnapshot = RangeEstimatorSnapshot;

/**
 * Rogers-Satchell (1991) variance per bar, averaged over the last bars, one bar at a time.
 *
 * The formula, its assumptions and its source are at {@linkcode rogersSatchell}, which
 * gives the same numbers bit for bit.
 *
 * @see eq-rogers-satchell
 *
 * @example A bar that opens at its low and closes at its high
 * ```ts
 * import assert from "node:assert/strict";
 * import { RogersSatchell } from "volarb/volatility";
 *
 * const estimator = new RogersSatchell();
 * assert.equal(estimator.update({ open: 100, high: 103, low: 100, close: 103 }), 0);
 * assert.ok(estimator.update({ open: 100, high: 103, low: 99, close: 101 }) > 0);
 * ```
 */
export class RogersSatchell extends RangeEstimator<Omit<Bar, "openTime">> {
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
  static from({ emptyBars, mean }: RogersSatchellSnapshot): RogersSatchell {
    return new RogersSatchell({ emptyBars }, mean);
  }

  /** Variance of a bar. */
  protected override measure(bar: OneBar, work: Float64Array): void {
    if (!bar.check(ACTION, this.emptyBars)) {
      work[0] = NaN;
      return;
    }
    work[0] = work[2] = bar.high[0]!;
    work[1] = work[5] = bar.open[0]!;
    work[3] = work[7] = bar.close[0]!;
    work[4] = work[6] = bar.low[0]!;
    logRatios(work, 4);
    work[0] = combine(work[0]!, work[1]!, work[2]!, work[3]!);
  }
}

/**
 * Rogers-Satchell (1991) variance per bar from open, high, low and close.
 *
 * `u (u - c) + d (d - c)` with `u = ln(high / open)`, `d = ln(low / open)` and
 * `c = ln(close / open)`, averaged over `window` bars. Unbiased for a Brownian log price
 * of any drift that is watched continuously. Without drift its variance is
 * `1 - 4 ln 2 + 7ζ(3)/4 = 0.33101` times the squared variance of the bar, 6.042 times less
 * than that of the squared return. A bar of `N` observations gives less than its
 * variance; `correctedRogersSatchell` takes that back.
 *
 * @param bars Columns of length `n`; prices > 0, `NaN` is missing.
 * @param options The window, 1 by default.
 * @returns Length `n`; variance per bar, not annualized, never negative. Entry `t` is
 *   known at the close of bar `t` and averages bars `t-window+1 .. t`; `NaN` where these
 *   are not all there. A bar that did not move counts as 0.
 * @throws {RangeError} If the columns differ in length, a price is not positive, open
 *   or close is outside [low, high], or the window is not a positive integer.
 * @see eq-rogers-satchell, lem-drift-independence, lem-nonnegative, thm-conditional,
 *   thm-rs-variance
 * @see Rogers, L.C.G., Satchell, S.E. (1991), Estimating variance from high, low and
 *   closing prices, Annals of Applied Probability 1(4), 504-512,
 *   doi:10.1214/aoap/1177005835.
 *
 * @example A bar worked by hand
 * ```ts
 * import assert from "node:assert/strict";
 * import { rogersSatchell } from "volarb/volatility";
 *
 * const [variance] = rogersSatchell({
 *   open: Float64Array.of(100),
 *   high: Float64Array.of(103),
 *   low: Float64Array.of(99),
 *   close: Float64Array.of(102),
 * });
 * const byHand = Math.log(1.03) * Math.log(103 / 102) +
 *   Math.log(0.99) * Math.log(99 / 102);
 * assert.ok(Math.abs(variance! - byHand) < 1e-16);
 * ```
 */
export function rogersSatchell(
  bars: Omit<Bars, "openTime">,
  { window = 1, emptyBars = "missing" }: WindowOptions = {},
): Float64Array {
  const { open, high, low, close, volume } = bars;
  const n = assertBars(ACTION, {
    open,
    high,
    low,
    close,
    ...(volume && { volume }),
  });
  assertEmptyBars(ACTION, emptyBars);
  const mean = new RollingMean(window);
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    out[t] = variance(
      open[t]!,
      high[t]!,
      low[t]!,
      close[t]!,
      volume === undefined ? TRADED : volume[t]!,
      emptyBars,
      t,
    );
  }
  return mean.updateColumn(out, out);
}
