import { Matrix, QrDecomposition } from "ml-matrix";
import type { KalmanColumnsOptions } from "./kalman_columns.ts";
import { columnOf, matrixOf } from "./matrices.ts";
import type { StateSpace, SystemMatrices } from "./state_space.ts";

/** What {@linkcode squareRootFilter} gives; `T` steps, `n` states. */
export type SquareRootColumns = {
  /** `T × n`: mean of the state with its observation. */
  readonly filteredMean: Float64Array;
  /** `T × n × n`: lower triangle `S` of its covariance, `P = S Sᵀ`. */
  readonly filteredRoot: Float64Array;
  /** Log likelihood of the observations. */
  readonly logLikelihood: number;
};

/**
 * The Kalman filter in array form: roots of covariances instead of covariances.
 *
 * Householder reflections bring the rows of
 * `[R^½, H S⁻; 0, S⁻]` to a lower triangle `[S_v^½, 0; K̄, S]`, of which `S_v` is the
 * covariance of the innovation and `K̄ S_v^{-½}` the gain, and `[F S, Q^½]` to the next `S⁻`.
 * `P = S Sᵀ` is positive semidefinite whatever the rounding, with twice the digits: the check
 * of the others.
 *
 * @param model The model; something is known of every state at the start.
 * @param observations `T × m`, step by step; `NaN` is missing.
 * @param options Gaps.
 * @returns Filtered means and roots, and the likelihood.
 * @throws {RangeError} If nothing is known of a state at the start, or an innovation has no variance.
 * @see lem-array-form
 * @see Kailath, T., Sayed, A. H. and Hassibi, B. (2000), Linear estimation, Prentice Hall, section 12.3.
 * @see Potter, J. E. and Stern, R. G. (1963), AIAA Guidance and Control Conference.
 *
 * @example A variance of 1e-18 after one of 1
 * ```ts
 * import assert from "node:assert/strict";
 * import { squareRootFilter, stateSpace } from "volarb/signal";
 *
 * const model = stateSpace({
 *   transition: 1,
 *   stateNoise: 0,
 *   loading: 1,
 *   observationNoise: 1e-18,
 *   initialCovariance: 1,
 * });
 * const { filteredRoot } = squareRootFilter(model, Float64Array.of(1));
 * assert.ok(Math.abs(filteredRoot[0]! - 1e-9) < 1e-15);
 * ```
 */
export function squareRootFilter(
  model: StateSpace,
  observations: Float64Array,
  options: Pick<KalmanColumnsOptions, "gaps"> = {},
): SquareRootColumns {
  const { states: n, observations: m } = model;
  const steps = observations.length / m;
  const system: SystemMatrices = {
    transition: model.transition.slice(),
    stateNoise: model.stateNoise.slice(),
    loading: model.loading.slice(),
    observationNoise: model.observationNoise.slice(),
  };
  if (model.initialCovariance.includes(Infinity)) {
    throw new RangeError(
      "Cannot run a square-root filter as something must be known of every state: current value of initialCovariance is Infinity",
    );
  }
  let x = matrixOf(model.initialMean, n, 1);
  let root = rootOf(matrixOf(model.initialCovariance, n, n));
  let logLikelihood = 0;
  const filteredMean = new Float64Array(steps * n);
  const filteredRoot = new Float64Array(steps * n * n);
  for (let t = 0; t < steps; t++) {
    model.at?.(system, t, t === 0 ? NaN : options.gaps?.[t] ?? 1);
    if (t > 0) {
      const f = matrixOf(system.transition, n, n);
      const noise = rootOf(matrixOf(system.stateNoise, n, n));
      x = f.mmul(x);
      root = triangle(f.mmul(root).concat(noise, "column"));
    }
    const y = observations.subarray(t * m, (t + 1) * m);
    const step = corrected(system, x, root, y, t);
    x = step.x;
    root = step.root;
    logLikelihood += step.logDensity;
    filteredMean.set(columnOf(x), t * n);
    filteredRoot.set(columnOf(root), t * n * n);
  }
  return { filteredMean, filteredRoot, logLikelihood };
}

function corrected(
  { loading, observationNoise }: SystemMatrices,
  x: Matrix,
  root: Matrix,
  y: Float64Array,
  t: number,
): { x: Matrix; root: Matrix; logDensity: number } {
  const n = x.rows;
  const there = [...y.keys()].filter((i) => y[i] === y[i]);
  const m = there.length;
  if (m === 0) return { x, root, logDensity: 0 };
  const h = matrixOf(loading, y.length, n).subMatrixRow(there);
  const r = matrixOf(observationNoise, y.length, y.length);
  const lower = triangle(
    Matrix.zeros(m + n, m + n)
      .setSubMatrix(rootOf(r.selection(there, there)), 0, 0)
      .setSubMatrix(h.mmul(root), 0, m)
      .setSubMatrix(root, m, m),
  );
  const surprise = Matrix.sub(
    Matrix.columnVector(there.map((i) => y[i]!)),
    h.mmul(x),
  );
  const z = Matrix.zeros(m, 1);
  let logDensity = -0.5 * m * Math.log(2 * Math.PI);
  for (let i = 0; i < m; i++) {
    let v = surprise.get(i, 0);
    for (let j = 0; j < i; j++) v -= lower.get(i, j) * z.get(j, 0);
    const deviation = lower.get(i, i);
    if (!(deviation > 0)) {
      throw new RangeError(
        `Cannot run a square-root filter as an innovation must have a positive variance: entry ${
          there[i]
        } of step ${t} has ${deviation}`,
      );
    }
    z.set(i, 0, v / deviation);
    logDensity -= Math.log(deviation) + 0.5 * z.get(i, 0) ** 2;
  }
  const [last, gain] = [m + n - 1, lower.subMatrix(m, m + n - 1, 0, m - 1)];
  return {
    x: Matrix.add(x, gain.mmul(z)),
    root: lower.subMatrix(m, last, m, last),
    logDensity,
  };
}

/** Lower triangle `L` with `L Lᵀ = A Aᵀ` and a diagonal of at least 0, of the QR decomposition of `Aᵀ`. */
function triangle(a: Matrix): Matrix {
  const lower = new QrDecomposition(a.transpose()).upperTriangularMatrix
    .transpose();
  for (let j = 0; j < lower.columns; j++) {
    if (lower.get(j, j) < 0) lower.mulColumn(j, -1);
  }
  return lower;
}

/**
 * Lower triangle of a positive semidefinite matrix by Cholesky; a direction without variance has a
 * column of zeros, by which ml-matrix would divide.
 */
function rootOf(a: Matrix): Matrix {
  const n = a.rows, out = Matrix.zeros(n, n);
  for (let j = 0; j < n; j++) {
    let d = a.get(j, j);
    for (let k = 0; k < j; k++) d -= out.get(j, k) ** 2;
    if (!(d > 1e-15 * a.get(j, j))) continue;
    const root = Math.sqrt(d);
    out.set(j, j, root);
    for (let i = j + 1; i < n; i++) {
      let sum = a.get(i, j);
      for (let k = 0; k < j; k++) sum -= out.get(i, k) * out.get(j, k);
      out.set(i, j, sum / root);
    }
  }
  return out;
}
