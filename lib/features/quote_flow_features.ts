import {
  OrderFlowImbalance,
  type OrderFlowImbalanceSnapshot,
} from "../flow/mod.ts";
import {
  TimeWeightedMean,
  type TimeWeightedMeanSnapshot,
} from "../liquidity/mod.ts";
import { midOf } from "../liquidity/mid_price.ts";
import type { RollingMean, RollingMeanSnapshot } from "../stats/mod.ts";
import { MISSING } from "../stats/finite_or_nan.ts";
import { orNull } from "../stats/or_null.ts";
import { TIME, VALUE } from "./emission.ts";
import type { Feature } from "./feature.ts";
import type { PeriodOptions } from "./period_clock.ts";
import { type BarGatherer, periodFeature } from "./period_feature.ts";
import type { QuoteRecords } from "./records.ts";
import { MidReturns, type MidReturnsSnapshot } from "./return_window.ts";
import { rollingMeanFrom } from "./rolling_mean_from.ts";

const PRICES = ["quotes.bidPrice", "quotes.askPrice"];

/**
 * Order flow imbalance of Cont, Kukanov and Stoikov over bars of the clock, as a column
 * `order_flow_imbalance_<span>`.
 *
 * @param options Bars, and how many are added up.
 * @returns The feature, in base units; 0 where the book stood still.
 * @throws {RangeError} If a number is out of range.
 * @see eq-ofi
 * @see Cont, R., Kukanov, A. and Stoikov, S. (2014), Journal of Financial
 *   Econometrics 12(1), 47-88, doi:10.1093/jjfinec/nbt003.
 *
 * @example Ten seconds
 * ```ts
 * import assert from "node:assert/strict";
 * import { orderFlowImbalanceFeature } from "volarb/features";
 * import { SECOND } from "volarb/time";
 *
 * const { name, known } = orderFlowImbalanceFeature({ period: 10 * SECOND });
 * assert.equal(name, "order_flow_imbalance_10s");
 * assert.equal(known, "at the end of the bar, in receive time");
 * ```
 */
export function orderFlowImbalanceFeature(options: PeriodOptions): Feature {
  const { window = 1 } = options;
  return periodFeature({
    name: "order_flow_imbalance",
    inputs: [...PRICES, "quotes.bidQuantity", "quotes.askQuantity"],
    unit: "base units",
    family: "quotes",
    options,
    gather: (saved) => new FlowBar(window, saved as FlowSnapshot | undefined),
  });
}

type FlowSnapshot = {
  readonly flow: OrderFlowImbalanceSnapshot;
  readonly mean: RollingMeanSnapshot;
};

/** Order flow imbalance of the bars in the window. */
class FlowBar implements BarGatherer<"quotes"> {
  readonly #flow: OrderFlowImbalance;
  readonly #mean: RollingMean;

  constructor(window: number, saved?: FlowSnapshot) {
    this.#flow = saved === undefined
      ? new OrderFlowImbalance()
      : OrderFlowImbalance.from(saved.flow);
    this.#mean = rollingMeanFrom(window, saved?.mean);
  }

  add(quotes: QuoteRecords, from: number, to: number): void {
    this.#flow.updateRows(quotes, from, to);
  }

  closeBar(entry: Float64Array, missing: boolean): void {
    const sum = this.#flow.closeBar();
    entry[VALUE] = missing ? MISSING[0]! : sum;
    this.#mean.take(entry, VALUE);
    entry[VALUE] = this.#mean.value * this.#mean.window;
  }

  toJSON(): FlowSnapshot {
    return { flow: this.#flow.toJSON(), mean: this.#mean.toJSON() };
  }
}

/**
 * Realised variance of the mid price over bars of the clock, as a column
 * `realized_variance_<span>`.
 *
 * `Σ ln(m[k] / m[k-1])²` over the window, `m[k]` the mid that stands at the end of bar `k`. The
 * longer the bars, the less the noise of the book weighs and the more the estimate
 * scatters.
 *
 * @param options Bars, and how many are added up.
 * @returns The feature: variance of the log price over the span.
 * @throws {RangeError} If a number is out of range.
 * @see eq-realised-variance
 * @see Andersen, T., Bollerslev, T., Diebold, F. and Labys, P. (2003), Modeling and
 *   forecasting realized volatility, Econometrica 71(2), 579-625,
 *   doi:10.1111/1468-0262.00418.
 */
export function realizedVarianceFeature(options: PeriodOptions): Feature {
  const { window = 1 } = options;
  return periodFeature({
    name: "realized_variance",
    inputs: PRICES,
    unit: "variance of the log price over the span",
    family: "quotes",
    options,
    gather(saved) {
      const from = saved as VarianceSnapshot | undefined;
      const mean = rollingMeanFrom(window, from?.mean);
      const mids = new MidReturns(from?.mids);
      return {
        add: (quotes, from, to) => mids.add(quotes, from, to),
        closeBar(entry, missing) {
          mids.closeBar(missing);
          const { change } = mids;
          entry[VALUE] = change * change;
          mean.take(entry, VALUE);
          entry[VALUE] = mean.value * window;
        },
        toJSON: (): VarianceSnapshot => ({
          mids: mids.toJSON(),
          mean: mean.toJSON(),
        }),
      };
    },
  });
}

type VarianceSnapshot = {
  readonly mids: MidReturnsSnapshot;
  readonly mean: RollingMeanSnapshot;
};

/**
 * Relative spread averaged over bars of the clock, weighted by how long it stood, as a
 * column `average_spread_<span>`.
 *
 * @param options Bars, and how many are averaged.
 * @returns The feature, a fraction of the mid.
 * @throws {RangeError} If a number is out of range.
 * @see eq-weighted-means
 */
export function averageSpreadFeature(options: PeriodOptions): Feature {
  const { window = 1 } = options;
  return periodFeature({
    name: "average_spread",
    inputs: PRICES,
    unit: "fraction of the mid",
    family: "quotes",
    options,
    gather: (saved) =>
      new SpreadBar(window, saved as SpreadSnapshot | undefined),
  });
}

type SpreadSnapshot = {
  readonly quote: readonly [bid: number | null, ask: number | null];
  readonly standing: TimeWeightedMeanSnapshot | null;
  readonly mean: RollingMeanSnapshot;
};

/** Relative spread of the bars in the window. */
class SpreadBar implements BarGatherer<"quotes"> {
  readonly #mean: RollingMean;
  #standing: TimeWeightedMean | undefined;
  #bid = NaN;
  #ask = NaN;

  constructor(window: number, saved?: SpreadSnapshot) {
    this.#mean = rollingMeanFrom(window, saved?.mean);
    this.#bid = saved?.quote[0] ?? NaN;
    this.#ask = saved?.quote[1] ?? NaN;
    if (saved?.standing) {
      this.#standing = TimeWeightedMean.from(saved.standing);
    }
  }

  add(
    { receiveTime, bidPrice, askPrice }: QuoteRecords,
    from: number,
    to: number,
  ): void {
    const standing = this.#standing ??= new TimeWeightedMean(
      receiveTime[from]!,
    );
    let lastBid = this.#bid;
    let lastAsk = this.#ask;
    for (let row = from; row < to; row++) {
      const bid = bidPrice[row]!;
      const ask = askPrice[row]!;
      // A quote that moves no price leaves standing what stood.
      if (bid === lastBid && ask === lastAsk) continue;
      lastBid = bid;
      lastAsk = ask;
      standing.update(receiveTime[row]!, (ask - bid) / midOf(bid, ask));
    }
    this.#bid = lastBid;
    this.#ask = lastAsk;
  }

  closeBar(entry: Float64Array, missing: boolean): void {
    // It ends every bar, the missing ones too.
    const spread = this.#standing === undefined
      ? MISSING[0]!
      : this.#standing.closeBar(entry[TIME]!);
    entry[VALUE] = missing ? MISSING[0]! : spread;
    this.#mean.take(entry, VALUE);
    entry[VALUE] = this.#mean.value;
  }

  toJSON(): SpreadSnapshot {
    return {
      quote: [orNull(this.#bid), orNull(this.#ask)],
      standing: this.#standing?.toJSON() ?? null,
      mean: this.#mean.toJSON(),
    };
  }
}
