import { Amihud, type AmihudSnapshot } from "../flow/mod.ts";
import { RollingMean, type RollingMeanSnapshot } from "../stats/mod.ts";
import { logRatio } from "../volatility/mod.ts";
import { assertWindow } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { type BarEstimator, barFeature } from "./bar_feature.ts";
import { checkClose } from "./check_close.ts";
import { VALUE } from "./emission.ts";
import type { Feature } from "./feature.ts";
import { RecentValues } from "./recent_values.ts";

/** Choices of a feature over one-minute bars. */
export type MinuteFeatureOptions = {
  /** Bars taken together, at least 1. */
  readonly window: number;
};

/**
 * Log return over the last bars as a column `log_return_<window>`.
 *
 * `ln(close[t] / close[t - window])`, where bars that the records leave out count and have no
 * close: a return never spans more time than its bars.
 *
 * @param options Bars that the return spans.
 * @returns The feature.
 * @throws {RangeError} If the window is not a positive integer.
 */
export function logReturnFeature({ window }: MinuteFeatureOptions): Feature {
  return barFeature({
    name: `log_return_${window}`,
    window: window + 1,
    inputs: ["bars.close", "bars.openTime", "bars.closeTime"],
    unit: "log return",
    warmUp: window,
    estimate: (saved): BarEstimator => {
      const closes = new RecentValues(
        "compute a log return",
        window,
        saved as (number | null)[] | undefined,
      );
      return {
        take(bar, entry) {
          checkClose("compute a log return", bar);
          const { close } = bar;
          entry[VALUE] = logRatio(close, closes.push(close));
        },
        miss(bars) {
          for (let i = Math.min(bars, window); i > 0; i--) closes.push(NaN);
        },
        toJSON: () => closes.toJSON(),
      };
    },
  });
}

/** What the estimator of {@linkcode takerImbalanceFeature} saves. */
type TakerSnapshot = {
  readonly bought: RollingMeanSnapshot;
  readonly volume: RollingMeanSnapshot;
};

/**
 * What takers bought less what they sold over the volume of the last bars, as a column
 * `taker_imbalance_<window>`.
 *
 * `(2 Σ B - Σ V) / Σ V` from the venue's own sums per minute: the share form of trade
 * flow imbalance where there are no trades to read.
 *
 * @param options Bars added up.
 * @returns The feature, in [-1, 1]; missing where the bars do not say what takers
 *   bought, or nothing was traded.
 * @throws {RangeError} If the window is not a positive integer.
 * @see eq-map-klines
 * @see Silantyev, E. (2019), Digital Finance 1, 191-218,
 *   doi:10.1007/s42521-019-00007-w.
 */
export function takerImbalanceFeature(
  { window }: MinuteFeatureOptions,
): Feature {
  return barFeature({
    name: `taker_imbalance_${window}`,
    window,
    inputs: ["bars.takerBuyVolume", "bars.volume"],
    unit: "share of volume",
    warmUp: window - 1,
    estimate: (saved): BarEstimator => {
      const from = saved as TakerSnapshot | undefined;
      const bought = from ? RollingMean.from(from.bought) : new RollingMean(
        window,
      );
      const volume = from ? RollingMean.from(from.volume) : new RollingMean(
        window,
      );
      return {
        take(bar, entry) {
          const share = 2 * bought.update(bar.takerBuyVolume);
          const total = volume.update(bar.volume);
          entry[VALUE] = total > 0 ? (share - total) / total : NaN;
        },
        toJSON: () => ({ bought: bought.toJSON(), volume: volume.toJSON() }),
      };
    },
  });
}

/** What the estimator of {@linkcode amihudFeature} saves. */
type AmihudBarSnapshot = {
  readonly close: number | null;
  readonly amihud: AmihudSnapshot;
};

/**
 * Amihud's illiquidity over the last bars as a column `amihud_<window>`.
 *
 * Mean of `|ln(close[t] / close[t-1])|` over the bar's turnover, of those bars that had any.
 * Where bars are missing between two there is no return, and no mean until it has left the
 * window.
 *
 * @param options Bars averaged.
 * @returns The feature; missing where the bars do not tell their turnover.
 * @throws {RangeError} If the window is not a positive integer.
 * @see eq-impact-measures
 * @see Amihud, Y. (2002), Journal of Financial Markets 5(1), 31-56,
 *   doi:10.1016/S1386-4181(01)00024-6.
 */
export function amihudFeature(options: MinuteFeatureOptions): Feature {
  const { window } = options;
  const action = "compute Amihud's illiquidity";
  assertWindow(action, window, 1);
  return barFeature({
    name: `amihud_${window}`,
    window: window + 1,
    inputs: [
      "bars.close",
      "bars.quoteVolume",
      "bars.openTime",
      "bars.closeTime",
    ],
    unit: "log return per unit of quote currency",
    warmUp: window,
    estimate: (saved): BarEstimator => {
      const from = saved as AmihudBarSnapshot | undefined;
      const amihud = from ? Amihud.from(from.amihud) : new Amihud(options);
      const close = Float64Array.of(from?.close ?? NaN);
      return {
        take(bar, entry) {
          checkClose(action, bar);
          const change = logRatio(bar.close, close[0]!);
          // A bar without a return is missing, not one without volume.
          const turnover = change === change ? bar.quoteVolume : NaN;
          entry[VALUE] = amihud.update(change, turnover);
          close[0] = bar.close;
        },
        miss: () => close[0] = NaN,
        toJSON: () => ({ close: orNull(close[0]!), amihud: amihud.toJSON() }),
      };
    },
  });
}
