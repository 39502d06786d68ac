import { Order, type OrderChange, type OrderEvent } from "../venue/mod.ts";
import type { Actor } from "./actor.ts";
import type { AlgorithmContext, ExecAlgorithm } from "./exec_algorithm.ts";
import type { Inbox } from "./inbox.ts";
import type { OrderDesk, OrderHolder } from "./order_desk.ts";

/** A parent at work. */
type Parent = {
  readonly order: Order;
  readonly algorithm: ExecAlgorithm;
  readonly children: Order[];
  /** Lots that neither a fill nor an open child has. */
  remaining: number;
  /** Why it ends when its open children are done. */
  ending: string | undefined;
};

/** Keeps the parents of all algorithms and counts what remains of them. */
export class AlgorithmDesk implements OrderHolder {
  readonly #desk: OrderDesk;
  readonly #inbox: Inbox;
  readonly #algorithms: ReadonlyMap<string, ExecAlgorithm>;
  readonly #parents = new Map<string, Parent>();
  readonly #now: () => number;

  /** Starts without parents. */
  constructor(
    { desk, inbox, algorithms, now }: {
      readonly desk: OrderDesk;
      readonly inbox: Inbox;
      readonly algorithms: readonly ExecAlgorithm[];
      readonly now: () => number;
    },
  ) {
    this.#desk = desk;
    this.#inbox = inbox;
    this.#now = now;
    this.#algorithms = new Map(algorithms.map((one) => [one.id, one]));
  }

  /** What an algorithm is given. */
  context(
    shared: Pick<AlgorithmContext, "portfolio" | "instrument">,
  ): AlgorithmContext {
    return {
      ...shared,
      spawn: (parent, terms) => this.#spawn(parent, terms),
      remaining: (parent) => this.#of(parent).remaining,
      children: (parent) =>
        this.#of(parent).children.filter(({ isOpen }) => isOpen),
      finish: (parent, reason) => this.#end(this.#of(parent), reason),
      modify: (order, change) => this.#desk.modify(order, change),
      cancel: (order) => this.#desk.cancel(order),
    };
  }

  holds(order: Order): boolean {
    return this.#parents.has(order.clientOrderId);
  }

  take(order: Order): boolean {
    const { execAlgorithm, clientOrderId } = order;
    if (execAlgorithm === undefined) return false;
    const algorithm = this.#algorithms.get(execAlgorithm.id);
    if (algorithm === undefined) {
      this.#desk.deny(
        order,
        `Unknown algorithm ${execAlgorithm.id}: there are ${
          [...this.#algorithms.keys()].join(", ") || "none"
        }.`,
      );
      return true;
    }
    const refused = algorithm.refuses(order);
    if (refused !== undefined) {
      this.#desk.deny(order, refused);
      return true;
    }
    this.#parents.set(clientOrderId, {
      order,
      algorithm,
      children: [],
      remaining: order.quantity,
      ending: undefined,
    });
    this.#tell(order, "submitted");
    this.#tell(order, "accepted");
    this.#inbox.push(() => {
      if (algorithm.running && order.isOpen) algorithm.work(order);
      else this.#end(this.#of(order), `${algorithm.id} has stopped.`);
    });
    return true;
  }

  modify(
    order: Order,
    { quantity = order.quantity, price, triggerPrice }: OrderChange,
  ): void {
    const parent = this.#of(order);
    const least = order.quantity - parent.remaining;
    const allowed = triggerPrice === undefined &&
      (price === undefined || order.type === "limit") &&
      Number.isSafeInteger(quantity) && quantity >= least &&
      quantity > order.filledQuantity;
    if (!allowed) {
      return this.#desk.apply(order, {
        type: "modifyRejected",
        clientOrderId: order.clientOrderId,
        time: this.#now(),
        reason:
          `Of an order that is worked only the limit price and the quantity may change, to no less than the ${least} lots that children have.`,
      });
    }
    parent.remaining += quantity - order.quantity;
    this.#desk.apply(order, {
      type: "updated",
      clientOrderId: order.clientOrderId,
      time: this.#now(),
      quantity,
      price: price ?? order.price,
      triggerPrice: order.triggerPrice,
    });
    this.#inbox.push(() => {
      if (parent.algorithm.running && order.isOpen) {
        parent.algorithm.onOrderUpdated(order);
      }
    });
  }

  cancel(order: Order): void {
    const parent = this.#of(order);
    this.#tell(order, "pendingCancel");
    this.#inbox.push(() => {
      if (parent.algorithm.running) parent.algorithm.onOrderCanceled(order);
    });
    for (const child of parent.children) {
      if (child.isOpen) this.#desk.cancel(child);
    }
    this.#end(parent, "Canceled by its owner.");
  }

  onEvent(event: OrderEvent, order: Order): void {
    const parent = this.#parents.get(order.parentId ?? "");
    if (parent === undefined) return;
    if (event.type === "filled") {
      const { clientOrderId } = parent.order;
      this.#desk.apply(parent.order, { ...event, clientOrderId });
    } else if (event.type === "updated") {
      this.#recount(parent);
    }
    if (order.isOpen) return;
    if (event.type !== "filled") this.#recount(parent);
    this.#settle(parent);
  }

  /** What remains: all but what is filled and what open children may still fill. */
  #recount(parent: Parent): void {
    const open = parent.children
      .reduce(
        (sum, child) => sum + (child.isOpen ? child.leavesQuantity : 0),
        0,
      );
    parent.remaining = parent.order.leavesQuantity - open;
  }

  #spawn(
    order: Order,
    { type, quantity, ...terms }: Parameters<AlgorithmContext["spawn"]>[1],
  ): Order {
    const parent = this.#of(order);
    const { remaining, children, algorithm } = parent;
    if (
      !(Number.isSafeInteger(quantity) && quantity > 0 && quantity <= remaining)
    ) {
      throw new RangeError(
        `Cannot spawn a child of ${order.clientOrderId} as its lots must be whole and in (0, ${remaining}]: current value is ${quantity}`,
      );
    }
    if (parent.ending !== undefined || !order.isOpen) {
      throw new RangeError(
        `Cannot spawn a child of ${order.clientOrderId} as the order must be at work: current value is ${
          parent.ending ?? order.status
        }`,
      );
    }
    const child = new Order({
      ...terms,
      type,
      quantity,
      symbol: order.symbol,
      side: order.side,
      clientOrderId: `${order.clientOrderId}-E${children.length + 1}`,
      parentId: order.clientOrderId,
      strategyId: order.strategyId,
      reduceOnly: order.reduceOnly,
      positionSide: order.positionSide,
    });
    children.push(child);
    parent.remaining -= quantity;
    this.#desk.submit(child, algorithm as Actor);
    return child;
  }

  #end(parent: Parent, reason: string): void {
    parent.ending ??= reason;
    this.#settle(parent);
  }

  /** Cancels a parent that is to end, once no child is open. */
  #settle({ order, children, ending }: Parent): void {
    if (ending === undefined || !order.isOpen) return;
    if (children.some(({ isOpen }) => isOpen)) return;
    this.#desk.apply(order, {
      type: "canceled",
      clientOrderId: order.clientOrderId,
      time: this.#now(),
      reason: ending,
    });
  }

  #tell(
    { clientOrderId }: Order,
    type: "submitted" | "accepted" | "pendingCancel",
  ): void {
    const { order } = this.#parents.get(clientOrderId)!;
    this.#desk.apply(order, { type, clientOrderId, time: this.#now() });
  }

  #of({ clientOrderId }: Order): Parent {
    const parent = this.#parents.get(clientOrderId);
    if (parent !== undefined) return parent;
    throw new RangeError(
      `Cannot work order ${clientOrderId} as it must have been given to an algorithm: it was not`,
    );
  }
}
