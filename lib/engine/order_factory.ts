import {
  type Contingency,
  Order,
  type OrderRequest,
  type OrderSide,
  type PositionSide,
  type TriggerType,
} from "../venue/mod.ts";

/** The terms of an order but for what its maker knows: type, name and owner. */
export type OrderTermsOf<Needed extends keyof OrderRequest = never> =
  & Pick<OrderRequest, "symbol" | "side" | "quantity">
  & Required<Pick<OrderRequest, Needed>>
  & Partial<
    Omit<OrderRequest, "clientOrderId" | "strategyId" | "type" | "parentId">
  >;

/** An entry with a stop and a target. */
export type BracketTerms = {
  /** Instrument. */
  readonly symbol: string;
  /** Side of the entry. */
  readonly side: OrderSide;
  /** Lots. */
  readonly quantity: number;
  /** Limit of the entry, ticks; a market order where it is left out. */
  readonly price?: number;
  /** Trigger of the stop, ticks. */
  readonly stopPrice: number;
  /** Limit of the target, ticks. */
  readonly targetPrice: number;
  /** Leg of hedge mode, `long` for a buy; `both` by default. */
  readonly positionSide?: PositionSide;
  /** What triggers the stop; `bidAsk` by default. */
  readonly triggerType?: TriggerType;
  /** Whether the client holds stop and target until they trigger; the venue by default. */
  readonly emulated?: boolean;
  /** Words for the report. */
  readonly tags?: readonly string[];
};

/** The three orders of a bracket. */
export type Bracket = {
  /** The entry, whose fills let the others in. */
  readonly entry: Order;
  /** The stop; what it fills is taken off the target. */
  readonly stop: Order;
  /** The target; what it fills is taken off the stop. */
  readonly target: Order;
};

/**
 * Makes orders of a strategy: each has a name of its own, `<strategy>-1` and so on, in the order
 * in which they are made.
 *
 * @example A limit order that only adds liquidity
 * ```ts
 * import assert from "node:assert/strict";
 * import { OrderFactory } from "volarb/engine";
 *
 * const orders = new OrderFactory("maker");
 * const order = orders.limit({
 *   symbol: "BTCUSDT", side: "buy", quantity: 2, price: 650_000, postOnly: true,
 * });
 * assert.equal(order.clientOrderId, "maker-1");
 * assert.throws(() => orders.market({ symbol: "BTCUSDT", side: "buy", quantity: NaN }), {
 *   name: "RangeError",
 * });
 * ```
 */
export class OrderFactory {
  readonly #strategyId: string;
  #made = 0;

  /**
   * Names the owner.
   *
   * @param strategyId Id of the strategy.
   */
  constructor(strategyId: string) {
    this.#strategyId = strategyId;
  }

  /**
   * An order that takes what there is.
   *
   * @param terms Symbol, side, lots.
   * @returns The order.
   * @throws {RangeError} If the terms could never be an order's.
   */
  market(terms: OrderTermsOf): Order {
    return this.#make("market", terms);
  }

  /**
   * An order with a limit price.
   *
   * @param terms Symbol, side, lots, price.
   * @returns The order.
   * @throws {RangeError} If the terms could never be an order's.
   */
  limit(terms: OrderTermsOf<"price">): Order {
    return this.#make("limit", terms);
  }

  /**
   * A market order once the price is as bad as the trigger.
   *
   * @param terms Symbol, side, lots, trigger price.
   * @returns The order.
   * @throws {RangeError} If the terms could never be an order's.
   */
  stopMarket(terms: OrderTermsOf<"triggerPrice">): Order {
    return this.#make("stopMarket", terms);
  }

  /**
   * A limit order once the price is as bad as the trigger.
   *
   * @param terms Symbol, side, lots, trigger price, price.
   * @returns The order.
   * @throws {RangeError} If the terms could never be an order's.
   */
  stopLimit(terms: OrderTermsOf<"triggerPrice" | "price">): Order {
    return this.#make("stopLimit", terms);
  }

  /**
   * A market order once the price is as good as the trigger.
   *
   * @param terms Symbol, side, lots, trigger price.
   * @returns The order.
   * @throws {RangeError} If the terms could never be an order's.
   */
  marketIfTouched(terms: OrderTermsOf<"triggerPrice">): Order {
    return this.#make("marketIfTouched", terms);
  }

  /**
   * A limit order once the price is as good as the trigger.
   *
   * @param terms Symbol, side, lots, trigger price, price.
   * @returns The order.
   * @throws {RangeError} If the terms could never be an order's.
   */
  limitIfTouched(terms: OrderTermsOf<"triggerPrice" | "price">): Order {
    return this.#make("limitIfTouched", terms);
  }

  /**
   * A stop-market order whose trigger follows the price.
   *
   * @param terms Symbol, side, lots, how far it stays behind.
   * @returns The order.
   * @throws {RangeError} If the terms could never be an order's.
   */
  trailingStopMarket(terms: OrderTermsOf<"trailing">): Order {
    return this.#make("trailingStopMarket", terms);
  }

  /**
   * A stop-limit order whose trigger follows the price.
   *
   * @param terms Symbol, side, lots, how far it stays behind, ticks from trigger to limit.
   * @returns The order.
   * @throws {RangeError} If the terms could never be an order's.
   */
  trailingStopLimit(terms: OrderTermsOf<"trailing" | "limitOffset">): Order {
    return this.#make("trailingStopLimit", terms);
  }

  /**
   * An entry (OTO) with a stop and a target that take each other's fills off (OUO).
   *
   * @param terms Symbol, side, lots, the three prices.
   * @returns The orders; submit them together.
   * @throws {RangeError} If the terms could never be an order's.
   */
  bracket(terms: BracketTerms): Bracket {
    const { symbol, side, quantity, price, tags, emulated = false } = terms;
    const name = (k: number) => `${this.#strategyId}-${this.#made + k}`;
    const [entryId, stopId, targetId] = [name(1), name(2), name(3)];
    const tie = (linked: string): Contingency => ({
      type: "OUO",
      linked: [linked],
      parent: entryId,
    });
    const { positionSide = "both" } = terms;
    const common = { symbol, quantity, tags, positionSide };
    const contingency: Contingency = {
      type: "OTO",
      linked: [stopId, targetId],
    };
    const entry = price === undefined
      ? this.market({ ...common, side, contingency })
      : this.limit({ ...common, side, price, contingency });
    const exit = {
      ...common,
      side: side === "buy" ? "sell" : "buy",
      // Of a leg the other side only reduces.
      reduceOnly: positionSide === "both",
      emulated,
    } as const;
    const stop = this.stopMarket({
      ...exit,
      triggerPrice: terms.stopPrice,
      triggerType: terms.triggerType,
      contingency: tie(targetId),
    });
    const target = this.limit({
      ...exit,
      price: terms.targetPrice,
      contingency: tie(stopId),
    });
    return { entry, stop, target };
  }

  #make(
    type: OrderRequest["type"],
    terms: Omit<OrderRequest, "clientOrderId" | "strategyId" | "type">,
  ): Order {
    const order = new Order({
      ...terms,
      type,
      clientOrderId: `${this.#strategyId}-${this.#made + 1}`,
      strategyId: this.#strategyId,
    });
    this.#made++;
    return order;
  }
}
