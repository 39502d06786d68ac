import { EventEngine, type MarketSource, type Steps } from "../engine/mod.ts";
import { GrowingColumn } from "../flow/growing_column.ts";
import {
  type FittedSignal,
  kalmanEnsemble,
  ridgeSignal,
  type SignalData,
  type SignalModel,
  zScoreEnsemble,
} from "../signal/mod.ts";
import { factorActors } from "./factor_actors.ts";
import { type FactorSet, factorsOf } from "./factors.ts";
import { type DecisionRow, RowActor } from "./row_actor.ts";
import type {
  SignalChoice,
  VolatilityArbitrageConfig,
} from "./volatility_arbitrage_config.ts";

/** What rows are made of. */
export type FactorRowsOptions = {
  /** Market data. */
  readonly source: MarketSource;
  /** Steps of prices and quantities of every symbol of the source; specifications of contracts have them. */
  readonly steps: readonly Steps[];
  /** Time before which rows are left out, microseconds since the epoch; none by default. What comes before still warms the factors up. */
  readonly from?: number;
  /** Last time to take, microseconds since the epoch; all there is by default. */
  readonly to?: number;
  /** The factors; those of the configuration by default. */
  readonly factors?: FactorSet;
};

/** Rows of factors, as a signal is fitted on them. */
export type FactorRows = SignalData & {
  /** When each row was decided, microseconds since the epoch. */
  readonly time: Float64Array;
  /** Price of each row, quote units. */
  readonly price: Float64Array;
  /** Forecast variance of the next row's return. */
  readonly variance: Float64Array;
};

/** Gathers rows. */
class RowRecorder extends RowActor {
  readonly columns: readonly GrowingColumn[] = Array.from(
    { length: 4 + this.predictors.length },
    () => new GrowingColumn(),
  );
  from = -Infinity;

  override onRow(
    { time, price, realized, variance, predictors }: DecisionRow,
  ): void {
    if (time < this.from) return;
    const row = [time, price, realized, variance, ...predictors];
    row.forEach((value, k) => this.columns[k]!.push(value));
  }
}

/**
 * The rows that a strategy of this configuration would have seen: what its signal is fitted on.
 *
 * They come from the same actors on the same engine as those of a backtest, so that nothing that was learnt depends on how it was
 * learnt: entry `t` is what was known at row `t`, its return the one from row `t - 1` to `t`.
 *
 * @param config The configuration.
 * @param options Data and times.
 * @returns Columns of one length.
 * @throws {DataError} If a factor reads a family that is not there.
 *
 * @example Two predictors of a quiet day
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnSource, simulatedColumns } from "volarb/engine";
 * import { symbolParameters } from "volarb/simulate";
 * import { factorRows, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const { columns, steps } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const config = volatilityArbitrageConfig({
 *   symbol: "BTCUSDT",
 *   flow: null,
 *   regime: null,
 *   volatility: { returns: [] },
 * });
 * const { features, returns } = factorRows(config, {
 *   source: columnSource({ BTCUSDT: columns }),
 *   steps: [steps],
 * });
 * assert.deepEqual(Object.keys(features), ["book_imbalance", "order_flow_imbalance_1m"]);
 * assert.equal(returns.length, 1440);
 * ```
 */
export function factorRows(
  config: VolatilityArbitrageConfig,
  { source, steps, from = -Infinity, to, factors = factorsOf(config) }:
    FactorRowsOptions,
): FactorRows {
  const { id, symbol } = config;
  const actors = factorActors({ id, symbol, factors });
  const predictors = Object.values(factors)
    .flatMap(({ predictors }) => predictors);
  const recorder = new RowRecorder({
    id: `${id}-rows`,
    symbol,
    predictors,
    factors: Object.values(actors),
    volatility: actors.volatility,
  });
  recorder.from = from;
  new EventEngine({
    source,
    steps,
    actors: [...Object.values(actors), recorder],
    ...(to !== undefined && { end: to }),
  }).run();
  const [time, price, returns, variance, ...others] = recorder.columns
    .map((column) => column.toColumn());
  return {
    time: time!,
    price: price!,
    returns: returns!,
    variance: variance!,
    features: Object.fromEntries(
      predictors.map((name, k) => [name, others[k]!]),
    ),
  };
}

/**
 * The recipe that a configuration asks for. A feature that does not move in the training window gets no weight.
 *
 * @param choice Model and form.
 * @returns The recipe.
 *
 * @example Its name
 * ```ts
 * import assert from "node:assert/strict";
 * import { signalModelOf, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const { signal } = volatilityArbitrageConfig({ symbol: "BTCUSDT" });
 * assert.equal(signalModelOf(signal).name, "kalman likeliest");
 * ```
 */
export function signalModelOf(
  { model, form }: Pick<SignalChoice, "model" | "form">,
): SignalModel {
  const unusable = "leave-out";
  if (model === "ridge") return ridgeSignal({ unusable });
  return model === "zScore"
    ? zScoreEnsemble({ unusable })
    : kalmanEnsemble({ form, unusable });
}

/**
 * Fits the signal of a configuration on a training window.
 *
 * @param config The configuration.
 * @param options Data and times of the window; nothing after `to` is read.
 * @returns The signal, before its first row.
 * @throws {DataError} If a factor reads a family that is not there.
 * @throws {RangeError} If there are too few rows.
 *
 * @example Learnt on the first half of a day
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnSource, simulatedColumns } from "volarb/engine";
 * import { symbolParameters } from "volarb/simulate";
 * import { fitSignal, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const { columns, steps } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const config = volatilityArbitrageConfig({
 *   symbol: "BTCUSDT",
 *   signal: { model: "ridge" },
 *   flow: null,
 *   regime: null,
 *   volatility: { returns: [] },
 * });
 * const signal = fitSignal(config, {
 *   source: columnSource({ BTCUSDT: columns }),
 *   steps: [steps],
 *   to: Date.parse("2024-01-01T12:00:00Z") * 1000,
 * });
 * assert.deepEqual(signal.features, ["book_imbalance", "order_flow_imbalance_1m"]);
 * ```
 */
export function fitSignal(
  config: VolatilityArbitrageConfig,
  options: FactorRowsOptions,
): FittedSignal {
  const { signal } = config;
  const rows = factorRows(config, options);
  return signalModelOf(signal).fit(rows, { horizon: signal.horizon });
}
