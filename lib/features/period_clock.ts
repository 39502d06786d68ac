import { MINUTE } from "../time/mod.ts";
import {
  assertInteger,
  assertPositive,
  assertWindow,
} from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";

/** Bars of the clock that a feature adds up or averages over. */
export type PeriodOptions = {
  /**
   * Length of a bar in whole microseconds. Bars end at its multiples since the epoch, in
   * receive time, and are known there.
   */
  readonly period: number;
  /** Bars taken together; 1 by default. */
  readonly window?: number;
  /**
   * Longest silence in microseconds that still counts as nothing happening; five minutes
   * by default. After a longer one bars are missing until the first whole bar once
   * records come again, as is the bar in which the records begin.
   */
  readonly gap?: number;
};

/** What {@linkcode PeriodClock} needs to carry on where it stopped. */
export type PeriodClockSnapshot = {
  /** Where the open bar ends; `null` before the first record. */
  readonly end: number | null;
  /** Receive time of the last record; `null` before the first. */
  readonly last: number | null;
  /** Whether records began, or began again, within the open bar. */
  readonly broken: boolean;
};

/** Cuts receive time into bars and tells which of them are missing. */
export class PeriodClock {
  /** Where the open bar ends; `NaN` before the first record. */
  end: number = NaN;
  /** Where the bar that was closed last ended; `NaN` before the first. */
  closed: number = NaN;
  /** Whether the bar that was closed last is missing. */
  missing: boolean = true;
  readonly #period: number;
  readonly #gap: number;
  /** Silence after which no more bars are closed until records come again. */
  readonly #lost: number;
  #last = NaN;
  #broken = true;

  /**
   * Starts with no record seen.
   *
   * @param action What could not be done.
   * @param options Length of the bars, how many are taken together, longest silence.
   * @throws {RangeError} If a number is out of range.
   */
  constructor(
    action: string,
    { period, window = 1, gap = 5 * MINUTE }: PeriodOptions,
  ) {
    assertInteger(action, "period", period, 1);
    assertWindow(action, window, 1);
    assertPositive(action, "gap", gap);
    this.#period = period;
    this.#gap = gap;
    this.#lost = gap + (window + 1) * period;
  }

  /**
   * Notes the records of one bar; bars that ended before the first have been closed.
   *
   * @param time Receive times.
   * @param from Row of the first record.
   * @param to The row after the last that may be noted.
   * @returns The row after the last that belongs to the bar.
   */
  noteRows(time: Float64Array, from: number, to: number): number {
    let last = time[from]!;
    if (last - this.#last > this.#gap) this.#broken = true;
    // Before the first record, and after a silence in which no more bars were closed.
    if (!(last < this.end)) this.#open(time, from);
    const { end } = this;
    const newest = time[to - 1]!;
    if (newest < end && newest - last <= this.#gap) {
      this.#last = newest;
      return to;
    }
    let row = from + 1;
    for (; row < to; row++) {
      const next = time[row]!;
      if (next >= end) break;
      if (next - last > this.#gap) this.#broken = true;
      last = next;
    }
    this.#last = last;
    return row;
  }

  /**
   * Closes the open bar if it is over; where it ended is then {@linkcode closed}.
   *
   * @param now Up to when records have been noted, in its first entry.
   * @returns Whether it was over, and records had not long ceased.
   */
  close(now: Float64Array): boolean {
    const { end } = this;
    if (!(now[0]! >= end)) return false;
    const silence = end - this.#last;
    // Whatever is taken over the window is missing by now and stays so.
    if (silence > this.#lost) return false;
    this.missing = this.#broken || silence > this.#gap;
    this.#broken = false;
    this.closed = end;
    this.end = end + this.#period;
    return true;
  }

  /** Opens the bar of a record. */
  #open(time: Float64Array, row: number): void {
    this.end = (Math.floor(time[row]! / this.#period) + 1) * this.#period;
  }

  /** Takes the state that {@linkcode toJSON} gave. */
  restore({ end, last, broken }: PeriodClockSnapshot): void {
    this.end = end ?? NaN;
    this.#last = last ?? NaN;
    this.#broken = broken;
  }

  /** The state as plain data. */
  toJSON(): PeriodClockSnapshot {
    return {
      end: orNull(this.end),
      last: orNull(this.#last),
      broken: this.#broken,
    };
  }
}
