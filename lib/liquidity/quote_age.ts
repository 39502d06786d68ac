import type { Quotes } from "../flow/mod.ts";
import { assertColumns } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { assertRising } from "../time/arguments.ts";
import { quoteBefore } from "./quote_before.ts";

/**
 * Age of the last earlier quote at each of given times.
 *
 * `time[i] - quoteTime[j]` with `j` from `quoteBefore`. A large age means a pause of the feed:
 * whatever is computed from that quote is stale.
 *
 * @param time Length `n`; microseconds since the epoch, never falls.
 * @param quoteTime Length `m`; the same, in the same clock.
 * @returns Length `n`; microseconds, `NaN` where no quote is earlier.
 * @throws {RangeError} If a column falls.
 * @see def-quote-age, lem-inspection, eq-inspection
 *
 * @example Two microseconds, three
 * ```ts
 * import assert from "node:assert/strict";
 * import { quoteAge } from "volarb/liquidity";
 *
 * assert.deepEqual(
 *   quoteAge(Float64Array.of(5, 8), Float64Array.of(3, 5)),
 *   Float64Array.of(2, 3),
 * );
 * ```
 */
export function quoteAge(
  time: Float64Array,
  quoteTime: Float64Array,
): Float64Array {
  const age = new Float64Array(assertColumns("age quotes", { time }));
  const rows = quoteBefore(time, quoteTime);
  for (let i = 0; i < age.length; i++) {
    age[i] = rows[i]! < 0 ? NaN : time[i]! - quoteTime[rows[i]!]!;
  }
  return age;
}

/** What {@linkcode PriceAge} needs to carry on where it stopped. */
export type PriceAgeSnapshot = {
  /** Best bid of the last quote; `null` where it is missing. */
  readonly bidPrice: number | null;
  /** Best ask. */
  readonly askPrice: number | null;
  /** Time of the last quote; `null` before the first. */
  readonly time: number | null;
  /** When the prices last changed; `null` before the first quote. */
  readonly since: number | null;
};

/**
 * For how long the best prices have stood, one quote at a time.
 *
 * Changes of quantity do not start it anew. The age counts from the first quote seen,
 * of which the true age is not known.
 *
 * @see def-quote-age
 *
 * @example The bid steps up
 * ```ts
 * import assert from "node:assert/strict";
 * import { PriceAge } from "volarb/liquidity";
 *
 * const age = new PriceAge();
 * age.update(10, 100, 101);
 * assert.equal(age.update(14, 100, 101), 4);
 * assert.equal(age.update(15, 100.5, 101), 0);
 * ```
 */
export class PriceAge {
  #bidPrice = NaN;
  #askPrice = NaN;
  #time = NaN;
  #since = NaN;

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An age that continues bit for bit.
   */
  static from(snapshot: PriceAgeSnapshot): PriceAge {
    const age = new PriceAge();
    age.#bidPrice = snapshot.bidPrice ?? NaN;
    age.#askPrice = snapshot.askPrice ?? NaN;
    age.#time = snapshot.time ?? NaN;
    age.#since = snapshot.since ?? NaN;
    return age;
  }

  /** Age at the last quote, microseconds; `NaN` before the first. */
  get value(): number {
    return this.#time - this.#since;
  }

  /** Whether a quote has been seen. */
  get ready(): boolean {
    return !Number.isNaN(this.#time);
  }

  /**
   * Takes the next quote.
   *
   * @param time Microseconds since the epoch; not before the last quote.
   * @param bidPrice Best bid; `NaN` where missing.
   * @param askPrice Best ask.
   * @returns The age at this quote, microseconds.
   * @throws {RangeError} If time falls or is missing.
   */
  update(time: number, bidPrice: number, askPrice: number): number {
    if (!(time >= this.#time) && (this.ready || time !== time)) {
      throw new RangeError(
        `Cannot age prices as time must not fall: current value is ${time} after ${this.#time}`,
      );
    }
    const stands = Object.is(bidPrice, this.#bidPrice) &&
      Object.is(askPrice, this.#askPrice) && this.ready;
    if (!stands) this.#since = time;
    this.#bidPrice = bidPrice;
    this.#askPrice = askPrice;
    this.#time = time;
    return time - this.#since;
  }

  /** Forgets every quote. */
  reset(): void {
    this.#bidPrice = NaN;
    this.#askPrice = NaN;
    this.#time = NaN;
    this.#since = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode PriceAge.from} takes.
   */
  toJSON(): PriceAgeSnapshot {
    return {
      bidPrice: orNull(this.#bidPrice),
      askPrice: orNull(this.#askPrice),
      time: orNull(this.#time),
      since: orNull(this.#since),
    };
  }
}

/**
 * For how long the best prices have stood at each quote.
 *
 * {@linkcode PriceAge} over whole columns.
 *
 * @param quotes Columns of length `n`; time never falls.
 * @returns Length `n`; microseconds, 0 at the first quote and where a price changes.
 * @throws {RangeError} If columns differ in length or times fall.
 * @see def-quote-age
 *
 * @example Quantities do not matter
 * ```ts
 * import assert from "node:assert/strict";
 * import { priceAge } from "volarb/liquidity";
 *
 * const age = priceAge({
 *   time: Float64Array.of(1, 4, 9),
 *   bidPrice: Float64Array.of(100, 100, 100),
 *   askPrice: Float64Array.of(101, 101, 102),
 * });
 * assert.deepEqual(age, Float64Array.of(0, 3, 0));
 * ```
 */
export function priceAge(
  { time, bidPrice, askPrice }: Pick<
    Quotes,
    "time" | "bidPrice" | "askPrice"
  >,
): Float64Array {
  const n = assertColumns("age prices", { time, bidPrice, askPrice });
  assertRising("age prices", time);
  const stream = new PriceAge();
  const age = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    age[i] = stream.update(time[i]!, bidPrice[i]!, askPrice[i]!);
  }
  return age;
}
