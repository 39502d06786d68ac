import { normalCdf } from "../stats/mod.ts";
import { assertColumns } from "../stats/arguments.ts";

/** What {@linkcode exponentialTest} gives. */
export type ExponentialTest = {
  /** Entries used. */
  readonly count: number;
  /** Their mean; 1 if they are what they should be. */
  readonly mean: number;
  /** Their variance; 1 if they are what they should be. */
  readonly variance: number;
  /** Largest distance of the empirical from the exponential distribution function. */
  readonly statistic: number;
  /** Probability of a distance at least as large, by Kolmogorov's limit. */
  readonly pValue: number;
  /** `√n (s² - 1) / √8`, standard normal if they are what they should be. */
  readonly dispersion: number;
  /** Two-sided probability of it. */
  readonly dispersionPValue: number;
};

/**
 * Tests whether waiting times are exponential of mean 1, as those of a point process on
 * its own clock are.
 *
 * The test of Kolmogorov and Smirnov against `1 - e^-x`, and the test of excess
 * dispersion of Engle and Russell. If parameters were estimated from the same events
 * the first rejects too seldom.
 *
 * @param residuals Length `n`; missing entries are left out.
 * @returns Statistics and probabilities; `NaN` with fewer than 2 entries.
 * @throws {RangeError} If an entry is negative.
 * @see thm-time-change
 * @see Engle, R. and Russell, J. (1998), Econometrica 66(5), 1127-1162,
 *   doi:10.2307/2999632; Stephens, M. (1970), Journal of the Royal Statistical Society B
 *   32(1), 115-122, for the correction of the limit.
 *
 * @example Quantiles of the exponential pass
 * ```ts
 * import assert from "node:assert/strict";
 * import { exponentialTest } from "volarb/flow";
 *
 * const quantiles = Float64Array.from(
 *   { length: 100 },
 *   (_, i) => -Math.log(1 - (i + 0.5) / 100),
 * );
 * const { statistic, pValue } = exponentialTest(quantiles);
 * assert.ok(Math.abs(statistic - 0.005) < 1e-12);
 * assert.ok(pValue > 0.999);
 * ```
 */
export function exponentialTest(residuals: Float64Array): ExponentialTest {
  assertColumns("test for the exponential", { residuals });
  const sorted = residuals.filter((x) => x === x).sort();
  const n = sorted.length;
  if (n > 0 && sorted[0]! < 0) {
    throw new RangeError(
      `Cannot test for the exponential as waiting times must be at least 0: current value is ${
        sorted[0]
      }`,
    );
  }
  if (n < 2) {
    return {
      count: n,
      mean: NaN,
      variance: NaN,
      statistic: NaN,
      pValue: NaN,
      dispersion: NaN,
      dispersionPValue: NaN,
    };
  }
  let statistic = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const probability = -Math.expm1(-sorted[i]!);
    statistic = Math.max(
      statistic,
      probability - i / n,
      (i + 1) / n - probability,
    );
    sum += sorted[i]!;
  }
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (sorted[i]! - mean) ** 2;
  const variance = squares / (n - 1);
  const dispersion = Math.sqrt(n / 8) * (variance - 1);
  const root = Math.sqrt(n);
  return {
    count: n,
    mean,
    variance,
    statistic,
    pValue: kolmogorovTail(statistic * (root + 0.12 + 0.11 / root)),
    dispersion,
    dispersionPValue: 2 * normalCdf(-Math.abs(dispersion)),
  };
}

/** `2 Σ (-1)^(k-1) exp(-2 k² x²)`, and by its other series where that is slow. */
function kolmogorovTail(x: number): number {
  if (x < 1e-3) return 1;
  let sum = 0;
  if (x < 1) {
    for (let k = 1; k <= 20; k++) {
      sum += Math.exp(-(((2 * k - 1) * Math.PI / x) ** 2) / 8);
    }
    return 1 - Math.sqrt(2 * Math.PI) / x * sum;
  }
  for (let k = 1; k <= 20; k++) {
    sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * x) ** 2);
  }
  return sum;
}
