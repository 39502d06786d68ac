import { assertChoice, assertWindow } from "../stats/arguments.ts";
import {
  RollingMean,
  type RollingMeanSnapshot,
} from "../stats/rolling_mean.ts";
import {
  RollingVariance,
  type RollingVarianceSnapshot,
} from "../stats/rolling_variance.ts";
import { DAY } from "../time/units.ts";
import {
  assertBars,
  assertEmptyBars,
  type Bar,
  type Bars,
  type EmptyBars,
  missingOrRefused,
  TRADED,
} from "./bars.ts";
import { logRatio } from "./log_ratio.ts";
import { YANG_ZHANG_ALPHA, yangZhangWeight } from "./yang_zhang_weight.ts";

const ACTION = "compute Yang-Zhang variance";

/**
 * Where a market that never closes has an overnight return `o[t] =
 * ln(open[t] / close[t-1])`; elsewhere `o[t]` is 0.
 *
 * - `"none"`: nowhere. Bars are continuous, `V_O` is 0, and the first value comes with
 *   bar `window`. What is left is the drift-free estimator of least variance.
 * - `"bars"`: before every bar, as in the paper. At 24/7 the move between a close and
 *   the next open is one trade's, so this adds bid-ask bounce.
 * - `"session"`: before the first bar of a session: where a multiple of `session` (a UTC
 *   day by default) lies after the start of the last bar and not after the start of this.
 * - `"gap"`: where this bar starts more than `gap` after the last one: a halt, an
 *   outage, days left out of the data.
 *
 * All but `"none"` need the bar before, so that the first value comes one bar later;
 * `"session"` and `"gap"` read `openTime`.
 *
 * @see def-overnight
 */
export type Overnight = "none" | "bars" | "session" | "gap";

/** Choices of {@linkcode yangZhang}. */
export type YangZhangOptions = {
  /** Bars in the window, at least 2. */
  readonly window: number;
  /** Where there is an overnight return. */
  readonly overnight: Overnight;
  /** `E[V_RS²] / σ⁴` that sets the weight; the paper's 1.34 by default. */
  readonly alpha?: number;
  /** Length of a session in microseconds, counted from the epoch; a day by default. */
  readonly session?: number;
  /** Time between the starts of two bars, in microseconds, beyond which there is a gap. */
  readonly gap?: number;
  /** What a bar without a trade is; `"missing"` by default. */
  readonly emptyBars?: EmptyBars;
};

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

/** Bars that a column is read in at a time. */
const BLOCK = 1024;

/** What class and column share: the terms of a bar, and the windows over them. */
class Windows {
  readonly k: number;
  readonly kind: Overnight;
  readonly session: number;
  readonly gap: number;
  readonly emptyBars: EmptyBars;
  overnight: RollingVariance;
  openToClose: RollingVariance;
  rogersSatchell: RollingMean;
  /** Overnight returns, open-to-close returns and Rogers-Satchell variances read. */
  readonly o = new Float64Array(BLOCK);
  readonly c = new Float64Array(BLOCK);
  readonly rs = new Float64Array(BLOCK);
  close = NaN;
  openTime = NaN;
  value = NaN;

  constructor(options: YangZhangOptions) {
    const { window, overnight, session = DAY, gap, emptyBars = "missing" } =
      options;
    assertWindow(ACTION, window, 2);
    assertChoice(ACTION, "overnight", overnight, [
      "none",
      "bars",
      "session",
      "gap",
    ]);
    if (!(session > 0 && session < Infinity)) {
      throw new RangeError(
        `Cannot ${ACTION} as session must be positive: current value is ${session}`,
      );
    }
    if (overnight === "gap" && !(gap! > 0 && gap! < Infinity)) {
      throw new RangeError(
        `Cannot ${ACTION} as gap must be positive: current value is ${gap}`,
      );
    }
    this.k = yangZhangWeight(window, options.alpha ?? YANG_ZHANG_ALPHA);
    this.kind = overnight;
    this.session = session;
    this.gap = gap ?? NaN;
    this.emptyBars = assertEmptyBars(ACTION, emptyBars);
    this.overnight = new RollingVariance(window);
    this.openToClose = new RollingVariance(window);
    this.rogersSatchell = new RollingMean(window);
  }

  /**
   * Reads bars `from .. to - 1` into the terms. It is handed columns rather than
   * prices, as a number that goes into a method is allocated.
   */
  read(bars: Bars, from: number, to: number, named: boolean): void {
    const { open, high, low, close, volume } = bars;
    const { c, rs } = this;
    const empty = this.emptyBars === "missing" ? volume : undefined;
    for (let t = from; t < to; t++) {
      const o = open[t]!;
      const h = high[t]!;
      const l = low[t]!;
      const p = close[t]!;
      c[t - from] = NaN;
      rs[t - from] = NaN;
      if (l > 0 && l <= o && l <= p && o <= h && p <= h && h < Infinity) {
        if (empty !== undefined && empty[t] === 0) continue;
        c[t - from] = logRatio(p, o);
        rs[t - from] = logRatio(h, o) * logRatio(h, p) +
          logRatio(l, o) * logRatio(l, p);
      } else {
        const bar = { open: o, high: h, low: l, close: p };
        missingOrRefused(ACTION, bar, named ? t : -1);
      }
    }
    if (this.kind !== "none") this.#readOvernight(bars, from, to, named);
  }

  #readOvernight(bars: Bars, from: number, to: number, named: boolean): void {
    const { open, close, openTime } = bars;
    const { kind, o, c } = this;
    let last = this.close;
    for (let t = from; t < to; t++) {
      // A missing bar has no overnight return on either side.
      const here = c[t - from]! === c[t - from]!;
      const r = here ? logRatio(open[t]!, last) : NaN;
      last = here ? close[t]! : NaN;
      o[t - from] = kind === "bars"
        ? r
        : r * this.#boundary(openTime![t]!, named ? t : -1);
    }
    this.close = last;
  }

  /** 1 where an overnight return lies before the bar, 0 where none, `NaN` before the first. */
  #boundary(openTime: number, index: number): number {
    const last = this.openTime;
    if (!(openTime - openTime === 0) || openTime <= last) {
      throw new RangeError(
        `Cannot ${ACTION} as openTime must rise: current value${
          index < 0 ? "" : ` of bar ${index}`
        } is ${openTime} after ${last}`,
      );
    }
    this.openTime = openTime;
    if (Number.isNaN(last)) return NaN;
    const between = this.kind === "gap"
      ? openTime - last > this.gap
      : Math.floor(openTime / this.session) > Math.floor(last / this.session);
    return between ? 1 : 0;
  }

  /** Moves the windows on by the term in place 0. */
  roll(): number {
    this.openToClose.update(this.c[0]!);
    this.rogersSatchell.update(this.rs[0]!);
    if (this.kind !== "none") this.overnight.update(this.o[0]!);
    return this.combine();
  }

  /** Moves the windows on by the first `n` terms, and gives the variance of each. */
  rollAll(n: number, out: Float64Array): void {
    const { k, kind } = this;
    const o = this.o.subarray(0, n);
    const c = this.c.subarray(0, n);
    const rs = this.rs.subarray(0, n);
    this.openToClose.updateColumn(c, c);
    this.rogersSatchell.updateColumn(rs, rs);
    if (kind === "none") {
      for (let i = 0; i < n; i++) out[i] = k * c[i]! + (1 - k) * rs[i]!;
      return;
    }
    this.overnight.updateColumn(o, o);
    for (let i = 0; i < n; i++) out[i] = o[i]! + (k * c[i]! + (1 - k) * rs[i]!);
  }

  combine(): number {
    const within = this.k * this.openToClose.value +
      (1 - this.k) * this.rogersSatchell.value;
    return this.value = this.kind === "none"
      ? within
      : this.overnight.value + within;
  }

  reset(): void {
    this.overnight.reset();
    this.openToClose.reset();
    this.rogersSatchell.reset();
    this.close = this.openTime = this.value = NaN;
  }
}

/**
 * Yang-Zhang (2000) variance per bar over the last bars, one bar at a time.
 *
 * The formula, its assumptions and its source are at {@linkcode yangZhang}, which
 * gives the same numbers bit for bit.
 *
 * @see eq-yang-zhang
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
  readonly #windows: Windows;
  /** The bar last taken, as columns of length 1. */
  readonly #bar: Required<Bars> = {
    open: new Float64Array(1),
    high: new Float64Array(1),
    low: new Float64Array(1),
    close: new Float64Array(1),
    volume: new Float64Array(1),
    openTime: new Float64Array(1),
  };

  /**
   * Starts with no bar seen.
   *
   * @param options The window, where there is an overnight return, and alpha.
   * @throws {RangeError} If the window is not an integer of at least 2, alpha is not
   *   above 1, a word is unknown, or a length of time is not positive.
   */
  constructor(options: YangZhangOptions) {
    this.#options = { ...options };
    this.#windows = new Windows(options);
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
    const column = this.#bar;
    column.open[0] = bar.open;
    column.high[0] = bar.high;
    column.low[0] = bar.low;
    column.close[0] = bar.close;
    column.volume[0] = bar.volume ?? TRADED;
    column.openTime[0] = bar.openTime ?? NaN;
    this.#windows.read(column, 0, 1, false);
    return this.#windows.roll();
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
      close: Number.isNaN(close) ? null : close,
      openTime: Number.isNaN(openTime) ? null : openTime,
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
 * @see eq-yang-zhang, eq-yang-zhang-k, def-overnight, thm-minimum-variance-k
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
  const windows = new Windows(options);
  const out = new Float64Array(n);
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(n, from + BLOCK);
    windows.read(bars, from, to, true);
    windows.rollAll(to - from, out.subarray(from, to));
  }
  return out;
}
