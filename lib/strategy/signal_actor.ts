import { type DataTopic, ResultTable } from "../engine/mod.ts";
import { GrowingColumn } from "../flow/growing_column.ts";
import type { AlphaSignal, FittedSignal } from "../signal/mod.ts";
import type { BarRecord } from "./factor_actor.ts";
import {
  type DecisionRow,
  RowActor,
  type RowActorOptions,
} from "./row_actor.ts";

/** Columns of what a {@linkcode SignalActor} said, one row per bar; `NaN` where it said nothing. */
export type SignalLogColumns = {
  /** When, microseconds since the epoch. */
  readonly time: Float64Array;
  /** Price of the row, quote units. */
  readonly price: Float64Array;
  /** Log return since the row before. */
  readonly realized: Float64Array;
  /** Forecast variance of the next row's return. */
  readonly forecastVariance: Float64Array;
  /** Posterior mean of the log return over the horizon. */
  readonly mean: Float64Array;
  /** Posterior variance of that mean. */
  readonly meanVariance: Float64Array;
  /** Predictive variance of the return over the horizon. */
  readonly variance: Float64Array;
  /** What each feature gives to the mean, as a column `contribution_<feature>`. */
  readonly [contribution: `contribution_${string}`]: Float64Array;
};

/** What the name of a column begins with that holds a feature's part of the mean. */
const CONTRIBUTION = "contribution_";

const FIELDS = [
  "time",
  "price",
  "realized",
  "forecastVariance",
  "mean",
  "meanVariance",
  "variance",
] as const;

/** What a {@linkcode SignalActor} is made of. */
export type SignalActorOptions = Omit<RowActorOptions, "predictors"> & {
  /** The signal, fitted; it forgets every row when the actor starts. */
  readonly signal: FittedSignal;
};

/**
 * The signal: at each row it tells a fitted model what the factors know, and publishes an `AlphaSignal` where the model says something.
 *
 * @example What it publishes
 * ```ts
 * import assert from "node:assert/strict";
 * import { logReturnFeature } from "volarb/features";
 * import { ridgeSignal } from "volarb/signal";
 * import { FactorActor, SignalActor } from "volarb/strategy";
 *
 * const x = Float64Array.from({ length: 60 }, (_, t) => Math.sin(t * t));
 * const returns = x.map((_, t) => t === 0 ? 0 : x[t - 1]!);
 * const signal = ridgeSignal().fit({ features: { log_return_1: x }, returns });
 * const bars = new FactorActor({
 *   id: "bars",
 *   symbol: "BTCUSDT",
 *   features: [logReturnFeature({ window: 1 })],
 * });
 * const actor = new SignalActor({
 *   id: "signal",
 *   symbol: "BTCUSDT",
 *   signal,
 *   factors: [bars],
 *   volatility: { variance: 1e-6 },
 * });
 * assert.equal(actor.publishes[0]!.type, "AlphaSignal");
 * ```
 */
export class SignalActor extends RowActor {
  /** The alpha. */
  override readonly publishes: readonly DataTopic[];
  /** The model. */
  readonly signal: FittedSignal;
  readonly #columns: readonly GrowingColumn[];

  /**
   * Starts with no row.
   *
   * @param options Name, instrument, factors, signal.
   * @throws {RangeError} If no factor has a feature of the signal.
   */
  constructor({ signal, ...options }: SignalActorOptions) {
    super({ ...options, predictors: signal.features });
    const { id: source, symbol } = options;
    this.publishes = [{ type: "AlphaSignal", symbol, source }];
    this.signal = signal;
    this.#columns = Array.from(
      { length: FIELDS.length + signal.features.length },
      () => new GrowingColumn(),
    );
  }

  /** Subscribes to bars and starts the signal afresh. */
  override onStart(): void {
    super.onStart();
    this.signal.reset();
  }

  /**
   * Tells the signal what is known, and publishes what it says.
   *
   * @param row The row.
   * @param bar Its bar.
   */
  override onRow(
    { time, price, realized, variance, predictors }: DecisionRow,
    { openTime, closeTime }: BarRecord,
  ): void {
    const { signal, symbol, id: source } = this;
    const mean = signal.update(predictors, realized, variance);
    const { meanVariance, variance: predictive, contributions } = signal;
    const said = [
      time,
      price,
      realized,
      variance,
      mean,
      meanVariance,
      predictive,
    ];
    this.#columns.forEach((column, k) =>
      column.push(said[k] ?? contributions[k - said.length]!)
    );
    if (!Number.isFinite(mean) || !(predictive > 0)) return;
    const alpha: AlphaSignal = {
      type: "AlphaSignal",
      symbol,
      source,
      eventTime: time,
      receiveTime: time,
      horizon: signal.horizon * (closeTime - openTime),
      mean,
      meanVariance,
      variance: predictive,
      expectedIc: signal.expectedIc,
    };
    this.publish(alpha);
  }

  /**
   * What the signal said so far.
   *
   * @returns A row per bar.
   */
  table(): ResultTable<SignalLogColumns> {
    const names = [
      ...FIELDS,
      ...this.signal.features.map((name) => `${CONTRIBUTION}${name}`),
    ];
    return new ResultTable(
      Object.fromEntries(
        names.map((name, k) => [name, this.#columns[k]!.toColumn()]),
      ) as unknown as SignalLogColumns,
    );
  }
}

/**
 * What each feature gave to the mean, of the columns of a signal's log.
 *
 * @param columns Columns of {@linkcode SignalActor.table}, of length `n`.
 * @returns A column of length `n` for each feature, by the feature's name and in the signal's order; they add up to `mean`.
 *
 * @example Two features
 * ```ts
 * import assert from "node:assert/strict";
 * import { type SignalLogColumns, signalContributions } from "volarb/strategy";
 *
 * const columns = {
 *   mean: Float64Array.of(3),
 *   contribution_flow: Float64Array.of(5),
 *   contribution_book: Float64Array.of(-2),
 * } as unknown as SignalLogColumns;
 * const [flow, book] = signalContributions(columns).values();
 * assert.equal(flow![0]! + book![0]!, columns.mean[0]);
 * ```
 */
export function signalContributions(
  columns: SignalLogColumns,
): ReadonlyMap<string, Float64Array> {
  return new Map(
    Object.entries(columns)
      .filter(([name]) => name.startsWith(CONTRIBUTION))
      .map(([name, column]) => [name.slice(CONTRIBUTION.length), column]),
  );
}
