import { assertWindow } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";

/** The last values of a column, as a ring. */
export class RecentValues {
  readonly #ring: Float64Array;
  #position = 0;

  /**
   * Starts with every value missing, or where it stopped.
   *
   * @param action What could not be done.
   * @param count How many values are kept, at least 1.
   * @param saved What {@linkcode toJSON} gave.
   * @throws {RangeError} If `count` is not a positive integer or does not fit `saved`.
   */
  constructor(
    action: string,
    count: number,
    saved?: readonly (number | null)[],
  ) {
    assertWindow(action, count, 1);
    if (saved !== undefined && saved.length !== count) {
      throw new RangeError(
        `Cannot ${action} as the values kept must be ${count}: current value is ${saved.length}`,
      );
    }
    this.#ring = Float64Array.from(
      { length: count },
      (_, i) => saved?.[i] ?? NaN,
    );
  }

  /** Takes the next value and gives the one of `count` values before it. */
  push(value: number): number {
    const oldest = this.#ring[this.#position]!;
    this.#ring[this.#position] = value;
    this.#position = (this.#position + 1) % this.#ring.length;
    return oldest;
  }

  /** The values, oldest first. */
  toJSON(): (number | null)[] {
    const count = this.#ring.length;
    return Array.from(
      this.#ring,
      (_, i) => orNull(this.#ring[(this.#position + i) % count]!),
    );
  }
}
