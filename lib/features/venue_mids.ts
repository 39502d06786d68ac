import { midOf } from "../liquidity/mid_price.ts";
import { orNull } from "./arguments.ts";

/** What {@linkcode VenueMids} needs to carry on where it stopped. */
export type VenueMidsSnapshot = readonly (number | null)[];

const FIELDS = 2;
const TIME = 0;
const MID = 1;

/**
 * Mids by the venue's clock, for trades which happened before them but are received
 * later. Room doubles where it is short; apart from that nothing is allocated.
 */
export class VenueMids {
  #ring = new Float64Array(FIELDS * 1024);
  /** Quotes are `first .. next - 1`, modulo the room, a power of two. */
  #first = 0;
  #next = 0;

  /**
   * Starts with no quote, or where it stopped.
   *
   * @param saved What {@linkcode toJSON} gave.
   */
  constructor(saved: VenueMidsSnapshot = []) {
    const at = (i: number) => saved[i] ?? NaN;
    for (let i = 0; i < saved.length; i += FIELDS) {
      this.#append(at(i + TIME), at(i + MID));
    }
  }

  /** Time of the last quote; `NaN` before the first. */
  get time(): number {
    return this.#first < this.#next ? this.#at(this.#next - 1, TIME) : NaN;
  }

  /** Mid of the last quote. */
  get mid(): number {
    return this.#first < this.#next ? this.#at(this.#next - 1, MID) : NaN;
  }

  /**
   * Takes the next quote.
   *
   * @param time The venue's, not before the last one.
   * @param bidPrice Best bid, above 0; `NaN` where missing.
   * @param askPrice Best ask.
   * @throws {RangeError} If time falls or a price is not positive.
   */
  push(time: number, bidPrice: number, askPrice: number): void {
    if (!(time >= this.time) && this.#first < this.#next) {
      throw new RangeError(
        `Cannot join trades to quotes as the venue's times must not fall: current value is ${time} after ${this.time}`,
      );
    }
    this.#append(time, midOf(bidPrice, askPrice));
  }

  /**
   * Forgets the quotes before the last one that is earlier than a time.
   *
   * @param time The venue's.
   * @returns Mid of that last one; `NaN` where there is none or it had been forgotten.
   */
  forget(time: number): number {
    const ring = this.#ring;
    const mask = ring.length / FIELDS - 1;
    const last = this.#next - 1;
    let first = this.#first;
    while (first < last && ring[FIELDS * ((first + 1) & mask)]! < time) first++;
    this.#first = first;
    const at = FIELDS * (first & mask);
    return first <= last && ring[at]! < time ? ring[at + MID]! : NaN;
  }

  /**
   * Mid of the last quote before a time, strictly, none being forgotten.
   *
   * @param time The venue's.
   * @returns The mid; `NaN` where there is none or it has been forgotten.
   */
  before(time: number): number {
    let [low, high] = [this.#first, this.#next];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#at(middle, TIME) < time) low = middle + 1;
      else high = middle;
    }
    return low > this.#first ? this.#at(low - 1, MID) : NaN;
  }

  /** The quotes that are kept, oldest first: time and mid, one after the other. */
  toJSON(): VenueMidsSnapshot {
    const count = this.#next - this.#first;
    return Array.from(
      { length: FIELDS * count },
      (_, j) =>
        orNull(this.#at(this.#first + Math.floor(j / FIELDS), j % FIELDS)),
    );
  }

  #at(quote: number, field: number): number {
    const mask = this.#ring.length / FIELDS - 1;
    return this.#ring[FIELDS * (quote & mask) + field]!;
  }

  #append(time: number, mid: number): void {
    const ring = this.#next - this.#first === this.#ring.length / FIELDS
      ? this.#grow()
      : this.#ring;
    const at = FIELDS * (this.#next & (ring.length / FIELDS - 1));
    ring[at + TIME] = time;
    ring[at + MID] = mid;
    this.#next++;
  }

  #grow(): Float64Array {
    const kept = Float64Array.from(this.toJSON(), (x) => x ?? NaN);
    const ring = new Float64Array(2 * this.#ring.length);
    ring.set(kept);
    this.#ring = ring;
    this.#next -= this.#first;
    this.#first = 0;
    return ring;
  }
}
