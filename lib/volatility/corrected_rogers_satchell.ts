import { assertChoice, assertColumns } from "../stats/arguments.ts";
import {
  RollingMean,
  type RollingMeanSnapshot,
} from "../stats/rolling_mean.ts";
import type { Bar, Bars, EmptyBars, WindowOptions } from "./bars.ts";
import { CONTINUITY_CORRECTION, type Sampling } from "./discretization.ts";
import { logRatio, logRatios } from "./log_ratio.ts";
import {
  RogersSatchell,
  rogersSatchell,
  type RogersSatchellSnapshot,
} from "./rogers_satchell.ts";

const ACTION = "correct Rogers-Satchell variance";

/** Choices of {@linkcode CorrectedRogersSatchell}. */
export type CorrectedOptions = WindowOptions & {
  /** How the observations of a bar lie in time. */
  readonly sampling: Sampling;
};

/** Choices of {@linkcode correctedRogersSatchell}. */
export type CorrectedRogersSatchellOptions = CorrectedOptions & {
  /** Observations `N` of every bar, or of each: steps of the grid, or trades. */
  readonly observations: number | Float64Array;
};

/** What {@linkcode CorrectedRogersSatchell} needs to carry on where it stopped. */
export type CorrectedRogersSatchellSnapshot = {
  /** How the observations lie in time. */
  readonly sampling: Sampling;
  /** The uncorrected variances of the window. */
  readonly rogersSatchell: RogersSatchellSnapshot;
  /** `(u - d) / √N` of the window. */
  readonly range: RollingMeanSnapshot;
  /** `1 / N` of the window. */
  readonly inverse: RollingMeanSnapshot;
};

/** `N`, or `NaN` where there was none; refused where it makes no sense. */
function checked(observations: number, index: number): number {
  if (observations >= 1) return observations;
  if (observations === 0 || Number.isNaN(observations)) return NaN;
  throw new RangeError(
    `Cannot ${ACTION} as observations must be at least 1, or 0 where there are none: current value${
      index < 0 ? "" : ` of bar ${index}`
    } is ${observations}`,
  );
}

/** The positive root's square of `σ²(1 - 2b/N) - 2aσ(u - d)/√N - V = 0`. */
function solve(
  column: Float64Array,
  t: number,
  { value: range }: RollingMean,
  { value: inverse }: RollingMean,
  sampling: Sampling,
): void {
  const grid = sampling === "grid";
  const a = grid ? CONTINUITY_CORRECTION : Math.SQRT1_2;
  const b = grid ? CONTINUITY_CORRECTION * CONTINUITY_CORRECTION - 0.25 : 0;
  const lead = 1 - 2 * b * inverse;
  const half = a * range;
  const root = (half + Math.sqrt(half * half + lead * column[t]!)) / lead;
  column[t] = root * root;
}

/**
 * Rogers-Satchell variance corrected for the observations of a bar, one bar at a time.
 *
 * The formula, its assumptions and its source are at
 * {@linkcode correctedRogersSatchell}, which gives the same numbers bit for bit.
 *
 * @see eq-rs-corrected, thm-rs-expansion, alg-steps
 *
 * @example A bar of 60 seconds is worth more than it shows
 * ```ts
 * import assert from "node:assert/strict";
 * import { CorrectedRogersSatchell, RogersSatchell } from "volarb/volatility";
 *
 * const bar = { open: 100, high: 103, low: 99, close: 101 };
 * const seen = new RogersSatchell().update(bar);
 * const corrected = new CorrectedRogersSatchell({ sampling: "grid" });
 * assert.ok(corrected.update(bar, 60) > seen);
 * ```
 */
export class CorrectedRogersSatchell {
  /** How the observations of a bar lie in time. */
  readonly sampling: Sampling;
  #variance: RogersSatchell;
  #range: RollingMean;
  #inverse: RollingMean;
  readonly #observations = new Float64Array(1);
  readonly #work = new Float64Array(2);
  #value = NaN;

  /**
   * Starts with no bar seen.
   *
   * @param options The sampling, and the window, 1 by default.
   * @throws {RangeError} If the window is not a positive integer, or a word unknown.
   */
  constructor({ sampling, ...options }: CorrectedOptions) {
    assertChoice(ACTION, "sampling", sampling, ["grid", "poisson"]);
    const { window = 1 } = options;
    this.sampling = sampling;
    this.#variance = new RogersSatchell(options);
    this.#range = new RollingMean(window);
    this.#inverse = new RollingMean(window);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An estimator that continues bit for bit.
   */
  static from(
    snapshot: CorrectedRogersSatchellSnapshot,
  ): CorrectedRogersSatchell {
    const { sampling } = snapshot;
    const estimator = new CorrectedRogersSatchell({ sampling });
    estimator.#variance = RogersSatchell.from(snapshot.rogersSatchell);
    estimator.#range = RollingMean.from(snapshot.range);
    estimator.#inverse = RollingMean.from(snapshot.inverse);
    estimator.#solve();
    return estimator;
  }

  /** What a bar without a trade is. */
  get emptyBars(): EmptyBars {
    return this.#variance.emptyBars;
  }

  /** Variance per bar; `NaN` until the window is full and while a bar in it is missing. */
  get value(): number {
    return this.#value;
  }

  /** Whether the window is full and no bar in it is missing. */
  get ready(): boolean {
    return !Number.isNaN(this.#value);
  }

  /**
   * Takes the next bar.
   *
   * @param bar The bar, at its close.
   * @param observations How often it was seen, `N`; 0 makes it missing.
   * @returns Variance per bar over the window that ends with it.
   * @throws {RangeError} If the prices do not make a bar, or `observations` is neither
   *   0 nor at least 1.
   */
  update(bar: Omit<Bar, "openTime">, observations: number): number {
    this.#observations[0] = checked(observations, -1);
    this.#take(bar);
    return this.#value;
  }

  /** Forgets every bar. */
  reset(): void {
    this.#variance.reset();
    this.#range.reset();
    this.#inverse.reset();
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode CorrectedRogersSatchell.from} takes.
   */
  toJSON(): CorrectedRogersSatchellSnapshot {
    return {
      sampling: this.sampling,
      rogersSatchell: this.#variance.toJSON(),
      range: this.#range.toJSON(),
      inverse: this.#inverse.toJSON(),
    };
  }

  #take(bar: Omit<Bar, "openTime">): void {
    const work = this.#work;
    const n = this.#observations[0]!;
    this.#variance.take(bar);
    work[0] = bar.high;
    work[1] = bar.low;
    logRatios(work, 1);
    work[0] = work[0]! / Math.sqrt(n);
    work[1] = 1 / n;
    this.#range.take(work, 0);
    this.#inverse.take(work, 1);
    this.#solve();
  }

  #solve(): void {
    const work = this.#work;
    work[0] = this.#variance.value;
    solve(work, 0, this.#range, this.#inverse, this.sampling);
    this.#value = work[0]!;
  }
}

/**
 * Rogers-Satchell variance corrected for bars that are seen `N` times.
 *
 * The square of the positive root `σ` of
 *
 * `σ² (1 - 2b/N) - 2a σ (u - d) / √N - V_RS = 0`,
 *
 * where `V_RS`, `(u - d) / √N` and `1 / N` are averaged over the window before it is solved
 * (the root of an average is less biased than an average of roots). On an equal
 * grid `a = β = 0.5826` and `b = β² - 1/4 = 0.0894`; at Poisson times `a = √(1/2)` and
 * `b = 0`. Both cancel the bias of `V_RS` up to `N^(-3/2)`, and no drift is assumed.
 *
 * @param bars Columns of length `n`; prices > 0, `NaN` is missing.
 * @param options Observations per bar and how they lie in time; the window, 1 by
 *   default. A bar of 0 observations is missing.
 * @returns Length `n`; variance per bar, not annualized, never negative. Entry `t` is
 *   known at the close of bar `t` and uses bars `t-window+1 .. t`; `NaN` where these are
 *   not all there.
 * @throws {RangeError} If the columns differ in length, the prices do not make a bar,
 *   `observations` is neither 0 nor at least 1, the window is not a positive integer,
 *   or a word is unknown.
 * @see eq-rs-corrected, thm-discretisation, thm-rs-expansion, eq-rs-poisson
 * @see Rogers, L.C.G., Satchell, S.E. (1991), Annals of Applied Probability 1(4),
 *   504-512, doi:10.1214/aoap/1177005835, for the form of the equation. The constants
 *   here are those of the walk itself; theirs leave 3.5 % at 100 steps.
 *
 * @example As many observations as one likes change nothing
 * ```ts
 * import assert from "node:assert/strict";
 * import { correctedRogersSatchell, rogersSatchell } from "volarb/volatility";
 *
 * const bars = {
 *   open: Float64Array.of(100),
 *   high: Float64Array.of(103),
 *   low: Float64Array.of(99),
 *   close: Float64Array.of(102),
 * };
 * const [seen] = rogersSatchell(bars);
 * const [corrected] = correctedRogersSatchell(bars, {
 *   observations: 1e18,
 *   sampling: "grid",
 * });
 * assert.ok(Math.abs(corrected! / seen! - 1) < 1e-8);
 * ```
 */
export function correctedRogersSatchell(
  bars: Omit<Bars, "openTime">,
  { observations, sampling, ...options }: CorrectedRogersSatchellOptions,
): Float64Array {
  assertChoice(ACTION, "sampling", sampling, ["grid", "poisson"]);
  const { window = 1 } = options;
  const { high, low } = bars;
  const variance = rogersSatchell(bars, options);
  if (typeof observations !== "number") {
    assertColumns(ACTION, { high, observations });
  }
  const range = new RollingMean(window);
  const inverse = new RollingMean(window);
  for (let t = 0; t < variance.length; t++) {
    const n = checked(
      typeof observations === "number" ? observations : observations[t]!,
      t,
    );
    range.update(logRatio(high[t]!, low[t]!) / Math.sqrt(n));
    inverse.update(1 / n);
    solve(variance, t, range, inverse, sampling);
  }
  return variance;
}
