import {
  assertChoice,
  assertInteger,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";
/**
 * How autocovariances are weighed.
 *
 * - `"parzen"`: `1 - 6x² + 6x³` up to `x = 1/2`, `2(1 - x)³` beyond;
 * - `"tukey-hanning-2"`: `sin²(π/2 (1 - x)²)`.
 */
export type Kernel = "parzen" | "tukey-hanning-2";

/**
 * Where lag `h` stands on the kernel: `"non-negative"` at `h / (H + 1)`, whose estimate is
 * never below zero with the Parzen kernel; `"flat-top"` at `(h - 1) / H`, which gives the
 * first autocovariance full weight and takes the noise out but for its ends.
 */
export type KernelForm = "non-negative" | "flat-top";

/** Choices of {@linkcode realizedKernel}. */
export type RealizedKernelOptions = {
  /** Number of lags `H`, at least 1; 0 gives realized variance. */
  readonly bandwidth: number;
  /** The kernel; `"parzen"` by default. */
  readonly kernel?: Kernel;
  /** Where lags stand; `"non-negative"` by default. */
  readonly form?: KernelForm;
};

/**
 * Weight of a kernel at `x`.
 *
 * @param kernel Which one.
 * @param x At least 0; beyond 1 the weight is 0.
 * @returns The weight, 1 at 0.
 * @throws {RangeError} If the kernel is unknown.
 *
 * @example Half way
 * ```ts
 * import assert from "node:assert/strict";
 * import { kernelWeight } from "volarb/volatility";
 *
 * assert.equal(kernelWeight("parzen", 0.5), 0.25);
 * assert.equal(kernelWeight("tukey-hanning-2", 0), 1);
 * ```
 */
export function kernelWeight(kernel: Kernel, x: number): number {
  assertChoice("weigh a lag", "kernel", kernel, ["parzen", "tukey-hanning-2"]);
  if (x >= 1) return 0;
  if (kernel === "tukey-hanning-2") {
    return Math.sin(Math.PI / 2 * (1 - x) ** 2) ** 2;
  }
  return x <= 0.5 ? 1 - 6 * x * x * (1 - x) : 2 * (1 - x) ** 3;
}

/**
 * Realized kernel: realized variance with its autocovariances, so that noise cancels.
 *
 * `γ₀ + 2 Σ_{h=1..H} k(x_h) γ_h` with `γ_h = Σ_{j=h+1..n} r_j r_{j-h}` and `x_h` as the form
 * says. Independent noise of variance `ω²` leaves `2ω²` of the flat top, from the first
 * and the last price.
 *
 * @param returns Log returns of consecutive prices within the period, length `n`.
 * @param options The bandwidth, as from {@linkcode parzenBandwidth}, kernel and form.
 * @returns Variance over the period, not annualized; not negative with `"parzen"` in
 *   the `"non-negative"` form. `NaN` where `n <= H` or a return is missing.
 * @throws {RangeError} If the bandwidth is not a whole number, or a word unknown.
 * @see eq-realised-kernel, thm-realised-kernel, eq-kernel-bias, alg-realised-kernel
 * @see Barndorff-Nielsen, O., Hansen, P., Lunde, A., Shephard, N. (2008), Designing
 *   realized kernels, Econometrica 76(6), 1481-1536, doi:10.3982/ECTA6495 (flat top);
 *   (2009), Realized kernels in practice, Econometrics Journal 12(3), C1-C32,
 *   doi:10.1111/j.1368-423X.2008.00275.x (non-negative).
 *
 * @example A price that bounces has no variance
 * ```ts
 * import assert from "node:assert/strict";
 * import { realizedKernel, realizedVariance } from "volarb/volatility";
 *
 * const returns = Float64Array.of(1, -1, 1, -1, 1, -1, 1, -1);
 * const variance = realizedKernel(returns, { bandwidth: 4 });
 * assert.ok(variance >= 0 && variance < 0.1 * realizedVariance(returns));
 * ```
 */
export function realizedKernel(
  returns: Float64Array,
  { bandwidth, kernel = "parzen", form = "non-negative" }:
    RealizedKernelOptions,
): number {
  const action = "compute a realized kernel";
  assertInteger(action, "bandwidth", bandwidth, 0);
  assertChoice(action, "form", form, ["non-negative", "flat-top"]);
  const n = returns.length;
  if (n <= bandwidth) return NaN;
  let total = autocovariance(returns, 0);
  for (let h = 1; h <= bandwidth; h++) {
    const x = form === "flat-top" ? (h - 1) / bandwidth : h / (bandwidth + 1);
    total += 2 * kernelWeight(kernel, x) * autocovariance(returns, h);
  }
  return total;
}

/** `Σ r_j r_{j-lag}`. */
function autocovariance(returns: Float64Array, lag: number): number {
  let sum = 0;
  for (let j = lag; j < returns.length; j++) {
    sum += returns[j]! * returns[j - lag]!;
  }
  return sum;
}

/**
 * `c* = (k''(0)² / ∫k²)^(1/5)` of the Parzen kernel, `(144 / 0.26964)^(1/5)`; printed as 3.5134
 * in the paper, which rounds the integral to 0.269.
 *
 * @example From the kernel's integral, 151/560
 * ```ts
 * import assert from "node:assert/strict";
 * import { PARZEN_CONSTANT } from "volarb/volatility";
 *
 * const constant = (12 ** 2 / (151 / 560)) ** 0.2;
 * assert.ok(Math.abs(PARZEN_CONSTANT - constant) < 1e-14);
 * ```
 */
export const PARZEN_CONSTANT = 3.5116782225623377;

/** What {@linkcode parzenBandwidth} reads. */
export type ParzenBandwidthOptions = {
  /** Number of returns of the period. */
  readonly returns: number;
  /** Variance `ω²` of the noise in a log price. */
  readonly noiseVariance: number;
  /** Root of the integrated quarticity, `√∫σ⁴`; the variance where it is even. */
  readonly rootQuarticity: number;
};

/**
 * Bandwidth of the non-negative Parzen kernel of least mean squared error.
 *
 * `H = c* ξ^(4/5) n^(3/5)` with `ξ² = ω² / √IQ`, rounded up.
 *
 * @param options Number of returns, noise and quarticity.
 * @returns Number of lags; 0 without noise.
 * @throws {RangeError} If `returns` is not a positive integer, the noise variance
 *   negative, or the quarticity not positive.
 * @see thm-realised-kernel, eq-kernel-error
 * @see Barndorff-Nielsen et al. (2009), doi:10.1111/j.1368-423X.2008.00275.x.
 *
 * @example A day of seconds
 * ```ts
 * import assert from "node:assert/strict";
 * import { parzenBandwidth } from "volarb/volatility";
 *
 * const options = { returns: 23_400, noiseVariance: 1e-3, rootQuarticity: 1 };
 * assert.equal(parzenBandwidth(options), 93);
 * ```
 */
export function parzenBandwidth(
  { returns, noiseVariance, rootQuarticity }: ParzenBandwidthOptions,
): number {
  const action = "choose a bandwidth";
  assertInteger(action, "returns", returns, 1);
  assertNonNegative(action, "noiseVariance", noiseVariance);
  assertPositive(action, "rootQuarticity", rootQuarticity);
  const xi = noiseVariance / rootQuarticity;
  return Math.ceil(PARZEN_CONSTANT * xi ** 0.4 * returns ** 0.6);
}
