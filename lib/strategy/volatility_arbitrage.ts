import {
  type BarTick,
  type BusData,
  type DataTopic,
  type PositionEvent,
  type ResultTable,
  Strategy,
  type TimerEvent,
} from "../engine/mod.ts";
import {
  type AlphaSignal,
  contractsOf,
  type PositionInput,
  type TargetPosition,
  type VolatilityEstimate,
} from "../signal/mod.ts";
import type { Order, OrderEvent } from "../venue/mod.ts";
import { Beliefs } from "./beliefs.ts";
import type { JointAim, PositionAim } from "./joint_aims.ts";
import { type DecisionColumns, DecisionLog } from "./decision_log.ts";
import { type PositionGoal, PositionPilot } from "./position_pilot.ts";
import { StopKeeper } from "./stop_keeper.ts";
import type { VolatilityArbitrageConfig } from "./volatility_arbitrage_config.ts";
import type { VolatilityArbitrageOptions } from "./volatility_arbitrage_options.ts";

/**
 * The strategy of the whitepaper: it holds, of one perpetual contract, the position that is best given what its factors say of the next
 * return, within what Kelly, the limits and a trailing stop allow.
 *
 * It acts on messages. Factors publish what they know when they know it (`VolatilityEstimate` on bars, `ToxicityEstimate` on trades,
 * `FundingEstimate` on funding and metrics), the signal an `AlphaSignal` at each row. At each row:
 *
 * 1. the rule chooses a position `θ` from posterior, variance, half-spread, toxicity and funding, from the position that is really held; where
 *    several contracts are sized together what it aims at goes through a `PortfolioAllocator` first;
 * 2. the sizer cuts it to its limits; after a stop, and where the risk engine says so, it may only shrink;
 * 3. `TargetPosition` is published, and once whoever works the orders knows it the difference in lots is traded: one order is at work at a time;
 * 4. a stop that trails by the volatility stands behind the position, held by the order emulator.
 *
 * A row without a signal is noticed with the next bar: the alpha that was believed then decays. The risk engine is asked about every
 * order, and shown the equity each `risk.watch`; a drawdown beyond its limit closes everything and ends the trading, as {@linkcode VolatilityArbitrage.kill} does.
 *
 * `volatilityArbitrage` makes one with everything around it; its example is a whole run.
 *
 * @example What it publishes, and no decision before the first row
 * ```ts
 * import assert from "node:assert/strict";
 * import { logReturnFeature } from "volarb/features";
 * import { ridgeSignal } from "volarb/signal";
 * import { volatilityArbitrage, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const x = Float64Array.from({ length: 60 }, (_, t) => Math.sin(t * t));
 * const returns = x.map((_, t) => t === 0 ? 0 : x[t - 1]!);
 * const { name } = logReturnFeature({ window: 1 });
 * const signal = ridgeSignal().fit({ features: { [name]: x }, returns });
 * const config = volatilityArbitrageConfig({ symbol: "BTCUSDT" });
 * const { strategy } = volatilityArbitrage(config, { signal });
 * assert.deepEqual(
 *   strategy.publishes.map(({ type }) => type),
 *   ["TargetPosition", "VolatilityEstimate", "PositionAim"],
 * );
 * assert.equal(strategy.decisions().rows, 0);
 * ```
 */
export class VolatilityArbitrage extends Strategy {
  /** What it publishes: targets, and for its stop the variance that it knows. */
  override readonly publishes: readonly DataTopic[];
  /** Every parameter. */
  readonly config: VolatilityArbitrageConfig;
  readonly #options: VolatilityArbitrageOptions;
  readonly #pilot: PositionPilot;
  readonly #stop: StopKeeper | undefined;
  readonly #log = new DecisionLog();
  readonly #beliefs = new Beliefs();
  /** Bars since the last signal; infinite before the first. */
  #silent = Infinity;
  /** Rows in which positions may only shrink. */
  #pause = 0;
  #capital = NaN;
  #goal: PositionGoal | undefined;
  /** The row that is being decided. */
  #row: RowState | undefined;

  /**
   * Takes its parts.
   *
   * @param options Parameters, sources, rule, sizer, tactic, risk.
   */
  constructor(options: VolatilityArbitrageOptions) {
    const { config, tactic } = options;
    const { id: source, symbol, stop } = config;
    super(source);
    this.config = config;
    this.#options = options;
    this.publishes = [
      { type: "TargetPosition", symbol, source },
      { type: "VolatilityEstimate", symbol, source },
      { type: "PositionAim", symbol, source },
    ];
    this.#pilot = new PositionPilot(this, symbol, tactic);
    this.#stop = stop === null
      ? undefined
      : new StopKeeper(this, symbol, stop, () => this.#tellVariance());
  }

  /** Subscribes to what it acts on. */
  override onStart(): void {
    const { config: { symbol, risk }, clock } = this;
    const { alpha, volatility, toxicity, funding, allocator } =
      this.#options.sources;
    const from = (source: string) => ({ symbol, source });
    this.subscribeBars(symbol);
    this.subscribeData("AlphaSignal", from(alpha));
    this.subscribeData("TargetPosition", from(this.id));
    this.subscribeData("VolatilityEstimate", from(volatility));
    if (toxicity) this.subscribeData("ToxicityEstimate", from(toxicity));
    if (funding) this.subscribeData("FundingEstimate", from(funding));
    if (allocator) this.subscribeData("JointAim", from(allocator));
    clock.setTimer("watch", risk.watch, { start: 0 });
    this.#capital = this.portfolio.balance;
  }

  /**
   * Takes a message.
   *
   * @param data A signal, or what a factor says.
   */
  override onData(data: BusData): void {
    if (data.type === "TargetPosition") this.#act();
    else if (data.type === "JointAim") this.#settle((data as JointAim).aim);
    else if (data.type === "AlphaSignal") {
      this.#silent = 0;
      this.#decide(data as AlphaSignal);
    } else this.#beliefs.take(data);
  }

  /**
   * Notices rows without a signal.
   *
   * @param _bar The bar.
   */
  override onBar(_bar: BarTick): void {
    if (this.#silent > 0 && this.#silent < Infinity) this.#decide(undefined);
    this.#silent++;
  }

  /**
   * Shows the risk engine the equity, and closes everything once it says so.
   *
   * @param _timer The timer.
   */
  override onTimer(_timer: TimerEvent): void {
    const { risk } = this.#options;
    const { now } = this.clock;
    risk.watch(now, this.#known());
    if (risk.killed) this.#flatten();
  }

  /**
   * Takes an event of an order.
   *
   * @param event What happened.
   * @param order The order.
   */
  override onOrderEvent(event: OrderEvent, order: Order): void {
    if (this.#stop?.onOrderEvent(event, order)) {
      this.#pause = this.config.stop!.pause;
      this.#pilot.halt();
    }
    this.#pilot.onOrderEvent(event, order);
  }

  /**
   * Lets the stop follow the position.
   *
   * @param _event What happened to it.
   */
  override onPositionEvent(_event: PositionEvent): void {
    this.#stop?.follow();
  }

  /** Closes everything and ends the trading: the kill switch. */
  kill(): void {
    this.#options.risk.kill(this.clock.now, this.#known());
    this.#flatten();
  }

  /**
   * Every decision so far.
   *
   * @returns A row per bar with a decision.
   */
  decisions(): ResultTable<DecisionColumns> {
    return this.#log.table();
  }

  /** Chooses what to aim at, and asks what that is beside the others where there are any. */
  #decide(alpha: AlphaSignal | undefined): void {
    const { config: { symbol, kelly }, clock: { now }, portfolio } = this;
    const { position, sources } = this.#options;
    const { spec } = this.instrument(symbol);
    const price = portfolio.valuation(symbol).ticks * spec.tickSize;
    const capital = kelly.capital === "equity"
      ? portfolio.equity
      : this.#capital;
    if (!(price > 0 && capital > 0)) return;
    const heldLots = this.position(symbol);
    const held = heldLots * spec.lotSize * price / capital;
    const input = this.#beliefs.input(alpha, this.cache.quote(symbol), now);
    const aim = position.prepare(input, held);
    this.#row = { alpha, input, price, capital, heldLots, held };
    if (sources.allocator === undefined) this.#settle(aim);
    else this.#ask(aim);
  }

  #ask(aim: number): void {
    const { config: { symbol, position: { maximum } }, clock: { now } } = this;
    const { sizer } = this.#options;
    const message: PositionAim = {
      type: "PositionAim",
      symbol,
      source: this.id,
      eventTime: now,
      receiveTime: now,
      aim,
      deviation: Math.sqrt(this.#beliefs.variance),
      longest: sizer.size(maximum),
      shortest: sizer.size(-maximum),
    };
    this.publish(message);
  }

  /** Decides the row that was prepared, with what is to be aimed at. */
  #settle(joint: number): void {
    const row = this.#row;
    this.#row = undefined;
    if (row === undefined || Number.isNaN(joint)) return;
    const { alpha, input, price, capital, heldLots, held } = row;
    const { config: { symbol }, clock: { now } } = this;
    const { position, sizer, risk } = this.#options;
    const { spec } = this.instrument(symbol);
    const { variance } = this.#beliefs;
    const chosen = position.choose(input, joint);
    const reducing = this.#pause > 0 || risk.engine.state !== "active";
    if (this.#pause > 0) this.#pause--;
    const sized = sizer.size(chosen);
    const bounded = this.#stop?.firing
      ? 0
      : reducing
      ? shrunk(held, sized)
      : sized;
    const target = this.#worthTrading(held, bounded) ? bounded : held;
    const contracts = contractsOf(target, {
      capital,
      price,
      lot: spec.lotSize,
    });
    const wantedLots = target === held
      ? heldLots
      : Math.round(contracts / spec.lotSize) + 0;
    const { aim, carry, band, rate, damping } = position;
    const reduceOnly = Number(position.reduceOnly || reducing);
    const policy = { aim, band, rate, damping, reduceOnly };
    this.#log.add({
      time: now,
      price,
      lotSize: spec.lotSize,
      capital,
      heldLots,
      mean: input.mean,
      variance,
      halfSpread: input.halfSpread,
      toxicity: input.toxicity,
      fundingRate: input.fundingRate,
      carry,
      chosen,
      target,
      wantedLots,
      ...policy,
    });
    this.#announce({ target, ...policy, contracts });
    this.#goal = { lots: wantedLots, target, alpha, variance };
  }

  /** Publishes a target of this strategy's instrument. */
  #announce(
    told: Omit<
      TargetPosition,
      "type" | "symbol" | "source" | "eventTime" | "receiveTime"
    >,
  ): void {
    const { config: { symbol }, clock: { now } } = this;
    const message: TargetPosition = {
      type: "TargetPosition",
      symbol,
      source: this.id,
      eventTime: now,
      receiveTime: now,
      ...told,
    };
    this.publish(message);
  }

  /** Goes to the position of the target that was published, once whoever works the orders knows it. */
  #act(): void {
    const { risk, tradeFrom = -Infinity } = this.#options;
    this.#stop?.follow();
    if (this.clock.now < tradeFrom || risk.killed || this.#stop?.firing) return;
    this.#pilot.steer(this.#goal!);
  }

  /** Whether a trade is large enough, or closes the position. */
  #worthTrading(held: number, target: number): boolean {
    const { minimumTrade } = this.config.position;
    return target === 0 || Math.abs(target - held) >= minimumTrade;
  }

  /** Cancels everything and closes what is open, again until it is closed. */
  #flatten(): void {
    const { symbol } = this.config;
    this.#pilot.halt();
    const closing = this.openOrders(symbol).some(({ tags }) =>
      tags.includes("flatten")
    );
    const lots = this.position(symbol);
    if (closing || lots === 0) return;
    this.submit(this.orders.market({
      symbol,
      side: lots > 0 ? "sell" : "buy",
      quantity: Math.abs(lots),
      reduceOnly: true,
      tags: ["flatten"],
    }));
  }

  #known() {
    const { cache, portfolio } = this;
    return { cache, portfolio, openOrders: this.openOrders() };
  }

  /** Tells the emulator, which begins to listen with the first stop, the variance that is known. */
  #tellVariance(): void {
    const { now } = this.clock;
    const { volatility } = this.#beliefs;
    if (volatility === undefined) return;
    const estimate: VolatilityEstimate = {
      ...volatility,
      source: this.id,
      eventTime: now,
      receiveTime: now,
    };
    this.publish(estimate);
  }
}

/** What a row is decided from. */
type RowState = {
  readonly alpha: AlphaSignal | undefined;
  readonly input: Required<PositionInput>;
  readonly price: number;
  readonly capital: number;
  readonly heldLots: number;
  readonly held: number;
};

/** A position between what is held and zero. */
function shrunk(held: number, target: number): number {
  if (held * target <= 0) return 0;
  return Math.abs(target) > Math.abs(held) ? held : target;
}
