import { ConvergenceError } from "../errors/mod.ts";
import { kalmanSmoother } from "./kalman_smoother.ts";
import {
  added,
  product,
  solved,
  symmetricPart,
  transposed,
} from "./small_matrix.ts";
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
 * @see thm-em
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
  const { states: n, transition: f } = model;
  const { mean, covariance, lagCovariance } = smoothed;
  const ft = transposed(f, n, n);
  let sum = new Float64Array(n * n) as Float64Array;
  let count = 0;
  for (let t = 0; t + 1 < mean.length / n; t++) {
    const x = mean.subarray(t * n, (t + 1) * n);
    if (x[0] !== x[0]) continue;
    const next = mean.subarray((t + 1) * n, (t + 2) * n);
    const d = added(next, product(f, x, n, n, 1), -1);
    const p = covariance.subarray(t * n * n, (t + 1) * n * n);
    const ahead = covariance.subarray((t + 1) * n * n, (t + 2) * n * n);
    const lag = lagCovariance.subarray((t + 1) * n * n, (t + 2) * n * n);
    const cross = product(lag, ft, n, n, n);
    sum = added(sum, product(d, d, n, 1, n));
    sum = added(sum, ahead);
    sum = added(sum, added(cross, transposed(cross, n, n)), -1);
    sum = added(sum, product(product(f, p, n, n, n), ft, n, n, n));
    count++;
  }
  return symmetricPart(sum.map((value) => value / count), n);
}

function observationNoiseOf(
  action: string,
  model: StateSpace,
  observations: Float64Array,
  { mean, covariance }: Smoothed,
): Float64Array {
  const { states: n, observations: m } = model;
  let sum = new Float64Array(m * m) as Float64Array;
  let steps = 0, complete = 0;
  for (let t = 0; t < observations.length / m; t++) {
    const y = observations.subarray(t * m, (t + 1) * m);
    const x = mean.subarray(t * n, (t + 1) * n);
    const there = [...y.keys()].filter((i) => y[i] === y[i]);
    if (x[0] !== x[0] || there.length === 0) continue;
    const p = covariance.subarray(t * n * n, (t + 1) * n * n);
    sum = added(sum, squaredNoise(action, model, there, y, x, p));
    steps++;
    if (there.length === m) complete++;
  }
  if (complete === 0) {
    throw new RangeError(
      `Cannot ${action} as a step must be complete: current number of complete steps is 0`,
    );
  }
  return symmetricPart(sum.map((value) => value / steps), m);
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
  x: Float64Array,
  p: Float64Array,
): Float64Array {
  const k = there.length;
  const rowsOf = (matrix: Float64Array, width: number) =>
    Float64Array.from(
      there.flatMap((i) => [...matrix.subarray(i * width, (i + 1) * width)]),
    );
  const h = rowsOf(loading, n);
  const e = added(rowsOf(y, 1), product(h, x, k, n, 1), -1);
  const seen = added(
    product(e, e, k, 1, k),
    product(product(h, p, k, n, n), transposed(h, k, n), k, n, k),
  );
  if (k === m) return seen;
  const r = rowsOf(observationNoise, m);
  const corner = Float64Array.from(
    there.flatMap((_, i) => there.map((j) => r[i * m + j]!)),
  );
  const bt = solved(corner, r, k, m);
  if (bt === undefined) {
    throw new RangeError(
      `Cannot ${action} as observationNoise must be positive definite: current value is ${
        [...observationNoise].join(", ")
      }`,
    );
  }
  const b = transposed(bt, k, m);
  return added(
    product(product(b, seen, m, k, k), bt, m, k, m),
    added(observationNoise, product(b, r, m, k, m), -1),
  );
}
