import { assertColumns } from "../stats/arguments.ts";
import { mean } from "../stats/mod.ts";

/** How much of an account was at risk, on average over rows of equal length. */
export type Exposure = {
  /** Share of rows with a position. */
  readonly timeShare: number;
  /** Mean of gross value over equity. */
  readonly gross: number;
  /** Mean of net value over equity; below 0 short. */
  readonly net: number;
  /** Largest gross value over equity. */
  readonly largest: number;
};

/**
 * Exposure of an account.
 *
 * Means over the rows of `G/E` and `N/E`, with the sum `G` of the absolute values of all positions, their sum
 * `N` and equity `E`, on the grid of `resampleEquity`.
 *
 * @param columns Length `n`, rows of equal length. `net` and `gross` in the quote currency, `gross >= |net|`; for one
 *   instrument `gross` may be left out.
 * @returns The means; `NaN` of no rows or if an entry is missing.
 * @throws {RangeError} If the columns differ in length.
 *
 * @example Half of the time, twice the equity
 * ```ts
 * import assert from "node:assert/strict";
 * import { exposure } from "volarb/performance";
 *
 * const { timeShare, gross, net } = exposure({
 *   net: Float64Array.of(0, -200),
 *   equity: Float64Array.of(100, 100),
 * });
 * assert.deepEqual([timeShare, gross, net], [0.5, 1, -1]);
 * ```
 */
export function exposure(
  { net, gross = net.map(Math.abs), equity }: {
    /** Value of all positions, signed. */
    readonly net: Float64Array;
    /** Sum of the absolute values of all positions. */
    readonly gross?: Float64Array;
    /** Equity, > 0. */
    readonly equity: Float64Array;
  },
): Exposure {
  const n = assertColumns("compute exposure", { net, gross, equity });
  const leverage = gross.map((g, i) => g / equity[i]!);
  let largest = n === 0 ? NaN : 0;
  for (const ratio of leverage) largest = Math.max(largest, ratio);
  return {
    timeShare: mean(gross.map((g) => Number.isNaN(g) ? NaN : g === 0 ? 0 : 1)),
    gross: mean(leverage),
    net: mean(net.map((value, i) => value / equity[i]!)),
    largest,
  };
}
