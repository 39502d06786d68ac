import { assertChoice } from "../stats/arguments.ts";
import type { CovarianceMatrix } from "./covariance_matrix.ts";
import { mix, TARGETS } from "./linear_shrinkage.ts";
import { type ReturnCentre, ReturnWindow } from "./return_window.ts";

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
 * and `γ = |T - S|²`. All three targets are positive semidefinite, so the result is. Beyond the sample
 * covariance it costs one pass over the returns: the sums over pairs are squares of sums.
 *
 * @param returns A column for each asset, of one length; fractions per period.
 * @param options Target, divisor and mean.
 * @returns The matrix, its weight, target and sample.
 * @throws {RangeError} If columns do not fit, an entry is not finite, or there are fewer than three returns.
 * @see eq-linear-shrinkage, lem-targets, lem-shrinkage-cost, alg-shrinkage
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
  { target: name = "identity", divisor = "n - 1", mean = "sample" }:
    ShrinkageOptions = {},
): ShrunkCovariance {
  assertChoice(ACTION, "target", name, Object.keys(TARGETS));
  assertChoice(ACTION, "divisor", divisor, ["n - 1", "n"]);
  const ddof = mean === "sample" && divisor === "n - 1" ? 1 : 0;
  const window = ReturnWindow.of(ACTION, returns, { mean, ddof });
  if (window.rows < 3) {
    throw new RangeError(
      `Cannot ${ACTION} as there must be at least 3 returns: current number is ${window.rows}`,
    );
  }
  const { assets, sample } = window;
  const target = new Float64Array(assets * assets);
  const shrinkage = TARGETS[name](window, target);
  const values = target.slice();
  mix(values, sample, shrinkage);
  return { assets, values, shrinkage, target, sample };
}
