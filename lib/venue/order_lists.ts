import type { Stage, WorkingOrder } from "./working_order.ts";

/**
 * The open orders of one contract, by where they stand.
 *
 * What closes or moves on while a list is walked stays in the old one, its stage telling,
 * until the walk is over and {@linkcode OrderLists.compact} is called.
 */
export class OrderLists {
  /** Orders that take from the next quote, in the order of arrival. */
  readonly entering: WorkingOrder[] = [];
  /** Orders that wait for their trigger, in the order of arrival. */
  readonly waiting: WorkingOrder[] = [];
  /** Resting buys: the highest price first, the earlier first at one price. */
  readonly bids: WorkingOrder[] = [];
  /** Resting sells: the lowest price first, the earlier first at one price. */
  readonly asks: WorkingOrder[] = [];
  /** Orders that are not closed. */
  open = 0;
  #dirty = false;

  /** Puts an order where a stage stands; it may come from another. */
  put(order: WorkingOrder, stage: "entering" | "waiting" | "resting"): void {
    order.stage = stage;
    if (order.listed) this.#dirty = true;
    else this.open++;
    order.listed = true;
    if (stage === "entering") this.entering.push(order);
    else if (stage === "waiting") this.waiting.push(order);
    else insert(order.sign === 1 ? this.bids : this.asks, order);
  }

  /** Takes an order out of its list, to be put back elsewhere; not during a walk. */
  take(order: WorkingOrder): void {
    for (const list of [this.entering, this.waiting, this.bids, this.asks]) {
      const at = list.indexOf(order);
      if (at >= 0) list.splice(at, 1);
    }
  }

  /** Marks an order as gone. */
  close(order: WorkingOrder): void {
    if (order.stage === "closed") return;
    order.stage = "closed";
    if (!order.listed) return;
    this.open--;
    this.#dirty = true;
  }

  /** Drops what has closed or moved on; not during a walk. */
  compact(): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    keep(this.entering, "entering");
    keep(this.waiting, "waiting");
    keep(this.bids, "resting");
    keep(this.asks, "resting");
  }

  /** Visits the orders that are not closed, each once; during a walk too. */
  each(visit: (order: WorkingOrder) => void): void {
    for (const order of this.entering) {
      if (order.stage === "entering") visit(order);
    }
    for (const order of this.waiting) {
      if (order.stage === "waiting") visit(order);
    }
    for (const side of [this.bids, this.asks]) {
      for (const order of side) if (order.stage === "resting") visit(order);
    }
  }
}

function keep(list: WorkingOrder[], stage: Stage): void {
  let kept = 0;
  for (let k = 0; k < list.length; k++) {
    const order = list[k]!;
    if (order.stage === stage) list[kept++] = order;
  }
  // Cheaper than setting the length where one or two are gone.
  while (list.length > kept) list.pop();
}

function insert(list: WorkingOrder[], order: WorkingOrder): void {
  let at = list.length;
  while (at > 0 && before(order, list[at - 1]!)) at--;
  list.splice(at, 0, order);
}

/** Whether an order has priority over another on its side. */
function before(a: WorkingOrder, b: WorkingOrder): boolean {
  const better = a.sign * (a.price - b.price);
  return better > 0 || (better === 0 && a.priority < b.priority);
}
