import { chiSquareQuantile, type LjungBox, ljungBox } from "../stats/mod.ts";
import type { KalmanColumns } from "./kalman_columns.ts";

/** What {@linkcode filterConsistency} says. */
export type FilterConsistency = {
  /** Mean of the normalised innovation squared per observed entry; 1 if the model is right. */
  readonly meanNis: number;
  /** Bounds that the mean is in with the probability asked for, if the model is right. */
  readonly band: readonly [number, number];
  /** Whether it is. */
  readonly consistent: boolean;
  /** Share of steps whose own `vᵀ S⁻¹ v` is above its chi-square quantile of that probability. */
  readonly exceedances: number;
  /** Whiteness of each entry's standardised innovations. */
  readonly whiteness: readonly LjungBox[];
};

/** Options of {@linkcode filterConsistency}. */
export type FilterConsistencyOptions = {
  /** Probability of the band; 0.95 by default. */
  readonly probability?: number;
  /** Lags of the test for whiteness; 20 by default. */
  readonly lags?: number;
  /** First step that counts, after the filter has settled; 0 by default. */
  readonly from?: number;
};

/**
 * Whether a filter's surprises are as large and as independent as it says.
 *
 * If the model is right, `vᵀ S⁻¹ v` of a step with `m` entries is chi-square with `m` degrees
 * of freedom, independent from step to step, so that their sum has a chi-square band; and
 * the standardised innovations are white. A mean above the band says that the filter is
 * surer than it should be, one below that it is not sure enough.
 *
 * @param columns What {@linkcode kalmanFilter} gave.
 * @param options Probability, lags and the first step.
 * @returns Mean, band and tests.
 * @throws {RangeError} If there is no observation, or lags do not fit.
 * @see cor-nis
 * @see Bar-Shalom, Y., Li, X. R. and Kirubarajan, T. (2001), Estimation with applications
 *   to tracking and navigation, Wiley, section 5.4.
 *
 * @example A filter that expects a tenth of the noise there is
 * ```ts
 * import assert from "node:assert/strict";
 * import { filterConsistency, kalmanFilter, stateSpace } from "volarb/signal";
 *
 * const y = Float64Array.from({ length: 200 }, (_, t) => Math.sin(t * t));
 * const model = stateSpace({
 *   transition: 1,
 *   stateNoise: 0,
 *   loading: 1,
 *   observationNoise: 0.05,
 *   initialCovariance: 0,
 * });
 * const { meanNis, consistent } = filterConsistency(kalmanFilter(model, y));
 * assert.ok(meanNis > 5 && !consistent);
 * ```
 */
export function filterConsistency(
  columns: Pick<KalmanColumns, "nis" | "observed" | "standardized" | "steps">,
  options: FilterConsistencyOptions = {},
): FilterConsistency {
  const { probability = 0.95, lags = 20, from = 0 } = options;
  const { nis, observed, standardized, steps } = columns;
  let sum = 0, degrees = 0, over = 0, counted = 0;
  const limits = new Map<number, number>();
  for (let t = from; t < steps; t++) {
    const m = observed[t]!;
    if (m === 0) continue;
    if (!limits.has(m)) limits.set(m, chiSquareQuantile(probability, m));
    sum += nis[t]!;
    degrees += m;
    counted++;
    if (nis[t]! > limits.get(m)!) over++;
  }
  if (degrees === 0) {
    throw new RangeError(
      `Cannot test a filter as there must be an observation from step ${from} on: current number is 0`,
    );
  }
  const tail = (1 - probability) / 2;
  const band: [number, number] = [
    chiSquareQuantile(tail, degrees) / degrees,
    chiSquareQuantile(1 - tail, degrees) / degrees,
  ];
  const meanNis = sum / degrees;
  const m = standardized.length / steps;
  const whiteness = Array.from({ length: m }, (_, i) => {
    const entry = Float64Array.from(
      { length: steps - from },
      (_, t) => standardized[(from + t) * m + i]!,
    );
    return ljungBox(entry, { lags });
  });
  return {
    meanNis,
    band,
    consistent: meanNis >= band[0] && meanNis <= band[1],
    exceedances: over / counted,
    whiteness,
  };
}
