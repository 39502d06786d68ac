import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** A covariance matrix of `p` assets. */
export type CovarianceMatrix = {
  /** Number of assets `p`. */
  readonly assets: number;
  /** `p × p`, row by row; squared returns per period. */
  readonly values: Float64Array;
};

/** Eigenvalues in rising order and their vectors. */
export type Eigen = {
  /** Length `p`, rising. */
  readonly values: Float64Array;
  /** `p × p`, row by row; column `k` belongs to value `k`. */
  readonly vectors: Float64Array;
};

/**
 * Eigenvalues and vectors of a symmetric matrix.
 *
 * @param values The matrix row by row.
 * @param p Number of its rows.
 * @returns Values in rising order, and vectors.
 */
export function eigenOf(values: Float64Array, p: number): Eigen {
  let scale = 0;
  for (const value of values) scale = Math.max(scale, Math.abs(value));
  if (scale === 0) scale = 1;
  // What is nothing beside the largest entry would only underflow.
  const matrix = Matrix.from1DArray(
    p,
    p,
    values.map((value) => Math.abs(value) < 1e-100 * scale ? 0 : value / scale),
  );
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    matrix,
    { assumeSymmetric: true },
  );
  const order = [...realEigenvalues.keys()].sort((i, j) =>
    realEigenvalues[i]! - realEigenvalues[j]!
  );
  const vectors = new Float64Array(p * p);
  order.forEach((from, k) => {
    for (let i = 0; i < p; i++) {
      vectors[i * p + k] = eigenvectorMatrix.get(i, from);
    }
  });
  return {
    values: Float64Array.from(order, (i) => scale * realEigenvalues[i]!),
    vectors,
  };
}

/**
 * A symmetric matrix from its eigenvalues and vectors, symmetric to the last bit.
 *
 * @param values Length `p`.
 * @param vectors `p × p`, column `k` belongs to value `k`.
 * @returns `p × p`, row by row.
 */
export function fromEigen({ values, vectors }: Eigen): Float64Array {
  const p = values.length;
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < p; k++) {
        sum += vectors[i * p + k]! * values[k]! * vectors[j * p + k]!;
      }
      out[i * p + j] = sum;
      out[j * p + i] = sum;
    }
  }
  return out;
}

/** What {@linkcode nearestCovariance} gives. */
export type NearestCovariance = CovarianceMatrix & {
  /** Whether the matrix was positive semidefinite already, and is given back as it was. */
  readonly unchanged: boolean;
  /** Frobenius distance from what was given. */
  readonly distance: number;
};

/**
 * The nearest positive semidefinite matrix in the Frobenius norm.
 *
 * Its negative eigenvalues become 0 (Higham, 1988). Pairwise estimators such as
 * {@linkcode hayashiYoshida} need it: their matrix may have negative ones.
 *
 * @param covariance A symmetric matrix.
 * @returns The nearest, and how far it is.
 * @throws {RangeError} If the matrix is not square, not finite or not symmetric.
 * @see Higham, N. J. (1988), Linear Algebra and its Applications 103, 103-118.
 *
 * @example A correlation that no three assets can have
 * ```ts
 * import assert from "node:assert/strict";
 * import { nearestCovariance } from "volarb/risk";
 *
 * const { unchanged, values } = nearestCovariance({
 *   assets: 2,
 *   values: Float64Array.of(1, 2, 2, 1),
 * });
 * assert.equal(unchanged, false);
 * assert.ok(Math.abs(values[0]! - 1.5) < 1e-12 && Math.abs(values[1]! - 1.5) < 1e-12);
 * ```
 */
export function nearestCovariance(
  { assets: p, values }: CovarianceMatrix,
): NearestCovariance {
  assertSymmetric("find the nearest covariance", values, p);
  const eigen = eigenOf(values, p);
  if (eigen.values[0]! >= 0) {
    return { assets: p, values, unchanged: true, distance: 0 };
  }
  let square = 0;
  const cut = eigen.values.map((value) => {
    if (value < 0) square += value * value;
    return Math.max(value, 0);
  });
  return {
    assets: p,
    values: fromEigen({ values: cut, vectors: eigen.vectors }),
    unchanged: false,
    distance: Math.sqrt(square),
  };
}

/**
 * Checks that a matrix is square, finite and symmetric.
 *
 * @param action What could not be done.
 * @param values The matrix row by row.
 * @param p Number of its rows.
 * @throws {RangeError} If it is not.
 */
export function assertSymmetric(
  action: string,
  values: Float64Array,
  p: number,
): void {
  if (values.length !== p * p) {
    throw new RangeError(
      `Cannot ${action} as a matrix of ${p} assets must have ${
        p * p
      } entries: current value is ${values.length}`,
    );
  }
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      const [a, b] = [values[i * p + j]!, values[j * p + i]!];
      if (!(Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)))) {
        throw new RangeError(
          `Cannot ${action} as the matrix must be finite and symmetric: entries (${i}, ${j}) and (${j}, ${i}) are ${a} and ${b}`,
        );
      }
    }
  }
}

/**
 * Correlations of a covariance matrix.
 *
 * @param covariance The matrix.
 * @returns `p × p`, row by row; `NaN` beside an asset without variance.
 *
 * @example One half
 * ```ts
 * import assert from "node:assert/strict";
 * import { correlationOf } from "volarb/risk";
 *
 * const values = Float64Array.of(4, 1, 1, 1);
 * assert.deepEqual([...correlationOf({ assets: 2, values })], [1, 0.5, 0.5, 1]);
 * ```
 */
export function correlationOf(
  { assets: p, values }: CovarianceMatrix,
): Float64Array {
  return values.map((value, at) => {
    const i = Math.floor(at / p), j = at % p;
    const scale = Math.sqrt(values[i * p + i]! * values[j * p + j]!);
    return i === j && scale > 0 ? 1 : value / scale;
  });
}
