import {
  assertInteger,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";
/** Choices of {@linkcode preAveragedVariance}. */
export type PreAveragingOptions = {
  /** Returns averaged, `k`, at least 3: of the order of `√n`. */
  readonly window: number;
};

/**
 * Pre-averaged variance: noise is averaged away before squaring.
 *
 * With `g(x) = min(x, 1 - x)` and `Ȳ_i = Σ_{j=1..k-1} g(j/k) r_{i+j}`:
 *
 * `[n/(n-k+2) · Σ Ȳ² / (kψ₂) - ψ₁ / (2k²ψ₂) · Σ r²] / (1 - ψ₁ / (2k²ψ₂))`
 *
 * where `ψ₁ = k Σ (g(j/k) - g((j-1)/k))²` and `ψ₂ = Σ g(j/k)² / k` are those of the grid (1 and
 * 1/12 in the limit) and the last factor takes back what the correction for noise
 * takes of the variance itself: a share of 0.158 at `k = 6`.
 *
 * @param returns Log returns of consecutive prices within the period, length `n`.
 * @param options Returns averaged, as from {@linkcode preAveragingWindow}.
 * @returns Variance over the period, not annualized; may be negative. `NaN` where
 *   `n < k` or a return is missing.
 * @throws {RangeError} If the window is not an integer of at least 3.
 * @see eq-pre-averaging, thm-pre-averaging, alg-pre-averaging
 * @see Jacod, J., Li, Y., Mykland, P., Podolskij, M., Vetter, M. (2009),
 *   Microstructure noise in the continuous case: the pre-averaging approach,
 *   Stochastic Processes and their Applications 119(7), 2249-2276,
 *   doi:10.1016/j.spa.2008.11.004.
 *
 * @example Without noise it is near realized variance
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { preAveragedVariance, realizedVariance } from "volarb/volatility";
 *
 * const random = new Random(1);
 * const returns = Float64Array.from({ length: 10_000 }, () => random.normal());
 * const ratio = preAveragedVariance(returns, { window: 10 }) /
 *   realizedVariance(returns);
 * assert.ok(Math.abs(ratio - 1) < 0.1);
 * ```
 */
export function preAveragedVariance(
  returns: Float64Array,
  { window }: PreAveragingOptions,
): number {
  assertInteger("compute pre-averaged variance", "window", window, 3);
  const n = returns.length;
  const k = window;
  if (n < k) return NaN;
  const weights = new Float64Array(k + 1);
  for (let j = 1; j < k; j++) weights[j] = Math.min(j, k - j) / k;
  let psi1 = 0;
  let psi2 = 0;
  for (let j = 1; j <= k; j++) {
    psi1 += k * (weights[j]! - weights[j - 1]!) ** 2;
    psi2 += weights[j]! ** 2 / k;
  }
  let averaged = 0;
  for (let i = 0; i <= n - k + 1; i++) {
    let mean = 0;
    for (let j = 1; j < k; j++) mean += weights[j]! * returns[i + j - 1]!;
    averaged += mean * mean;
  }
  let realized = 0;
  for (const r of returns) realized += r * r;
  const share = psi1 / (2 * k * k * psi2);
  const raw = n / (n - k + 2) * averaged / (k * psi2) - share * realized;
  return raw / (1 - share);
}

/**
 * `θ*` of the window `θ √n` in which pre-averages vary least where variance is even, for
 * noise as large as the variance of the period.
 *
 * The positive root of `Φ₂₂ θ⁴ - 2 Φ₁₂ θ² - 3 Φ₁₁ = 0` with `Φ₂₂ = 151/80640`, `Φ₁₂ = 1/96`
 * and `Φ₁₁ = 1/6`.
 *
 * @example It is the root
 * ```ts
 * import assert from "node:assert/strict";
 * import { PRE_AVERAGING_CONSTANT } from "volarb/volatility";
 *
 * const square = PRE_AVERAGING_CONSTANT ** 2;
 * const value = 151 / 80640 * square ** 2 - 2 * square / 96 - 3 / 6;
 * assert.ok(Math.abs(value) < 1e-14);
 * ```
 */
export const PRE_AVERAGING_CONSTANT = 4.777510029649623;

/** What {@linkcode preAveragingWindow} reads. */
export type PreAveragingWindowOptions = {
  /** Number of returns of the period. */
  readonly returns: number;
  /** Variance `ω²` of the noise in a log price. */
  readonly noiseVariance: number;
  /** Variance of the period, taken to be even over it. */
  readonly variance: number;
};

/**
 * Returns to average for the least asymptotic variance.
 *
 * `k = θ √n` with `θ = 4.77751 ω / σ`, rounded, at least 3. The variance is then
 * `8.545 σ³ω / √n`; no estimator is below `8 σ³ω / √n`.
 *
 * @param options Number of returns, noise and variance.
 * @returns Returns to average.
 * @throws {RangeError} If `returns` is not a positive integer, the noise variance
 *   negative, or the variance not positive.
 * @see thm-pre-averaging, eq-pre-averaging-limit
 * @see Jacod et al. (2009), doi:10.1016/j.spa.2008.11.004.
 *
 * @example A day of seconds
 * ```ts
 * import assert from "node:assert/strict";
 * import { preAveragingWindow } from "volarb/volatility";
 *
 * const options = { returns: 23_400, noiseVariance: 1e-3, variance: 1 };
 * assert.equal(preAveragingWindow(options), 23);
 * ```
 */
export function preAveragingWindow(
  { returns, noiseVariance, variance }: PreAveragingWindowOptions,
): number {
  const action = "choose how many returns to average";
  assertInteger(action, "returns", returns, 1);
  assertNonNegative(action, "noiseVariance", noiseVariance);
  assertPositive(action, "variance", variance);
  const theta = PRE_AVERAGING_CONSTANT * Math.sqrt(noiseVariance / variance);
  return Math.max(3, Math.round(theta * Math.sqrt(returns)));
}
