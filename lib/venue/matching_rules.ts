import type { Liquidity } from "./fill.ts";
import type { ImpactModel } from "./impact_model.ts";
import type { QueueModel } from "./queue_model.ts";
import type { Rejection } from "./rejection.ts";
import type { WorkingOrder } from "./working_order.ts";

/** The choices that matching is made by. */
export type MatchingRules = {
  /** Cancels ahead and behind. */
  readonly queue: QueueModel;
  /** The book behind the best price. */
  readonly impact: ImpactModel;
  /** Whether an arriving order may take the quote that stands, or waits for the next. */
  readonly fillTiming: "next" | "standing";
  /** Age up to which a standing quote may be taken, microseconds. */
  readonly maxQuoteAge: number;
  /** Whether what own orders took is gone until the display changes, or never. */
  readonly consumption: "untilChange" | "never";
  /** Ticks beyond the best price that an order without a limit may pay. */
  readonly priceProtection: number;
  /** Order of the extremes of a bar. */
  readonly intrabarPath: "openHighLowClose" | "openLowHighClose";
  /** Whether a bar must trade through a resting limit to fill it, or touch it. */
  readonly barFill: "through" | "touch";
};

/** What matching hands back to the exchange, which books it and tells the client. */
export interface MatchingHandler {
  /** Books a fill and takes it off the order; may close it and others. */
  fill(
    order: WorkingOrder,
    ticks: number,
    lots: number,
    liquidity: Liquidity,
  ): void;
  /** Says that an order has triggered; whether it goes on to the book. */
  trigger(order: WorkingOrder): boolean;
  /** Asks for the margin of an order that had no price before; ends it where there is none. */
  secure(order: WorkingOrder): boolean;
  /** Ends an order by its own terms. */
  expire(order: WorkingOrder, rejection: Rejection | string): void;
  /** Says that a trailing stop has moved. */
  moved(order: WorkingOrder): void;
  /** Lots that the order may trade: what is left, or what is left of the position. */
  allowed(order: WorkingOrder): number;
  /** Lets the margin be judged at a new price of a path. */
  priced(instrument: number): void;
}
