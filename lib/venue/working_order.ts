import type { TrailingStop } from "../risk/mod.ts";
import type { Order } from "./order.ts";
import { hasLimit, hasTrigger } from "./order_request.ts";

/**
 * Where an order stands at the venue.
 *
 * `held`: waits for its OTO order. `waiting`: for its trigger. `entering`: to take
 * liquidity from the next quote. `resting`: in the book. `closed`: gone.
 */
export type Stage = "held" | "waiting" | "entering" | "resting" | "closed";

/** The terms of an order that an amendment may change. */
export type OrderTerms = {
  /** Whole quantity, filled part included, lots. */
  readonly quantity: number;
  /** Limit price, ticks; `NaN` without one. */
  readonly price: number;
  /** Trigger price, ticks; `NaN` without one. */
  readonly trigger: number;
};

/**
 * The venue's own record of an order.
 *
 * The client's {@linkcode Order} gives the terms and is never written to: what happens
 * here reaches it as events, with their latency.
 */
export class WorkingOrder {
  /** The terms as they were sent. */
  readonly order: Order;
  /** Index of the contract. */
  readonly instrument: number;
  /** Place in the order of arrival at this venue. */
  readonly sequence: number;
  /** 1 for a buy, -1 for a sell. */
  readonly sign: 1 | -1;
  /** Place in the time priority of its price; a new one after an amendment that loses it. */
  priority: number;
  /** Where it stands. */
  stage: Stage;
  /** Whether a list of open orders has it. */
  listed = false;
  /** When it arrived or triggered, microseconds; it meets what is later. */
  since: number;
  /** Number of the quote that it has taken from as a taker. */
  tookFrom = -1;
  /** Whole quantity, filled part included, lots. */
  quantity: number;
  /** Whole quantity that its owner asked for, lots. */
  asked: number;
  /** Filled lots. */
  filled = 0;
  /** What an OTO child may still grow by as its parent fills, lots. */
  reserve = 0;
  /** Limit price, ticks; `NaN` takes any price. */
  price: number;
  /** Trigger price, ticks. */
  trigger: number;
  /** Whether it has triggered; always, where nothing triggers it. */
  triggered: boolean;
  /** Lots ahead of it at its price; `NaN` while its level has not been seen. */
  front = NaN;
  /** Displayed size of its level when last seen, lots. */
  levelLots = NaN;
  /** Lots traded at its level that no drop of the display has shown yet. */
  traded = 0;
  /** Time of the last of these trades, microseconds. */
  tradedTime = NaN;
  /** Whether the display has changed since then. */
  tradeShown = false;
  /** Whether the margin has been asked for; a price must be known for that. */
  marginChecked = false;
  /** The level of a trailing stop; nothing for other orders. */
  stop: TrailingStop | undefined;
  /** The price that a trailing stop has last followed, ticks. */
  followed = NaN;
  /** Place on the path of a bar that last filled it. */
  pathNode = -1;

  /**
   * Takes the terms of an arriving order.
   *
   * @param order The order.
   * @param instrument Index of its contract.
   * @param sequence Place in the order of arrival.
   * @param time Arrival, microseconds.
   */
  constructor(
    order: Order,
    instrument: number,
    sequence: number,
    time: number,
  ) {
    this.order = order;
    this.instrument = instrument;
    this.sequence = this.priority = sequence;
    this.sign = order.sign;
    this.since = time;
    this.quantity = this.asked = order.quantity;
    this.price = order.price;
    this.trigger = order.triggerPrice;
    this.triggered = !hasTrigger(order.type);
    this.stage = this.triggered ? "entering" : "waiting";
  }

  /** Lots that are not filled. */
  get leaves(): number {
    return this.quantity - this.filled;
  }

  /** Whether it has a limit price. */
  get hasLimit(): boolean {
    return hasLimit(this.order.type);
  }

  /** Whether it must be filled at once or go. */
  get isImmediate(): boolean {
    const { timeInForce } = this.order;
    return timeInForce === "IOC" || timeInForce === "FOK" || !this.hasLimit;
  }

  /** Whether its limit allows a price. */
  allows(ticks: number): boolean {
    return !this.hasLimit || this.sign * (this.price - ticks) >= 0;
  }

  /** Whether a price sets it off: a stop beyond its trigger, an if-touched on the near side. */
  isTriggeredBy(ticks: number, trigger = this.trigger): boolean {
    const beyond = this.sign * (ticks - trigger);
    const { type } = this.order;
    return type === "marketIfTouched" || type === "limitIfTouched"
      ? beyond <= 0
      : beyond >= 0;
  }
}
