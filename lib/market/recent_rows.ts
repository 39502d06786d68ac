/** What is known of an id. */
export type Seen = "new" | "same" | "other";

/**
 * Remembers the ids of recent rows and a fingerprint of each.
 *
 * A table with one place per value of the id's low bits: it holds the last
 * `2 ** bits` rows where ids are consecutive, and a random share of more rows
 * where they are not. Memory does not grow.
 */
export class RecentRows {
  readonly #ids: Float64Array;
  readonly #prints: Int32Array;
  readonly #size: number;

  /**
   * Makes an empty table.
   *
   * @param bits Binary logarithm of its size.
   */
  constructor(bits: number) {
    this.#size = 2 ** bits;
    this.#ids = new Float64Array(this.#size).fill(-1);
    this.#prints = new Int32Array(this.#size);
  }

  /**
   * Remembers a row, and says whether its id was there with the same fingerprint.
   * A row that repeats an id does not replace the first one.
   */
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
