import { assertColumns } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { assertRising } from "../time/arguments.ts";

/**
 * For each trade, the last quote of an earlier time.
 *
 * The row `j` with the largest `quoteTime[j] < tradeTime[i]`, strictly: a quote of the same
 * time stamp is often already that which the trade left behind, and joining it makes
 * the trade print on the wrong side of its own quote.
 *
 * @param tradeTime Length `n`; microseconds since the epoch, never falls.
 * @param quoteTime Length `m`; the same, in the same clock.
 * @returns Length `n`; row of the quote, -1 where none is earlier.
 * @throws {RangeError} If a column falls or holds a missing time.
 * @see lem-strict-join, lem-loose-join, eq-loose-join, alg-strict-join
 * @see Lee, C. and Ready, M. (1991), Journal of Finance 46(2), 733-746,
 *   doi:10.1111/j.1540-6261.1991.tb02683.x, on quotes that come before their trades.
 *
 * @example A quote at the trade's own time is not taken
 * ```ts
 * import assert from "node:assert/strict";
 * import { quoteBefore } from "volarb/liquidity";
 *
 * assert.deepEqual(
 *   quoteBefore(Float64Array.of(1, 5, 6), Float64Array.of(1, 3, 5, 5)),
 *   Int32Array.of(-1, 1, 3),
 * );
 * ```
 */
export function quoteBefore(
  tradeTime: Float64Array,
  quoteTime: Float64Array,
): Int32Array {
  const action = "join trades to quotes";
  const n = assertColumns(action, { tradeTime });
  const m = assertColumns(action, { quoteTime });
  assertRising(action, tradeTime);
  assertRising(action, quoteTime);
  const rows = new Int32Array(n);
  let j = 0;
  for (let i = 0; i < n; i++) {
    const time = tradeTime[i]!;
    while (j < m && quoteTime[j]! < time) j++;
    rows[i] = j - 1;
  }
  return rows;
}

/**
 * Values of a column at given rows.
 *
 * @param column Length `m`; any value per quote.
 * @param rows Length `n`; rows as {@linkcode quoteBefore} gives them, -1 for none.
 * @returns Length `n`; `NaN` where the row is -1.
 * @throws {RangeError} If a row is past the column.
 * @see lem-strict-join, lem-loose-join
 *
 * @example The second entry, and none
 * ```ts
 * import assert from "node:assert/strict";
 * import { valueAt } from "volarb/liquidity";
 *
 * assert.deepEqual(
 *   valueAt(Float64Array.of(7, 8), Int32Array.of(1, -1)),
 *   Float64Array.of(8, NaN),
 * );
 * ```
 */
export function valueAt(column: Float64Array, rows: Int32Array): Float64Array {
  const n = assertColumns("take values at rows", { rows });
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    if (row >= column.length) {
      throw new RangeError(
        `Cannot take values at rows as a row must be below ${column.length}: current value is ${row}`,
      );
    }
    values[i] = row < 0 ? NaN : column[row]!;
  }
  return values;
}

/** What {@linkcode QuoteBefore} needs to carry on where it stopped. */
export type QuoteBeforeSnapshot = {
  /** Quotes seen. */
  readonly count: number;
  /** Time of the last quote; `null` before the first. */
  readonly time: number | null;
  /** Row of the last quote before that time, -1 where there is none. */
  readonly earlierRow: number;
};

/**
 * The last quote of an earlier time, one quote at a time.
 *
 * {@linkcode quoteBefore} for a merged stream of quotes and trades in the order of
 * their times. A trade at the time of the last quotes is joined to the last quote of
 * the time before.
 *
 * @example Quotes at 3, 5 and 5, a trade at 5
 * ```ts
 * import assert from "node:assert/strict";
 * import { QuoteBefore } from "volarb/liquidity";
 *
 * const quotes = new QuoteBefore();
 * for (const time of [3, 5, 5]) quotes.update(time);
 * assert.equal(quotes.at(5), 0);
 * assert.equal(quotes.at(6), 2);
 * ```
 */
export class QuoteBefore {
  #count = 0;
  #time = NaN;
  #earlierRow = -1;

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A join that continues where it stopped.
   */
  static from(snapshot: QuoteBeforeSnapshot): QuoteBefore {
    const quotes = new QuoteBefore();
    quotes.#count = snapshot.count;
    quotes.#time = snapshot.time ?? NaN;
    quotes.#earlierRow = snapshot.earlierRow;
    return quotes;
  }

  /** Row of the last quote; -1 before the first. */
  get value(): number {
    return this.#count - 1;
  }

  /** Whether a quote has been seen. */
  get ready(): boolean {
    return this.#count > 0;
  }

  /**
   * Takes the time of the next quote.
   *
   * @param time Microseconds since the epoch; not before the last quote.
   * @throws {RangeError} If the time falls or is missing.
   */
  update(time: number): void {
    if (!(time >= this.#time) && (this.ready || time !== time)) {
      throw new RangeError(
        `Cannot add a quote as time must not fall: current value is ${time} after ${this.#time}`,
      );
    }
    if (time > this.#time) {
      this.#earlierRow = this.#count - 1;
    }
    this.#time = time;
    this.#count++;
  }

  /**
   * The row of the last quote before a trade.
   *
   * @param time Time of the trade, not before the last quote.
   * @returns The row; -1 where there is none.
   * @throws {RangeError} If the time is before the last quote, or missing.
   */
  at(time: number): number {
    if (time > this.#time) return this.#count - 1;
    if (time === this.#time) return this.#earlierRow;
    if (!this.ready && time === time) return -1;
    throw new RangeError(
      `Cannot join a trade as it must not be before the last quote at ${this.#time}: current value is ${time}`,
    );
  }

  /** Forgets every quote. */
  reset(): void {
    this.#count = 0;
    this.#time = NaN;
    this.#earlierRow = -1;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode QuoteBefore.from} takes.
   */
  toJSON(): QuoteBeforeSnapshot {
    return {
      count: this.#count,
      time: orNull(this.#time),
      earlierRow: this.#earlierRow,
    };
  }
}
