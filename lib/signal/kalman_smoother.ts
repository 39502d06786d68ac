import { Matrix } from "ml-matrix";
import { type KalmanColumnsOptions, kalmanFilter } from "./kalman_columns.ts";
import { columnOf, matrixOf, solved, symmetricPart } from "./matrices.ts";
import type { StateSpace, SystemMatrices } from "./state_space.ts";

/** What {@linkcode kalmanSmoother} gives; `T` steps, `n` states. */
export type SmoothedStates = {
  /** `T × n`: mean of the state given all observations. */
  readonly mean: Float64Array;
  /** `T × n × n`: its covariance. */
  readonly covariance: Float64Array;
  /** `T × n × n`: covariance of the state with that of the step before; `NaN` at step 0. */
  readonly lagCovariance: Float64Array;
  /** Log likelihood of the filter. */
  readonly logLikelihood: number;
};

/**
 * Means and covariances of states given all observations, also later ones.
 *
 * Backwards over the filter's columns (Rauch, Tung and Striebel):
 * `J = P[t|t] Fᵀ P[t+1|t]⁻¹`, `x[t|T] = x[t|t] + J (x[t+1|T] - x[t+1|t])`,
 * `P[t|T] = P[t|t] + J (P[t+1|T] - P[t+1|t]) Jᵀ`.
 *
 * It looks ahead by design: for fitting and for pictures of the past, never as a feature.
 *
 * @param model The model.
 * @param observations `T × m`, step by step; `NaN` is missing.
 * @param options Gaps.
 * @returns Smoothed states; `NaN` in steps before the first at which something was known of every state.
 * @throws {RangeError} If a predicted covariance is singular in a direction that moves.
 * @see thm-smoother
 * @see Rauch, H. E., Tung, F. and Striebel, C. T. (1965), AIAA Journal 3(8), 1445-1450.
 *
 * @example Three observations by hand
 * ```ts
 * import assert from "node:assert/strict";
 * import { kalmanSmoother, stateSpace } from "volarb/signal";
 *
 * const { mean } = kalmanSmoother(
 *   stateSpace({
 *     transition: 1,
 *     stateNoise: 1,
 *     loading: 1,
 *     observationNoise: 1,
 *     initialCovariance: 2,
 *   }),
 *   Float64Array.of(1, 2, 3),
 * );
 * assert.ok(Math.abs(mean[0]! - 8 / 7) < 1e-14);
 * ```
 */
export function kalmanSmoother(
  model: StateSpace,
  observations: Float64Array,
  options: Pick<KalmanColumnsOptions, "gaps"> = {},
): SmoothedStates {
  const filtered = kalmanFilter(model, observations, options);
  const { steps, known } = filtered;
  const n = model.states;
  const transitions = transitionsOf(model, steps, options.gaps);
  const mean = filtered.filteredMean.slice();
  const covariance = filtered.filteredCovariance.slice();
  const lagCovariance = new Float64Array(steps * n * n).fill(NaN);
  mean.fill(NaN, 0, known * n);
  covariance.fill(NaN, 0, known * n * n);
  const vector = (column: Float64Array, t: number) =>
    matrixOf(column.subarray(t * n, (t + 1) * n), n, 1);
  const matrix = (column: Float64Array, t: number) =>
    matrixOf(column.subarray(t * n * n, (t + 1) * n * n), n, n);
  for (let t = steps - 2; t >= known; t--) {
    const f = matrix(transitions, t + 1);
    const p = matrix(filtered.filteredCovariance, t);
    const ahead = matrix(filtered.predictedCovariance, t + 1);
    const j = gainOf(p, f, ahead, t);
    const surprise = Matrix.sub(
      vector(mean, t + 1),
      vector(filtered.predictedMean, t + 1),
    );
    const before = vector(filtered.filteredMean, t);
    mean.set(columnOf(before.add(j.mmul(surprise))), t * n);
    const later = matrix(covariance, t + 1);
    const change = Matrix.sub(later, ahead);
    const jt = j.transpose();
    const smoothed = symmetricPart(Matrix.add(p, j.mmul(change).mmul(jt)));
    covariance.set(columnOf(smoothed), t * n * n);
    lagCovariance.set(columnOf(later.mmul(jt)), (t + 1) * n * n);
  }
  return {
    mean,
    covariance,
    lagCovariance,
    logLikelihood: filtered.logLikelihood,
  };
}

/** `J`, from `P⁻ Jᵀ = F P`; a state that is known for sure has no row in it. */
function gainOf(p: Matrix, f: Matrix, ahead: Matrix, t: number): Matrix {
  const right = f.mmul(p);
  const inverse = solved(ahead, right);
  if (inverse !== undefined) return inverse.transpose();
  const regular = ahead.clone();
  for (let i = 0; i < ahead.rows; i++) {
    if (ahead.get(i, i) === 0) regular.set(i, i, 1);
  }
  const again = solved(regular, right);
  if (again === undefined) {
    throw new RangeError(
      `Cannot smooth as predicted covariances must be regular: that of step ${
        t + 1
      } is ${ahead.to1DArray().join(", ")}`,
    );
  }
  return again.transpose();
}

/** `F` of each step. */
function transitionsOf(
  model: StateSpace,
  steps: number,
  gaps: Float64Array | undefined,
): Float64Array {
  const size = model.states ** 2;
  const out = new Float64Array(steps * size);
  const system: SystemMatrices = {
    transition: model.transition.slice(),
    stateNoise: model.stateNoise.slice(),
    loading: model.loading.slice(),
    observationNoise: model.observationNoise.slice(),
  };
  for (let t = 0; t < steps; t++) {
    model.at?.(system, t, t === 0 ? NaN : gaps?.[t] ?? 1);
    out.set(system.transition, t * size);
  }
  return out;
}
