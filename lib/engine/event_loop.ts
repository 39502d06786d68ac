import { Heads } from "./heads.ts";
import { Inbox } from "./inbox.ts";
import type { SimulatedClock } from "./simulated_clock.ts";
import { TimedQueue } from "./timed_queue.ts";
import type { Timer, TimerQueue } from "./timer_queue.ts";

/** The exchange, as the timeline sees it. */
export type VenueSide = {
  /** Market events at the exchange that must be taken one by one; the first one's time. */
  readonly time: number;
  /** Takes market events at the exchange that are before `loop.bound`; at least one. */
  run(loop: EventLoop): void;
  /** Brings the exchange up to a time at which a command arrives: all that happened before it. */
  catchUp(time: number): void;
};

/** An exchange that nobody asks. */
const NO_VENUE: VenueSide = {
  time: Infinity,
  run() {},
  catchUp() {},
};

/**
 * What may happen at one time, in the order in which it does: market data at the exchange,
 * commands that arrive there, its answers that arrive at the client, market data at the
 * client, timers.
 */
export const PHASE = {
  venue: 1,
  command: 2,
  response: 3,
  client: 4,
  timer: 5,
} as const;

/** One of {@linkcode PHASE}. */
export type Phase = typeof PHASE[keyof typeof PHASE];

/**
 * One simulated timeline of all that happens.
 *
 * Streams are taken in runs: `bound` is the time before which the phase at work may go on,
 * `limit` that of one stream in it. What a handler causes, a command under way or a timer,
 * lowers both.
 * All times are whole microseconds, so that "up to and including `t`" is "before `t + 1`".
 *
 * @see def-timeline, lem-total-order
 */
export class EventLoop {
  /** The client's time. */
  readonly clock: SimulatedClock;
  /** Market data at the client. */
  readonly client: Heads = new Heads();
  /** What is under way to the exchange. */
  readonly commands: TimedQueue<() => void> = new TimedQueue();
  /** What is under way to the client. */
  readonly responses: TimedQueue<() => void> = new TimedQueue();
  /** Timers. */
  readonly timers: TimerQueue;
  /** What is to be delivered before anything else happens. */
  readonly inbox: Inbox = new Inbox(() => this.interrupt());
  /** Market data at the exchange. */
  venue: VenueSide = NO_VENUE;
  /** Called when a timer fires. */
  onTimer: (timer: Timer) => void = () => {};
  /** Time before which streams of the phase at work may go on. */
  bound = Infinity;
  /** Time before which the stream at work may go on; at once if there is something to deliver. */
  limit = Infinity;
  /** The limit where there is nothing to deliver. */
  runLimit = Infinity;
  #phase: Phase = PHASE.client;
  #end = Infinity;

  /** Takes the clock and the timers of the run. */
  constructor(clock: SimulatedClock, timers: TimerQueue) {
    this.clock = clock;
    this.timers = timers;
  }

  /** Sends a command that arrives at the exchange at a time. */
  send(time: number, command: () => void): void {
    this.commands.push(time, command);
    this.lower(time, PHASE.command);
  }

  /** Sends an answer that arrives at the client at a time. */
  answer(time: number, response: () => void): void {
    this.responses.push(time, response);
    this.lower(time, PHASE.response);
  }

  /** Begins the run of one stream, which may go on before a time. */
  begin(limit: number): void {
    const { bound } = this;
    const run = limit < bound ? limit : bound;
    this.runLimit = run;
    this.limit = run;
  }

  /** Told that something has to be done when the handler at work has returned. */
  interrupt(): void {
    this.limit = -Infinity;
  }

  /** Does what had to be done when a handler returned. */
  settle(): void {
    if (this.inbox.pending > 0) this.inbox.drain();
    this.limit = this.runLimit;
  }

  /** Told that something is to happen at a time: the stream at work must not pass it. */
  lower(time: number, phase: Phase): void {
    const bound = phase > this.#phase ? time + 1 : time;
    if (bound < this.bound) this.bound = bound;
    if (bound < this.runLimit) this.runLimit = bound;
    if (bound < this.limit) this.limit = bound;
  }

  /** How many commands and answers are under way. */
  get underWay(): { readonly commands: number; readonly answers: number } {
    return { commands: this.commands.length, answers: this.responses.length };
  }

  /**
   * Takes everything up to the last record that the client receives.
   *
   * What is still under way then, and timers after it, do not happen.
   *
   * @param end Last time to take; infinite for all there is.
   * @returns The last time of the run: `end`, or that of the last record if it is before.
   */
  run(end: number = Infinity): number {
    this.#end = end;
    this.settle();
    while (this.#step());
    return this.#end < Infinity ? this.#end : this.clock.now;
  }

  /** Takes the next run of one stream or the next single event; false at the end. */
  #step(): boolean {
    const { venue, commands, responses, client, timers } = this;
    const v = venue.time;
    const q = commands.time;
    const r = responses.time;
    const c = client.time;
    const t = timers.time;
    const next = Math.min(v, q, r, c, t);
    if (next > this.#end || next === Infinity) return false;
    if (c === Infinity) {
      // The last record was the last moment of the run.
      this.#end = Math.min(this.#end, this.clock.now);
      if (next > this.#end) return false;
    }
    const end = this.#end + 1;
    if (v === next) {
      this.#phase = PHASE.venue;
      this.bound = Math.min(q + 1, r + 1, c + 1, t + 1, end);
      venue.run(this);
    } else if (q === next) {
      this.#phase = PHASE.command;
      venue.catchUp(q);
      commands.shift()();
    } else if (r === next) {
      this.#phase = PHASE.response;
      this.clock.advance(r);
      responses.shift()();
      this.inbox.drain();
    } else if (c === next) {
      this.#phase = PHASE.client;
      this.bound = Math.min(v, q, r, t + 1, end);
      client.run(this);
    } else {
      this.#phase = PHASE.timer;
      this.clock.advance(t);
      this.onTimer(timers.shift());
      this.inbox.drain();
    }
    return true;
  }
}
