/**
 * Solves `A x = b` for a symmetric positive definite matrix, by Cholesky's method.
 *
 * @param matrix `A`, row by row; only its lower triangle is read.
 * @param right `b`.
 * @returns `x`; nothing where the matrix is not positive definite.
 */
export function solveSymmetric(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): number[] | undefined {
  const factor = choleskyFactor(matrix);
  if (factor === undefined) return undefined;
  const n = right.length;
  const x = [...right];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) x[i]! -= factor[i]![j]! * x[j]!;
    x[i]! /= factor[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i]! -= factor[j]![i]! * x[j]!;
    x[i]! /= factor[i]![i]!;
  }
  return x;
}

/**
 * Inverse of a symmetric positive definite matrix.
 *
 * @param matrix Row by row; only its lower triangle is read.
 * @returns The inverse; nothing where the matrix is not positive definite.
 */
export function invertSymmetric(
  matrix: readonly (readonly number[])[],
): number[][] | undefined {
  const columns = matrix.map((_, j) =>
    solveSymmetric(matrix, matrix.map((_, i) => i === j ? 1 : 0))
  );
  if (columns.some((column) => column === undefined)) return undefined;
  return columns as number[][];
}

/** Lower triangle `L` with `L Lᵀ = A`; nothing where a pivot is lost to rounding. */
function choleskyFactor(
  matrix: readonly (readonly number[])[],
): number[][] | undefined {
  const factor: number[][] = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= factor[i]![k]! * factor[j]![k]!;
      if (i === j) {
        if (!(sum > 1e-13 * matrix[i]![i]!)) return undefined;
        factor[i]![i] = Math.sqrt(sum);
      } else factor[i]![j] = sum / factor[j]![j]!;
    }
  }
  return factor;
}
