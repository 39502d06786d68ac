import type { NaiveOrder } from "./naive_exchange.ts";
import type { Kind } from "./naive_setup.ts";

/** Whether orders of a kind have a limit. */
export const isLimit = (kind: Kind): boolean => /limit/i.test(kind);

/** Whether orders of a kind wait for a trigger. */
export const isTriggered = (kind: Kind): boolean => /stop|touched/i.test(kind);

/** Whether a price sets an order off. */
export function sets(
  { kind, side, trigger }: Pick<NaiveOrder, "kind" | "side" | "trigger">,
  price: number,
): boolean {
  if (!isTriggered(kind)) return false;
  return /touched/i.test(kind)
    ? side * (price - trigger) <= 0
    : side * (price - trigger) >= 0;
}

/** Moves the trigger of a trailing stop behind a price, never back. */
export function followed(
  order: Pick<NaiveOrder, "trail" | "side" | "trigger" | "active">,
  price: number,
  tickScale: number,
): void {
  const { trail, side } = order;
  if (trail === undefined || price !== price) return;
  // A sell trails from its activation up, a buy down.
  order.active ||= side * (trail.activation - price) >= 0;
  if (!order.active) return;
  const distance = trail.unit === "ticks"
    ? trail.size
    : trail.unit === "price"
    ? trail.size * 10 ** tickScale / 1000
    : price * trail.size / 10_000;
  const level = side === -1
    ? Math.floor(price - distance + 1e-7)
    : Math.ceil(price + distance - 1e-7);
  if (!(side * (order.trigger - level) <= 0)) order.trigger = level;
}
