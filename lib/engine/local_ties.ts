import type { Order, OrderEvent } from "../venue/mod.ts";
import type { OrderDesk } from "./order_desk.ts";

/** What {@linkcode LocalTies} works with. */
export type LocalTiesParts = {
  readonly desk: OrderDesk;
  readonly now: () => number;
  /** Lets a child in that waited for its parent. */
  readonly activate: (order: Order) => void;
};

/**
 * Ties between orders that the client keeps, as one of them is held by it.
 *
 * As at the venue: an OTO child comes in with the first fill of its parent, as large as what the
 * parent has filled; a fill or the end of an OCO order cancels the others; a fill of an OUO
 * order is taken off the others, its end cancels them.
 */
export class LocalTies {
  readonly #parts: LocalTiesParts;
  /** Every order with a tie, by name. */
  readonly #orders = new Map<string, Order>();
  /** Whole lots that each child was meant to have. */
  readonly #meant = new Map<string, number>();
  /** Names of the orders whose ties are kept here. */
  readonly #local = new Set<string>();

  /** Starts without ties. */
  constructor(parts: LocalTiesParts) {
    this.#parts = parts;
  }

  /**
   * Takes an order in; says whether it has to wait for its parent here.
   *
   * A tie is kept here if the order or one that it is tied to is held by the client.
   */
  take(order: Order): boolean {
    const { contingency, clientOrderId } = order;
    if (contingency === undefined) return false;
    this.#orders.set(clientOrderId, order);
    const parent = contingency.parent === undefined
      ? undefined
      : this.#orders.get(contingency.parent);
    const siblings = contingency.linked.map((name) => this.#orders.get(name));
    const local = order.emulated || (parent?.emulated ?? false) ||
      siblings.some((other) => other?.emulated);
    if (!local) return false;
    this.#local.add(clientOrderId);
    if (parent !== undefined) this.#local.add(parent.clientOrderId);
    if (parent === undefined || parent.filledQuantity > 0) return false;
    this.#meant.set(clientOrderId, order.quantity);
    return true;
  }

  /** Does what an event of an order means for those that it is tied to. */
  onEvent(event: OrderEvent, order: Order): void {
    const { contingency, clientOrderId } = order;
    if (contingency === undefined || !this.#local.has(clientOrderId)) return;
    const linked = contingency.linked
      .flatMap((name) => this.#orders.get(name) ?? [])
      .filter((other) => this.#local.has(other.clientOrderId) && other.isOpen);
    if (event.type === "filled") {
      if (contingency.type === "OTO") this.#grow(order, linked);
      else if (contingency.type === "OCO") this.#cancel(linked, clientOrderId);
      else this.#shrink(linked, event.fill.quantity, clientOrderId);
    } else if (!order.isOpen) {
      // Children of a parent that has filled something stay.
      const stays = contingency.type === "OTO" && order.filledQuantity > 0;
      if (!stays) this.#cancel(linked, clientOrderId);
    }
  }

  /** Lets children in, as large as what their parent has filled. */
  #grow(parent: Order, children: readonly Order[]): void {
    for (const child of children) {
      const meant = this.#meant.get(child.clientOrderId) ?? child.quantity;
      const quantity = Math.min(meant, parent.filledQuantity);
      this.#resize(child, quantity);
      this.#parts.activate(child);
    }
  }

  #shrink(others: readonly Order[], lots: number, cause: string): void {
    for (const other of others) {
      const left = other.leavesQuantity - lots;
      if (left > 0) this.#resize(other, other.quantity - lots);
      else this.#cancel([other], cause);
    }
  }

  #resize(order: Order, quantity: number): void {
    if (quantity === order.quantity) return;
    this.#parts.desk.modify(order, { quantity });
  }

  #cancel(orders: readonly Order[], cause: string): void {
    for (const order of orders) {
      if (!order.isOpen) continue;
      const { desk, now } = this.#parts;
      const { clientOrderId } = order;
      if (!desk.holders.some((holder) => holder.holds(order))) {
        desk.cancel(order);
        continue;
      }
      desk.apply(order, {
        type: "canceled",
        clientOrderId,
        time: now(),
        reason: `Tied to ${cause}.`,
      });
    }
  }
}
