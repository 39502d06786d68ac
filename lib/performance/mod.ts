/**
 * What a run earned, where it came from, and whether it is more than luck.
 *
 * Returns are those of an account marked at every event, carried to a grid of simulated time with its idle periods, and a
 * year has 365 days. A statistic of too few returns, of returns that do not move where that leaves nothing to divide by, or of a column
 * with a missing entry is `NaN`; a comparison of several columns refuses a missing entry.
 *
 * @module
 */
export type {
  LagWindow,
  Random,
  RandomState,
  Resampler,
} from "../stats/mod.ts";
export {
  type EquityCurve,
  type EquityGridOptions,
  resampleEquity,
} from "./equity_curve.ts";
export {
  equityReturns,
  periodsPerYear,
  type ReturnKind,
  type ReturnOptions,
  type Returns,
} from "./returns.ts";
export * from "./total_return.ts";
export { returnVolatility } from "./return_volatility.ts";
export * from "./sharpe_ratio.ts";
export * from "./sharpe_difference.ts";
export * from "./sortino_ratio.ts";
export * from "./omega_ratio.ts";
export * from "./drawdown.ts";
export * from "./calmar_ratio.ts";
export * from "./return_over_drawdown.ts";
export { expectedShortfall, valueAtRisk } from "./value_at_risk.ts";
export * from "./tail_ratio.ts";
export * from "./hit_rate.ts";
export * from "./profit_factor.ts";
export type { Fills } from "./fills.ts";
export * from "./round_trips.ts";
export * from "./holding_time.ts";
export * from "./exposure.ts";
export * from "./turnover.ts";
export * from "./capacity.ts";
export * from "./terciles.ts";
export * from "./grouped_returns.ts";
export * from "./bootstrap_interval.ts";
export * from "./probabilistic_sharpe.ts";
export * from "./deflated_sharpe.ts";
export {
  type EffectiveTrials,
  effectiveTrials,
  type TrialCount,
} from "./effective_trials.ts";
export * from "./overfitting_probability.ts";
export type { ResamplingOptions } from "./resampled_means.ts";
export * from "./superior_predictive_ability.ts";
export * from "./model_confidence_set.ts";
export * from "./diebold_mariano.ts";
export * from "./mincer_zarnowitz.ts";
export * from "./variance_loss.ts";
export * from "./sweep.ts";
export type { SweepAnswer, SweepTask } from "./sweep_task.ts";
export type { RecordValue } from "./record_text.ts";
export type {
  PositionHistory,
  PriceColumns,
  ProfitComponents,
  RegimeColumns,
  RunFills,
  RunReport,
} from "./run_report.ts";
export type {
  BacktestResult,
  CommandColumns,
  EquityColumn,
  EquityColumns,
  FillColumns,
  IntegerColumn,
  LedgerColumns,
  LiquidationColumns,
  OrderColumns,
  PositionColumns,
  QuoteTickColumns,
  ResultColumn,
  ResultFrame,
  ResultTable,
  Steps,
  TriggerColumns,
} from "../engine/mod.ts";
export { EQUITY_COLUMNS } from "../engine/mod.ts";
export type { Tick } from "../market/mod.ts";
export type { VenueChoice } from "../venue/mod.ts";
export * from "./backtest_report.ts";
export * from "./mid_prices.ts";
export * from "./headline_statistics.ts";
export { type PositionValues, positionValues } from "./position_values.ts";
export { runEquity } from "./run_equity.ts";
export {
  fillsBySymbol,
  type SymbolFills,
  type TradingOptions,
  tradingStatistics,
} from "./trading_statistics.ts";
export * from "./evaluate_run.ts";
export * from "./rolling_sharpe.ts";
export * from "./position_parts.ts";
export * from "./factor_attribution.ts";
export * from "./sensitivity.ts";
export {
  type SensitivityOptions,
  type SensitivityRow,
  sensitivityRow,
} from "./sensitivity_cases.ts";
