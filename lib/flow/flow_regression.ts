import { assertColumns, assertInteger } from "../stats/arguments.ts";
import { type LinearFit, linearFit } from "./linear_fit.ts";

/** Choices of {@linkcode flowRegression}. */
export type FlowRegressionOptions = {
  /**
   * Which price change is explained: `"contemporaneous"` that of the flow's own bar,
   * which measures impact; `"next"` that of the bar after it, which is a forecast.
   */
  readonly horizon: "contemporaneous" | "next";
  /** Bars in each of the windows that are fitted apart, at least 3. */
  readonly window: number;
};

/** Fits of price change on flow, over all bars and window by window. */
export type FlowRegression = {
  /** Which price change was explained. */
  readonly horizon: "contemporaneous" | "next";
  /** One line through all bars. */
  readonly pooled: LinearFit;
  /** Fits of consecutive windows without overlap; a rest shorter than a window is left out. */
  readonly windows: {
    /** Slope of each window; `NaN` where it has none. */
    readonly slope: Float64Array;
    /** Standard error of each slope. */
    readonly slopeError: Float64Array;
    /** Share of variance that each line takes. */
    readonly rSquared: Float64Array;
  };
  /** Mean over the windows that have one. Not to be compared with the pooled share. */
  readonly meanWindowRSquared: number;
};

/**
 * Regression of price changes on order flow, both as one fit of all bars and as
 * one fit for each window.
 *
 * `ΔP[k] = a + b OFI[k] + e[k]`, or with `ΔP[k+1]` on the left. Impact per unit of flow moves
 * with depth, so that a slope for each window fits better than one for all: the
 * mean of the windows' `R²` and the pooled `R²` are different numbers and have to be
 * named. So do the two horizons: an `R²` of the flow's own bar is no forecast.
 *
 * @param flow Length `n`; order flow imbalance or trade flow imbalance of each bar.
 * @param priceChange Length `n`; change of the mid price over each bar, in ticks.
 * @param options Horizon and window.
 * @returns The fits. In `"next"` a pair belongs to the window of its flow and is known
 *   one bar later.
 * @throws {RangeError} If columns differ in length or the window is not an integer of
 *   at least 3.
 * @throws {TypeError} If the horizon is unknown.
 * @see eq-flow-regression, thm-ofi-slope, eq-ofi-slope, lem-pooled, prop-null-r-squared
 * @see Cont, R., Kukanov, A. and Stoikov, S. (2014), Journal of Financial
 *   Econometrics 12(1), 47-88, doi:10.1093/jjfinec/nbt003: windows of 180 bars of 10 s.
 *
 * @example Two windows of different depth
 * ```ts
 * import assert from "node:assert/strict";
 * import { flowRegression } from "volarb/flow";
 *
 * const fit = flowRegression(
 *   Float64Array.of(-1, 0, 1, -1, 0, 1),
 *   Float64Array.of(-1, 0, 1, -3, 0, 3),
 *   { horizon: "contemporaneous", window: 3 },
 * );
 * assert.deepEqual(fit.windows.slope, Float64Array.of(1, 3));
 * assert.equal(fit.meanWindowRSquared, 1);
 * assert.equal(fit.pooled.slope, 2);
 * assert.equal(fit.pooled.rSquared, 0.8);
 * ```
 */
export function flowRegression(
  flow: Float64Array,
  priceChange: Float64Array,
  { horizon, window }: FlowRegressionOptions,
): FlowRegression {
  const action = "regress price changes on flow";
  const n = assertColumns(action, { flow, priceChange });
  assertInteger(action, "window", window, 3);
  if (horizon !== "contemporaneous" && horizon !== "next") {
    throw new TypeError(
      `Cannot ${action} as horizon must be "contemporaneous" or "next": current value is ${
        JSON.stringify(horizon)
      }`,
    );
  }
  const lead = horizon === "next" ? 1 : 0;
  const pairs = Math.max(0, n - lead);
  const x = flow.subarray(0, pairs);
  const y = priceChange.subarray(Math.min(lead, n));
  const count = Math.floor(pairs / window);
  const slope = new Float64Array(count);
  const slopeError = new Float64Array(count);
  const rSquared = new Float64Array(count);
  let sum = 0;
  let defined = 0;
  for (let k = 0; k < count; k++) {
    const fit = linearFit(
      x.subarray(k * window, (k + 1) * window),
      y.subarray(k * window, (k + 1) * window),
    );
    slope[k] = fit.slope;
    slopeError[k] = fit.slopeError;
    rSquared[k] = fit.rSquared;
    if (Number.isNaN(fit.rSquared)) continue;
    sum += fit.rSquared;
    defined++;
  }
  return {
    horizon,
    pooled: linearFit(x, y),
    windows: { slope, slopeError, rSquared },
    meanWindowRSquared: defined > 0 ? sum / defined : NaN,
  };
}
