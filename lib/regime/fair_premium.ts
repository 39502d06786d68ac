import { DAYS_PER_YEAR } from "../time/mod.ts";
import {
  checkedTerms,
  type FundingTerms,
  QUOTED_HOURS,
} from "./funding_terms.ts";

/** Intervals of 8 hours in a year of 365 days. */
const INTERVALS_PER_YEAR = DAYS_PER_YEAR * 24 / QUOTED_HOURS;

/**
 * Premium at which funding pays exactly the cost of money.
 *
 * The `P*` with `F(P*) = r / 1095` per 8 hours for a yearly rate `r`: below the
 * interest rate, `P* = r / 1095 - c`; above it, `P* = r / 1095 + c`. It is the same for
 * every interval, as both sides scale with it. In the dead band funding does not
 * answer to the premium, so at `r = 1095 I` (10.95 %) the fair premium is any of
 * the band: `NaN`. At 5 % a year it is -4.54 bp: a discount.
 *
 * @param annualRate Length `n`; simple rate per year as a fraction.
 * @param terms Interest rate and clamp.
 * @returns Length `n`; premium as a fraction of the index price. Entry `t` uses row
 *   `t` only.
 * @throws {RangeError} If `clamp` is negative or `interestRate` not finite.
 * @see Ackerer, D., Hugonnier, J., Jermann, U. (2025), Perpetual futures pricing,
 *   Mathematical Finance, doi:10.1111/mafi.70018, for the condition without a band.
 * @see eq-fair-premium, thm-fair-premium, cor-band-anchor
 *
 * @example Below and above 10.95 %
 * ```ts
 * import assert from "node:assert/strict";
 * import { fairPremium } from "volarb/regime";
 *
 * const [low, high] = fairPremium(Float64Array.of(0.05, 0.12));
 * assert.ok(Math.abs(low! + 4.543379e-4) < 1e-10);
 * assert.ok(Math.abs(high! - 6.095890e-4) < 1e-10);
 * ```
 */
export function fairPremium(
  annualRate: Float64Array,
  terms: Pick<FundingTerms, "interestRate" | "clamp"> = {},
): Float64Array {
  const { interestRate, clamp } = checkedTerms(
    "compute a fair premium",
    terms,
  );
  return annualRate.map((yearly) => {
    const rate = yearly / INTERVALS_PER_YEAR;
    // The yearly rate of the band is 1095 times a rounded 1 bp.
    if (Math.abs(rate - interestRate) <= 2 ** -50 * Math.abs(rate)) return NaN;
    return rate < interestRate ? rate - clamp : rate + clamp;
  });
}

/**
 * How far each premium is from the fair one: what arbitrage wears down.
 *
 * `x = P - P*(r)`. Positive: the perpetual is dear, and its short with a long in
 * spot earns more than money costs.
 *
 * @param premium Length `n`; premium as a fraction of the index price.
 * @param options `annualRate`, the cost of money per year as a fraction, with the
 *   contract's interest rate and clamp.
 * @returns Length `n`; fraction of the index price, `NaN` where a premium is missing
 *   or the fair one is undetermined. Entry `t` uses row `t` only.
 * @throws {RangeError} If `clamp` is negative or `interestRate` not finite.
 *
 * @example At the index, 4.54 bp above fair
 * ```ts
 * import assert from "node:assert/strict";
 * import { premiumDeviation } from "volarb/regime";
 *
 * const [x] = premiumDeviation(Float64Array.of(0), { annualRate: 0.05 });
 * assert.ok(Math.abs(x! - 4.543379e-4) < 1e-10);
 * ```
 */
export function premiumDeviation(
  premium: Float64Array,
  { annualRate, ...terms }:
    & {
      /** Cost of money per year, a fraction. */
      readonly annualRate: number;
    }
    & Pick<FundingTerms, "interestRate" | "clamp">,
): Float64Array {
  const fair = fairPremium(Float64Array.of(annualRate), terms)[0]!;
  return premium.map((p) => p - fair);
}
