import {
  HawkesIntensity,
  type HawkesParameters,
  type HawkesSnapshot,
} from "../flow/mod.ts";
import type { RollingMean, RollingMeanSnapshot } from "../stats/mod.ts";
import { MISSING } from "../stats/finite_or_nan.ts";
import { SECOND } from "../time/mod.ts";
import { numberName } from "./feature_names.ts";
import { emptyEntry, takerOf, TIME, VALUE } from "./emission.ts";
import type { Feature } from "./feature.ts";
import type { PeriodOptions } from "./period_clock.ts";
import { type BarGatherer, periodFeature } from "./period_feature.ts";
import type { TradeRecords } from "./records.ts";
import { rollingMeanFrom } from "./rolling_mean_from.ts";
import { streamedFeature } from "./streamed_feature.ts";

const FLOW = ["trades.quantity", "trades.isBuyerMaker"];

/** Choices of {@linkcode tradeFlowImbalanceFeature}. */
export type TradeFlowImbalanceFeatureOptions = PeriodOptions & {
  /**
   * `"volume"` (default): bought less sold quantity, in base units. `"share"`: the same
   * over the volume, in [-1, 1].
   */
  readonly unit?: "volume" | "share";
};

/**
 * Trade flow imbalance over bars of the clock, as a column
 * `trade_flow_imbalance_<span>`, or `trade_flow_share_<span>` in shares.
 *
 * `2 B - V` over the window, `B` being what aggressors bought and `V` the volume, or that
 * over `V`.
 *
 * @param options Bars, how many are added up, and the unit.
 * @returns The feature; a share is missing where nothing was traded.
 * @throws {RangeError} If a number is out of range.
 * @see eq-tfi
 * @see Silantyev, E. (2019), Digital Finance 1, 191-218,
 *   doi:10.1007/s42521-019-00007-w.
 *
 * @example What it says of itself
 * ```ts
 * import assert from "node:assert/strict";
 * import { tradeFlowImbalanceFeature } from "volarb/features";
 * import { SECOND } from "volarb/time";
 *
 * const flow = tradeFlowImbalanceFeature({ period: SECOND, window: 60 });
 * assert.equal(flow.name, "trade_flow_imbalance_1m_by_1s");
 * assert.equal(flow.window, "60 bars of 1s");
 * ```
 */
export function tradeFlowImbalanceFeature(
  options: TradeFlowImbalanceFeatureOptions,
): Feature {
  const { window = 1, unit = "volume" } = options;
  const share = unit === "share";
  return periodFeature({
    name: share ? "trade_flow_share" : "trade_flow_imbalance",
    inputs: FLOW,
    unit: share ? "share of volume" : "base units",
    family: "trades",
    options,
    gather: (saved) =>
      new FlowBar(window, share, saved as FlowBarSnapshot | undefined),
  });
}

type FlowBarSnapshot = {
  readonly open: readonly [number, number];
  readonly bought: RollingMeanSnapshot;
  readonly volume: RollingMeanSnapshot;
};

/** Bought and traded quantity of the bars in the window. */
class FlowBar implements BarGatherer<"trades"> {
  readonly #window: number;
  readonly #share: boolean;
  readonly #boughts: RollingMean;
  readonly #volumes: RollingMean;
  /** Bought and traded quantity of the open bar. */
  readonly #open = new Float64Array(2);

  constructor(window: number, share: boolean, saved?: FlowBarSnapshot) {
    this.#window = window;
    this.#share = share;
    this.#boughts = rollingMeanFrom(window, saved?.bought);
    this.#volumes = rollingMeanFrom(window, saved?.volume);
    if (saved !== undefined) this.#open.set(saved.open);
  }

  add(
    { quantity, isBuyerMaker }: TradeRecords,
    from: number,
    to: number,
  ): void {
    let bought = this.#open[0]!;
    let volume = this.#open[1]!;
    for (let row = from; row < to; row++) {
      const q = quantity[row]!;
      volume += q;
      bought += q * (1 - isBuyerMaker[row]!);
    }
    this.#open[0] = bought;
    this.#open[1] = volume;
  }

  closeBar(entry: Float64Array, missing: boolean): void {
    if (missing) this.#open.fill(NaN);
    this.#boughts.take(this.#open, 0);
    this.#volumes.take(this.#open, 1);
    this.#open.fill(0);
    const volume = this.#volumes.value;
    const imbalance = 2 * this.#boughts.value - volume;
    if (!this.#share) entry[VALUE] = imbalance * this.#window;
    else entry[VALUE] = volume > 0 ? imbalance / volume : MISSING[0]!;
  }

  toJSON(): FlowBarSnapshot {
    return {
      open: [this.#open[0]!, this.#open[1]!],
      bought: this.#boughts.toJSON(),
      volume: this.#volumes.toJSON(),
    };
  }
}

/**
 * Traded quantity per second over bars of the clock, as a column `trade_rate_<span>`.
 *
 * @param options Bars, and how many are averaged.
 * @returns The feature.
 * @throws {RangeError} If a number is out of range.
 */
export function tradeRateFeature(options: PeriodOptions): Feature {
  const { period, window = 1 } = options;
  return periodFeature({
    name: "trade_rate",
    inputs: ["trades.quantity"],
    unit: "base units per second",
    family: "trades",
    options,
    gather(saved) {
      const { open, mean } = (saved ?? {}) as {
        open?: number;
        mean?: RollingMeanSnapshot;
      };
      const rate = rollingMeanFrom(window, mean);
      const volume = Float64Array.of(open ?? 0);
      return {
        add({ quantity }, from, to) {
          let sum = volume[0]!;
          for (let row = from; row < to; row++) sum += quantity[row]!;
          volume[0] = sum;
        },
        closeBar(entry, missing) {
          volume[0] = missing ? MISSING[0]! : volume[0]! / (period / SECOND);
          rate.take(volume, 0);
          volume[0] = 0;
          entry[VALUE] = rate.value;
        },
        toJSON: () => ({ open: volume[0]!, mean: rate.toJSON() }),
      };
    },
  });
}

/**
 * Intensity of a Hawkes process of the trades' arrivals, at each row of the frame, as a
 * column `hawkes_intensity_<μ>_<n>_<β>`.
 *
 * `μ + n β Σ exp(-β (t - t[i]))` over the trades received by `t`. The parameters are given: fit them
 * on earlier data (`fitHawkes`), as a fit to the same data looks ahead.
 *
 * @param parameters Baseline `μ`, branching ratio `n` and decay `β`.
 * @returns The feature.
 * @throws {RangeError} If a parameter is out of range.
 * @see eq-hawkes
 * @see Hawkes, A. (1971), Biometrika 58(1), 83-90, doi:10.1093/biomet/58.1.83.
 */
export function hawkesIntensityFeature(parameters: HawkesParameters): Feature {
  const { baseline, branchingRatio, decay } = parameters;
  new HawkesIntensity(parameters);
  return streamedFeature({
    name: `hawkes_intensity_${
      [baseline, branchingRatio, decay].map(numberName).join("_")
    }`,
    inputs: ["trades.receiveTime"],
    unit: "trades per second",
    window: "all trades so far",
    entry: "row of the frame",
    warmUp: 0,
    known: "at each row of the frame",
    join: {},
    start(emit, saved) {
      const intensity = saved === undefined
        ? new HawkesIntensity(parameters)
        : HawkesIntensity.from(saved as HawkesSnapshot);
      const give = takerOf(emit);
      const entry = emptyEntry();
      return {
        families: {
          trades: ({ receiveTime }, from, to) => {
            for (let i = from; i < to; i++) intensity.update(receiveTime[i]!);
          },
        },
        decide(time) {
          entry[TIME] = time;
          entry[VALUE] = intensity.ready ? intensity.at(time) : MISSING[0]!;
          give(entry);
        },
        toJSON: () => intensity.toJSON(),
      };
    },
  });
}
