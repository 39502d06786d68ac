import { countOf, spanName } from "./feature_names.ts";
import { emptyEntry, type TakeEntry, takerOf, TIME } from "./emission.ts";
import type { EmitValue, Feature, FeatureState, Lineage } from "./feature.ts";
import {
  PeriodClock,
  type PeriodClockSnapshot,
  type PeriodOptions,
} from "./period_clock.ts";
import type { Family, RecordFamilies } from "./records.ts";
import { streamedFeature } from "./streamed_feature.ts";

/** What gathers the records of a bar. */
export type BarGatherer<F extends Family> = {
  /** Takes rows `from .. to-1`, which are of the open bar. */
  add(records: RecordFamilies[F], from: number, to: number): void;
  /**
   * Ends the open bar and puts the feature's value into the entry, in the place of `VALUE`.
   *
   * @param entry Where the bar ends, microseconds since the epoch, in the entry of
   *   {@linkcode TIME}.
   * @param missing Whether the bar is missing.
   */
  closeBar(entry: Float64Array, missing: boolean): void;
  /** The state as plain data. */
  toJSON(): unknown;
};

/** What {@linkcode periodFeature} makes a feature of. */
export type PeriodFeature<F extends Family> = {
  /** First part of the name; the span follows. */
  readonly name: string;
  /** Columns that are read. */
  readonly inputs: readonly string[];
  /** Unit of the values. */
  readonly unit: string;
  /** Family of the records. */
  readonly family: F;
  /** Bars, and how many are taken together. */
  readonly options: PeriodOptions;
  /**
   * Microseconds from one value to the next, a multiple of the period, which it is by
   * default: values at its multiples since the epoch are given, the others are not.
   */
  readonly step?: number;
  /** Starts the gathering, where it stopped if it did. */
  readonly gather: (saved: unknown) => BarGatherer<F>;
};

/**
 * A feature with a value for each bar of the clock in receive time.
 *
 * @param feature Its parts.
 * @returns The feature, with both forms.
 * @throws {RangeError} If a number of the options is out of range.
 */
export function periodFeature<F extends Family>(
  feature: PeriodFeature<F>,
): Feature {
  const { family, options, gather } = feature;
  const { step = options.period } = feature;
  const action = `compute ${feature.name}`;
  // What is out of range is told when the feature is made, not when it runs.
  new PeriodClock(action, options);
  assertStep(action, step, options.period);
  const lineage = lineageOf(feature, step);
  gather(undefined);
  return streamedFeature({
    ...lineage,
    start(emit, saved) {
      const { clock, gathered } = (saved ?? {}) as {
        clock?: PeriodClockSnapshot;
        gathered?: unknown;
      };
      const state = new PeriodState(
        new PeriodClock(action, options),
        gather(gathered),
        step,
        emit,
      );
      if (clock !== undefined) state.clock.restore(clock);
      return {
        families: {
          [family]: (records: RecordFamilies[F], from: number, to: number) =>
            state.take(records, from, to),
        },
        advance: (time) => state.advance(time),
        toJSON: () => state.toJSON(),
      } as FeatureState;
    },
  });
}

/** Lets records through the clock to what gathers them. */
class PeriodState<F extends Family> {
  readonly clock: PeriodClock;
  readonly #bar: BarGatherer<F>;
  readonly #step: number;
  readonly #give: TakeEntry;
  readonly #now = Float64Array.of(NaN);
  readonly #entry = emptyEntry();

  constructor(
    clock: PeriodClock,
    bar: BarGatherer<F>,
    step: number,
    emit: EmitValue,
  ) {
    this.clock = clock;
    this.#bar = bar;
    this.#step = step;
    this.#give = takerOf(emit);
  }

  take(records: RecordFamilies[F], from: number, to: number): void {
    const { receiveTime } = records;
    const clock = this.clock;
    const bar = this.#bar;
    while (from < to) {
      if (receiveTime[from]! >= clock.end) {
        this.#now[0] = receiveTime[from]!;
        this.#close();
      }
      const next = clock.noteRows(receiveTime, from, to);
      bar.add(records, from, next);
      from = next;
    }
  }

  advance(time: number): void {
    this.#now[0] = time;
    this.#close();
  }

  /** Closes the bars that are over by now. */
  #close(): void {
    const clock = this.clock;
    const entry = this.#entry;
    while (clock.close(this.#now)) {
      entry[TIME] = clock.closed;
      this.#bar.closeBar(entry, clock.missing);
      if (clock.closed % this.#step === 0) this.#give(entry);
    }
  }

  toJSON() {
    return { clock: this.clock.toJSON(), gathered: this.#bar.toJSON() };
  }
}

function lineageOf<F extends Family>(
  { name, inputs, unit, family, options }: PeriodFeature<F>,
  step: number,
): Lineage {
  const { period, window = 1 } = options;
  const span = spanName(period * window) +
    (window === 1 ? "" : `_by_${spanName(period)}`);
  return {
    name: `${name}_${span}`,
    inputs: [...inputs, `${family}.receiveTime`],
    unit,
    window: `${countOf(window, "bar")} of ${spanName(period)}`,
    entry: `bar of ${spanName(step)}`,
    // The bar in which the records begin is missing.
    warmUp: Math.ceil(window * period / step),
    known: "at the end of the bar, in receive time",
  };
}

function assertStep(action: string, step: number, period: number): void {
  if (!(step > 0 && step % period === 0)) {
    throw new RangeError(
      `Cannot ${action} as step must be a multiple of the period ${period}: current value is ${step}`,
    );
  }
}
