import { midOf } from "../liquidity/mid_price.ts";
import { MISSING } from "../stats/finite_or_nan.ts";
import { orNull } from "../stats/or_null.ts";
import type { QuoteRecords } from "./records.ts";

/** What {@linkcode VenueMids} needs to carry on where it stopped. */
export type VenueMidsSnapshot = {
  /** Time, bid and ask of the last quote; `null` where missing. */
  readonly last: readonly (number | null)[];
  /** When each mid that is kept began to stand, and the mid, one after the other. */
  readonly mids: readonly (number | null)[];
};

const FIELDS = 2;

/**
 * Mids by the venue's clock, for trades which happened before them but are received
 * later.
 *
 * A quote that moves no price, as 98 of 100, is passed over. Room doubles where it is
 * short; apart from that nothing is allocated.
 */
export class VenueMids {
  /** When a mid began to stand, and the mid. */
  #ring = new Float64Array(FIELDS * 256);
  /** Mids are `first .. next - 1`, modulo the room, a power of two; the mask is one less. */
  #mask = 255;
  #first = 0;
  #next = 0;
  /** Time, bid, ask and mid of the last quote. */
  #time = NaN;
  #bid = NaN;
  #ask = NaN;
  #mid = NaN;

  /**
   * Starts with no quote, or where it stopped.
   *
   * @param saved What {@linkcode toJSON} gave.
   */
  constructor(saved?: VenueMidsSnapshot) {
    if (saved === undefined) return;
    const { last, mids } = saved;
    while (this.#ring.length < mids.length) this.#grow();
    this.#next = mids.length / FIELDS;
    mids.forEach((x, i) => this.#ring[i] = x ?? NaN);
    this.#time = last[0] ?? NaN;
    this.#bid = last[1] ?? NaN;
    this.#ask = last[2] ?? NaN;
    this.#mid = mids[mids.length - 1] ?? NaN;
  }

  /** Time of the last quote; `NaN` before the first. */
  get time(): number {
    return this.#time;
  }

  /** Mid of the last quote. */
  get mid(): number {
    return this.#mid;
  }

  /**
   * Takes the next quotes, up to the first at or after some time.
   *
   * @param quotes Columns; prices > 0, `NaN` where missing.
   * @param from First row.
   * @param to The row after the last.
   * @param until The venue's time from which on they are left; `NaN` for all of them.
   * @returns The row after the last that was taken.
   * @throws {RangeError} If the venue's time falls or is missing, or a price is not
   *   positive.
   */
  push(
    { eventTime, bidPrice, askPrice }: QuoteRecords,
    from: number,
    to: number,
    until: number,
  ): number {
    let last = this.#time;
    let lastBid = this.#bid;
    let lastAsk = this.#ask;
    // Room for all of them beforehand, so that the loop only writes.
    while (this.#next - this.#first + to - from > this.#mask + 1) this.#grow();
    const ring = this.#ring;
    const mask = this.#mask;
    let next = this.#next;
    let row = from;
    for (; row < to; row++) {
      const time = eventTime[row]!;
      if (time >= until) break;
      if (!(time >= last)) checkFirst(time, last);
      last = time;
      const bid = bidPrice[row]!;
      const ask = askPrice[row]!;
      if (bid === lastBid && ask === lastAsk) continue;
      lastBid = bid;
      lastAsk = ask;
      // In place where all is well: a call costs more than the rest of the row.
      const at = FIELDS * (next & mask);
      if (bid > 0 && bid <= ask) ring[at + 1] = (bid + ask) / 2;
      else ring[at + 1] = midOf(bid, ask);
      ring[at] = time;
      next++;
    }
    this.#time = last;
    this.#bid = lastBid;
    this.#ask = lastAsk;
    if (next > this.#next) {
      this.#mid = ring[FIELDS * ((next - 1) & mask) + 1]!;
    }
    this.#next = next;
    return row;
  }

  /**
   * Forgets the mids before the last one that is earlier than a time.
   *
   * @param time The venue's.
   * @returns That last one; `NaN` where there is none or it had been forgotten.
   */
  forget(time: number): number {
    const ring = this.#ring;
    const mask = this.#mask;
    const last = this.#next - 1;
    let first = this.#first;
    while (first < last && ring[FIELDS * ((first + 1) & mask)]! < time) first++;
    this.#first = first;
    const at = FIELDS * (first & mask);
    return first <= last && ring[at]! < time ? ring[at + 1]! : MISSING[0]!;
  }

  /**
   * Mid of the last quote before a time, strictly, none being forgotten.
   *
   * @param time The venue's.
   * @returns The mid; `NaN` where there is none or it has been forgotten.
   */
  before(time: number): number {
    const ring = this.#ring;
    const mask = this.#mask;
    let low = this.#first;
    let high = this.#next;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ring[FIELDS * (middle & mask)]! < time) low = middle + 1;
      else high = middle;
    }
    return low > this.#first
      ? ring[FIELDS * ((low - 1) & mask) + 1]!
      : MISSING[0]!;
  }

  /** The mids that are kept, oldest first. */
  toJSON(): VenueMidsSnapshot {
    return {
      last: [this.#time, this.#bid, this.#ask].map(orNull),
      mids: Array.from(this.#kept(), orNull),
    };
  }

  /** Times and mids that are kept, in order. */
  #kept(): Float64Array {
    const start = FIELDS * this.#first;
    return Float64Array.from(
      { length: FIELDS * (this.#next - this.#first) },
      (_, j) => this.#ring[(start + j) % this.#ring.length]!,
    );
  }

  #grow(): void {
    const kept = this.#kept();
    this.#ring = new Float64Array(2 * this.#ring.length);
    this.#ring.set(kept);
    this.#mask = 2 * this.#mask + 1;
    this.#next -= this.#first;
    this.#first = 0;
  }
}

/** Checks a time that is not known to be at or after the last one, `NaN` before the first. */
function checkFirst(time: number, last: number): void {
  if (last !== last && time === time) return;
  throw new RangeError(
    `Cannot join trades to quotes as the venue's times must not fall: current value is ${time} after ${last}`,
  );
}
