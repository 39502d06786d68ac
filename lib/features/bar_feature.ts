import { countOf } from "./feature_names.ts";
import type { EmitValue, Feature, FeatureState } from "./feature.ts";
import type { BarRecords } from "./records.ts";

/** A bar as an estimator takes it; the object is used again for the next bar. */
export type MinuteBar = {
  -readonly [Name in keyof BarRecords]: number;
};

/** An estimator that takes one bar at a time. */
export type BarEstimator = {
  /** Takes the next bar and gives the value with it. */
  update(bar: MinuteBar): number;
  /** The state as plain data. */
  toJSON(): unknown;
};

/** What {@linkcode barFeature} makes a feature of. */
export type BarFeature = {
  /** Name of the column. */
  readonly name: string;
  /** Bars that a value takes in; `Infinity` for all of them. */
  readonly window: number;
  /** Columns that are read. */
  readonly inputs: readonly string[];
  /** Unit of the values. */
  readonly unit: string;
  /** Values that are `NaN` before the first. */
  readonly warmUp: number;
  /** The column form; the streaming form is run where there is none. */
  readonly column?: (bars: BarRecords) => Float64Array;
  /** Starts the estimator, where it stopped if it did. */
  readonly estimate: (saved: unknown) => BarEstimator;
};

/**
 * A feature with a value for each one-minute bar.
 *
 * @param feature Its parts.
 * @returns The feature, with both forms.
 */
export function barFeature(feature: BarFeature): Feature {
  const { name, window, inputs, unit, warmUp, estimate } = feature;
  // What is out of range is told when the feature is made, not when it runs.
  estimate(undefined);
  const column = feature.column ?? ((bars) => estimates(bars, estimate));
  return {
    name,
    inputs: [...inputs, "bars.receiveTime"],
    unit,
    window: window === Infinity ? "all bars so far" : countOf(window, "bar"),
    entry: "bar",
    warmUp,
    known: "when the bar is received",
    compute: ({ bars }) => ({ time: bars.receiveTime, values: column(bars) }),
    start: (emit, saved) => barState(estimate(saved), emit),
  };
}

function barState(estimator: BarEstimator, emit: EmitValue): FeatureState {
  const bar = emptyBar();
  return {
    families: {
      bars: (bars, from, to) => {
        for (let i = from; i < to; i++) {
          readBar(bars, i, bar);
          emit(bar.receiveTime, estimator.update(bar));
        }
      },
    },
    toJSON: () => estimator.toJSON(),
  };
}

function estimates(
  bars: BarRecords,
  estimate: BarFeature["estimate"],
): Float64Array {
  const estimator = estimate(undefined);
  const bar = emptyBar();
  return bars.open.map((_, i) => {
    readBar(bars, i, bar);
    return estimator.update(bar) + 0;
  });
}

function emptyBar(): MinuteBar {
  return {
    openTime: NaN,
    closeTime: NaN,
    receiveTime: NaN,
    open: NaN,
    high: NaN,
    low: NaN,
    close: NaN,
    volume: NaN,
    quoteVolume: NaN,
    count: NaN,
    takerBuyVolume: NaN,
  };
}

function readBar(bars: BarRecords, i: number, bar: MinuteBar): void {
  bar.openTime = bars.openTime[i]!;
  bar.closeTime = bars.closeTime[i]!;
  bar.receiveTime = bars.receiveTime[i]!;
  bar.open = bars.open[i]!;
  bar.high = bars.high[i]!;
  bar.low = bars.low[i]!;
  bar.close = bars.close[i]!;
  bar.volume = bars.volume[i]!;
  bar.quoteVolume = bars.quoteVolume[i]!;
  bar.count = bars.count[i]!;
  bar.takerBuyVolume = bars.takerBuyVolume[i]!;
}
