import { assertColumns, assertInteger } from "../stats/arguments.ts";
import { mean, neweyWestLags } from "../stats/mod.ts";

/** Choices of {@linkcode mincerZarnowitz}. */
export type MincerZarnowitzOptions = {
  /** Lags of the scores' autocovariance; the larger of `neweyWestLags(n)` and `horizon - 1` by default, 0 gives White's errors. */
  readonly lags?: number;
  /** Periods that a forecast looks ahead, at least 1; 1 by default. */
  readonly horizon?: number;
};

/** A regression of what came on what was forecast. */
export type MincerZarnowitz = {
  /** `a`; 0 for a forecast without bias. */
  readonly intercept: number;
  /** `b`; 1 for a forecast that is not too bold or too timid. */
  readonly slope: number;
  /** Standard error of `a`, consistent under heteroskedasticity and autocorrelation. */
  readonly interceptError: number;
  /** Standard error of `b`, likewise. */
  readonly slopeError: number;
  /** Share of the variance of what came that is explained; of levels, so not comparable with that of logarithms. */
  readonly rSquared: number;
  /** F statistic of `a = 0` and `b = 1` for errors of one variance that do not depend on each other. */
  readonly fStatistic: number;
  /** Wald statistic of `a = 0` and `b = 1`, over 2, consistent under heteroskedasticity and autocorrelation. */
  readonly waldStatistic: number;
  /** Probability of a Wald statistic as large, by F with 2 and `n - 2` degrees of freedom. */
  readonly pValue: number;
  /** Lags that were used. */
  readonly lags: number;
  /** Number of pairs. */
  readonly observations: number;
};

/**
 * Mincer and Zarnowitz's regression: is a forecast right on average, at every level?
 *
 * `x[t] = a + b h[t] + e[t]` by least squares, and the test that `a = 0` and `b = 1` with Newey and West's covariance. Pairs with a missing
 * entry are left out, as if the others followed on each other.
 *
 * @param realized Length `n`; what came: a realized variance.
 * @param forecast Length `n`; what was forecast, in the same unit.
 * @param options Lags, horizon.
 * @returns Coefficients, errors, tests; `NaN` where the forecast does not move, and of fewer than three pairs. A line that meets every
 *   pair has no errors, and its tests, which divide by them, are `NaN`.
 * @throws {RangeError} If the columns differ in length, or an option is out of range.
 * @see Mincer, J., Zarnowitz, V. (1969), The evaluation of economic forecasts, in Economic forecasts and expectations, NBER, 3-46;
 *   Newey, W., West, K. (1987), Econometrica 55(3), 703-708, doi:10.2307/1913610.
 *
 * @example Five pairs
 * ```ts
 * import assert from "node:assert/strict";
 * import { mincerZarnowitz } from "volarb/performance";
 *
 * const fit = mincerZarnowitz(
 *   Float64Array.of(1.2, 1.9, 3.4, 3.8, 5.2),
 *   Float64Array.of(1, 2, 3, 4, 5),
 * );
 * assert.ok(Math.abs(fit.intercept - 0.13) < 1e-12);
 * assert.ok(Math.abs(fit.slope - 0.99) < 1e-12);
 * assert.ok(Math.abs(fit.fStatistic - 0.320084) < 1e-6);
 * ```
 */
export function mincerZarnowitz(
  realized: Float64Array,
  forecast: Float64Array,
  { horizon = 1, lags }: MincerZarnowitzOptions = {},
): MincerZarnowitz {
  const action = "regress what came on its forecast";
  assertColumns(action, { realized, forecast });
  assertInteger(action, "horizon", horizon, 1);
  const there = (_: number, t: number) =>
    Number.isFinite(realized[t]!) && Number.isFinite(forecast[t]!);
  const y = realized.filter(there);
  const h = forecast.filter(there);
  const n = y.length;
  lags ??= Math.max(neweyWestLags(n), horizon - 1);
  assertInteger(action, "lags", lags, 0);
  const center = mean(h);
  const still = n < 3 || h.every((x) => x === h[0]);
  const x = h.map((v) => still ? NaN : v - center);
  const xx = dot(x, x);
  const slope = dot(x, y) / xx;
  const level = mean(y);
  const intercept = level - slope * center;
  const residuals = withoutRounding(
    y.map((v, t) => v - level - slope * x[t]!),
    y,
  );
  const rest = dot(residuals, residuals);
  const exact = rest === 0;
  const errors = y.map((v, t) => v - h[t]!);
  // In (level of the forecast's mean, slope) the design is orthogonal.
  const variances = sandwich({ x, xx, residuals, lags });
  const deviation = [level - center, slope - 1] as const;
  const wald = exact ? NaN : quadraticForm(deviation, variances) / 2;
  return {
    intercept,
    slope,
    interceptError: Math.sqrt(
      Math.max(
        0,
        variances.level - 2 * center * variances.cross +
          center * center * variances.slope,
      ),
    ),
    slopeError: Math.sqrt(variances.slope),
    rSquared: y.every((v) => v === y[0])
      ? NaN
      : 1 - rest / y.reduce((total, v) => total + (v - level) ** 2, 0),
    fStatistic: exact
      ? NaN
      : (dot(errors, errors) - rest) / 2 / (rest / (n - 2)),
    waldStatistic: wald,
    // The tail of F with 2 and m degrees of freedom in closed form.
    pValue: still ? NaN : (1 + 2 * wald / (n - 2)) ** (-(n - 2) / 2),
    lags,
    observations: n,
  };
}

/** Residuals, all zero where none is more than the rounding of what was fitted. */
function withoutRounding(
  residuals: Float64Array,
  fitted: Float64Array,
): Float64Array {
  const largest = fitted.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const rounding = 16 * Number.EPSILON * largest;
  return residuals.every((e) => Math.abs(e) <= rounding)
    ? residuals.fill(0)
    : residuals;
}

type Covariance = { level: number; cross: number; slope: number };

/** Newey and West's covariance of the mean and the slope. */
function sandwich(
  { x, xx, residuals, lags }: {
    x: Float64Array;
    xx: number;
    residuals: Float64Array;
    lags: number;
  },
): Covariance {
  const n = x.length;
  const score = residuals.map((e, t) => e * x[t]!);
  const total: Covariance = { level: 0, cross: 0, slope: 0 };
  for (let lag = 0; lag <= Math.min(lags, n - 1); lag++) {
    const weight = lag === 0 ? 1 : 2 * (1 - lag / (lags + 1));
    total.level += weight * lagged(residuals, residuals, lag);
    total.slope += weight * lagged(score, score, lag);
    total.cross += weight / 2 *
      (lagged(residuals, score, lag) + lagged(score, residuals, lag));
  }
  return {
    level: total.level / (n * n),
    cross: total.cross / (n * xx),
    slope: total.slope / (xx * xx),
  };
}

/** `v' C⁻¹ v` of two entries. */
function quadraticForm(
  [a, b]: readonly [number, number],
  { level, cross, slope }: Covariance,
): number {
  const determinant = level * slope - cross * cross;
  return (a * a * slope - 2 * a * b * cross + b * b * level) / determinant;
}

function lagged(a: Float64Array, b: Float64Array, lag: number): number {
  let total = 0;
  for (let t = lag; t < a.length; t++) total += a[t]! * b[t - lag]!;
  return total;
}

function dot(a: Float64Array, b: Float64Array): number {
  return lagged(a, b, 0);
}
