import { byCodeUnits } from "./market_source.ts";

/** A timer that is set. */
export type Timer = {
  /** Who is called. */
  readonly owner: string;
  /** Its name, unique with the owner. */
  readonly name: string;
  /** When it fires next, microseconds. */
  readonly time: number;
  /** Time from one firing to the next, microseconds; infinite for an alert. */
  readonly interval: number;
  /** Last time at which it may fire, microseconds. */
  readonly stop: number;
};

/** Timers in order of time; of one time by owner, then by name, whoever was first to set one. */
export class TimerQueue {
  readonly #timers: Timer[] = [];

  /** When the next one fires; infinite if there is none. */
  get time(): number {
    return this.#timers[0]?.time ?? Infinity;
  }

  /** Sets a timer; one of the same owner and name is replaced. */
  set(timer: Timer): void {
    this.cancel(timer.owner, timer.name);
    const timers = this.#timers;
    let at = timers.length;
    while (at > 0 && compare(timer, timers[at - 1]!) < 0) at--;
    timers.splice(at, 0, timer);
  }

  /** Takes a timer away; false if there was none. */
  cancel(owner: string, name: string): boolean {
    const at = this.#timers.findIndex((timer) =>
      timer.owner === owner && timer.name === name
    );
    if (at < 0) return false;
    this.#timers.splice(at, 1);
    return true;
  }

  /** Names of an owner's timers, in the order in which they fire. */
  names(owner: string): string[] {
    return this.#timers.filter((timer) => timer.owner === owner)
      .map(({ name }) => name);
  }

  /** Takes the next timer, and sets it again where it repeats; there must be one. */
  shift(): Timer {
    const timer = this.#timers.shift()!;
    const time = timer.time + timer.interval;
    if (time <= timer.stop && time < Infinity) this.set({ ...timer, time });
    return timer;
  }
}

function compare(a: Timer, b: Timer): number {
  return a.time - b.time || byCodeUnits(a.owner, b.owner) ||
    byCodeUnits(a.name, b.name);
}
