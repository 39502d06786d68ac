import { fromEigen, symmetricEigen } from "../stats/symmetric_eigen.ts";

/** A covariance matrix of `p` assets. */
export type CovarianceMatrix = {
  /** Number of assets `p`. */
  readonly assets: number;
  /** `p × p`, row by row; squared returns per period. */
  readonly values: Float64Array;
};

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
 * @see lem-nearest-covariance
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
  const eigen = symmetricEigen(values, p);
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
