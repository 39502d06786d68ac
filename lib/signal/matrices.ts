import { LuDecomposition, Matrix } from "ml-matrix";

/**
 * A matrix of a column.
 *
 * @param column Entries row by row, `rows × columns`.
 * @param rows Its rows.
 * @param columns Its columns.
 * @returns A copy.
 */
export function matrixOf(
  column: ArrayLike<number>,
  rows: number,
  columns: number,
): Matrix {
  return Matrix.from1DArray(rows, columns, column);
}

/**
 * The column of a matrix.
 *
 * @param matrix Any matrix.
 * @returns Its entries row by row.
 */
export function columnOf(matrix: Matrix): Float64Array {
  return Float64Array.from(matrix.to1DArray());
}

/**
 * Solves `A X = B` by LU decomposition.
 *
 * @param a `n × n`.
 * @param b `n × m`.
 * @returns `X`, `n × m`; nothing where a pivot of `A` is zero but for rounding.
 */
export function solved(a: Matrix, b: Matrix): Matrix | undefined {
  const decomposition = new LuDecomposition(a);
  const least = 1e-14 * Math.max(a.max(), -a.min());
  const pivots = decomposition.upperTriangularMatrix.diagonal();
  const regular = pivots.every((pivot) => Math.abs(pivot) > least);
  return regular ? decomposition.solve(b) : undefined;
}

/**
 * The symmetric part of a matrix.
 *
 * @param a `n × n`.
 * @returns `(A + Aᵀ) / 2`.
 */
export function symmetricPart(a: Matrix): Matrix {
  return Matrix.add(a, a.transpose()).div(2);
}
