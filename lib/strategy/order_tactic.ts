import type {
  ExecAlgorithm,
  OrderFactory,
  TradedInstrument,
} from "../engine/mod.ts";
import type { AlphaSignal } from "../signal/mod.ts";
import type { Order, OrderSide } from "../venue/mod.ts";
import { TwapAlgorithm, twapRequest } from "../execution/mod.ts";
import { MINUTE } from "../time/mod.ts";
import type { LimitExecution, TwapExecution } from "./execution_choice.ts";
import type { VolatilityArbitrageConfig } from "./volatility_arbitrage_config.ts";

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
  { offset, postOnly, rest }: LimitExecution,
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

/** One parent order a trade, worked by an algorithm at the pace of the target and against the drift of the signal. */
function twapTactic(
  { type: _, ...parameters }: TwapExecution,
  { id, symbol, position: { halfLife } }: TacticOwner,
): OrderTactic {
  const algorithm = new TwapAlgorithm(`${id}-twap`, {
    targets: id,
    signals: `${id}-signal`,
    ...(counts(parameters) && { symbols: [symbol] }),
  });
  const execAlgorithm = twapRequest(
    { ...parameters, halfLife: halfLife * MINUTE },
    algorithm.id,
  );
  return {
    algorithms: [algorithm],
    order: (orders, { side, quantity, reduceOnly }) =>
      orders.market({ symbol, side, quantity, reduceOnly, execAlgorithm }),
    keeps: () => true,
  };
}

/** Whether an algorithm reads the volume that others trade. */
function counts({ participation, style }: Omit<TwapExecution, "type">) {
  return participation !== undefined || style === "adaptive";
}

/** Whose orders a tactic makes: a configuration says so. */
export type TacticOwner = Pick<
  VolatilityArbitrageConfig,
  "id" | "symbol" | "position"
>;

/**
 * The tactic that a configuration asks for.
 *
 * @param config How orders are worked, and whose they are.
 * @returns The tactic, with algorithms of its own: one takes part in one run.
 *
 * @example A limit order at the bid
 * ```ts
 * import assert from "node:assert/strict";
 * import { OrderFactory, TradedInstrument } from "volarb/engine";
 * import { instrumentOn } from "volarb/market";
 * import { orderTactic, volatilityArbitrageConfig } from "volarb/strategy";
 * import { contractSpec } from "volarb/venue";
 *
 * const tactic = orderTactic(volatilityArbitrageConfig({
 *   symbol: "BTCUSDT",
 *   execution: { type: "limit", offset: 1 },
 * }));
 * const order = tactic.order(new OrderFactory("me"), {
 *   instrument: new TradedInstrument(contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))),
 *   side: "buy", quantity: 5, reduceOnly: false,
 *   bidTicks: 420_000, askTicks: 420_001,
 *   now: 0, target: 0.1, alpha: undefined, variance: NaN,
 * });
 * assert.equal(order.price, 419_999);
 * ```
 */
export function orderTactic(
  config: TacticOwner & Pick<VolatilityArbitrageConfig, "execution">,
): OrderTactic {
  const { execution } = config;
  switch (execution.type) {
    case "market":
      return MARKET;
    case "limit":
      return limitTactic(execution);
    case "twap":
      return twapTactic(execution, config);
  }
}
