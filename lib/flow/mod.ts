/**
 * Order flow: who traded aggressively, what that did to the best quotes, and what
 * it did to the price.
 *
 * @module
 */
export * from "./columns.ts";
export * from "./aggressor_sign.ts";
export * from "./tick_rule.ts";
export * from "./classification_accuracy.ts";
export {
  barClose,
  type BarEnds,
  barsAt,
  barSum,
  clockBars,
  type ClockBarsOptions,
  tickBars,
  type TickBarsOptions,
} from "./bar_ends.ts";
export * from "./order_ends.ts";
export * from "./order_flow_imbalance.ts";
export * from "./order_flow_imbalance_bars.ts";
export { type TradeClock } from "./trade_clock.ts";
export { type TradeSumsSnapshot } from "./trade_sums.ts";
export * from "./trade_bar_stream.ts";
export * from "./trade_bars.ts";
export * from "./trade_klines.ts";
export * from "./reconcile_bars.ts";
export * from "./straddling_trades.ts";
export * from "./trade_location.ts";
export type { AggTradeColumns, KlineColumns, Scaled } from "../market/mod.ts";
export * from "./trade_flow_imbalance.ts";
export type {
  RollingMeanSnapshot,
  RollingVarianceSnapshot,
} from "../stats/mod.ts";
export type {
  BucketClockSnapshot,
  BucketOptions,
  TrailingBucketVolume,
} from "./bucket_clock.ts";
export { type VpinColumns } from "./bucket_columns.ts";
export * from "./vpin_stream.ts";
export * from "./vpin.ts";
export * from "./vpin_of_bars.ts";
export { vpinBaseline, vpinBaselineOfSizes } from "./vpin_baseline.ts";
export * from "./persistent_flow.ts";
export * from "./bulk_classifier.ts";
export * from "./bulk_vpin.ts";
export * from "./bulk_vpin_baseline.ts";
export * from "./linear_fit.ts";
export * from "./kyle_lambda.ts";
export * from "./kyle_equilibrium.ts";
export * from "./amihud.ts";
export * from "./hasbrouck_lambda.ts";
export * from "./flow_regression.ts";
export * from "./sign_autocorrelation.ts";
export * from "./power_law_decay.ts";
export * from "./trade_information.ts";
export type { HawkesParameters } from "../simulate/mod.ts";
export * from "./hawkes_intensity.ts";
export * from "./fit_hawkes.ts";
export * from "./exponential_law.ts";
