import type { KalmanColumnsOptions } from "./kalman_columns.ts";
import { product, transposed } from "./small_matrix.ts";
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
  let x: Float64Array = model.initialMean.slice();
  let root = rootOf(model.initialCovariance, n);
  let logLikelihood = 0;
  const filteredMean = new Float64Array(steps * n);
  const filteredRoot = new Float64Array(steps * n * n);
  for (let t = 0; t < steps; t++) {
    model.at?.(system, t, t === 0 ? NaN : options.gaps?.[t] ?? 1);
    if (t > 0) {
      x = product(system.transition, x, n, n, 1);
      root = triangle(
        beside(
          product(system.transition, root, n, n, n),
          rootOf(system.stateNoise, n),
          n,
        ),
        n,
        2 * n,
      );
    }
    const y = observations.subarray(t * m, (t + 1) * m);
    const step = corrected(system, x, root, y, t);
    x = step.x;
    root = step.root;
    logLikelihood += step.logDensity;
    filteredMean.set(x, t * n);
    filteredRoot.set(root, t * n * n);
  }
  return { filteredMean, filteredRoot, logLikelihood };
}

function corrected(
  { loading, observationNoise }: SystemMatrices,
  x: Float64Array,
  root: Float64Array,
  y: Float64Array,
  t: number,
): { x: Float64Array; root: Float64Array; logDensity: number } {
  const n = x.length;
  const there = [...y.keys()].filter((i) => y[i] === y[i]);
  const m = there.length;
  if (m === 0) return { x, root, logDensity: 0 };
  const h = new Float64Array(m * n);
  const r = new Float64Array(m * m);
  there.forEach((i, a) => {
    h.set(loading.subarray(i * n, i * n + n), a * n);
    there.forEach((j, b) => r[a * m + b] = observationNoise[i * y.length + j]!);
  });
  const size = m + n;
  const array = new Float64Array(size * size);
  const noise = rootOf(r, m), seen = product(h, root, m, n, n);
  for (let i = 0; i < m; i++) {
    array.set(noise.subarray(i * m, i * m + m), i * size);
    array.set(seen.subarray(i * n, i * n + n), i * size + m);
  }
  for (let i = 0; i < n; i++) {
    array.set(root.subarray(i * n, i * n + n), (m + i) * size + m);
  }
  const lower = triangle(array, size, size);
  const z = new Float64Array(m);
  const next = x.slice();
  let logDensity = -0.5 * m * Math.log(2 * Math.PI);
  for (let i = 0; i < m; i++) {
    let v = y[there[i]!]!;
    for (let k = 0; k < n; k++) v -= h[i * n + k]! * x[k]!;
    for (let j = 0; j < i; j++) v -= lower[i * size + j]! * z[j]!;
    const deviation = lower[i * size + i]!;
    if (!(deviation > 0)) {
      throw new RangeError(
        `Cannot run a square-root filter as an innovation must have a positive variance: entry ${
          there[i]
        } of step ${t} has ${deviation}`,
      );
    }
    z[i] = v / deviation;
    logDensity -= Math.log(deviation) + 0.5 * z[i]! ** 2;
  }
  const after = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) next[i]! += lower[(m + i) * size + j]! * z[j]!;
    for (let j = 0; j <= i; j++) {
      after[i * n + j] = lower[(m + i) * size + m + j]!;
    }
  }
  return { x: next, root: after, logDensity };
}

/** `[A, B]` of two square matrices. */
function beside(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) {
    out.set(a.subarray(i * n, i * n + n), 2 * i * n);
    out.set(b.subarray(i * n, i * n + n), 2 * i * n + n);
  }
  return out;
}

/** Lower triangle `L`, `n × n`, with `L Lᵀ = A Aᵀ` and a diagonal of at least 0, by Householder's reflections of `Aᵀ`. */
function triangle(a: Float64Array, n: number, width: number): Float64Array {
  const q = transposed(a, n, width);
  for (let c = 0; c < n; c++) {
    let norm = 0;
    for (let i = c; i < width; i++) norm = Math.hypot(norm, q[i * n + c]!);
    if (norm === 0) continue;
    const head = q[c * n + c]!;
    const alpha = head > 0 ? -norm : norm;
    const v = new Float64Array(width);
    for (let i = c; i < width; i++) v[i] = q[i * n + c]!;
    v[c] = head - alpha;
    const square = 2 * norm * (norm + Math.abs(head));
    for (let j = c; j < n; j++) {
      let dot = 0;
      for (let i = c; i < width; i++) dot += v[i]! * q[i * n + j]!;
      const factor = 2 * dot / square;
      for (let i = c; i < width; i++) q[i * n + j]! -= factor * v[i]!;
    }
  }
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i && j < width; j++) {
      const sign = q[j * n + j]! < 0 ? -1 : 1;
      out[i * n + j] = sign * q[j * n + i]!;
    }
  }
  return out;
}

/** Lower triangle of a positive semidefinite matrix by Cholesky; a direction without variance has a column of zeros. */
function rootOf(a: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    let d = a[j * n + j]!;
    for (let k = 0; k < j; k++) d -= out[j * n + k]! ** 2;
    if (!(d > 1e-15 * a[j * n + j]!)) continue;
    const root = Math.sqrt(d);
    out[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= out[i * n + k]! * out[j * n + k]!;
      out[i * n + j] = sum / root;
    }
  }
  return out;
}
