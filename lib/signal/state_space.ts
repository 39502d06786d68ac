import { assertKeys } from "../stats/arguments.ts";

/** Matrices of one step, row by row in flat columns; `n` states, `m` observations. */
export type SystemMatrices = {
  /** `F`, `n × n`: the state of a step from the one before. */
  readonly transition: Float64Array;
  /** `Q`, `n × n`: covariance of what the step adds. */
  readonly stateNoise: Float64Array;
  /** `H`, `m × n`: the observation of a state. */
  readonly loading: Float64Array;
  /** `R`, `m × m`: covariance of the noise on the observation. */
  readonly observationNoise: Float64Array;
};

/**
 * Writes the matrices of a step over those of the model, in place.
 *
 * @param out What is written; it holds the matrices of the step before.
 * @param step Number of the step, 0 for the first observation.
 * @param gap Time since the observation before, in the caller's unit; `NaN` at step 0.
 */
export type SystemAt = (
  out: SystemMatrices,
  step: number,
  gap: number,
) => void;

/**
 * A linear Gaussian state-space model:
 * `x[t] = F x[t-1] + w`, `w ~ N(0, Q)`; `y[t] = H x[t] + e`, `e ~ N(0, R)`.
 */
export type StateSpace = SystemMatrices & {
  /** Number of states `n`. */
  readonly states: number;
  /** Number of observations `m` of a step. */
  readonly observations: number;
  /** Mean of `x[0]` before its observation, length `n`. */
  readonly initialMean: Float64Array;
  /** Covariance of `x[0]`, `n × n`; `Infinity` on the diagonal is a state of which nothing is known. */
  readonly initialCovariance: Float64Array;
  /** Makes the matrices of each step; constant where it is left out. */
  readonly at?: SystemAt;
};

/** What {@linkcode stateSpace} takes: matrices as rows, or a number where it is `1 × 1`. */
export type StateSpaceOptions = {
  /** `F`, `n × n`. */
  readonly transition: MatrixLike;
  /** `Q`, `n × n`, positive semidefinite. */
  readonly stateNoise: MatrixLike;
  /** `H`, `m × n`. */
  readonly loading: MatrixLike;
  /** `R`, `m × m`, positive semidefinite. */
  readonly observationNoise: MatrixLike;
  /** Mean of the first state; zeros by default. */
  readonly initialMean?: readonly number[] | number;
  /** Covariance of the first state; by default nothing is known of any. */
  readonly initialCovariance?: MatrixLike;
  /** Makes the matrices of each step. */
  readonly at?: SystemAt;
};

/** Rows of a matrix, or the entry of a `1 × 1` one. */
export type MatrixLike = readonly (readonly number[])[] | number;

const ACTION = "create a state-space model";
const KEYS = [
  "transition",
  "stateNoise",
  "loading",
  "observationNoise",
  "initialMean",
  "initialCovariance",
  "at",
];

/**
 * A state-space model from its matrices, checked.
 *
 * @param options The matrices; each covariance symmetric and positive semidefinite.
 * @returns The model in flat columns.
 * @throws {RangeError} If a matrix has another shape, an entry is not finite, or a covariance
 *   is not symmetric or has a negative eigenvalue: the message names it.
 * @throws {TypeError} If a key is unknown.
 * @see def-state-space
 * @see Harvey, A. C. (1989), Forecasting, structural time series models and the Kalman
 *   filter, Cambridge University Press, section 3.1.
 *
 * @example A level seen through noise
 * ```ts
 * import assert from "node:assert/strict";
 * import { stateSpace } from "volarb/signal";
 *
 * const level = stateSpace({
 *   transition: 1,
 *   stateNoise: 1469,
 *   loading: 1,
 *   observationNoise: 15099,
 * });
 * assert.equal(level.states, 1);
 * assert.equal(level.initialCovariance[0], Infinity);
 * ```
 */
export function stateSpace(options: StateSpaceOptions): StateSpace {
  assertKeys(ACTION, "its choices", options, KEYS);
  const transition = rowsOf(options.transition);
  const loading = rowsOf(options.loading);
  const n = transition.length;
  const m = loading.length;
  const mean = options.initialMean ?? new Array<number>(n).fill(0);
  const initialMean = Float64Array.from(
    typeof mean === "number" ? [mean] : mean,
  );
  if (initialMean.length !== n || initialMean.some((x) => !isFinite(x))) {
    throw new RangeError(
      `Cannot ${ACTION} as initialMean must be ${n} finite numbers: current value is ${
        [...initialMean].join(", ")
      }`,
    );
  }
  const unknown = transition.map((_, i) =>
    transition.map((_, j) => i === j ? Infinity : 0)
  );
  return {
    states: n,
    observations: m,
    transition: flat("transition", transition, n, n),
    stateNoise: covariance("stateNoise", rowsOf(options.stateNoise), n),
    loading: flat("loading", loading, m, n),
    observationNoise: covariance(
      "observationNoise",
      rowsOf(options.observationNoise),
      m,
    ),
    initialMean,
    initialCovariance: initial(
      rowsOf(options.initialCovariance ?? unknown),
      n,
    ),
    ...(options.at && { at: options.at }),
  };
}

function rowsOf(matrix: MatrixLike): readonly (readonly number[])[] {
  return typeof matrix === "number" ? [[matrix]] : matrix;
}

function flat(
  name: string,
  rows: readonly (readonly number[])[],
  height: number,
  width: number,
): Float64Array {
  const widths = rows.map(({ length }) => length);
  if (
    rows.length !== height || height === 0 || width === 0 ||
    widths.some((length) => length !== width)
  ) {
    throw new RangeError(
      `Cannot ${ACTION} as ${name} must be ${height} × ${width}: current value has ${rows.length} rows of ${
        widths.join(", ")
      }`,
    );
  }
  const values = Float64Array.from(rows.flat());
  const wrong = values.find((x) => !isFinite(x));
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot ${ACTION} as ${name} must be finite: current value is ${wrong}`,
    );
  }
  return values;
}

/** A covariance of the first state: rows of a state of which nothing is known are 0 beside the diagonal. */
function initial(
  rows: readonly (readonly number[])[],
  n: number,
): Float64Array {
  const unknown = rows.map((row, i) => row[i] === Infinity);
  const finite = rows.map((row, i) =>
    row.map((x, j) => unknown[i] && i === j ? 0 : x)
  );
  const values = covariance("initialCovariance", finite, n);
  unknown.forEach((is, i) => {
    if (!is) return;
    for (let j = 0; j < n; j++) {
      if (values[i * n + j] !== 0) {
        throw new RangeError(
          `Cannot ${ACTION} as initialCovariance must be 0 beside an infinite entry: current value in row ${i} is ${
            values[i * n + j]
          }`,
        );
      }
    }
    values[i * n + i] = Infinity;
  });
  return values;
}

function covariance(
  name: string,
  rows: readonly (readonly number[])[],
  n: number,
): Float64Array {
  const values = flat(name, rows, n, n);
  assertCovariance(ACTION, name, values, n);
  return values;
}

/**
 * Checks that a matrix is symmetric and positive semidefinite.
 *
 * @param action What could not be done.
 * @param name What the matrix is called.
 * @param values The matrix row by row.
 * @param n Number of its rows.
 * @throws {RangeError} If it is not; the message has the entries or the eigenvalue.
 */
export function assertCovariance(
  action: string,
  name: string,
  values: Float64Array,
  n: number,
): void {
  let scale = 0;
  for (let i = 0; i < n; i++) {
    scale = Math.max(scale, Math.abs(values[i * n + i]!));
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [values[i * n + j]!, values[j * n + i]!];
      if (Math.abs(a - b) > 1e-12 * Math.max(scale, Math.abs(a))) {
        throw new RangeError(
          `Cannot ${action} as ${name} must be symmetric: entries (${i}, ${j}) and (${j}, ${i}) are ${a} and ${b}`,
        );
      }
    }
  }
  const least = leastEigenvalue(values, n);
  if (least < -1e-10 * Math.max(scale, Number.MIN_VALUE)) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be positive semidefinite: its least eigenvalue is ${least}`,
    );
  }
}

/** Least eigenvalue of a symmetric matrix, by cyclic Jacobi rotations. */
function leastEigenvalue(values: Float64Array, n: number): number {
  const a = values.slice();
  for (let sweep = 0; sweep < 50; sweep++) {
    let off = 0, on = 0;
    for (let i = 0; i < n; i++) {
      on += a[i * n + i]! ** 2;
      for (let j = 0; j < i; j++) off += a[i * n + j]! ** 2;
    }
    if (off <= 1e-30 * on) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, n, p, q);
    }
  }
  let least = Infinity;
  for (let i = 0; i < n; i++) least = Math.min(least, a[i * n + i]!);
  return least;
}

function rotate(a: Float64Array, n: number, p: number, q: number): void {
  const between = a[p * n + q]!;
  if (between === 0) return;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * between);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[k * n + p]!, a[k * n + q]!];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[p * n + k]!, a[q * n + k]!];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
  }
}
