import type { OrderEventType } from "./order_event.ts";

/** State of an order, in NautilusTrader's words. */
export type OrderStatus =
  | "initialized"
  | "denied"
  | "emulated"
  | "released"
  | "submitted"
  | "accepted"
  | "rejected"
  | "triggered"
  | "pendingUpdate"
  | "pendingCancel"
  | "partiallyFilled"
  | "canceled"
  | "expired"
  | "filled";

/**
 * States that no event leaves.
 *
 * @example Nothing is filled after its end
 * ```ts
 * import assert from "node:assert/strict";
 * import { CLOSED_STATUSES, mayHappen } from "volarb/venue";
 *
 * assert.ok(CLOSED_STATUSES.every((status) => !mayHappen(status, "filled")));
 * assert.ok(!CLOSED_STATUSES.includes("partiallyFilled"));
 * ```
 */
export const CLOSED_STATUSES: readonly OrderStatus[] = [
  "denied",
  "rejected",
  "canceled",
  "expired",
  "filled",
];

/** Events that an order at the venue may get at any time. */
const AT_VENUE: readonly OrderEventType[] = [
  "canceled",
  "expired",
  "filled",
  "updated",
  "triggered",
  "pendingUpdate",
  "pendingCancel",
  "modifyRejected",
  "cancelRejected",
];

const ALLOWED: Readonly<Record<OrderStatus, readonly OrderEventType[]>> = {
  // A check before the trade may make it smaller.
  initialized: [
    "denied",
    "updated",
    "emulated",
    "released",
    "submitted",
    "canceled",
  ],
  emulated: [
    "updated",
    "modifyRejected",
    "pendingCancel",
    "released",
    "canceled",
    "expired",
    "denied",
  ],
  released: ["denied", "updated", "submitted", "canceled"],
  submitted: [...AT_VENUE, "accepted", "rejected"],
  accepted: AT_VENUE,
  triggered: AT_VENUE,
  partiallyFilled: AT_VENUE,
  // What was under way before the request arrived may still come in.
  pendingUpdate: [...AT_VENUE, "accepted", "rejected", "released"],
  pendingCancel: [...AT_VENUE, "accepted", "rejected", "released"],
  denied: [],
  rejected: [],
  canceled: [],
  expired: [],
  filled: [],
};

/**
 * Whether an event may happen to an order in a state.
 *
 * @param status State of the order.
 * @param event What would happen.
 * @returns Whether it may.
 *
 * @example A filled order stays filled
 * ```ts
 * import assert from "node:assert/strict";
 * import { mayHappen } from "volarb/venue";
 *
 * assert.ok(mayHappen("pendingCancel", "filled"));
 * assert.ok(!mayHappen("filled", "canceled"));
 * ```
 */
export function mayHappen(status: OrderStatus, event: OrderEventType): boolean {
  return ALLOWED[status].includes(event);
}
