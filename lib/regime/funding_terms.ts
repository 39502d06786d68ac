import { assertAtLeastZero, assertFinite } from "../stats/arguments.ts";

/** Hours that the venue quotes its interest rate and clamp for. */
export const QUOTED_HOURS = 8;

/** How a contract turns its premium into a funding rate. */
export type FundingTerms = {
  /** Interest rate `I` per 8 hours; 0.0001 (1 bp) by default. */
  readonly interestRate?: number;
  /** Largest correction `c` towards the interest rate, per 8 hours; 0.0005 (5 bp) by default. */
  readonly clamp?: number;
  /** Hours `h` between settlements: 8 by default; one number or one per row. */
  readonly intervalHours?: number | Float64Array;
  /** Highest rate per interval; none by default. */
  readonly cap?: number;
  /** Lowest rate per interval; none by default. */
  readonly floor?: number;
};

/** Terms of a contract with nothing left open. */
export type CheckedTerms = {
  /** Interest rate per 8 hours. */
  readonly interestRate: number;
  /** Largest correction per 8 hours. */
  readonly clamp: number;
  /** Highest rate per interval. */
  readonly cap: number;
  /** Lowest rate per interval. */
  readonly floor: number;
};

/**
 * Terms with the venue's defaults filled in.
 *
 * @param action What could not be done.
 * @param terms Terms as the caller gave them.
 * @returns The terms without the interval, which may differ per row.
 * @throws {RangeError} If `clamp` is negative, `interestRate` not finite or `floor`
 *   above `cap`.
 */
export function checkedTerms(
  action: string,
  { interestRate = 1e-4, clamp = 5e-4, cap = Infinity, floor = -Infinity }:
    FundingTerms,
): CheckedTerms {
  assertFinite(action, "interestRate", interestRate);
  assertAtLeastZero(action, "clamp", clamp);
  if (!(floor <= cap)) {
    throw new RangeError(
      `Cannot ${action} as floor must not exceed cap: current value is ${floor} > ${cap}`,
    );
  }
  return { interestRate, clamp, cap, floor };
}

/**
 * Rate per interval that an average premium settles to.
 *
 * `(P + clamp(I - P, -c, +c)) · h / 8` within floor and cap, by cases, so that the
 * rate in the dead band is the interest rate to the last bit.
 *
 * @param premium Average premium, a fraction; `NaN` gives `NaN`.
 * @param terms Terms of the contract.
 * @param hours Hours of the interval.
 * @returns Rate per interval, a fraction.
 * @see eq-funding-map, eq-dead-band, lem-funding-band
 */
export function settledRate(
  premium: number,
  { interestRate, clamp, cap, floor }: CheckedTerms,
  hours: number,
): number {
  const correction = interestRate - premium;
  let rate = interestRate;
  if (correction !== correction) return NaN;
  if (correction > clamp) rate = premium + clamp;
  else if (correction < -clamp) rate = premium - clamp;
  return Math.min(cap, Math.max(floor, rate * (hours / QUOTED_HOURS)));
}
