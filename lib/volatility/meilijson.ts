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

const ACTION = "compute Meilijson variance";
/** Weights of the four unbiased terms, which add up to 1. */
const OUTSIDE = 0.273520;
const CLOSE = 0.160358;
const CROSS = 0.365212;
const BOTH = 0.200910;

/** The variance of a bar that rises by `c`, from there to the high and to the low. */
function combine(c: number, above: number, below: number): number {
  return OUTSIDE * 2 * (above * above + below * below) + CLOSE * c * c +
    CROSS * 2 * (above + below) * c +
    BOTH * above * below / (2 * Math.LN2 - 1.25);
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
  // A falling bar is turned over, so that it rises by |c|.
  return close < open
    ? combine(
      logRatio(open, close),
      logRatio(close, low),
      logRatio(high, open),
    )
    : combine(
      logRatio(close, open),
      logRatio(high, close),
      logRatio(open, low),
    );
}

/** What {@linkcode Meilijson} needs to carry on where it stopped. */
export type MeilijsonSnapshot = RangeEstimatorSnapshot;

/**
 * Meilijson (2011) variance per bar, averaged over the last bars, one bar at a time.
 *
 * The formula, its assumptions and its source are at {@linkcode meilijson}, which
 * gives the same numbers bit for bit.
 *
 * @example A bar that falls as another rises
 * ```ts
 * import assert from "node:assert/strict";
 * import { Meilijson } from "volarb/volatility";
 *
 * const estimator = new Meilijson();
 * const rising = estimator.update({ open: 1, high: 4, low: 0.5, close: 2 });
 * const falling = estimator.update({ open: 1, high: 2, low: 0.25, close: 0.5 });
 * assert.ok(Math.abs(rising - falling) < 1e-15);
 * ```
 */
export class Meilijson extends RangeEstimator<Omit<Bar, "openTime">> {
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
  static from({ emptyBars, mean }: MeilijsonSnapshot): Meilijson {
    return new Meilijson({ emptyBars }, mean);
  }

  /** Variance of a bar. */
  protected override measure(bar: OneBar, work: Float64Array): void {
    if (!bar.check(ACTION, this.emptyBars)) {
      work[0] = NaN;
      return;
    }
    const open = bar.open[0]!;
    const close = bar.close[0]!;
    const falls = close < open;
    work[0] = falls ? open : close;
    work[1] = falls ? close : open;
    work[2] = falls ? close : bar.high[0]!;
    work[3] = falls ? bar.low[0]! : close;
    work[4] = falls ? bar.high[0]! : open;
    work[5] = falls ? open : bar.low[0]!;
    logRatios(work, 3);
    work[0] = combine(work[0]!, work[1]!, work[2]!);
  }
}

/**
 * Meilijson (2011) variance per bar from open, high, low and close.
 *
 * A bar that falls is turned over first, so that it rises by `c = |ln(close / open)|`; with
 * `h` and `l` its logarithmic high and low from the open, averaged over `window` bars:
 *
 * `0.273520 · 2[(h - c)² + l²] + 0.160358 c² + 0.365212 · 2(h - c - l) c +
 * 0.200910 · (h - c)(-l) / (2 ln 2 - 5/4)`.
 *
 * Each of the four terms is unbiased for a Brownian log price without drift that is
 * watched continuously. Efficiency 7.7322 against the squared return, the most of a
 * quadratic in the bar turned over; no unbiased estimator reaches 8.471.
 *
 * @param bars Columns of length `n`; prices > 0, `NaN` is missing.
 * @param options The window, 1 by default.
 * @returns Length `n`; variance per bar, not annualized, never negative. Entry `t` is
 *   known at the close of bar `t` and averages bars `t-window+1 .. t`; `NaN` where these
 *   are not all there. A bar that did not move counts as 0.
 * @throws {RangeError} If the columns differ in length, a price is not positive, open
 *   or close is outside [low, high], or the window is not a positive integer.
 * @see eq-meilijson
 * @see Meilijson, I. (2011), The Garman-Klass volatility estimator revisited,
 *   REVSTAT 9(3), 199-212.
 *
 * @example A bar that closes where it opened
 * ```ts
 * import assert from "node:assert/strict";
 * import { meilijson } from "volarb/volatility";
 *
 * const [variance] = meilijson({
 *   open: Float64Array.of(100),
 *   high: Float64Array.of(101),
 *   low: Float64Array.of(100),
 *   close: Float64Array.of(100),
 * });
 * assert.ok(Math.abs(variance! - 0.54704 * Math.log(1.01) ** 2) < 1e-17);
 * ```
 */
export function meilijson(
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
