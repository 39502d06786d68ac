import type { Scaled } from "./columns.ts";

/**
 * A column of exact decimals as floating-point numbers.
 *
 * `integers[i] / 10 ** scale`: one division of two exact numbers, so the result
 * is the double nearest to the decimal text, the same as `Number(text)`.
 *
 * @param column Integers and their common scale.
 * @returns Length of `column.integers`; quote or base units. `NaN` stays `NaN`.
 * @throws {RangeError} If the scale is not a whole number from 0 to 22 (larger powers of ten are not exact).
 * @see lem-division
 *
 * @example Prices of a tick of 0.1
 * ```ts
 * import assert from "node:assert/strict";
 * import { toDecimals } from "volarb/market";
 *
 * const price = toDecimals({ integers: Int32Array.of(650146, 3), scale: 1 });
 * assert.deepEqual([...price], [65014.6, 0.3]);
 * ```
 */
export function toDecimals(column: Scaled): Float64Array {
  const { integers, scale } = column;
  if (!Number.isInteger(scale) || scale < 0 || scale > 22) {
    throw new RangeError(
      `Cannot scale a column as its scale must be a whole number from 0 to 22: current value is ${scale}`,
    );
  }
  const divisor = Number(`1e${scale}`);
  const decimals = new Float64Array(integers.length);
  for (let i = 0; i < decimals.length; i++) {
    decimals[i] = integers[i]! / divisor;
  }
  return decimals;
}
