import type { Actor } from "./actor.ts";
import type { BusData, DataTopic } from "./bus_data.ts";
import { EngineCore } from "./engine_core.ts";
import type { Steps } from "./grid.ts";
import type { MarketSource } from "./market_source.ts";

/** Messages that were recorded, and what they are. */
export type RecordedData = {
  /** What they are: their type and, where all have the same, symbol and source. */
  readonly topic: DataTopic;
  /** The messages in the order of their receive times; read one at a time. */
  readonly messages: Iterable<BusData>;
};

/** What an {@linkcode EventEngine} runs. */
export type EventEngineOptions = {
  /** Market data. */
  readonly source: MarketSource;
  /** Steps of prices and quantities of every symbol of the source. */
  readonly steps: readonly Steps[];
  /** Who takes part; in any order, the result is the same. */
  readonly actors: readonly Actor[];
  /** Messages that were recorded. */
  readonly data?: readonly RecordedData[];
  /** Last time to take, microseconds since the epoch; all there is by default. */
  readonly end?: number;
};

/**
 * Runs actors over market data: one simulated timeline on which each record reaches them at
 * its receive time.
 *
 * Records of one time come in the order of `STREAM_FAMILIES`, then of symbols by name, then
 * of rows; messages that were delayed come after them, timers last. Nothing depends on the
 * order in which symbols, actors or subscriptions were registered.
 *
 * @see alg-event-loop
 *
 * @example An actor that publishes, and one that listens
 * ```ts
 * import assert from "node:assert/strict";
 * import { Actor, type BusData, columnSource, EventEngine, type QuoteTick } from "volarb/engine";
 *
 * class Spread extends Actor {
 *   override publishes = [{ type: "Spread" }];
 *   override onStart() {
 *     this.subscribeQuotes("BTCUSDT");
 *   }
 *   override onQuoteTick(quote: QuoteTick) {
 *     const { now } = this.clock;
 *     const ticks = quote.askTicks - quote.bidTicks;
 *     this.publish({ type: "Spread", eventTime: now, receiveTime: now, ticks } as BusData);
 *   }
 * }
 * class Listener extends Actor {
 *   heard: BusData[] = [];
 *   override onStart() {
 *     this.subscribeData("Spread");
 *   }
 *   override onData(data: BusData) {
 *     this.heard.push(data);
 *   }
 * }
 * const listener = new Listener("listener");
 * const one = Int32Array.of(1);
 * new EventEngine({
 *   source: columnSource({
 *     BTCUSDT: {
 *       quotes: {
 *         eventTime: Float64Array.of(0),
 *         receiveTime: Float64Array.of(7),
 *         bidTicks: Int32Array.of(100), bidLots: one,
 *         askTicks: Int32Array.of(102), askLots: one,
 *       },
 *     },
 *   }),
 *   steps: [{
 *     symbol: "BTCUSDT",
 *     tick: { integer: 1, scale: 1 },
 *     lot: { integer: 1, scale: 3 },
 *   }],
 *   actors: [listener, new Spread("spread")],
 * }).run();
 * assert.deepEqual(listener.heard, [
 *   { type: "Spread", eventTime: 7, receiveTime: 7, ticks: 2 },
 * ]);
 * ```
 */
export class EventEngine {
  readonly #core: EngineCore;

  /**
   * Takes what is to be run; nothing is read yet.
   *
   * @param options Data and actors.
   * @throws {RangeError} If two actors have one id.
   * @throws {DataError} If steps of a symbol are missing.
   */
  constructor(options: EventEngineOptions) {
    this.#core = new EngineCore(options);
  }

  /**
   * Runs everything, once.
   *
   * @throws {DataError} If a subscription cannot be served, or data are not in order.
   */
  run(): void {
    this.#core.run();
  }
}
