import type { RiskRule } from "./risk_audit.ts";
import type { RiskOrder } from "./risk_book.ts";
import type { RiskLimits } from "./risk_limits.ts";
import type { RiskState } from "./risk_rules.ts";

/** What a {@linkcode RiskEngine} says of an order; one object, overwritten by the next. */
export type RiskVerdict = {
  /** Whether it passes, passes in part, or does not. */
  verdict: "pass" | "clip" | "refuse";
  /** Lots that may be sent; 0 of a refusal. */
  quantity: number;
  /** Rule that clipped or refused last; `none` of a pass. */
  rule: RiskRule;
  /** What the rule allows. */
  limit: number;
  /** What it found. */
  value: number;
};

/** An order that closes a position. */
export type FlattenOrder = RiskOrder & { readonly reduceOnly: true };

/** What a kill switch asks for: working orders first, then positions. */
export type FlattenInstruction = {
  /** Symbols whose working orders are to be canceled. */
  readonly cancel: readonly string[];
  /** Orders at the market that close every position. */
  readonly orders: readonly FlattenOrder[];
};

/** State of a {@linkcode RiskEngine} as plain data. */
export type RiskEngineSnapshot = {
  /** The limits. */
  readonly limits: RiskLimits;
  /** State. */
  readonly state: RiskState;
  /** Rule that set it; `none` where a caller did. */
  readonly cause: RiskRule;
  /** Highest equity; `null` before the first. */
  readonly peak: number | null;
  /** First equity of the day; `null` before the first. */
  readonly opening: number | null;
  /** Day of it, since the epoch. */
  readonly day: number;
  /** Times of the orders that were let through last, oldest first. */
  readonly sent: readonly number[];
};
