/**
 * The event engine: streams merged by receive time, clock, bus, actors, ledger and
 * backtest.
 *
 * @module
 */
export {
  type BarTickColumns,
  type FundingTickColumns,
  type IntegerColumn,
  type MarkTickColumns,
  type PremiumTickColumns,
  type QuoteTickColumns,
  STREAM_FAMILIES,
  type StreamColumns,
  type StreamFamily,
  type TradeTickColumns,
} from "./tick_columns.ts";
export type {
  MarketSource,
  StreamReader,
  StreamRows,
} from "./market_source.ts";
export * from "./column_source.ts";
export * from "./catalog_source.ts";
export * from "./simulated_columns.ts";
export * from "./grid.ts";
export * from "./market_view.ts";
export * from "./quote_tick.ts";
export * from "./trade_tick.ts";
export * from "./bar_tick.ts";
export * from "./funding_tick.ts";
export * from "./mark_tick.ts";
export * from "./metrics_tick.ts";
export * from "./premium_tick.ts";
export * from "./simulated_clock.ts";
export {
  ActorClock,
  type TimerEvent,
  type TimerOptions,
} from "./actor_clock.ts";
export { type BusData, type DataTopic, topicsMeet } from "./bus_data.ts";
export { MarketCache } from "./market_cache.ts";
export * from "./actor.ts";
export * from "./event_engine.ts";
export * from "./recorded_data.ts";
export * from "./known_age.ts";
export * from "./portfolio.ts";
export * from "./order_factory.ts";
export * from "./traded_instrument.ts";
export * from "./strategy.ts";
export * from "./exec_algorithm.ts";
export * from "./pre_trade_check.ts";
export * from "./risk_desk.ts";
export {
  type LedgerAccount,
  type LedgerEntry,
  LedgerError,
} from "./ledger_error.ts";
export { EQUITY_COLUMNS, type EquityColumn } from "./equity_book.ts";
export * from "./result_table.ts";
export * from "./run_hash.ts";
export * from "./delayed_source.ts";
export * from "./backtest_options.ts";
export * from "./backtest_result.ts";
export * from "./backtest.ts";
export * from "./load_columns.ts";
export * from "./audit_strategy.ts";
export * from "./intrabar_outcomes.ts";
