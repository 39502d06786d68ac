import { assertWindow } from "../stats/arguments.ts";
import type { Feature } from "./feature.ts";
import { RecentValues } from "./recent_values.ts";
import { transformed } from "./transformed.ts";

/**
 * A feature as it was some values ago, as a column `<name>_lag_<values>`.
 *
 * @param feature The feature.
 * @param options How many of its own values it stands behind, at least 1.
 * @returns The value of so many values ago, known when the current one is.
 * @throws {RangeError} If the lag is not a positive integer.
 *
 * @example Two settlements ago
 * ```ts
 * import assert from "node:assert/strict";
 * import { fundingRateFeature, lagged } from "volarb/features";
 *
 * const { name, lag, warmUp } = lagged(fundingRateFeature(), { lag: 2 });
 * assert.deepEqual([name, lag, warmUp], ["funding_rate_lag_2", 2, 2]);
 * ```
 */
export function lagged(feature: Feature, { lag }: {
  /** How many values it stands behind, at least 1. */
  readonly lag: number;
}): Feature {
  assertWindow(`lag ${feature.name}`, lag, 1, "lag");
  return transformed(feature, {
    name: `${feature.name}_lag_${lag}`,
    lag: (feature.lag ?? 0) + lag,
    warmUp: feature.warmUp + lag,
  }, (saved) => {
    const recent = new RecentValues(
      `lag ${feature.name}`,
      lag,
      saved as (number | null)[] | undefined,
    );
    return {
      take: (column, i) => column[i] = recent.push(column[i]!),
      toJSON: () => recent.toJSON(),
    };
  });
}
