/**
 * The strategy that wires factors, signal, sizing, execution and stops together.
 *
 * {@linkcode volatilityArbitrageConfig} has every parameter, {@linkcode fitSignal} learns on a training window, and
 * {@linkcode volatilityArbitrage} gives a backtest everybody who takes part.
 *
 * @module
 */
export * from "./volatility_arbitrage_config.ts";
export { CONFIG_DEFAULTS } from "./config_sections.ts";
export {
  EXECUTION_DEFAULTS,
  type ExecutionChoice,
  type LimitExecution,
  type MarketExecution,
  type TwapExecution,
} from "./execution_choice.ts";
export * from "./factors.ts";
export * from "./factor_actor.ts";
export * from "./volatility_actor.ts";
export * from "./flow_actor.ts";
export * from "./liquidity_actor.ts";
export * from "./regime_actor.ts";
export * from "./funding_estimate.ts";
export * from "./factor_actors.ts";
export * from "./row_actor.ts";
export * from "./signal_actor.ts";
export * from "./factor_rows.ts";
export * from "./position_sizer.ts";
export * from "./order_tactic.ts";
export { stopOffset } from "./stop_keeper.ts";
export { DECISION_COLUMNS, type DecisionColumns } from "./decision_log.ts";
export * from "./volatility_arbitrage_options.ts";
export * from "./volatility_arbitrage.ts";
export * from "./volatility_arbitrage_cast.ts";
export * from "./joint_aims.ts";
export * from "./portfolio_config.ts";
export * from "./portfolio_allocator.ts";
export * from "./volatility_portfolio.ts";
