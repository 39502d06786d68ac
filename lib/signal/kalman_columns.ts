import { KalmanFilter } from "./kalman_filter.ts";
import type { KalmanFilterOptions } from "./kalman_filter_options.ts";
import type { StateSpace } from "./state_space.ts";
import { steadyLikelihood } from "./steady_likelihood.ts";

/** What {@linkcode kalmanFilter} gives; `T` steps, `n` states, `m` observations. */
export type KalmanColumns = {
  /** Number of steps `T`. */
  readonly steps: number;
  /** `T × n`: mean of the state before its observation. */
  readonly predictedMean: Float64Array;
  /** `T × n × n`: its covariance; `Infinity` on the diagonal where nothing is known. */
  readonly predictedCovariance: Float64Array;
  /** `T × n`: mean of the state with its observation. */
  readonly filteredMean: Float64Array;
  /** `T × n × n`: its covariance; `Infinity` on the diagonal where nothing is known. */
  readonly filteredCovariance: Float64Array;
  /** `T × m`: `y - H x⁻`; `NaN` where missing. */
  readonly innovation: Float64Array;
  /** `T × m`: variance of each innovation. */
  readonly innovationVariance: Float64Array;
  /** `T × m`: what was new in each entry given all before it, independent N(0, 1) if the model is right. */
  readonly standardized: Float64Array;
  /** `T`: `vᵀ S⁻¹ v`, chi-square with `observed` degrees of freedom if the model is right; `NaN` without an observation. */
  readonly nis: Float64Array;
  /** `T`: entries that informed the likelihood. */
  readonly observed: Float64Array;
  /** `T`: log density of each observation given those before it. */
  readonly logDensity: Float64Array;
  /** Their sum; entries that went into learning an unknown state count `-½ ln F∞` only. */
  readonly logLikelihood: number;
  /** First step with a proper distribution of every state, `T` if there is none. */
  readonly known: number;
};

/** Options of {@linkcode kalmanFilter}. */
export type KalmanColumnsOptions = KalmanFilterOptions & {
  /** Length `T`: time since the observation before, for a model that depends on it; 1 by default. */
  readonly gaps?: Float64Array;
};

/**
 * Runs the Kalman filter over a column of observations.
 *
 * The formulas are at {@linkcode KalmanFilter}, which this runs and whose numbers it
 * gives bit for bit. Entry `t` uses observations `0 .. t`.
 *
 * @param model The model.
 * @param observations `T × m`, step by step; `NaN` is missing.
 * @param options Gaps, robust and fading variants.
 * @returns Predictions, filtered states, innovations and the likelihood.
 * @throws {RangeError} If lengths do not fit, an option is out of its range, or an innovation has no variance.
 * @see thm-kalman
 * @see Durbin, J. and Koopman, S. J. (2012), Time series analysis by state space methods,
 *   second edition, Oxford University Press, sections 2.2, 5.2, 6.4 and 7.2.
 *
 * @example A random walk seen with unit noise, by hand
 * ```ts
 * import assert from "node:assert/strict";
 * import { kalmanFilter, stateSpace } from "volarb/signal";
 *
 * const { filteredMean } = kalmanFilter(
 *   stateSpace({
 *     transition: 1,
 *     stateNoise: 1,
 *     loading: 1,
 *     observationNoise: 1,
 *     initialCovariance: 2,
 *   }),
 *   Float64Array.of(1, 2, 3),
 * );
 * assert.ok(Math.abs(filteredMean[0]! - 2 / 3) < 1e-15);
 * assert.ok(Math.abs(filteredMean[1]! - 1.5) < 1e-15);
 * ```
 */
export function kalmanFilter(
  model: StateSpace,
  observations: Float64Array,
  options: KalmanColumnsOptions = {},
): KalmanColumns {
  const { gaps, ...variant } = options;
  const { states: n, observations: m } = model;
  const steps = stepsOf(model, observations, gaps);
  const filter = new KalmanFilter(model, variant);
  const columns = {
    steps,
    predictedMean: new Float64Array(steps * n),
    predictedCovariance: new Float64Array(steps * n * n),
    filteredMean: new Float64Array(steps * n),
    filteredCovariance: new Float64Array(steps * n * n),
    innovation: new Float64Array(steps * m),
    innovationVariance: new Float64Array(steps * m),
    standardized: new Float64Array(steps * m),
    nis: new Float64Array(steps),
    observed: new Float64Array(steps),
    logDensity: new Float64Array(steps),
  };
  let known = steps;
  for (let t = 0; t < steps; t++) {
    filter.predict(gaps?.[t]);
    columns.predictedMean.set(filter.mean, t * n);
    filter.covarianceTo(columns.predictedCovariance, t * n * n);
    columns.logDensity[t] = filter.correct(observations, t * m);
    columns.filteredMean.set(filter.mean, t * n);
    filter.covarianceTo(columns.filteredCovariance, t * n * n);
    columns.innovation.set(filter.innovation, t * m);
    columns.innovationVariance.set(filter.innovationVariance, t * m);
    columns.standardized.set(filter.standardized, t * m);
    columns.nis[t] = filter.nis;
    columns.observed[t] = filter.observed;
    if (filter.ready) known = Math.min(known, t);
  }
  return { ...columns, logLikelihood: filter.logLikelihood, known };
}

/**
 * Log likelihood of a column of observations, without keeping anything else.
 *
 * @param model The model.
 * @param observations `T × m`, step by step; `NaN` is missing.
 * @param options Gaps, robust and fading variants.
 * @returns The sum of the log densities; entries that went into learning an unknown state
 *   count `-½ ln F∞` only, so that the likelihood of a local level starts with the second.
 *   Where the covariances of a constant model have settled they are not computed again: the
 *   sum is that of {@linkcode kalmanFilter} to a relative 1e-12.
 * @throws {RangeError} As {@linkcode kalmanFilter}.
 * @see eq-innovations
 *
 * @example One observation of a standard normal
 * ```ts
 * import assert from "node:assert/strict";
 * import { kalmanLogLikelihood, stateSpace } from "volarb/signal";
 *
 * const model = stateSpace({
 *   transition: 1,
 *   stateNoise: 0,
 *   loading: 1,
 *   observationNoise: 0.5,
 *   initialCovariance: 0.5,
 * });
 * const density = kalmanLogLikelihood(model, Float64Array.of(0));
 * assert.ok(Math.abs(density + 0.5 * Math.log(2 * Math.PI)) < 1e-15);
 * ```
 */
export function kalmanLogLikelihood(
  model: StateSpace,
  observations: Float64Array,
  options: KalmanColumnsOptions = {},
): number {
  const { gaps, ...variant } = options;
  const steps = stepsOf(model, observations, gaps);
  const filter = new KalmanFilter(model, variant);
  const m = model.observations;
  const settles = model.at === undefined && Object.keys(variant).length === 0;
  const before = new Float64Array(model.states ** 2);
  let settled = 0;
  for (let t = 0; t < steps; t++) {
    filter.update(observations, gaps?.[t], t * m);
    if (!settles || !filter.ready) continue;
    settled = isNear(filter.covariance, before) ? settled + 1 : 0;
    before.set(filter.covariance);
    if (settled < 3 || hasMissing(observations, t * m, m)) continue;
    const done = steadyLikelihood(filter, observations, t + 1);
    if (done > t + 1) settled = 0;
    t = done - 1;
  }
  return filter.logLikelihood;
}

/** Whether a covariance has not moved by more than rounding. */
function isNear(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) {
    if (!(Math.abs(a[i]! - b[i]!) <= 4e-16 * Math.abs(a[i]!))) return false;
  }
  return true;
}

function hasMissing(y: Float64Array, at: number, m: number): boolean {
  for (let i = 0; i < m; i++) if (y[at + i] !== y[at + i]) return true;
  return false;
}

/** Number of steps of a column of observations. */
function stepsOf(
  { observations: m }: StateSpace,
  observations: Float64Array,
  gaps: Float64Array | undefined,
): number {
  const steps = observations.length / m;
  if (!Number.isInteger(steps)) {
    throw new RangeError(
      `Cannot run a Kalman filter as observations must come in rows of ${m}: current length is ${observations.length}`,
    );
  }
  if (gaps !== undefined && gaps.length !== steps) {
    throw new RangeError(
      `Cannot run a Kalman filter as there must be ${steps} gaps: current length is ${gaps.length}`,
    );
  }
  return steps;
}
