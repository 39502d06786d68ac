/**
 * A market whose truth is known.
 *
 * {@linkcode batesPath} and {@linkcode hestonPath} give plain price paths for Monte
 * Carlo; {@linkcode SimulatedContract} a contract that trades, with quotes, trades,
 * funding and ratios; {@linkcode marketFiles} the same as the venue's files, with
 * the truth beside them. Everything comes from a seed.
 *
 * @module
 */
export type { Random, RandomState } from "../random/mod.ts";
export type {
  BatesParameters,
  HestonParameters,
  VarianceParameters,
} from "./bates_parameters.ts";
export * from "./moments.ts";
export * from "./variance_process.ts";
export * from "./bates_path.ts";
export * from "./hawkes.ts";
export * from "./known_alpha.ts";
export {
  type Activity,
  type CarryParameters,
  type ContractParameters,
  type FlowParameters,
  imbalanceSlope,
  type QuoteParameters,
  type SymbolParameters,
  symbolParameters,
} from "./symbol_parameters.ts";
export { FundingAccrual } from "./funding_accrual.ts";
export type { PositionMetrics } from "./position_metrics.ts";
export {
  type CarrySamples,
  type MinuteTruth,
  type QuoteRows,
  type TradeRows,
  tradeRows,
} from "./simulated_minute.ts";
export * from "./simulated_contract.ts";
export * from "./minute_kline.ts";
export * from "./market_files.ts";
