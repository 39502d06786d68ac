import type { ActorClock, TimerEvent } from "./actor_clock.ts";
import type { BarTick } from "./bar_tick.ts";
import type { BusData, DataTopic } from "./bus_data.ts";
import type { FundingTick } from "./funding_tick.ts";
import type { MarkTick } from "./mark_tick.ts";
import type { MarketCache } from "./market_cache.ts";
import type { MetricsTick } from "./metrics_tick.ts";
import type { PremiumTick } from "./premium_tick.ts";
import type { QuoteTick } from "./quote_tick.ts";
import type { StreamFamily } from "./tick_columns.ts";
import type { TradeTick } from "./trade_tick.ts";
import type {
  FundingEvent,
  LiquidationEvent,
  MarginCallEvent,
  Order,
  OrderEvent,
} from "../venue/mod.ts";
import type { PositionEvent } from "./portfolio.ts";

/** What happens to the account of all strategies. */
export type AccountEvent = FundingEvent | LiquidationEvent | MarginCallEvent;

/** What the engine gives an actor. */
export type ActorContext = {
  /** Time and timers. */
  readonly clock: ActorClock;
  /** What is known of the market. */
  readonly cache: MarketCache;
  /** Subscribes the actor to a stream, or takes the subscription away. */
  subscribe(
    actor: Actor,
    family: StreamFamily,
    symbol: string,
    wanted: boolean,
  ): void;
  /** Subscribes the actor to messages. */
  subscribeData(actor: Actor, topic: DataTopic): void;
  /** Publishes a message. */
  publish(actor: Actor, data: BusData): void;
  /** Takes the actor out of the run. */
  stop(actor: Actor): void;
};

/**
 * Takes market data, messages and timers, and publishes messages: a component of a run that
 * sends no orders.
 *
 * Override the handlers that you need; each is called at the simulated time at which a
 * client would have been told, one record at a time. `onStart` subscribes. What a handler
 * publishes is delivered when it has returned. The same actor cannot take part in two runs.
 *
 * @example The widest spread of a stream
 * ```ts
 * import assert from "node:assert/strict";
 * import { Actor, columnSource, EventEngine, type QuoteTick } from "volarb/engine";
 *
 * class WidestSpread extends Actor {
 *   ticks = 0;
 *   override onStart() {
 *     this.subscribeQuotes("BTCUSDT");
 *   }
 *   override onQuoteTick(quote: QuoteTick) {
 *     this.ticks = Math.max(this.ticks, quote.askTicks - quote.bidTicks);
 *   }
 * }
 * const widest = new WidestSpread("widest");
 * const one = Int32Array.of(1, 1);
 * new EventEngine({
 *   source: columnSource({
 *     BTCUSDT: {
 *       quotes: {
 *         eventTime: Float64Array.of(0, 10),
 *         bidTicks: Int32Array.of(100, 100), bidLots: one,
 *         askTicks: Int32Array.of(101, 103), askLots: one,
 *       },
 *     },
 *   }),
 *   steps: [{
 *     symbol: "BTCUSDT",
 *     tick: { integer: 1, scale: 1 },
 *     lot: { integer: 1, scale: 3 },
 *   }],
 *   actors: [widest],
 * }).run();
 * assert.equal(widest.ticks, 3);
 * ```
 */
export abstract class Actor {
  /** Name, unique in a run; decides who comes first at one event. */
  readonly id: string;
  /** What the actor may publish. A subscription that nobody's topics meet is refused at the start. */
  readonly publishes: readonly DataTopic[] = [];
  #context: ActorContext | undefined;
  #running = false;

  /**
   * Names the actor.
   *
   * @param id Its name, not empty.
   * @throws {RangeError} If the name is empty.
   */
  constructor(id: string) {
    if (id === "") {
      throw new RangeError(
        `Cannot create an actor as its id must not be empty: current value is ""`,
      );
    }
    this.id = id;
  }

  /** Time and timers of the actor. */
  get clock(): ActorClock {
    return this.#attached.clock;
  }

  /** What is known of the market. */
  get cache(): MarketCache {
    return this.#attached.cache;
  }

  /** Whether the actor takes part: from its start to its stop. */
  get running(): boolean {
    return this.#running;
  }

  /** Called once before the first record; subscribes and sets timers. */
  onStart(): void {}

  /** Called once after the last record, or when the actor stops; nothing is delivered after it. */
  onStop(): void {}

  /**
   * Takes an update of the best bid and ask.
   *
   * @param _quote The quote, valid until the handler returns.
   */
  onQuoteTick(_quote: QuoteTick): void {}

  /**
   * Takes an aggregate trade.
   *
   * @param _trade The trade, valid until the handler returns.
   */
  onTradeTick(_trade: TradeTick): void {}

  /**
   * Takes a bar.
   *
   * @param _bar The bar, valid until the handler returns.
   */
  onBar(_bar: BarTick): void {}

  /**
   * Takes a settled funding rate.
   *
   * @param _funding The rate, valid until the handler returns.
   */
  onFundingRate(_funding: FundingTick): void {}

  /**
   * Takes a row of metrics.
   *
   * @param _metrics The row, valid until the handler returns.
   */
  onMetrics(_metrics: MetricsTick): void {}

  /**
   * Takes a mark price.
   *
   * @param _mark The price, valid until the handler returns.
   */
  onMarkPrice(_mark: MarkTick): void {}

  /**
   * Takes a bar of the premium over the index.
   *
   * @param _premium The bar, valid until the handler returns.
   */
  onPremium(_premium: PremiumTick): void {}

  /**
   * Takes a message.
   *
   * @param _data The message.
   */
  onData(_data: BusData): void {}

  /**
   * Takes an event of an order of this actor.
   *
   * @param _event What happened.
   * @param _order The order, the event applied.
   */
  onOrderEvent(_event: OrderEvent, _order: Order): void {}

  /**
   * Takes a change of a position of this actor.
   *
   * @param _event What happened.
   */
  onPositionEvent(_event: PositionEvent): void {}

  /**
   * Takes what happens to the account: funding, a margin call, a liquidation.
   *
   * @param _event What happened.
   */
  onAccountEvent(_event: AccountEvent): void {}

  /**
   * Takes the firing of a timer.
   *
   * @param _timer Which timer, and when.
   */
  onTimer(_timer: TimerEvent): void {}

  /**
   * Subscribes to quotes.
   *
   * @param symbol The instrument.
   * @throws {DataError} If there are none, at the latest when the run starts.
   */
  subscribeQuotes(symbol: string): void {
    this.#attached.subscribe(this, "quotes", symbol, true);
  }

  /**
   * Subscribes to aggregate trades.
   *
   * @param symbol The instrument.
   * @throws {DataError} If there are none, at the latest when the run starts.
   */
  subscribeTrades(symbol: string): void {
    this.#attached.subscribe(this, "trades", symbol, true);
  }

  /**
   * Subscribes to bars.
   *
   * @param symbol The instrument.
   * @throws {DataError} If there are none, at the latest when the run starts.
   */
  subscribeBars(symbol: string): void {
    this.#attached.subscribe(this, "bars", symbol, true);
  }

  /**
   * Subscribes to funding rates.
   *
   * @param symbol The instrument.
   * @throws {DataError} If there are none, at the latest when the run starts.
   */
  subscribeFundingRates(symbol: string): void {
    this.#attached.subscribe(this, "funding", symbol, true);
  }

  /**
   * Subscribes to metrics.
   *
   * @param symbol The instrument.
   * @throws {DataError} If there are none, at the latest when the run starts.
   */
  subscribeMetrics(symbol: string): void {
    this.#attached.subscribe(this, "metrics", symbol, true);
  }

  /**
   * Subscribes to mark prices.
   *
   * @param symbol The instrument.
   * @throws {DataError} If there are none, at the latest when the run starts.
   */
  subscribeMarkPrices(symbol: string): void {
    this.#attached.subscribe(this, "mark", symbol, true);
  }

  /**
   * Subscribes to bars of the premium over the index.
   *
   * @param symbol The instrument.
   * @throws {DataError} If there are none, at the latest when the run starts.
   */
  subscribePremium(symbol: string): void {
    this.#attached.subscribe(this, "premium", symbol, true);
  }

  /**
   * Subscribes to messages.
   *
   * @param type Name of their type.
   * @param from The symbol and the source, where not any will do.
   * @throws {DataError} If nobody publishes such, at the latest when the run starts.
   */
  subscribeData(type: string, from: Omit<DataTopic, "type"> = {}): void {
    this.#attached.subscribeData(this, { type, ...from });
  }

  /**
   * Takes a subscription to market data away.
   *
   * @param family The family, as `quotes`.
   * @param symbol The instrument.
   */
  unsubscribe(family: StreamFamily, symbol: string): void {
    this.#attached.subscribe(this, family, symbol, false);
  }

  /**
   * Publishes a message: to be delivered once this handler has returned, or at its receive
   * time if that is later.
   *
   * @param data The message.
   * @throws {RangeError} If it is none that `publishes` names, or its times are not in order.
   */
  publish(data: BusData): void {
    this.#attached.publish(this, data);
  }

  /** Takes the actor out of the run: `onStop` is called, and nothing is delivered any more. */
  stop(): void {
    if (this.#running) this.#attached.stop(this);
  }

  /**
   * Takes a message from the bus; the engine calls it.
   *
   * @param data The message.
   */
  receive(data: BusData): void {
    if (this.#running) this.onData(data);
  }

  /**
   * Puts the actor into a run; the engine calls it.
   *
   * @param context What the engine gives it.
   * @throws {TypeError} If the actor already was in a run.
   */
  attach(context: ActorContext): void {
    if (this.#context !== undefined) {
      throw new TypeError(
        `Cannot run ${this.id} as an actor takes part in one run only: it already did`,
      );
    }
    this.#context = context;
  }

  /** Starts the actor; the engine calls it. */
  begin(): void {
    this.#running = true;
    this.onStart();
  }

  /** Stops the actor; the engine calls it. */
  end(): void {
    if (!this.#running) return;
    this.onStop();
    this.#running = false;
  }

  get #attached(): ActorContext {
    if (this.#context === undefined) {
      throw new TypeError(
        `Cannot use ${this.id} as an actor must be in a run: it was given to none`,
      );
    }
    return this.#context;
  }
}
