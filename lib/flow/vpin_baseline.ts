import { assertInteger, assertNonNegative } from "../stats/arguments.ts";

/** `√(2/π)`: the mean of a standard normal's absolute value. */
export const MEAN_ABSOLUTE_NORMAL: number = Math.sqrt(2 / Math.PI);

/**
 * VPIN that even sides drawn at random give with `trades` equal trades a bucket.
 *
 * `E|S[m]| / m` of a walk of `m` even steps, which is `C(2h, h) / 4^h` with
 * `h = ⌊m/2⌋`, and near `√(2/(π m))`. It is exact: a VPIN of 0.08 from buckets of 100
 * equal trades says nothing.
 *
 * @param trades Equal trades in a bucket, at least 1.
 * @returns The expected VPIN, in (0, 1].
 * @throws {RangeError} If `trades` is not a positive integer.
 * @see thm-vpin-baseline
 * @see Feller, W. (1968), An Introduction to Probability Theory and Its Applications,
 *   volume 1, 3rd edition, chapter III.
 *
 * @example Two trades cancel half of the time
 * ```ts
 * import assert from "node:assert/strict";
 * import { vpinBaseline } from "volarb/flow";
 *
 * assert.equal(vpinBaseline(2), 0.5);
 * assert.equal(vpinBaseline(10), 0.24609375);
 * ```
 */
export function vpinBaseline(trades: number): number {
  assertInteger("compute the baseline of VPIN", "trades", trades, 1);
  const half = Math.floor(trades / 2);
  if (half > 1000) {
    // Stirling's series; its next term is below 2^-53 here.
    const u = 1 / half;
    return (1 - u * (1 / 8 - u * (1 / 128 + u * (5 / 1024 - u * 21 / 32768)))) /
      Math.sqrt(Math.PI * half);
  }
  let level = 1;
  for (let k = 1; k <= half; k++) level *= (2 * k - 1) / (2 * k);
  return level;
}

/**
 * VPIN that even sides drawn at random give with trades of these quantities in one
 * bucket.
 *
 * `√(2/π) √(Σ v²) / Σ v`, the limit for many trades. Where one trade dominates the
 * bucket the exact value is higher, up to 1 for a single trade.
 *
 * @param quantity Quantities of the trades in the bucket, at least 0.
 * @returns The expected VPIN; `NaN` for a bucket without volume.
 * @throws {RangeError} If a quantity is negative or missing.
 * @see eq-vpin-baseline, eq-vpin-baseline-sizes, thm-vpin-baseline
 *
 * @example A hundred equal trades
 * ```ts
 * import assert from "node:assert/strict";
 * import { vpinBaseline, vpinBaselineOfSizes } from "volarb/flow";
 *
 * const limit = vpinBaselineOfSizes(new Float64Array(100).fill(0.5));
 * assert.ok(Math.abs(limit / vpinBaseline(100) - 1) < 0.003);
 * ```
 */
export function vpinBaselineOfSizes(quantity: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const q of quantity) {
    assertNonNegative("compute the baseline of VPIN", "quantity", q);
    sum += q;
    squares += q * q;
  }
  return MEAN_ABSOLUTE_NORMAL * Math.sqrt(squares) / sum;
}
