import { assertColumns, assertNonNegative } from "../stats/arguments.ts";
import { normalCdf, normalDensity } from "../stats/normal.ts";
import {
  checkedTerms,
  type FundingTerms,
  QUOTED_HOURS,
} from "./funding_terms.ts";

/** What is known of an average premium before its settlement, one row each. */
export type PremiumForecast = {
  /** Mean of the average premium, fraction of the index price. */
  readonly mean: Float64Array;
  /** Its standard deviation; 0 where it is known. */
  readonly deviation: Float64Array;
};

/**
 * Rate to expect of a premium that is known up to a normal error.
 *
 * `E f = I + s ψ((m - u)/s) - s ψ((l - m)/s)` with `ψ(z) = z Φ(z) + φ(z)` and the ends
 * `l = I - c`, `u = I + c` of the dead band: a call and a put on the premium. The map
 * is not linear, so the rate of the forecast is not the forecast of the rate.
 *
 * @param forecast Columns of length `n`; fractions.
 * @param terms Interest rate, clamp and hours of the interval, one number for all.
 * @returns Length `n`; rate per interval as a fraction. `NaN` where the forecast is missing.
 *   Entry `t` uses row `t` only.
 * @throws {RangeError} If columns differ in length, a deviation is negative, or a term is
 *   out of range.
 * @see eq-expected-rate, prop-expected-rate
 *
 * @example In the middle of the band the two options cancel
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectedRate } from "volarb/regime";
 *
 * const [middle, above] = expectedRate({
 *   mean: Float64Array.of(1e-4, 8e-4),
 *   deviation: Float64Array.of(5e-4, 5e-4),
 * });
 * assert.ok(Math.abs(middle! - 1e-4) < 1e-18);
 * assert.ok(above! > 3e-4); // which is the rate of the forecast
 * ```
 */
export function expectedRate(
  { mean, deviation }: PremiumForecast,
  { intervalHours = QUOTED_HOURS, ...terms }:
    & Pick<FundingTerms, "interestRate" | "clamp">
    & { readonly intervalHours?: number } = {},
): Float64Array {
  const action = "compute an expected rate";
  assertColumns(action, { mean, deviation });
  const { interestRate, clamp } = checkedTerms(action, terms);
  assertNonNegative(action, "intervalHours", intervalHours);
  return mean.map((m, t) => {
    const s = deviation[t]!;
    if (!Number.isNaN(s)) assertNonNegative(action, "deviation", s);
    const rate = interestRate + option(m - interestRate - clamp, s) -
      option(interestRate - clamp - m, s);
    return rate * intervalHours / QUOTED_HOURS;
  });
}

/** `E (x + s Z)⁺` of a standard normal `Z`. */
function option(x: number, s: number): number {
  if (s === 0) return Math.max(x, 0);
  const z = x / s;
  return x * normalCdf(z) + s * normalDensity(z);
}
