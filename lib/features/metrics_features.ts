import {
  logLongShort,
  LongShortScore,
  OpenInterestChange,
  type OpenInterestOptions,
  type OpenInterestSnapshot,
  type RobustZScoreOptions,
  type RobustZScoreSnapshot,
} from "../regime/mod.ts";
import { METRICS_WINDOW } from "../market/mod.ts";
import { countOf, spanName } from "./feature_names.ts";
import { emptyEntry, takerOf, TIME, VALUE } from "./emission.ts";
import type { EmitValue, Feature, FeatureState } from "./feature.ts";
import type { MetricsRecords } from "./records.ts";
import { streamedFeature } from "./streamed_feature.ts";

/** A long/short ratio of the venue's metrics. */
export type LongShortRatio =
  | "topTraderAccountRatio"
  | "topTraderPositionRatio"
  | "accountRatio"
  | "takerVolumeRatio";

const RATIO_NAMES: { readonly [R in LongShortRatio]: string } = {
  topTraderAccountRatio: "top_trader_accounts",
  topTraderPositionRatio: "top_trader_positions",
  accountRatio: "accounts",
  takerVolumeRatio: "taker_volume",
};

const ROW = {
  entry: "row of the metrics",
  known: "at the end of the five-minute window, when the row is received",
};

/** A state that gives a value for each row of the metrics. */
function metricsState(
  emit: EmitValue,
  read: (metrics: MetricsRecords, row: number) => number,
  toJSON: () => unknown,
): FeatureState {
  const give = takerOf(emit);
  const entry = emptyEntry();
  return {
    families: {
      metrics: (metrics, from, to) => {
        for (let i = from; i < to; i++) {
          entry[TIME] = metrics.receiveTime[i]!;
          entry[VALUE] = read(metrics, i);
          give(entry);
        }
      },
    },
    toJSON,
  };
}

function nameOf(ratio: LongShortRatio): string {
  const name = RATIO_NAMES[ratio];
  if (name !== undefined) return name;
  throw new RangeError(
    `Cannot read a long/short ratio as it must be one of ${
      Object.keys(RATIO_NAMES).join(", ")
    }: current value is ${ratio}`,
  );
}

/**
 * Log of a long/short ratio as a column `log_long_short_<ratio>`: of `accounts`,
 * `top_trader_accounts`, `top_trader_positions` or `taker_volume`.
 *
 * @param options Which ratio.
 * @returns The feature, 0 where both sides are even; missing where the ratio is.
 * @throws {RangeError} If the ratio is unknown.
 */
export function logLongShortFeature({ ratio }: {
  /** Which of the venue's four. */
  readonly ratio: LongShortRatio;
}): Feature {
  return streamedFeature({
    ...ROW,
    name: `log_long_short_${nameOf(ratio)}`,
    inputs: [`metrics.${ratio}`, "metrics.receiveTime"],
    unit: "log ratio",
    window: "1 row",
    warmUp: 0,
    start: (emit) =>
      metricsState(
        emit,
        (metrics, i) => logLongShort(metrics[ratio].subarray(i, i + 1))[0]!,
        () => null,
      ),
  });
}

/** Choices of {@linkcode longShortScoreFeature}. */
export type LongShortScoreFeatureOptions = RobustZScoreOptions & {
  /** Which of the venue's four ratios. */
  readonly ratio: LongShortRatio;
};

/**
 * Robust z-score of the log of a long/short ratio, over the last rows of the metrics, as a
 * column `long_short_score_<ratio>_<window>`.
 *
 * No study reviewed by peers shows that these ratios predict returns.
 *
 * @param options Which ratio, rows in the window (288 are a day), and how many of them
 *   have to be present.
 * @returns The feature, in robust standard deviations.
 * @throws {RangeError} If the ratio is unknown or a number out of range.
 * @see def-robust-z-score, lem-account-ratio
 *
 * @example A day of rows
 * ```ts
 * import assert from "node:assert/strict";
 * import { longShortScoreFeature } from "volarb/features";
 *
 * const score = longShortScoreFeature({ ratio: "accountRatio", window: 288 });
 * assert.equal(score.name, "long_short_score_accounts_288");
 * assert.equal(score.warmUp, 287);
 * ```
 */
export function longShortScoreFeature(
  { ratio, ...options }: LongShortScoreFeatureOptions,
): Feature {
  const { window, minimum = window } = options;
  new LongShortScore(options);
  return streamedFeature({
    ...ROW,
    name: `long_short_score_${nameOf(ratio)}_${window}`,
    inputs: [`metrics.${ratio}`, "metrics.receiveTime"],
    unit: "robust standard deviations",
    window: countOf(window, "row"),
    warmUp: minimum - 1,
    start(emit, saved) {
      const score = saved === undefined
        ? new LongShortScore(options)
        : LongShortScore.from(saved as RobustZScoreSnapshot);
      return metricsState(
        emit,
        (metrics, i) => score.update(metrics[ratio][i]!),
        () => score.toJSON(),
      );
    },
  });
}

/** Choices of {@linkcode openInterestChangeFeature}. */
export type OpenInterestChangeFeatureOptions = OpenInterestOptions & {
  /**
   * `"contracts"` (default): log change of open contracts. `"value"`: of their value in
   * quote currency. `"price"`: the price's part of the latter.
   */
  readonly part?: "contracts" | "value" | "price";
};

/**
 * Log change of open interest over a span of time as a column
 * `open_interest_change_<span>`, with `_value` or `_price` for the other parts.
 *
 * @param options Span in microseconds, its tolerance, and which part.
 * @returns The feature; missing where the row or its reference is.
 * @throws {RangeError} If the span is not positive or the tolerance negative.
 * @see lem-open-interest
 */
export function openInterestChangeFeature(
  { part = "contracts", ...options }: OpenInterestChangeFeatureOptions,
): Feature {
  const { window } = options;
  new OpenInterestChange(options);
  const suffix = part === "contracts" ? "" : `_${part}`;
  return streamedFeature({
    ...ROW,
    name: `open_interest_change_${spanName(window)}${suffix}`,
    inputs: [
      "metrics.openInterest",
      "metrics.openInterestValue",
      "metrics.receiveTime",
    ],
    unit: "log change",
    window: spanName(window),
    // Rows come every five minutes; the reference is the first that is old enough.
    warmUp: Math.ceil(window / METRICS_WINDOW),
    start(emit, saved) {
      const change = saved === undefined
        ? new OpenInterestChange(options)
        : OpenInterestChange.from(saved as OpenInterestSnapshot);
      return metricsState(
        emit,
        ({ receiveTime, openInterest, openInterestValue }, i) => {
          change.update(
            receiveTime[i]!,
            openInterest[i]!,
            openInterestValue[i]!,
          );
          if (part === "contracts") return change.value;
          return part === "value" ? change.quoteValue : change.price;
        },
        () => change.toJSON(),
      );
    },
  });
}
