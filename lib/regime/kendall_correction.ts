import { assertChoice, assertInteger } from "../stats/arguments.ts";

/** Choices of {@linkcode kendallBias} and {@linkcode kendallCorrection}. */
export type KendallOptions = {
  /** Number of transitions `n` that the slope was estimated from. */
  readonly transitions: number;
  /** Whether the mean was estimated with it (default) or known. */
  readonly mean?: "estimated" | "known";
};

const MEANS = ["estimated", "known"];

function check(action: string, { transitions, mean }: KendallOptions): void {
  assertInteger(action, "transitions", transitions, 4);
  assertChoice(action, "mean", mean ?? "estimated", MEANS);
}

/**
 * First-order bias of the least-squares slope of an autoregression.
 *
 * `E φ̂ - φ = -(1 + 3φ) / n` with an estimated mean, `-2φ / n` with a known one. It is
 * why half-lives from short samples are too short: with `φ` = 0.9 and `n` = 100 the
 * slope comes out 0.037 low, and a half-life of 6.58 steps reads 4.7.
 *
 * @param persistence The true `φ`, in [-1, 1].
 * @param options Number of transitions, and whether the mean was estimated.
 * @returns Bias of `φ̂`, dimensionless.
 * @throws {RangeError} If `transitions` is not an integer of at least 4.
 * @see thm-kendall, eq-kendall
 * @see Kendall, M. (1954), Note on bias in the estimation of autocorrelation,
 *   Biometrika 41(3-4), 403-404, doi:10.1093/biomet/41.3-4.403.
 * @see Marriott, F., Pope, J. (1954), Bias in the estimation of autocorrelations,
 *   Biometrika 41(3-4), 390-402, doi:10.1093/biomet/41.3-4.390.
 *
 * @example A hundred transitions
 * ```ts
 * import assert from "node:assert/strict";
 * import { kendallBias } from "volarb/regime";
 *
 * const bias = kendallBias(0.9, { transitions: 100 });
 * assert.ok(Math.abs(bias + 0.037) < 1e-15);
 * ```
 */
export function kendallBias(
  persistence: number,
  options: KendallOptions,
): number {
  check("compute Kendall's bias", options);
  const { transitions: n, mean = "estimated" } = options;
  return mean === "estimated"
    ? -(1 + 3 * persistence) / n
    : -2 * persistence / n;
}

/**
 * Slope whose expected estimate is the one found.
 *
 * Kendall's bias solved for `φ`: `(n φ̂ + 1) / (n - 3)` with an estimated mean,
 * `n φ̂ / (n - 2)` with a known one. It can exceed 1: then the sample does not tell
 * the process from a random walk.
 *
 * @param persistence The estimate `φ̂`.
 * @param options Number of transitions, and whether the mean was estimated.
 * @returns The corrected `φ`, not clipped.
 * @throws {RangeError} If `transitions` is not an integer of at least 4.
 * @see eq-kendall, thm-kendall
 *
 * @example There and back
 * ```ts
 * import assert from "node:assert/strict";
 * import { kendallBias, kendallCorrection } from "volarb/regime";
 *
 * const options = { transitions: 100 };
 * const expected = 0.9 + kendallBias(0.9, options);
 * assert.ok(Math.abs(kendallCorrection(expected, options) - 0.9) < 1e-15);
 * ```
 */
export function kendallCorrection(
  persistence: number,
  options: KendallOptions,
): number {
  check("correct Kendall's bias", options);
  const { transitions: n, mean = "estimated" } = options;
  return mean === "estimated"
    ? (n * persistence + 1) / (n - 3)
    : n * persistence / (n - 2);
}
