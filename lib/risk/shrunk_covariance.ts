import { assertChoice } from "../stats/arguments.ts";
import type { CovarianceMatrix } from "./covariance_matrix.ts";
import {
  centred,
  type CentredRows,
  type ReturnCentre,
  secondMoments,
} from "./sample_covariance.ts";

/** Where a sample covariance is drawn to. */
export type ShrinkageTarget =
  | "identity"
  | "constantCorrelation"
  | "singleFactor";

/** Options of {@linkcode shrunkCovariance}. */
export type ShrinkageOptions = {
  /**
   * `identity`: a multiple of the identity (Ledoit and Wolf, 2004a), the default;
   * `constantCorrelation`: own variances with the mean correlation (2004b); `singleFactor`: what the
   * equally weighted market explains, and own variances (2003).
   */
  readonly target?: ShrinkageTarget;
  /**
   * Divisor of the sample covariance: `n - 1`, the authors' own, the default; or `n`, as scikit-learn has it. The
   * intensity differs: 0.19 and 0.25 on the six observations of the tests.
   */
  readonly divisor?: "n - 1" | "n";
  /** `sample` takes the mean of each asset off, the default; `zero` takes it as 0 and divides by `n`. */
  readonly mean?: ReturnCentre;
};

/** A covariance that was drawn to a target. */
export type ShrunkCovariance = CovarianceMatrix & {
  /** Weight of the target, in [0, 1]. */
  readonly shrinkage: number;
  /** The target, `p × p`. */
  readonly target: Float64Array;
  /** The sample covariance, `p × p`. */
  readonly sample: Float64Array;
};

const ACTION = "shrink a covariance";

/**
 * A covariance drawn linearly to a target, by the weight that is best in mean square.
 *
 * `Σ = k T + (1 - k) S` with `k = max(0, min(1, (π - ρ) / γ / n))`: `π` is the sum of the
 * asymptotic variances of the entries of `S`, `ρ` of their covariances with those of `T`
 * and `γ = |T - S|²`. The result is positive definite wherever the target is and `k > 0`.
 *
 * @param returns A column for each asset, of one length; fractions per period.
 * @param options Target, divisor and mean.
 * @returns The matrix, its weight, target and sample.
 * @throws {RangeError} If columns do not fit, an entry is not finite, or there are fewer than three returns.
 * @see Ledoit, O. and Wolf, M. (2004), Journal of Multivariate Analysis 88(2), 365-411.
 * @see Ledoit, O. and Wolf, M. (2004), Journal of Portfolio Management 30(4), 110-119.
 * @see Ledoit, O. and Wolf, M. (2003), Journal of Empirical Finance 10(5), 603-621.
 *
 * @example Independent assets are drawn to the identity altogether
 * ```ts
 * import assert from "node:assert/strict";
 * import { shrunkCovariance } from "volarb/risk";
 *
 * const { shrinkage, values } = shrunkCovariance([
 *   Float64Array.of(1, -1, 1, -1),
 *   Float64Array.of(1, 1, -1, -1),
 * ]);
 * assert.equal(shrinkage, 1);
 * assert.equal(values[1], 0);
 * ```
 */
export function shrunkCovariance(
  returns: readonly Float64Array[],
  options: ShrinkageOptions = {},
): ShrunkCovariance {
  const { target = "identity", divisor = "n - 1", mean = "sample" } = options;
  assertChoice(ACTION, "target", target, [
    "identity",
    "constantCorrelation",
    "singleFactor",
  ]);
  const rows = centred(ACTION, returns, mean);
  if (rows.length < 3) {
    throw new RangeError(
      `Cannot ${ACTION} as there must be at least 3 returns: current number is ${rows.length}`,
    );
  }
  const n = mean === "sample" && divisor === "n - 1"
    ? rows.length - 1
    : rows.length;
  return shrink(rows, n, target);
}

/**
 * Draws the second moments of rows to a target.
 *
 * @param rows Rows with their means taken off.
 * @param n Divisor.
 * @param name The target.
 * @returns The matrix, its weight, target and sample.
 */
export function shrink(
  rows: CentredRows,
  n: number,
  name: ShrinkageTarget,
): ShrunkCovariance {
  const p = rows.assets;
  const sample = secondMoments(rows, n);
  const pi = fourthMoments(rows, sample, n);
  const { target, rho } = name === "identity"
    ? { target: scaledIdentity(sample, p), rho: 0 }
    : name === "constantCorrelation"
    ? constantCorrelation(rows, sample, n)
    : singleFactor(rows, sample, n);
  let [sum, own, gamma] = [0, 0, 0];
  for (let i = 0; i < p; i++) {
    own += pi[i * p + i]!;
    for (let j = 0; j < p; j++) {
      sum += pi[i * p + j]!;
      gamma += (target[i * p + j]! - sample[i * p + j]!) ** 2;
    }
  }
  const gain = name === "identity" ? sum : sum - own - rho;
  const shrinkage = gamma > 0 ? Math.max(0, Math.min(1, gain / gamma / n)) : 1;
  return {
    assets: p,
    values: sample.map((s, i) => shrinkage * target[i]! + (1 - shrinkage) * s),
    shrinkage,
    target,
    sample,
  };
}

/** `Σ x_i² x_j² / n - s_ij²`, the asymptotic variance of each entry. */
function fourthMoments(
  { assets: p, length, values }: CentredRows,
  sample: Float64Array,
  n: number,
): Float64Array {
  const out = new Float64Array(p * p);
  for (let t = 0; t < length; t++) {
    const at = t * p;
    for (let i = 0; i < p; i++) {
      const square = values[at + i]! ** 2;
      for (let j = 0; j < p; j++) {
        out[i * p + j]! += square * values[at + j]! ** 2;
      }
    }
  }
  return out.map((sum, i) => sum / n - sample[i]! ** 2);
}

function scaledIdentity(sample: Float64Array, p: number): Float64Array {
  const target = new Float64Array(p * p);
  let trace = 0;
  for (let i = 0; i < p; i++) trace += sample[i * p + i]!;
  for (let i = 0; i < p; i++) target[i * p + i] = trace / p;
  return target;
}

function constantCorrelation(
  { assets: p, length, values }: CentredRows,
  sample: Float64Array,
  n: number,
): { target: Float64Array; rho: number } {
  const deviation = Float64Array.from(
    { length: p },
    (_, i) => Math.sqrt(sample[i * p + i]!),
  );
  let mean = 0;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < i; j++) {
      mean += sample[i * p + j]! / (deviation[i]! * deviation[j]!);
    }
  }
  mean = p > 1 ? 2 * mean / (p * (p - 1)) : 0;
  const target = sample.map((s, at) => {
    const i = Math.floor(at / p), j = at % p;
    return i === j ? s : mean * deviation[i]! * deviation[j]!;
  });
  let rho = 0;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      if (i === j) continue;
      let cube = 0;
      for (let t = 0; t < length; t++) {
        cube += values[t * p + i]! ** 3 * values[t * p + j]!;
      }
      const theta = cube / n - sample[i * p + i]! * sample[i * p + j]!;
      rho += mean * deviation[j]! / deviation[i]! * theta;
    }
  }
  return { target, rho };
}

function singleFactor(
  { assets: p, length, values }: CentredRows,
  sample: Float64Array,
  n: number,
): { target: Float64Array; rho: number } {
  const market = new Float64Array(length);
  for (let t = 0; t < length; t++) {
    for (let i = 0; i < p; i++) market[t]! += values[t * p + i]! / p;
  }
  const loading = new Float64Array(p);
  let variance = 0;
  for (let t = 0; t < length; t++) {
    variance += market[t]! ** 2 / n;
    for (let i = 0; i < p; i++) {
      loading[i]! += values[t * p + i]! * market[t]! / n;
    }
  }
  const target = sample.map((s, at) => {
    const i = Math.floor(at / p), j = at % p;
    return i === j ? s : loading[i]! * loading[j]! / variance;
  });
  let rho = 0;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      if (i === j) continue;
      let first = 0, third = 0;
      for (let t = 0; t < length; t++) {
        const x = values[t * p + i]!, y = values[t * p + j]!, m = market[t]!;
        first += x * x * y * m;
        third += x * y * m * m;
      }
      const s = sample[i * p + j]!;
      const one = first / n - loading[i]! * s;
      const three = third / n - variance * s;
      rho += 2 * one * loading[j]! / variance -
        three * loading[i]! * loading[j]! / variance ** 2;
    }
  }
  return { target, rho };
}
