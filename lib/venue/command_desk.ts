import type { MarginDesk } from "./margin_desk.ts";
import type { Order } from "./order.ts";
import type { OrderChange } from "./order_change.ts";
import { distanceRejection, filterRejection } from "./order_checks.ts";
import { isTrailing, onlyCloses } from "./order_request.ts";
import { RateLimiter } from "./rate_limiter.ts";
import { type Rejection, REJECTIONS } from "./rejection.ts";
import type { VenueCore } from "./venue_core.ts";
import { type OrderTerms, WorkingOrder } from "./working_order.ts";

/** Takes orders, amendments and cancels at the door, in the order of the venue's checks. */
export class CommandDesk {
  readonly #core: VenueCore;
  readonly #margin: MarginDesk;
  readonly #limiter: RateLimiter;

  /** Opens the door. */
  constructor(core: VenueCore, margin: MarginDesk) {
    this.#core = core;
    this.#margin = margin;
    this.#limiter = new RateLimiter(core.settings.rateLimits);
  }

  /** Takes an order in, or says why not. */
  submit(order: Order): void {
    const core = this.#core;
    const within = this.#limiter.allows(core.time);
    const i = core.indexOf(order.symbol);
    const { clientOrderId } = order;
    const unreadable = core.isOpen(clientOrderId)
      ? REJECTIONS.duplicateId
      : i === undefined
      ? REJECTIONS.invalidSymbol
      : undefined;
    if (unreadable !== undefined) {
      return core.emitReasoned("rejected", clientOrderId, unreadable);
    }
    const working = new WorkingOrder(
      order,
      i!,
      core.nextSequence(),
      core.time,
    );
    core.orders.set(clientOrderId, working);
    const refused = !within
      ? REJECTIONS.tooManyOrders
      : this.#orderRejection(order, i!) ?? this.#tieRejection(working);
    if (refused !== undefined) return core.end(working, "rejected", refused);
    core.nextExpiry = Math.min(core.nextExpiry, order.expireTime);
    const parent = order.contingency?.parent;
    if (parent === undefined) this.admit(working);
    else this.#hold(working, parent);
  }

  /** Lets an order in that nothing holds back any more. */
  admit(working: WorkingOrder): void {
    if (working.stage === "closed") return;
    const core = this.#core;
    const refused = this.#entryRejection(working) ??
      this.#stateRejection(working, working);
    if (refused !== undefined) return core.end(working, "rejected", refused);
    const { clientOrderId } = working.order;
    core.emit({ type: "accepted", clientOrderId, time: core.time });
    if (working.quantity !== working.asked) {
      core.emitUpdated(working, "As those that it is tied to have filled.");
    }
    // Whoever was held is not any more, and comes after those that rest by now.
    working.stage = working.triggered ? "entering" : "waiting";
    working.priority = core.nextSequence();
    core.matchers[working.instrument]!.enter(working, core.time);
  }

  /** Changes an order, or says why not. */
  modify(clientOrderId: string, change: OrderChange): void {
    const core = this.#core;
    const within = this.#limiter.allows(core.time);
    const working = core.orders.get(clientOrderId);
    const known = working !== undefined && working.stage !== "closed";
    const terms = known ? newTerms(working, change) : undefined;
    const refused = terms === undefined
      ? REJECTIONS.unknownOrder
      : !within
      ? REJECTIONS.tooManyOrders
      : this.#changeRejection(working!, change, terms);
    if (refused === REJECTIONS.postOnly) {
      return core.end(working!, "canceled", refused);
    }
    if (refused !== undefined) {
      return core.emitReasoned("modifyRejected", clientOrderId, refused);
    }
    this.#amend(working!, terms!);
  }

  /** Ends an order at its owner's wish, or says why not. */
  cancel(clientOrderId: string): void {
    const working = this.#core.orders.get(clientOrderId);
    if (working === undefined || working.stage === "closed") {
      return this.#core.emitReasoned(
        "cancelRejected",
        clientOrderId,
        REJECTIONS.unknownOrder,
      );
    }
    this.#core.end(working, "canceled", "Canceled by its owner.");
  }

  /** An OTO child waits for what its parent fills. */
  #hold(working: WorkingOrder, parentId: string): void {
    const core = this.#core;
    const parent = core.find(parentId);
    const ended = parent === undefined ||
      (parent.stage === "closed" && parent.filled === 0);
    if (ended) return core.end(working, "rejected", REJECTIONS.parentUnknown);
    const now = Math.min(working.asked, parent.filled);
    working.reserve = working.asked - now;
    working.quantity -= working.reserve;
    working.stage = working.triggered ? "entering" : "waiting";
    if (working.quantity > 0) this.admit(working);
    else working.stage = "held";
  }

  /**
   * What the siblings of an order have done before it came: one that has ended, or an OCO that
   * has filled anything, leaves no room for it; what an OUO has filled is taken off.
   */
  #tieRejection(working: WorkingOrder): Rejection | undefined {
    const { contingency } = working.order;
    if (contingency === undefined || contingency.type === "OTO") return;
    for (const id of contingency.linked) {
      const other = this.#core.find(id);
      if (other === undefined) continue;
      const gone = other.stage === "closed" ||
        (contingency.type === "OCO" && other.filled > 0);
      working.quantity -= other.filled;
      if (gone || working.quantity <= 0) return REJECTIONS.tieEnded;
    }
  }

  #amend(working: WorkingOrder, terms: OrderTerms): void {
    const core = this.#core;
    const { clientOrderId } = working.order;
    if (terms.quantity <= working.filled && working.stage !== "held") {
      return core.end(
        working,
        "canceled",
        "The new quantity is not above what has been filled.",
      );
    }
    core.emit({
      type: "updated",
      clientOrderId,
      time: core.time,
      quantity: terms.quantity,
      price: terms.price,
      triggerPrice: terms.trigger,
    });
    if (working.stage === "held") {
      working.reserve = working.asked = terms.quantity;
      working.price = terms.price;
      working.trigger = terms.trigger;
      return;
    }
    core.matchers[working.instrument]!.amend(working, terms, {
      priority: core.nextSequence(),
      time: core.time,
    });
  }

  /** What is wrong with an order whatever the market. */
  #orderRejection(order: Order, i: number): Rejection | undefined {
    const { positionSide, trailing, reduceOnly } = order;
    const hedge = this.#core.account.positionMode === "hedge";
    if (hedge === (positionSide === "both") || (hedge && reduceOnly)) {
      return REJECTIONS.positionSide;
    }
    if (trailing?.type === "volatility") return REJECTIONS.trailingVolatility;
    const { time, settings } = this.#core;
    const { expireTime } = order;
    if (expireTime <= time || expireTime - time < settings.leastGoodTill) {
      return REJECTIONS.goodTillDate;
    }
    const refused = filterRejection(
      this.#core.specs[i]!,
      {
        sign: order.sign,
        quantity: order.quantity,
        price: order.price,
        triggerPrice: order.triggerPrice,
        reduceOnly: onlyCloses(order),
      },
      this.#core.markTicks(i),
    );
    return refused ?? this.#marketRejection(order, i);
  }

  /** PERCENT_PRICE of what a market order would pay first. */
  #marketRejection(order: Order, i: number): Rejection | undefined {
    if (order.type !== "market") return undefined;
    const { ticks } = this.#core.matchers[i]!.book.opposite(order.sign);
    const mark = this.#core.markTicks(i);
    return distanceRejection(this.#core.specs[i]!, order.sign, ticks, mark) &&
      REJECTIONS.marketPriceOutOfRange;
  }

  /** What is wrong with an order that comes in now. */
  #entryRejection(working: WorkingOrder): Rejection | undefined {
    const { orders, book } = this.#core.matchers[working.instrument]!;
    const { order, sign } = working;
    if (orders.open >= this.#core.settings.maxOpenOrders) {
      return REJECTIONS.tooManyOpenOrders;
    }
    if (onlyCloses(order) && this.#core.closable(working) === 0) {
      return REJECTIONS.reduceOnly;
    }
    if (working.triggered) return undefined;
    const price = book.reference(sign, order.triggerType);
    if (order.triggerType === "mark" && price !== price) {
      return REJECTIONS.priceUnknown;
    }
    return !isTrailing(order.type) && working.isTriggeredBy(price)
      ? REJECTIONS.wouldTrigger
      : undefined;
  }

  /** What is wrong with terms as the book and the account stand. */
  #stateRejection(
    working: WorkingOrder,
    terms: OrderTerms,
  ): Rejection | undefined {
    if (!working.triggered) return undefined;
    const matcher = this.#core.matchers[working.instrument]!;
    const { postOnly } = working.order;
    if (postOnly && matcher.wouldTake(working.sign, terms.price)) {
      return REJECTIONS.postOnly;
    }
    return this.#margin.refusal(working, terms);
  }

  /** What is wrong with a change. */
  #changeRejection(
    working: WorkingOrder,
    change: OrderChange,
    terms: OrderTerms,
  ): Rejection | undefined {
    const { quantity, price, trigger } = newTerms(working, {});
    const limits = change.price === undefined || price === price;
    const triggers = change.triggerPrice === undefined ||
      (!working.triggered && working.stop === undefined);
    if (!limits || !triggers) return REJECTIONS.notModifiable;
    const same = terms.quantity === quantity &&
      Object.is(terms.price, price) && Object.is(terms.trigger, trigger);
    if (same) return REJECTIONS.sameOrder;
    const refused = filterRejection(
      this.#core.specs[working.instrument]!,
      {
        sign: working.sign,
        quantity: terms.quantity,
        price: terms.price,
        // A trailing stop finds its own, which may be out of reach.
        triggerPrice: working.stop === undefined ? terms.trigger : NaN,
        reduceOnly: onlyCloses(working.order),
      },
      this.#core.markTicks(working.instrument),
    );
    if (refused !== undefined || working.stage === "held") return refused;
    return this.#triggerRejection(working, change) ??
      this.#stateRejection(working, terms);
  }

  #triggerRejection(
    working: WorkingOrder,
    { triggerPrice }: OrderChange,
  ): Rejection | undefined {
    if (triggerPrice === undefined) return undefined;
    const { instrument, sign, order } = working;
    const { book } = this.#core.matchers[instrument]!;
    const price = book.reference(sign, order.triggerType);
    return working.isTriggeredBy(price, triggerPrice)
      ? REJECTIONS.wouldTrigger
      : undefined;
  }
}

/** The terms of an order with a change; a held order's quantity is what it waits for. */
function newTerms(working: WorkingOrder, change: OrderChange): OrderTerms {
  const { stage, reserve } = working;
  return {
    quantity: change.quantity ??
      (stage === "held" ? reserve : working.quantity),
    price: change.price ?? working.price,
    trigger: change.triggerPrice ?? working.trigger,
  };
}
