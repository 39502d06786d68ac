import { assertPositive } from "../stats/arguments.ts";
import { assertEntries, entryAt } from "./arguments.ts";
import {
  checkedTerms,
  type FundingTerms,
  QUOTED_HOURS,
  settledRate,
} from "./funding_terms.ts";

export type { FundingTerms } from "./funding_terms.ts";

/**
 * Rows of one column, each with its own interval.
 *
 * `NaN` in the column or for the interval gives `NaN`.
 */
function mapRows(
  action: string,
  column: Float64Array,
  intervalHours: number | Float64Array,
  f: (entry: number, hours: number) => number,
): Float64Array {
  assertEntries(action, "intervalHours", intervalHours, column.length);
  return column.map((entry, t) => {
    const hours = entryAt(intervalHours, t);
    if (Number.isNaN(entry) || Number.isNaN(hours)) return NaN;
    assertPositive(action, "intervalHours", hours);
    return f(entry, hours);
  });
}

/**
 * Funding rate that an average premium settles to.
 *
 * `F = (P + clamp(I - P, -c, +c)) · h / 8`, then held within floor and cap. With
 * `I` = 1 bp and `c` = 5 bp the rate is exactly 1 bp per 8 hours for every premium
 * in the dead band [-4, +6] bp: there the contract is not anchored, and a rate of
 * 10.95 % a year is the venue's constant, no premium. Below the band `F = P + 5 bp`,
 * above it `F = P - 5 bp`. Longs pay shorts where `F > 0`. No `max(0, ·)` appears.
 *
 * The scale `h / 8` is the venue's for contracts of 4 and 1 hours; settled rates
 * show it: their mass stands at 0.5 bp and 0.125 bp.
 *
 * @param premium Length `n`; average premium index over the interval as a fraction
 *   of the index price.
 * @param terms Interest rate, clamp, interval, cap and floor.
 * @returns Length `n`; rate per interval as a fraction, settled at the end of the
 *   interval whose premium was averaged. Entry `t` uses row `t` only.
 * @throws {RangeError} If lengths differ, an interval is not positive, `clamp` is
 *   negative, `interestRate` not finite or `floor` above `cap`.
 * @see Binance, Introduction to Binance Futures Funding Rates (help page).
 * @see eq-funding-rate, def-funding-map, eq-funding-map, lem-dead-band
 *
 * @example Below, in and above the dead band
 * ```ts
 * import assert from "node:assert/strict";
 * import { fundingRate } from "volarb/regime";
 *
 * const premium = Float64Array.of(-10e-4, 0, 10e-4);
 * const rate = fundingRate(premium);
 * assert.ok(Math.abs(rate[0]! + 5e-4) < 1e-18);
 * assert.equal(rate[1], 1e-4);
 * assert.ok(Math.abs(rate[2]! - 5e-4) < 1e-18);
 * assert.equal(fundingRate(premium, { intervalHours: 1 })[1], 0.0000125);
 * ```
 */
export function fundingRate(
  premium: Float64Array,
  terms: FundingTerms = {},
): Float64Array {
  const action = "map a premium to a funding rate";
  const checked = checkedTerms(action, terms);
  return mapRows(
    action,
    premium,
    terms.intervalHours ?? QUOTED_HOURS,
    (p, hours) => settledRate(p, checked, hours),
  );
}

/**
 * Premiums for which the funding rate is the interest rate whatever they are.
 *
 * `[I - c, I + c]`, with the venue's terms [-4, +6] bp. It is the same for every
 * interval, as premiums are not scaled.
 *
 * @param terms Interest rate and clamp.
 * @returns Both ends as fractions of the index price; they belong to the band.
 * @throws {RangeError} If `clamp` is negative or `interestRate` not finite.
 * @see eq-dead-band, lem-funding-band, lem-dead-band
 *
 * @example The venue's own
 * ```ts
 * import assert from "node:assert/strict";
 * import { deadBand } from "volarb/regime";
 *
 * const { lower, upper } = deadBand();
 * assert.ok(Math.abs(lower + 4e-4) < 1e-18 && Math.abs(upper - 6e-4) < 1e-18);
 * ```
 */
export function deadBand(
  terms: Pick<FundingTerms, "interestRate" | "clamp"> = {},
): {
  /** Lowest premium of the band. */
  readonly lower: number;
  /** Highest premium of the band. */
  readonly upper: number;
} {
  const { interestRate, clamp } = checkedTerms("compute the dead band", terms);
  return { lower: interestRate - clamp, upper: interestRate + clamp };
}

/**
 * Whether each settled rate is the interest rate, that is, its premium was in
 * the dead band.
 *
 * 1 where `F = I · h / 8`, 0 where not; the mean of the column is the mass of the
 * funding histogram at that point. Rates are published with 8 decimals, so a rate
 * counts within half of the last.
 *
 * @param rate Length `n`; settled rate per interval as a fraction.
 * @param terms Interest rate and interval.
 * @returns Length `n`; 1 or 0, `NaN` where rate or interval is missing. Entry `t` uses
 *   row `t` only.
 * @throws {RangeError} If lengths differ or an interval is not positive.
 * @see lem-funding-band, cor-implied-premium
 *
 * @example Half of the settlements
 * ```ts
 * import assert from "node:assert/strict";
 * import { inDeadBand } from "volarb/regime";
 *
 * const rate = Float64Array.of(0.0001, 0.00006818);
 * assert.deepEqual(inDeadBand(rate), Float64Array.of(1, 0));
 * ```
 */
export function inDeadBand(
  rate: Float64Array,
  terms: Pick<FundingTerms, "interestRate" | "intervalHours"> = {},
): Float64Array {
  const action = "find rates of the dead band";
  const { interestRate } = checkedTerms(action, terms);
  return mapRows(
    action,
    rate,
    terms.intervalHours ?? QUOTED_HOURS,
    (f, hours) =>
      Math.abs(f - interestRate * (hours / QUOTED_HOURS)) < 0.5e-8 ? 1 : 0,
  );
}

/**
 * Average premium that a settled rate tells.
 *
 * The inverse of {@linkcode fundingRate}: with `f = F · 8 / h`, `P = f - c` where
 * `f < I` and `P = f + c` where `f > I`. At `f = I` any premium of the dead band
 * may have been, and at the cap or floor any beyond it: `NaN`.
 *
 * @param rate Length `n`; settled rate per interval as a fraction.
 * @param terms Interest rate, clamp, interval, cap and floor.
 * @returns Length `n`; premium as a fraction of the index price, `NaN` where the
 *   rate does not tell. Entry `t` uses row `t` only.
 * @throws {RangeError} As {@linkcode fundingRate}.
 * @see cor-implied-premium, eq-implied-premium
 *
 * @example A rate below the constant tells of a discount
 * ```ts
 * import assert from "node:assert/strict";
 * import { impliedPremium } from "volarb/regime";
 *
 * const premium = impliedPremium(Float64Array.of(0.00006818, 0.0001));
 * assert.ok(Math.abs(premium[0]! + 0.00043182) < 1e-15);
 * assert.ok(Number.isNaN(premium[1]!));
 * ```
 */
export function impliedPremium(
  rate: Float64Array,
  terms: FundingTerms = {},
): Float64Array {
  const action = "invert a funding rate";
  const { interestRate, clamp, cap, floor } = checkedTerms(action, terms);
  return mapRows(
    action,
    rate,
    terms.intervalHours ?? QUOTED_HOURS,
    (settled, hours) => {
      if (settled >= cap || settled <= floor) return NaN;
      const f = settled / (hours / QUOTED_HOURS);
      if (f < interestRate) return f - clamp;
      return f > interestRate ? f + clamp : NaN;
    },
  );
}
