import { finiteOrNan } from "../stats/finite_or_nan.ts";

/**
 * Realized quarticity of a period: `∫σ⁴`, with jumps in it.
 *
 * `n/3 · Σ r⁴`: where there are no jumps, realized variance has variance `2/n` of it. What
 * leaves jumps out is `tripowerQuarticity`; HARQ takes this one, so that a day which a
 * jump made large counts as measured badly.
 *
 * @param returns Log returns of the period, length `n`, whose length is 1.
 * @returns Quarticity over the period; 0 of no returns, `NaN` with one missing.
 * @see eq-realised-quarticity
 * @see Barndorff-Nielsen, O., Shephard, N. (2002), Econometric analysis of realized
 *   volatility and its use in estimating stochastic volatility models, Journal of the
 *   Royal Statistical Society B 64(2), 253-280, doi:10.1111/1467-9868.00336; Bollerslev,
 *   T., Patton, A., Quaedvlieg, R. (2016), doi:10.1016/j.jeconom.2015.10.007.
 *
 * @example Three returns
 * ```ts
 * import assert from "node:assert/strict";
 * import { realizedQuarticity } from "volarb/volatility";
 *
 * assert.equal(realizedQuarticity(Float64Array.of(1, -2, 1)), 18);
 * ```
 */
export function realizedQuarticity(returns: Float64Array): number {
  let sum = 0;
  for (const r of returns) sum += r * r * r * r;
  return returns.length / 3 * finiteOrNan(sum);
}
