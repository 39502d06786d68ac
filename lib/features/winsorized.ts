import { assertInteger, assertWindow } from "../stats/arguments.ts";
import { numberName } from "./feature_names.ts";
import type { Feature } from "./feature.ts";
import { SortedWindow } from "./sorted_window.ts";
import { transformed, type ValueMap, windowOf } from "./transformed.ts";

/** Where {@linkcode winsorized} cuts. */
export type WinsorizedOptions =
  | {
    /** Smallest value that stays. */
    readonly lowest: number;
    /** Largest value that stays. */
    readonly highest: number;
  }
  | {
    /** Values before the current one whose quantiles are the limits, at least 2. */
    readonly window: number;
    /** Probability of the lower limit, in [0, 1); 0.01 by default. */
    readonly lower?: number;
    /** Probability of the upper limit, above `lower`, at most 1; 0.99 by default. */
    readonly upper?: number;
    /** How many values of the window have to be present, at least 2; all by default. */
    readonly minimum?: number;
  };

/**
 * A feature whose extreme values are brought back to a limit, as a column
 * `<name>_winsorized`, or `<name>_winsorized_<window>`.
 *
 * `min(max(x, a), b)`. The limits `a` and `b` are given, or the quantiles (linear, R-7) of the
 * `window` values before the current one, which so has no part in its own limits. The
 * usual form takes them over the whole sample, and looks ahead.
 *
 * @param feature The feature.
 * @param options The limits, or the window and the probabilities.
 * @returns Its values within the limits; missing where the limits are.
 * @throws {RangeError} If the limits or probabilities do not rise, or the window is not
 *   an integer of at least 2.
 *
 * @example Limits that are given
 * ```ts
 * import assert from "node:assert/strict";
 * import { logReturnFeature, marketColumns, winsorized } from "volarb/features";
 *
 * const price = Float64Array.of(100, 110, 109);
 * const time = Float64Array.of(60e6, 120e6, 180e6);
 * const market = marketColumns({
 *   bars: {
 *     openTime: time.map((t) => t - 60e6), closeTime: time,
 *     open: price, high: price, low: price, close: price, volume: price,
 *   },
 * });
 * const cut = winsorized(logReturnFeature({ window: 1 }), {
 *   lowest: -0.02,
 *   highest: 0.02,
 * });
 * const { values } = cut.compute(market);
 * assert.equal(values[1], 0.02);
 * assert.ok(Math.abs(values[2]! - Math.log(109 / 110)) < 1e-15);
 * ```
 */
export function winsorized(
  feature: Feature,
  options: WinsorizedOptions,
): Feature {
  const action = `winsorize ${feature.name}`;
  if ("lowest" in options) {
    const { lowest, highest } = options;
    assertRise(action, "lowest", lowest, "highest", highest);
    const map: ValueMap = {
      take: (column, i) => column[i] = within(column[i]!, lowest, highest),
      toJSON: () => null,
    };
    return transformed(
      feature,
      {
        name: `${feature.name}_winsorized_${numberName(lowest)}_${
          numberName(highest)
        }`,
        // Made of one value, so that values left out are not missed.
      },
      () => map,
      "alone",
    );
  }
  const { window, lower = 0.01, upper = 0.99, minimum = window } = options;
  assertWindow(action, window, 2);
  assertInteger(action, "minimum", minimum, 2);
  assertRise(action, "lower", lower, "upper", upper);
  if (!(lower >= 0 && upper <= 1 && minimum <= window)) {
    throw new RangeError(
      `Cannot ${action} as probabilities must be in [0, 1] and minimum must not exceed window: current value is ${lower}, ${upper}, ${minimum} of ${window}`,
    );
  }
  return transformed(feature, {
    name: `${feature.name}_winsorized_${window}`,
    window: windowOf(window + 1, feature),
    warmUp: feature.warmUp + minimum,
  }, (saved) => {
    const values = new SortedWindow(
      window,
      saved as (number | null)[] | undefined,
    );
    return {
      take(column, i) {
        const x = column[i]!;
        const full = values.size >= minimum;
        const low = full ? values.quantile(lower) : NaN;
        const high = full ? values.quantile(upper) : NaN;
        values.push(x);
        column[i] = within(x, low, high);
      },
      toJSON: () => values.toJSON(),
    };
  });
}

function within(x: number, lowest: number, highest: number): number {
  // Math.min and Math.max are missing where any of the three is.
  return Math.min(Math.max(x, lowest), highest);
}

function assertRise(
  action: string,
  lowName: string,
  low: number,
  highName: string,
  high: number,
): void {
  if (!(low < high)) {
    throw new RangeError(
      `Cannot ${action} as ${lowName} must be below ${highName}: current value is ${low} and ${high}`,
    );
  }
}
