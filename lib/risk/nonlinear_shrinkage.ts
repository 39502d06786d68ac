import { assertChoice } from "../stats/arguments.ts";
import {
  type CovarianceMatrix,
  eigenOf,
  fromEigen,
} from "./covariance_matrix.ts";
import {
  centred,
  type ReturnCentre,
  secondMoments,
} from "./sample_covariance.ts";

/** Options of {@linkcode nonlinearShrinkage}. */
export type NonlinearShrinkageOptions = {
  /** `quadraticInverse` (Ledoit and Wolf, 2022), the default; `analytical` (2020). */
  readonly method?: "quadraticInverse" | "analytical";
  /** `sample` takes the mean of each asset off and one from `n`, the default; `zero` takes it as 0. */
  readonly mean?: ReturnCentre;
};

const ACTION = "shrink a covariance nonlinearly";

/**
 * A covariance whose eigenvalues are shrunk one by one, towards where many of them are.
 *
 * The vectors of the sample covariance are kept. Each eigenvalue is replaced by the oracle's
 * for large `p` and `n`, with the density of the sample's eigenvalues and its Hilbert transform
 * estimated by a kernel: `analytical` from the eigenvalues, `quadraticInverse` from their
 * inverses, which keeps the trace. It pays from a dozen assets on; of two or three it
 * is noise.
 *
 * @param returns A column for each asset, of one length; fractions per period.
 * @param options Method and mean.
 * @returns The matrix, positive definite.
 * @throws {RangeError} If columns do not fit, an entry is not finite, or there are fewer than 12 (`analytical`) or 3 returns.
 * @see Ledoit, O. and Wolf, M. (2022), Bernoulli 28(3), 1519-1547.
 * @see Ledoit, O. and Wolf, M. (2020), Annals of Statistics 48(5), 3043-3065.
 *
 * @example One asset keeps its variance
 * ```ts
 * import assert from "node:assert/strict";
 * import { nonlinearShrinkage } from "volarb/risk";
 *
 * const { values } = nonlinearShrinkage([Float64Array.of(1, 2, 3, 4)]);
 * assert.ok(Math.abs(values[0]! - 5 / 3) < 1e-12);
 * ```
 */
export function nonlinearShrinkage(
  returns: readonly Float64Array[],
  options: NonlinearShrinkageOptions = {},
): CovarianceMatrix {
  const { method = "quadraticInverse", mean = "sample" } = options;
  assertChoice(ACTION, "method", method, ["quadraticInverse", "analytical"]);
  const rows = centred(ACTION, returns, mean);
  const least = method === "analytical" ? 12 : 3;
  if (rows.length < least) {
    throw new RangeError(
      `Cannot ${ACTION} as there must be at least ${least} returns: current number is ${rows.length}`,
    );
  }
  const n = mean === "sample" ? rows.length - 1 : rows.length;
  const p = rows.assets;
  const { values, vectors } = eigenOf(secondMoments(rows, n), p);
  const rank = Math.min(p, n);
  // Of p > n eigenvalues p - n are 0 but for rounding.
  const own = values.subarray(p - rank).map((x) => Math.max(x, 1e-300));
  const shrunk = method === "analytical"
    ? analytical(own, p, n)
    : quadraticInverse(own, p, n);
  return { assets: p, values: fromEigen({ values: shrunk, vectors }) };
}

/** Eigenvalues of the quadratic-inverse estimator. */
function quadraticInverse(
  lambda: Float64Array,
  p: number,
  n: number,
): Float64Array {
  const c = p / n;
  const h = Math.min(c * c, 1 / (c * c)) ** 0.35 / p ** 0.35;
  const inverse = lambda.map((x) => 1 / x);
  const rank = inverse.length;
  const trace = lambda.reduce((sum, x) => sum + x, 0);
  const mean = inverse.reduce((sum, x) => sum + x, 0) / rank;
  const out = new Float64Array(p);
  if (p > n) out.fill(1 / ((c - 1) * mean), 0, p - rank);
  for (let i = 0; i < rank; i++) {
    let theta = 0, hilbert = 0;
    for (const x of inverse) {
      const gap = x - inverse[i]!;
      const width = gap * gap + h * h * x * x;
      theta += x * gap / width / rank;
      hilbert += h * x * x / width / rank;
    }
    const square = theta * theta + hilbert * hilbert;
    const own = inverse[i]!;
    out[p - rank + i] = p <= n
      ? 1 / ((1 - c) ** 2 * own + 2 * c * (1 - c) * own * theta +
        c * c * own * square)
      : 1 / (own * square);
  }
  const sum = out.reduce((total, x) => total + x, 0);
  return out.map((x) => x * trace / sum);
}

/** Eigenvalues of the analytical estimator, by Epanechnikov's kernel. */
function analytical(lambda: Float64Array, p: number, n: number): Float64Array {
  const h = n ** (-1 / 3);
  const rank = lambda.length;
  const root = Math.sqrt(5);
  const out = new Float64Array(p);
  for (let i = 0; i < rank; i++) {
    let density = 0, hilbert = 0;
    for (const x of lambda) {
      const width = h * x;
      const z = (lambda[i]! - x) / width;
      density += 0.75 / root * Math.max(1 - z * z / 5, 0) / width / rank;
      const edge = Math.abs(Math.abs(z) - root) < 1e-14;
      const log = edge ? 0 : 0.75 / root / Math.PI * (1 - z * z / 5) *
        Math.log(Math.abs((root - z) / (root + z)));
      hilbert += (-0.3 / Math.PI * z + log) / width / rank;
    }
    const own = lambda[i]!;
    const c = p / n;
    out[p - rank + i] = p <= n
      ? own / ((Math.PI * c * own * density) ** 2 +
        (1 - c - Math.PI * c * own * hilbert) ** 2)
      : 1 / (Math.PI ** 2 * own * (density ** 2 + hilbert ** 2));
  }
  if (p > n) {
    const mean = lambda.reduce((sum, x) => sum + 1 / x, 0) / rank;
    const at0 = (0.3 / (h * h) +
      0.75 / root / h * (1 - 0.2 / (h * h)) *
        Math.log((1 + root * h) / Math.abs(1 - root * h))) * mean / Math.PI;
    out.fill(1 / (Math.PI * (p - n) / n * at0), 0, p - rank);
  }
  return out;
}
