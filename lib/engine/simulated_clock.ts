/**
 * The time of a run: it stands still while a handler works and only ever runs forward.
 *
 * @example It refuses to run backwards
 * ```ts
 * import assert from "node:assert/strict";
 * import { SimulatedClock } from "volarb/engine";
 *
 * const clock = new SimulatedClock(10);
 * clock.advance(11);
 * assert.equal(clock.now, 11);
 * assert.throws(() => clock.advance(10), {
 *   message:
 *     "Cannot advance the clock as time must not run backwards: current value is 10 after 11",
 * });
 * ```
 */
export class SimulatedClock {
  #now: number;

  /**
   * Starts at a time.
   *
   * @param start Microseconds since the epoch.
   */
  constructor(start: number) {
    this.#now = start;
  }

  /** The time, microseconds since the epoch. */
  get now(): number {
    return this.#now;
  }

  /**
   * Lets time pass.
   *
   * @param time Microseconds since the epoch, not before now.
   * @throws {RangeError} If it is before now, or `NaN`.
   */
  advance(time: number): void {
    if (!(time >= this.#now)) {
      throw new RangeError(
        `Cannot advance the clock as time must not run backwards: current value is ${time} after ${this.#now}`,
      );
    }
    this.#now = time;
  }

  /**
   * Lets time pass to a time that is known not to be before now; the engine does, along
   * records whose times were checked.
   *
   * @param time Microseconds since the epoch.
   */
  pass(time: number): void {
    this.#now = time;
  }
}
