import type { Clearing } from "./clearing.ts";
import type { FundingDesk } from "./funding_desk.ts";
import type { MarginDesk } from "./margin_desk.ts";
import type { VenueCore } from "./venue_core.ts";

/** Who acts when something falls due. */
export type DueDesks = {
  /** Settles funding. */
  readonly funding: FundingDesk;
  /** Judges the margin. */
  readonly margin: MarginDesk;
  /** Ends orders that expire. */
  readonly clearing: Clearing;
};

/**
 * The venue's clock: as it is moved on, settlements and expiries happen, in their order and
 * each at its own time.
 */
export class VenueClock {
  readonly #core: VenueCore;
  readonly #desks: DueDesks;
  /**
   * When the next settlement or expiry is due, microseconds; minus infinity before the first
   * record. Until then a record need only set the time.
   */
  due = -Infinity;
  /** When the last bar closed. */
  #barTime = -Infinity;

  /**
   * Starts before all time.
   *
   * @param core Holds the time.
   * @param desks Who acts when something falls due.
   */
  constructor(core: VenueCore, desks: DueDesks) {
    this.#core = core;
    this.#desks = desks;
  }

  /**
   * Moves on to a time; what falls due until then and at it happens.
   *
   * @param time Microseconds, not before the clock's.
   */
  advance(time: number): void {
    if (time >= this.due) this.#settle(time);
    this.#core.time = time;
  }

  /**
   * Moves on for a mark price or a rate, which come before the bars of their time: what is due
   * then waits for the fills of those.
   *
   * @param time Microseconds, not before the clock's.
   */
  record(time: number): void {
    const awaited = this.#barTime > -Infinity && this.#barTime < time;
    if (!awaited) return this.advance(time);
    while (this.due < time) this.#settleAt(this.due);
    this.#core.time = time;
  }

  /**
   * Moves on to the close of a bar. What is due within it comes before its fills, which are
   * booked at the close; what is due at the close comes after those of every contract.
   *
   * @param openTime Its open, microseconds.
   * @param closeTime Its close, microseconds, not before the clock's.
   */
  bar(openTime: number, closeTime: number): void {
    if (this.due === -Infinity) this.#settleAt(openTime);
    while (this.due < closeTime) this.#settleAt(this.due);
    this.#core.time = this.#barTime = closeTime;
  }

  /** Asks the desks when something is due next. */
  plan(): void {
    this.due = Math.min(this.#desks.funding.next, this.#core.nextExpiry);
  }

  #settle(time: number): void {
    while (this.due <= time) {
      // What is due before the first record of all begins with it.
      this.#settleAt(this.due === -Infinity ? time : this.due);
    }
  }

  #settleAt(time: number): void {
    const core = this.#core;
    const { funding, margin, clearing } = this.#desks;
    core.time = time;
    funding.advance(time);
    if (core.nextExpiry <= time) clearing.expireDue();
    // What was paid is judged at the prices of then.
    if (core.marginDue) margin.judge();
    this.plan();
  }
}
