import { DAY } from "../time/mod.ts";
import {
  assertFinite,
  assertInteger,
  assertPositive,
} from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";

/** Size of volume buckets from the volume of periods that are over. */
export type TrailingBucketVolume = {
  /** Buckets that a period of average volume fills; 50 in the literature, a period being a day. */
  readonly bucketsPerPeriod: number;
  /** Periods averaged, all of them over; 1 by default. */
  readonly periods?: number;
};

/** How equal-volume buckets are laid on the trades. */
export type BucketOptions = {
  /**
   * Quantity in a bucket, or how to take it from trailing volume:
   * `V = (volume of the last periods) / (periods · bucketsPerPeriod)`, set anew at the
   * start of each period. There are no buckets until it is known.
   */
  readonly bucketVolume: number | TrailingBucketVolume;
  /**
   * Where the first bucket starts, microseconds since the epoch; trades before it are
   * left out. Buckets depend on where they start, so it has to be said.
   */
  readonly anchor: number;
  /**
   * Buckets start afresh at `anchor + k · period`, microseconds; the one that is filling
   * is dropped. By default never with a given volume, each day with a trailing one.
   */
  readonly period?: number;
};

/** What {@linkcode BucketClock} needs to carry on where it stopped. */
export type BucketClockSnapshot = {
  /** Where the current period ends; `null` where it never does. */
  readonly end: number | null;
  /** Size of a bucket; `null` until it is known. */
  readonly size: number | null;
  /** Quantity traded in the current period. */
  readonly traded: number;
  /** Volumes of the periods before, oldest first. */
  readonly volumes: readonly number[];
};

/** When buckets start afresh and how large they are. */
export class BucketClock {
  /** Where the first bucket starts. */
  readonly anchor: number;
  readonly #period: number;
  readonly #bucketsPerPeriod: number;
  readonly #periods: number;
  readonly #volumes: number[] = [];
  #end = NaN;
  #size = NaN;
  #traded = 0;

  /**
   * Checks the choices and stands at the anchor.
   *
   * @param action What could not be done.
   * @param options The layout.
   * @throws {RangeError} If a number is out of range.
   */
  constructor(action: string, { bucketVolume, anchor, period }: BucketOptions) {
    assertFinite(action, "anchor", anchor);
    const fixed = typeof bucketVolume === "number";
    if (fixed) assertPositive(action, "bucketVolume", bucketVolume);
    this.#bucketsPerPeriod = fixed ? NaN : bucketVolume.bucketsPerPeriod;
    this.#periods = fixed ? 0 : bucketVolume.periods ?? 1;
    if (!fixed) {
      assertPositive(action, "bucketsPerPeriod", this.#bucketsPerPeriod);
      assertInteger(action, "periods", this.#periods, 1);
    }
    this.#period = period ?? (fixed ? Infinity : DAY);
    if (!(this.#period > 0)) {
      throw new RangeError(
        `Cannot ${action} as period must be positive: current value is ${period}`,
      );
    }
    this.anchor = anchor;
    this.#end = anchor + this.#period;
    this.#size = fixed ? bucketVolume : NaN;
  }

  /** Where the current period ends; `Infinity` where it never does. */
  get end(): number {
    return this.#end;
  }

  /** Size of a bucket; `NaN` until trailing volume is known, and while it is 0. */
  get size(): number {
    return this.#size;
  }

  /** Counts quantity towards the volume of the current period. */
  count(quantity: number): void {
    this.#traded += quantity;
  }

  /** Moves on to the period that holds `time`, which is at or past the end. */
  roll(time: number): void {
    while (time >= this.#end) {
      this.#end += this.#period;
      if (this.#periods === 0) continue;
      this.#volumes.push(this.#traded);
      this.#traded = 0;
      if (this.#volumes.length > this.#periods) this.#volumes.shift();
      if (this.#volumes.length < this.#periods) continue;
      const volume = this.#volumes.reduce((sum, v) => sum + v, 0);
      const size = volume / (this.#periods * this.#bucketsPerPeriod);
      this.#size = size > 0 ? size : NaN;
    }
  }

  /** Whether sizes come from trailing volume, which then has to be counted. */
  get trailing(): boolean {
    return this.#periods > 0;
  }

  /** The state as plain data. */
  toJSON(): BucketClockSnapshot {
    return {
      end: this.#end === Infinity ? null : this.#end,
      size: orNull(this.#size),
      traded: this.#traded,
      volumes: this.#volumes.slice(),
    };
  }

  /** Takes the state that {@linkcode toJSON} gave. */
  restore({ end, size, traded, volumes }: BucketClockSnapshot): void {
    this.#end = end ?? Infinity;
    this.#size = size ?? NaN;
    this.#traded = traded;
    this.#volumes.splice(0, Infinity, ...volumes);
  }
}

/** Most buckets or bars that one trade may fill. */
const MOST_PER_TRADE = 2 ** 24;

/**
 * Checks that a trade does not fill an absurd number of buckets.
 *
 * @param action What could not be done.
 * @param quantity The trade's quantity.
 * @param size Size of a bucket.
 * @throws {RangeError} If it would fill more than 2^24.
 */
export function assertBuckets(
  action: string,
  quantity: number,
  size: number,
): void {
  if (quantity <= size * MOST_PER_TRADE) return;
  throw new RangeError(
    `Cannot ${action} as a trade may fill at most ${MOST_PER_TRADE} buckets of ${size}: current value is ${quantity}`,
  );
}
