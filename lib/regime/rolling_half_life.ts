import { HOUR } from "../time/mod.ts";
import {
  assertColumns,
  assertFinite,
  assertPositive,
  assertWindow,
} from "../stats/arguments.ts";
import { halfLife } from "./ornstein_uhlenbeck.ts";
import type { OuColumns } from "./ou_fit.ts";
import { correctedSpeed } from "./ou_half_life.ts";
import { type OuChoices, OuProfile } from "./ou_profile.ts";

/** Choices of {@linkcode RollingHalfLife}. */
export type RollingHalfLifeOptions = {
  /** Observations in the window, at least 5; a hundred or more to be of use. */
  readonly window: number;
  /** The mean, if it is known; estimated in each window by default. */
  readonly mean?: number;
  /** Microseconds in the unit of the half-life; an hour by default. */
  readonly unit?: number;
};

/** What {@linkcode RollingHalfLife} needs to carry on where it stopped. */
export type RollingHalfLifeSnapshot = {
  /** Observations in the window. */
  readonly window: number;
  /** The mean; `null` where it is estimated. */
  readonly mean: number | null;
  /** Microseconds in the unit of the half-life. */
  readonly unit: number;
  /** Times of the observations held, oldest first. */
  readonly times: readonly number[];
  /** The observations held, oldest first. */
  readonly values: readonly number[];
};

/**
 * Half-life of mean reversion over the last observations, one at a time.
 *
 * Each update fits an Ornstein-Uhlenbeck process to the last `window` present
 * observations by exact maximum likelihood, whatever the gaps, and corrects the
 * speed by Kendall's bias, as `ouHalfLife` does. So an update costs some 60 passes
 * over the window: meant for funding and minutes, not for ticks.
 *
 * @see eq-kendall
 *
 * @example Halves every two hours
 * ```ts
 * import assert from "node:assert/strict";
 * import { HOUR } from "volarb/time";
 * import { RollingHalfLife } from "volarb/regime";
 *
 * const decay = new RollingHalfLife({ window: 6, mean: 0 });
 * [9, 4.3, 2, 1.1, 0.4, 0.3].forEach((x, i) => decay.update(i * 2 * HOUR, x));
 * // The slope of 0.48 is corrected to 5/3 of that: six points tell very little.
 * assert.ok(decay.value > 5 && decay.value < 8);
 * ```
 */
export class RollingHalfLife {
  readonly #window: number;
  readonly #choices: OuChoices;
  readonly #unit: number;
  readonly #times: Float64Array;
  readonly #values: Float64Array;
  readonly #profile: OuProfile;
  /** Observations taken; the next goes to this number modulo the window. */
  #count = 0;
  #last = -Infinity;
  /** The observation that comes: fields, as a call that is not put in line would allocate its numbers. */
  #time = NaN;
  #next = NaN;
  #speed = NaN;
  #halfLife = NaN;

  /**
   * Starts with no observation seen.
   *
   * @param options Window, known mean, unit of time.
   * @throws {RangeError} If the window is below 5, the mean not finite or the unit
   *   not positive.
   */
  constructor({ window, mean, unit = HOUR }: RollingHalfLifeOptions) {
    const action = "create RollingHalfLife";
    assertWindow(action, window, 5);
    if (mean !== undefined) assertFinite(action, "mean", mean);
    assertPositive(action, "unit", unit);
    this.#window = window;
    this.#choices = { mean, start: "conditional" };
    this.#unit = unit;
    this.#times = new Float64Array(window);
    this.#values = new Float64Array(window);
    this.#profile = new OuProfile(window);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An instance that continues bit for bit.
   * @throws {RangeError} If an option is out of range, or the snapshot holds more
   *   observations than its window.
   */
  static from(snapshot: RollingHalfLifeSnapshot): RollingHalfLife {
    const { window, mean, unit, times, values } = snapshot;
    const rolling = new RollingHalfLife({
      window,
      unit,
      ...(mean === null ? {} : { mean }),
    });
    if (times.length !== values.length || times.length > window) {
      throw new RangeError(
        `Cannot restore RollingHalfLife as times and values must have one length of at most the window: current lengths are ${times.length} and ${values.length}, window is ${window}`,
      );
    }
    rolling.#times.set(times);
    rolling.#values.set(values);
    rolling.#count = times.length;
    rolling.#last = times.at(-1) ?? -Infinity;
    if (times.length === window) rolling.#fit();
    return rolling;
  }

  /** Corrected half-life in units of time; infinite where no reversion is left, `NaN` until the window is full. */
  get value(): number {
    return this.#halfLife;
  }

  /** Corrected speed `ln 2 / value` per unit of time; 0 where no reversion is left. */
  get speed(): number {
    return this.#speed;
  }

  /** Whether the window is full and its observations are not all equal. */
  get ready(): boolean {
    return !Number.isNaN(this.#speed);
  }

  /**
   * Takes the next observation.
   *
   * @param time Microseconds since the epoch, after the last present observation's.
   * @param x The observation; a missing one changes nothing, it only makes the next
   *   gap longer.
   * @returns The corrected half-life over the window; `NaN` where its observations
   *   are all equal.
   * @throws {RangeError} If the time of a present observation does not rise.
   */
  update(time: number, x: number): number {
    this.#time = time;
    this.#next = x;
    this.#take();
    return this.#halfLife;
  }

  /** Forgets every observation. */
  reset(): void {
    this.#count = 0;
    this.#last = -Infinity;
    this.#speed = NaN;
    this.#halfLife = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode RollingHalfLife.from} takes.
   */
  toJSON(): RollingHalfLifeSnapshot {
    const held = Math.min(this.#count, this.#window);
    const oldest = this.#count - held;
    const inOrder = (ring: Float64Array) =>
      Array.from(
        { length: held },
        (_, j) => ring[(oldest + j) % this.#window]!,
      );
    return {
      window: this.#window,
      mean: this.#choices.mean ?? null,
      unit: this.#unit,
      times: inOrder(this.#times),
      values: inOrder(this.#values),
    };
  }

  #take(): void {
    const time = this.#time;
    const x = this.#next;
    if (!Number.isFinite(x)) return;
    if (!(time > this.#last && time < Infinity)) {
      throw new RangeError(
        `Cannot estimate a half-life as times must rise: current value is ${time} after ${this.#last}`,
      );
    }
    const i = this.#count % this.#window;
    this.#times[i] = time;
    this.#values[i] = x;
    this.#last = time;
    this.#count++;
    if (this.#count >= this.#window) this.#fit();
  }

  #fit(): void {
    const n = this.#window;
    const profile = this.#profile;
    profile.clear();
    const oldest = this.#count % n;
    let last = NaN;
    let moved = false;
    for (let j = 0; j < n; j++) {
      const i = (oldest + j) % n;
      const time = this.#times[i]!;
      const value = this.#values[i]!;
      profile.push((time - last) / this.#unit, value);
      moved ||= value !== this.#values[0]!;
      last = time;
    }
    if (!moved) {
      this.#speed = NaN;
      this.#halfLife = NaN;
      return;
    }
    profile.maximize("estimate a half-life", this.#choices);
    this.#speed = correctedSpeed(profile);
    this.#halfLife = halfLife(this.#speed);
  }
}

/**
 * {@linkcode RollingHalfLife} over whole columns.
 *
 * @param columns Length `n` each; times in microseconds, rising where a value is
 *   present, and observations, `NaN` missing.
 * @param options Window, known mean, unit of time.
 * @returns Length `n`; corrected half-life in units of time (an hour by default) from
 *   the last `window` present observations up to `t`; infinite where no reversion
 *   is left, `NaN` until there are so many and where they are all equal.
 * @throws {RangeError} If lengths differ, times do not rise or an option is out of range.
 *
 * @example Warm-up
 * ```ts
 * import assert from "node:assert/strict";
 * import { HOUR } from "volarb/time";
 * import { rollingHalfLife } from "volarb/regime";
 *
 * const value = Float64Array.of(3, -1, 2, -2, 1, -1);
 * const time = value.map((_, i) => i * 8 * HOUR);
 * const hours = rollingHalfLife({ time, value }, { window: 5, mean: 0 });
 * assert.ok(Number.isNaN(hours[3]!) && !Number.isNaN(hours[4]!));
 * ```
 */
export function rollingHalfLife(
  { time, value }: OuColumns,
  options: RollingHalfLifeOptions,
): Float64Array {
  assertColumns("estimate half-lives", { time, value });
  const rolling = new RollingHalfLife(options);
  return value.map((x, t) => rolling.update(time[t]!, x));
}
