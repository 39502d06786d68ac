import { RollingMean, type RollingMeanSnapshot } from "../stats/mod.ts";
import { assertNonNegative } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { soldShare } from "./arguments.ts";
import {
  assertBuckets,
  BucketClock,
  type BucketClockSnapshot,
  type BucketOptions,
} from "./bucket_clock.ts";
import { MEAN_ABSOLUTE_NORMAL } from "./vpin_baseline.ts";

/** How VPIN is computed: the buckets and how many are averaged. */
export type VpinOptions = BucketOptions & {
  /** Buckets averaged, at least 1; 50 in the literature. */
  readonly window: number;
};

/** What {@linkcode Vpin} needs to carry on where it stopped. */
export type VpinSnapshot = {
  /** The choices. */
  readonly options: VpinOptions;
  /** When and how large buckets are. */
  readonly clock: BucketClockSnapshot;
  /** Time of the last trade; `null` before the first. */
  readonly time: number | null;
  /** Quantity in the bucket that is filling. */
  readonly filled: number;
  /** What of it was sold; `null` where a part is missing. */
  readonly sold: number | null;
  /** Sum of the squares of the quantities in it. */
  readonly squares: number;
  /** Buckets completed. */
  readonly buckets: number;
  /** Signed imbalance of the last bucket; `null` before the first. */
  readonly imbalance: number | null;
  /** Mean of `|B - S| / V`. */
  readonly toxicity: RollingMeanSnapshot;
  /** Mean of what iid sides would give. */
  readonly baseline: RollingMeanSnapshot;
};

/**
 * Volume-synchronised probability of informed trading, one trade at a time.
 *
 * Trades fill buckets of equal volume `V`; one that reaches over a bucket's edge is
 * split, over several where it is large. With `B` and `S` the quantity that
 * aggressors bought and sold in a bucket,
 *
 * `VPIN = (1/n) Σ |B[j] - S[j]| / V` over the last `n` buckets, in [0, 1].
 *
 * Even sides drawn at random give a VPIN well above 0, and the more so the fewer
 * trades a bucket holds: {@linkcode baseline} is that level for the quantities that
 * were traded, `(1/n) Σ √(2/π) √(Σ v²) / V`, and VPIN says something only against it.
 *
 * Here the side is known from the venue's flag; `BulkVpin` guesses it from prices.
 * Quantities in whole lots fill buckets exactly; decimal fractions do so up to
 * rounding. An update allocates nothing.
 *
 * @see eq-vpin, def-vpin, lem-vpin-split, alg-vpin
 * @see Easley, D., López de Prado, M. and O'Hara, M. (2012), Review of Financial
 *   Studies 25(5), 1457-1493, doi:10.1093/rfs/hhs053.
 * @see Andersen, T. and Bondarenko, O. (2014), Journal of Financial Markets 17, 1-46,
 *   doi:10.1016/j.finmar.2013.05.005, for what it does not say.
 *
 * @example Buckets of 10 with imbalances +4, -6 and +10
 * ```ts
 * import assert from "node:assert/strict";
 * import { Vpin } from "volarb/flow";
 *
 * const vpin = new Vpin({ bucketVolume: 10, window: 3, anchor: 0 });
 * vpin.update(1, 4, false);
 * vpin.update(2, 3, true);
 * assert.equal(vpin.update(3, 5, false), 1);
 * assert.equal(vpin.imbalance, 4);
 * vpin.update(4, 8, true);
 * assert.equal(vpin.imbalance, -6);
 * vpin.update(5, 10, false);
 * assert.ok(Math.abs(vpin.value - 2 / 3) < 1e-15);
 * ```
 */
export class Vpin {
  /** The choices. */
  readonly options: VpinOptions;
  #clock: BucketClock;
  #toxicity: RollingMean;
  #baseline: RollingMean;
  #time = NaN;
  #filled = 0;
  #sold = 0;
  #squares = 0;
  #buckets = 0;
  #imbalance = NaN;

  /**
   * Starts with no trade seen.
   *
   * @param options Buckets and window.
   * @throws {RangeError} If a number is out of range.
   */
  constructor(options: VpinOptions) {
    this.options = options;
    this.#clock = new BucketClock("create Vpin", options);
    this.#toxicity = new RollingMean(options.window);
    this.#baseline = new RollingMean(options.window);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A VPIN that continues bit for bit.
   * @throws {RangeError} If a number is out of range.
   */
  static from(snapshot: VpinSnapshot): Vpin {
    const vpin = new Vpin(snapshot.options);
    vpin.#clock.restore(snapshot.clock);
    vpin.#toxicity = RollingMean.from(snapshot.toxicity);
    vpin.#baseline = RollingMean.from(snapshot.baseline);
    vpin.#time = snapshot.time ?? NaN;
    vpin.#filled = snapshot.filled;
    vpin.#sold = snapshot.sold ?? NaN;
    vpin.#squares = snapshot.squares;
    vpin.#buckets = snapshot.buckets;
    vpin.#imbalance = snapshot.imbalance ?? NaN;
    return vpin;
  }

  /** VPIN of the last `window` buckets; `NaN` until there are so many. */
  get value(): number {
    return this.#toxicity.value;
  }

  /** What even sides drawn at random would give for the same quantities. */
  get baseline(): number {
    return this.#baseline.value;
  }

  /** Bought less sold quantity of the last bucket; `NaN` before the first. */
  get imbalance(): number {
    return this.#imbalance;
  }

  /** Buckets completed. */
  get buckets(): number {
    return this.#buckets;
  }

  /** Size of the buckets now; `NaN` until trailing volume is known. */
  get bucketVolume(): number {
    return this.#clock.size;
  }

  /** Whether `window` buckets have been completed. */
  get ready(): boolean {
    return this.#toxicity.ready;
  }

  /**
   * Takes the next trade.
   *
   * @param time Microseconds since the epoch; not before the last trade.
   * @param quantity At least 0.
   * @param isBuyerMaker Whether the aggressor sold: the venue's flag, or 1 and 0.
   * @returns How many buckets it completed.
   * @throws {RangeError} If time falls or the quantity is negative or missing.
   */
  update(
    time: number,
    quantity: number,
    isBuyerMaker: boolean | number,
  ): number {
    return this.#add(time, quantity, isBuyerMaker ? 1 : 0);
  }

  /**
   * Takes a bar instead of a trade and splits it pro rata over buckets.
   *
   * @param time When the bar is complete, microseconds since the epoch.
   * @param volume Traded quantity, at least 0.
   * @param buyVolume What of it was bought, known or classified; `NaN` where missing.
   * @returns How many buckets it completed.
   * @throws {RangeError} If time falls or the bought volume is not within the volume.
   */
  updateBar(time: number, volume: number, buyVolume: number): number {
    const share = soldShare("update Vpin", volume, buyVolume);
    return this.#add(time, volume, share);
  }

  /** Forgets every trade. */
  reset(): void {
    this.#clock = new BucketClock("reset Vpin", this.options);
    this.#toxicity.reset();
    this.#baseline.reset();
    this.#time = NaN;
    this.#filled = 0;
    this.#sold = 0;
    this.#squares = 0;
    this.#buckets = 0;
    this.#imbalance = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode Vpin.from} takes.
   */
  toJSON(): VpinSnapshot {
    return {
      options: this.options,
      clock: this.#clock.toJSON(),
      time: orNull(this.#time),
      filled: this.#filled,
      sold: orNull(this.#sold),
      squares: this.#squares,
      buckets: this.#buckets,
      imbalance: orNull(this.#imbalance),
      toxicity: this.#toxicity.toJSON(),
      baseline: this.#baseline.toJSON(),
    };
  }

  #add(time: number, quantity: number, share: number): number {
    // Checked here first, as a call with a number of its own would allocate it.
    if (!(quantity >= 0 && quantity < Infinity)) {
      assertNonNegative("update Vpin", "quantity", quantity);
    }
    if (!(time >= this.#time) && this.#time === this.#time) {
      throw new RangeError(
        `Cannot update Vpin as time must not fall: current value is ${time} after ${this.#time}`,
      );
    }
    this.#time = time;
    const clock = this.#clock;
    if (time < clock.anchor) return 0;
    if (time >= clock.end) {
      clock.roll(time);
      this.#filled = 0;
      this.#sold = 0;
      this.#squares = 0;
    }
    if (clock.trailing) clock.count(quantity);
    const size = clock.size;
    if (size !== size) return 0;
    let rest = quantity;
    let completed = 0;
    if (rest > size) assertBuckets("update Vpin", rest, size);
    while (this.#filled + rest >= size) {
      const take = size - this.#filled;
      this.#sold += take * share;
      this.#squares += take * take;
      rest = Math.max(0, rest - take);
      this.#complete(size);
      completed++;
    }
    this.#filled += rest;
    this.#sold += rest * share;
    this.#squares += rest * rest;
    return completed;
  }

  #complete(size: number): void {
    this.#imbalance = size - 2 * this.#sold;
    this.#toxicity.update(Math.abs(this.#imbalance) / size);
    this.#baseline.update(
      MEAN_ABSOLUTE_NORMAL * Math.sqrt(this.#squares) / size,
    );
    this.#buckets++;
    this.#filled = 0;
    this.#sold = 0;
    this.#squares = 0;
  }
}
