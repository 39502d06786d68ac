import { assertColumns, assertInteger } from "../stats/arguments.ts";
import { chiSquareCdf } from "../stats/mod.ts";
import {
  type IcOptions,
  type InformationCoefficient,
  informationCoefficient,
} from "./information_coefficient.ts";

/** Whether a signal is worth the same in every part of the sample. */
export type SplitStability = {
  /** Correlation in each part, in order of time. */
  readonly parts: readonly InformationCoefficient[];
  /** `Σ (ic_i - ic̄)² / se_i²` about their mean weighted by precision. */
  readonly statistic: number;
  /** Probability of a larger one if the correlation is the same in every part. */
  readonly pValue: number;
  /** Parts whose correlation has the sign of the weighted mean. */
  readonly sameSign: number;
};

/**
 * Stability of a signal under a split of the sample into parts that follow on each other.
 *
 * The statistic is chi-square with `parts - 1` degrees of freedom if the correlation does not
 * change (Cochran's Q). A signal that is worth something in one part only was lucky there, or
 * its time is over.
 *
 * @param forecast Length `n`; `NaN` is missing.
 * @param realized Length `n`: what came over `horizon` rows; `NaN` is missing.
 * @param options Parts (2 by default), and the choices of the correlation.
 * @returns Correlations of the parts and the test that they are one.
 * @throws {RangeError} If columns differ in length or an option is out of range.
 * @see Cochran, W. (1954), The combination of estimates from different experiments,
 *   Biometrics 10(1), 101-129, doi:10.2307/3001666.
 *
 * @example A signal that changes its sign
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { splitStability } from "volarb/signal";
 *
 * const random = new Random(1);
 * const forecast = Float64Array.from({ length: 1000 }, () => random.normal());
 * const realized = forecast.map((x, t) => (t < 500 ? x : -x) + random.normal());
 * assert.ok(splitStability(forecast, realized).pValue < 1e-6);
 * ```
 */
export function splitStability(
  forecast: Float64Array,
  realized: Float64Array,
  { parts = 2, ...options }: Pick<IcOptions, "horizon" | "method" | "lags"> & {
    /** Parts of equal length; 2 by default. */
    readonly parts?: number;
  } = {},
): SplitStability {
  const action = "split a sample";
  const n = assertColumns(action, { forecast, realized });
  assertInteger(action, "parts", parts, 2);
  const each = Array.from({ length: parts }, (_, i) => {
    const from = Math.floor(i * n / parts);
    const to = Math.floor((i + 1) * n / parts);
    return informationCoefficient(
      forecast.subarray(from, to),
      realized.subarray(from, to),
      options,
    );
  });
  const weights = each.map(({ standardError }) => 1 / standardError ** 2);
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = each.reduce((sum, { ic }, i) => sum + ic * weights[i]!, 0) /
    total;
  const statistic = each.reduce(
    (sum, { ic }, i) => sum + (ic - mean) ** 2 * weights[i]!,
    0,
  );
  return {
    parts: each,
    statistic,
    pValue: statistic >= 0 ? 1 - chiSquareCdf(statistic, parts - 1) : NaN,
    sameSign: each.filter(({ ic }) => Math.sign(ic) === Math.sign(mean)).length,
  };
}
