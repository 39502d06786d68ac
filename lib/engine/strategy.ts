import type { Order, OrderChange } from "../venue/mod.ts";
import { Actor } from "./actor.ts";
import { OrderFactory } from "./order_factory.ts";
import type { Portfolio } from "./portfolio.ts";
import type { TradedInstrument } from "./traded_instrument.ts";

/** What the backtest gives those who trade. */
export type TradingContext = {
  /** Positions and money. */
  readonly portfolio: Portfolio;
  /** Rules of a contract; an unknown one is an error. */
  instrument(symbol: string): TradedInstrument;
  /** Takes an order. */
  submit(order: Order, owner: Actor): void;
  /** Changes an order. */
  modify(order: Order, change: OrderChange): void;
  /** Ends an order. */
  cancel(order: Order): void;
  /** Open orders of an owner, in the order of submission. */
  openOrders(owner: Actor, symbol?: string): Order[];
};

/**
 * An actor that trades.
 *
 * Orders come from {@linkcode Strategy.orders} in whole ticks and lots
 * ({@linkcode Strategy.instrument} makes them out of decimals), go out by `submit` and come back as
 * `onOrderEvent` and `onPositionEvent`, each when the client would know. An order that is sent
 * now meets only what happens at the venue after it has arrived there.
 *
 * @example Buys, and sells when it hears of the fill
 * ```ts
 * import assert from "node:assert/strict";
 * import { Backtest, columnSource, type QuoteTick, simulatedColumns, Strategy } from "volarb/engine";
 * import { instrumentOn } from "volarb/market";
 * import { symbolParameters } from "volarb/simulate";
 * import { contractSpec, feeSchedule, type Order, type OrderEvent } from "volarb/venue";
 *
 * class RoundTrip extends Strategy {
 *   override onStart() {
 *     this.subscribeQuotes("BTCUSDT");
 *   }
 *   override onQuoteTick({ symbol }: QuoteTick) {
 *     this.unsubscribe("quotes", symbol);
 *     this.submit(this.orders.market({ symbol, side: "buy", quantity: 100 }));
 *   }
 *   override onOrderEvent({ type }: OrderEvent, { symbol, side }: Order) {
 *     if (type !== "filled" || side !== "buy") return;
 *     this.submit(this.orders.market({ symbol, side: "sell", quantity: 100 }));
 *   }
 * }
 * const { columns } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const result = new Backtest({
 *   source: columnSource({ BTCUSDT: columns }),
 *   specs: [contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))],
 *   strategies: [new RoundTrip("trip")],
 *   balance: 10_000,
 *   fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
 * }).run();
 * assert.deepEqual(result.fills.columns.side, ["buy", "sell"]);
 * assert.equal(result.positions.columns.direction[0], "long");
 * ```
 */
export abstract class Strategy extends Actor {
  /** Makes orders. */
  readonly orders: OrderFactory;
  #trading: TradingContext | undefined;

  /**
   * Names the strategy.
   *
   * @param id Its name, unique in a run.
   * @throws {RangeError} If the name is empty.
   */
  constructor(id: string) {
    super(id);
    this.orders = new OrderFactory(id);
  }

  /** What the client knows of its positions and money. */
  get portfolio(): Portfolio {
    return this.#context.portfolio;
  }

  /**
   * Rules of a contract.
   *
   * @param symbol The instrument.
   * @returns The rules, and decimals as ticks and lots.
   * @throws {RangeError} If the venue does not have it.
   */
  instrument(symbol: string): TradedInstrument {
    return this.#context.instrument(symbol);
  }

  /**
   * Sends an order, or more than one that are tied to each other.
   *
   * @param orders The orders, in the order in which they go out.
   * @throws {RangeError} If one was submitted before.
   */
  submit(...orders: Order[]): void {
    for (const order of orders) this.#context.submit(order, this);
  }

  /**
   * Asks for a change of an order.
   *
   * @param order One of this strategy's, open.
   * @param change New whole quantity, limit or trigger price.
   * @throws {RangeError} If the order is not open, or a number is not finite.
   */
  modify(order: Order, change: OrderChange): void {
    this.#context.modify(order, change);
  }

  /**
   * Asks for the end of an order.
   *
   * @param order One of this strategy's, open.
   * @throws {RangeError} If the order is not open.
   */
  cancel(order: Order): void {
    this.#context.cancel(order);
  }

  /**
   * Asks for the end of all open orders of this strategy.
   *
   * @param symbol Of which instrument; of all by default.
   */
  cancelAll(symbol?: string): void {
    for (const order of this.openOrders(symbol)) {
      if (order.isOpen) this.cancel(order);
    }
  }

  /**
   * Open orders of this strategy, in the order of submission.
   *
   * @param symbol Of which instrument; of all by default.
   * @returns The orders.
   */
  openOrders(symbol?: string): Order[] {
    return this.#context.openOrders(this, symbol);
  }

  /**
   * Signed lots of this strategy's position, as far as the client knows.
   *
   * @param symbol The instrument.
   * @returns Whole lots.
   */
  position(symbol: string): number {
    return this.#context.portfolio.lots(symbol, { strategyId: this.id });
  }

  /**
   * Closes this strategy's position by a market order.
   *
   * @param symbol The instrument.
   * @returns The orders that were sent: none when flat, one per leg in hedge mode.
   */
  closePosition(symbol: string): Order[] {
    const sent: Order[] = [];
    for (const positionSide of ["both", "long", "short"] as const) {
      const { portfolio } = this.#context;
      const lots = portfolio.lots(symbol, {
        strategyId: this.id,
        positionSide,
      });
      if (lots === 0) continue;
      const order = this.orders.market({
        symbol,
        positionSide,
        side: lots > 0 ? "sell" : "buy",
        quantity: Math.abs(lots),
        tags: ["close"],
      });
      this.submit(order);
      sent.push(order);
    }
    return sent;
  }

  /**
   * Gives the strategy its desk; the backtest calls it.
   *
   * @param trading The desk.
   */
  attachTrading(trading: TradingContext): void {
    this.#trading = trading;
  }

  get #context(): TradingContext {
    if (this.#trading === undefined) {
      throw new TypeError(
        `Cannot trade as ${this.id} must be in a backtest: it was given to none`,
      );
    }
    return this.#trading;
  }
}
