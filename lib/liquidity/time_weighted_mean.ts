import { assertColumns, assertFinite } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { assertRising } from "../time/arguments.ts";

/** What {@linkcode TimeWeightedMean} needs to carry on where it stopped. */
export type TimeWeightedMeanSnapshot = {
  /** Where the first bar started. */
  readonly start: number;
  /** Up to where time is accounted for. */
  readonly time: number;
  /** The value that stands; `null` where it is missing. */
  readonly standing: number | null;
  /** Integral of the value over the open bar. */
  readonly integral: number;
  /** Microseconds of the open bar at which there was a value. */
  readonly weight: number;
  /** Mean of the last bar; `null` where it has none. */
  readonly value: number | null;
};

/**
 * Mean of a standing value over bars of time, weighted by how long it stood, one
 * change at a time.
 *
 * `∫ x dt / ∫ dt` over the bar: a value holds from its time to the next, and that of
 * before the bar into it. While it is missing, neither integral grows. A plain mean over
 * updates would give a busy second the weight of a quiet hour.
 *
 * An update allocates nothing.
 *
 * @example One for a second, three for three
 * ```ts
 * import assert from "node:assert/strict";
 * import { TimeWeightedMean } from "volarb/liquidity";
 *
 * const mean = new TimeWeightedMean(0);
 * mean.update(0, 1);
 * mean.update(1, 3);
 * assert.equal(mean.closeBar(4), 2.5);
 * ```
 */
export class TimeWeightedMean {
  #start = NaN;
  #time = NaN;
  #standing = NaN;
  #integral = 0;
  #weight = 0;
  #value = NaN;

  /**
   * Starts the first bar, with no value standing.
   *
   * @param start Where the first bar starts, microseconds since the epoch.
   * @throws {RangeError} If it is not finite.
   */
  constructor(start: number) {
    assertFinite("create TimeWeightedMean", "start", start);
    this.#start = start;
    this.#time = start;
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A mean that continues bit for bit.
   * @throws {RangeError} If its time is not finite.
   */
  static from(snapshot: TimeWeightedMeanSnapshot): TimeWeightedMean {
    const mean = new TimeWeightedMean(snapshot.start);
    mean.#time = snapshot.time;
    mean.#standing = snapshot.standing ?? NaN;
    mean.#integral = snapshot.integral;
    mean.#weight = snapshot.weight;
    mean.#value = snapshot.value ?? NaN;
    return mean;
  }

  /** Mean of the last bar; `NaN` before the first and where no value stood in it. */
  get value(): number {
    return this.#value;
  }

  /** Whether the last bar has a mean. */
  get ready(): boolean {
    return !Number.isNaN(this.#value);
  }

  /**
   * Takes a value that stands from now on.
   *
   * @param time Microseconds since the epoch; a time before the first bar sets what
   *   stands at its start.
   * @param value The value; `NaN` where there is none.
   * @throws {RangeError} If time falls or is missing.
   */
  update(time: number, value: number): void {
    if (!(time < this.#start)) this.#pass(time);
    this.#standing = value;
  }

  /**
   * Ends the open bar and starts the next.
   *
   * @param time Where the bar ends, microseconds since the epoch. A value at that very
   *   time belongs to the next bar.
   * @returns The bar's mean; `NaN` where no value stood in it.
   * @throws {RangeError} If time falls or is missing.
   */
  closeBar(time: number): number {
    this.#pass(time);
    this.#value = this.#weight > 0 ? this.#integral / this.#weight : NaN;
    this.#integral = 0;
    this.#weight = 0;
    return this.#value;
  }

  /**
   * Forgets every value.
   *
   * @param start Where the first bar starts; by default where it did.
   */
  reset(start: number = this.#start): void {
    this.#start = start;
    this.#time = start;
    this.#standing = NaN;
    this.#integral = 0;
    this.#weight = 0;
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode TimeWeightedMean.from} takes.
   */
  toJSON(): TimeWeightedMeanSnapshot {
    return {
      start: this.#start,
      time: this.#time,
      standing: orNull(this.#standing),
      integral: this.#integral,
      weight: this.#weight,
      value: orNull(this.#value),
    };
  }

  #pass(time: number): void {
    const span = time - this.#time;
    if (!(span >= 0)) {
      throw new RangeError(
        `Cannot move TimeWeightedMean on as time must not fall: current value is ${time} after ${this.#time}`,
      );
    }
    if (this.#standing === this.#standing) {
      this.#integral += this.#standing * span;
      this.#weight += span;
    }
    this.#time = time;
  }
}

/**
 * Mean of a standing value over bars of time, weighted by how long it stood.
 *
 * {@linkcode TimeWeightedMean} over whole columns; for spreads, depth, imbalance.
 *
 * @param time Length `n`; when each value starts to stand, never falls.
 * @param value Length `n`; the values, `NaN` where missing.
 * @param edges Length `m + 1`; bar `k` is `[edges[k], edges[k+1])`, microseconds.
 * @returns Length `m`, known at the bar's end; `NaN` where no value stood in the bar.
 * @throws {RangeError} If columns differ in length or fall.
 * @see eq-weighted-means, def-weighted-means, lem-weighted-means, eq-weight-gap
 *
 * @example The value before the bar stands into it
 * ```ts
 * import assert from "node:assert/strict";
 * import { timeWeightedMean } from "volarb/liquidity";
 *
 * const means = timeWeightedMean(
 *   Float64Array.of(0, 6),
 *   Float64Array.of(1, 2),
 *   Float64Array.of(4, 8, 12),
 * );
 * assert.deepEqual(means, Float64Array.of(1.5, 2));
 * ```
 */
export function timeWeightedMean(
  time: Float64Array,
  value: Float64Array,
  edges: Float64Array,
): Float64Array {
  const action = "compute time-weighted means";
  const n = assertColumns(action, { time, value });
  assertColumns(action, { edges });
  assertRising(action, time);
  assertRising(action, edges);
  const means = new Float64Array(Math.max(0, edges.length - 1));
  if (means.length === 0) return means;
  const stream = new TimeWeightedMean(edges[0]!);
  let i = 0;
  for (let k = 0; k < means.length; k++) {
    const end = edges[k + 1]!;
    for (; i < n && time[i]! < end; i++) stream.update(time[i]!, value[i]!);
    means[k] = stream.closeBar(end);
  }
  return means;
}
