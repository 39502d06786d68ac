import type { FundingIntervalSpan } from "../market/mod.ts";
import { HOUR, MINUTE } from "../time/mod.ts";

/**
 * Stamps of settlements carry some milliseconds of jitter; they are told apart by more.
 *
 * @example A stamp within it is the full hour, one beyond it is not
 * ```ts
 * import assert from "node:assert/strict";
 * import { FUNDING_JITTER, FundingSchedule } from "volarb/venue";
 *
 * const hour = 3_600_000_000;
 * const first = (from: number) => new FundingSchedule([{ from, hours: 8 }]).next(0);
 * assert.equal(first(8 * hour + FUNDING_JITTER), 8 * hour);
 * assert.equal(first(8 * hour + FUNDING_JITTER + 1), FUNDING_JITTER + 1);
 * ```
 */
export const FUNDING_JITTER: number = MINUTE;

/**
 * When a contract settles its funding.
 *
 * A span begins with its first settlement, `from`, and pays for the `hours` before it: the
 * settlements of the span before end `hours` earlier. Stamps are taken to the full hour
 * where they lie within a minute of it. Before the first span its interval is continued
 * backwards.
 *
 * A rate that pays for another number of hours than the spans say changes the interval
 * from its settlement on.
 *
 * @example From eight hours to four
 * ```ts
 * import assert from "node:assert/strict";
 * import { FundingSchedule } from "volarb/venue";
 *
 * const hour = 3_600_000_000;
 * const schedule = new FundingSchedule([
 *   { from: 0, hours: 8 },
 *   { from: 12 * hour, hours: 4 },
 * ]);
 * const times = [-1, 0, 8 * hour, 12 * hour].map((t) => schedule.next(t) / hour);
 * assert.deepEqual(times, [0, 8, 12, 16]);
 * ```
 */
export class FundingSchedule {
  #spans: FundingIntervalSpan[];

  /**
   * Takes the spans.
   *
   * @param spans Spans in order of time; none is a contract without funding.
   * @throws {RangeError} If times do not rise or hours are not above 0.
   */
  constructor(spans: readonly FundingIntervalSpan[]) {
    this.#spans = spans.map(({ from, hours }) => ({
      from: onTheHour(from),
      hours,
    }));
    this.#spans.forEach(({ from, hours }, k) => {
      const rises = k === 0 || from > this.#spans[k - 1]!.from;
      if (!rises || !(hours > 0 && hours < Infinity)) {
        throw new RangeError(
          `Cannot schedule funding as times must rise and hours be above 0: current value is ${hours} hours from ${from}`,
        );
      }
    });
  }

  /**
   * The next settlement.
   *
   * @param time Microseconds.
   * @returns The first settlement after it, microseconds; infinite where there is none.
   */
  next(time: number): number {
    const spans = this.#spans;
    if (spans.length === 0) return Infinity;
    let k = spans.length - 1;
    while (k > 0 && time < spans[k]!.from - spans[k]!.hours * HOUR) k--;
    const { from, hours } = spans[k]!;
    const interval = hours * HOUR;
    const next = from + (Math.floor((time - from) / interval) + 1) * interval;
    const change = spans[k + 1];
    if (change === undefined) return next;
    return next > change.from - change.hours * HOUR ? change.from : next;
  }

  /**
   * Hours that the settlement at a time pays for.
   *
   * @param time A settlement, microseconds.
   * @returns Hours; `NaN` for a contract without funding.
   */
  hoursAt(time: number): number {
    const k = this.#spans.findLastIndex(({ from }) => from <= time);
    return (this.#spans[k] ?? this.#spans[0])?.hours ?? NaN;
  }

  /**
   * Takes the interval that a rate states.
   *
   * @param time Its settlement, microseconds.
   * @param hours Hours that it pays for; `NaN` says nothing.
   */
  learn(time: number, hours: number): void {
    const at = onTheHour(time);
    if (Number.isNaN(hours) || hours === this.hoursAt(at)) return;
    this.#spans = [
      ...this.#spans.filter(({ from }) => from < at),
      { from: at, hours },
      ...this.#spans.filter(({ from }) => from > at),
    ];
  }
}

/** A stamp without its jitter. */
function onTheHour(time: number): number {
  const hour = Math.round(time / HOUR) * HOUR;
  return Math.abs(time - hour) <= FUNDING_JITTER ? hour : time;
}
