/**
 * Estimators of variance: from bars, from returns within a day, and forecasts.
 *
 * Every function takes columns and gives variance per bar or per period; nothing
 * is annualized or square-rooted but by {@linkcode annualizedVariance} and
 * {@linkcode annualizedVolatility}. Where a column function has a class beside it, the
 * class takes one bar at a time and gives the same numbers bit for bit.
 *
 * @module
 */
export type {
  RollingMeanSnapshot,
  RollingVarianceSnapshot,
} from "../stats/mod.ts";
export type { Bar, Bars, EmptyBars, OneBar, WindowOptions } from "./bars.ts";
export * from "./log_ratio.ts";
export * from "./close_to_close.ts";
export * from "./range_estimator.ts";
export * from "./parkinson.ts";
export * from "./garman_klass.ts";
export * from "./meilijson.ts";
export * from "./rogers_satchell.ts";
export * from "./yang_zhang_weight.ts";
export * from "./yang_zhang.ts";
export * from "./annualized.ts";
export * from "./discretization.ts";
export * from "./effective_steps.ts";
export * from "./corrected_rogers_satchell.ts";
export * from "./brownian_bars.ts";
export * from "./noisy_returns.ts";
export * from "./range_moment.ts";
export * from "./range_law.ts";
export * from "./efficiency.ts";
export * from "./realized_variance.ts";
export * from "./two_scale_realized_variance.ts";
export * from "./multi_scale_realized_variance.ts";
export * from "./realized_kernel.ts";
export * from "./pre_averaged_variance.ts";
export * from "./realized_range.ts";
export * from "./realized_by_period.ts";
export * from "./noise.ts";
export * from "./bipower_variation.ts";
export * from "./realized_quarticity.ts";
export * from "./jump_test.ts";
export * from "./lee_mykland.ts";
export * from "./signature_plot.ts";
export * from "./intraday_periodicity.ts";
export * from "./ewma_variance.ts";
export * from "./har.ts";
