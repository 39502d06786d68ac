import { assertInteger } from "../stats/arguments.ts";
import { pathOf, squaredChanges } from "./return_path.ts";

/** Columns of {@linkcode signaturePlot}. */
export type SignaturePlot = {
  /** Returns in a step. */
  readonly scale: Float64Array;
  /** Realized variance over the period at that step. */
  readonly variance: Float64Array;
};

/**
 * Volatility signature: realized variance against the step it is sampled at.
 *
 * Entry `i` is the subsampled realized variance with steps of `scales[i]` returns.
 * Independent noise of variance `ω²` shows as `IV + 2nω²/K`, a curve that rises without
 * bound towards the finest step; without noise it is flat.
 *
 * @param returns Log returns of consecutive prices within the period, length `n`.
 * @param scales Returns in a step, each at least 1.
 * @returns Two columns of the length of `scales`; variance over the period, `NaN` where
 *   a step is longer than the period or a return is missing.
 * @throws {RangeError} If a scale is not a positive integer.
 * @see eq-subsampled, lem-signature-ratio, eq-signature-ratio
 * @see Andersen, T., Bollerslev, T., Diebold, F., Labys, P. (2000), Great realizations,
 *   Risk 13, 105-108.
 *
 * @example A price that bounces
 * ```ts
 * import assert from "node:assert/strict";
 * import { signaturePlot } from "volarb/volatility";
 *
 * const returns = Float64Array.of(1, -1, 1, -1, 1, -1);
 * const { variance } = signaturePlot(returns, [1, 2]);
 * assert.deepEqual(variance, Float64Array.of(6, 0));
 * ```
 */
export function signaturePlot(
  returns: Float64Array,
  scales: ArrayLike<number>,
): SignaturePlot {
  const n = returns.length;
  const path = pathOf(returns);
  const scale = Float64Array.from(scales);
  const variance = scale.map((k) => {
    assertInteger("draw a signature", "scale", k, 1);
    if (k > n) return NaN;
    return squaredChanges(path, k) / k * n / (n - k + 1);
  });
  return { scale, variance };
}
