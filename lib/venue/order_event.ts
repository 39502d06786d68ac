import type { Fill } from "./fill.ts";

/**
 * What may happen to an order, in NautilusTrader's words.
 *
 * `initialized`, `denied` (refused before it was sent), `emulated` (held by the client),
 * `released`, `submitted`, `pendingUpdate` and `pendingCancel` are the client's; the
 * others are the venue's.
 */
export type OrderEventType =
  | "initialized"
  | "denied"
  | "emulated"
  | "released"
  | "submitted"
  | "accepted"
  | "rejected"
  | "triggered"
  | "pendingUpdate"
  | "updated"
  | "modifyRejected"
  | "pendingCancel"
  | "cancelRejected"
  | "canceled"
  | "expired"
  | "filled";

/** What every event of an order says. */
export type OrderEventBase = {
  /** The order. */
  readonly clientOrderId: string;
  /** When it happened: the venue's clock for the venue's events, else the client's; microseconds. */
  readonly time: number;
};

/** An event that needs no more than its type, with a reason where there is one. */
export type PlainOrderEvent = OrderEventBase & {
  /** What happened. */
  readonly type:
    | "initialized"
    | "emulated"
    | "released"
    | "submitted"
    | "accepted"
    | "triggered"
    | "pendingUpdate"
    | "pendingCancel";
  /** Why, where that is not plain. */
  readonly reason?: string;
};

/** A refusal or an end, with its reason. */
export type ReasonedOrderEvent = OrderEventBase & {
  /** What happened. */
  readonly type:
    | "denied"
    | "rejected"
    | "modifyRejected"
    | "cancelRejected"
    | "canceled"
    | "expired";
  /** Why: the venue's or the client's own words. */
  readonly reason: string;
  /** The venue's number of the reason, -2019 say, where the venue has one. */
  readonly code?: number;
};

/** The terms that hold after a change, a trailing stop's own moves included. */
export type UpdatedOrderEvent = OrderEventBase & {
  /** What happened. */
  readonly type: "updated";
  /** Whole quantity, filled part included, lots. */
  readonly quantity: number;
  /** Limit price, ticks; `NaN` without one. */
  readonly price: number;
  /** Trigger price, ticks; `NaN` without one. */
  readonly triggerPrice: number;
  /** Why, where the client did not ask for it. */
  readonly reason?: string;
};

/** A fill, of a part or of the rest. */
export type FilledOrderEvent = OrderEventBase & {
  /** What happened. */
  readonly type: "filled";
  /** Price, quantity, fee. */
  readonly fill: Fill;
};

/**
 * Something that happened to an order.
 *
 * @example A rejection carries the venue's number and words
 * ```ts
 * import assert from "node:assert/strict";
 * import { type OrderEvent } from "volarb/venue";
 *
 * const event: OrderEvent = {
 *   type: "rejected",
 *   clientOrderId: "1",
 *   time: 0,
 *   code: -2019,
 *   reason: "Margin is insufficient.",
 * };
 * assert.equal(event.type === "rejected" && event.code, -2019);
 * ```
 */
export type OrderEvent =
  | PlainOrderEvent
  | ReasonedOrderEvent
  | UpdatedOrderEvent
  | FilledOrderEvent;
