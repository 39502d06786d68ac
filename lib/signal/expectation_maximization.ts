import { Matrix } from "ml-matrix";
import { ConvergenceError } from "../errors/mod.ts";
import { kalmanSmoother } from "./kalman_smoother.ts";
import { columnOf, matrixOf, solved, symmetricPart } from "./matrices.ts";
import type { StateSpace } from "./state_space.ts";

/** Options of {@linkcode fitNoise}. */
export type FitNoiseOptions = {
  /** Most iterations; 500 by default. */
  readonly iterations?: number;
  /** At rest where the log likelihood gains less than this; 1e-6 by default. */
  readonly tolerance?: number;
};

/** What {@linkcode fitNoise} gives. */
export type NoiseFit = {
  /** The model with the covariances that were found. */
  readonly model: StateSpace;
  /** Log likelihood of each iteration, which never falls. */
  readonly logLikelihood: Float64Array;
};

/**
 * Covariances `Q` and `R` of a constant model by expectation and maximisation.
 *
 * With smoothed moments `x[t|T]`, `P[t|T]` and `P[t+1,t|T]`,
 *
 * ```text
 * R = mean over steps of  (y - H x)(y - H x)ᵀ + H P Hᵀ
 * Q = mean over steps of  d dᵀ + P[t+1] - F P[t+1,t]ᵀ - P[t+1,t] Fᵀ + F P[t] Fᵀ,  d = x[t+1] - F x[t]
 * ```
 *
 * Each iteration raises the likelihood, ever more slowly near the top; where few parameters
 * are looked for {@linkcode fitStateSpace} is quicker. For an entry that is missing the mean takes
 * what the others say of its noise; a step without any counts for `Q` only.
 *
 * @param model Where to begin; constant, its `Q` and `R` are replaced.
 * @param observations `T × m`, step by step; `NaN` is missing.
 * @param options Bounds of the iteration.
 * @returns The model and the likelihood of each iteration.
 * @throws {RangeError} If the model varies in time, no step is complete, or `R` becomes singular where an entry is missing.
 * @throws {ConvergenceError} If the likelihood still rises after the most iterations.
 * @see thm-em, alg-em
 * @see Shumway, R. H. and Stoffer, D. S. (1982), Journal of Time Series Analysis 3(4), 253-264.
 *
 * @example It never goes down
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitNoise, stateSpace } from "volarb/signal";
 *
 * const model = stateSpace({
 *   transition: 1,
 *   stateNoise: 1,
 *   loading: 1,
 *   observationNoise: 1,
 * });
 * const y = Float64Array.of(1, 3, 2, 5, 4, 6);
 * const { logLikelihood } = fitNoise(model, y, { tolerance: 1e-3 });
 * assert.ok(logLikelihood.every((l, k) => k === 0 || l >= logLikelihood[k - 1]!));
 * ```
 */
export function fitNoise(
  model: StateSpace,
  observations: Float64Array,
  options: FitNoiseOptions = {},
): NoiseFit {
  const action = "fit covariances by expectation and maximisation";
  const { iterations = 500, tolerance = 1e-6 } = options;
  if (model.at !== undefined) {
    throw new RangeError(
      `Cannot ${action} as the model must be constant: current value depends on the step`,
    );
  }
  let current = model;
  const likelihoods: number[] = [];
  for (let k = 0; k < iterations; k++) {
    const smoothed = kalmanSmoother(current, observations);
    likelihoods.push(smoothed.logLikelihood);
    const gained = smoothed.logLikelihood - likelihoods[k - 1]!;
    if (k > 0 && gained < tolerance) {
      return { model: current, logLikelihood: Float64Array.from(likelihoods) };
    }
    current = {
      ...current,
      stateNoise: stateNoiseOf(current, smoothed),
      observationNoise: observationNoiseOf(
        action,
        current,
        observations,
        smoothed,
      ),
    };
  }
  throw new ConvergenceError(action, {
    iterations,
    values: [...current.stateNoise, ...current.observationNoise],
  });
}

type Smoothed = ReturnType<typeof kalmanSmoother>;

function stateNoiseOf(model: StateSpace, smoothed: Smoothed): Float64Array {
  const { states: n } = model;
  const { mean, covariance, lagCovariance } = smoothed;
  const vector = (t: number) =>
    matrixOf(mean.subarray(t * n, (t + 1) * n), n, 1);
  const matrix = (column: Float64Array, t: number) =>
    matrixOf(column.subarray(t * n * n, (t + 1) * n * n), n, n);
  const f = matrixOf(model.transition, n, n), ft = f.transpose();
  const sum = Matrix.zeros(n, n);
  let count = 0;
  for (let t = 0; t + 1 < mean.length / n; t++) {
    if (Number.isNaN(mean[t * n]!)) continue;
    const d = Matrix.sub(vector(t + 1), f.mmul(vector(t)));
    const cross = matrix(lagCovariance, t + 1).mmul(ft);
    sum.add(d.mmul(d.transpose()))
      .add(matrix(covariance, t + 1))
      .sub(Matrix.add(cross, cross.transpose()))
      .add(f.mmul(matrix(covariance, t)).mmul(ft));
    count++;
  }
  return columnOf(symmetricPart(sum.div(count)));
}

function observationNoiseOf(
  action: string,
  model: StateSpace,
  observations: Float64Array,
  { mean, covariance }: Smoothed,
): Float64Array {
  const { states: n, observations: m } = model;
  const sum = Matrix.zeros(m, m);
  let steps = 0, complete = 0;
  for (let t = 0; t < observations.length / m; t++) {
    const y = observations.subarray(t * m, (t + 1) * m);
    const there = [...y.keys()].filter((i) => y[i] === y[i]);
    if (Number.isNaN(mean[t * n]!) || there.length === 0) continue;
    const x = matrixOf(mean.subarray(t * n, (t + 1) * n), n, 1);
    const p = matrixOf(covariance.subarray(t * n * n, (t + 1) * n * n), n, n);
    sum.add(squaredNoise(action, model, there, y, x, p));
    steps++;
    if (there.length === m) complete++;
  }
  if (complete === 0) {
    throw new RangeError(
      `Cannot ${action} as a step must be complete: current number of complete steps is 0`,
    );
  }
  return columnOf(symmetricPart(sum.div(steps)));
}

/**
 * Expectation of `e eᵀ` for the noise `e` of a step: `M = (y - H x)(y - H x)ᵀ + H P Hᵀ` of the
 * entries that are there, and with `B = R[·, there] R[there, there]⁻¹` in all `B M Bᵀ + R - B R[there, ·]`.
 */
function squaredNoise(
  action: string,
  { states: n, observations: m, loading, observationNoise }: StateSpace,
  there: readonly number[],
  y: Float64Array,
  x: Matrix,
  p: Matrix,
): Matrix {
  const rowsOf = (column: ArrayLike<number>, width: number) =>
    matrixOf(column, m, width).subMatrixRow(there);
  const h = rowsOf(loading, n);
  const e = rowsOf(y, 1).sub(h.mmul(x));
  const seen = e.mmul(e.transpose()).add(h.mmul(p).mmul(h.transpose()));
  if (there.length === m) return seen;
  const r = rowsOf(observationNoise, m);
  const bt = solved(r.subMatrixColumn(there), r);
  if (bt === undefined) {
    throw new RangeError(
      `Cannot ${action} as observationNoise must be positive definite: current value is ${
        [...observationNoise].join(", ")
      }`,
    );
  }
  const b = bt.transpose();
  return b.mmul(seen).mmul(bt)
    .add(matrixOf(observationNoise, m, m))
    .sub(b.mmul(r));
}
