import { countUpTo } from "../time/mod.ts";

/** Lots that were traded within a window up to now, by the side that took them. */
export class RecentVolume {
  readonly #time: number[] = [];
  readonly #bought: number[] = [];
  readonly #sold: number[] = [];
  #window = 0;
  /** Entries at which old ones are forgotten. */
  #limit = 4096;

  /** Keeps trades for a window, microseconds, and for those asked for before. */
  keep(window: number): void {
    this.#window = Math.max(this.#window, window);
  }

  /**
   * Takes a trade.
   *
   * @param time When it is known, not before the one before.
   * @param lots Lots.
   * @param aggressor 1 if a buyer took them, -1 if a seller did.
   */
  add(time: number, lots: number, aggressor: 1 | -1): void {
    const at = this.#time.length - 1;
    const bought = (this.#bought[at] ?? 0) + (aggressor === 1 ? lots : 0);
    const sold = (this.#sold[at] ?? 0) + (aggressor === 1 ? 0 : lots);
    if (this.#time[at] === time) {
      this.#bought[at] = bought;
      this.#sold[at] = sold;
      return;
    }
    this.#time.push(time);
    this.#bought.push(bought);
    this.#sold.push(sold);
    if (this.#time.length > this.#limit) this.#forget(time - this.#window);
  }

  /**
   * Lots in `(now - window, now]`.
   *
   * @param now The time, not before the last trade.
   * @param window The window, one of those kept.
   * @param aggressor Whose; both sides' where it is left out.
   * @returns Lots.
   */
  lots(now: number, window: number, aggressor?: 1 | -1): number {
    const last = this.#time.length - 1;
    if (last < 0) return 0;
    const before = countUpTo(this.#time, now - window) - 1;
    // Sums before what was forgotten are in the entry that was kept.
    const bought = this.#bought[last]! - (this.#bought[before] ?? 0);
    const sold = this.#sold[last]! - (this.#sold[before] ?? 0);
    if (aggressor === undefined) return bought + sold;
    return aggressor === 1 ? bought : sold;
  }

  /** Keeps the last entry that is not after a time, and those after it. */
  #forget(time: number): void {
    const dropped = Math.max(0, countUpTo(this.#time, time) - 1);
    for (const column of [this.#time, this.#bought, this.#sold]) {
      column.splice(0, dropped);
    }
    this.#limit = 4096 + 2 * this.#time.length;
  }
}
