import { RecentValues } from "./recent_values.ts";

/** The last values of a column in order of size; missing ones take a place but no part. */
export class SortedWindow {
  readonly #recent: RecentValues;
  readonly #sorted: Float64Array;
  #size = 0;

  /**
   * Starts empty, or where it stopped.
   *
   * @param window Values kept, at least 1.
   * @param saved What {@linkcode toJSON} gave.
   */
  constructor(window: number, saved: readonly (number | null)[] = []) {
    this.#recent = new RecentValues("keep a sorted window", window);
    this.#sorted = new Float64Array(window);
    for (const value of saved) this.push(value ?? NaN);
  }

  /** How many values are present. */
  get size(): number {
    return this.#size;
  }

  /** Takes the next value; the oldest leaves. */
  push(value: number): void {
    // Adding 0 turns -0 into 0, so that the order is unique.
    const entering = value - value === 0 ? value + 0 : NaN;
    const leaving = this.#recent.push(entering);
    const sorted = this.#sorted;
    if (leaving === leaving) {
      const place = this.#placeOf(leaving);
      sorted.copyWithin(place, place + 1, this.#size);
      this.#size--;
    }
    if (entering === entering) {
      const place = this.#placeOf(entering);
      sorted.copyWithin(place + 1, place, this.#size);
      sorted[place] = entering;
      this.#size++;
    }
  }

  /** Quantile of the values that are present, linear between them; `NaN` of none. */
  quantile(p: number): number {
    const n = this.#size;
    if (n === 0) return NaN;
    const h = (n - 1) * p;
    const below = Math.floor(h);
    const low = this.#sorted[below]!;
    const high = this.#sorted[Math.min(below + 1, n - 1)]!;
    return low === high ? low : low + (h - below) * (high - low);
  }

  /** Share of the values that are present and below `x`, those equal counted half; `NaN` of none. */
  rank(x: number): number {
    if (this.#size === 0 || x !== x) return NaN;
    const below = this.#placeOf(x);
    let equal = 0;
    while (below + equal < this.#size && this.#sorted[below + equal] === x) {
      equal++;
    }
    return (below + equal / 2) / this.#size;
  }

  /** The values, oldest first; `null` where one is missing. */
  toJSON(): (number | null)[] {
    return this.#recent.toJSON();
  }

  /** First place whose value is not below `x`. */
  #placeOf(x: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]! < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
