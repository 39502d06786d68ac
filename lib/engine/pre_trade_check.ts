import type { ContractSpec, Order } from "../venue/mod.ts";
import type { MarketCache } from "./market_cache.ts";
import type { Portfolio } from "./portfolio.ts";

/** What a check before the trade may look at. */
export type PreTradeContext = {
  /** The client's time, microseconds since the epoch. */
  readonly now: number;
  /** Rules of the contract. */
  readonly spec: ContractSpec;
  /** What the client knows of the market. */
  readonly cache: MarketCache;
  /** What the client knows of its positions and money. */
  readonly portfolio: Portfolio;
  /** Other open orders of all strategies, children in place of worked orders, in the order of submission. */
  readonly openOrders: readonly Order[];
  /** Lots of the order that are to be sent: all, or what is left of it. */
  readonly quantity: number;
};

/** What a check says: let it pass, let it pass smaller, or refuse it. */
export type PreTradeVerdict =
  | {
    /** As it is. */
    readonly verdict: "pass";
  }
  | {
    /** With fewer lots. */
    readonly verdict: "clip";
    /** Whole lots, above 0 and below what was asked for. */
    readonly quantity: number;
    /** Name of the rule. */
    readonly rule: string;
    /** The rule and the value, for the report. */
    readonly message: string;
  }
  | {
    /** Not at all. */
    readonly verdict: "refuse";
    /** Name of the rule. */
    readonly rule: string;
    /** The rule and the value, for the report. */
    readonly message: string;
  };

/**
 * Looks at every order before it is sent, an emulated one again when it is released.
 *
 * @example No order above ten lots
 * ```ts
 * import assert from "node:assert/strict";
 * import type { PreTradeCheck } from "volarb/engine";
 *
 * const small: PreTradeCheck = {
 *   check: (_order, { quantity }) =>
 *     quantity <= 10 ? { verdict: "pass" } : {
 *       verdict: "clip",
 *       quantity: 10,
 *       rule: "max quantity",
 *       message: `at most 10 lots: current value is ${quantity}`,
 *     },
 * };
 * assert.ok(small.check !== undefined);
 * ```
 */
export type PreTradeCheck = {
  /**
   * Judges an order.
   *
   * @param order The order.
   * @param context What it may look at.
   * @returns The verdict.
   */
  check(order: Order, context: PreTradeContext): PreTradeVerdict;
};
