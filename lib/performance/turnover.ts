import { assertColumns, assertPositive } from "../stats/arguments.ts";
import { sum } from "../stats/mod.ts";
import { DAY } from "../time/mod.ts";

/** Choices of {@linkcode turnover}. */
export type TurnoverOptions = {
  /** Mean equity over the span, in the quote currency, > 0. */
  readonly meanEquity: number;
  /** Length of the span in microseconds, > 0. */
  readonly span: number;
};

/**
 * Turnover: what was traded in a day, as a multiple of equity.
 *
 * `Σ |quantity · price| / (mean equity · days)`. Purchases and sales both count.
 *
 * @param fills Columns of length `n`: base units and quote per base unit.
 * @param options Mean equity and span.
 * @returns Multiples of equity per day; 0 without fills.
 * @throws {RangeError} If columns differ in length, or an option is not positive.
 *
 * @example In and out in a day with all there is
 * ```ts
 * import assert from "node:assert/strict";
 * import { turnover } from "volarb/performance";
 *
 * const fills = { quantity: Float64Array.of(1, -1), price: Float64Array.of(100, 100) };
 * assert.equal(turnover(fills, { meanEquity: 100, span: 86_400e6 }), 2);
 * ```
 */
export function turnover(
  { quantity, price }: {
    /** Base units, signed. */
    readonly quantity: Float64Array;
    /** Quote per base unit. */
    readonly price: Float64Array;
  },
  { meanEquity, span }: TurnoverOptions,
): number {
  const action = "compute turnover";
  assertColumns(action, { quantity, price });
  assertPositive(action, "meanEquity", meanEquity);
  assertPositive(action, "span", span);
  return sum(quantity.map((q, i) => Math.abs(q * price[i]!))) /
    (meanEquity * span / DAY);
}
