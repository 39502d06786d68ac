import { assertWindow } from "../stats/arguments.ts";

/**
 * `E[V_RS²] / σ⁴` as Yang and Zhang (2000) took it; it covers moderate drift.
 *
 * @example The weight of thirty bars
 * ```ts
 * import assert from "node:assert/strict";
 * import { YANG_ZHANG_ALPHA, yangZhangWeight } from "volarb/volatility";
 *
 * const k = (YANG_ZHANG_ALPHA - 1) / (YANG_ZHANG_ALPHA + 31 / 29);
 * assert.ok(Math.abs(k - 0.141139) < 1e-6);
 * assert.equal(yangZhangWeight(30), k);
 * ```
 */
export const YANG_ZHANG_ALPHA = 1.34;

/**
 * `E[V_RS²] / σ⁴ = 2 - 4 ln 2 + 7ζ(3)/4`, exact without drift. It grows to 1.5 as the
 * drift of a bar outgrows its volatility.
 *
 * @see eq-rogers-satchell, eq-yang-zhang-k, thm-rs-variance, lem-range-moments, eq-moments
 *
 * @example From Apéry's constant
 * ```ts
 * import assert from "node:assert/strict";
 * import { EXACT_ALPHA } from "volarb/volatility";
 *
 * const zeta3 = 1.2020569031595942;
 * const alpha = 2 - 4 * Math.LN2 + 7 * zeta3 / 4;
 * assert.ok(Math.abs(EXACT_ALPHA - alpha) < 1e-15);
 * ```
 */
export const EXACT_ALPHA = 1.3310108582895088;

/**
 * Weight `k` on the open-to-close variance in the Yang-Zhang estimator.
 *
 * `k = (α - 1) / (α + (n + 1) / (n - 1))`: it minimizes
 * `k² 2/(n-1) + (1-k)² (α-1)/n`, the variance of `k V_C + (1-k) V_RS` in units of the squared
 * variance, whatever the overnight share.
 *
 * @param window Bars `n`, at least 2.
 * @param alpha `E[V_RS²] / σ⁴`, above 1; the paper's 1.34 by default.
 * @returns The weight, in (0, 1).
 * @throws {RangeError} If `window` is not an integer of at least 2, or `alpha` is not
 *   above 1.
 * @see eq-yang-zhang-k, thm-minimum-variance-k, lem-uncorrelated
 * @see Yang, D., Zhang, Q. (2000), Journal of Business 73(3), 477-492,
 *   doi:10.1086/209650.
 *
 * @example Two bars put the peak efficiency at 1 + 1/k
 * ```ts
 * import assert from "node:assert/strict";
 * import { yangZhangWeight } from "volarb/volatility";
 *
 * const k = yangZhangWeight(2);
 * assert.ok(Math.abs(k - 0.34 / 4.34) < 1e-15);
 * assert.ok(Math.abs(1 + 1 / k - 13.7647) < 1e-4);
 * ```
 */
export function yangZhangWeight(
  window: number,
  alpha: number = YANG_ZHANG_ALPHA,
): number {
  const action = "weigh the open-to-close variance";
  assertWindow(action, window, 2);
  if (!(alpha > 1 && alpha < Infinity)) {
    throw new RangeError(
      `Cannot ${action} as alpha must be above 1: current value is ${alpha}`,
    );
  }
  return (alpha - 1) / (alpha + (window + 1) / (window - 1));
}
