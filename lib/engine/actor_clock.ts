import type { SimulatedClock } from "./simulated_clock.ts";
import type { TimerQueue } from "./timer_queue.ts";

/** What a timer says when it fires. */
export type TimerEvent = {
  /** The timer. */
  readonly name: string;
  /** The time it was set to fire at, which is now: microseconds since the epoch. */
  readonly time: number;
};

/** When a timer begins and ends. */
export type TimerOptions = {
  /**
   * Time from which the intervals count, microseconds since the epoch; now by default.
   * One before now keeps the grid: the first firing is the first multiple after now.
   */
  readonly start?: number;
  /** Last time at which it may fire, microseconds since the epoch; none by default. */
  readonly stop?: number;
};

/** What an {@linkcode ActorClock} is made of. */
export type ActorClockParts = {
  /** The time of the run. */
  readonly clock: SimulatedClock;
  /** Timers of the run. */
  readonly timers: TimerQueue;
  /** Told of every timer that is set, with its time. */
  readonly onSet: (time: number) => void;
};

/**
 * The clock of one actor: the time of the run, and timers of its own.
 *
 * At one time, timers fire after everything else, in the order of actors and names.
 *
 * @example Each minute on the minute
 * ```ts
 * import assert from "node:assert/strict";
 * import { Actor, columnSource, EventEngine, type TimerEvent } from "volarb/engine";
 * import { MINUTE } from "volarb/time";
 *
 * class Sampler extends Actor {
 *   times: number[] = [];
 *   override onStart() {
 *     this.clock.setTimer("sample", MINUTE, { start: 0 });
 *   }
 *   override onTimer({ time }: TimerEvent) {
 *     this.times.push(time / MINUTE);
 *   }
 * }
 * const sampler = new Sampler("sampler");
 * const price = Int32Array.of(1, 1);
 * const quotes = {
 *   eventTime: Float64Array.of(0.5 * MINUTE, 3 * MINUTE),
 *   bidTicks: price, bidLots: price, askTicks: price, askLots: price,
 * };
 * new EventEngine({
 *   source: columnSource({ BTCUSDT: { quotes } }),
 *   steps: [{
 *     symbol: "BTCUSDT",
 *     tick: { integer: 1, scale: 1 },
 *     lot: { integer: 1, scale: 3 },
 *   }],
 *   actors: [sampler],
 * }).run();
 * assert.deepEqual(sampler.times, [1, 2, 3]);
 * ```
 */
export class ActorClock {
  readonly #owner: string;
  readonly #parts: ActorClockParts;

  /**
   * Belongs to an actor; the engine makes clocks.
   *
   * @param owner Id of the actor.
   * @param parts Time and timers of the run.
   */
  constructor(owner: string, parts: ActorClockParts) {
    this.#owner = owner;
    this.#parts = parts;
  }

  /** The time, microseconds since the epoch. */
  get now(): number {
    return this.#parts.clock.now;
  }

  /** Names of the timers that are set, in the order in which they fire. */
  get timerNames(): string[] {
    return this.#parts.timers.names(this.#owner);
  }

  /**
   * Sets a timer that fires again and again; one of the same name is replaced.
   *
   * @param name Name of the timer.
   * @param interval Microseconds from one firing to the next, a whole number above 0.
   * @param options When it begins and ends.
   * @throws {RangeError} If the interval is not a whole number above 0, or a time is no
   *   whole number.
   */
  setTimer(
    name: string,
    interval: number,
    { start = this.now, stop = Infinity }: TimerOptions = {},
  ): void {
    if (!(Number.isSafeInteger(interval) && interval > 0)) {
      throw refused(name, "interval must be whole microseconds > 0", interval);
    }
    if (!Number.isSafeInteger(start)) {
      throw refused(name, "start must be whole microseconds", start);
    }
    const passed = Math.max(0, Math.floor((this.now - start) / interval));
    const time = start + (passed + 1) * interval;
    if (time <= stop) this.#set({ name, time, interval, stop });
  }

  /**
   * Sets a timer that fires once; one of the same name is replaced.
   *
   * @param name Name of the timer.
   * @param time When, microseconds since the epoch; not before now.
   * @throws {RangeError} If the time is before now or no whole number.
   */
  setTimeAlert(name: string, time: number): void {
    if (!(Number.isSafeInteger(time) && time >= this.now)) {
      throw refused(name, `time must be whole and >= ${this.now}`, time);
    }
    this.#set({ name, time, interval: Infinity, stop: Infinity });
  }

  /**
   * Takes a timer away.
   *
   * @param name Name of the timer.
   * @returns Whether it was set.
   */
  cancelTimer(name: string): boolean {
    return this.#parts.timers.cancel(this.#owner, name);
  }

  #set(
    timer: {
      readonly name: string;
      readonly time: number;
      readonly interval: number;
      readonly stop: number;
    },
  ): void {
    this.#parts.timers.set({ owner: this.#owner, ...timer });
    this.#parts.onSet(timer.time);
  }
}

function refused(name: string, rule: string, value: number): RangeError {
  return new RangeError(
    `Cannot set timer ${name} as ${rule}: current value is ${value}`,
  );
}
