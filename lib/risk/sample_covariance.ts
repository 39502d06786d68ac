import type { CovarianceMatrix } from "./covariance_matrix.ts";

/** What is taken off the returns. */
export type ReturnCentre = "sample" | "zero";

/** Options of {@linkcode sampleCovariance}. */
export type SampleCovarianceOptions = {
  /** `sample` takes the mean of each asset off, the default; `zero` takes the mean as 0. */
  readonly mean?: ReturnCentre;
  /** What is taken from `n` in the divisor; 1 with `sample` and 0 with `zero` by default. */
  readonly ddof?: number;
};

/**
 * Covariance of the returns of several assets.
 *
 * `S = Σ_t (x_t - m)(x_t - m)ᵀ / (n - ddof)`.
 *
 * @param returns A column for each asset, of one length `n`; fractions per period.
 * @param options Mean and divisor.
 * @returns The matrix.
 * @throws {RangeError} If there is no asset, columns differ in length, an entry is not finite, or `n` is not above `ddof`.
 *
 * @example Two assets by hand
 * ```ts
 * import assert from "node:assert/strict";
 * import { sampleCovariance } from "volarb/risk";
 *
 * const { values } = sampleCovariance([
 *   Float64Array.of(1, -1),
 *   Float64Array.of(2, -2),
 * ]);
 * assert.deepEqual([...values], [2, 4, 4, 8]);
 * ```
 */
export function sampleCovariance(
  returns: readonly Float64Array[],
  options: SampleCovarianceOptions = {},
): CovarianceMatrix {
  const { mean = "sample" } = options;
  const ddof = options.ddof ?? (mean === "sample" ? 1 : 0);
  const rows = centred("compute a covariance", returns, mean);
  const { assets: p, length: n } = rows;
  if (!(n > ddof)) {
    throw new RangeError(
      `Cannot compute a covariance as there must be more than ${ddof} returns: current number is ${n}`,
    );
  }
  return { assets: p, values: secondMoments(rows, n - ddof) };
}

/** Returns time by time with the mean taken off. */
export type CentredRows = {
  /** Number of assets. */
  readonly assets: number;
  /** Number of times. */
  readonly length: number;
  /** `n × p`, row by row. */
  readonly values: Float64Array;
};

/**
 * Columns of returns as rows, with their means taken off.
 *
 * @param action What could not be done.
 * @param returns A column for each asset.
 * @param mean What is taken off.
 * @returns The rows.
 * @throws {RangeError} If columns do not fit or an entry is not finite.
 */
export function centred(
  action: string,
  returns: readonly Float64Array[],
  mean: ReturnCentre,
): CentredRows {
  const p = returns.length;
  if (p === 0) {
    throw new RangeError(
      `Cannot ${action} as there must be an asset: current number is 0`,
    );
  }
  const n = returns[0]!.length;
  const values = new Float64Array(n * p);
  returns.forEach((column, j) => {
    if (column.length !== n) {
      throw new RangeError(
        `Cannot ${action} as columns must have one length: asset 0 has ${n}, asset ${j} has ${column.length}`,
      );
    }
    let sum = 0;
    for (const x of column) sum += x;
    if (!Number.isFinite(sum)) {
      const at = column.findIndex((x) => !Number.isFinite(x));
      throw new RangeError(
        `Cannot ${action} as returns must be finite: entry ${at} of asset ${j} is ${
          column[at]
        }`,
      );
    }
    const centre = mean === "sample" ? sum / n : 0;
    for (let t = 0; t < n; t++) values[t * p + j] = column[t]! - centre;
  });
  return { assets: p, length: n, values };
}

/**
 * `Σ x xᵀ / divisor` of rows.
 *
 * @param rows The rows.
 * @param divisor What the sum is divided by.
 * @returns `p × p`, row by row.
 */
export function secondMoments(
  { assets: p, length: n, values }: CentredRows,
  divisor: number,
): Float64Array {
  const out = new Float64Array(p * p);
  for (let t = 0; t < n; t++) {
    const at = t * p;
    for (let i = 0; i < p; i++) {
      const x = values[at + i]!;
      for (let j = 0; j <= i; j++) out[i * p + j]! += x * values[at + j]!;
    }
  }
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      const value = out[i * p + j]! / divisor;
      out[i * p + j] = value;
      out[j * p + i] = value;
    }
  }
  return out;
}
