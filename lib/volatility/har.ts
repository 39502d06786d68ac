import {
  assertChoice,
  assertColumns,
  assertInteger,
} from "../stats/arguments.ts";
import { mean } from "../stats/mean.ts";
import { RollingMean } from "../stats/rolling_mean.ts";
import { leastSquares, UndeterminedError } from "./least_squares.ts";

/**
 * Lags of a market that never closes: a day, a week of 7 days, a month of 30.
 *
 * @example The days before the first forecast
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitHar, HAR_LAGS, harForecast } from "volarb/volatility";
 *
 * const variance = Float64Array.from({ length: 60 }, (_, t) => 1 + 0.1 * Math.sin(t * t));
 * const model = fitHar({ variance }, { lags: HAR_LAGS });
 * const forecast = harForecast(model, { variance });
 * assert.equal(forecast.findIndex((x) => !Number.isNaN(x)), Math.max(...HAR_LAGS) - 1);
 * ```
 */
export const HAR_LAGS: readonly number[] = [1, 7, 30];

/**
 * Lags of Corsi's stocks: a day, a week of 5 days, a month of 22.
 *
 * @example Weeks of five days
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitHar, HAR_TRADING_LAGS, harForecast } from "volarb/volatility";
 *
 * const variance = Float64Array.from({ length: 60 }, (_, t) => 1 + 0.1 * Math.sin(t * t));
 * const model = fitHar({ variance }, { lags: HAR_TRADING_LAGS });
 * const forecast = harForecast(model, { variance });
 * assert.equal(forecast.findIndex((x) => !Number.isNaN(x)), 21);
 * ```
 */
export const HAR_TRADING_LAGS: readonly number[] = [1, 5, 22];

/**
 * Which regression.
 *
 * - `"har"`: on the mean variance over each lag;
 * - `"harq"`: and on `√RQ · RV` of the last day, so that a day measured badly counts less;
 * - `"har-cj"`: on the means of the continuous part and of the jumps, apart.
 */
export type HarForm = "har" | "harq" | "har-cj";

/** Columns that a HAR regression reads, one entry per day. */
export type HarColumns = {
  /** Realized variance of each day. */
  readonly variance: Float64Array;
  /** Realized quarticity of each day; for `"harq"`. */
  readonly quarticity?: Float64Array;
  /** Variance of the jumps of each day, at most `variance`; for `"har-cj"`. */
  readonly jump?: Float64Array;
};

/** Choices of {@linkcode fitHar}. */
export type HarOptions = {
  /** Which regression; `"har"` by default. */
  readonly form?: HarForm;
  /** Days of each mean, rising, the first 1; {@linkcode HAR_LAGS} by default. */
  readonly lags?: readonly number[];
  /** Lags of the residuals' autocovariance in the standard errors; 5 by default. */
  readonly newey?: number;
};

/** A HAR regression that has been fitted; plain data. */
export type HarModel = {
  /** Which regression. */
  readonly form: HarForm;
  /** Days of each mean. */
  readonly lags: readonly number[];
  /** Names of the coefficients: `intercept`, `variance_1`, `variance_7`, … */
  readonly names: readonly string[];
  /** Coefficients in the order of the names. */
  readonly coefficients: readonly number[];
  /** Standard errors after Newey and West. */
  readonly standardErrors: readonly number[];
  /** Share of the variance of the target that is explained, in the sample. */
  readonly rSquared: number;
  /** Number of days that were fitted. */
  readonly observations: number;
  /** Least, mean and greatest target of the sample. */
  readonly target: {
    readonly min: number;
    readonly mean: number;
    readonly max: number;
  };
};

const ACTION = "fit a HAR model";

/** The regressors by name; entry `t` is known at the end of day `t`. */
function regressors(
  columns: HarColumns,
  form: HarForm,
  lags: readonly number[],
): { [name: string]: Float64Array } {
  assertChoice(ACTION, "form", form, ["har", "harq", "har-cj"]);
  const { variance, quarticity, jump } = columns;
  assertColumns(ACTION, {
    variance,
    ...(quarticity && { quarticity }),
    ...(jump && { jump }),
  });
  lags.forEach((lag, i) =>
    assertInteger(ACTION, "each lag", lag, (lags[i - 1] ?? 0) + 1)
  );
  const named: { [name: string]: Float64Array } = {};
  const means = (name: string, column: Float64Array) => {
    for (const lag of lags) {
      named[`${name}_${lag}`] = new RollingMean(lag).updateColumn(column);
    }
  };
  if (form === "har-cj") {
    if (!jump) throw new TypeError(needs("har-cj", "jump"));
    means("continuous", variance.map((v, t) => v - jump[t]!));
    means("jump", jump);
    return named;
  }
  means("variance", variance);
  if (form === "harq") {
    if (!quarticity) throw new TypeError(needs("harq", "quarticity"));
    named.quarticity = variance.map((v, t) => Math.sqrt(quarticity[t]!) * v);
  }
  return named;
}

function needs(form: string, column: string): string {
  return `Cannot ${ACTION} as form ${
    JSON.stringify(form)
  } needs the column ${column}: current value is undefined`;
}

/**
 * Fits a heterogeneous autoregression of realized variance (HAR).
 *
 * `RV[t+1] = β₀ + Σ_l β_l · mean(RV[t-l+1 .. t]) + e` over lags of a day, a week and a
 * month, by ordinary least squares; the other forms are at {@linkcode HarForm}. At
 * 24/7 the lags are 1, 7 and 30 days; Corsi's 1, 5 and 22 are those of a stock market.
 *
 * @param columns One entry per day, in order, without gaps; `NaN` is missing.
 * @param options Form, lags, and lags of the standard errors.
 * @returns The fitted model. Days whose target or regressors are missing are left out.
 * @throws {RangeError} If columns differ in length, lags do not rise from 1 on, fewer
 *   days than coefficients remain, or regressors are linearly dependent.
 * @throws {TypeError} If the form needs a column that is not there.
 * @see eq-har, eq-harq, eq-har-cj, lem-har-stationary, lem-attenuation, eq-attenuation, alg-har
 * @see Corsi, F. (2009), A simple approximate long-memory model of realized volatility,
 *   Journal of Financial Econometrics 7(2), 174-196, doi:10.1093/jjfinec/nbp001;
 *   Bollerslev, T., Patton, A., Quaedvlieg, R. (2016), Exploiting the errors, Journal of
 *   Econometrics 192(1), 1-18, doi:10.1016/j.jeconom.2015.10.007 (HARQ); Andersen, T.,
 *   Bollerslev, T., Diebold, F. (2007), Roughing it up, Review of Economics and
 *   Statistics 89(4), 701-720, doi:10.1162/rest.89.4.701 (HAR-CJ).
 *
 * @example A series that is half its last value and a constant
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitHar } from "volarb/volatility";
 *
 * const variance = new Float64Array(40);
 * for (let t = 1; t < 40; t++) variance[t] = 1 + variance[t - 1]! / 2;
 * const { coefficients } = fitHar({ variance }, { lags: [1] });
 * assert.ok(Math.abs(coefficients[0]! - 1) < 1e-9);
 * assert.ok(Math.abs(coefficients[1]! - 0.5) < 1e-9);
 * ```
 */
export function fitHar(
  columns: HarColumns,
  { form = "har", lags = HAR_LAGS, newey = 5 }: HarOptions = {},
): HarModel {
  assertInteger(ACTION, "newey", newey, 0);
  const named = regressors(columns, form, lags);
  const inputs = Object.values(named);
  const { variance } = columns;
  const rows: number[] = [];
  for (let t = 0; t + 1 < variance.length; t++) {
    const known = Number.isFinite(variance[t + 1]!) &&
      inputs.every((column) => Number.isFinite(column[t]!));
    if (known) rows.push(t);
  }
  const target = Float64Array.from(rows, (t) => variance[t + 1]!);
  const design = rows.map((t) => [1, ...inputs.map((column) => column[t]!)]);
  const fit = leastSquares(ACTION, design, target, newey);
  return {
    form,
    lags: [...lags],
    names: ["intercept", ...Object.keys(named)],
    ...fit,
    observations: rows.length,
    target: {
      min: target.reduce((a, b) => Math.min(a, b), Infinity),
      mean: mean(target),
      max: target.reduce((a, b) => Math.max(a, b), -Infinity),
    },
  };
}

/**
 * What becomes of a forecast outside the least and the greatest target of the sample:
 * with `"sanity"` it is replaced by their mean, with `"none"` it stays, even below zero.
 */
export type HarFilter = "sanity" | "none";

/** Choices of {@linkcode harForecast}. */
export type HarForecastOptions = {
  /** What becomes of a forecast that no day has seen; `"sanity"` by default. */
  readonly filter?: HarFilter;
};

/**
 * Forecasts of the next day's variance from a fitted HAR model.
 *
 * @param model What {@linkcode fitHar} gave.
 * @param columns The columns that the form needs, length `n`.
 * @param options What becomes of a forecast that no day has seen.
 * @returns Length `n`; entry `t` is the forecast for day `t + 1`, known at the end of day `t`
 *   and made of days up to `t`; `NaN` where these are not all there. A model that was
 *   fitted on later days is a look into the future: see {@linkcode rollingHarForecast}.
 * @throws {RangeError} If columns differ in length or the filter is unknown.
 * @throws {TypeError} If the form needs a column that is not there.
 * @see eq-har
 * @see Bollerslev, Patton and Quaedvlieg (2016), doi:10.1016/j.jeconom.2015.10.007, for the
 *   filter.
 *
 * @example Tomorrow
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitHar, harForecast } from "volarb/volatility";
 *
 * const variance = new Float64Array(40);
 * for (let t = 1; t < 40; t++) variance[t] = 1 + variance[t - 1]! / 2;
 * const model = fitHar({ variance }, { lags: [1] });
 * const forecast = harForecast(model, { variance: Float64Array.of(1.5) });
 * assert.ok(Math.abs(forecast[0]! - 1.75) < 1e-9);
 * ```
 */
export function harForecast(
  model: HarModel,
  columns: HarColumns,
  { filter = "sanity" }: HarForecastOptions = {},
): Float64Array {
  assertChoice("forecast", "filter", filter, ["sanity", "none"]);
  const { form, lags, coefficients, target } = model;
  const inputs = Object.values(regressors(columns, form, lags));
  return columns.variance.map((_, t) => {
    const forecast = inputs.reduce(
      (sum, column, j) => sum + coefficients[j + 1]! * column[t]!,
      coefficients[0]!,
    );
    const seen = forecast >= target.min && forecast <= target.max;
    if (filter === "none" || seen || Number.isNaN(forecast)) return forecast;
    return target.mean;
  });
}

/** Choices of {@linkcode rollingHarForecast}. */
export type RollingHarOptions = HarOptions & HarForecastOptions & {
  /** Days that each fit reads, the targets among them. */
  readonly window: number;
};

/**
 * Forecasts of the next day's variance, the model fitted anew each day on what was
 * known.
 *
 * @param columns The columns that the form needs, one entry per day, length `n`.
 * @param options Days that a fit reads, and the choices of {@linkcode fitHar} and
 *   {@linkcode harForecast}.
 * @returns Length `n`; entry `t` is the forecast for day `t + 1`, from a model fitted on days
 *   `t-window+1 .. t`; `NaN` before `window` days, where days `t` reads are missing, and where
 *   those of the window do not determine the coefficients.
 * @throws {RangeError} If columns differ in length, lags do not rise from 1 on, or the
 *   window does not hold the longest lag and more days than coefficients.
 * @throws {TypeError} If the form needs a column that is not there.
 *
 * @example It uses nothing that comes later
 * ```ts
 * import assert from "node:assert/strict";
 * import { rollingHarForecast } from "volarb/volatility";
 *
 * const variance = Float64Array.from({ length: 60 }, (_, t) => 2 + Math.sin(t * t));
 * const options = { lags: [1, 2], window: 30 };
 * const forecast = rollingHarForecast({ variance }, options);
 * const early = rollingHarForecast({ variance: variance.slice(0, 40) }, options);
 * assert.deepEqual(forecast.slice(0, 40), early);
 * ```
 */
export function rollingHarForecast(
  columns: HarColumns,
  { window, filter = "sanity", ...options }: RollingHarOptions,
): Float64Array {
  const { form = "har", lags = HAR_LAGS } = options;
  const width = Object.keys(regressors(columns, form, lags)).length + 1;
  const longest = lags[lags.length - 1] ?? 1;
  // The first target has the longest lag before it; one more than coefficients is needed.
  assertInteger(ACTION, "window", window, longest + width + 1);
  const out = new Float64Array(columns.variance.length).fill(NaN);
  for (let t = window - 1; t < out.length; t++) {
    const from = t - window + 1;
    const part = Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [
        name,
        column.slice(from, t + 1),
      ]),
    ) as HarColumns;
    const model = fitIfDetermined(part, options);
    if (model) out[t] = harForecast(model, part, { filter })[window - 1]!;
  }
  return out;
}

/** {@linkcode fitHar}; nothing where missing days leave too few, or no day had a jump. */
function fitIfDetermined(
  columns: HarColumns,
  options: HarOptions,
): HarModel | undefined {
  try {
    return fitHar(columns, options);
  } catch (error) {
    if (error instanceof UndeterminedError) return undefined;
    throw error;
  }
}
