import { orNull } from "../stats/or_null.ts";
import { assertInteger, assertWindow } from "../stats/arguments.ts";
import {
  RollingMean,
  type RollingMeanSnapshot,
} from "../stats/rolling_mean.ts";
import { finiteOrNan } from "../stats/finite_or_nan.ts";

/** `E|Z|` of a standard normal `Z`: `√(2/π)`. */
const MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);

/**
 * Threshold of the largest of `n` statistics of Lee and Mykland.
 *
 * `C_n + S_n β` with `β = -ln(-ln(1 - α))`, `c = √(2/π)`,
 * `C_n = √(2 ln n)/c - (ln π + ln ln n) / (2c√(2 ln n))` and `S_n = 1 / (c√(2 ln n))`: what
 * the largest of `n` returns without a jump exceeds with probability `α`.
 *
 * @param returns Number of returns that are looked at, `n`, at least 3.
 * @param alpha Probability of an error among all of them, in (0, 1).
 * @returns The threshold for `|L|`.
 * @throws {RangeError} If `returns` is not an integer of at least 3, or `alpha` not in
 *   (0, 1).
 * @see eq-lee-mykland-threshold, thm-lee-mykland, cor-jump-power
 * @see Lee, S., Mykland, P. (2008), Jumps in financial markets: a new nonparametric
 *   test and jump dynamics, Review of Financial Studies 21(6), 2535-2563,
 *   doi:10.1093/rfs/hhm056.
 *
 * @example A day of five minutes
 * ```ts
 * import assert from "node:assert/strict";
 * import { leeMyklandThreshold } from "volarb/volatility";
 *
 * assert.ok(Math.abs(leeMyklandThreshold(288, 0.01) - 5.39503) < 1e-5);
 * ```
 */
export function leeMyklandThreshold(returns: number, alpha: number): number {
  const action = "compute the threshold of Lee and Mykland";
  assertInteger(action, "returns", returns, 3);
  if (!(alpha > 0 && alpha < 1)) {
    throw new RangeError(
      `Cannot ${action} as alpha must be in (0, 1): current value is ${alpha}`,
    );
  }
  const root = Math.sqrt(2 * Math.log(returns));
  const center = root / MEAN_ABSOLUTE -
    (Math.log(Math.PI) + Math.log(Math.log(returns))) /
      (2 * MEAN_ABSOLUTE * root);
  const beta = -Math.log(-Math.log1p(-alpha));
  return center + beta / (MEAN_ABSOLUTE * root);
}

/** Choices of {@linkcode leeMykland}. */
export type LeeMyklandOptions = {
  /** Returns in the window of the spot variance, `K`, at least 3. */
  readonly window: number;
};

/** What {@linkcode LeeMykland} needs to carry on where it stopped. */
export type LeeMyklandSnapshot = {
  /** The last return; `null` where there is none or it is missing. */
  readonly last: number | null;
  /** Statistic of the last return; `null` where there is none. */
  readonly value: number | null;
  /** The products of neighbours before the next return. */
  readonly products: RollingMeanSnapshot;
};

/**
 * Statistic of Lee and Mykland for a jump, one return at a time.
 *
 * The formula and its source are at {@linkcode leeMykland}, which gives the same
 * numbers bit for bit.
 *
 * @example Ten times what came before
 * ```ts
 * import assert from "node:assert/strict";
 * import { LeeMykland } from "volarb/volatility";
 *
 * const jumps = new LeeMykland({ window: 4 });
 * for (const r of [1, -1, 1, -1]) jumps.update(r);
 * assert.equal(jumps.update(10), 10);
 * ```
 */
export class LeeMykland {
  /** Returns in the window of the spot variance, `K`. */
  readonly window: number;
  #products: RollingMean;
  #last = NaN;
  #value = NaN;

  /**
   * Starts with no return seen.
   *
   * @param options The window.
   * @throws {RangeError} If the window is not an integer of at least 3.
   */
  constructor({ window }: LeeMyklandOptions) {
    assertWindow("test returns for jumps", window, 3);
    this.window = window;
    this.#products = new RollingMean(window - 2);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A test that continues bit for bit.
   */
  static from({ last, value, products }: LeeMyklandSnapshot): LeeMykland {
    const jumps = new LeeMykland({ window: products.window + 2 });
    jumps.#last = last ?? NaN;
    jumps.#value = value ?? NaN;
    jumps.#products = RollingMean.from(products);
    return jumps;
  }

  /** Statistic of the last return; `NaN` where its window is not all there. */
  get value(): number {
    return this.#value;
  }

  /** Whether there is a statistic. */
  get ready(): boolean {
    return !Number.isNaN(this.#value);
  }

  /**
   * Takes the next return.
   *
   * @param r Log return, even over the day in variance; what is not finite is missing.
   * @returns The statistic of this return; compare its size with
   *   {@linkcode leeMyklandThreshold}.
   */
  update(r: number): number {
    const entry = finiteOrNan(r);
    const spot = Math.sqrt(this.#products.value);
    this.#value = spot > 0 ? entry / spot : NaN;
    this.#products.update(Math.abs(entry * this.#last));
    this.#last = entry;
    return this.#value;
  }

  /** Forgets every return. */
  reset(): void {
    this.#products.reset();
    this.#last = NaN;
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode LeeMykland.from} takes.
   */
  toJSON(): LeeMyklandSnapshot {
    return {
      last: orNull(this.#last),
      value: orNull(this.#value),
      products: this.#products.toJSON(),
    };
  }
}

/**
 * Statistic of Lee and Mykland for a jump in each return.
 *
 * `L_t = r_t / √(Σ_{j=t-K+2 .. t-1} |r_j| |r_{j-1}| / (K - 2))`: the return over the root of the
 * average product of neighbours before it. Without a jump it is normal with
 * variance `π/2`; compare `|L|` with {@linkcode leeMyklandThreshold}. The paper takes `K`
 * of at least the root of the returns in a year: 270 at five minutes in stocks, 325 at
 * 24/7.
 *
 * @param returns Log returns, length `n`, even over the day in variance: divide them by
 *   the intraday pattern first, or jumps will be found at every full hour.
 * @param options The window.
 * @returns Length `n`; entry `t` is known with return `t` and uses returns `t-K+1 .. t`;
 *   `NaN` where these are not all there, or the window did not move.
 * @throws {RangeError} If the window is not an integer of at least 3.
 * @see eq-lee-mykland, thm-lee-mykland
 * @see Lee, S., Mykland, P. (2008), Review of Financial Studies 21(6), 2535-2563,
 *   doi:10.1093/rfs/hhm056.
 *
 * @example Ten times what came before
 * ```ts
 * import assert from "node:assert/strict";
 * import { leeMykland } from "volarb/volatility";
 *
 * const returns = Float64Array.of(1, -1, 1, -1, 10);
 * assert.equal(leeMykland(returns, { window: 4 })[4], 10);
 * ```
 */
export function leeMykland(
  returns: Float64Array,
  options: LeeMyklandOptions,
): Float64Array {
  const jumps = new LeeMykland(options);
  return returns.map((r) => jumps.update(r));
}
