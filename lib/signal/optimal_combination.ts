import { solveSymmetric } from "../flow/symmetric_system.ts";
import { assertPositive } from "../stats/arguments.ts";

/** Standardised signals and what is known of them. */
export type CombinationInputs = {
  /** Correlation of each signal with the return. */
  readonly ic: readonly number[];
  /** Correlation matrix `C` of the signals, row by row. */
  readonly correlation: readonly (readonly number[])[];
  /** Share `ρ` of the identity that is mixed into `C`, in [0, 1]; 0 by default. */
  readonly ridge?: number;
};

/** Weights of signals and what they are worth together. */
export type Combination = {
  /** Weight of each signal, scaled so that the combination has variance 1 under `C`. */
  readonly weights: readonly number[];
  /** Correlation of the combination with the return. */
  readonly ic: number;
};

/**
 * Combination of standardised signals that is most correlated with the return.
 *
 * `w ∝ C⁻¹ ic` attains `IC* = √(icᵀ C⁻¹ ic)`, and no other weights attain more. With `ridge` the
 * weights are those of `(1 - ρ) C + ρ I`, between the optimum and `w ∝ ic`; their correlation,
 * `wᵀ ic / √(wᵀ C w)`, is that under `C` itself.
 *
 * @param inputs Correlations with the return and with each other.
 * @returns Weights and their correlation; both zero where no signal has any.
 * @throws {RangeError} If sizes differ, `ridge` is out of range or the matrix is not positive
 *   definite.
 * @see eq-optimal-combination
 * @see Grinold, R., Kahn, R. (2000), Active portfolio management, second edition, McGraw-Hill,
 *   chapter 11.
 *
 * @example Two signals that share half of what they say
 * ```ts
 * import assert from "node:assert/strict";
 * import { optimalCombination } from "volarb/signal";
 *
 * const { weights, ic } = optimalCombination({
 *   ic: [0.05, 0.03],
 *   correlation: [[1, 0.5], [0.5, 1]],
 * });
 * assert.ok(Math.abs(weights[0]! / (weights[0]! + weights[1]!) - 0.875) < 1e-12);
 * assert.ok(Math.abs(ic - 0.0503322296) < 1e-10);
 * ```
 */
export function optimalCombination(
  { ic, correlation, ridge = 0 }: CombinationInputs,
): Combination {
  const action = "combine signals";
  const size = ic.length;
  if (
    correlation.length !== size || correlation.some((r) => r.length !== size)
  ) {
    throw new RangeError(
      `Cannot ${action} as the correlation matrix must have a row and a column for each of ${size} signals: current value is ${correlation.length} by ${
        correlation.map((r) => r.length).join(", ")
      }`,
    );
  }
  if (!(ridge >= 0 && ridge <= 1)) {
    throw new RangeError(
      `Cannot ${action} as ridge must be in [0, 1]: current value is ${ridge}`,
    );
  }
  const mixed = correlation.map((row, i) =>
    row.map((c, j) => (1 - ridge) * c + (i === j ? ridge : 0))
  );
  const solution = solveSymmetric(mixed, ic);
  if (solution === undefined) {
    throw new RangeError(
      `Cannot ${action} as signals must not depend on each other: current value is a matrix that is not positive definite (ridge ${ridge})`,
    );
  }
  return scaled(solution, ic, correlation);
}

/**
 * Weights scaled to a combination of variance 1, and its correlation with the return.
 *
 * @param weights Weight of each signal.
 * @param ic Correlation of each with the return.
 * @param correlation Correlation matrix of the signals.
 * @returns Weights and correlation; zeros where the combination does not move.
 */
export function scaled(
  weights: readonly number[],
  ic: readonly number[],
  correlation: readonly (readonly number[])[],
): Combination {
  let square = 0;
  let cross = 0;
  weights.forEach((w, i) => {
    cross += w * ic[i]!;
    weights.forEach((v, j) => square += w * v * correlation[i]![j]!);
  });
  if (!(square > 0)) return { weights: weights.map(() => 0), ic: 0 };
  const deviation = Math.sqrt(square);
  return { weights: weights.map((w) => w / deviation), ic: cross / deviation };
}

/**
 * Correlation that can be expected out of sample of one that was measured on `n` entries.
 *
 * `ic · n / (n + 1 / ic²)`: the posterior mean of a correlation that was measured with variance
 * `1 / n`, under a prior about zero whose variance is the square of what was measured. A
 * correlation of one standard error is halved; one of three keeps nine tenths.
 *
 * @param ic Correlation that was measured.
 * @param observations Entries `n` that do not overlap, > 0.
 * @returns The shrunk correlation, of the same sign.
 * @throws {RangeError} If `observations` is not positive.
 * @see eq-ic-shrinkage
 *
 * @example One standard error
 * ```ts
 * import assert from "node:assert/strict";
 * import { shrunkIc } from "volarb/signal";
 *
 * assert.equal(shrunkIc(0.5, 4), 0.25);
 * ```
 */
export function shrunkIc(ic: number, observations: number): number {
  assertPositive("shrink a correlation", "observations", observations);
  return ic * kept(ic, observations);
}

/** Share of a measured correlation that is kept. */
export function kept(ic: number, observations: number): number {
  const square = ic * ic * observations;
  return square / (square + 1);
}
