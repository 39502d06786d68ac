import { orNull } from "./arguments.ts";

/** What {@linkcode WaitingQuotes} needs to carry on where it stopped. */
export type WaitingQuotesSnapshot = {
  /** Time, bid and ask of the quotes that wait, oldest first, one after the other. */
  readonly waiting: readonly (number | null)[];
  /** Time of the last quote that was released; `null` before the first. */
  readonly released: number | null;
};

/** Takes quotes that are released. */
export type QuoteTaker = {
  /** Takes the next quote. */
  updateQuote(time: number, bidPrice: number, askPrice: number): void;
};

const FIELDS = 3;

/**
 * Quotes in the order of the venue's times that wait for trades which happened before
 * them but are received later. Room doubles where it is short.
 */
export class WaitingQuotes {
  #ring = new Float64Array(FIELDS * 1024);
  /** Quotes are `first .. next - 1`, modulo the room, a power of two. */
  #first = 0;
  #next = 0;
  #released = -Infinity;

  /**
   * Starts with no quote, or where it stopped.
   *
   * @param saved What {@linkcode toJSON} gave.
   */
  constructor(saved?: WaitingQuotesSnapshot) {
    const waiting = saved?.waiting ?? [];
    const at = (i: number) => waiting[i] ?? NaN;
    for (let i = 0; i < waiting.length; i += FIELDS) {
      this.push(at(i), at(i + 1), at(i + 2));
    }
    this.#released = saved?.released ?? -Infinity;
  }

  /** Time of the last quote that was released; `-Infinity` before the first. */
  get released(): number {
    return this.#released;
  }

  /** Takes a quote. */
  push(time: number, bidPrice: number, askPrice: number): void {
    let room = this.#ring.length / FIELDS;
    if (this.#next - this.#first === room) room = this.#grow();
    const at = FIELDS * (this.#next & (room - 1));
    this.#ring[at] = time;
    this.#ring[at + 1] = bidPrice;
    this.#ring[at + 2] = askPrice;
    this.#next++;
  }

  /** Hands over the quotes up to a time, that time included. */
  release(time: number, taker: QuoteTaker): void {
    const ring = this.#ring;
    const mask = ring.length / FIELDS - 1;
    while (this.#first < this.#next) {
      const at = FIELDS * (this.#first & mask);
      const quoteTime = ring[at]!;
      if (!(quoteTime <= time)) return;
      taker.updateQuote(quoteTime, ring[at + 1]!, ring[at + 2]!);
      this.#released = quoteTime;
      this.#first++;
    }
  }

  /** The quotes that wait, as plain data. */
  toJSON(): WaitingQuotesSnapshot {
    const mask = this.#ring.length / FIELDS - 1;
    const count = this.#next - this.#first;
    const waiting = Array.from({ length: FIELDS * count }, (_, j) => {
      const quote = this.#first + Math.floor(j / FIELDS);
      return orNull(this.#ring[FIELDS * (quote & mask) + j % FIELDS]!);
    });
    const released = this.#released === -Infinity ? null : this.#released;
    return { waiting, released };
  }

  #grow(): number {
    const room = this.#ring.length / FIELDS;
    const ring = new Float64Array(2 * this.#ring.length);
    for (let j = this.#first; j < this.#next; j++) {
      const at = FIELDS * (j & (room - 1));
      ring.set(
        this.#ring.subarray(at, at + FIELDS),
        FIELDS * (j & (2 * room - 1)),
      );
    }
    this.#ring = ring;
    return 2 * room;
  }
}
