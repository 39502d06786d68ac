import { assertChoice } from "../stats/arguments.ts";
import { assertEstimator } from "./covariance_estimator.ts";
import type { CovarianceMatrix } from "./covariance_matrix.ts";
import { type ReturnCentre, ReturnWindow } from "./return_window.ts";
import { SPECTRA } from "./spectrum_shrinkage.ts";

/** Options of {@linkcode nonlinearShrinkage}. */
export type NonlinearShrinkageOptions = {
  /** `quadraticInverse` (Ledoit and Wolf, 2022), the default; `analytical` (2020). */
  readonly method?: "quadraticInverse" | "analytical";
  /** `sample` takes the mean of each asset off and one from `n`, the default; `zero` takes it as 0. */
  readonly mean?: ReturnCentre;
};

const ACTION = "shrink a covariance nonlinearly";

/**
 * A covariance whose eigenvalues are shrunk one by one, towards where many of them are.
 *
 * The vectors of the sample covariance are kept. Each eigenvalue is replaced by the oracle's
 * for large `p` and `n`, with the density of the sample's eigenvalues and its Hilbert transform
 * estimated by a kernel: `analytical` from the eigenvalues, `quadraticInverse` from their
 * inverses, which keeps the trace. It pays from a dozen assets on; of two or three it
 * is noise. A direction in which no asset moves stays without variance.
 *
 * @param returns A column for each asset, of one length; fractions per period.
 * @param options Method and mean.
 * @returns The matrix, positive definite wherever assets move.
 * @throws {RangeError} If columns do not fit, an entry is not finite, or there are too few returns: less one for
 *   a mean, `analytical` needs 12 and `quadraticInverse` 2.
 * @see eq-analytical-shrinkage, eq-quadratic-inverse, lem-kernel-transform, alg-eigenvalues
 * @see Ledoit, O. and Wolf, M. (2022), Bernoulli 28(3), 1519-1547.
 * @see Ledoit, O. and Wolf, M. (2020), Annals of Statistics 48(5), 3043-3065.
 *
 * @example One asset keeps its variance
 * ```ts
 * import assert from "node:assert/strict";
 * import { nonlinearShrinkage } from "volarb/risk";
 *
 * const { values } = nonlinearShrinkage([Float64Array.of(1, 2, 3, 4)]);
 * assert.ok(Math.abs(values[0]! - 5 / 3) < 1e-12);
 * ```
 */
export function nonlinearShrinkage(
  returns: readonly Float64Array[],
  { method = "quadraticInverse", mean = "sample" }: NonlinearShrinkageOptions =
    {},
): CovarianceMatrix {
  assertChoice(ACTION, "method", method, ["quadraticInverse", "analytical"]);
  const window = ReturnWindow.of(ACTION, returns, {
    mean,
    ddof: mean === "sample" ? 1 : 0,
  });
  assertEstimator(ACTION, method, window.divisor);
  const { assets } = window;
  const values = new Float64Array(assets * assets);
  SPECTRA[method](assets)(window, values);
  return { assets, values };
}
