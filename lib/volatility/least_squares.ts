import { Matrix, QrDecomposition } from "ml-matrix";

/** What {@linkcode leastSquares} gives. */
export type LeastSquares = {
  readonly coefficients: number[];
  readonly standardErrors: number[];
  readonly rSquared: number;
};

/** Data that do not determine the coefficients: too few, or regressors that depend on each other. */
export class UndeterminedError extends RangeError {}

/**
 * Ordinary least squares by QR, on columns scaled to a root mean square of 1, with
 * standard errors after Newey and West (1987).
 *
 * @param action What could not be done.
 * @param design One row per observation.
 * @param target One entry per observation.
 * @param lags Lags of the residuals' autocovariance; 0 gives White's errors.
 * @returns Coefficients, standard errors and share explained.
 * @throws {UndeterminedError} If there are not more observations than coefficients, or
 *   columns depend on each other.
 */
export function leastSquares(
  action: string,
  design: readonly (readonly number[])[],
  target: Float64Array,
  lags: number,
): LeastSquares {
  const n = design.length;
  const width = design[0]?.length ?? 1;
  if (n <= width) {
    throw new UndeterminedError(
      `Cannot ${action} as there must be more observations than coefficients: current value is ${n} for ${width}`,
    );
  }
  const scales = Array.from({ length: width }, (_, j) => {
    const square = design.reduce((sum, row) => sum + row[j]! * row[j]!, 0);
    return Math.sqrt(square / n) || 1;
  });
  const x = new Matrix(design.map((row) => row.map((v, j) => v / scales[j]!)));
  const qr = new QrDecomposition(x);
  const triangle = qr.upperTriangularMatrix;
  const independent = scales.every((_, j) =>
    Math.abs(triangle.get(j, j)) > 1e-10 * Math.sqrt(n)
  );
  if (!independent) {
    throw new UndeterminedError(
      `Cannot ${action} as regressors must be linearly independent: current value is rank below ${width}`,
    );
  }
  const beta = qr.solve(Matrix.columnVector(target)).to1DArray();
  const residuals = target.map((y, i) =>
    y - beta.reduce((sum, b, j) => sum + b * x.get(i, j), 0)
  );
  // (X'X)^-1 = R^-1 R^-T
  const inverse = new QrDecomposition(triangle).solve(Matrix.eye(width));
  const bread = inverse.mmul(inverse.transpose());
  const covariance = bread.mmul(meat(x, residuals, lags)).mmul(bread);
  const mean = target.reduce((sum, y) => sum + y, 0) / n;
  const total = target.reduce((sum, y) => sum + (y - mean) ** 2, 0);
  const rest = residuals.reduce((sum, e) => sum + e * e, 0);
  return {
    coefficients: beta.map((b, j) => b / scales[j]!),
    standardErrors: scales.map((scale, j) =>
      Math.sqrt(Math.max(0, covariance.get(j, j))) / scale
    ),
    rSquared: 1 - rest / total,
  };
}

/** `Σ e² x x'` and its weighted autocovariances up to some lag. */
function meat(x: Matrix, residuals: Float64Array, lags: number): Matrix {
  const scores = x.clone();
  residuals.forEach((e, i) => scores.mulRow(i, e));
  let sum = scores.transpose().mmul(scores);
  const n = residuals.length;
  for (let lag = 1; lag <= Math.min(lags, n - 1); lag++) {
    const later = scores.subMatrix(lag, n - 1, 0, x.columns - 1);
    const earlier = scores.subMatrix(0, n - 1 - lag, 0, x.columns - 1);
    const cross = later.transpose().mmul(earlier);
    const weight = 1 - lag / (lags + 1);
    sum = sum.add(cross.clone().add(cross.transpose()).mul(weight));
  }
  return sum;
}
