import type { CovarianceEstimator } from "volarb/risk";
import { Random } from "volarb/random";
import { symmetricEigen } from "volarb/stats";

/** Every estimator of a covariance matrix. */
export const ESTIMATORS: readonly CovarianceEstimator[] = [
  "sample",
  "identity",
  "constantCorrelation",
  "singleFactor",
  "analytical",
  "quadraticInverse",
];

/** Columns of random returns with a common factor. */
export function randomReturns(
  { size, rows, seed, loading = 0.7 }: {
    size: number;
    rows: number;
    seed: number;
    loading?: number;
  },
): Float64Array[] {
  const random = new Random(seed);
  const columns = Array.from({ length: size }, () => new Float64Array(rows));
  for (let t = 0; t < rows; t++) {
    const market = loading * random.normal();
    columns.forEach((column, i) => {
      column[t] = (1 + i / size) * (market + random.normal());
    });
  }
  return columns;
}

/** The returns of `covariance_shrinkage.py`. */
export function integerReturns(size: number, rows: number): Float64Array[] {
  return Array.from(
    { length: size },
    (_, i) =>
      Float64Array.from({ length: rows }, (_, k) => {
        const noise =
          (37 * (k + 1) * (i + 2) + 11 * (k + 1) ** 2 + 5 * i ** 3) %
            101 - 50;
        return (noise + 5 * ((k * k) % 17) * ((i + 1) % 7)) / 100;
      }),
  );
}

/** Least eigenvalue of a symmetric matrix against its greatest. */
export function leastEigenvalue(matrix: Float64Array, size: number): number {
  const { values } = symmetricEigen(matrix, size);
  return values[0]! / Math.max(values[size - 1]!, 1e-300);
}
