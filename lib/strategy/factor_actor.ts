import {
  Actor,
  type BarTick,
  type FundingTick,
  type MetricsTick,
  type PremiumTick,
  type QuoteTick,
  type TradeTick,
} from "../engine/mod.ts";
import { type Feature, FeatureStream, type RecordOf } from "../features/mod.ts";

/** A bar as features read it. */
export type BarRecord = RecordOf<"bars">;

/** What a {@linkcode FactorActor} is made of. */
export type FactorActorOptions = {
  /** Name of the actor. */
  readonly id: string;
  /** The instrument. */
  readonly symbol: string;
  /** The features, each with a streaming form. */
  readonly features: readonly Feature[];
};

/** A trade as features read it: one object for all of them. */
class TradeRecord {
  eventTime = 0;
  receiveTime = 0;
  price = 0;
  quantity = 0;
  isBuyerMaker = 0;
}

/** A bar of the premium as features read it: one object for all of them. */
class PremiumRecord {
  openTime = 0;
  closeTime = 0;
  receiveTime = 0;
  close = 0;
}

/**
 * Keeps features of one instrument up to date, each with the records that it reads: asynchronously, a feature of quotes with every
 * quote and one of bars with every bar.
 *
 * A row is decided when a bar has been received, after every record that is received at that time; it holds of each feature the
 * last value known by then. These are the rows of `featureFrame` of `volarb/features` on the clock of bars, bit for bit, so that a signal
 * that was fitted on a frame meets what it was fitted on. Records wait in small queues until a row is decided: what a feature
 * says does not depend on it.
 *
 * @example The imbalance of the book, at each bar
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnSource, EventEngine, simulatedColumns } from "volarb/engine";
 * import { bookImbalanceFeature } from "volarb/features";
 * import { symbolParameters } from "volarb/simulate";
 * import { FactorActor } from "volarb/strategy";
 *
 * class Recorder extends FactorActor {
 *   values: number[] = [];
 *   override onRow() {
 *     this.values.push(this.value("book_imbalance"));
 *   }
 * }
 * const { columns, steps } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const recorder = new Recorder({
 *   id: "book",
 *   symbol: "BTCUSDT",
 *   features: [bookImbalanceFeature()],
 * });
 * new EventEngine({
 *   source: columnSource({ BTCUSDT: columns }),
 *   steps: [steps],
 *   actors: [recorder],
 * }).run();
 * assert.ok(recorder.values.length > 1430);
 * assert.ok(recorder.values.every((x) => Math.abs(x) <= 1));
 * ```
 */
export class FactorActor extends Actor {
  /** The instrument. */
  readonly symbol: string;
  /** The features at work. */
  protected readonly stream: FeatureStream;
  readonly #trade = new TradeRecord();
  readonly #premium = new PremiumRecord();
  /** The bar whose row has not been decided. */
  #bar: BarRecord | undefined;

  /**
   * Starts with no record seen.
   *
   * @param options Name, instrument, features.
   * @throws {TypeError} If a feature has a column form only.
   */
  constructor({ id, symbol, features }: FactorActorOptions) {
    super(id);
    this.symbol = symbol;
    this.stream = new FeatureStream({ features });
  }

  /** Names of the features. */
  get names(): readonly string[] {
    return this.stream.names;
  }

  /**
   * Value of a feature in the last row.
   *
   * @param name Name of the feature.
   * @returns The value; `NaN` before the first row.
   */
  value(name: string): number {
    return this.stream.value(name);
  }

  /** Subscribes to the families that the features read, and to bars. */
  override onStart(): void {
    const { symbol } = this;
    this.subscribeBars(symbol);
    for (const family of this.stream.families) {
      if (family === "quotes") this.subscribeQuotes(symbol);
      else if (family === "trades") this.subscribeTrades(symbol);
      else if (family === "funding") this.subscribeFundingRates(symbol);
      else if (family === "metrics") this.subscribeMetrics(symbol);
      else if (family === "premium") this.subscribePremium(symbol);
    }
  }

  /**
   * Takes a quote.
   *
   * @param quote The quote.
   */
  override onQuoteTick(quote: QuoteTick): void {
    this.stream.update("quotes", quote);
  }

  /**
   * Takes a trade.
   *
   * @param trade The trade.
   */
  override onTradeTick(trade: TradeTick): void {
    const record = this.#trade;
    record.eventTime = trade.eventTime;
    record.receiveTime = trade.receiveTime;
    record.price = trade.price;
    record.quantity = trade.quantity;
    record.isBuyerMaker = trade.aggressor === 1 ? 0 : 1;
    this.stream.update("trades", record);
  }

  /**
   * Takes a settled funding rate.
   *
   * @param funding The rate.
   */
  override onFundingRate(funding: FundingTick): void {
    this.stream.update("funding", funding);
  }

  /**
   * Takes a row of metrics.
   *
   * @param metrics The row.
   */
  override onMetrics(metrics: MetricsTick): void {
    this.stream.update("metrics", metrics);
  }

  /**
   * Takes a bar of the premium.
   *
   * @param premium The bar.
   */
  override onPremium(premium: PremiumTick): void {
    const record = this.#premium;
    record.openTime = premium.openTime;
    record.closeTime = premium.eventTime;
    record.receiveTime = premium.receiveTime;
    record.close = premium.close;
    this.stream.update("premium", record);
  }

  /**
   * Takes a bar: its row is decided when all records of this time are in.
   *
   * @param bar The bar.
   */
  override onBar(bar: BarTick): void {
    this.decide();
    this.#bar = barRecord(bar);
    this.clock.setTimeAlert("row", this.clock.now);
  }

  /** Decides the row of the last bar. */
  override onTimer(): void {
    this.decide();
  }

  /** Decides the row of the last bar unless it has been; who needs its values now may ask for it. */
  decide(): void {
    const bar = this.#bar;
    if (bar === undefined) return;
    this.#bar = undefined;
    this.stream.update("bars", bar);
    this.onRow(bar);
  }

  /**
   * Called when a row has been decided.
   *
   * @param _bar Its bar.
   */
  onRow(_bar: BarRecord): void {}
}

/**
 * A bar as features read it, kept.
 *
 * @param bar The bar, looked at where it stands.
 * @returns What it shows now.
 *
 * @example It stays what it was when the engine goes on
 * ```ts
 * import assert from "node:assert/strict";
 * import { Actor, type BarTick, columnSource, EventEngine, simulatedColumns } from "volarb/engine";
 * import { symbolParameters } from "volarb/simulate";
 * import { type BarRecord, barRecord } from "volarb/strategy";
 *
 * class Keeper extends Actor {
 *   readonly bars: BarRecord[] = [];
 *   override onStart() {
 *     this.subscribeBars("BTCUSDT");
 *   }
 *   override onBar(bar: BarTick) {
 *     this.bars.push(barRecord(bar));
 *   }
 * }
 * const { columns, steps } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const keeper = new Keeper("keeper");
 * new EventEngine({
 *   source: columnSource({ BTCUSDT: columns }),
 *   steps: [steps],
 *   actors: [keeper],
 * }).run();
 * const [first, second] = keeper.bars;
 * assert.equal(second!.openTime - first!.openTime, 60e6);
 * ```
 */
export function barRecord(bar: BarTick): BarRecord {
  const { openTime, eventTime: closeTime, receiveTime } = bar;
  const { open, high, low, close, volume } = bar;
  const { quoteVolume, count, takerBuyVolume } = bar;
  return {
    openTime,
    closeTime,
    receiveTime,
    open,
    high,
    low,
    close,
    volume,
    quoteVolume,
    count,
    takerBuyVolume,
  };
}
