import type { VenueAccount } from "./account.ts";
import { BarMatcher } from "./bar_matcher.ts";
import { CommandDesk } from "./command_desk.ts";
import type { ContractSpec } from "./contract_spec.ts";
import { Clearing } from "./clearing.ts";
import { FundingDesk } from "./funding_desk.ts";
import { MarginDesk } from "./margin_desk.ts";
import { Matcher } from "./matcher.ts";
import type { Order } from "./order.ts";
import type { OrderChange } from "./order_change.ts";
import { checkBar, refuseCrossed, refuseRecord } from "./record_checks.ts";
import type { VenueBar } from "./venue_bar.ts";
import { VenueClock } from "./venue_clock.ts";
import { VenueCore } from "./venue_core.ts";
import { type VenueOptions, venueSettings } from "./venue_options.ts";

/**
 * A venue of perpetual futures, simulated on its own best quotes and trades.
 *
 * Market data come at their event time, commands at the time of their arrival; time never
 * runs backwards. Everything that happens is handed to `emit`, in order, with the venue's
 * time on it. Prices are whole ticks, quantities whole lots, money is exact; see
 * {@linkcode venueChoices} for what was decided where venues' simulators differ.
 *
 * @see alg-matching
 *
 * @example A buyer takes what is displayed and pays the fee
 * ```ts
 * import assert from "node:assert/strict";
 * import {
 *   contractSpec,
 *   feeSchedule,
 *   formatMoney,
 *   Order,
 *   SimulatedExchange,
 *   type VenueEvent,
 * } from "volarb/venue";
 *
 * const unit = { integer: 1, scale: 0 };
 * const spec = contractSpec("X", {
 *   tick: unit,
 *   lot: unit,
 *   minNotional: 5,
 *   brackets: [],
 *   funding: [],
 * });
 * const events: VenueEvent[] = [];
 * const exchange = new SimulatedExchange({
 *   specs: [spec],
 *   balance: 1000,
 *   fees: feeSchedule({ periods: [{ from: 0, maker: 0, taker: 0.0005 }] }),
 *   emit: (event) => events.push(event),
 * });
 * exchange.quote(0, 1, 99, 10, 100, 10);
 * const order = new Order({
 *   clientOrderId: "1",
 *   symbol: "X",
 *   side: "buy",
 *   type: "market",
 *   quantity: 2,
 * });
 * exchange.submit(order, 2);
 * exchange.quote(0, 3, 99, 10, 100, 10);
 * assert.deepEqual(events.map(({ type }) => type), ["accepted", "filled"]);
 * assert.equal(formatMoney(exchange.account.balance), "999.90000000");
 * ```
 */
export class SimulatedExchange {
  /** Wallet, positions and margin. */
  readonly account: VenueAccount;
  /** Rules of the contracts. */
  readonly specs: readonly ContractSpec[];
  readonly #core: VenueCore;
  readonly #commands: CommandDesk;
  readonly #clock: VenueClock;
  readonly #funding: FundingDesk;
  readonly #margin: MarginDesk;
  readonly #clearing: Clearing;
  readonly #matchers: readonly Matcher[];
  readonly #bars: readonly BarMatcher[];
  readonly #upper: Float64Array;
  readonly #lower: Float64Array;

  /**
   * Opens the exchange.
   *
   * @param options Contracts, balance, fees, and the choices.
   * @throws {RangeError} If a choice is unknown or out of range.
   */
  constructor(options: VenueOptions) {
    const settings = venueSettings(options);
    const core = this.#core = new VenueCore(settings);
    this.#margin = new MarginDesk(core);
    this.#funding = new FundingDesk(core);
    this.#commands = new CommandDesk(core, this.#margin);
    this.#clearing = new Clearing(core, this.#margin);
    this.#clock = new VenueClock(core, {
      funding: this.#funding,
      margin: this.#margin,
      clearing: this.#clearing,
    });
    for (const spec of settings.specs) {
      core.matchers.push(new Matcher(spec, settings, this.#clearing));
    }
    this.#matchers = core.matchers;
    this.#bars = core.matchers.map((matcher, instrument) =>
      new BarMatcher(matcher, {
        rules: settings,
        handler: this.#clearing,
        instrument,
      })
    );
    this.#upper = this.#margin.upper;
    this.#lower = this.#margin.lower;
    this.account = core.account;
    this.specs = settings.specs;
  }

  /**
   * When the next settlement or expiry is due, microseconds; infinite where there is none.
   * It happens when the venue's clock is brought there, by a record or by `advance`.
   */
  get nextDue(): number {
    const { due } = this.#clock;
    return due === -Infinity ? Infinity : due;
  }

  /** The venue's clock: time of the last record or command, microseconds. */
  get time(): number {
    return this.#core.time;
  }

  /**
   * Whether no order is open, every position is flat and no settlement waits for its rate:
   * records that only overwrite the book may then be left out, if the last one before the next
   * command is not.
   */
  get idle(): boolean {
    if (this.#funding.waiting) return false;
    const { positions } = this.account;
    for (let i = 0; i < this.#matchers.length; i++) {
      if (this.#matchers[i]!.orders.open > 0) return false;
    }
    for (let k = 0; k < positions.length; k++) {
      if (positions[k]!.lots !== 0) return false;
    }
    return true;
  }

  /**
   * Index of a contract.
   *
   * @param symbol Instrument.
   * @returns Its place among the specs.
   * @throws {RangeError} If the venue does not have it.
   */
  indexOf(symbol: string): number {
    const i = this.#core.indexOf(symbol);
    if (i === undefined) {
      throw new RangeError(
        `Cannot find a contract as its symbol must be one of ${
          this.specs.map((spec) => spec.symbol).join(", ")
        }: current value is ${symbol}`,
      );
    }
    return i;
  }

  /**
   * Takes an update of the best quotes.
   *
   * @param i Index of the contract.
   * @param time When it happened, microseconds.
   * @param bidTicks Best bid, ticks; `NaN` for an empty side.
   * @param bidLots Size at the best bid, lots.
   * @param askTicks Best ask, ticks; `NaN` for an empty side.
   * @param askLots Size at the best ask, lots.
   * @throws {RangeError} If time runs backwards or there is no such contract.
   * @throws {DataError} If the bid is above the ask.
   */
  quote(
    i: number,
    time: number,
    bidTicks: number,
    bidLots: number,
    askTicks: number,
    askLots: number,
  ): void {
    const matcher = this.#matchers[i];
    if (matcher === undefined || !(time >= this.#core.time)) {
      this.#refuse(i, time);
    }
    if (bidTicks > askTicks) refuseCrossed(this.specs[i]!, bidTicks, askTicks);
    this.#core.time = time;
    if (time >= this.#clock.due) this.#clock.advance(time);
    matcher!.quote(time, bidTicks, bidLots, askTicks, askLots);
    const sum = bidTicks + askTicks;
    if (!(sum < this.#upper[i]! && sum > this.#lower[i]!)) {
      this.#core.marginDue = true;
    }
    if (this.#clearing.busy || this.#core.marginDue) this.#finish();
  }

  /**
   * Takes a trade.
   *
   * @param i Index of the contract.
   * @param time When it happened, microseconds.
   * @param ticks Price, ticks.
   * @param lots Quantity, lots.
   * @param aggressor 1 if the buyer took, -1 if the seller did.
   * @throws {RangeError} If time runs backwards or there is no such contract.
   */
  trade(
    i: number,
    time: number,
    ticks: number,
    lots: number,
    aggressor: 1 | -1,
  ): void {
    const matcher = this.#matchers[i];
    if (matcher === undefined || !(time >= this.#core.time)) {
      this.#refuse(i, time);
    }
    this.#core.time = time;
    if (time >= this.#clock.due) this.#clock.advance(time);
    matcher!.trade(time, ticks, lots, aggressor);
    if (this.#upper[i]! === -Infinity) this.#core.marginDue = true;
    if (this.#clearing.busy || this.#core.marginDue) this.#finish();
  }

  /**
   * Takes a bar, at its close, of a contract of which there is nothing finer.
   *
   * @param i Index of the contract.
   * @param bar Times, prices in ticks, volume in lots; it is read and not kept.
   * @throws {RangeError} If time runs backwards, there is no such contract, or it has quotes.
   * @throws {DataError} If the prices are no bar's.
   */
  bar(i: number, bar: VenueBar): void {
    const { closeTime, openTime } = bar;
    const matcher = this.#matchers[i];
    if (matcher === undefined || !(closeTime >= this.#core.time)) {
      this.#refuse(i, closeTime);
    }
    checkBar(this.specs[i]!, bar, matcher!.hasQuotes);
    this.#clock.bar(openTime, closeTime);
    this.#bars[i]!.bar(bar);
    this.#finish();
  }

  /**
   * Takes a mark price.
   *
   * @param i Index of the contract.
   * @param time When it was published, microseconds.
   * @param price Quote currency, above 0.
   * @throws {RangeError} If time runs backwards, there is no such contract, or the price is
   *   not above 0.
   */
  mark(i: number, time: number, price: number): void {
    this.#check(i, time);
    this.#clock.record(time);
    if (!(price > 0 && price < Infinity)) {
      throw new RangeError(
        `Cannot take a mark price as it must be above 0 and finite: current value is ${price}`,
      );
    }
    this.#matchers[i]!.mark(time, price);
    this.#core.marginDue = true;
    this.#finish();
  }

  /**
   * Takes the rate of a settlement, at its stamp.
   *
   * @param i Index of the contract.
   * @param time Its stamp, microseconds: the settlement's, with some jitter.
   * @param rate A fraction of the notional, which longs pay to shorts; `NaN` is missing.
   * @param intervalHours Hours that it pays for; `NaN` where the data do not say.
   * @throws {DataError} If there is a position and no price to value it.
   */
  fundingRate(
    i: number,
    time: number,
    rate: number,
    intervalHours: number,
  ): void {
    this.#check(i, time);
    this.#clock.record(time);
    this.#funding.rate(i, time, rate, intervalHours);
    this.#finish();
  }

  /**
   * Takes an order, at its arrival.
   *
   * @param order The order; its terms are read, it is not written to.
   * @param time Arrival, microseconds.
   */
  submit(order: Order, time: number): void {
    this.#check(0, time);
    this.#clock.advance(time);
    this.#commands.submit(order);
    this.#finish();
  }

  /**
   * Takes an amendment, at its arrival.
   *
   * The place in the queue is kept only where the price stays and the quantity does not grow.
   *
   * @param clientOrderId The order.
   * @param change New quantity, limit price or trigger price.
   * @param time Arrival, microseconds.
   */
  modify(clientOrderId: string, change: OrderChange, time: number): void {
    this.#check(0, time);
    this.#clock.advance(time);
    this.#commands.modify(clientOrderId, change);
    this.#finish();
  }

  /**
   * Takes a cancel, at its arrival.
   *
   * @param clientOrderId The order.
   * @param time Arrival, microseconds.
   */
  cancel(clientOrderId: string, time: number): void {
    this.#check(0, time);
    this.#clock.advance(time);
    this.#commands.cancel(clientOrderId);
    this.#finish();
  }

  /**
   * Lets the venue's clock go on: settlements and expiries up to a time happen.
   *
   * @param time Microseconds.
   * @throws {RangeError} If time runs backwards.
   */
  advance(time: number): void {
    this.#check(0, time);
    this.#clock.advance(time);
    this.#finish();
  }

  /** Holds a record or a command to a contract that there is and a time that is not past. */
  #check(i: number, time: number): void {
    if (this.#matchers[i] === undefined || !(time >= this.#core.time)) {
      this.#refuse(i, time);
    }
  }

  /** Lets in what fills have released, and judges the margin. */
  #finish(): void {
    const { released } = this.#core;
    for (let k = 0; k < released.length; k++) {
      this.#commands.admit(released[k]!);
    }
    released.length = 0;
    if (this.#core.marginDue) this.#margin.judge();
    for (const { orders } of this.#matchers) orders.compact();
    this.#clearing.busy = false;
    this.#clock.plan();
  }

  #refuse(i: number, time: number): never {
    return refuseRecord(i, this.specs.length, { time, clock: this.time });
  }
}
