import { IMMEDIATE_REST, type Matcher } from "./matcher.ts";
import type { MatchingHandler, MatchingRules } from "./matching_rules.ts";
import { BookSide } from "./quote_book.ts";
import { REJECTIONS } from "./rejection.ts";
import type { VenueBar } from "./venue_bar.ts";
import type { WorkingOrder } from "./working_order.ts";

/** The next thing that happens on a segment of the path. */
type PathEvent = {
  order: WorkingOrder | undefined;
  /** Where on the path, ticks. */
  at: number;
};

/**
 * Matching of one contract on bars alone.
 *
 * The price walks straight from the open over the two extremes, in the chosen order, to the
 * close, each third of the bar's time on one segment. An order meets the path from its
 * arrival on: a market order takes the price of that moment, a stop its trigger or the open
 * beyond it, a resting limit its own price once the path is through it. Each of the four
 * prices has a quarter of the bar's volume, rounded up while it lasts; all fills together
 * never exceed the volume.
 */
export class BarMatcher {
  readonly #matcher: Matcher;
  readonly #rules: MatchingRules;
  readonly #handler: MatchingHandler;
  readonly #instrument: number;
  readonly #side: BookSide = new BookSide();
  readonly #event: PathEvent = { order: undefined, at: NaN };
  /** Volume that is left of the bar. */
  #left = 0;
  /** Number of the node over all bars. */
  #node = 0;

  /** Works on the orders of a matcher. */
  constructor(
    matcher: Matcher,
    { rules, handler, instrument }: {
      rules: MatchingRules;
      handler: MatchingHandler;
      instrument: number;
    },
  ) {
    this.#matcher = matcher;
    this.#rules = rules;
    this.#handler = handler;
    this.#instrument = instrument;
  }

  /** Takes a bar, at its close. */
  bar(bar: VenueBar): void {
    const { open, high, low, close, volume } = bar;
    const path = this.#rules.intrabarPath === "openHighLowClose"
      ? [open, high, low, close]
      : [open, low, high, close];
    this.#left = volume;
    this.#matcher.book.hasBars = true;
    for (let node = 0; node < 4; node++) {
      this.#node++;
      this.#offer(volume, node);
      const to = path[node]!;
      this.#walk(bar, { from: path[node - 1] ?? to, to, node });
      this.#left -= this.#side.taken;
      this.#matcher.book.lastTicks = to;
      this.#handler.priced(this.#instrument);
    }
    this.#matcher.orders.compact();
  }

  /** Sets the liquidity of a node: its quarter of the volume. */
  #offer(volume: number, node: number): void {
    const quarter = Math.ceil(volume * (node + 1) / 4) -
      Math.ceil(volume * node / 4);
    this.#side.lots = Math.min(quarter, this.#left);
    this.#side.taken = 0;
  }

  #walk(
    bar: VenueBar,
    segment: { from: number; to: number; node: number },
  ): void {
    const { orders } = this.#matcher;
    if (orders.open === 0) return;
    const { to } = segment;
    let at = segment.from;
    while (true) {
      this.#next(bar, segment, at);
      const { order } = this.#event;
      if (order === undefined) break;
      at = this.#event.at;
      this.#happen(order, at);
      orders.compact();
    }
    for (const order of orders.waiting) {
      const start = this.#start(order, bar, segment);
      if (start === start) this.#matcher.follow(order, to);
    }
  }

  /** Finds what happens next between a place on a segment and its end. */
  #next(
    bar: VenueBar,
    segment: { from: number; to: number; node: number },
    place: number,
  ): void {
    const { orders } = this.#matcher;
    const event = this.#event;
    const { to } = segment;
    event.order = undefined;
    let nearest = Infinity;
    for (
      const list of [orders.entering, orders.waiting, orders.bids, orders.asks]
    ) {
      for (const order of list) {
        if (order.pathNode === this.#node) continue;
        const start = this.#start(order, bar, segment);
        if (start !== start) continue;
        const from = to >= segment.from
          ? Math.max(place, start)
          : Math.min(place, start);
        const at = this.#place(order, from, to);
        const distance = Math.abs(at - place);
        const sooner = distance < nearest ||
          (distance === nearest && order.sequence < event.order!.sequence);
        if (!sooner) continue;
        nearest = distance;
        event.order = order;
        event.at = at;
      }
    }
  }

  /** Where an order is on a segment at first: its start or, if it arrives on it, there; `NaN` after it. */
  #start(
    order: WorkingOrder,
    { openTime, closeTime }: VenueBar,
    { from, to, node }: { from: number; to: number; node: number },
  ): number {
    if (order.since <= openTime) return from;
    const third = 3 * (order.since - openTime) / (closeTime - openTime);
    if (third > node) return NaN;
    return third > node - 1 ? from + (to - from) * (third - node + 1) : from;
  }

  /** Where something happens to an order between two prices; `NaN` where nothing does. */
  #place(order: WorkingOrder, from: number, to: number): number {
    if (order.stage === "entering") return from;
    if (order.stage === "waiting") {
      if (order.isTriggeredBy(from)) return from;
      return order.isTriggeredBy(to) ? order.trigger : NaN;
    }
    // The quarter at the end of the segment trades at its price, beyond the limit or not.
    if (!this.#isThrough(order, to)) return NaN;
    return this.#isThrough(order, from) ? from : order.price;
  }

  /** Whether a resting limit is filled at a price of the path. */
  #isThrough(order: WorkingOrder, ticks: number): boolean {
    const beyond = order.sign * (order.price - ticks);
    return this.#rules.barFill === "touch" ? beyond >= 0 : beyond > 0;
  }

  #happen(order: WorkingOrder, at: number): void {
    if (order.stage === "resting") return this.#fillResting(order);
    // A price between two ticks is taken to the worse one.
    const ticks = order.sign === 1 ? Math.ceil(at) : Math.floor(at);
    if (order.stage === "waiting") {
      if (!this.#matcher.release(order)) return;
      this.#matcher.orders.put(order, "entering");
    }
    this.#enter(order, ticks);
  }

  #fillResting(order: WorkingOrder): void {
    const side = this.#side;
    order.pathNode = this.#node;
    const allowed = this.#handler.allowed(order);
    const lots = Math.min(order.leaves, side.left, allowed);
    if (!(lots > 0)) return;
    side.taken += lots;
    this.#handler.fill(order, order.price, lots, "maker");
  }

  #enter(order: WorkingOrder, ticks: number): void {
    const side = this.#side;
    const matcher = this.#matcher;
    order.pathNode = this.#node;
    side.ticks = ticks;
    if (!order.marginChecked && !this.#handler.secure(order)) return;
    const crosses = order.allows(ticks);
    if (crosses && order.order.postOnly) {
      return this.#handler.expire(order, REJECTIONS.postOnly);
    }
    if (matcher.taking.isKilled(order, side, this.#left)) {
      return this.#handler.expire(order, REJECTIONS.fillOrKill);
    }
    if (crosses) matcher.taking.walk(order, side, this.#left);
    if (order.stage === "closed") return;
    // What the volume did not allow of a market order waits for the next bar.
    if (!order.hasLimit) return;
    if (order.isImmediate) this.#handler.expire(order, IMMEDIATE_REST);
    else matcher.rest(order);
  }
}
