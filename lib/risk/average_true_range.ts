import {
  assertColumns,
  assertPositive,
  assertWindow,
} from "../stats/arguments.ts";

/** Highs, lows and closes of bars. */
export type RangeBars = {
  /** Highest price of each bar. */
  readonly high: Float64Array;
  /** Lowest price. */
  readonly low: Float64Array;
  /** Last price. */
  readonly close: Float64Array;
};

/** A bar of {@linkcode RangeBars}. */
export type RangeBar = {
  /** Highest price. */
  readonly high: number;
  /** Lowest price. */
  readonly low: number;
  /** Last price. */
  readonly close: number;
};

/** State of an {@linkcode AverageTrueRange} as plain data. */
export type AverageTrueRangeSnapshot = {
  /** Bars `n` of the average. */
  readonly window: number;
  /** Close of the last bar; `null` before the first. */
  readonly close: number | null;
  /** Sum while there are fewer than `n` bars, the average after. */
  readonly sum: number;
  /** Bars seen, at most `n`. */
  readonly count: number;
};

/**
 * Wilder's average true range, one bar at a time.
 *
 * `TR = max(H - L, |H - C₋₁|, |L - C₋₁|)`, of the first bar `H - L`; `ATR = ATR + (TR - ATR)/n`, started at the mean of the first `n`. A price
 * distance, not a volatility: a gap counts once, and `E ATR / σ` depends on how often the price was seen.
 *
 * @see Wilder, J. W. (1978), New concepts in technical trading systems, Trend Research, section III.
 *
 * @example Two bars
 * ```ts
 * import assert from "node:assert/strict";
 * import { AverageTrueRange } from "volarb/risk";
 *
 * const range = new AverageTrueRange(2);
 * range.update({ high: 12, low: 10, close: 11 });
 * assert.equal(range.update({ high: 15, low: 14, close: 15 }), 3);
 * ```
 */
export class AverageTrueRange {
  /** Bars `n` of the average. */
  readonly window: number;
  #close = NaN;
  #sum = 0;
  #count = 0;

  /**
   * Starts before the first bar.
   *
   * @param window Bars `n`, at least 1.
   * @throws {RangeError} If it is not an integer of at least 1.
   */
  constructor(window: number) {
    assertWindow("average true ranges", window, 1);
    this.window = window;
  }

  /**
   * Restores the state that {@linkcode AverageTrueRange.toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A range that continues bit for bit.
   * @throws {RangeError} As the constructor.
   */
  static from(
    { window, close, sum, count }: AverageTrueRangeSnapshot,
  ): AverageTrueRange {
    const range = new AverageTrueRange(window);
    range.#close = close ?? NaN;
    range.#sum = sum;
    range.#count = count;
    return range;
  }

  /** The average; `NaN` before `n` bars. */
  get value(): number {
    if (this.#count < this.window) return NaN;
    return this.#sum;
  }

  /** Whether there have been `n` bars. */
  get ready(): boolean {
    return this.#count >= this.window;
  }

  /**
   * Takes the next bar.
   *
   * @param bar High, low and close; a bar with a missing one changes nothing.
   * @returns The average, this bar included.
   */
  update({ high, low, close }: RangeBar): number {
    const sum = high + low + close;
    if (sum - sum !== 0) return this.value;
    const before = this.#close === this.#close ? this.#close : low;
    const range = Math.max(high, before) - Math.min(low, before);
    this.#close = close;
    if (this.#count >= this.window) {
      this.#sum += (range - this.#sum) / this.window;
    } else {
      this.#sum += range;
      if (++this.#count === this.window) this.#sum /= this.window;
    }
    return this.value;
  }

  /** Forgets every bar. */
  reset(): void {
    this.#close = NaN;
    this.#sum = 0;
    this.#count = 0;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode AverageTrueRange.from} takes.
   */
  toJSON(): AverageTrueRangeSnapshot {
    return {
      window: this.window,
      close: this.#close === this.#close ? this.#close : null,
      sum: this.#sum,
      count: this.#count,
    };
  }
}

/**
 * Wilder's average true range of each bar.
 *
 * @param bars Columns of length `n`.
 * @param window Bars of the average, at least 1.
 * @returns Length `n`, the price's unit; `NaN` before `window` bars.
 * @throws {RangeError} If columns differ in length or the window is no integer of at least 1.
 * @see Wilder, J. W. (1978), New concepts in technical trading systems, Trend Research.
 *
 * @example A window of one is the true range
 * ```ts
 * import assert from "node:assert/strict";
 * import { averageTrueRange } from "volarb/risk";
 *
 * const range = averageTrueRange({
 *   high: Float64Array.of(12, 15),
 *   low: Float64Array.of(10, 14),
 *   close: Float64Array.of(11, 15),
 * }, 1);
 * assert.deepEqual([...range], [2, 4]);
 * ```
 */
export function averageTrueRange(
  { high, low, close }: RangeBars,
  window: number,
): Float64Array {
  assertColumns("average true ranges", { high, low, close });
  const range = new AverageTrueRange(window);
  return high.map((_, t) =>
    range.update({ high: high[t]!, low: low[t]!, close: close[t]! })
  );
}

/**
 * LeBeau's Chandelier: a stop some average true ranges off the extreme of the last bars.
 *
 * Long `max H - k ATR`, short `min L + k ATR`, over the last `n` bars each. The classical baseline: unlike a trailing stop it loosens, when the range widens
 * or when the extreme leaves the window.
 *
 * @param bars Columns of length `n`.
 * @param options Bars of window and average (22 by default), multiple `k` (3), side `long` or `short`.
 * @returns Length `n`, the price's unit; `NaN` before `window` bars. Known at the bar's close, so it holds for the next bar.
 * @throws {RangeError} If columns differ in length, the window is no integer of at least 1, the multiple not positive or the side unknown.
 * @see LeBeau, C., in Elder, A. (2002), Come into my trading room, Wiley.
 *
 * @example Below the highest of two bars
 * ```ts
 * import assert from "node:assert/strict";
 * import { chandelier } from "volarb/risk";
 *
 * const stop = chandelier({
 *   high: Float64Array.of(12, 15),
 *   low: Float64Array.of(10, 14),
 *   close: Float64Array.of(11, 15),
 * }, { window: 2, multiple: 2, side: "long" });
 * assert.deepEqual([...stop], [NaN, 9]);
 * ```
 */
export function chandelier(
  bars: RangeBars,
  { window = 22, multiple = 3, side }: {
    readonly window?: number;
    readonly multiple?: number;
    readonly side: "long" | "short";
  },
): Float64Array {
  assertPositive("hang a chandelier", "multiple", multiple);
  if (side !== "long" && side !== "short") {
    throw new RangeError(
      `Cannot hang a chandelier as side must be long or short: current value is ${side}`,
    );
  }
  const range = averageTrueRange(bars, window);
  return range.map((atr, t) => {
    if (atr !== atr) return NaN;
    const from = Math.max(0, t - window + 1);
    return side === "long"
      ? Math.max(...bars.high.subarray(from, t + 1)) - multiple * atr
      : Math.min(...bars.low.subarray(from, t + 1)) + multiple * atr;
  });
}
