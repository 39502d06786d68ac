import { quantile } from "../stats/mod.ts";

/**
 * Names of the regimes that {@linkcode terciles} tells apart.
 *
 * @example Returns by the third that a signal was in
 * ```ts
 * import assert from "node:assert/strict";
 * import { TERCILE_NAMES, terciles } from "volarb/performance";
 *
 * const { group } = terciles(Float64Array.of(9, 1, 5));
 * assert.deepEqual([...group].map((k) => TERCILE_NAMES[k]), ["high", "low", "middle"]);
 * ```
 */
export const TERCILE_NAMES: readonly string[] = ["low", "middle", "high"];

/** Rows by the third of all rows that they are in. */
export type Terciles = {
  /** Length `n`; 0 low, 1 middle, 2 high, `NaN` where the value is missing. */
  readonly group: Float64Array;
  /** The values up to which a row is low, and up to which it is middle. */
  readonly thresholds: readonly [number, number];
};

/**
 * Regimes of a column by terciles of its own values.
 *
 * Thresholds are the quantiles at 1/3 and 2/3 of the whole column, so that the groups describe what
 * has been and are no signal. A value at a threshold belongs below it.
 *
 * @param column Length `n`, as known at the start of each period; `NaN` is missing.
 * @returns Groups and thresholds; the latter `NaN` where nothing is known.
 *
 * @example Three of each
 * ```ts
 * import assert from "node:assert/strict";
 * import { terciles } from "volarb/performance";
 *
 * const { group } = terciles(Float64Array.of(9, 1, 5, NaN));
 * assert.deepEqual(group, Float64Array.of(2, 0, 1, NaN));
 * ```
 */
export function terciles(column: Float64Array): Terciles {
  const known = column.filter((x) => !Number.isNaN(x));
  const low = quantile(known, 1 / 3);
  const high = quantile(known, 2 / 3);
  return {
    group: column.map((x) =>
      Number.isNaN(x) ? NaN : x <= low ? 0 : x <= high ? 1 : 2
    ),
    thresholds: [low, high],
  };
}
