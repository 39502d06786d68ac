/**
 * What has to be delivered at this moment, first in first out.
 *
 * A message, an order's event or a position's is delivered once the handler that caused it
 * has returned, and before anything else happens: no handler is entered while another, or
 * itself, is still at work.
 */
export class Inbox {
  /** Deliveries that wait. */
  pending = 0;
  #queue: (() => void)[] = [];
  #draining = false;
  readonly #onPush: () => void;

  /** Takes what is told that something waits. */
  constructor(onPush: () => void) {
    this.#onPush = onPush;
  }

  /** Lets one wait. */
  push(deliver: () => void): void {
    this.#queue.push(deliver);
    this.pending++;
    this.#onPush();
  }

  /** Delivers what waits, and what that causes. */
  drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let i = 0; i < this.#queue.length; i++) {
        this.pending--;
        this.#queue[i]!();
      }
    } finally {
      this.#queue = [];
      this.pending = 0;
      this.#draining = false;
    }
  }
}
