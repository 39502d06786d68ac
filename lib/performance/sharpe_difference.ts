import { assertColumns } from "../stats/arguments.ts";
import {
  longRunVariance,
  mean,
  neweyWestLags,
  normalCdf,
  variance,
} from "../stats/mod.ts";
import { deviation } from "./return_volatility.ts";

/** Two Sharpe ratios side by side. */
export type SharpeDifference = {
  /** First ratio less the second, per root period (divisor `n`). */
  readonly difference: number;
  /** Its standard error, consistent under heteroskedasticity, autocorrelation and correlation of the two. */
  readonly standardError: number;
  /** Probability of a difference as far from zero, in either direction, if both ratios are the same. */
  readonly pValue: number;
  /** Lags of the long-run variance. */
  readonly lags: number;
};

/**
 * Test that two strategies have the same Sharpe ratio.
 *
 * `SR_a - SR_b` over `√(LRV(ψ_a - ψ_b) / n)`, with `ψ = z - SR (z² - 1) / 2` of the standardised returns `z` and Newey and West's
 * long-run variance, against the normal distribution.
 *
 * @param first Length `n`; a fraction per period.
 * @param second Length `n`; over the same periods.
 * @param options Lags; `neweyWestLags(n)` by default.
 * @returns Difference, error, p-value; `NaN` of fewer than two returns, if one is missing, and where a column does not
 *   move or both are the same.
 * @throws {RangeError} If the columns differ in length or `lags` is not a whole number of at least 0.
 * @see Ledoit, O., Wolf, M. (2008), Robust performance hypothesis testing with the Sharpe ratio, Journal of Empirical Finance 15(5),
 *   850-859, doi:10.1016/j.jempfin.2008.03.002 (section 3.1).
 *
 * @example Leverage changes nothing
 * ```ts
 * import assert from "node:assert/strict";
 * import { sharpeDifference } from "volarb/performance";
 *
 * const r = Float64Array.of(0.01, -0.02, 0.03, 0.01);
 * const { difference } = sharpeDifference(r, r.map((x) => 2 * x));
 * assert.ok(Math.abs(difference) < 1e-15);
 * ```
 */
export function sharpeDifference(
  first: Float64Array,
  second: Float64Array,
  { lags = neweyWestLags(first.length) }: {
    /** Lags of the long-run variance, at least 0. */
    readonly lags?: number;
  } = {},
): SharpeDifference {
  const n = assertColumns("compare two Sharpe ratios", { first, second });
  const a = influence(first);
  const b = influence(second);
  const difference = a.ratio - b.ratio;
  const standardError = Math.sqrt(
    longRunVariance(a.column.map((x, t) => x - b.column[t]!), { lags }) / n,
  ) || NaN;
  return {
    difference,
    standardError,
    pValue: 2 * normalCdf(-Math.abs(difference / standardError)),
    lags,
  };
}

function influence(
  returns: Float64Array,
): { ratio: number; column: Float64Array } {
  const scale = deviation(returns) > 0
    ? Math.sqrt(variance(returns, { ddof: 0 }))
    : NaN;
  const center = mean(returns);
  const ratio = center / scale;
  const column = returns.map((r) => {
    const z = (r - center) / scale;
    return z - ratio * (z * z - 1) / 2;
  });
  return { ratio, column };
}
