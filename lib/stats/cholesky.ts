/**
 * Lower triangular factor `L` of a positive definite matrix, `A = L Lᵀ`.
 *
 * A pivot that is less than `1e-12` of its own diagonal entry says that a row is a
 * combination of those before it to the precision of the numbers: the matrix counts as
 * singular.
 *
 * @param matrix Row-major `n × n`; its lower triangle is read.
 * @param size Rows `n`.
 * @param out Where the factor goes, `n × n`, zero above its diagonal; new by default.
 * @returns `out`, or `undefined` where the matrix is not positive definite or an entry is
 *   not finite.
 *
 * @example Two by two
 * ```ts
 * import assert from "node:assert/strict";
 * import { cholesky } from "volarb/stats";
 *
 * assert.deepEqual(
 *   cholesky(Float64Array.of(4, 2, 2, 10), 2),
 *   Float64Array.of(2, 0, 1, 3),
 * );
 * assert.equal(cholesky(Float64Array.of(1, 1, 1, 1), 2), undefined);
 * ```
 */
export function cholesky(
  matrix: Float64Array,
  size: number,
  out: Float64Array = new Float64Array(size * size),
): Float64Array | undefined {
  const n = size;
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      let x = matrix[row + j]!;
      for (let k = 0; k < j; k++) x -= out[row + k]! * out[j * n + k]!;
      out[row + j] = x / out[j * n + j]!;
      out[j * n + i] = 0;
    }
    let pivot = matrix[row + i]!;
    const least = 1e-12 * pivot;
    for (let k = 0; k < i; k++) pivot -= out[row + k]! * out[row + k]!;
    if (!(pivot > least && pivot < Infinity)) return undefined;
    out[row + i] = Math.sqrt(pivot);
  }
  return out;
}

/**
 * Solves `L Lᵀ x = b`.
 *
 * @param factor The factor from {@linkcode cholesky}.
 * @param b Right side, length `n`.
 * @param out Where the solution goes, `b` itself may be given; new by default.
 * @returns `out`.
 *
 * @example Two by two
 * ```ts
 * import assert from "node:assert/strict";
 * import { cholesky, choleskySolve } from "volarb/stats";
 *
 * const factor = cholesky(Float64Array.of(4, 2, 2, 10), 2)!;
 * assert.deepEqual(
 *   choleskySolve(factor, Float64Array.of(6, 12)),
 *   Float64Array.of(1, 1),
 * );
 * ```
 */
export function choleskySolve(
  factor: Float64Array,
  b: Float64Array,
  out: Float64Array = new Float64Array(b.length),
): Float64Array {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let x = b[i]!;
    for (let k = 0; k < i; k++) x -= factor[i * n + k]! * out[k]!;
    out[i] = x / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let x = out[i]!;
    for (let k = i + 1; k < n; k++) x -= factor[k * n + i]! * out[k]!;
    out[i] = x / factor[i * n + i]!;
  }
  return out;
}
