/**
 * Decimals of booked money: an amount is a whole number (`bigint`) of
 * `10 ** -MONEY_DECIMALS` units of the quote currency, as the venue books it.
 *
 * @example The least amount
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatMoney, MONEY_DECIMALS, MONEY_UNIT } from "volarb/venue";
 *
 * assert.equal(formatMoney(1n), "0.00000001");
 * assert.equal(10n ** BigInt(MONEY_DECIMALS), MONEY_UNIT);
 * ```
 */
export const MONEY_DECIMALS = 8;

/**
 * Units of money in one unit of the quote currency.
 *
 * @example Twenty-five
 * ```ts
 * import assert from "node:assert/strict";
 * import { MONEY_UNIT, toMoney } from "volarb/venue";
 *
 * assert.equal(25n * MONEY_UNIT, toMoney(25));
 * ```
 */
export const MONEY_UNIT = 100_000_000n;

/**
 * Decimals of a fee or funding rate: a rate is a whole number of `10 ** -12`.
 *
 * @example The least rate
 * ```ts
 * import assert from "node:assert/strict";
 * import { RATE_DECIMALS, RATE_UNIT, toRate } from "volarb/venue";
 *
 * assert.equal(toRate(1e-12), 1n);
 * assert.equal(10n ** BigInt(RATE_DECIMALS), RATE_UNIT);
 * ```
 */
export const RATE_DECIMALS = 12;

/**
 * Rates in one: `10 ** RATE_DECIMALS`.
 *
 * @example One percent of a hundred
 * ```ts
 * import assert from "node:assert/strict";
 * import { RATE_UNIT, rateOf, toMoney } from "volarb/venue";
 *
 * assert.equal(rateOf(toMoney(100), RATE_UNIT / 100n), toMoney(1));
 * ```
 */
export const RATE_UNIT = 1_000_000_000_000n;

/**
 * A quotient of whole numbers, rounded half away from zero.
 *
 * The one rounding rule of the books: fees, funding and the share of a cost basis that
 * leaves with a part of a position are rounded by it, to one unit of money. A price times
 * a quantity needs no rounding.
 *
 * @param numerator Any whole number.
 * @param denominator A whole number above 0.
 * @returns The nearest whole number; a tie goes away from zero.
 * @throws {RangeError} If the denominator is not above 0.
 *
 * @example A tie, on either side of zero
 * ```ts
 * import assert from "node:assert/strict";
 * import { divideRounded } from "volarb/venue";
 *
 * assert.equal(divideRounded(5n, 2n), 3n);
 * assert.equal(divideRounded(-5n, 2n), -3n);
 * assert.equal(divideRounded(4n, 3n), 1n);
 * ```
 */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) {
    throw new RangeError(
      `Cannot divide money as the denominator must be above 0: current value is ${denominator}`,
    );
  }
  const half = denominator / 2n;
  // For an odd denominator no tie exists, and adding its half rounded down is right too.
  return numerator >= 0n
    ? (numerator + half) / denominator
    : (numerator - half) / denominator;
}

/**
 * An amount of quote currency as money.
 *
 * @param amount A number such as 10000 or 0.1; rounded to the nearest unit of money.
 * @returns Units of money.
 * @throws {RangeError} If the amount is not finite or beyond 2^53 units.
 *
 * @example Ten thousand
 * ```ts
 * import assert from "node:assert/strict";
 * import { toMoney } from "volarb/venue";
 *
 * assert.equal(toMoney(10_000), 1_000_000_000_000n);
 * assert.equal(toMoney(-0.1), -10_000_000n);
 * ```
 */
export function toMoney(amount: number): bigint {
  const whole = Math.trunc(amount);
  const rest = Math.round((amount - whole) * 1e8);
  if (!Number.isSafeInteger(whole) || !Number.isFinite(rest)) {
    throw new RangeError(
      `Cannot book money as an amount must be finite and below 2^53: current value is ${amount}`,
    );
  }
  return BigInt(whole) * MONEY_UNIT + BigInt(rest);
}

/**
 * Money as a number of quote currency, for statistics and figures.
 *
 * @param money Units of money.
 * @returns The nearest double, but for the last bit of very large amounts.
 *
 * @example A cent
 * ```ts
 * import assert from "node:assert/strict";
 * import { fromMoney } from "volarb/venue";
 *
 * assert.equal(fromMoney(1_000_000n), 0.01);
 * ```
 */
export function fromMoney(money: bigint): number {
  return Number(money) / 1e8;
}

/**
 * Money as a decimal text, exact.
 *
 * @param money Units of money.
 * @returns The amount in quote currency with eight decimals.
 *
 * @example A fee of a fifth of a cent
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatMoney } from "volarb/venue";
 *
 * assert.equal(formatMoney(-200_000n), "-0.00200000");
 * ```
 */
export function formatMoney(money: bigint): string {
  const digits = String(money < 0n ? -money : money).padStart(9, "0");
  const text = `${digits.slice(0, -8)}.${digits.slice(-8)}`;
  return money < 0n ? `-${text}` : text;
}

/**
 * A rate such as a fee or a funding rate as a whole number of `1e-12`.
 *
 * @param rate A fraction; decimals beyond the twelfth are rounded.
 * @returns The rate in units of `10 ** -RATE_DECIMALS`.
 * @throws {RangeError} If the rate is not finite or not within ±1000.
 *
 * @example Five basis points
 * ```ts
 * import assert from "node:assert/strict";
 * import { toRate } from "volarb/venue";
 *
 * assert.equal(toRate(0.0005), 500_000_000n);
 * ```
 */
export function toRate(rate: number): bigint {
  if (!(Math.abs(rate) <= 1000)) {
    throw new RangeError(
      `Cannot take a rate as it must be within 1000: current value is ${rate}`,
    );
  }
  return BigInt(Math.round(rate * 1e12));
}

/**
 * A rate of an amount of money.
 *
 * @param money Units of money.
 * @param rate Units of `1e-12`, as {@linkcode toRate} gives them.
 * @returns `money * rate`, rounded half away from zero to one unit of money.
 *
 * @example Five basis points of ten thousand
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatMoney, rateOf, toMoney, toRate } from "volarb/venue";
 *
 * assert.equal(formatMoney(rateOf(toMoney(10_000), toRate(0.0005))), "5.00000000");
 * ```
 */
export function rateOf(money: bigint, rate: bigint): bigint {
  return divideRounded(money * rate, RATE_UNIT);
}
