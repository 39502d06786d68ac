import { MINUTE } from "../time/mod.ts";
import {
  assertAtLeastZero,
  assertColumns,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { assertNotEarlier } from "../time/arguments.ts";

/** Columns of {@linkcode openInterestChange}. */
export type OpenInterestColumns = {
  /** When each row is known, microseconds since the epoch, not falling. */
  readonly time: Float64Array;
  /** Open contracts in base units; `NaN` or 0 is missing. */
  readonly openInterest: Float64Array;
  /** Their value in quote currency; `NaN` or 0 is missing. */
  readonly openInterestValue: Float64Array;
};

/** Choices of {@linkcode openInterestChange}. */
export type OpenInterestOptions = {
  /** Microseconds to look back, positive. */
  readonly window: number;
  /** How much older than that the reference may be, microseconds; five minutes by default. */
  readonly tolerance?: number;
};

/** What {@linkcode OpenInterestChange} needs to carry on where it stopped. */
export type OpenInterestSnapshot = {
  /** Microseconds to look back. */
  readonly window: number;
  /** How much older the reference may be. */
  readonly tolerance: number;
  /** Time of the last row; `null` before the first. */
  readonly time: number | null;
  /** Change of contracts at the last row; `null` where there is none. */
  readonly contracts: number | null;
  /** Change of their value at the last row; `null` where there is none. */
  readonly value: number | null;
  /** Rows that may still be a reference, oldest first: time, contracts, value. */
  readonly held: readonly (readonly [number, number, number])[];
};

/**
 * Change of open interest over a window, free of the price's, one row at a time.
 *
 * With open contracts `C` and their value `V = C · P` in quote currency:
 * `ln(V / V₀) = ln(C / C₀) + ln(P / P₀)`. The value rises with the price although no
 * contract was opened; the change of contracts is what is left when the price's
 * part is taken off.
 *
 * The reference is the last present row at least `window` old, and no more than
 * `window + tolerance`: rows may be missing, doubled or late.
 *
 * @see lem-open-interest, eq-open-interest
 *
 * @example Price up, contracts unchanged
 * ```ts
 * import assert from "node:assert/strict";
 * import { MINUTE } from "volarb/time";
 * import { OpenInterestChange } from "volarb/regime";
 *
 * const change = new OpenInterestChange({ window: 5 * MINUTE });
 * change.update(0, 1000, 20e6);
 * assert.equal(change.update(5 * MINUTE, 1000, 22e6), 0);
 * assert.ok(Math.abs(change.price - Math.log(1.1)) < 1e-15);
 * ```
 */
export class OpenInterestChange {
  readonly #window: number;
  readonly #tolerance: number;
  #times = new Float64Array(16);
  #logContracts = new Float64Array(16);
  #logValues = new Float64Array(16);
  /** Rows held are `first .. next - 1`, modulo the capacity, a power of two. */
  #first = 0;
  #next = 0;
  readonly #row = new Float64Array(3);
  #time = NaN;
  #contracts = NaN;
  #value = NaN;

  /**
   * Starts with no row seen.
   *
   * @param options Microseconds to look back, and tolerance.
   * @throws {RangeError} If the window is not positive or the tolerance negative or
   *   not finite.
   */
  constructor({ window, tolerance = 5 * MINUTE }: OpenInterestOptions) {
    const action = "create OpenInterestChange";
    assertPositive(action, "window", window);
    assertNonNegative(action, "tolerance", tolerance);
    this.#window = window;
    this.#tolerance = tolerance;
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An instance that continues bit for bit.
   * @throws {RangeError} If an option in it is out of range.
   */
  static from(snapshot: OpenInterestSnapshot): OpenInterestChange {
    const change = new OpenInterestChange(snapshot);
    for (const [time, contracts, value] of snapshot.held) {
      const i = change.#makePlace();
      change.#times[i] = time;
      change.#logContracts[i] = contracts;
      change.#logValues[i] = value;
    }
    change.#time = snapshot.time ?? NaN;
    change.#contracts = snapshot.contracts ?? NaN;
    change.#value = snapshot.value ?? NaN;
    return change;
  }

  /** Log change of contracts over the window; `NaN` where there is no reference. */
  get value(): number {
    return this.#contracts;
  }

  /** Log change of their value in quote currency. */
  get quoteValue(): number {
    return this.#value;
  }

  /** Log change of the price at which the venue values them. */
  get price(): number {
    return this.#value - this.#contracts;
  }

  /** Whether the last row has a change. */
  get ready(): boolean {
    return !Number.isNaN(this.#contracts);
  }

  /**
   * Takes the next row.
   *
   * @param time When the row is known, microseconds since the epoch.
   * @param openInterest Open contracts in base units; `NaN` or 0 is missing.
   * @param openInterestValue Their value in quote currency; `NaN` or 0 is missing.
   * @returns Log change of contracts over the window; `NaN` where the row or its
   *   reference is missing.
   * @throws {RangeError} If the time is missing or before the last one, or a quantity
   *   is negative.
   */
  update(
    time: number,
    openInterest: number,
    openInterestValue: number,
  ): number {
    const row = this.#row;
    row[0] = time;
    row[1] = openInterest;
    row[2] = openInterestValue;
    this.#take();
    return this.#contracts;
  }

  /** Forgets every row. */
  reset(): void {
    this.#first = 0;
    this.#next = 0;
    this.#time = NaN;
    this.#contracts = NaN;
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode OpenInterestChange.from} takes.
   */
  toJSON(): OpenInterestSnapshot {
    const mask = this.#times.length - 1;
    return {
      window: this.#window,
      tolerance: this.#tolerance,
      time: orNull(this.#time),
      contracts: orNull(this.#contracts),
      value: orNull(this.#value),
      held: Array.from({ length: this.#next - this.#first }, (_, j) => {
        const i = (this.#first + j) & mask;
        return [this.#times[i]!, this.#logContracts[i]!, this.#logValues[i]!];
      }),
    };
  }

  /** Takes the row: in columns, as a number that is handed to a method may be allocated. */
  #take(): void {
    const action = "compute a change of open interest";
    const time = this.#row[0]!;
    const openInterest = this.#row[1]!;
    const openInterestValue = this.#row[2]!;
    if (!(time >= this.#time && time < Infinity)) {
      assertNotEarlier(action, time, this.#time);
    }
    if (openInterest < 0) {
      assertAtLeastZero(action, "openInterest", openInterest);
    }
    if (openInterestValue < 0) {
      assertAtLeastZero(action, "openInterestValue", openInterestValue);
    }
    this.#time = time;
    this.#contracts = NaN;
    this.#value = NaN;
    const present = openInterest > 0 && openInterestValue > 0 &&
      openInterest < Infinity && openInterestValue < Infinity;
    if (!present) return;
    const latest = this.#makePlace();
    this.#times[latest] = time;
    this.#logContracts[latest] = Math.log(openInterest);
    this.#logValues[latest] = Math.log(openInterestValue);
    const mask = this.#times.length - 1;
    // The second oldest makes the oldest needless once it is old enough itself.
    while (
      this.#next - this.#first > 1 &&
      time - this.#times[(this.#first + 1) & mask]! >= this.#window
    ) this.#first++;
    const reference = this.#first & mask;
    const age = time - this.#times[reference]!;
    if (age >= this.#window && age <= this.#window + this.#tolerance) {
      this.#contracts = this.#logContracts[latest]! -
        this.#logContracts[reference]!;
      this.#value = this.#logValues[latest]! - this.#logValues[reference]!;
    }
  }

  /** Where the next entry goes, with room for it. */
  #makePlace(): number {
    if (this.#next - this.#first === this.#times.length) {
      this.#times = this.#grown(this.#times);
      this.#logContracts = this.#grown(this.#logContracts);
      this.#logValues = this.#grown(this.#logValues);
      this.#next -= this.#first;
      this.#first = 0;
    }
    return this.#next++ & (this.#times.length - 1);
  }

  /** A ring of twice the size with the rows held at its beginning. */
  #grown(ring: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
    const larger = new Float64Array(2 * ring.length);
    for (let j = this.#first; j < this.#next; j++) {
      larger[j - this.#first] = ring[j & (ring.length - 1)]!;
    }
    return larger;
  }
}

/**
 * {@linkcode OpenInterestChange} over whole columns.
 *
 * @param columns Length `n` each; time of receipt, contracts and their value.
 * @param options Microseconds to look back, and tolerance.
 * @returns Columns of length `n`, dimensionless logs: `contracts` (net of the price),
 *   `value` (in quote currency) and `price`, with `value = contracts + price`. Entry `t`
 *   uses rows up to `t`; `NaN` where it or its reference is missing.
 * @throws {RangeError} If lengths differ, times fall, a quantity is negative or an
 *   option out of range.
 * @see lem-open-interest, eq-open-interest, eq-map-funding-metrics
 *
 * @example Two genuine rows of the venue
 * ```ts
 * import assert from "node:assert/strict";
 * import { MINUTE } from "volarb/time";
 * import { openInterestChange } from "volarb/regime";
 *
 * const { contracts, value } = openInterestChange({
 *   time: Float64Array.of(0, 5 * MINUTE),
 *   openInterest: Float64Array.of(74006.266, 73839.811),
 *   openInterestValue: Float64Array.of(3131493738.8974, 3133154733.1622),
 * }, { window: 5 * MINUTE });
 * assert.ok(contracts[1]! < 0 && value[1]! > 0); // closed, while the price rose
 * ```
 */
export function openInterestChange(
  { time, openInterest, openInterestValue }: OpenInterestColumns,
  options: OpenInterestOptions,
): {
  /** Log change of contracts over the window. */
  readonly contracts: Float64Array;
  /** Log change of their value in quote currency. */
  readonly value: Float64Array;
  /** Log change of the price, the difference of the two. */
  readonly price: Float64Array;
} {
  const rows = assertColumns("compute a change of open interest", {
    time,
    openInterest,
    openInterestValue,
  });
  const change = new OpenInterestChange(options);
  const contracts = new Float64Array(rows);
  const value = new Float64Array(rows);
  const price = new Float64Array(rows);
  for (let t = 0; t < rows; t++) {
    contracts[t] = change.update(
      time[t]!,
      openInterest[t]!,
      openInterestValue[t]!,
    );
    value[t] = change.quoteValue;
    price[t] = change.price;
  }
  return { contracts, value, price };
}
