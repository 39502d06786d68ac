import { TrailingStop } from "../risk/mod.ts";
import { assertAtLeastZero } from "../stats/arguments.ts";
import { MILLISECOND } from "../time/mod.ts";
import { BookWalk } from "./book_walk.ts";
import { type ContractSpec, ticksOf } from "./contract_spec.ts";
import type { MatchingHandler, MatchingRules } from "./matching_rules.ts";
import { isTrailing } from "./order_request.ts";
import { OrderLists } from "./order_lists.ts";
import { BookSide, QuoteBook } from "./quote_book.ts";
import { REJECTIONS } from "./rejection.ts";
import type { OrderTerms, WorkingOrder } from "./working_order.ts";

/** Why what is left of a market or immediate order ends. */
export const IMMEDIATE_REST =
  "The rest of an order that must trade at once has expired.";

/**
 * A trade's row holds fills of one price and side within this of its first, whose time is the
 * row's: the display may shrink for them that much later, microseconds.
 */
const AGGREGATION = 100 * MILLISECOND;

/**
 * Matching of one contract on best quotes and trades.
 *
 * A taker takes what is displayed and then walks the impact model's curve. A resting order
 * is filled at its own price: by a trade of the other side that reaches its place in the
 * queue, by a trade through its price, or by a quote of the other side that meets or crosses
 * it, each with no more than the trade, or the book up to the order's price, had.
 *
 * @see def-taking, def-resting, thm-no-past
 */
export class Matcher {
  /** Best quotes, last trade, mark price. */
  readonly book: QuoteBook = new QuoteBook();
  /** Open orders. */
  readonly orders: OrderLists = new OrderLists();
  /** How orders take liquidity. */
  readonly taking: BookWalk;
  readonly #spec: ContractSpec;
  readonly #rules: MatchingRules;
  readonly #handler: MatchingHandler;
  /** The last trade as liquidity, where there are no quotes. */
  readonly #print: BookSide = new BookSide();
  /** Number of the quote at hand. */
  #quotes = 0;

  /** Starts with an empty book. */
  constructor(
    spec: ContractSpec,
    rules: MatchingRules,
    handler: MatchingHandler,
  ) {
    this.#spec = spec;
    this.#rules = rules;
    this.#handler = handler;
    this.taking = new BookWalk(this.orders, rules, handler);
  }

  /** Whether quotes have been seen. */
  get hasQuotes(): boolean {
    return this.book.quoteTime !== -Infinity;
  }

  /** Whether a limit would take from the book as it stands. */
  wouldTake(sign: 1 | -1, price: number): boolean {
    return sign * (price - this.book.opposite(sign).ticks) >= 0;
  }

  /**
   * Lets an order in, on its arrival, its trigger or its release.
   *
   * @param order The order, with its terms checked.
   * @param time Now, microseconds.
   */
  enter(order: WorkingOrder, time: number): void {
    order.since = time;
    if (!order.triggered) {
      this.orders.put(order, "waiting");
      if (isTrailing(order.order.type)) this.#startTrailing(order);
      return;
    }
    const side = this.book.opposite(order.sign);
    const unknown = side.ticks !== side.ticks;
    const rests = !unknown && !order.isImmediate && !order.allows(side.ticks);
    if (rests) return this.rest(order);
    this.orders.put(order, "entering");
    const { fillTiming, maxQuoteAge } = this.#rules;
    if (
      fillTiming === "standing" && !unknown &&
      time - this.book.quoteTime <= maxQuoteAge
    ) {
      this.#execute(order, side);
    }
  }

  /**
   * Takes a change of terms that has been checked; priority is lost unless only the
   * quantity falls.
   */
  amend(
    order: WorkingOrder,
    { price, quantity, trigger }: OrderTerms,
    { priority, time }: { priority: number; time: number },
  ): void {
    const moves = price === price && price !== order.price;
    const grows = quantity > order.quantity;
    order.quantity = quantity;
    order.trigger = trigger;
    order.price = price;
    if (!moves && !grows) return;
    order.priority = priority;
    if (order.stage !== "resting" && order.stage !== "entering") return;
    this.orders.take(order);
    this.enter(order, time);
    this.orders.compact();
  }

  /**
   * Takes an update of the best quotes.
   *
   * @param time When it happened, microseconds.
   */
  quote(
    time: number,
    bidTicks: number,
    bidLots: number,
    askTicks: number,
    askLots: number,
  ): void {
    const { bid, ask } = this.book;
    bid.update(bidTicks, bidLots);
    ask.update(askTicks, askLots);
    this.book.quoteTime = time;
    this.#quotes++;
    const { orders } = this;
    if (orders.open === 0) return;
    if (orders.entering.length > 0) this.#enterAll(time);
    const { bids, asks, waiting } = orders;
    // What stands behind both best prices is neither crossed nor displayed.
    const lowest = Math.min(bid.ticks, ask.ticks);
    for (let k = 0; k < bids.length && !(bids[k]!.price < lowest); k++) {
      this.#meet(bids[k]!, ask, bid, time);
    }
    const highest = Math.max(bid.ticks, ask.ticks);
    for (let k = 0; k < asks.length && !(asks[k]!.price > highest); k++) {
      this.#meet(asks[k]!, bid, ask, time);
    }
    if (waiting.length > 0) this.#triggerAll(time, "bidAsk");
    orders.compact();
  }

  /**
   * Takes a trade.
   *
   * @param time When it happened, microseconds.
   * @param ticks Price.
   * @param lots Quantity.
   * @param aggressor 1 if the buyer took, -1 if the seller did.
   */
  trade(time: number, ticks: number, lots: number, aggressor: 1 | -1): void {
    this.book.lastTicks = ticks;
    const { orders } = this;
    if (orders.open === 0) return;
    const print = this.#print;
    print.ticks = ticks;
    print.lots = lots;
    print.taken = 0;
    const list = aggressor === 1 ? orders.asks : orders.bids;
    for (let k = 0; k < list.length; k++) {
      const order = list[k]!;
      if (order.sign * (order.price - ticks) < 0) break;
      if (order.stage !== "closed" && time > order.since) {
        this.#reach(order, print, time);
      }
    }
    if (!this.hasQuotes && orders.entering.length > 0) this.#enterAll(time);
    if (orders.waiting.length > 0) {
      this.#triggerAll(time, "last");
      if (!this.hasQuotes) this.#triggerAll(time, "bidAsk");
    }
    orders.compact();
  }

  /** Takes a mark price, quote currency. */
  mark(time: number, price: number): void {
    this.book.markPrice = price;
    this.book.markTicks = ticksOf(this.#spec, price);
    if (this.orders.waiting.length === 0) return;
    this.#triggerAll(time, "mark");
    this.orders.compact();
  }

  /** A trailing stop follows from the price that stands when it arrives. */
  #startTrailing(order: WorkingOrder): void {
    const { side, trailing, activationPrice, triggerType } = order.order;
    order.stop = new TrailingStop({
      side,
      offset: trailing!,
      tickSize: this.#spec.tickSize,
      ...(activationPrice === activationPrice && {
        activation: activationPrice,
      }),
    });
    this.follow(order, this.book.reference(order.sign, triggerType));
  }

  /** Puts an order into the book and estimates what is ahead of it. */
  rest(order: WorkingOrder): void {
    this.taking.preventSelfTrade(order, order.price);
    const own = this.book.own(order.sign);
    const ahead = order.sign * (own.ticks - order.price);
    order.traded = 0;
    if (ahead === 0) {
      order.front = own.left;
      order.levelLots = own.lots;
    } else {
      // Within the spread nobody is ahead; behind the best price nobody can be seen.
      order.front = order.levelLots = ahead < 0 ? 0 : NaN;
    }
    this.orders.put(order, "resting");
  }

  #enterAll(time: number): void {
    const { entering } = this.orders;
    const count = entering.length;
    for (let k = 0; k < count; k++) {
      const order = entering[k]!;
      if (order.stage !== "entering" || !(time > order.since)) continue;
      const side = this.hasQuotes
        ? this.book.opposite(order.sign)
        : this.#print;
      if (side.ticks === side.ticks) this.#execute(order, side);
    }
  }

  /** Lets an order take what its limit allows, and rest or go with what is left. */
  #execute(order: WorkingOrder, side: BookSide): void {
    order.tookFrom = this.#quotes;
    if (!order.marginChecked && !this.#handler.secure(order)) return;
    if (order.order.postOnly) {
      if (order.allows(side.ticks)) {
        return this.#handler.expire(order, REJECTIONS.postOnly);
      }
      return this.rest(order);
    }
    if (this.taking.isKilled(order, side, Infinity)) {
      return this.#handler.expire(order, REJECTIONS.fillOrKill);
    }
    const before = side.taken;
    this.taking.walk(order, side, Infinity);
    if (this.#rules.consumption === "never") side.taken = before;
    if (order.stage === "closed") return;
    if (order.isImmediate) this.#handler.expire(order, IMMEDIATE_REST);
    else this.rest(order);
  }

  /** A quote meets a resting order: it crosses it, or shows its level. */
  #meet(
    order: WorkingOrder,
    opposite: BookSide,
    own: BookSide,
    time: number,
  ): void {
    const { sign, price } = order;
    if (sign * (price - opposite.ticks) >= 0) {
      if (order.stage === "closed" || !(time > order.since)) return;
      // What came to rest on this quote has taken from it what it could.
      if (order.tookFrom === this.#quotes) return;
      order.front = order.levelLots = order.traded = 0;
      const lots = Math.min(
        order.leaves,
        this.taking.available(order, opposite),
        this.#handler.allowed(order),
      );
      if (!(lots > 0)) return;
      if (this.#rules.consumption !== "never") opposite.taken += lots;
      this.#handler.fill(order, price, lots, "maker");
      return;
    }
    const ahead = sign * (own.ticks - price);
    if (ahead === 0) this.#seeLevel(order, own.lots, time);
    else if (ahead < 0) this.#seeLevel(order, 0, time);
  }

  /** The displayed size at an order's price, or nothing where all better bids are gone. */
  #seeLevel(order: WorkingOrder, lots: number, time: number): void {
    const { front, levelLots } = order;
    if (lots === levelLots) return;
    order.levelLots = lots;
    if (front !== front) {
      order.front = lots;
      return;
    }
    // What one drop did not use up explains the next, while the trade's row may go on.
    const over = order.tradeShown && time - order.tradedTime > AGGREGATION;
    const traded = over ? 0 : order.traded;
    const ahead = this.#rules.queue.afterChange(front, levelLots, lots, traded);
    assertAtLeastZero("queue an order", "the lots ahead of it", ahead);
    order.front = ahead;
    order.traded = Math.max(traded - Math.max(levelLots - lots, 0), 0);
    order.tradeShown = true;
  }

  /** A trade at or through the price of a resting order of the other side. */
  #reach(order: WorkingOrder, print: BookSide, time: number): void {
    const { left } = print;
    let offered = left;
    if (order.price === print.ticks) {
      // A level that was never displayed has an unknown number of lots ahead.
      if (order.front !== order.front) return;
      const past = left - order.front;
      order.front = past < 0 ? -past : 0;
      order.traded += print.lots;
      order.tradedTime = time;
      order.tradeShown = false;
      offered = Math.round(past);
    } else order.front = order.levelLots = order.traded = 0;
    const lots = Math.min(
      order.leaves,
      offered,
      this.#handler.allowed(order),
    );
    if (!(lots > 0)) return;
    print.taken += lots;
    this.#handler.fill(order, order.price, lots, "maker");
  }

  #triggerAll(time: number, type: "bidAsk" | "last" | "mark"): void {
    const { waiting } = this.orders;
    const count = waiting.length;
    for (let k = 0; k < count; k++) {
      const order = waiting[k]!;
      if (
        order.stage !== "waiting" || order.order.triggerType !== type ||
        !(time > order.since)
      ) continue;
      const price = this.book.reference(order.sign, type);
      if (!this.follow(order, price)) continue;
      if (!this.release(order)) continue;
      this.#enterTriggered(order, time, type);
    }
  }

  /** Moves a trailing stop and says whether the price sets the order off. */
  follow(order: WorkingOrder, price: number): boolean {
    const { stop } = order;
    if (stop !== undefined && price !== order.followed) {
      order.followed = price;
      const level = stop.update(price);
      if (level !== order.trigger && level === level) {
        order.trigger = level;
        this.#handler.moved(order);
      }
    }
    return order.isTriggeredBy(price);
  }

  /** Sets an order off; whether it goes on to the book. */
  release(order: WorkingOrder): boolean {
    order.triggered = true;
    const { type, limitOffset } = order.order;
    if (type === "trailingStopLimit") {
      order.price = order.trigger + order.sign * limitOffset;
    }
    return this.#handler.trigger(order);
  }

  /** What a quote or print has set off takes from it at once; else it waits as any arrival. */
  #enterTriggered(
    order: WorkingOrder,
    time: number,
    type: "bidAsk" | "last" | "mark",
  ): void {
    const side = this.hasQuotes ? this.book.opposite(order.sign) : this.#print;
    const fresh = type === "bidAsk" || (type === "last" && !this.hasQuotes);
    if (!fresh) return this.enter(order, time);
    order.since = time;
    this.orders.put(order, "entering");
    this.#execute(order, side);
  }
}
