/**
 * Hit rate: the share of gains among what was not zero.
 *
 * `#{x > 0} / #{x ≠ 0}`: a period without a position, or a trade that came out even, is neither.
 *
 * @param outcomes Length `n`; returns of periods or profits of trades.
 * @returns A fraction; `NaN` where nothing was won or lost, and if an entry is missing.
 *
 * @example Two of three
 * ```ts
 * import assert from "node:assert/strict";
 * import { hitRate } from "volarb/performance";
 *
 * assert.equal(hitRate(Float64Array.of(1, 0, -5, 2, 0)), 2 / 3);
 * ```
 */
export function hitRate(outcomes: Float64Array): number {
  let gains = 0;
  let losses = 0;
  for (const x of outcomes) {
    if (Number.isNaN(x)) return NaN;
    if (x > 0) gains++;
    if (x < 0) losses++;
  }
  return gains / (gains + losses);
}
