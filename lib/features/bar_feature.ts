import { orNull } from "../stats/or_null.ts";
import { countOf } from "./feature_names.ts";
import { emptyEntry, takerOf, TIME, VALUE } from "./emission.ts";
import type { EmitValue, Feature, FeatureState } from "./feature.ts";
import type { BarRecords } from "./records.ts";

/** A bar as an estimator takes it; the object is used again for the next bar. */
export type MinuteBar = {
  -readonly [Name in keyof BarRecords]: number;
};

/** An estimator that takes one bar at a time. */
export type BarEstimator = {
  /** Takes the next bar and puts the value with it into the entry of {@linkcode VALUE}. */
  take(bar: MinuteBar, entry: Float64Array): void;
  /**
   * Told before a bar that does not begin where the last one ended how many are missing
   * between them: one that compares bars with earlier ones must not take these as next to
   * each other.
   */
  miss?(bars: number): void;
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
  const { miss } = estimate(undefined);
  const column = (bars: BarRecords) =>
    feature.column === undefined || (miss !== undefined && !areAdjacent(bars))
      ? estimates(bars, estimate)
      : feature.column(bars);
  return {
    name,
    inputs: [...inputs, "bars.receiveTime"],
    unit,
    window: window === Infinity ? "all bars so far" : countOf(window, "bar"),
    entry: "bar",
    warmUp,
    known: "when the bar is received",
    compute: ({ bars }) => ({ time: bars.receiveTime, values: column(bars) }),
    start: (emit, saved) => barState(started(estimate, saved), emit),
  };
}

function barState(estimator: BarEstimator, emit: EmitValue): FeatureState {
  const bar = emptyBar();
  const give = takerOf(emit);
  const entry = emptyEntry();
  return {
    families: {
      bars: (bars, from, to) => {
        for (let i = from; i < to; i++) {
          readBar(bars, i, bar);
          entry[TIME] = bars.receiveTime[i]!;
          estimator.take(bar, entry);
          give(entry);
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
  const estimator = started(estimate, undefined);
  const bar = emptyBar();
  const entry = emptyEntry();
  return bars.open.map((_, i) => {
    readBar(bars, i, bar);
    estimator.take(bar, entry);
    return entry[VALUE]! + 0;
  });
}

/** What {@linkcode AdjacentBars} needs to carry on where it stopped. */
type AdjacentSnapshot = {
  readonly end: number | null;
  readonly of: unknown;
};

/** Tells an estimator of the bars that are missing before the next one. */
class AdjacentBars implements BarEstimator {
  readonly #estimator: BarEstimator;
  /** Where the last bar ended, in a column: a number that a field is given may be allocated. */
  readonly #end: Float64Array;

  constructor(estimator: BarEstimator, end: number) {
    this.#estimator = estimator;
    this.#end = Float64Array.of(end);
  }

  take(bar: MinuteBar, entry: Float64Array): void {
    const { openTime, closeTime } = bar;
    const end = this.#end[0]!;
    if (openTime > end) {
      const bars = (openTime - end) / (closeTime - openTime);
      this.#estimator.miss?.(Math.max(1, Math.round(bars)));
    }
    this.#end[0] = closeTime;
    this.#estimator.take(bar, entry);
  }

  toJSON(): AdjacentSnapshot {
    return { end: orNull(this.#end[0]!), of: this.#estimator.toJSON() };
  }
}

/** Starts an estimator, which is told of missing bars if it asks for it. */
function started(
  estimate: BarFeature["estimate"],
  saved: unknown,
): BarEstimator {
  if (estimate(undefined).miss === undefined) return estimate(saved);
  const snapshot = saved as AdjacentSnapshot | undefined;
  return new AdjacentBars(
    estimate(snapshot?.of ?? undefined),
    snapshot?.end ?? NaN,
  );
}

/** Whether no bar begins after the end of the one before. */
function areAdjacent({ openTime, closeTime }: BarRecords): boolean {
  for (let i = 1; i < openTime.length; i++) {
    if (openTime[i]! > closeTime[i - 1]!) return false;
  }
  return true;
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
