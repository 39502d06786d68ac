import type { WorkingOrder } from "./working_order.ts";

/** What the ties between orders make the exchange do. */
export interface ContingencyHandler {
  /** The order of a client order id, open or closed, where it has ties. */
  find(clientOrderId: string): WorkingOrder | undefined;
  /** Lets a held order in with the quantity that it has now. */
  activate(order: WorkingOrder): void;
  /** Says that an order's quantity has changed. */
  resized(order: WorkingOrder, reason: string): void;
  /** Ends an order that another one has ended. */
  cancel(order: WorkingOrder, reason: string): void;
}

/**
 * What a fill means for the orders that are tied to it.
 *
 * OTO: its children come in with what it has filled and grow with it. OCO: the others are
 * cancelled. OUO: the others lose what was filled, and are cancelled when nothing is left.
 *
 * @param order The order that was filled.
 * @param lots What was filled.
 * @param handler What to do with the others.
 */
export function followFill(
  order: WorkingOrder,
  lots: number,
  handler: ContingencyHandler,
): void {
  const { contingency, clientOrderId } = order.order;
  if (contingency === undefined) return;
  for (const id of contingency.linked) {
    const other = handler.find(id);
    if (other === undefined || other.stage === "closed") continue;
    switch (contingency.type) {
      case "OTO":
        grow(other, lots, handler);
        break;
      case "OCO":
        handler.cancel(other, `OCO: ${clientOrderId} was filled.`);
        break;
      case "OUO":
        shrink(other, lots, handler, clientOrderId);
    }
  }
}

/**
 * What the end of an order, other than by filling, means for those tied to it.
 *
 * Children of an OTO that has filled nothing go with it; those of one that has filled a
 * part stay. The others of an OCO or OUO go with it.
 *
 * @param order The order that has ended.
 * @param handler What to do with the others.
 * @param cause Whether the order ended by itself, or another one ended it; siblings are
 *   then that one's to end.
 */
export function followEnd(
  order: WorkingOrder,
  handler: ContingencyHandler,
  cause: "itself" | "another",
): void {
  const { contingency, clientOrderId } = order.order;
  if (contingency === undefined) return;
  const orphans = contingency.type === "OTO";
  if (!orphans && cause === "another") return;
  for (const id of contingency.linked) {
    const other = handler.find(id);
    if (other === undefined || other.stage === "closed") continue;
    if (orphans && other.stage !== "held") continue;
    handler.cancel(other, `${contingency.type}: ${clientOrderId} has ended.`);
  }
}

/** Quantity that a child of an OTO still waits for comes in as its parent fills. */
function grow(
  child: WorkingOrder,
  lots: number,
  handler: ContingencyHandler,
): void {
  const more = Math.min(lots, child.reserve);
  if (more === 0) return;
  child.reserve -= more;
  child.quantity += more;
  if (child.stage === "held") handler.activate(child);
  else handler.resized(child, "OTO: its parent has filled more.");
}

function shrink(
  other: WorkingOrder,
  lots: number,
  handler: ContingencyHandler,
  by: string,
): void {
  other.quantity -= lots;
  if (other.leaves + other.reserve <= 0) {
    handler.cancel(other, `OUO: ${by} was filled.`);
  } else handler.resized(other, `OUO: ${by} was filled.`);
}
