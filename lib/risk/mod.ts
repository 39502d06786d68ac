/**
 * How much may be held: covariance, Kelly, stops and the limits that hold before a
 * trade.
 *
 * @module
 */
export {
  assertTrailingOffset,
  trailingDistance,
  type TrailingOffset,
} from "./trailing_offset.ts";
export * from "./followed_price.ts";
export * from "./trailing_stop.ts";
export {
  correlationOf,
  type CovarianceMatrix,
  type NearestCovariance,
  nearestCovariance,
} from "./covariance_matrix.ts";
export {
  type ReturnCentre,
  sampleCovariance,
  type SampleCovarianceOptions,
} from "./sample_covariance.ts";
export {
  type ShrinkageOptions,
  type ShrinkageTarget,
  type ShrunkCovariance,
  shrunkCovariance,
} from "./shrunk_covariance.ts";
export * from "./nonlinear_shrinkage.ts";
export { type CovarianceEstimator } from "./covariance_estimator.ts";
export {
  covarianceAt,
  type CovarianceColumn,
  RollingCovariance,
  rollingCovariance,
  type RollingCovarianceOptions,
  type RollingCovarianceSnapshot,
} from "./rolling_covariance.ts";
export * from "./ewma_covariance.ts";
export * from "./hayashi_yoshida.ts";
export * from "./epps.ts";
export * from "./realized_covariance.ts";
export * from "./kelly.ts";
export * from "./fractional_kelly.ts";
export * from "./jump_kelly.ts";
export * from "./kelly_position.ts";
export * from "./risk_limits.ts";
export {
  type RiskAccount,
  type RiskInstrument,
  type RiskOrder,
} from "./risk_book.ts";
export * from "./risk_audit.ts";
export { type RiskState } from "./risk_rules.ts";
export * from "./risk_engine.ts";
export * from "./risk_verdict.ts";
export * from "./volatility_trailing_stop.ts";
export * from "./discrete_monitoring.ts";
export * from "./drawdown_stop.ts";
export * from "./average_true_range.ts";
export * from "./bar_stop.ts";
export * from "./optimal_exit.ts";
export * from "./stopping_premium.ts";
