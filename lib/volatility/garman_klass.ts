import { assertChoice } from "../stats/arguments.ts";
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

const ACTION = "compute Garman-Klass variance";

/** Coefficients of the best unbiased quadratic, from the exact fourth moments. */
const BEST_RANGE = 0.5109950881572247;
const BEST_CROSS = 0.01887547791364507;
const BEST_CLOSE = 0.3833207592680307;

/**
 * Which quadratic form of Garman and Klass.
 *
 * `"practical"` is `(u - d)² / 2 - (2 ln 2 - 1) c²`; `"optimal"` is the unbiased
 * quadratic of least variance.
 */
export type GarmanKlassForm = "practical" | "optimal";

/** Choices of {@linkcode garmanKlass}. */
export type GarmanKlassOptions = WindowOptions & {
  /** Which quadratic; `"practical"` by default. */
  readonly form?: GarmanKlassForm;
};

function assertForm(form: GarmanKlassForm): GarmanKlassForm {
  assertChoice(ACTION, "form", form, ["practical", "optimal"]);
  return form;
}

/** The practical form from `ln(h/l)` and `ln(c/o)`. */
function practical(range: number, c: number): number {
  return 0.5 * range * range - (2 * Math.LN2 - 1) * c * c;
}

/** The optimal form from these, `ln(h/o)` and `ln(l/o)`. */
function optimal(range: number, c: number, u: number, d: number): number {
  return BEST_RANGE * range * range - BEST_CROSS * (c * (u + d) - 2 * u * d) -
    BEST_CLOSE * c * c;
}

function variance(
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  emptyBars: EmptyBars,
  form: GarmanKlassForm,
  index: number,
): number {
  if (
    !(low > 0 && low <= open && low <= close && open <= high &&
      close <= high && high < Infinity)
  ) {
    return missingOrRefused(ACTION, { open, high, low, close }, index);
  }
  if (volume === 0 && (emptyBars === "missing" || high > low)) return NaN;
  const range = logRatio(high, low);
  const c = logRatio(close, open);
  if (form === "practical") return practical(range, c);
  return optimal(range, c, logRatio(high, open), logRatio(low, open));
}

/** What {@linkcode GarmanKlass} needs to carry on where it stopped. */
export type GarmanKlassSnapshot = RangeEstimatorSnapshot & {
  /** Which quadratic. */
  readonly form: GarmanKlassForm;
};

/**
 * Garman-Klass (1980) variance per bar, averaged over the last bars, one bar at a time.
 *
 * The formula, its assumptions and its source are at {@linkcode garmanKlass}, which
 * gives the same numbers bit for bit.
 *
 * @see eq-garman-klass
 *
 * @example A bar that closes where it opened
 * ```ts
 * import assert from "node:assert/strict";
 * import { GarmanKlass } from "volarb/volatility";
 *
 * const estimator = new GarmanKlass();
 * estimator.update({ open: 100, high: 101, low: 100, close: 100 });
 * assert.ok(Math.abs(estimator.value - Math.log(1.01) ** 2 / 2) < 1e-17);
 * ```
 */
export class GarmanKlass extends RangeEstimator<Omit<Bar, "openTime">> {
  /** Which quadratic. */
  readonly form: GarmanKlassForm;

  /**
   * Starts with no bar seen.
   *
   * @param options The window, 1 by default, the form, and what a bar without a trade is.
   * @param saved The bars of the window, to carry on where it stopped.
   * @throws {RangeError} If the window is not a positive integer, or a word unknown.
   */
  constructor(
    { form = "practical", ...options }: GarmanKlassOptions = {},
    saved?: RollingMeanSnapshot,
  ) {
    super(ACTION, options, saved);
    this.form = assertForm(form);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An estimator that continues bit for bit.
   */
  static from({ form, emptyBars, mean }: GarmanKlassSnapshot): GarmanKlass {
    return new GarmanKlass({ form, emptyBars }, mean);
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode GarmanKlass.from} takes.
   */
  override toJSON(): GarmanKlassSnapshot {
    return { form: this.form, ...super.toJSON() };
  }

  /** Variance of a bar. */
  protected override measure(bar: OneBar, work: Float64Array): void {
    if (!bar.check(ACTION, this.emptyBars)) {
      work[0] = NaN;
      return;
    }
    work[0] = work[4] = bar.high[0]!;
    work[1] = work[6] = bar.low[0]!;
    work[2] = bar.close[0]!;
    work[3] = work[5] = work[7] = bar.open[0]!;
    const plain = this.form === "practical";
    logRatios(work, plain ? 2 : 4);
    work[0] = plain
      ? practical(work[0]!, work[1]!)
      : optimal(work[0]!, work[1]!, work[2]!, work[3]!);
  }
}

/**
 * Garman-Klass (1980) variance per bar from open, high, low and close.
 *
 * With `u = ln(high / open)`, `d = ln(low / open)` and `c = ln(close / open)`, averaged
 * over `window` bars:
 *
 * - practical: `(u - d)² / 2 - (2 ln 2 - 1) c²`, efficiency 7.4445;
 * - optimal: `0.510995 (u - d)² - 0.018875 (c (u + d) - 2ud) - 0.383321 c²`,
 *   efficiency 7.4465, the least variance of an unbiased quadratic (the paper prints
 *   0.511, 0.019 and 0.383, whose mean is 1.0001 times the variance).
 *
 * Efficiency is against the squared return. Unbiased for a Brownian log price
 * without drift that is watched continuously.
 *
 * @param bars Columns of length `n`; prices > 0, `NaN` is missing.
 * @param options The window, 1 by default, and the form, practical by default.
 * @returns Length `n`; variance per bar, not annualized, never negative. Entry `t` is
 *   known at the close of bar `t` and averages bars `t-window+1 .. t`; `NaN` where these
 *   are not all there. A bar that did not move counts as 0.
 * @throws {RangeError} If the columns differ in length, a price is not positive, open
 *   or close is outside [low, high], the window is not a positive integer, or the
 *   form is unknown.
 * @see eq-garman-klass, lem-nonnegative
 * @see Garman, M.B., Klass, M.J. (1980), On the estimation of security price
 *   volatilities from historical data, Journal of Business 53(1), 67-78,
 *   doi:10.1086/296072.
 *
 * @example A bar worked by hand
 * ```ts
 * import assert from "node:assert/strict";
 * import { garmanKlass } from "volarb/volatility";
 *
 * const [variance] = garmanKlass({
 *   open: Float64Array.of(100),
 *   high: Float64Array.of(103),
 *   low: Float64Array.of(99),
 *   close: Float64Array.of(102),
 * });
 * const byHand = Math.log(103 / 99) ** 2 / 2 -
 *   (2 * Math.LN2 - 1) * Math.log(1.02) ** 2;
 * assert.ok(Math.abs(variance! - byHand) < 1e-16);
 * ```
 */
export function garmanKlass(
  bars: Omit<Bars, "openTime">,
  { window = 1, form = "practical", emptyBars = "missing" }:
    GarmanKlassOptions = {},
): Float64Array {
  const { open, high, low, close, volume } = bars;
  const n = assertBars(ACTION, {
    open,
    high,
    low,
    close,
    ...(volume && { volume }),
  });
  assertForm(form);
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
      form,
      t,
    );
  }
  return mean.updateColumn(out, out);
}
