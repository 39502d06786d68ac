import type { RiskDesk } from "../engine/mod.ts";
import type { PositionRule } from "../signal/mod.ts";
import type { OrderTactic } from "./order_tactic.ts";
import type { PositionSizer } from "./position_sizer.ts";
import type { VolatilityArbitrageConfig } from "./volatility_arbitrage_config.ts";

/** Chooses a position from what is believed: a `PositionRule` of `volarb/signal`, or whatever does the same. */
export type PositionChooser = Pick<
  PositionRule,
  | "prepare"
  | "choose"
  | "aim"
  | "carry"
  | "band"
  | "rate"
  | "damping"
  | "reduceOnly"
>;

/** Who publishes what the strategy acts on, by their names. */
export type BeliefSources = {
  /** Publishes `AlphaSignal`. */
  readonly alpha: string;
  /** Publishes `VolatilityEstimate`. */
  readonly volatility: string;
  /** Publishes `ToxicityEstimate`; nobody where it is left out. */
  readonly toxicity?: string;
  /** Publishes `FundingEstimate`; nobody where it is left out. */
  readonly funding?: string;
  /** Publishes `JointAim` for every `PositionAim`; nobody where it is left out, and what is aimed at alone stands. */
  readonly allocator?: string;
};

/** What a {@linkcode VolatilityArbitrage} is made of. */
export type VolatilityArbitrageOptions = {
  /** Every parameter. */
  readonly config: VolatilityArbitrageConfig;
  /** Who publishes what it acts on. */
  readonly sources: BeliefSources;
  /** Chooses positions. */
  readonly position: PositionChooser;
  /** Says how large they may be. */
  readonly sizer: PositionSizer;
  /** Makes orders. */
  readonly tactic: OrderTactic;
  /** What stands between it and the venue; it is told the equity. */
  readonly risk: RiskDesk;
  /** Time before which nothing is traded, microseconds since the epoch; none by default. What comes before warms the factors up. */
  readonly tradeFrom?: number;
};
