import type { TrailingOffset } from "../risk/mod.ts";
import type { PositionSide } from "./fill.ts";

/**
 * Kinds of orders, in NautilusTrader's words.
 *
 * @example Those that rest with a price of their own
 * ```ts
 * import assert from "node:assert/strict";
 * import { hasLimit, ORDER_TYPES } from "volarb/venue";
 *
 * assert.deepEqual(ORDER_TYPES.filter(hasLimit), [
 *   "limit",
 *   "stopLimit",
 *   "limitIfTouched",
 *   "trailingStopLimit",
 * ]);
 * ```
 */
export const ORDER_TYPES = [
  "market",
  "limit",
  "stopMarket",
  "stopLimit",
  "marketIfTouched",
  "limitIfTouched",
  "trailingStopMarket",
  "trailingStopLimit",
] as const;

/** Kind of an order. */
export type OrderType = typeof ORDER_TYPES[number];

/** Buys or sells. */
export type OrderSide = "buy" | "sell";

/** What triggers a stop: the opposite best quote, the last trade or the mark price. */
export type TriggerType = "bidAsk" | "last" | "mark";

/** How long an order works. */
export type TimeInForce = "GTC" | "IOC" | "FOK" | "GTD";

/**
 * What ties an order to others at the venue.
 *
 * `OTO` (one triggers the other): the linked orders wait for this one's first fill and
 * are never larger than what it has filled. `OCO` (one cancels the other): a fill or a
 * cancel of one cancels the rest. `OUO` (one updates the other): a fill takes its
 * quantity off the rest, a cancel cancels them.
 */
export type Contingency = {
  /** The rule, as seen from this order. */
  readonly type: "OTO" | "OCO" | "OUO";
  /** Client order ids of the others: the children of an `OTO`, the siblings of the rest. */
  readonly linked: readonly string[];
  /** The `OTO` order that this one waits for. */
  readonly parent?: string | undefined;
};

/** The algorithm that works an order, and its parameters. */
export type ExecAlgorithmRequest = {
  /** Id of the algorithm, `TWAP` say. */
  readonly id: string;
  /** Its parameters. */
  readonly parameters: Readonly<Record<string, number | string>>;
};

/** The terms of an order; see {@linkcode Order}. */
export type OrderRequest = {
  /** Name of the order, unique in a run. */
  readonly clientOrderId: string;
  /** Instrument. */
  readonly symbol: string;
  /** Buys or sells. */
  readonly side: OrderSide;
  /** Kind. */
  readonly type: OrderType;
  /** Lots, above 0. */
  readonly quantity: number;
  /** Limit price in ticks, for kinds with a limit; a trailing one has `limitOffset`. */
  readonly price?: number | undefined;
  /** Trigger price in ticks, for stops and if-touched; a trailing stop finds its own. */
  readonly triggerPrice?: number | undefined;
  /** How far a trailing stop stays behind. */
  readonly trailing?: TrailingOffset | undefined;
  /** Price in ticks from which on a trailing stop follows; at once by default. */
  readonly activationPrice?: number | undefined;
  /** Ticks that the limit of a trailing stop-limit order gives beyond its trigger. */
  readonly limitOffset?: number | undefined;
  /** What triggers; `bidAsk` by default. */
  readonly triggerType?: TriggerType | undefined;
  /** How long it works; `GTC` by default. */
  readonly timeInForce?: TimeInForce | undefined;
  /** End of a `GTD` order, microseconds. */
  readonly expireTime?: number | undefined;
  /** Whether it is refused rather than take liquidity. */
  readonly postOnly?: boolean | undefined;
  /** Whether it may only make the position smaller. */
  readonly reduceOnly?: boolean | undefined;
  /** Leg of hedge mode; `both` by default. */
  readonly positionSide?: PositionSide | undefined;
  /** Strategy that sent it. */
  readonly strategyId?: string | undefined;
  /** Order that an execution algorithm split it from. */
  readonly parentId?: string | undefined;
  /** Ties to other orders. */
  readonly contingency?: Contingency | undefined;
  /** Whether the client holds it until it triggers. */
  readonly emulated?: boolean | undefined;
  /** Algorithm that works it. */
  readonly execAlgorithm?: ExecAlgorithmRequest | undefined;
  /** Words for the report. */
  readonly tags?: readonly string[] | undefined;
};

/**
 * Whether orders of a type have a limit price.
 *
 * @example A stop with a limit, and one without
 * ```ts
 * import assert from "node:assert/strict";
 * import { hasLimit } from "volarb/venue";
 *
 * assert.equal(hasLimit("stopLimit"), true);
 * assert.equal(hasLimit("stopMarket"), false);
 * ```
 */
export function hasLimit(type: OrderType): boolean {
  return type === "limit" || type === "stopLimit" ||
    type === "limitIfTouched" || type === "trailingStopLimit";
}

/**
 * Whether orders of a type wait for a trigger.
 *
 * @example All but two
 * ```ts
 * import assert from "node:assert/strict";
 * import { hasTrigger, ORDER_TYPES } from "volarb/venue";
 *
 * assert.deepEqual(ORDER_TYPES.filter((type) => !hasTrigger(type)), [
 *   "market",
 *   "limit",
 * ]);
 * ```
 */
export function hasTrigger(type: OrderType): boolean {
  return type !== "market" && type !== "limit";
}

/**
 * Whether the trigger of a type follows the market.
 *
 * @example Two of eight
 * ```ts
 * import assert from "node:assert/strict";
 * import { isTrailing, ORDER_TYPES } from "volarb/venue";
 *
 * assert.deepEqual(ORDER_TYPES.filter(isTrailing), [
 *   "trailingStopMarket",
 *   "trailingStopLimit",
 * ]);
 * ```
 */
export function isTrailing(type: OrderType): boolean {
  return type === "trailingStopMarket" || type === "trailingStopLimit";
}

/**
 * Whether an order can only make a position smaller: by its own word, or as a leg's other side.
 *
 * @example Selling the long leg
 * ```ts
 * import assert from "node:assert/strict";
 * import { onlyCloses } from "volarb/venue";
 *
 * const terms = { reduceOnly: false, side: "sell" } as const;
 * assert.equal(onlyCloses({ ...terms, positionSide: "long" }), true);
 * assert.equal(onlyCloses({ ...terms, positionSide: "short" }), false);
 * assert.equal(onlyCloses({ ...terms, positionSide: "both" }), false);
 * ```
 */
export function onlyCloses(
  { reduceOnly, positionSide, side }: {
    /** Whether it says so. */
    readonly reduceOnly: boolean;
    /** Leg of hedge mode. */
    readonly positionSide: PositionSide;
    /** Buys or sells. */
    readonly side: OrderSide;
  },
): boolean {
  return reduceOnly || (positionSide === "long" && side === "sell") ||
    (positionSide === "short" && side === "buy");
}
