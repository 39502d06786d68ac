/**
 * Statistics of one column: sums, moments, quantiles, rolling windows and the
 * distributions that tests of significance need.
 *
 * A missing entry is `NaN` and makes the result `NaN`; nothing is dropped.
 *
 * @module
 */
export type { Random, RandomState } from "../random/mod.ts";
export * from "./sum.ts";
export * from "./mean.ts";
export * from "./moments.ts";
export * from "./autocorrelation.ts";
export * from "./newey_west.ts";
export * from "./block_length.ts";
export * from "./stationary_bootstrap.ts";
export * from "./splits.ts";
export * from "./minimize.ts";
export * from "./ljung_box.ts";
export * from "./quantile.ts";
export * from "./ratio_of_means.ts";
export * from "./incremental_r_squared.ts";
export * from "./rolling_mean.ts";
export * from "./rolling_variance.ts";
export * from "./dawson.ts";
export * from "./error_function.ts";
export * from "./normal.ts";
export * from "./log_gamma.ts";
export * from "./chi_square.ts";
export * from "./student_t.ts";
export * from "./walk_forward.ts";
export * from "./symmetric_eigen.ts";
export * from "./cholesky.ts";
