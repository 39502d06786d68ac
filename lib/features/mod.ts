/**
 * The feature frame: estimators on one clock, each row made of what was known
 * at its time, with the lineage of every column.
 *
 * A {@linkcode Feature} says when each of its values became known;
 * {@linkcode featureFrame} joins them as of the decision times,
 * {@linkcode FeatureStream} gives the same rows from records one at a time, and
 * {@linkcode auditCausality} shows for a feature, ours or the reader's own, that
 * nothing from the future gets in. {@linkcode zScored}, {@linkcode winsorized} and the
 * like make features of features.
 *
 * @module
 */
export type { Random, RandomState } from "../random/mod.ts";
export type { Kind, ReceiveTimeOptions } from "../market/mod.ts";
export type {
  CloseToCloseOptions,
  CorrectedOptions,
  EmptyBars,
  GarmanKlassForm,
  HarFilter,
  HarForecastOptions,
  HarForm,
  HarOptions,
  JumpStatistic,
  JumpTestOptions,
  Kernel,
  KernelForm,
  Overnight,
  ReturnMean,
  RollingHarOptions,
  Sampling,
  WindowOptions,
  WithoutPeriodicityOptions,
  YangZhangOptions,
} from "../volatility/mod.ts";
export type {
  BucketOptions,
  BulkClassifierOptions,
  BulkVpinOptions,
  HawkesParameters,
  PriceChangeLaw,
  TrailingBucketVolume,
  VpinOptions,
} from "../flow/mod.ts";
export type {
  MicroPriceStates,
  MicroPriceTable,
  QuotedDepthOptions,
  QuotedSpreadOptions,
  RealizedSpreadOptions,
  TradeSpreadOptions,
} from "../liquidity/mod.ts";
export type {
  AnnualizedFundingOptions,
  ExpectedFundingOptions,
  FundingTerms,
  OpenInterestOptions,
  PremiumAverageOptions,
  RobustZScoreOptions,
  RollingHalfLifeOptions,
  ZScoreOptions,
} from "../regime/mod.ts";
export {
  type BarColumns,
  type BarRecords,
  FAMILIES,
  type Family,
  type FundingRecords,
  type MetricsRecords,
  type PremiumRecords,
  type QuoteRecords,
  type RecordFamilies,
  type RecordOf,
  type TradeRecords,
} from "./records.ts";
export {
  catalogColumns,
  type MarketColumns,
  marketColumns,
  type MarketRecords,
} from "./market_columns.ts";
export type {
  CatalogRange,
  RecordCatalog,
  RecordSelection,
} from "./load_records.ts";
export type { DecisionClock } from "./decision_clock.ts";
export * from "./feature.ts";
export { type StreamedFeature, streamedFeature } from "./streamed_feature.ts";
export * from "./as_of.ts";
export * from "./feature_frame.ts";
export { type LatestValueSnapshot } from "./latest_value.ts";
export * from "./feature_stream.ts";
export * from "./lineage_frame.ts";
export * from "./audit_causality.ts";
export * from "./aggregate_bars.ts";
export * from "./bar_features.ts";
export * from "./minute_features.ts";
export * from "./har_feature.ts";
export type { PeriodOptions } from "./period_clock.ts";
export * from "./trade_features.ts";
export * from "./impact_features.ts";
export * from "./sign_memory_feature.ts";
export * from "./vpin_features.ts";
export * from "./quote_features.ts";
export * from "./quote_flow_features.ts";
export * from "./realized_features.ts";
export * from "./jump_features.ts";
export * from "./spread_features.ts";
export * from "./funding_features.ts";
export * from "./metrics_features.ts";
export * from "./z_scored.ts";
export * from "./winsorized.ts";
export * from "./ranked.ts";
export * from "./lagged.ts";
export * from "./per_row.ts";
