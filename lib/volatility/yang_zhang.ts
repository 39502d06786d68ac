import { orNull } from "../stats/or_null.ts";
import {
  RollingMean,
  type RollingMeanSnapshot,
} from "../stats/rolling_mean.ts";
import {
  RollingVariance,
  type RollingVarianceSnapshot,
} from "../stats/rolling_variance.ts";
import { assertBars, type Bar, type Bars, OneBar } from "./bars.ts";
import {
  ACTION,
  type Overnight,
  type YangZhangOptions,
  YangZhangWindows,
} from "./yang_zhang_windows.ts";

export type { Overnight, YangZhangOptions };

/** Bars that a column is read in at a time. */
const BLOCK = 1024;

/** What {@linkcode YangZhang} needs to carry on where it stopped. */
export type YangZhangSnapshot = {
  /** Choices that the estimator was made with. */
  readonly options: YangZhangOptions;
  /** The last close; `null` where there is none or it is missing. */
  readonly close: number | null;
  /** Start of the last bar; `null` where there is none. */
  readonly openTime: number | null;
  /** Overnight returns of the window. */
  readonly overnight: RollingVarianceSnapshot;
  /** Open-to-close returns of the window. */
  readonly openToClose: RollingVarianceSnapshot;
  /** Rogers-Satchell variances of the window. */
  readonly rogersSatchell: RollingMeanSnapshot;
};

/**
 * Yang-Zhang (2000) variance per bar over the last bars, one bar at a time.
 *
 * The formula, its assumptions and its source are at {@linkcode yangZhang}, which
 * gives the same numbers bit for bit.
 *
 * @see eq-yang-zhang, alg-yang-zhang
 *
 * @example Continuous bars
 * ```ts
 * import assert from "node:assert/strict";
 * import { YangZhang } from "volarb/volatility";
 *
 * const estimator = new YangZhang({ window: 2, overnight: "none" });
 * estimator.update({ open: 100, high: 103, low: 99, close: 102 });
 * assert.equal(estimator.ready, false);
 * estimator.update({ open: 102, high: 104, low: 100, close: 101 });
 * assert.ok(estimator.value > 0);
 * ```
 */
export class YangZhang {
  readonly #options: YangZhangOptions;
  readonly #windows: YangZhangWindows;
  /** The bar last taken, as columns of length 1. */
  readonly #bar = new OneBar();

  /**
   * Starts with no bar seen.
   *
   * @param options The window, where there is an overnight return, and alpha.
   * @throws {RangeError} If the window is not an integer of at least 2, alpha is not
   *   above 1, a word is unknown, or a length of time is not positive.
   */
  constructor(options: YangZhangOptions) {
    this.#options = { ...options };
    this.#windows = new YangZhangWindows(options, 1);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An estimator that continues bit for bit.
   */
  static from(snapshot: YangZhangSnapshot): YangZhang {
    const estimator = new YangZhang(snapshot.options);
    const windows = estimator.#windows;
    windows.close = snapshot.close ?? NaN;
    windows.openTime = snapshot.openTime ?? NaN;
    windows.overnight = RollingVariance.from(snapshot.overnight);
    windows.openToClose = RollingVariance.from(snapshot.openToClose);
    windows.rogersSatchell = RollingMean.from(snapshot.rogersSatchell);
    windows.combine();
    return estimator;
  }

  /** Weight `k` on the open-to-close variance. */
  get weight(): number {
    return this.#windows.k;
  }

  /** Variance per bar; `NaN` until the window is full and while a bar in it is missing. */
  get value(): number {
    return this.#windows.value;
  }

  /** Whether the window is full and no bar in it is missing. */
  get ready(): boolean {
    return !Number.isNaN(this.#windows.value);
  }

  /**
   * Takes the next bar.
   *
   * @param bar The bar, at its close; `openTime` where `overnight` asks for it.
   * @returns Variance per bar over the window that ends with it.
   * @throws {RangeError} If a price is not positive, open or close is outside [low,
   *   high], or `openTime` is asked for and does not rise.
   */
  update(bar: Bar): number {
    this.#bar.hold(bar);
    this.#windows.take(this.#bar);
    return this.#windows.value;
  }

  /** Forgets every bar. */
  reset(): void {
    this.#windows.reset();
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode YangZhang.from} takes.
   */
  toJSON(): YangZhangSnapshot {
    const { close, openTime, overnight, openToClose, rogersSatchell } =
      this.#windows;
    return {
      options: { ...this.#options },
      close: orNull(close),
      openTime: orNull(openTime),
      overnight: overnight.toJSON(),
      openToClose: openToClose.toJSON(),
      rogersSatchell: rogersSatchell.toJSON(),
    };
  }
}

/**
 * Yang-Zhang (2000) variance per bar over a window of `n` bars.
 *
 * `V_O + k V_C + (1 - k) V_RS` with
 *
 * - `V_O = Σ (o - ō)² / (n - 1)`, `o = ln(open / close of the bar before)` where
 *   `overnight` says that there is one, else 0;
 * - `V_C = Σ (c - c̄)² / (n - 1)`, `c = ln(close / open)`;
 * - `V_RS` the mean of the Rogers-Satchell variances;
 * - `k = (α - 1) / (α + (n + 1) / (n - 1))`, the weight of least variance, because `V_C`
 *   and `V_RS` are uncorrelated.
 *
 * Unbiased for a Brownian log price of any drift, opening jumps included. Its
 * efficiency against the sample variance of as many returns is `1 / (f² + k (1 - f)²)`
 * with `f` the overnight share: at most 14 (n = 2, f = 0.07), 7.0 to 7.4 for
 * continuous bars and `n >= 20`.
 *
 * @param bars Columns of length `m`; prices > 0, `NaN` is missing; `openTime` where
 *   `overnight` asks for it.
 * @param options The window, where there is an overnight return, and alpha.
 * @returns Length `m`; variance per bar, not annualized, never negative. Entry `t` is
 *   known at the close of bar `t` and uses bars `t-n+1 .. t`, and unless `overnight` is
 *   `"none"` the close of bar `t-n`; `NaN` where these are not all there.
 * @throws {RangeError} If the columns differ in length, a price is not positive, open
 *   or close is outside [low, high], `openTime` does not rise, the window is not an
 *   integer of at least 2, or an option is out of its range.
 * @throws {TypeError} If `overnight` asks for `openTime` and there is none.
 * @see eq-yang-zhang, eq-yang-zhang-k, def-overnight, thm-minimum-variance-k,
 *   lem-uncorrelated, thm-yz-peak, lem-bounce
 * @see Yang, D., Zhang, Q. (2000), Drift-independent volatility estimation based on
 *   high, low, open, and close prices, Journal of Business 73(3), 477-492,
 *   doi:10.1086/209650.
 *
 * @example Two continuous bars
 * ```ts
 * import assert from "node:assert/strict";
 * import { yangZhang } from "volarb/volatility";
 *
 * const variance = yangZhang({
 *   open: Float64Array.of(100, 102),
 *   high: Float64Array.of(103, 104),
 *   low: Float64Array.of(99, 100),
 *   close: Float64Array.of(102, 101),
 * }, { window: 2, overnight: "none" });
 * const { log } = Math;
 * const openToClose = (log(1.02) - log(101 / 102)) ** 2 / 2;
 * const rogersSatchell = (log(1.03) * log(103 / 102) + log(0.99) * log(99 / 102) +
 *   log(104 / 102) * log(104 / 101) + log(100 / 102) * log(100 / 101)) / 2;
 * const k = 0.34 / (1.34 + 3 / 1);
 * assert.ok(Number.isNaN(variance[0]!));
 * assert.ok(
 *   Math.abs(variance[1]! - (k * openToClose + (1 - k) * rogersSatchell)) < 1e-17,
 * );
 * ```
 */
export function yangZhang(
  bars: Bars,
  options: YangZhangOptions,
): Float64Array {
  const { open, high, low, close, volume, openTime } = bars;
  const n = assertBars(ACTION, {
    open,
    high,
    low,
    close,
    ...(volume && { volume }),
    ...(openTime && { openTime }),
  });
  const { overnight } = options;
  if (!openTime && (overnight === "session" || overnight === "gap")) {
    throw new TypeError(
      `Cannot ${ACTION} as overnight ${
        JSON.stringify(overnight)
      } needs the column openTime: current value is ${openTime}`,
    );
  }
  const windows = new YangZhangWindows(options, BLOCK);
  const out = new Float64Array(n);
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(n, from + BLOCK);
    windows.read(bars, from, to, true);
    windows.rollAll(to - from, out.subarray(from, to));
  }
  return out;
}
