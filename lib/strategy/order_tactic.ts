import type {
  ExecAlgorithm,
  OrderFactory,
  TradedInstrument,
} from "../engine/mod.ts";
import type { AlphaSignal } from "../signal/mod.ts";
import type { Order, OrderSide } from "../venue/mod.ts";
import type { ExecutionChoice } from "./execution_choice.ts";

/** A trade that is wanted. */
export type TradeRequest = {
  /** Rules of the contract. */
  readonly instrument: TradedInstrument;
  /** Buys or sells. */
  readonly side: OrderSide;
  /** Lots, above 0. */
  readonly quantity: number;
  /** Whether the position only becomes smaller. */
  readonly reduceOnly: boolean;
  /** Best bid, ticks; the last price where there are no quotes. */
  readonly bidTicks: number;
  /** Best ask, ticks; the last price where there are no quotes. */
  readonly askTicks: number;
  /** The time, microseconds since the epoch. */
  readonly now: number;
  /** Position to go to, signed fraction of capital. */
  readonly target: number;
  /** What is believed of the next return, where something is. */
  readonly alpha: AlphaSignal | undefined;
  /** Variance of a bar, squared log return; `NaN` where it is not known. */
  readonly variance: number;
};

/** Makes orders out of trades that are wanted. */
export interface OrderTactic {
  /** The algorithms that work its orders; they take part in the run. */
  readonly algorithms: readonly ExecAlgorithm[];
  /**
   * Makes an order.
   *
   * @param orders Makes orders.
   * @param request The trade.
   * @returns The order, not sent yet.
   */
  order(orders: OrderFactory, request: TradeRequest): Order;
  /**
   * Whether an order that works on the right side may stay as it is but for its quantity.
   *
   * @param order The order, open.
   * @param request The trade that is wanted now.
   * @returns Whether it stays.
   */
  keeps(order: Order, request: TradeRequest): boolean;
}

/** One market order a trade. */
const MARKET: OrderTactic = {
  algorithms: [],
  order(orders, { instrument: { spec }, side, quantity, reduceOnly }) {
    return orders.market({
      symbol: spec.symbol,
      side,
      quantity: Math.min(quantity, spec.maxMarketQuantity),
      reduceOnly,
    });
  },
  keeps: () => true,
};

/** One limit order a trade, beside the best price of its side. */
function limitTactic(
  { offset, postOnly, rest }: Extract<ExecutionChoice, { type: "limit" }>,
): OrderTactic {
  const priceOf = ({ side, bidTicks, askTicks }: TradeRequest) =>
    side === "buy"
      ? Math.floor(bidTicks) - offset
      : Math.ceil(askTicks) + offset;
  return {
    algorithms: [],
    order(orders, request) {
      const { instrument: { spec }, side, quantity, reduceOnly, now } = request;
      return orders.limit({
        symbol: spec.symbol,
        side,
        quantity: Math.min(quantity, spec.maxQuantity),
        price: priceOf(request),
        reduceOnly,
        postOnly,
        ...(rest !== null && { timeInForce: "GTD", expireTime: now + rest }),
      });
    },
    keeps: (order, request) => order.price === priceOf(request),
  };
}

/**
 * The tactic that a configuration asks for.
 *
 * @param choice How orders are worked.
 * @returns The tactic, with algorithms of its own: one takes part in one run.
 *
 * @example A limit order at the bid
 * ```ts
 * import assert from "node:assert/strict";
 * import { OrderFactory, TradedInstrument } from "volarb/engine";
 * import { instrumentOn } from "volarb/market";
 * import { orderTactic } from "volarb/strategy";
 * import { contractSpec } from "volarb/venue";
 *
 * const tactic = orderTactic({ type: "limit", offset: 1, postOnly: true, rest: null });
 * const order = tactic.order(new OrderFactory("me"), {
 *   instrument: new TradedInstrument(contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))),
 *   side: "buy", quantity: 5, reduceOnly: false,
 *   bidTicks: 420_000, askTicks: 420_001,
 *   now: 0, target: 0.1, alpha: undefined, variance: NaN,
 * });
 * assert.equal(order.price, 419_999);
 * ```
 */
export function orderTactic(choice: ExecutionChoice): OrderTactic {
  return choice.type === "limit" ? limitTactic(choice) : MARKET;
}
