/**
 * The regime a perpetual is in: what funding pays and will pay, how fast
 * arbitrage wears a deviation down and whether that is worth its costs, and how
 * the crowd is positioned.
 *
 * Rates and premiums are fractions (1 bp is 0.0001), times microseconds since the
 * epoch, spans of funding in hours. Every column function gives row `t` from rows up
 * to `t`; where a class stands beside it, the class takes one row at a time and gives
 * the same numbers bit for bit.
 *
 * @module
 */
export type {
  RollingMeanSnapshot,
  RollingVarianceSnapshot,
} from "../stats/mod.ts";
export * from "./funding_interval.ts";
export * from "./annualized_funding.ts";
export * from "./premium_index.ts";
export * from "./funding_rate.ts";
export * from "./premium_average.ts";
export * from "./expected_funding.ts";
export * from "./expected_rate.ts";
export * from "./perpetual_ratio.ts";
export * from "./fair_premium.ts";
export * from "./averaged_decay.ts";
export {
  halfLife,
  type NormalSource,
  type OrnsteinUhlenbeck,
  ouLogLikelihood,
  ouPath,
  type OuTransition,
  ouTransition,
} from "./ornstein_uhlenbeck.ts";
export * from "./ou_fit.ts";
export * from "./kendall_correction.ts";
export {
  type OuHalfLife,
  ouHalfLife,
  type OuHalfLifeOptions,
} from "./ou_half_life.ts";
export * from "./rolling_half_life.ts";
export * from "./expected_carry.ts";
export * from "./hedged_carry.ts";
export * from "./z_score.ts";
export * from "./robust_z_score.ts";
export * from "./long_short.ts";
export * from "./open_interest_change.ts";
