import { assertInteger, assertWindow } from "../stats/arguments.ts";
import type { Feature } from "./feature.ts";
import { SortedWindow } from "./sorted_window.ts";
import { transformed, windowOf } from "./transformed.ts";

/** Choices of {@linkcode ranked}. */
export type RankedOptions = {
  /** Values before that a value is compared with, at least 1. */
  readonly window: number;
  /** How many of them have to be present; the whole window by default. */
  readonly minimum?: number;
};

/**
 * A feature as its rank in its own past, as a column `<name>_rank_<window>`.
 *
 * `(#{x[s] < x[t]} + ½ #{x[s] = x[t]}) / #{x[s]}` over the last `window` values before `x[t]` that are present: 0 below all
 * of them, 1 above all. Values that are drawn from one law have ranks that are uniform, whatever the law.
 *
 * @param feature The feature.
 * @param options Values in the window, and how many of them have to be present.
 * @returns Its rank, in [0, 1]; missing where the value is, or too few are before it.
 * @throws {RangeError} If `window` or `minimum` is out of range.
 *
 * @example Its name
 * ```ts
 * import assert from "node:assert/strict";
 * import { ranked, vpinFeature } from "volarb/features";
 *
 * const vpin = vpinFeature({ bucketVolume: 100, window: 50 });
 * const rank = ranked(vpin, { window: 500, minimum: 50 });
 * assert.equal(rank.name, "vpin_50_rank_500");
 * assert.equal(rank.warmUp, 49 + 50);
 * ```
 */
export function ranked(
  feature: Feature,
  { window, minimum = window }: RankedOptions,
): Feature {
  const action = "rank a feature";
  assertWindow(action, window, 1);
  assertInteger(action, "minimum", minimum, 1);
  if (minimum > window) {
    throw new RangeError(
      `Cannot ${action} as minimum must be at most the window: current value is ${minimum} of ${window}`,
    );
  }
  return transformed(
    feature,
    {
      name: `${feature.name}_rank_${window}`,
      unit: "share of the values before",
      window: windowOf(window, feature),
      warmUp: feature.warmUp + minimum,
    },
    (saved) => {
      const past = new SortedWindow(
        window,
        saved as (number | null)[] | undefined,
      );
      return {
        take(column, i) {
          const value = column[i]!;
          const rank = past.size < minimum ? NaN : past.rank(value);
          past.push(value);
          column[i] = rank;
        },
        toJSON: () => past.toJSON(),
      };
    },
  );
}
