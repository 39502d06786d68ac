/** What is known of an id. */
export type Seen = "new" | "same" | "other";

/** Rows that come with a smaller id than one before are remembered by so many low bits of it. */
const LATE_BITS = 17;

/**
 * Remembers the ids of recent rows and a fingerprint of each, to know a row that
 * comes again.
 *
 * Ids that rise, as almost all do, are in a ring: the last `2 ** bits` of them are
 * known exactly. Ids that come after a larger one are in a table with one place
 * per value of their low bits: it holds the last 131,072 of them where they are
 * consecutive, and a random share of more where they are not. Memory does not grow.
 */
export class RecentRows {
  readonly #ids: Float64Array;
  readonly #prints: Int32Array;
  readonly #mask: number;
  /** Ids that went into the ring. */
  #count = 0;
  #largest = -Infinity;
  #late: LateRows | undefined;

  /**
   * Starts without a row.
   *
   * @param bits Binary logarithm of the ring's length.
   */
  constructor(bits: number) {
    this.#ids = new Float64Array(2 ** bits);
    this.#prints = new Int32Array(2 ** bits);
    this.#mask = 2 ** bits - 1;
  }

  /**
   * Remembers a row, and says whether its id was there with the same fingerprint.
   * A row that repeats an id does not replace the first one.
   */
  add(id: number, print: number): Seen {
    if (!(id > this.#largest)) return this.#addLate(id, print);
    const place = this.#count & this.#mask;
    this.#ids[place] = id;
    this.#prints[place] = print;
    this.#count++;
    this.#largest = id;
    return "new";
  }

  #addLate(id: number, print: number): Seen {
    const place = this.#find(id);
    if (this.#ids[place] === id) {
      return this.#prints[place] === print ? "same" : "other";
    }
    this.#late ??= new LateRows(LATE_BITS);
    return this.#late.add(id, print);
  }

  /** Where in the ring the largest id is that is not above one. */
  #find(id: number): number {
    const mask = this.#mask;
    let from = Math.max(0, this.#count - mask - 1), to = this.#count;
    while (to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      if (this.#ids[middle & mask]! > id) to = middle;
      else from = middle;
    }
    return from & mask;
  }
}

/** The ids out of order. */
class LateRows {
  readonly #ids: Float64Array;
  readonly #prints: Int32Array;
  readonly #size: number;

  constructor(bits: number) {
    this.#size = 2 ** bits;
    this.#ids = new Float64Array(this.#size).fill(NaN);
    this.#prints = new Int32Array(this.#size);
  }

  add(id: number, print: number): Seen {
    const size = this.#size;
    const place = id - Math.floor(id / size) * size;
    if (this.#ids[place] === id) {
      return this.#prints[place] === print ? "same" : "other";
    }
    this.#ids[place] = id;
    this.#prints[place] = print;
    return "new";
  }
}

/** Mixes a number into a fingerprint: its low 32 bits, as whole number. */
export function fingerprint(print: number, value: number): number {
  const mixed = Math.imul(print ^ (value | 0), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
