/**
 * From features to one target position: fair value, state-space models, ensembles
 * of factors, and what they are worth.
 *
 * @module
 */
export type {
  CustomColumns,
  CustomField,
  CustomSchema,
} from "../catalog/mod.ts";
export type {
  BatesParameters,
  CarryParameters,
  ContractParameters,
  FlowParameters,
  HestonParameters,
  QuoteParameters,
  SymbolParameters,
  VarianceParameters,
} from "../simulate/mod.ts";
export * from "./messages.ts";
export * from "./message_columns.ts";
export type { RowRange } from "../stats/mod.ts";
export * from "./signal_model.ts";
export * from "./forward_returns.ts";
export { type FeatureScaling } from "./feature_scaling.ts";
export { type ScoreOptions } from "./training_features.ts";
export {
  type Combination,
  type CombinationInputs,
  optimalCombination,
  shrunkIc,
} from "./optimal_combination.ts";
export { LinearSignal, type LinearSignalSnapshot } from "./linear_signal.ts";
export {
  zScoreEnsemble,
  type ZScoreEnsembleOptions,
} from "./z_score_ensemble.ts";
export { type RidgeOptions, ridgeSignal } from "./ridge_signal.ts";
export {
  type IcOptions,
  type InformationCoefficient,
  informationCoefficient,
} from "./information_coefficient.ts";
export type {
  LjungBox,
  WalkForwardFold,
  WalkForwardOptions,
} from "../stats/mod.ts";
export * from "./walk_forward_signal.ts";
export * from "./signal_from.ts";
export {
  type MatrixLike,
  type StateSpace,
  stateSpace,
  type StateSpaceOptions,
  type SystemAt,
  type SystemMatrices,
} from "./state_space.ts";
export * from "./kalman_filter.ts";
export type { KalmanFilterOptions } from "./kalman_filter_options.ts";
export * from "./kalman_columns.ts";
export {
  garleanuPedersen,
  type TradingPolicy,
  type TradingProblem,
} from "./garleanu_pedersen.ts";
export * from "./solve_trading_policy.ts";
export {
  type BandForm,
  type BandProblem,
  noTradeBand,
  noTradeBoundaries,
  type TradeBoundaries,
} from "./no_trade_band.ts";
export * from "./position_config.ts";
export * from "./position_rule.ts";
export * from "./target_positions.ts";
export * from "./compiled_filter.ts";
export * from "./square_root_filter.ts";
export * from "./adaptive_filter.ts";
export * from "./fit_state_space.ts";
export * from "./steady_state.ts";
export * from "./kalman_smoother.ts";
export * from "./consistency.ts";
export * from "./expectation_maximization.ts";
export * from "./discretized.ts";
export {
  fairValueModel,
  fairValueOf,
  type FairValueParameters,
  fairValueStep,
} from "./fair_value.ts";
export * from "./fair_value_filter.ts";
export * from "./fair_value_limits.ts";
export type { Estimate } from "../stats/mod.ts";
export type { FairValueQuotes } from "./fair_value_rows.ts";
export * from "./fit_fair_value.ts";
export {
  LatentAlphaSignal,
  type LatentAlphaSnapshot,
  type LatentReturns,
} from "./latent_alpha_signal.ts";
export {
  DriftingSignal,
  type DriftingSnapshot,
  type DriftingState,
} from "./drifting_signal.ts";
export { type RegressionBlockSnapshot } from "./regression_block.ts";
export type { DriftChoice } from "./drifting_model.ts";
export * from "./kalman_ensemble.ts";
export type { NeweyWest } from "../stats/mod.ts";
export * from "./ic_by_horizon.ts";
export * from "./ic_decay.ts";
export * from "./rolling_ic.ts";
export * from "./signal_turnover.ts";
export * from "./effective_factors.ts";
export * from "./factor_contributions.ts";
export * from "./forecast_calibration.ts";
export * from "./split_stability.ts";
