import {
  type BusData,
  type DataTopic,
  ExecAlgorithm,
  type TimerEvent,
  type TradeTick,
} from "../engine/mod.ts";
import type { AlphaSignal, TargetPosition } from "../signal/mod.ts";
import type { Order, OrderEvent } from "../venue/mod.ts";
import { executionState } from "./execution_state.ts";
import { RecentVolume } from "./recent_volume.ts";
import { childTerms, leastLots, legalLots } from "./twap_child.ts";
import { type TwapSettings, twapSettings } from "./twap_parameters.ts";
import { twapRefusal } from "./twap_refusal.ts";
import { type Belief, type TwapPhase, TwapWork } from "./twap_work.ts";

/** What a {@linkcode TwapAlgorithm} listens to. */
export type TwapAlgorithmOptions = {
  /** Instruments whose trades are counted from the start of the run, for participation and `adaptive`; else from their first order on that needs them. */
  readonly symbols?: readonly string[];
  /** Whose `TargetPosition` decides on the pace: a source, or `any`; nobody's by default. */
  readonly targets?: string;
  /** Whose `AlphaSignal` is the drift: a source, or `any`; nobody's by default. */
  readonly signals?: string;
};

/**
 * Works a parent order over a horizon: in equal slices (TWAP), or by a schedule against a drift that
 * decays, hurried by a strong target and slowed by a weak one.
 *
 * A market or limit order that names it (`execAlgorithm`, made by {@linkcode twapRequest}) is cut into
 * slots of an interval. At each slot the lots that are due go out as a child: legal ones (whole lots, none below the least
 * quantity or notional unless the parent is), at most the participation's share of the recent volume, not across a
 * wider spread or a worse price than allowed. What could not be traded, was refused, or came back is spread over the slots that
 * are left (or sent with the next, or dropped, by choice). Half an interval before the horizon what waits is canceled and what is
 * left crosses; nothing is sent at or after the horizon, where what is left of the parent is canceled.
 *
 * With `upper` and `lower` the pace follows `|θ|` of the last `TargetPosition`: see {@linkcode UrgencyControl} and
 * {@linkcode urgentShare}. An `AlphaSignal` is the drift of the schedules that have one. Both make the plan anew at the next slot.
 * Where it stands is published as `ExecutionState`.
 *
 * @see alg-twap, def-threshold-rule, eq-alpha-schedule
 * @see Almgren, R. and Chriss, N. (2001), Journal of Risk 3(2), 5-39.
 *
 * @example Ten slices of a lot in ten minutes
 * ```ts
 * import assert from "node:assert/strict";
 * import { Backtest, columnSource, type QuoteTick, simulatedColumns, Strategy } from "volarb/engine";
 * import { TwapAlgorithm, twapRequest } from "volarb/execution";
 * import { instrumentOn } from "volarb/market";
 * import { symbolParameters } from "volarb/simulate";
 * import { contractSpec, feeSchedule } from "volarb/venue";
 *
 * class Patient extends Strategy {
 *   override onStart() {
 *     this.subscribeQuotes("BTCUSDT");
 *   }
 *   override onQuoteTick({ symbol }: QuoteTick) {
 *     this.unsubscribe("quotes", symbol);
 *     const execAlgorithm = twapRequest({ horizon: 600e6, interval: 60e6 });
 *     this.submit(this.orders.market({ symbol, side: "buy", quantity: 100, execAlgorithm }));
 *   }
 * }
 * const { columns } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const { fills, orders } = new Backtest({
 *   source: columnSource({ BTCUSDT: columns }),
 *   specs: [contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))],
 *   strategies: [new Patient("patient")],
 *   algorithms: [new TwapAlgorithm("TWAP")],
 *   balance: 10_000,
 *   fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
 * }).run();
 * assert.deepEqual(fills.columns.quantityLots, new Float64Array(10).fill(10));
 * assert.equal(orders.columns.status[0], "filled");
 * ```
 */
export class TwapAlgorithm extends ExecAlgorithm {
  /** States of its parents. */
  override readonly publishes: readonly DataTopic[] = [
    { type: "ExecutionState" },
  ];
  readonly #options: TwapAlgorithmOptions;
  readonly #works = new Map<string, TwapWork>();
  readonly #volumes = new Map<string, RecentVolume>();
  readonly #targets = new Map<string, number>();
  readonly #beliefs = new Map<string, Belief>();
  #taken = 0;

  /**
   * Names the algorithm and says what it listens to.
   *
   * @param id Its name, `TWAP` say.
   * @param options Trades, targets and signals.
   */
  constructor(id: string, options: TwapAlgorithmOptions = {}) {
    super(id);
    this.#options = options;
  }

  /** Subscribes to what it listens to. */
  override onStart(): void {
    const { symbols = [], targets, signals } = this.#options;
    for (const symbol of symbols) this.#count(symbol, 0);
    const from = (source: string) => source === "any" ? {} : { source };
    if (targets !== undefined) {
      this.subscribeData("TargetPosition", from(targets));
    }
    if (signals !== undefined) this.subscribeData("AlphaSignal", from(signals));
  }

  /** Ends every parent. */
  override onStop(): void {
    for (const work of this.#works.values()) {
      this.#recallAll(work);
      this.#finish(work, `${this.id} has stopped.`);
    }
  }

  /**
   * Refuses an order of another type or with parameters out of range.
   *
   * @param order The order.
   * @returns The rule that is broken; `undefined` for none.
   */
  override refuses(order: Order): string | undefined {
    return twapRefusal(order);
  }

  /**
   * Takes a parent.
   *
   * @param order The order.
   */
  override onOrder(order: Order): void {
    const { symbol } = order;
    const now = this.clock.now;
    const settings = twapSettings(order.execAlgorithm!.parameters);
    const work = new TwapWork({
      order,
      settings,
      now,
      number: ++this.#taken,
      lotSize: this.instrument(symbol).spec.lotSize,
      least: this.#least(order),
      arrivalTicks: this.portfolio.valuation(symbol).ticks,
      belief: this.#beliefs.get(symbol),
    });
    this.#works.set(order.clientOrderId, work);
    if (settings.participation < Infinity || settings.style === "adaptive") {
      this.#count(symbol, settings.volumeWindow);
    }
    work.control?.update(this.#targets.get(symbol) ?? NaN);
    this.#publish(work);
    this.#advance(work);
  }

  /**
   * Does what is due of a parent.
   *
   * @param timer Its timer.
   */
  override onTimer(timer: TimerEvent): void {
    const work = this.#works.get(timer.name);
    if (work !== undefined) this.#advance(work);
  }

  /**
   * Counts a trade.
   *
   * @param trade The trade.
   */
  override onTradeTick(trade: TradeTick): void {
    const { symbol, lots, aggressor } = trade;
    this.#volumes.get(symbol)?.add(this.clock.now, lots, aggressor);
  }

  /**
   * Takes a target as the pace, and a signal as the drift, of the parents of its symbol.
   *
   * @param data The message.
   */
  override onData(data: BusData): void {
    if (data.type === "TargetPosition") {
      const { symbol, target } = data as TargetPosition;
      this.#targets.set(symbol, target);
      for (const work of this.#of(symbol)) work.pace(target);
    } else if (data.type === "AlphaSignal") {
      const signal = data as AlphaSignal;
      if (Number.isNaN(signal.mean)) return;
      const { mean, horizon, eventTime: time } = signal;
      const belief = { mean, horizon, time };
      this.#beliefs.set(signal.symbol, belief);
      for (const work of this.#of(signal.symbol)) work.believe(belief);
    }
  }

  /**
   * Spreads a change of the quantity over the slots that are left, and holds to a new limit.
   *
   * @param order The parent.
   */
  override onOrderUpdated(order: Order): void {
    const work = this.#works.get(order.clientOrderId);
    if (work === undefined || work.ended) return;
    const { plan, settings, waiting } = work;
    const more = order.quantity - work.quantity;
    work.quantity = order.quantity;
    for (const child of waiting) {
      const worse = order.type === "limit" &&
        order.sign * (child.price - order.price) > 0;
      if (worse) this.#recall(work, child);
    }
    if (more === 0) return;
    const available = this.remaining(order);
    const dropped = settings.missed === "drop";
    if (plan.next < plan.slots) {
      const lots = dropped ? Math.max(0, plan.planned + more) : available;
      plan.replan(Math.min(available, lots));
    } else this.#send(work, dropped ? more : available, "cross");
  }

  /**
   * Sends no more for a parent.
   *
   * @param order The parent.
   */
  override onOrderCanceled(order: Order): void {
    const work = this.#works.get(order.clientOrderId);
    if (work === undefined) return;
    work.ended = true;
    this.#settle(work);
  }

  /**
   * Takes an event of a child.
   *
   * @param event What happened.
   * @param child The child.
   */
  override onOrderEvent(event: OrderEvent, child: Order): void {
    const work = this.#works.get(child.parentId!);
    if (work === undefined) return;
    if (event.type === "filled") work.fees += event.fill.commission;
    if (!child.isOpen) work.waiting.delete(child);
    if (!work.order.isOpen) return this.#settle(work);
    if (event.type === "filled") this.#publish(work);
    if (child.isOpen || !work.recalled.delete(child)) return;
    // What waited in vain crosses, but for a passive order before its end.
    const { isClosing, isHeld, settings, waiting } = work;
    if (isHeld && waiting.size === 0) return this.#advance(work);
    if (!isClosing && settings.style !== "adaptive") return;
    if (isClosing && settings.missed === "drop") return;
    this.#send(work, isClosing ? Infinity : child.leavesQuantity, "cross");
  }

  /** Does what is due of a parent and sets its timer. */
  #advance(work: TwapWork): void {
    const { order, plan, times, closing, deadline } = work;
    if (work.ended || !order.isOpen) return;
    const now = this.clock.now;
    if (now >= deadline) {
      this.#recallAll(work);
      return this.#finish(work, "The horizon has passed.");
    }
    if (now >= closing && plan.next >= plan.slots) {
      this.#close(work);
      return this.clock.setTimeAlert(order.clientOrderId, deadline);
    }
    if (plan.next < plan.slots && times[plan.next]! <= now) this.#slot(work);
    const at = plan.next + Number(work.isHeld);
    const next = at < plan.slots ? times[at]! : closing;
    this.clock.setTimeAlert(order.clientOrderId, Math.max(now, next));
  }

  /** Sends the slice that is due, once what waited in vain has come back. */
  #slot(work: TwapWork): void {
    const { plan, order, settings, waiting } = work;
    this.#recallAll(work);
    const available = this.remaining(order);
    if (settings.style === "passive" && waiting.size > 0) {
      // The slot before is over, and has sent nothing.
      if (work.isHeld) plan.due(available);
      work.isHeld = plan.next < plan.slots;
      return;
    }
    work.isHeld = false;
    plan.least = this.#least(order);
    if (work.stale) work.refresh(available, this.clock.now);
    this.#send(work, plan.due(available), work.settings.style);
  }

  /** Trades what is left. */
  #close(work: TwapWork): void {
    work.isClosing = true;
    this.#recallAll(work);
    if (work.settings.missed !== "drop") this.#send(work, Infinity, "cross");
  }

  /** Sends a child of what may be sent of some lots. */
  #send(
    work: TwapWork,
    due: number,
    style: "cross" | TwapSettings["style"],
  ): void {
    const { order, ended } = work;
    if (ended || !order.isOpen || order.status === "pendingCancel") return;
    const now = this.clock.now;
    const available = this.remaining(order);
    if (now >= work.deadline || due === 0 || available === 0) return;
    const { spec } = this.instrument(order.symbol);
    const volume = this.#volumes.get(order.symbol);
    const lots = legalLots(work, { due, available, spec, volume, now });
    if (lots === 0) return this.#pause(work);
    const quote = this.cache.quote(order.symbol);
    const terms = childTerms(work, { lots, style, quote, volume, now });
    if (terms === undefined) return this.#pause(work);
    const { waits, price } = terms;
    const child = waits
      ? this.spawnLimit(order, lots, { price, postOnly: true })
      : Number.isFinite(price)
      ? this.spawnLimit(order, lots, { price, timeInForce: "IOC" })
      : this.spawnMarket(order, lots);
    if (waits) work.waiting.add(child);
    work.sent.push({ child, time: now });
    if (work.phase === "paused") this.#publish(work, "working");
  }

  #least(order: Order): number {
    const { spec } = this.instrument(order.symbol);
    const bid = this.cache.quote(order.symbol)?.bidTicks;
    const ticks = bid ?? this.portfolio.valuation(order.symbol).ticks;
    return leastLots(order, spec, ticks);
  }

  #pause(work: TwapWork): void {
    if (work.phase === "working") this.#publish(work, "paused");
  }

  #recallAll(work: TwapWork): void {
    for (const child of work.waiting) this.#recall(work, child);
  }

  #recall(work: TwapWork, child: Order): void {
    if (work.recalled.has(child)) return;
    work.recalled.add(child);
    this.cancelChild(child);
  }

  #finish(work: TwapWork, reason: string): void {
    if (!work.order.isOpen) return;
    work.ended = true;
    this.finish(work.order, reason);
    this.#settle(work);
  }

  /** Forgets a parent that has ended. */
  #settle(work: TwapWork): void {
    const { order } = work;
    if (order.isOpen || !this.#works.delete(order.clientOrderId)) return;
    this.clock.cancelTimer(order.clientOrderId);
    this.#publish(work, order.status === "filled" ? "done" : "cancelled");
  }

  #publish(work: TwapWork, phase: TwapPhase = work.phase): void {
    work.phase = phase;
    this.publish(executionState(work, {
      instrument: this.instrument(work.order.symbol),
      source: this.id,
      now: this.clock.now,
    }));
  }

  /** Counts the trades of an instrument. */
  #count(symbol: string, window: number): void {
    let volume = this.#volumes.get(symbol);
    if (volume === undefined) {
      volume = new RecentVolume();
      this.#volumes.set(symbol, volume);
      this.subscribeTrades(symbol);
    }
    volume.keep(window);
  }

  #of(symbol: string): TwapWork[] {
    return [...this.#works.values()]
      .filter(({ order }) => order.symbol === symbol);
  }
}
