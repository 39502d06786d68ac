import {
  assertInteger,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";
import type { Family, RecordFamilies } from "./records.ts";

/**
 * When the frame has a row.
 *
 * - `"bars"`: when a one-minute bar is received.
 * - `"quotes"`: with every `count`-th update of the best bid and ask.
 * - `"volume"`: with the trade that completes another `volume` of traded quantity; one
 *   that completes several gives one row.
 *
 * The time of a row is the receive time of the record that completes it.
 */
export type DecisionClock =
  | {
    /** One row per bar. */
    readonly kind: "bars";
  }
  | {
    /** One row per so many quotes. */
    readonly kind: "quotes";
    /** Quotes from row to row, at least 1. */
    readonly count: number;
  }
  | {
    /** One row per so much traded. */
    readonly kind: "volume";
    /** Quantity in base units from row to row, above 0. */
    readonly volume: number;
  };

/**
 * The family whose records make a clock's rows.
 *
 * @param clock The clock.
 * @returns The family.
 * @throws {RangeError} If the kind is unknown.
 */
export function clockFamily({ kind }: DecisionClock): Family {
  if (kind === "volume") return "trades";
  if (kind === "bars" || kind === "quotes") return kind;
  throw new RangeError(
    `Cannot tell when to decide as the kind of clock must be one of "bars", "quotes", "volume": current value is ${
      JSON.stringify(kind)
    }`,
  );
}

/** Finds the records that complete a row, one after the other. */
export class DecisionRows {
  readonly #clock: DecisionClock;
  /** Quotes, or quantity, since the last row. */
  #filled = 0;

  /**
   * Starts with no record seen.
   *
   * @param clock When there is a row.
   * @throws {RangeError} If its kind is unknown or its number out of range.
   */
  constructor(clock: DecisionClock) {
    const action = "tell when to decide";
    clockFamily(clock);
    if (clock.kind === "quotes") assertInteger(action, "count", clock.count, 1);
    if (clock.kind === "volume") {
      assertPositive(action, "volume", clock.volume);
    }
    this.#clock = clock;
  }

  /**
   * Looks through records for the next that completes a row.
   *
   * @param records Columns of the clock's family.
   * @param from First row to look at.
   * @param to The row after the last.
   * @returns The row; -1 where none does, all of them then being counted.
   * @throws {RangeError} If a quantity that is counted is negative, missing or infinite.
   */
  next(records: RecordFamilies[Family], from: number, to: number): number {
    const clock = this.#clock;
    if (from >= to) return -1;
    if (clock.kind === "bars") return from;
    if (clock.kind === "quotes") {
      const row = from + clock.count - this.#filled - 1;
      if (row >= to) {
        this.#filled += to - from;
        return -1;
      }
      this.#filled = 0;
      return row;
    }
    const { quantity } = records as RecordFamilies["trades"];
    const { volume } = clock;
    for (let row = from; row < to; row++) {
      const traded = quantity[row]!;
      if (!(traded >= 0 && traded < Infinity)) {
        assertNonNegative("tell when to decide", "quantity", traded);
      }
      this.#filled += traded;
      if (this.#filled >= volume) {
        this.#filled -= volume * Math.floor(this.#filled / volume);
        return row;
      }
    }
    return -1;
  }

  /** Forgets every record. */
  reset(): void {
    this.#filled = 0;
  }

  /** What was counted since the last row. */
  get filled(): number {
    return this.#filled;
  }

  /** Takes what {@linkcode filled} gave. */
  restore(filled: number): void {
    this.#filled = filled;
  }
}
