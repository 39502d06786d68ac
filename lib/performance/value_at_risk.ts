import { assertProbability } from "../stats/arguments.ts";
import { sum } from "../stats/mod.ts";

/**
 * Value at risk of a period: the loss that is exceeded with probability `p` at most.
 *
 * `-x₍⌈np⌉₎`, the negative of the `⌈np⌉`-th smallest return: the inverse of the empirical distribution,
 * without interpolation, so that the expected shortfall is never less.
 *
 * @param returns Length `n`; a fraction per period.
 * @param p Probability of a larger loss, in (0, 1); 0.05 by default.
 * @returns The loss as a positive fraction, negative where even that return is a gain; `NaN` of no returns
 *   or if one is missing.
 * @throws {RangeError} If `p` is not in (0, 1).
 * @see Jorion, P. (2006), Value at risk, third edition, McGraw-Hill, section 10.2 (historical simulation).
 *
 * @example The second worst of twenty is exceeded by one
 * ```ts
 * import assert from "node:assert/strict";
 * import { valueAtRisk } from "volarb/performance";
 *
 * const returns = Float64Array.from({ length: 20 }, (_, i) => i - 10);
 * assert.equal(valueAtRisk(returns, 0.1), 9);
 * ```
 */
export function valueAtRisk(returns: Float64Array, p = 0.05): number {
  assertProbability("compute the risk of a tail", "p", p);
  const sorted = returns.slice().sort();
  const n = sorted.length;
  if (n === 0 || Number.isNaN(sorted[n - 1]!)) return NaN;
  return -sorted[tailRows(n, p) - 1]! + 0;
}

/**
 * Expected shortfall of a period: the mean of the worst share `p` of all returns, as a loss.
 *
 * `-(Σ_{i<m} x₍ᵢ₎ + (np - m + 1) x₍ₘ₎) / (np)` with `m = ⌈np⌉`: where `np` is not whole, the last return counts
 * for the part that is missing.
 *
 * @param returns Length `n`; a fraction per period.
 * @param p Share of the worst returns, in (0, 1); 0.05 by default.
 * @returns The loss as a positive fraction, at least {@linkcode valueAtRisk}; `NaN` of no returns or if one is
 *   missing.
 * @throws {RangeError} If `p` is not in (0, 1).
 * @see Acerbi, C., Tasche, D. (2002), On the coherence of expected shortfall, Journal of Banking and
 *   Finance 26(7), 1487-1503, doi:10.1016/S0378-4266(02)00283-2, definition 2.6.
 *
 * @example The worst one and a half of three
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectedShortfall } from "volarb/performance";
 *
 * assert.equal(expectedShortfall(Float64Array.of(-3, 0, 5), 0.5), 2);
 * ```
 */
export function expectedShortfall(returns: Float64Array, p = 0.05): number {
  assertProbability("compute the risk of a tail", "p", p);
  const sorted = returns.slice().sort();
  const n = sorted.length;
  if (n === 0 || Number.isNaN(sorted[n - 1]!)) return NaN;
  const rows = tailRows(n, p);
  const part = n * p - (rows - 1);
  const last = sorted[rows - 1]!;
  return -(sum(sorted.subarray(0, rows - 1)) + part * last) / (n * p) + 0;
}

/** `⌈np⌉`, with a product that is whole but for its rounding taken as whole. */
export function tailRows(n: number, p: number): number {
  const rows = n * p;
  const whole = Math.round(rows);
  const near = Math.abs(rows - whole) <= 1e-9 * rows ? whole : Math.ceil(rows);
  return Math.min(n, Math.max(1, near));
}
