import type { PositionSide } from "./fill.ts";
import type { OrderEvent } from "./order_event.ts";

/** A funding payment, or the report that its rate is missing. */
export type FundingEvent = {
  /** What happened. */
  readonly type: "funding";
  /** Instrument. */
  readonly symbol: string;
  /** When it was posted, microseconds. */
  readonly time: number;
  /** The settlement that it pays, microseconds; the position of this time pays. */
  readonly settlementTime: number;
  /** Rate of the interval; `NaN` where it is missing and that is only reported. */
  readonly rate: number;
  /** Price of the notional, quote units. */
  readonly price: number;
  /** Where the price is from: the last price only where bars are all there is. */
  readonly priceSource: "mark" | "mid" | "last";
  /** Signed lots that paid. */
  readonly position: number;
  /** Leg of hedge mode. */
  readonly positionSide: PositionSide;
  /** Money; above 0 is received, below 0 paid. */
  readonly amount: bigint;
  /** Wallet balance after it, money. */
  readonly balance: bigint;
};

/** A position, or a part of one, that the venue closed. */
export type LiquidationEvent = {
  /** What happened. */
  readonly type: "liquidation";
  /** Instrument. */
  readonly symbol: string;
  /** When, microseconds. */
  readonly time: number;
  /** Leg of hedge mode. */
  readonly positionSide: PositionSide;
  /** Signed lots that were closed. */
  readonly position: number;
  /** Signed lots that stay open. */
  readonly left: number;
  /** What the closed lots traded for, money, above 0. */
  readonly notional: bigint;
  /** Price of the closing, quote units: the mark price, or the mid where there is no mark. */
  readonly price: number;
  /** Profit realised, money. */
  readonly realized: bigint;
  /** Liquidation fee, money; no more than is left. */
  readonly fee: bigint;
  /** What the insurance fund added so that the wallet does not fall below zero, money. */
  readonly insurance: bigint;
  /** Wallet balance after it, money. */
  readonly balance: bigint;
};

/** The margin balance comes near the maintenance margin. */
export type MarginCallEvent = {
  /** What happened. */
  readonly type: "marginCall";
  /** Instrument of an isolated position; empty for the cross wallet. */
  readonly symbol: string;
  /** When, microseconds. */
  readonly time: number;
  /** Maintenance margin over margin balance. */
  readonly ratio: number;
};

/** What the venue tells the account's owner. */
export type VenueEvent =
  | OrderEvent
  | FundingEvent
  | LiquidationEvent
  | MarginCallEvent;
