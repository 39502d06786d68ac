import { assertNumbers } from "../stats/number_rules.ts";

/** Jumps of one size. */
export type JumpRisk = {
  /** Return of the price in a jump, > -1, not 0: -0.2 loses a fifth. */
  readonly size: number;
  /** Jumps per unit of time, at least 0. */
  readonly intensity: number;
};

/**
 * Leverage that makes wealth grow fastest where the price also jumps.
 *
 * The maximum of `f m - f² σ²/2 + Σ λ ln(1 + f s)`, that is the root of `m - f σ² + Σ λ s / (1 + f s)`, which falls in `f`. A jump of
 * `-J` is ruin at a leverage of `1/J`, and no drift pays for ruin: the root stays below it, as it stays above
 * `-1/s` for jumps up. `m` is the drift between jumps.
 *
 * @param options Excess drift `m` between jumps and variance `σ²` per unit of time, and jumps.
 * @returns Notional over equity.
 * @throws {RangeError} If a number is not finite, the variance not positive, a jump -1 or below, or an intensity negative.
 *
 * @see eq-jump-kelly
 *
 * @example A fifth lost once in two years
 * ```ts
 * import assert from "node:assert/strict";
 * import { jumpKellyLeverage } from "volarb/risk";
 *
 * const leverage = jumpKellyLeverage({
 *   excess: 0.4,
 *   variance: 0.04,
 *   jumps: [{ size: -0.2, intensity: 0.5 }],
 * });
 * assert.ok(leverage > 2.5 && leverage < 3.5); // 10 without jumps
 * ```
 */
export function jumpKellyLeverage(
  { excess, variance, jumps }: {
    readonly excess: number;
    readonly variance: number;
    readonly jumps: readonly JumpRisk[];
  },
): number {
  const action = "size by Kelly with jumps";
  assertNumbers(action, "finite", { excess });
  assertNumbers(action, "positive", { variance });
  let [low, high] = [-Infinity, Infinity];
  let bound = Math.abs(excess);
  for (const { size, intensity } of jumps) {
    assertNumbers(action, "finite", { size });
    assertNumbers(action, "notNegative", { intensity });
    if (!(size > -1) || size === 0) {
      throw new RangeError(
        `Cannot ${action} as a jump's size must be above -1 and not 0: current value is ${size}`,
      );
    }
    if (intensity === 0) continue;
    bound += intensity * Math.abs(size);
    if (size < 0) high = Math.min(high, -1 / size);
    else low = Math.max(low, -1 / size);
  }
  const slope = (f: number) => {
    let sum = excess - f * variance;
    for (const { size, intensity } of jumps) {
      sum += intensity * size / (1 + f * size);
    }
    return sum;
  };
  // At |f| = bound / σ² and on the side of it that pays, no jump can turn the sign.
  low = Math.max(low, -bound / variance);
  high = Math.min(high, bound / variance);
  for (let k = 0; k < 200 && high - low > 1e-15 * (high + Math.abs(low)); k++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
