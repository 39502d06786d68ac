import {
  RobustZScore,
  type RobustZScoreOptions,
  type RobustZScoreSnapshot,
  ZScore,
  type ZScoreOptions,
  type ZScoreSnapshot,
} from "../regime/mod.ts";
import type { Feature } from "./feature.ts";
import { transformed, windowOf } from "./transformed.ts";

/**
 * A feature as distance from its rolling mean in standard deviations, as a column
 * `<name>_z_<window>`.
 *
 * The window is of the feature's own values, the current one included: bars, buckets,
 * settlements. To score what stands on the rows of the frame, score
 * {@linkcode perRow} of it.
 *
 * @param feature The feature.
 * @param options Values in the window.
 * @returns Its score; missing while the window is not full, misses a value or does not
 *   vary.
 * @throws {RangeError} If the window is not an integer of at least 2.
 * @see lem-plain-z
 *
 * @example It says what it is made of
 * ```ts
 * import assert from "node:assert/strict";
 * import { rogersSatchellFeature, zScored } from "volarb/features";
 *
 * const score = zScored(rogersSatchellFeature({ window: 60 }), { window: 1440 });
 * assert.equal(score.name, "rogers_satchell_60_z_1440");
 * assert.equal(score.warmUp, 59 + 1439);
 * assert.equal(score.window, "1440 values, one per bar, each of 60 bars");
 * ```
 */
export function zScored(feature: Feature, options: ZScoreOptions): Feature {
  const { window } = options;
  return transformed(
    feature,
    {
      name: `${feature.name}_z_${window}`,
      unit: "standard deviations",
      window: windowOf(window, feature),
      warmUp: feature.warmUp + window - 1,
    },
    (saved) => {
      const score = saved === undefined
        ? new ZScore(options)
        : ZScore.from(saved as ZScoreSnapshot);
      return {
        take: (column, i) => column[i] = score.update(column[i]!),
        toJSON: () => score.toJSON(),
      };
    },
  );
}

/**
 * A feature as distance from its rolling median in robust standard deviations, as a column
 * `<name>_robust_z_<window>`.
 *
 * Median and median absolute deviation (times 1.4826) of the feature's own values, the
 * current one included; missing values take a place but no part.
 *
 * @param feature The feature.
 * @param options Values in the window, and how many of them have to be present.
 * @returns Its score; missing where more than half of the window is equal.
 * @throws {RangeError} If `window` or `minimum` is out of range.
 * @see eq-robust-z-score
 * @see Hampel, F. (1974), JASA 69(346), 383-393, doi:10.1080/01621459.1974.10482962.
 *
 * @example Its name
 * ```ts
 * import assert from "node:assert/strict";
 * import { fundingRateFeature, robustZScored } from "volarb/features";
 *
 * const score = robustZScored(fundingRateFeature(), { window: 90 });
 * assert.equal(score.name, "funding_rate_robust_z_90");
 * ```
 */
export function robustZScored(
  feature: Feature,
  options: RobustZScoreOptions,
): Feature {
  const { window, minimum = window } = options;
  return transformed(
    feature,
    {
      name: `${feature.name}_robust_z_${window}`,
      unit: "robust standard deviations",
      window: windowOf(window, feature),
      warmUp: feature.warmUp + minimum - 1,
    },
    (saved) => {
      const score = saved === undefined
        ? new RobustZScore(options)
        : RobustZScore.from(saved as RobustZScoreSnapshot);
      return {
        take: (column, i) => column[i] = score.update(column[i]!),
        toJSON: () => score.toJSON(),
      };
    },
  );
}
