import { DAY, MINUTE } from "../time/mod.ts";
import {
  HAR_LAGS,
  type HarForm,
  type RollingHarOptions,
} from "../volatility/mod.ts";
import { assertPositive } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { countOf, spanName } from "./feature_names.ts";
import type { Feature } from "./feature.ts";
import { HarDays, type HarDaysSnapshot } from "./har_days.ts";
import { streamedFeature } from "./streamed_feature.ts";

/** Choices of {@linkcode harForecastFeature}. */
export type HarForecastFeatureOptions =
  & Pick<RollingHarOptions, "form" | "lags" | "filter">
  & {
    /** Days that each fit reads, the last one among them. */
    readonly window: number;
    /** Time between the prices of which a day's returns are made; 5 minutes by default. */
    readonly period?: number;
    /** What is a day, in microseconds from the epoch on; a UTC day by default. */
    readonly day?: number;
    /**
     * Least share of a day's returns that has to be there; 0.9 by default. What is missing
     * of such a day is made up for in proportion; of a day with less nothing is known.
     */
    readonly coverage?: number;
    /** Level at which a day's jumps count, for `"har-cj"`; 0.001 by default. */
    readonly level?: number;
  };

const NAMES: { readonly [F in HarForm]: string } = {
  "har": "har_forecast",
  "harq": "harq_forecast",
  "har-cj": "har_cj_forecast",
};

/**
 * Forecast of the next day's variance by a heterogeneous autoregression, as a column
 * `har_forecast_<span>`, `harq_forecast_…` or `har_cj_forecast_…`.
 *
 * Each day's returns are those of the bars' closes, `period` apart. With the last bar of a
 * day the model is fitted anew on the days of the window, none later, and forecasts
 * the day that begins. The lags are 1, 7 and 30 days, as the market never closes; a
 * day's jumps count where the test of Barndorff-Nielsen and Shephard finds them.
 *
 * @param options Form, lags and days of the fit, and how days are measured.
 * @returns The feature, with one value for each day: variance of the log price over the
 *   next one. Missing while the days of the window do not determine the model.
 * @throws {RangeError} If a number is out of range or the form unknown.
 * @see eq-har, eq-harq, eq-har-cj
 * @see Corsi, F. (2009), Journal of Financial Econometrics 7(2), 174-196,
 *   doi:10.1093/jjfinec/nbp001, and what `fitHar` names.
 *
 * @example Fitted on a year
 * ```ts
 * import assert from "node:assert/strict";
 * import { harForecastFeature } from "volarb/features";
 *
 * const { name, window } = harForecastFeature({ form: "harq", window: 365 });
 * assert.equal(name, "harq_forecast_365d_by_5m");
 * assert.equal(window, "365 days");
 * ```
 */
export function harForecastFeature(
  {
    form = "har",
    lags = HAR_LAGS,
    filter = "sanity",
    window,
    period = 5 * MINUTE,
    day = DAY,
    coverage = 0.9,
    level = 0.001,
  }: HarForecastFeatureOptions,
): Feature {
  const action = "forecast variance";
  assertPositive(action, "day", day);
  if (!(period > 0 && day % period === 0 && day / period >= 3)) {
    throw new RangeError(
      `Cannot ${action} as a day must be made of 3 periods or more: current value is ${
        day / period
      }`,
    );
  }
  for (const [name, share] of Object.entries({ coverage, level })) {
    if (share > 0 && share <= 1) continue;
    throw new RangeError(
      `Cannot ${action} as ${name} must be in (0, 1]: current value is ${share}`,
    );
  }
  const options = { form, lags, filter, window, period, day, coverage, level };
  // What is out of range is told when the feature is made, not when it runs.
  new HarDays(options).forecast();
  return streamedFeature({
    name: `${NAMES[form]}_${spanName(window * day)}_by_${spanName(period)}`,
    inputs: ["bars.close", "bars.closeTime", "bars.receiveTime"],
    unit: "variance of the log price per day",
    window: countOf(window, "day"),
    entry: "day",
    warmUp: window - 1,
    known: "with the last bar of the day, when it is received",
    start(emit, saved) {
      const from = saved as HarSnapshot | undefined;
      const days = new HarDays(options, from?.days);
      let open = from?.open ?? NaN;
      return {
        families: {
          bars({ closeTime, receiveTime, close }, from, to) {
            for (let i = from; i < to; i++) {
              const end = closeTime[i]!;
              const index = Math.ceil(end / day) - 1;
              // Bars are missing at the end of a day, or of several.
              let ended = false;
              for (; open < index; open++) {
                days.end();
                ended = true;
              }
              if (ended) emit(receiveTime[i]!, days.forecast());
              days.add(end, close[i]!);
              open = index;
              if (end % day !== 0) continue;
              days.end();
              open++;
              emit(receiveTime[i]!, days.forecast());
            }
          },
        },
        toJSON: (): HarSnapshot => ({
          open: orNull(open),
          days: days.toJSON(),
        }),
      };
    },
  });
}

type HarSnapshot = {
  /** The day that is not over, counted from the epoch; `null` before the first bar. */
  readonly open: number | null;
  readonly days: HarDaysSnapshot;
};
