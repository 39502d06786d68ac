import { Actor, type BarTick } from "../engine/mod.ts";
import { MINUTE } from "../time/mod.ts";
import { type BarRecord, barRecord, type FactorActor } from "./factor_actor.ts";
import type { VolatilityActor } from "./volatility_actor.ts";

/** What a {@linkcode RowActor} is made of. */
export type RowActorOptions = {
  /** Name of the actor. */
  readonly id: string;
  /** The instrument. */
  readonly symbol: string;
  /** The factors, the volatility among them. */
  readonly factors: readonly FactorActor[];
  /** The factor that forecasts the variance. */
  readonly volatility: Pick<VolatilityActor, "variance">;
  /** Names of the features that the signal is made of. */
  readonly predictors: readonly string[];
};

/** A decision row. */
export type DecisionRow = {
  /** When it was decided, microseconds since the epoch. */
  readonly time: number;
  /** Middle of the last quote, or close of the bar where there are no quotes; quote units. */
  readonly price: number;
  /** Log return since the row before; `NaN` across a gap. */
  readonly realized: number;
  /** Forecast variance of the next row's return. */
  readonly variance: number;
  /** The predictors, in their order; the same array for every row. */
  readonly predictors: Float64Array;
};

/** Silence after which a quote is no price any more. */
const STALE = 5 * MINUTE;

/**
 * Puts the rows of factors together: at each bar the predictors as they are known then, the return since the row before and the
 * variance that is forecast.
 *
 * @example The forecast variance of a quiet day, minute by minute
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnSource, EventEngine, simulatedColumns } from "volarb/engine";
 * import { symbolParameters } from "volarb/simulate";
 * import {
 *   type DecisionRow,
 *   factorActors,
 *   factorsOf,
 *   RowActor,
 *   volatilityArbitrageConfig,
 * } from "volarb/strategy";
 *
 * class Variances extends RowActor {
 *   readonly found: number[] = [];
 *   override onRow({ variance }: DecisionRow) {
 *     this.found.push(variance);
 *   }
 * }
 * const { columns, steps } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const config = volatilityArbitrageConfig({ symbol: "BTCUSDT", flow: null, regime: null });
 * const { id, symbol } = config;
 * const actors = factorActors({ id, symbol, factors: factorsOf(config) });
 * const rows = new Variances({
 *   id: "rows",
 *   symbol,
 *   factors: Object.values(actors),
 *   volatility: actors.volatility,
 *   predictors: ["book_imbalance"],
 * });
 * new EventEngine({
 *   source: columnSource({ BTCUSDT: columns }),
 *   steps: [steps],
 *   actors: [...Object.values(actors), rows],
 * }).run();
 * assert.equal(rows.found.length, 1440);
 * assert.ok(rows.found.at(-1)! > 0);
 * ```
 */
export abstract class RowActor extends Actor {
  /** The instrument. */
  readonly symbol: string;
  /** Names of the features that a row holds, in their order. */
  readonly predictors: readonly string[];
  readonly #factors: readonly FactorActor[];
  readonly #volatility: Pick<VolatilityActor, "variance">;
  readonly #owners: readonly FactorActor[];
  readonly #values: Float64Array;
  #bar: BarRecord | undefined;
  #closeTime = NaN;
  #price = NaN;

  /**
   * Starts with no row.
   *
   * @param options Name, instrument, factors, predictors.
   * @throws {RangeError} If no factor has a predictor.
   */
  constructor(
    { id, symbol, factors, volatility, predictors }: RowActorOptions,
  ) {
    super(id);
    this.symbol = symbol;
    this.predictors = predictors;
    this.#factors = factors;
    this.#volatility = volatility;
    this.#owners = predictors.map((name) => {
      const owner = factors.find(({ names }) => names.includes(name));
      if (owner !== undefined) return owner;
      throw new RangeError(
        `Cannot put rows together as every predictor must be one of ${
          factors.flatMap(({ names }) => names).join(", ")
        }: current value is ${name}`,
      );
    });
    this.#values = new Float64Array(predictors.length);
  }

  /** Subscribes to bars. */
  override onStart(): void {
    this.subscribeBars(this.symbol);
  }

  /**
   * Takes a bar: its row is decided when all records of this time are in.
   *
   * @param bar The bar.
   */
  override onBar(bar: BarTick): void {
    this.#decide();
    this.#bar = barRecord(bar);
    this.clock.setTimeAlert("row", this.clock.now);
  }

  /** Decides the row of the last bar. */
  override onTimer(): void {
    this.#decide();
  }

  /**
   * Takes a row.
   *
   * @param row The row, valid until the handler returns.
   * @param bar Its bar.
   */
  abstract onRow(row: DecisionRow, bar: BarRecord): void;

  #decide(): void {
    const bar = this.#bar;
    if (bar === undefined) return;
    this.#bar = undefined;
    // The messages of the factors go before what is made of them.
    for (const factor of this.#factors) factor.decide();
    const owners = this.#owners;
    for (let k = 0; k < owners.length; k++) {
      this.#values[k] = owners[k]!.value(this.predictors[k]!);
    }
    const price = this.#priceAt(bar);
    const follows = bar.openTime === this.#closeTime;
    const realized = follows ? Math.log(price / this.#price) : NaN;
    this.#closeTime = bar.closeTime;
    this.#price = price;
    this.onRow({
      time: this.clock.now,
      price,
      realized,
      variance: this.#volatility.variance,
      predictors: this.#values,
    }, bar);
  }

  /** The middle, which does not bounce between bid and ask as a last price does. */
  #priceAt({ close }: BarRecord): number {
    const quote = this.cache.quote(this.symbol);
    if (quote === undefined) return close;
    const age = this.clock.now - quote.receiveTime;
    return age <= STALE && quote.bidTicks < quote.askTicks
      ? quote.midPrice
      : NaN;
  }
}
