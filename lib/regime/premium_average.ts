import { HOUR, SECOND } from "../time/mod.ts";
import { assertColumns, assertPositive } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { assertNotEarlier } from "../time/arguments.ts";
import { assertEntries, entryAt } from "./arguments.ts";

/** Premium samples in time order. */
export type PremiumColumns = {
  /** When each sample is known, microseconds since the epoch, not falling. */
  readonly time: Float64Array;
  /** Premium index as a fraction of the index price; `NaN` is missing. */
  readonly premium: Float64Array;
};

/** Choices of {@linkcode premiumAverage}. */
export type PremiumAverageOptions = {
  /** Microseconds between samples; 5 seconds (the venue's own) by default. */
  readonly step?: number;
};

/** What {@linkcode PremiumAverage} needs to carry on where it stopped. */
export type PremiumAverageSnapshot = {
  /** Microseconds between samples. */
  readonly step: number;
  /** Time of the last sample; `null` before the first. */
  readonly time: number | null;
  /** Slot since the epoch after which the interval begins; `null` before the first sample. */
  readonly start: number | null;
  /** Slots of the interval. */
  readonly slots: number;
  /** Slot of the last sample in its interval, from 1. */
  readonly slot: number;
  /** Slot of the last premium that was not missing; 0 before the first. */
  readonly lastSlot: number;
  /** That premium; `null` before the first. */
  readonly last: number | null;
  /** Weighted mean of the premiums before the last. */
  readonly mean: number;
  /** Sum of their slots. */
  readonly weight: number;
};

/**
 * Average premium of the running funding interval, one sample at a time.
 *
 * `P̄ = Σ i P_i / Σ i` over the samples `i = 1, 2, …` seen since the interval began:
 * weights rise linearly, so that the last sample counts most. The simple mean is
 * another number. At the end of the interval the value is what the venue settles
 * on.
 *
 * An interval of `h` hours begins on a multiple of `h` hours since midnight UTC.
 * Its samples are those stamped after its beginning up to and including its end;
 * slot `i` ends `i · step` after the beginning, and a stamp counts for the nearest
 * slot, which takes up jitter. A missing sample leaves its slot out. A second sample
 * of a slot replaces the first.
 *
 * @see Binance, Introduction to Binance Futures Funding Rates (help page).
 * @see eq-premium-average, def-premium-average, lem-weight-seen
 *
 * @example Four samples
 * ```ts
 * import assert from "node:assert/strict";
 * import { HOUR } from "volarb/time";
 * import { PremiumAverage } from "volarb/regime";
 *
 * const average = new PremiumAverage({ step: 2 * HOUR });
 * [1, 2, -1, 4].forEach((bp, i) => average.update((i + 1) * 2 * HOUR, bp * 1e-4, 8));
 * assert.ok(Math.abs(average.value - 1.8e-4) < 1e-18);
 * assert.equal(average.coverage, 1);
 * ```
 */
export class PremiumAverage {
  readonly #step: number;
  #time = NaN;
  #start = NaN;
  #slots = 0;
  #slot = 0;
  #lastSlot = 0;
  #last = NaN;
  #mean = 0;
  #weight = 0;

  /**
   * Starts with no sample seen.
   *
   * @param options Microseconds between samples.
   * @throws {RangeError} If `step` is not positive.
   */
  constructor({ step = 5 * SECOND }: PremiumAverageOptions = {}) {
    assertPositive("create PremiumAverage", "step", step);
    this.#step = step;
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An instance that continues bit for bit.
   * @throws {RangeError} If `step` is not positive.
   */
  static from(snapshot: PremiumAverageSnapshot): PremiumAverage {
    const average = new PremiumAverage(snapshot);
    average.#time = snapshot.time ?? NaN;
    average.#start = snapshot.start ?? NaN;
    average.#slots = snapshot.slots;
    average.#slot = snapshot.slot;
    average.#lastSlot = snapshot.lastSlot;
    average.#last = snapshot.last ?? NaN;
    average.#mean = snapshot.mean;
    average.#weight = snapshot.weight;
    return average;
  }

  /** Weighted mean of the samples so far, a fraction; `NaN` before the first. */
  get value(): number {
    return this.#with(this.#lastSlot);
  }

  /**
   * Weighted mean at the end of the interval if the premium stays where it is.
   *
   * `(Σ_{i<=k} i P_i + P_k Σ_{i>k} i) / Σ i`: the forecast where the premium is a
   * martingale. `NaN` before the first sample.
   */
  get projected(): number {
    return this.#with(this.#lastSlot + this.remaining);
  }

  /** Share of the interval's weight that has been seen, in [0, 1]; missing samples lower it. */
  get coverage(): number {
    if (this.#slots === 0) return 0;
    return (this.#weight + this.#lastSlot) /
      (this.#slots * (this.#slots + 1) / 2);
  }

  /** Weight of the slots still to come. */
  get remaining(): number {
    const n = this.#slots;
    const k = this.#slot;
    return (n * (n + 1) - k * (k + 1)) / 2;
  }

  /** Whether the running interval has a sample. */
  get ready(): boolean {
    return this.#lastSlot > 0;
  }

  /**
   * Takes the next sample and begins a new interval where its time says so.
   *
   * @param time When the sample is known, microseconds since the epoch.
   * @param premium The sample, a fraction; `NaN` is missing.
   * @param intervalHours Hours between settlements in force now; 8 by default. Where
   *   it changes and the running interval now began elsewhere, the mean restarts.
   * @returns The weighted mean so far; `NaN` where the interval has no sample yet.
   * @throws {RangeError} If the time is missing or before the last one, or the
   *   interval is not a whole number of steps that divides a day.
   */
  update(time: number, premium: number, intervalHours = 8): number {
    const action = "average a premium";
    assertNotEarlier(action, time, this.#time);
    const slots = intervalHours * HOUR / this.#step;
    if (
      !(slots >= 1 && Number.isInteger(slots) && 24 % intervalHours === 0)
    ) {
      throw new RangeError(
        `Cannot ${action} as the interval must be a whole number of steps of ${this.#step} us and divide a day: current value is ${intervalHours} hours`,
      );
    }
    this.#time = time;
    const sample = Math.round(time / this.#step);
    const start = Math.floor((sample - 1) / slots) * slots;
    this.#slots = slots;
    if (start !== this.#start) this.#begin(start);
    const slot = sample - start;
    this.#slot = slot;
    if (premium - premium === 0) {
      if (slot !== this.#lastSlot && this.#lastSlot > 0) {
        this.#mean = this.value;
        this.#weight += this.#lastSlot;
      }
      this.#lastSlot = slot;
      this.#last = premium;
    }
    return this.value;
  }

  /** Forgets every sample. */
  reset(): void {
    this.#time = NaN;
    this.#slots = 0;
    this.#slot = 0;
    this.#begin(NaN);
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode PremiumAverage.from} takes.
   */
  toJSON(): PremiumAverageSnapshot {
    return {
      step: this.#step,
      time: orNull(this.#time),
      start: orNull(this.#start),
      slots: this.#slots,
      slot: this.#slot,
      lastSlot: this.#lastSlot,
      last: orNull(this.#last),
      mean: this.#mean,
      weight: this.#weight,
    };
  }

  /** Mean with the last premium at a weight; of equal premiums it is the premium itself. */
  #with(weight: number): number {
    return this.#mean +
      weight / (this.#weight + weight) * (this.#last - this.#mean);
  }

  #begin(start: number): void {
    this.#start = start;
    this.#lastSlot = 0;
    this.#last = NaN;
    this.#mean = 0;
    this.#weight = 0;
  }
}

/**
 * {@linkcode PremiumAverage} over whole columns.
 *
 * @param columns Length `n` each; when each sample is known, and the sample.
 * @param options Microseconds between samples; `intervalHours` in force at each
 *   sample (8 by default), one number or one per row.
 * @returns Length `n`; weighted mean, as a fraction, of the samples of the running
 *   interval up to `t`.
 * @throws {RangeError} If lengths differ, times fall, or an interval is not a whole
 *   number of steps that divides a day.
 * @see def-premium-average, eq-premium-average
 *
 * @example The first sample after a settlement stands alone
 * ```ts
 * import assert from "node:assert/strict";
 * import { HOUR, MINUTE } from "volarb/time";
 * import { premiumAverage } from "volarb/regime";
 *
 * const average = premiumAverage({
 *   time: Float64Array.of(8 * HOUR - MINUTE, 8 * HOUR, 8 * HOUR + MINUTE),
 *   premium: Float64Array.of(2e-4, 2e-4, 7e-4),
 * }, { step: MINUTE });
 * assert.equal(average[1], 2e-4);
 * assert.equal(average[2], 7e-4);
 * ```
 */
export function premiumAverage(
  { time, premium }: PremiumColumns,
  { step, intervalHours = 8 }: PremiumAverageOptions & {
    /** Hours between settlements: one number, or one per row. */
    readonly intervalHours?: number | Float64Array;
  } = {},
): Float64Array {
  const action = "average a premium";
  assertColumns(action, { time, premium });
  assertEntries(action, "intervalHours", intervalHours, time.length);
  const average = new PremiumAverage(step === undefined ? {} : { step });
  return premium.map((p, t) =>
    average.update(time[t]!, p, entryAt(intervalHours, t))
  );
}
