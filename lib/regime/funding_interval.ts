import { HOUR, SECOND } from "../time/mod.ts";
import { assertAtLeastZero } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { assertNotEarlier } from "../time/arguments.ts";

/** Choices of {@linkcode fundingInterval}. */
export type FundingIntervalOptions = {
  /** Furthest that a stamp may lie from its boundary, microseconds; one second by default. */
  readonly jitter?: number;
  /** Intervals that the venue uses, in hours; `[1, 4, 8]` by default. */
  readonly hours?: readonly number[];
  /** Interval in force before the first settlement, in hours; unknown (`NaN`) by default. */
  readonly initial?: number;
};

/** What {@linkcode FundingInterval} needs to carry on where it stopped. */
export type FundingIntervalSnapshot = {
  /** Furthest that a stamp may lie from its boundary, microseconds. */
  readonly jitter: number;
  /** Intervals that the venue uses, in hours. */
  readonly hours: readonly number[];
  /** Interval in force before the first settlement, in hours; `null` if unknown. */
  readonly initial: number | null;
  /** Hour of the last settlement, since the epoch; `null` before the first. */
  readonly hour: number | null;
  /** Stamp of the last row, microseconds; `null` before the first. */
  readonly time: number | null;
  /** Interval of the last settlement, in hours; `null` if unknown. */
  readonly interval: number | null;
  /** Interval that the last row was given, in hours; `null` if unknown. */
  readonly value: number | null;
};

/** Nearest whole hour since the epoch; `NaN` beyond the jitter. */
function settlementHour(eventTime: number, jitter: number): number {
  const hour = Math.round(eventTime / HOUR);
  return Math.abs(eventTime - hour * HOUR) <= jitter ? hour : NaN;
}

/**
 * The boundary that each funding stamp stands for.
 *
 * `HOUR · round(time / HOUR)`. The venue stamps a settlement when it has run it,
 * 0 to 16 ms after the full hour.
 *
 * @param eventTime Length `n`; stamps of settlements, microseconds since the epoch.
 * @param options Only `jitter` is read.
 * @returns Length `n`; microseconds since the epoch, a multiple of an hour; `NaN`
 *   where a stamp is missing or further than `jitter` from one. Entry `t` uses
 *   stamp `t` only.
 * @throws {RangeError} If `jitter` is negative.
 * @see lem-interval
 *
 * @example Five milliseconds late
 * ```ts
 * import assert from "node:assert/strict";
 * import { settlementTime } from "volarb/regime";
 *
 * const [time] = settlementTime(Float64Array.of(1_746_518_400_005_000));
 * assert.equal(time, 1_746_518_400_000_000);
 * ```
 */
export function settlementTime(
  eventTime: Float64Array,
  { jitter = SECOND }: Pick<FundingIntervalOptions, "jitter"> = {},
): Float64Array {
  assertAtLeastZero("snap settlement times", "jitter", jitter);
  return eventTime.map((time) => settlementHour(time, jitter) * HOUR);
}

/**
 * Hours that each funding rate pays for, one settlement at a time.
 *
 * A rate settled at `T` was averaged over, and pays for, the interval that ends
 * at `T`. Its length is the gap to the settlement before, both snapped to the full
 * hour, if the venue uses that length and `T` stands on its grid (`T` in hours
 * since midnight UTC divides by it). Otherwise settlements are missing: a gap that
 * is a multiple of the last interval keeps that interval, any other is unknown.
 *
 * A gap in the rows of 4 hours in a 1-hour contract that stands on the 4-hour grid
 * cannot be told from a change to 4 hours; where the file declares the interval
 * of a row, prefer that column.
 *
 * @see lem-interval
 *
 * @example A contract that goes from four hours to one
 * ```ts
 * import assert from "node:assert/strict";
 * import { HOUR } from "volarb/time";
 * import { FundingInterval } from "volarb/regime";
 *
 * const interval = new FundingInterval();
 * assert.ok(Number.isNaN(interval.update(4 * HOUR)));
 * assert.equal(interval.update(8 * HOUR + 16_000), 4);
 * assert.equal(interval.update(9 * HOUR + 5_000), 1);
 * assert.equal(interval.update(11 * HOUR), 1); // 10:00 is missing
 * ```
 */
export class FundingInterval {
  readonly #jitter: number;
  readonly #hours: readonly number[];
  readonly #initial: number;
  #hour = NaN;
  #time = NaN;
  #interval = NaN;
  #value = NaN;

  /**
   * Starts with no settlement seen.
   *
   * @param options Jitter, known intervals, interval before the first row.
   * @throws {RangeError} If `jitter` is negative, or an interval is not a whole number of hours that divides a day.
   */
  constructor(
    { jitter = SECOND, hours = [1, 4, 8], initial = NaN }:
      FundingIntervalOptions = {},
  ) {
    const action = "create FundingInterval";
    assertAtLeastZero(action, "jitter", jitter);
    for (const h of Number.isNaN(initial) ? hours : [...hours, initial]) {
      if (!(Number.isInteger(h) && h > 0 && 24 % h === 0)) {
        throw new RangeError(
          `Cannot ${action} as an interval must be a whole number of hours that divides a day: current value is ${h}`,
        );
      }
    }
    this.#jitter = jitter;
    this.#hours = [...hours];
    this.#initial = initial;
    this.#interval = initial;
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An instance that continues bit for bit.
   * @throws {RangeError} If an option in it is out of range.
   */
  static from(snapshot: FundingIntervalSnapshot): FundingInterval {
    const interval = new FundingInterval({
      jitter: snapshot.jitter,
      hours: snapshot.hours,
      initial: snapshot.initial ?? NaN,
    });
    interval.#hour = snapshot.hour ?? NaN;
    interval.#time = snapshot.time ?? NaN;
    interval.#interval = snapshot.interval ?? NaN;
    interval.#value = snapshot.value ?? NaN;
    return interval;
  }

  /** Hours of the last settlement; `NaN` where unknown. */
  get value(): number {
    return this.#value;
  }

  /** Whether the interval of the last settlement is known. */
  get ready(): boolean {
    return !Number.isNaN(this.#value);
  }

  /**
   * Takes the stamp of the next settlement.
   *
   * @param eventTime Microseconds since the epoch, not before the last; a stamp off
   *   the hour is passed over.
   * @returns Hours that the rate settled now pays for; `NaN` where unknown.
   * @throws {RangeError} If the time is missing or before the last one.
   */
  update(eventTime: number): number {
    assertNotEarlier("infer a funding interval", eventTime, this.#time);
    this.#time = eventTime;
    const hour = settlementHour(eventTime, this.#jitter);
    if (Number.isNaN(hour)) return this.#value = NaN;
    const gap = hour - this.#hour;
    if (this.#hours.includes(gap) && hour % gap === 0) this.#interval = gap;
    else if (gap === gap && !(gap % this.#interval === 0)) this.#interval = NaN;
    this.#hour = hour;
    return this.#value = this.#interval;
  }

  /** Forgets every settlement. */
  reset(): void {
    this.#hour = NaN;
    this.#time = NaN;
    this.#interval = this.#initial;
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode FundingInterval.from} takes.
   */
  toJSON(): FundingIntervalSnapshot {
    return {
      jitter: this.#jitter,
      hours: this.#hours,
      initial: orNull(this.#initial),
      hour: orNull(this.#hour),
      time: orNull(this.#time),
      interval: orNull(this.#interval),
      value: orNull(this.#value),
    };
  }
}

/**
 * {@linkcode FundingInterval} over a whole column.
 *
 * @param eventTime Length `n`; stamps of settlements, microseconds since the epoch,
 *   not falling.
 * @param options Jitter, known intervals, interval before the first row.
 * @returns Length `n`; hours of the interval that ends with each settlement, from
 *   stamps up to it. The first is `options.initial`, unknown by default.
 * @throws {RangeError} If a time is missing or earlier than the one before.
 * @see lem-interval
 *
 * @example Eight hours
 * ```ts
 * import assert from "node:assert/strict";
 * import { HOUR } from "volarb/time";
 * import { fundingInterval } from "volarb/regime";
 *
 * const time = Float64Array.of(0, 8 * HOUR, 16 * HOUR + 1_000);
 * assert.deepEqual(fundingInterval(time), Float64Array.of(NaN, 8, 8));
 * assert.deepEqual(fundingInterval(time, { initial: 8 }), Float64Array.of(8, 8, 8));
 * ```
 */
export function fundingInterval(
  eventTime: Float64Array,
  options: FundingIntervalOptions = {},
): Float64Array {
  const interval = new FundingInterval(options);
  return eventTime.map((time) => interval.update(time));
}
