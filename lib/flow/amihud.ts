import { RollingMean, type RollingMeanSnapshot } from "../stats/mod.ts";
import { assertColumns, assertNonNegative } from "../stats/arguments.ts";

/** Choices of {@linkcode Amihud}. */
export type AmihudOptions = {
  /** Bars averaged, at least 1. */
  readonly window: number;
};

/** What {@linkcode Amihud} needs to carry on where it stopped. */
export type AmihudSnapshot = {
  /** The choices. */
  readonly options: AmihudOptions;
  /** Mean of the ratios, those of bars without volume as 0. */
  readonly ratio: RollingMeanSnapshot;
  /** Share of bars with volume. */
  readonly traded: RollingMeanSnapshot;
};

/**
 * Amihud's illiquidity, one bar at a time.
 *
 * `(1/D) Σ |r[d]| / V[d]` over those `D` of the last `window` bars that had volume, `r` the
 * bar's return and `V` its turnover in quote currency. Bars without volume have no
 * ratio and are left out, as in the source.
 *
 * An update allocates nothing.
 *
 * @see Amihud, Y. (2002), Journal of Financial Markets 5(1), 31-56,
 *   doi:10.1016/S1386-4181(01)00024-6.
 *
 * @example Two bars, one without volume
 * ```ts
 * import assert from "node:assert/strict";
 * import { Amihud } from "volarb/flow";
 *
 * const illiquidity = new Amihud({ window: 2 });
 * illiquidity.update(-0.01, 1000);
 * assert.equal(illiquidity.update(0, 0), 0.01 / 1000);
 * ```
 */
export class Amihud {
  /** The choices. */
  readonly options: AmihudOptions;
  #ratio: RollingMean;
  #traded: RollingMean;

  /**
   * Starts with no bar seen.
   *
   * @param options Bars averaged.
   * @throws {RangeError} If the window is not a positive integer.
   */
  constructor(options: AmihudOptions) {
    this.options = options;
    this.#ratio = new RollingMean(options.window);
    this.#traded = new RollingMean(options.window);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An illiquidity that continues bit for bit.
   * @throws {RangeError} If a number is out of range.
   */
  static from(snapshot: AmihudSnapshot): Amihud {
    const illiquidity = new Amihud(snapshot.options);
    illiquidity.#ratio = RollingMean.from(snapshot.ratio);
    illiquidity.#traded = RollingMean.from(snapshot.traded);
    return illiquidity;
  }

  /** Mean of the ratios, per unit of quote currency; `NaN` until the window is full or without volume in it. */
  get value(): number {
    const traded = this.#traded.value;
    return traded > 0 ? this.#ratio.value / traded : NaN;
  }

  /** Whether there is a mean. */
  get ready(): boolean {
    return !Number.isNaN(this.value);
  }

  /**
   * Takes the next bar.
   *
   * @param barReturn Return of the bar, simple or log, as a fraction.
   * @param quoteVolume Turnover of the bar in quote currency, at least 0.
   * @returns The illiquidity of the window; `NaN` while it holds a missing entry.
   * @throws {RangeError} If the turnover is negative.
   */
  update(barReturn: number, quoteVolume: number): number {
    if (quoteVolume === quoteVolume) {
      assertNonNegative("update Amihud", "quoteVolume", quoteVolume);
    }
    this.#ratio.update(
      quoteVolume === 0 ? 0 : Math.abs(barReturn) / quoteVolume,
    );
    this.#traded.update(quoteVolume === 0 ? 0 : 1);
    return this.value;
  }

  /** Forgets every bar. */
  reset(): void {
    this.#ratio.reset();
    this.#traded.reset();
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode Amihud.from} takes.
   */
  toJSON(): AmihudSnapshot {
    return {
      options: this.options,
      ratio: this.#ratio.toJSON(),
      traded: this.#traded.toJSON(),
    };
  }
}

/**
 * Amihud's illiquidity over rolling windows of bars.
 *
 * {@linkcode Amihud} over whole columns.
 *
 * @param barReturn Length `n`; return of each bar as a fraction.
 * @param quoteVolume Length `n`; turnover of each bar in quote currency, at least 0.
 * @param options Bars averaged.
 * @returns Length `n`; per unit of quote currency, entry `t` over bars
 *   `t-window+1 .. t`.
 * @throws {RangeError} If columns differ in length, a turnover is negative or the
 *   window is not a positive integer.
 * @see eq-impact-measures, def-impact-measures
 * @see Amihud, Y. (2002), Journal of Financial Markets 5(1), 31-56,
 *   doi:10.1016/S1386-4181(01)00024-6.
 *
 * @example One per cent on a thousand
 * ```ts
 * import assert from "node:assert/strict";
 * import { amihud } from "volarb/flow";
 *
 * assert.deepEqual(
 *   amihud(Float64Array.of(-0.01), Float64Array.of(1000), { window: 1 }),
 *   Float64Array.of(0.00001),
 * );
 * ```
 */
export function amihud(
  barReturn: Float64Array,
  quoteVolume: Float64Array,
  options: AmihudOptions,
): Float64Array {
  const n = assertColumns("compute Amihud illiquidity", {
    barReturn,
    quoteVolume,
  });
  const stream = new Amihud(options);
  const illiquidity = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    illiquidity[i] = stream.update(barReturn[i]!, quoteVolume[i]!);
  }
  return illiquidity;
}
