import { TrailingStop } from "../risk/mod.ts";
import {
  type ContractSpec,
  hasLimit,
  hasTrigger,
  isTrailing,
  Order,
  type OrderChange,
  type OrderEvent,
  ticksOf,
  type TriggerType,
} from "../venue/mod.ts";
import { Actor } from "./actor.ts";
import type { BusData } from "./bus_data.ts";
import { LocalTies } from "./local_ties.ts";
import type { MarkTick } from "./mark_tick.ts";
import type { OrderDesk, OrderHolder } from "./order_desk.ts";
import type { QuoteTick } from "./quote_tick.ts";
import type { StreamFamily } from "./tick_columns.ts";
import type { TradeTick } from "./trade_tick.ts";

/** Id of the emulator among the actors. */
export const EMULATOR_ID = "OrderEmulator";

/** Stream that each kind of trigger follows. */
const FAMILY_OF: { readonly [T in TriggerType]: StreamFamily } = {
  bidAsk: "quotes",
  last: "trades",
  mark: "mark",
};

/** An order that is held. */
type Held = {
  readonly order: Order;
  readonly stop: TrailingStop | undefined;
  /** Whether it watches the market; a child does once its parent is filled. */
  watching: boolean;
  /** Best price that the stop has seen at the volatility of now: no price up to it moves the level. */
  best: number;
  sigma: number | undefined;
};

/** A variance that was published, as `VolatilityEstimate` of `volarb/signal` is. */
type Estimate = BusData & {
  readonly symbol: string;
  readonly variance: number;
};

/**
 * Holds orders at the client until they trigger, so that the venue does not see them.
 *
 * A stop watches the opposite quote (a buy the ask, a sell the bid), the last trade or the mark
 * price, as the client receives them, and is released as a market order; a stop with a limit as
 * a limit order, a limit order when the opposite quote reaches it. What is released passes the
 * check before the trade again, and travels to the venue as any order. A trailing stop follows
 * in ticks, prices, basis points or volatility: the last takes `VolatilityEstimate` messages of
 * its symbol. Ties to other orders (OTO, OCO, OUO) of which one is held here are kept here.
 *
 * @see alg-emulator
 */
export class OrderEmulator extends Actor implements OrderHolder {
  readonly #held = new Map<string, Held>();
  /** Those of them that are looked at, by trigger and symbol; lists are made anew after a change. */
  readonly #watched: {
    readonly [T in TriggerType]: Map<string, readonly Held[]>;
  } = { bidAsk: new Map(), last: new Map(), mark: new Map() };
  readonly #sigma = new Map<string, number>();
  readonly #desk: OrderDesk;
  readonly #ties: LocalTies;
  readonly #spec: (symbol: string) => ContractSpec;

  /** Takes the desk that it releases orders to. */
  constructor(
    { desk, spec, now }: {
      readonly desk: OrderDesk;
      readonly spec: (symbol: string) => ContractSpec;
      readonly now: () => number;
    },
  ) {
    super(EMULATOR_ID);
    this.#desk = desk;
    this.#spec = spec;
    this.#ties = new LocalTies({
      desk,
      now,
      activate: (order) => this.#activate(order),
    });
  }

  holds(order: Order): boolean {
    return this.#held.has(order.clientOrderId);
  }

  take(order: Order): boolean {
    const waits = this.#ties.take(order);
    if (!order.emulated && !waits) return false;
    const { clientOrderId } = order;
    const { side, trailing, activationPrice, symbol } = order;
    const stop = trailing === undefined ? undefined : new TrailingStop({
      side,
      offset: trailing,
      tickSize: this.#spec(symbol).tickSize,
      ...(!Number.isNaN(activationPrice) && { activation: activationPrice }),
    });
    const best = order.side === "sell" ? -Infinity : Infinity;
    const held = { order, stop, watching: !waits, best, sigma: undefined };
    this.#held.set(clientOrderId, held);
    this.#changed(order);
    this.#desk.apply(order, this.#event("emulated", order));
    if (order.emulated) this.#watch(order);
    if (!waits) this.#look(held);
    return true;
  }

  modify(order: Order, change: OrderChange): void {
    const { quantity = order.quantity } = change;
    if (!mayChange(order, change)) {
      return this.#desk.apply(order, {
        ...this.#event("modifyRejected", order),
        reason:
          "Of an order that is held only the prices that its type has may change, and its quantity to one above 0.",
      });
    }
    this.#desk.apply(order, {
      ...this.#event("updated", order),
      quantity,
      price: change.price ?? order.price,
      triggerPrice: change.triggerPrice ?? order.triggerPrice,
    });
  }

  cancel(order: Order): void {
    this.#desk.apply(order, {
      ...this.#event("canceled", order),
      reason: "Canceled by its owner.",
    });
  }

  onEvent(event: OrderEvent, order: Order): void {
    if (!order.isOpen) this.#letGo(order);
    this.#ties.onEvent(event, order);
  }

  override onQuoteTick(quote: QuoteTick): void {
    for (const held of this.#watchers(quote.symbol, "bidAsk")) {
      const { side } = held.order;
      this.#follow(held, side === "buy" ? quote.askTicks : quote.bidTicks);
    }
  }

  override onTradeTick(trade: TradeTick): void {
    for (const held of this.#watchers(trade.symbol, "last")) {
      this.#follow(held, trade.ticks);
    }
  }

  override onMarkPrice(mark: MarkTick): void {
    const ticks = ticksOf(this.#spec(mark.symbol), mark.price);
    for (const held of this.#watchers(mark.symbol, "mark")) {
      this.#follow(held, ticks);
    }
  }

  override onData(data: BusData): void {
    const { symbol, variance } = data as Estimate;
    if (variance >= 0) this.#sigma.set(symbol, Math.sqrt(variance));
  }

  override onTimer({ name }: { readonly name: string }): void {
    const held = this.#held.get(name);
    if (held === undefined) return;
    this.#desk.apply(held.order, {
      ...this.#event("expired", held.order),
      reason: "Good till date.",
    });
  }

  /** Subscribes to what an order follows, and sets its end. */
  #watch({ symbol, triggerType, trailing, expireTime, clientOrderId }: Order) {
    const family = FAMILY_OF[triggerType];
    if (family === "quotes") this.subscribeQuotes(symbol);
    else if (family === "trades") this.subscribeTrades(symbol);
    else this.subscribeMarkPrices(symbol);
    if (trailing?.type === "volatility") {
      this.subscribeData("VolatilityEstimate", { symbol });
    }
    if (expireTime < Infinity) {
      this.clock.setTimeAlert(
        clientOrderId,
        Math.max(expireTime, this.clock.now),
      );
    }
  }

  /** Holds an order no more, and listens no more to what nobody follows. */
  #letGo(order: Order): void {
    const { clientOrderId, symbol, triggerType } = order;
    if (!this.#held.delete(clientOrderId)) return;
    this.#changed(order);
    this.clock.cancelTimer(clientOrderId);
    for (const { order } of this.#held.values()) {
      if (order.symbol === symbol && order.triggerType === triggerType) return;
    }
    this.unsubscribe(FAMILY_OF[triggerType], symbol);
  }

  /** A child whose parent is filled begins to watch, or goes out. */
  #activate(order: Order): void {
    const held = this.#held.get(order.clientOrderId);
    if (held === undefined || held.watching) return;
    held.watching = true;
    this.#changed(order);
    if (order.emulated) this.#look(held);
    else this.#release(held);
  }

  /** Looks at the price that stands, where one is known. */
  #look(held: Held): void {
    const { symbol, triggerType, side } = held.order;
    const { cache } = this;
    const quote = cache.quote(symbol);
    const mark = cache.markPrice(symbol)?.price;
    const price = triggerType === "bidAsk"
      ? side === "buy" ? quote?.askTicks : quote?.bidTicks
      : triggerType === "last"
      ? cache.trade(symbol)?.ticks
      : mark && ticksOf(this.#spec(symbol), mark);
    if (price !== undefined) this.#follow(held, price);
  }

  /** Held orders of a symbol that follow a kind of price, in the order of submission. */
  #watchers(symbol: string, type: TriggerType): readonly Held[] {
    const lists = this.#watched[type];
    let found = lists.get(symbol);
    if (found === undefined) {
      found = [...this.#held.values()].filter(({ order, watching }) =>
        watching && order.emulated && order.symbol === symbol &&
        order.triggerType === type
      );
      lists.set(symbol, found);
    }
    return found;
  }

  /** Told that other orders are to be looked at. */
  #changed({ symbol, triggerType }: Order): void {
    this.#watched[triggerType].delete(symbol);
  }

  /** Takes the next price that an order follows. */
  #follow(held: Held, price: number): void {
    const { order, stop } = held;
    // An earlier one of this record may have ended it.
    if (price !== price || !this.#held.has(order.clientOrderId)) return;
    if (stop !== undefined) {
      const sigma = this.#sigma.get(order.symbol);
      // Without a volatility there is no distance yet.
      if (order.trailing?.type === "volatility" && sigma === undefined) return;
      // While the volatility stands, only a price that is better than all before moves the level.
      const moved = sigma !== held.sigma ||
        order.sign * (held.best - price) > 0;
      if (moved) {
        held.best = price;
        held.sigma = sigma;
      }
      const level = moved ? stop.update(price, sigma) : stop.level;
      if (level === level && level !== order.triggerPrice) {
        this.#desk.apply(order, {
          ...this.#event("updated", order),
          quantity: order.quantity,
          price: order.price,
          triggerPrice: level,
          reason: "Trailing.",
        });
      }
    }
    if (isTriggered(order, price)) this.#release(held);
  }

  /** Hands an order to the venue, as a market order or as a limit order. */
  #release({ order }: Held): void {
    const { clientOrderId } = order;
    this.#letGo(order);
    this.#desk.apply(order, this.#event("released", order));
    if (!this.#desk.passes(order)) return;
    const price = order.type === "trailingStopLimit"
      ? order.triggerPrice + order.sign * order.limitOffset
      : order.price;
    const limit = price === price;
    // A market order that the venue would not let work has no time in force.
    const { timeInForce, expireTime, positionSide, reduceOnly } = order;
    this.#desk.send(
      order,
      new Order({
        clientOrderId,
        positionSide,
        reduceOnly,
        symbol: order.symbol,
        side: order.side,
        strategyId: order.strategyId,
        type: limit ? "limit" : "market",
        quantity: order.leavesQuantity,
        ...(limit && { price, timeInForce, postOnly: order.postOnly }),
        ...(limit && timeInForce === "GTD" && { expireTime }),
      }),
    );
  }

  #event<T extends OrderEvent["type"]>(type: T, { clientOrderId }: Order) {
    return { type, clientOrderId, time: this.clock.now };
  }
}

/** Whether a change is one that an order of this type can have. */
function mayChange(
  { type }: Order,
  { quantity = 1, price, triggerPrice }: OrderChange,
): boolean {
  // A trailing stop finds its prices itself.
  const limits = hasLimit(type) && !isTrailing(type);
  const triggers = hasTrigger(type) && !isTrailing(type);
  return quantity > 0 && (price === undefined || limits) &&
    (triggerPrice === undefined || triggers);
}

/** Whether a price sets an order off. */
function isTriggered(order: Order, price: number): boolean {
  const { type, sign, triggerPrice } = order;
  if (type === "market") return true;
  if (!hasTrigger(type)) return sign * (order.price - price) >= 0;
  const touched = type === "marketIfTouched" || type === "limitIfTouched";
  const beyond = sign * (price - triggerPrice);
  return touched ? beyond <= 0 : beyond >= 0;
}
