import { assertChoice } from "../stats/arguments.ts";
import { normalCdf } from "../stats/normal.ts";
import { bipowerVariation, tripowerQuarticity } from "./bipower_variation.ts";
import { realizedVariance } from "./realized_variance.ts";

/** `θ = π²/4 + π - 5`, the variance of `RV - BV` in units of `IQ / M`. */
const THETA = Math.PI * Math.PI / 4 + Math.PI - 5;

/**
 * Which statistic.
 *
 * - `"ratio-max"`: `(1 - BV/RV) / √(θ/M · max(1, TQ/BV²))`;
 * - `"linear"`: `(RV - BV) / √(θ/M · TQ)`, which rejects too often.
 */
export type JumpStatistic = "ratio-max" | "linear";

/** Choices of {@linkcode jumpTest}. */
export type JumpTestOptions = {
  /** Which statistic; `"ratio-max"` by default. */
  readonly statistic?: JumpStatistic;
  /** Whether bipower and tripower make up for the edge; `"scaled"` by default. */
  readonly form?: "scaled" | "raw";
};

/** What {@linkcode jumpTest} finds. */
export type JumpTest = {
  /** Standard normal where there is no jump. */
  readonly statistic: number;
  /** Probability of as much or more where there is no jump. */
  readonly pValue: number;
  /** Variance of the jumps, `max(0, RV - BV)`. */
  readonly jumpVariance: number;
};

/**
 * Test of Barndorff-Nielsen and Shephard for jumps within a period.
 *
 * Realized variance holds the jumps, bipower variation does not; the difference over
 * its standard error is standard normal without them. With 288 returns the ratio-max
 * form rejects at 1 % in 1.2 % of periods, the linear one in 2.2 %.
 *
 * @param returns Log returns of the period, length `M`; even over the day in variance,
 *   as after division by the intraday pattern.
 * @param options Which statistic.
 * @returns Statistic, probability and variance of the jumps; `NaN` of fewer than three
 *   returns, with one missing, or where no price moved.
 * @throws {RangeError} If a word is unknown.
 * @see eq-jump-test, thm-bipower, eq-bipower-limit, alg-jump-test
 * @see Barndorff-Nielsen, O., Shephard, N. (2006), Journal of Financial Econometrics
 *   4(1), 1-30, doi:10.1093/jjfinec/nbi022; Huang, X., Tauchen, G. (2005), The relative
 *   contribution of jumps to total price variance, Journal of Financial Econometrics
 *   3(4), 456-499, doi:10.1093/jjfinec/nbi025 (ratio-max).
 *
 * @example Half of the variance in one return of 288
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { jumpTest } from "volarb/volatility";
 *
 * const random = new Random(1);
 * const returns = Float64Array.from({ length: 288 }, () => random.normal());
 * assert.ok(jumpTest(returns).pValue > 0.01);
 * returns[100] = 17;
 * assert.ok(jumpTest(returns).pValue < 1e-3);
 * ```
 */
export function jumpTest(
  returns: Float64Array,
  { statistic = "ratio-max", form = "scaled" }: JumpTestOptions = {},
): JumpTest {
  assertChoice("test for jumps", "statistic", statistic, [
    "ratio-max",
    "linear",
  ]);
  const variance = realizedVariance(returns);
  const bipower = bipowerVariation(returns, { form });
  const quarticity = tripowerQuarticity(returns, { form });
  const scale = THETA / returns.length;
  const z = statistic === "linear"
    ? (variance - bipower) / Math.sqrt(scale * quarticity)
    : (1 - bipower / variance) /
      Math.sqrt(scale * Math.max(1, quarticity / bipower ** 2));
  // Infinite where every product of neighbours is zero: nothing can be said.
  const known = Number.isFinite(z);
  return {
    statistic: known ? z : NaN,
    pValue: known ? normalCdf(-z) : NaN,
    jumpVariance: Math.max(0, variance - bipower),
  };
}
