import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/**
 * Number of factors that are independent of each other as far as their correlations say.
 *
 * `(Σ λ)² / Σ λ²` over the eigenvalues of the correlation matrix: `N` for uncorrelated factors, 1 for
 * copies of one, `N / (1 + (N - 1) ρ²)` for equal correlations. Ten features that say the same are one.
 *
 * @param correlation Correlation matrix, row by row.
 * @returns The number, in [1, N].
 * @throws {RangeError} If the matrix is not square.
 * @see lem-fundamental
 *
 * @example Two pairs of copies
 * ```ts
 * import assert from "node:assert/strict";
 * import { effectiveFactors } from "volarb/signal";
 *
 * const pairs = [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]];
 * assert.ok(Math.abs(effectiveFactors(pairs) - 2) < 1e-12);
 * ```
 */
export function effectiveFactors(
  correlation: readonly (readonly number[])[],
): number {
  const size = correlation.length;
  if (size === 0 || correlation.some((row) => row.length !== size)) {
    throw new RangeError(
      `Cannot count factors as the correlation matrix must be square: current value is ${size} by ${
        correlation.map((row) => row.length).join(", ")
      }`,
    );
  }
  const { realEigenvalues } = new EigenvalueDecomposition(
    new Matrix(correlation as number[][]),
    { assumeSymmetric: true },
  );
  const sum = realEigenvalues.reduce((a, b) => a + b, 0);
  const square = realEigenvalues.reduce((a, b) => a + b * b, 0);
  return sum * sum / square;
}

/**
 * Correlation matrix of columns, over the rows where all are there.
 *
 * @param columns Columns by name, one length; `NaN` is missing.
 * @returns Rows in the order of the names; `NaN` for a column that does not move.
 * @throws {RangeError} If columns differ in length.
 *
 * @example A column and its opposite
 * ```ts
 * import assert from "node:assert/strict";
 * import { featureCorrelation } from "volarb/signal";
 *
 * const up = Float64Array.of(1, 2, NaN, 4);
 * const [[, between]] = featureCorrelation({ up, down: up.map((x) => -x) }) as [number[]];
 * assert.ok(Math.abs(between! + 1) < 1e-15);
 * ```
 */
export function featureCorrelation(
  columns: Readonly<Record<string, Float64Array>>,
): number[][] {
  const list = Object.values(columns);
  const n = list[0]?.length ?? 0;
  if (list.some((column) => column.length !== n)) {
    throw new RangeError(
      `Cannot correlate columns as they must have one length: current value is ${
        list.map((column) => column.length).join(", ")
      }`,
    );
  }
  const rows: number[] = [];
  for (let t = 0; t < n; t++) {
    if (list.every((column) => Number.isFinite(column[t]!))) rows.push(t);
  }
  const standard = list.map((column) => {
    const values = Float64Array.from(rows, (t) => column[t]!);
    const mean = values.reduce((a, b) => a + b, 0) / rows.length;
    const centered = values.map((x) => x - mean);
    const size = Math.sqrt(centered.reduce((s, x) => s + x * x, 0));
    return centered.map((x) => x / size);
  });
  return standard.map((x) =>
    standard.map((y) => x.reduce((sum, a, t) => sum + a * y[t]!, 0))
  );
}
