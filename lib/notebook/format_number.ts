/** Decimals beyond which a value counts as computed and not as given. */
const LONGEST_GIVEN = 8;

/**
 * A number in few digits: `digits` significant ones, the whole part always in
 * full.
 *
 * Whole numbers and those whose own text is as short stay as they are, `NaN` and
 * the infinities are written out, and what is below 1e-4 or above 1e15 gets an
 * exponent.
 *
 * @param value The number.
 * @param digits Significant digits, 1 to 15; 4 where absent.
 * @returns The text; a negative zero is `0`.
 * @throws {RangeError} If `digits` is not a whole number from 1 to 15.
 *
 * @example A price, a rate and a count
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatNumber } from "volarb/notebook";
 *
 * assert.equal(formatNumber(103_245.678), "103246");
 * assert.equal(formatNumber(6.0421, 3), "6.04");
 * assert.equal(formatNumber(0.25), "0.25");
 * assert.equal(formatNumber(0.0000123456), "1.235e-5");
 * assert.equal(formatNumber(72_000), "72000");
 * ```
 */
export function formatNumber(value: number, digits = 4): string {
  if (!(Number.isInteger(digits) && digits >= 1 && digits <= 15)) {
    throw new RangeError(
      `Cannot write a number as digits must be a whole number from 1 to 15: current value is ${digits}`,
    );
  }
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e15 && Number.isInteger(value)) return String(value + 0);
  const text = String(value);
  if (text.replace(/^-?[0.]*/, "").replace(/\.|e.*$/, "").length <= digits) {
    return text;
  }
  if (size < 1e-4 || size >= 1e15) return value.toExponential(digits - 1);
  return value.toFixed(decimalsOf(value, digits));
}

/**
 * Numbers of one column with their decimal points in one line: as given where
 * all have 8 decimals or less and none is a long fraction, else in `digits`
 * significant digits each.
 *
 * @param values The numbers shown.
 * @param digits Significant digits of computed numbers, 1 to 15; 4 where absent.
 * @returns The texts in the same order.
 *
 * @example Prices keep their ticks
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatNumbers } from "volarb/notebook";
 *
 * assert.deepEqual(formatNumbers([27103.1, 27103]), ["27103.1", "27103.0"]);
 * assert.deepEqual(formatNumbers([1 / 3, 200 / 3]), ["0.3333", "66.67"]);
 * ```
 */
export function formatNumbers(
  values: readonly number[],
  digits = 4,
): string[] {
  const finite = values.filter(Number.isFinite);
  const places = Math.max(0, ...finite.map(placesGiven));
  if (places > LONGEST_GIVEN) {
    return values.map((value) => formatNumber(value, digits));
  }
  return values.map((value) =>
    Number.isFinite(value) ? (value + 0).toFixed(places) : String(value)
  );
}

/** Decimals that leave `digits` significant ones after rounding. */
function decimalsOf(value: number, digits: number): number {
  const exponent = Number(value.toExponential(digits - 1).split("e")[1]);
  return Math.max(0, digits - 1 - exponent);
}

/** Decimals of the shortest text; infinite where it has an exponent. */
function placesGiven(value: number): number {
  const text = String(value);
  if (text.includes("e")) return Infinity;
  return text.split(".")[1]?.length ?? 0;
}
