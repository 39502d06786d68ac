import {
  assertChoice,
  assertPositive,
  assertWindow,
} from "../stats/arguments.ts";
import { RollingMean } from "../stats/rolling_mean.ts";
import { RollingVariance } from "../stats/rolling_variance.ts";
import { DAY } from "../time/units.ts";
import {
  assertEmptyBars,
  type Bars,
  type EmptyBars,
  missingOrRefused,
  type OneBar,
} from "./bars.ts";
import { logRatio, logRatios } from "./log_ratio.ts";
import { YANG_ZHANG_ALPHA, yangZhangWeight } from "./yang_zhang_weight.ts";

/** What an error says could not be done. */
export const ACTION = "compute Yang-Zhang variance";

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

/**
 * What class and column share: the terms of some bars, and the windows over them.
 */
export class YangZhangWindows {
  readonly k: number;
  readonly kind: Overnight;
  readonly session: number;
  readonly gap: number;
  readonly emptyBars: EmptyBars;
  overnight: RollingVariance;
  openToClose: RollingVariance;
  rogersSatchell: RollingMean;
  /** Overnight returns, open-to-close returns and Rogers-Satchell variances read. */
  readonly o: Float64Array;
  readonly c: Float64Array;
  readonly rs: Float64Array;
  readonly work: Float64Array = new Float64Array(12);
  close = NaN;
  openTime = NaN;
  value = NaN;

  /** `capacity` is how many bars are read at a time. */
  constructor(options: YangZhangOptions, capacity: number) {
    const { window, overnight, session = DAY, gap, emptyBars = "missing" } =
      options;
    assertWindow(ACTION, window, 2);
    assertChoice(ACTION, "overnight", overnight, [
      "none",
      "bars",
      "session",
      "gap",
    ]);
    assertPositive(ACTION, "session", session);
    if (overnight === "gap") assertPositive(ACTION, "gap", gap);
    this.k = yangZhangWeight(window, options.alpha ?? YANG_ZHANG_ALPHA);
    this.kind = overnight;
    this.session = session;
    this.gap = gap ?? NaN;
    this.emptyBars = assertEmptyBars(ACTION, emptyBars);
    this.overnight = new RollingVariance(window);
    this.openToClose = new RollingVariance(window);
    this.rogersSatchell = new RollingMean(window);
    this.o = new Float64Array(capacity);
    this.c = new Float64Array(capacity);
    this.rs = new Float64Array(capacity);
  }

  /**
   * Reads bars `from .. to - 1` into the terms. It is handed columns rather than
   * prices, as a number that goes into a method is allocated.
   */
  read(bars: Bars, from: number, to: number, named: boolean): void {
    const { open, high, low, close, volume } = bars;
    const { c, rs } = this;
    const flat = this.emptyBars === "flat";
    for (let t = from; t < to; t++) {
      const o = open[t]!;
      const h = high[t]!;
      const l = low[t]!;
      const p = close[t]!;
      c[t - from] = NaN;
      rs[t - from] = NaN;
      if (l > 0 && l <= o && l <= p && o <= h && p <= h && h < Infinity) {
        if (volume !== undefined && volume[t] === 0 && !(flat && h === l)) {
          continue;
        }
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
      // Not the constant NaN: a number that may be one is allocated.
      const missing = c[t - from]!;
      const here = missing === missing;
      const r = here ? logRatio(open[t]!, last) : missing;
      last = here ? close[t]! : missing;
      o[t - from] = kind === "bars"
        ? r
        : r * this.#boundary(openTime!, t, named ? t : -1);
    }
    this.close = last;
  }

  /** 1 where an overnight return lies before the bar, 0 where none, `NaN` before the first. */
  #boundary(openTimes: Float64Array, t: number, index: number): number {
    const openTime = openTimes[t]!;
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

  /**
   * Takes the next bar: what {@linkcode read} and {@linkcode rollAll} do with a column of
   * them.
   *
   * @param bar The bar, as columns of length 1.
   */
  take(bar: OneBar): void {
    const { o, c, rs } = this;
    this.#readOne(bar);
    if (this.kind !== "none") {
      if (this.kind !== "bars") {
        o[0] = o[0]! * this.#boundary(bar.openTime, 0, -1);
      }
      this.close = c[0] === c[0] ? bar.close[0]! : c[0]!;
      this.overnight.take(o, 0);
    }
    this.openToClose.take(c, 0);
    this.rogersSatchell.take(rs, 0);
    this.combine();
  }

  #readOne(bar: OneBar): void {
    const { o, c, rs, work } = this;
    if (!bar.check(ACTION, this.emptyBars)) {
      o[0] = c[0] = rs[0] = NaN;
      return;
    }
    // Opened and closed, the night before, and the four of Rogers and Satchell.
    work[0] = work[7] = work[11] = bar.close[0]!;
    work[1] =
      work[2] =
      work[5] =
      work[9] =
        bar.open[0]!;
    work[3] = this.close;
    work[4] = work[6] = bar.high[0]!;
    work[8] = work[10] = bar.low[0]!;
    logRatios(work, 6);
    c[0] = work[0]!;
    o[0] = work[1]!;
    rs[0] = work[2]! * work[3]! + work[4]! * work[5]!;
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

  combine(): void {
    const within = this.k * this.openToClose.value +
      (1 - this.k) * this.rogersSatchell.value;
    this.value = this.kind === "none" ? within : this.overnight.value + within;
  }

  reset(): void {
    this.overnight.reset();
    this.openToClose.reset();
    this.rogersSatchell.reset();
    this.close = this.openTime = this.value = NaN;
  }
}
