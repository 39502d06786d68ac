import { assertPositive } from "../stats/arguments.ts";
import { mean } from "../stats/mod.ts";

/** Choices of {@linkcode sortinoRatio}. */
export type SortinoOptions = {
  /** Periods in a year `Y`, > 0; 1 gives the ratio per root period. */
  readonly periodsPerYear: number;
  /** Return `θ` of a period below which there is a shortfall; 0 by default. */
  readonly target?: number;
};

/**
 * Annualized Sortino ratio.
 *
 * `√Y (r̄ - θ) / √(Σ min(r - θ, 0)² / n)`: the mean is over all periods, and so is the square of the
 * shortfalls.
 *
 * @param returns Length `n`; a fraction per period.
 * @param options Periods in a year and target.
 * @returns The ratio per root year; `NaN` of no returns, if one is missing, and where none falls short.
 * @throws {RangeError} If `periodsPerYear` is not positive and finite.
 * @see Sortino, F., van der Meer, R. (1991), Downside risk, Journal of Portfolio Management 17(4),
 *   27-31, doi:10.3905/jpm.1991.409343.
 *
 * @example Up by 3, down by 1
 * ```ts
 * import assert from "node:assert/strict";
 * import { sortinoRatio } from "volarb/performance";
 *
 * const ratio = sortinoRatio(Float64Array.of(3, -1), { periodsPerYear: 1 });
 * assert.ok(Math.abs(ratio - Math.SQRT2) < 1e-15);
 * ```
 */
export function sortinoRatio(
  returns: Float64Array,
  { periodsPerYear, target = 0 }: SortinoOptions,
): number {
  const action = "compute a Sortino ratio";
  assertPositive(action, "periodsPerYear", periodsPerYear);
  const shortfall = Math.sqrt(
    mean(returns.map((r) => Math.min(r - target, 0) ** 2)),
  );
  return Math.sqrt(periodsPerYear) * (mean(returns) - target) /
    (shortfall || NaN);
}
