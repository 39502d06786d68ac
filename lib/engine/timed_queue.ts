/**
 * What is under way, in the order in which it arrives; of one time, in the order in which
 * it was sent.
 */
export class TimedQueue<T> {
  #times: number[] = [];
  #items: T[] = [];
  #head = 0;
  /** When the next one arrives, microseconds; infinite if there is none. */
  time = Infinity;

  /** How many are under way. */
  get length(): number {
    return this.#items.length - this.#head;
  }

  /** Sends one. */
  push(time: number, item: T): void {
    const times = this.#times;
    const items = this.#items;
    let at = times.length;
    while (at > this.#head && times[at - 1]! > time) at--;
    if (at === times.length) {
      times.push(time);
      items.push(item);
    } else {
      times.splice(at, 0, time);
      items.splice(at, 0, item);
    }
    this.time = times[this.#head]!;
  }

  /** Takes the next one; there must be one. */
  shift(): T {
    const item = this.#items[this.#head++]!;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#times = [];
      this.#head = 0;
    } else if (this.#head >= 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#times = this.#times.slice(this.#head);
      this.#head = 0;
    }
    this.time = this.#times[this.#head] ?? Infinity;
    return item;
  }
}
