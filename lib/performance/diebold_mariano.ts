import { assertChoice, assertInteger } from "../stats/arguments.ts";
import {
  type LagWindow,
  longRunVariance,
  mean,
  studentTCdf,
} from "../stats/mod.ts";

/** Choices of {@linkcode dieboldMariano}. */
export type DieboldMarianoOptions = {
  /** Periods `h` that a forecast looks ahead, at least 1 and below `n`; 1 by default. */
  readonly horizon?: number;
  /** Weights of the autocovariances up to lag `h - 1`; `"rectangular"` by default. */
  readonly window?: LagWindow;
};

/** Whether two forecasts are equally good. */
export type DieboldMariano = {
  /** Mean difference of the losses. */
  readonly mean: number;
  /** `d̄ / √(LRV / n)`. */
  readonly statistic: number;
  /** The statistic times Harvey, Leybourne and Newbold's factor; `t` with `n - 1` degrees of freedom. */
  readonly corrected: number;
  /** Probability of a corrected statistic as far from zero, in either direction, if both are equally good. */
  readonly pValue: number;
  /** Weights that were used: `"bartlett"` also where the rectangular variance was not positive. */
  readonly window: LagWindow;
  /** What was done, to be printed beside the numbers. */
  readonly definition: string;
};

/**
 * Diebold and Mariano's test that two forecasts have the same loss, with the correction of Harvey, Leybourne and Newbold.
 *
 * `DM = d̄ / √(LRV / n)` with the long-run variance of the difference `d` of the losses over lags up to `h - 1`, times
 * `√((n + 1 - 2h + h(h - 1)/n) / n)`, against Student's t with `n - 1` degrees of freedom. The rectangular window, which the paper
 * takes, may give a variance that is not positive; Bartlett's (with `h - 1` lags) is taken then, and `window` says so.
 *
 * @param difference Length `n`; loss of the first forecast less that of the second, per period.
 * @param options Horizon and weights.
 * @returns Mean above zero: the second is better. All `NaN` if an entry is missing or the difference does not move.
 * @throws {RangeError} If `horizon` is not a whole number from 1 to `n - 1`, or the window is unknown.
 * @see Diebold, F., Mariano, R. (1995), Comparing predictive accuracy, Journal of Business and Economic Statistics 13(3), 253-263,
 *   doi:10.1080/07350015.1995.10524599; Harvey, D., Leybourne, S., Newbold, P. (1997), Testing the equality of prediction mean squared
 *   errors, International Journal of Forecasting 13(2), 281-291, doi:10.1016/S0169-2070(96)00719-4.
 *
 * @example Eight differences
 * ```ts
 * import assert from "node:assert/strict";
 * import { dieboldMariano } from "volarb/performance";
 *
 * const d = Float64Array.of(0.3, 0.1, 0.4, 0.2, -0.2, -0.1, 0.1, 0.3);
 * const { statistic, corrected, pValue } = dieboldMariano(d);
 * assert.ok(Math.abs(statistic - 2.0125132) < 1e-7);
 * assert.ok(Math.abs(corrected - 1.8825337) < 1e-7);
 * assert.ok(Math.abs(pValue - 0.101786) < 1e-6);
 * ```
 */
export function dieboldMariano(
  difference: Float64Array,
  { horizon = 1, window = "rectangular" }: DieboldMarianoOptions = {},
): DieboldMariano {
  const action = "compare two forecasts";
  const n = difference.length;
  assertInteger(action, "horizon", horizon, 1);
  assertChoice(action, "window", window, ["rectangular", "bartlett"]);
  if (horizon >= n) {
    throw new RangeError(
      `Cannot ${action} as horizon must be below the number of periods, ${n}: current value is ${horizon}`,
    );
  }
  const lags = horizon - 1;
  const still = difference.every((x) => x === difference[0]);
  const varianceWith = (of: LagWindow) =>
    still ? NaN : longRunVariance(difference, { lags, window: of });
  const plain = varianceWith(window);
  const used = plain <= 0 ? "bartlett" : window;
  const variance = used === window ? plain : varianceWith(used);
  const average = mean(difference);
  const statistic = average / Math.sqrt(variance / n);
  const factor = (n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n;
  const corrected = statistic * Math.sqrt(factor);
  const fallBack = used === window
    ? ""
    : `; ${window} variance was not positive, ${plain}`;
  return {
    mean: average,
    statistic,
    corrected,
    pValue: 2 * studentTCdf(-Math.abs(corrected), n - 1),
    window: used,
    definition:
      `Diebold-Mariano with ${lags} lags (${used}${fallBack}), Harvey-Leybourne-Newbold factor, t with ${
        n - 1
      } degrees of freedom, two-sided`,
  };
}
