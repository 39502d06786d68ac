import { orNull } from "../stats/or_null.ts";

/** What {@linkcode MaturingTrades} needs to carry on where it stopped. */
export type MaturingTradesSnapshot = readonly (number | null)[];

const FIELDS = 4;
const END = 0;
const PRICE = 1;
const SOLD = 2;
const MID = 3;

/** Trades in the order of their ends that wait for these. Room doubles where it is short. */
export class MaturingTrades {
  #ring = new Float64Array(FIELDS * 256);
  /** Trades are `first .. last - 1`, modulo the room, a power of two; the mask is one less. */
  #mask = 255;
  #first = 0;
  #last = 0;

  /**
   * Starts with no trade, or where it stopped.
   *
   * @param saved What {@linkcode toJSON} gave.
   */
  constructor(saved: MaturingTradesSnapshot = []) {
    const at = (i: number) => saved[i] ?? NaN;
    for (let i = 0; i < saved.length; i += FIELDS) {
      this.push(at(i + END), at(i + PRICE), at(i + SOLD), at(i + MID));
    }
  }

  /** When the first of them ends; `NaN` where none waits. */
  get next(): number {
    return this.#first < this.#last ? this.#read(END) : NaN;
  }

  /** Price of the first of them. */
  get price(): number {
    return this.#read(PRICE);
  }

  /** Whether its aggressor sold: 1 or 0. */
  get sold(): number {
    return this.#read(SOLD);
  }

  /** Mid before it. */
  get mid(): number {
    return this.#read(MID);
  }

  /**
   * Takes a trade.
   *
   * @param end When it ends, not before the last one.
   * @param price Its price.
   * @param sold Whether its aggressor sold: 1 or 0.
   * @param mid Mid before it; `NaN` where there is none.
   */
  push(end: number, price: number, sold: number, mid: number): void {
    if (this.#last - this.#first > this.#mask) this.#grow();
    const ring = this.#ring;
    const at = FIELDS * (this.#last & this.#mask);
    ring[at + END] = end;
    ring[at + PRICE] = price;
    ring[at + SOLD] = sold;
    ring[at + MID] = mid;
    this.#last++;
  }

  /** Lets the first of them go. */
  shift(): void {
    this.#first++;
  }

  /** The trades, one after the other, four numbers each. */
  toJSON(): MaturingTradesSnapshot {
    const count = FIELDS * (this.#last - this.#first);
    const start = FIELDS * this.#first;
    const size = this.#ring.length;
    return Array.from(
      { length: count },
      (_, j) => orNull(this.#ring[(start + j) % size]!),
    );
  }

  #read(field: number): number {
    return this.#ring[FIELDS * (this.#first & this.#mask) + field]!;
  }

  #grow(): void {
    const kept = Float64Array.from(this.toJSON(), (x) => x ?? NaN);
    this.#ring = new Float64Array(2 * this.#ring.length);
    this.#ring.set(kept);
    this.#mask = 2 * this.#mask + 1;
    this.#last -= this.#first;
    this.#first = 0;
  }
}
