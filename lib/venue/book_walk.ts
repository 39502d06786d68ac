import { assertAtLeastZero } from "../stats/arguments.ts";
import type { MatchingHandler, MatchingRules } from "./matching_rules.ts";
import type { OrderLists } from "./order_lists.ts";
import type { BookSide } from "./quote_book.ts";
import type { WorkingOrder } from "./working_order.ts";

/** Ticks that no price is away. */
const FAR = Number.MAX_SAFE_INTEGER;
const SELF_TRADE = "Self-trade prevention: the maker expires.";

/** How an order takes what a side displays and what the impact model sees behind it. */
export class BookWalk {
  readonly #orders: OrderLists;
  readonly #rules: MatchingRules;
  readonly #handler: MatchingHandler;

  /** Walks for the orders of one contract. */
  constructor(
    orders: OrderLists,
    rules: MatchingRules,
    handler: MatchingHandler,
  ) {
    this.#orders = orders;
    this.#rules = rules;
    this.#handler = handler;
  }

  /**
   * Takes from a side and from what the impact model says is behind it.
   *
   * @param cap Lots that may be taken from the side in all.
   */
  walk(order: WorkingOrder, side: BookSide, cap: number): void {
    const { sign } = order;
    if (!order.allows(side.ticks)) return;
    const displayed = Math.min(side.left, cap - side.taken);
    this.#fillFrom(order, side, side.ticks, displayed);
    const last = this.#reach(order, side);
    for (let k = 1; order.stage !== "closed" && k <= last; k++) {
      const wanted = Math.min(order.leaves, this.#handler.allowed(order));
      const room = cap - side.taken;
      if (!(wanted > 0 && room > 0)) return;
      // A book that has nothing more, as one without a display, has no end otherwise.
      if (this.#depth(last, side) - side.beyond < 1) return;
      const depth = this.#depth(k, side) - side.beyond;
      this.#fillFrom(order, side, side.ticks + sign * k, Math.min(depth, room));
    }
  }

  /** Ticks beyond the best price that an order may go: to its limit, the protection, the last tick above 0. */
  #reach(order: WorkingOrder, { ticks }: BookSide): number {
    const { sign } = order;
    return Math.min(
      order.hasLimit ? sign * (order.price - ticks) : FAR,
      order.hasLimit ? FAR : this.#rules.priceProtection,
      sign === 1 ? FAR : ticks - 1,
    );
  }

  /** Whole lots behind the displayed size, up to some ticks beyond the best price. */
  #depth(ticks: number, { lots }: BookSide): number {
    const depth = this.#rules.impact.depthBeyond(ticks, lots);
    assertAtLeastZero("walk the book", "the lots behind its best price", depth);
    return Math.floor(depth);
  }

  #fillFrom(
    order: WorkingOrder,
    side: BookSide,
    ticks: number,
    offered: number,
  ): void {
    const lots = Math.min(order.leaves, offered, this.#handler.allowed(order));
    if (!(lots > 0)) return;
    this.preventSelfTrade(order, ticks);
    side.taken += lots;
    this.#handler.fill(order, ticks, lots, "taker");
  }

  /** Ends resting orders of the same owner that an order at a price would trade with. */
  preventSelfTrade({ sign }: WorkingOrder, ticks: number): void {
    const list = sign === 1 ? this.#orders.asks : this.#orders.bids;
    for (let k = 0; k < list.length; k++) {
      const resting = list[k]!;
      if (sign * (ticks - resting.price) < 0) return;
      if (resting.stage === "resting") {
        this.#handler.expire(resting, SELF_TRADE);
      }
    }
  }

  /** Whether a fill-or-kill order finds less within its limit than it wants. */
  isKilled(order: WorkingOrder, side: BookSide, cap: number): boolean {
    if (order.order.timeInForce !== "FOK") return false;
    if (!order.allows(side.ticks)) return true;
    const available = Math.min(this.available(order, side), cap - side.taken);
    return available < Math.min(order.leaves, this.#handler.allowed(order));
  }

  /** Lots of a side, displayed and behind, that an order's limit allows. */
  available(order: WorkingOrder, side: BookSide): number {
    const ticks = this.#reach(order, side);
    if (ticks < 1) return side.left;
    return side.left + Math.max(this.#depth(ticks, side) - side.beyond, 0);
  }
}
