import {
  type ContractSpec,
  inOrder,
  type LatencyModel,
  type Order,
  type OrderChange,
  type OrderEvent,
  type OrderEventBase,
  type OrderStatus,
  type SimulatedExchange,
  type VenueEvent,
} from "../venue/mod.ts";
import type { AccountEvent, Actor } from "./actor.ts";
import type { EventLoop } from "./event_loop.ts";
import type { MarketCache } from "./market_cache.ts";
import type { Portfolio, PositionEvent } from "./portfolio.ts";
import type { PreTradeCheck } from "./pre_trade_check.ts";
import { TriggerLog } from "./trigger_log.ts";

/** States of an order whose last request has not been answered. */
const UNDER_WAY: readonly OrderStatus[] = [
  "submitted",
  "pendingUpdate",
  "pendingCancel",
];

/** What an {@linkcode OrderDesk} works with. */
export type OrderDeskParts = {
  readonly loop: EventLoop;
  readonly exchange: SimulatedExchange;
  readonly latency: LatencyModel;
  readonly cache: MarketCache;
  readonly portfolio: Portfolio;
  readonly risk: PreTradeCheck | undefined;
  /** The actor of an id. */
  readonly actorOf: (id: string) => Actor | undefined;
  /** Told of funding, liquidations and margin calls that have reached the client. */
  readonly onAccount: (event: AccountEvent) => void;
  /** Told when the exchange has taken a command. */
  readonly onCommand: () => void;
};

/** Who holds orders back at the client: emulator and algorithms. */
export type OrderHolder = {
  /** Whether an order of the client is held here and not at the venue. */
  holds(order: Order): boolean;
  /** Takes an order; false if it is none of its own. */
  take(order: Order): boolean;
  /** Changes an order that is held. */
  modify(order: Order, change: OrderChange): void;
  /** Ends an order that is held. */
  cancel(order: Order): void;
  /** Told of every event of every order, when it has been applied. */
  onEvent(event: OrderEvent, order: Order): void;
};

/** What an order was when it was submitted, for the report. */
export type OrderRecord = {
  /** The order. */
  readonly order: Order;
  /** Who gets its events. */
  readonly owner: string;
  /** The client's time of the submission, microseconds. */
  readonly time: number;
  /** Price at which the client valued the contract then, ticks; `NaN` without one. */
  readonly arrivalTicks: number;
  /** Why it was denied, rejected, canceled or expired, or that the end of the data left it under way. */
  reason: string;
};

/** What an owner asked for, and when. */
export type CommandRecord = {
  /** The client's time, microseconds. */
  readonly time: number;
  /** What was asked for. */
  readonly action: "submit" | "modify" | "cancel";
  /** The order. */
  readonly order: Order;
  /** Whole quantity, lots; `NaN` where it is not asked for. */
  readonly quantity: number;
  /** Limit price, ticks; `NaN` where it is not asked for. */
  readonly price: number;
  /** Trigger price, ticks; `NaN` where it is not asked for. */
  readonly triggerPrice: number;
};

/**
 * The client's orders: checks them, sends them, and applies what the venue answers when the
 * answer arrives.
 */
export class OrderDesk {
  /** Every order in the order of submission. */
  readonly records: Map<string, OrderRecord> = new Map();
  /** Everything that was asked for, in order. */
  readonly commands: CommandRecord[] = [];
  /** Every level that a trigger was moved to. */
  readonly triggers: TriggerLog = new TriggerLog();
  /** Who holds orders back, asked in turn. */
  readonly holders: OrderHolder[] = [];
  /** Whether the market data have ended. */
  ended = false;
  readonly #parts: OrderDeskParts;
  readonly #specs = new Map<string, ContractSpec>();
  readonly #open = new Map<string, Order>();
  readonly #arrival: (time: number) => number;

  /** Starts without orders. */
  constructor(parts: OrderDeskParts) {
    this.#parts = parts;
    for (const spec of parts.exchange.specs) {
      this.#specs.set(spec.symbol, spec);
    }
    this.#arrival = inOrder((time) => parts.latency.order(time));
  }

  /** Open orders in the order of submission. */
  get open(): Order[] {
    return [...this.#open.values()];
  }

  /** Rules of a contract. */
  spec(symbol: string): ContractSpec | undefined {
    return this.#specs.get(symbol);
  }

  /** Takes an order from its owner. */
  submit(order: Order, owner: Actor): void {
    const { clientOrderId, symbol } = order;
    if (this.records.has(clientOrderId)) {
      throw new RangeError(
        `Cannot submit an order as its clientOrderId must be new: current value is ${clientOrderId}`,
      );
    }
    this.#note("submit", order, order);
    const known = this.#specs.has(symbol);
    this.records.set(clientOrderId, {
      order,
      owner: owner.id,
      time: this.#now,
      arrivalTicks: known ? this.#parts.portfolio.valuation(symbol).ticks : NaN,
      reason: "",
    });
    const refused = this.ended
      ? "The market data have ended."
      : !owner.running
      ? `${owner.id} has stopped.`
      : !known
      ? `Unknown instrument ${symbol}: there are ${
        [...this.#specs.keys()].join(", ")
      }.`
      : undefined;
    if (refused !== undefined) return this.deny(order, refused);
    this.#open.set(clientOrderId, order);
    if (!this.passes(order)) return;
    for (const holder of this.holders) if (holder.take(order)) return;
    this.send(order);
  }

  /** Changes an order. */
  modify(order: Order, change: OrderChange): void {
    this.#assertOpen("modify", order);
    for (const value of Object.values(change)) {
      if (value !== undefined && !Number.isFinite(value)) {
        throw new RangeError(
          `Cannot modify order ${order.clientOrderId} as prices and quantities must be finite: current value is ${value}`,
        );
      }
    }
    this.#note("modify", order, change);
    const holder = this.holders.find((holder) => holder.holds(order));
    if (holder !== undefined) return holder.modify(order, change);
    this.apply(order, this.#event("pendingUpdate", order));
    const { clientOrderId } = order;
    // What was asked for travels, not what its maker does to the object meanwhile.
    const sent = { ...change };
    this.#command((exchange, time) =>
      exchange.modify(clientOrderId, sent, time)
    );
  }

  /** Ends an order. */
  cancel(order: Order): void {
    this.#assertOpen("cancel", order);
    if (order.status === "pendingCancel") return;
    this.#note("cancel", order, {});
    const holder = this.holders.find((holder) => holder.holds(order));
    if (holder !== undefined) return holder.cancel(order);
    this.apply(order, this.#event("pendingCancel", order));
    const { clientOrderId } = order;
    this.#command((exchange, time) => exchange.cancel(clientOrderId, time));
  }

  /** Refuses an order before it is sent. */
  deny(order: Order, reason: string): void {
    this.apply(order, { ...this.#event("denied", order), reason });
  }

  /** Asks the check before the trade; makes the order smaller or denies it. */
  passes(order: Order): boolean {
    const { risk, cache, portfolio } = this.#parts;
    if (risk === undefined) return true;
    const quantity = order.leavesQuantity;
    const verdict = risk.check(order, {
      now: this.#now,
      spec: this.#specs.get(order.symbol)!,
      cache,
      portfolio,
      // Of a worked order its children count.
      openOrders: this.open.filter((other) =>
        other !== order && other.execAlgorithm === undefined
      ),
      quantity,
    });
    if (verdict.verdict === "pass") return true;
    const reason = `${verdict.rule}: ${verdict.message}`;
    if (verdict.verdict === "refuse") {
      this.deny(order, reason);
      return false;
    }
    if (!(verdict.quantity > 0 && verdict.quantity <= quantity)) {
      throw new RangeError(
        `Cannot clip order ${order.clientOrderId} as the quantity must be in (0, ${quantity}]: current value is ${verdict.quantity}`,
      );
    }
    this.apply(order, {
      ...this.#event("updated", order),
      quantity: order.filledQuantity + verdict.quantity,
      price: order.price,
      triggerPrice: order.triggerPrice,
      reason,
    });
    return true;
  }

  /**
   * Sends an order to the venue.
   *
   * @param wire What the venue is to see of it; the order itself by default.
   */
  send(order: Order, wire: Order = order): void {
    this.apply(order, this.#event("submitted", order));
    this.#command((exchange, time) => exchange.submit(wire, time));
  }

  /** Applies an event to its order and tells the owner, once the handler at work has returned. */
  apply(order: Order, event: OrderEvent): void {
    // The refusal of a request may come when the order has ended meanwhile.
    const late = !order.isOpen &&
      (event.type === "cancelRejected" || event.type === "modifyRejected");
    if (!late) order.apply(event);
    this.triggers.add(order, event);
    const record = this.records.get(order.clientOrderId)!;
    if ("reason" in event && !order.isOpen && !late) {
      record.reason = event.reason ?? "";
    }
    if (!order.isOpen) this.#open.delete(order.clientOrderId);
    const owner = this.#parts.actorOf(record.owner);
    this.#parts.loop.inbox.push(() => {
      if (owner?.running) owner.onOrderEvent(event, order);
    });
    if (late) return;
    for (const holder of this.holders) holder.onEvent(event, order);
  }

  /** Notes on the orders that the end of the data finds under way that they are. */
  noteEnd(): void {
    for (const { clientOrderId, status } of this.#open.values()) {
      if (!UNDER_WAY.includes(status)) continue;
      this.records.get(clientOrderId)!.reason =
        "The market data ended before the venue's answer came.";
    }
  }

  /** Takes an answer of the venue, when it has arrived. */
  receive(event: VenueEvent): void {
    const { portfolio } = this.#parts;
    if ("clientOrderId" in event) {
      const { order } = this.records.get(event.clientOrderId)!;
      this.apply(order, event);
      if (event.type !== "filled") return;
      this.#tell(portfolio.fill(event.fill, order.strategyId, this.#now));
      return;
    }
    if (event.type === "funding") portfolio.fund(event);
    if (event.type === "liquidation") {
      portfolio.liquidate(event, this.#now)
        .forEach((position) => this.#tell(position));
    }
    this.#parts.onAccount(event);
  }

  #tell(event: PositionEvent): void {
    const owner = this.#parts.actorOf(event.strategyId);
    this.#parts.loop.inbox.push(() => {
      if (owner?.running) owner.onPositionEvent(event);
    });
  }

  #command(take: (exchange: SimulatedExchange, time: number) => void): void {
    const { loop, exchange, onCommand } = this.#parts;
    const arrival = this.#arrival(this.#now);
    loop.send(arrival, () => {
      take(exchange, arrival);
      onCommand();
    });
  }

  #note(
    action: CommandRecord["action"],
    order: Order,
    { quantity = NaN, price = NaN, triggerPrice = NaN }: OrderChange,
  ): void {
    const time = this.#now;
    this.commands.push({ time, action, order, quantity, price, triggerPrice });
  }

  #event<T extends OrderEvent["type"]>(
    type: T,
    { clientOrderId }: Order,
  ): OrderEventBase & { readonly type: T } {
    return { type, clientOrderId, time: this.#now };
  }

  #assertOpen(action: string, order: Order): void {
    const { clientOrderId } = order;
    if (this.records.get(clientOrderId)?.order !== order) {
      throw new RangeError(
        `Cannot ${action} order ${clientOrderId} as it must have been submitted: it was not`,
      );
    }
    if (!order.isOpen) {
      throw new RangeError(
        `Cannot ${action} order ${clientOrderId} as it must be open: current value is ${order.status}`,
      );
    }
  }

  get #now(): number {
    return this.#parts.loop.clock.now;
  }
}
