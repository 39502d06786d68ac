import type { AsOfOptions } from "./as_of.ts";
import { assertAtLeastZero } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { TIME, VALUE } from "./emission.ts";
import type { WantedValues } from "./feature.ts";

/** What {@linkcode LatestValue} needs to carry on where it stopped. */
export type LatestValueSnapshot = readonly (number | null)[];

/**
 * The last value of a feature, and the last one of an earlier time.
 *
 * @see eq-as-of
 */
export class LatestValue {
  readonly #strict: boolean;
  readonly #maxAge: number;
  #time = NaN;
  #value = NaN;
  #earlierTime = NaN;
  #earlierValue = NaN;

  /**
   * Starts with no value.
   *
   * @param options What a tie is and how old a value may be.
   * @throws {RangeError} If an option is out of range.
   */
  constructor(options: AsOfOptions = {}) {
    const { ties = "known", maxAge = Infinity } = options;
    assertJoin(options);
    this.#strict = ties === "before";
    this.#maxAge = maxAge;
  }

  /** Takes the next value and its time, in a column. */
  take(entry: Float64Array): void {
    const time = entry[TIME]!;
    if (time !== this.#time) {
      this.#earlierTime = this.#time;
      this.#earlierValue = this.#value;
      this.#time = time;
    }
    // Adding 0 turns -0, which JSON cannot hold, into 0.
    this.#value = entry[VALUE]! + 0;
  }

  /** The value that a row decided at `now` holds. */
  at(now: number): number {
    const earlier = this.#strict && this.#time === now;
    const time = earlier ? this.#earlierTime : this.#time;
    const value = earlier ? this.#earlierValue : this.#value;
    if (time > now) {
      throw new RangeError(
        `Cannot join a value as it must be known when it is handed over: current value is ${time} after ${now}`,
      );
    }
    return now - time <= this.#maxAge ? value : NaN;
  }

  /** Takes the state that {@linkcode toJSON} gave. */
  restore(snapshot: LatestValueSnapshot): void {
    const at = (i: number) => snapshot[i] ?? NaN;
    this.#time = at(0);
    this.#value = at(1);
    this.#earlierTime = at(2);
    this.#earlierValue = at(3);
  }

  /** The state as plain data. */
  toJSON(): LatestValueSnapshot {
    return [this.#time, this.#value, this.#earlierTime, this.#earlierValue]
      .map(orNull);
  }
}

/**
 * Checks how values are joined.
 *
 * @param options What a tie is and how old a value may be.
 * @throws {RangeError} If `ties` is another word or `maxAge` is negative.
 */
export function assertJoin(
  { ties = "known", maxAge = Infinity }: AsOfOptions,
): void {
  const action = "join as of a time";
  if (ties !== "known" && ties !== "before") {
    throw new RangeError(
      `Cannot ${action} as ties must be one of "known", "before": current value is ${
        JSON.stringify(ties)
      }`,
    );
  }
  assertAtLeastZero(action, "maxAge", maxAge);
}

/**
 * Which values a join needs.
 *
 * @param options What a tie is.
 * @returns The last one, unless one of an earlier time may stand for it.
 */
export function wantedFor({ ties }: AsOfOptions): WantedValues {
  return ties === "before" ? "every" : "last";
}
