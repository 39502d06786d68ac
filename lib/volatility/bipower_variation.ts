import { assertChoice } from "../stats/arguments.ts";
import { finiteOrNan } from "../stats/finite_or_nan.ts";

/**
 * Whether a sum over `M - k` products is brought to the `M` returns of the period by the
 * factor `M / (M - k)`: `"scaled"`, or `"raw"` as in the limit theorems.
 */
export type EdgeForm = "scaled" | "raw";

/** Choices of the measures that leave jumps out. */
export type EdgeOptions = {
  /** Whether the edge is made up for; `"scaled"` by default. */
  readonly form?: EdgeForm;
};

/**
 * `μ_p = E|Z|^p` for `p = 4/3`, a standard normal `Z`: `2^(2/3) Γ(7/6) / Γ(1/2)`.
 */
const MU_FOUR_THIRDS = 0.8308609250295592;

/** `M / (M - lost)`, or 1. */
function edge(
  action: string,
  form: EdgeForm,
  returns: number,
  lost: number,
): number {
  assertChoice(action, "form", form, ["scaled", "raw"]);
  return form === "raw" ? 1 : returns / (returns - lost);
}

/**
 * Bipower variation of a period: variance without jumps.
 *
 * `π/2 · Σ |r_j| |r_{j-1}|`, times `M / (M - 1)` where scaled. A jump is multiplied by an
 * ordinary return, so that it vanishes as returns get finer; a stale price makes a
 * zero and takes two products down.
 *
 * @param returns Log returns of the period, length `M`.
 * @param options Whether the edge is made up for.
 * @returns Variance over the period without its jumps; `NaN` of fewer than two
 *   returns or with one missing.
 * @throws {RangeError} If the form is unknown.
 * @see eq-bipower, thm-bipower, lem-jump-robust, eq-jump-residue, eq-bipower-limit
 * @see Barndorff-Nielsen, O., Shephard, N. (2004), Power and bipower variation with
 *   stochastic volatility and jumps, Journal of Financial Econometrics 2(1), 1-37,
 *   doi:10.1093/jjfinec/nbh001.
 *
 * @example One jump leaves nothing where all else stands still
 * ```ts
 * import assert from "node:assert/strict";
 * import { bipowerVariation } from "volarb/volatility";
 *
 * assert.equal(bipowerVariation(Float64Array.of(0, 0.1, 0)), 0);
 * ```
 */
export function bipowerVariation(
  returns: Float64Array,
  { form = "scaled" }: EdgeOptions = {},
): number {
  const n = returns.length;
  const factor = edge("compute bipower variation", form, n, 1);
  if (n < 2) return NaN;
  let sum = 0;
  for (let j = 1; j < n; j++) sum += Math.abs(returns[j]! * returns[j - 1]!);
  return Math.PI / 2 * finiteOrNan(sum) * factor;
}

/**
 * Minimum realized variance (MinRV) of a period: variance without jumps.
 *
 * `π/(π - 2) · Σ min(|r_j|, |r_{j-1}|)²`, times `M / (M - 1)` where scaled.
 *
 * @param returns Log returns of the period, length `M`.
 * @param options Whether the edge is made up for.
 * @returns Variance over the period without its jumps; `NaN` of fewer than two
 *   returns or with one missing.
 * @throws {RangeError} If the form is unknown.
 * @see eq-nearest-neighbours, lem-nearest-neighbours, lem-jump-robust
 * @see Andersen, T., Dobrev, D., Schaumburg, E. (2012), Jump-robust volatility
 *   estimation using nearest neighbor truncation, Journal of Econometrics 169(1),
 *   75-93, doi:10.1016/j.jeconom.2012.01.011.
 *
 * @example The smaller of two neighbours
 * ```ts
 * import assert from "node:assert/strict";
 * import { minimumRealizedVariance } from "volarb/volatility";
 *
 * const variance = minimumRealizedVariance(Float64Array.of(1, -9, 2), { form: "raw" });
 * assert.ok(Math.abs(variance - Math.PI / (Math.PI - 2) * 5) < 1e-12);
 * ```
 */
export function minimumRealizedVariance(
  returns: Float64Array,
  { form = "scaled" }: EdgeOptions = {},
): number {
  const n = returns.length;
  const factor = edge("compute minimum realized variance", form, n, 1);
  if (n < 2) return NaN;
  let sum = 0;
  for (let j = 1; j < n; j++) {
    const a = Math.abs(returns[j]!);
    const b = Math.abs(returns[j - 1]!);
    const least = Math.min(a, b);
    // An infinite return is missing and no jump, however large.
    sum += least * least + 0 * (a + b);
  }
  return Math.PI / (Math.PI - 2) * sum * factor;
}

/**
 * Median realized variance (MedRV) of a period: variance without jumps.
 *
 * `π/(6 - 4√3 + π) · Σ median(|r_{j-1}|, |r_j|, |r_{j+1}|)²`, times `M / (M - 2)` where scaled.
 * Less shaken by a zero return than bipower variation or the minimum.
 *
 * @param returns Log returns of the period, length `M`.
 * @param options Whether the edge is made up for.
 * @returns Variance over the period without its jumps; `NaN` of fewer than three
 *   returns or with one missing.
 * @throws {RangeError} If the form is unknown.
 * @see eq-nearest-neighbours, lem-nearest-neighbours, lem-jump-robust
 * @see Andersen, Dobrev and Schaumburg (2012), doi:10.1016/j.jeconom.2012.01.011.
 *
 * @example The middle of three
 * ```ts
 * import assert from "node:assert/strict";
 * import { medianRealizedVariance } from "volarb/volatility";
 *
 * const variance = medianRealizedVariance(Float64Array.of(1, -9, 2), { form: "raw" });
 * const factor = Math.PI / (6 - 4 * Math.sqrt(3) + Math.PI);
 * assert.ok(Math.abs(variance - factor * 4) < 1e-12);
 * ```
 */
export function medianRealizedVariance(
  returns: Float64Array,
  { form = "scaled" }: EdgeOptions = {},
): number {
  const n = returns.length;
  const factor = edge("compute median realized variance", form, n, 2);
  if (n < 3) return NaN;
  let sum = 0;
  for (let j = 2; j < n; j++) {
    const a = Math.abs(returns[j - 2]!);
    const b = Math.abs(returns[j - 1]!);
    const c = Math.abs(returns[j]!);
    const median = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    sum += median * median + 0 * (a + b + c);
  }
  return Math.PI / (6 - 4 * Math.sqrt(3) + Math.PI) * sum * factor;
}

/**
 * Tripower quarticity of a period: `∫σ⁴`, without jumps.
 *
 * `M μ^(-3) Σ (|r_j| |r_{j-1}| |r_{j-2}|)^(4/3)` with `μ = E|Z|^(4/3) = 0.83086`, times `M / (M - 2)`
 * where scaled. The length of the period is 1.
 *
 * @param returns Log returns of the period, length `M`.
 * @param options Whether the edge is made up for.
 * @returns Quarticity over the period; `NaN` of fewer than three returns or with one
 *   missing.
 * @throws {RangeError} If the form is unknown.
 * @see eq-tripower
 * @see Barndorff-Nielsen, O., Shephard, N. (2006), Econometrics of testing for jumps in
 *   financial economics using bipower variation, Journal of Financial Econometrics
 *   4(1), 1-30, doi:10.1093/jjfinec/nbi022.
 *
 * @example Equal returns
 * ```ts
 * import assert from "node:assert/strict";
 * import { tripowerQuarticity } from "volarb/volatility";
 *
 * const quarticity = tripowerQuarticity(Float64Array.of(1, 1, 1, 1));
 * assert.ok(Math.abs(quarticity - 16 / 0.8308609 ** 3) < 1e-5);
 * ```
 */
export function tripowerQuarticity(
  returns: Float64Array,
  { form = "scaled" }: EdgeOptions = {},
): number {
  const n = returns.length;
  const factor = edge("compute tripower quarticity", form, n, 2);
  if (n < 3) return NaN;
  let sum = 0;
  for (let j = 2; j < n; j++) {
    const product = Math.abs(returns[j]! * returns[j - 1]! * returns[j - 2]!);
    sum += Math.cbrt(product) ** 4;
  }
  return n * finiteOrNan(sum) * factor / MU_FOUR_THIRDS ** 3;
}
