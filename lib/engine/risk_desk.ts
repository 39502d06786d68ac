import {
  type FlattenInstruction,
  type RiskAccount,
  type RiskAuditColumns,
  RiskEngine,
  type RiskInstrument,
  type RiskLimits,
} from "../risk/mod.ts";
import { type ContractSpec, fromMoney, type Order } from "../venue/mod.ts";
import type { MarketCache } from "./market_cache.ts";
import type { Portfolio } from "./portfolio.ts";
import type {
  PreTradeCheck,
  PreTradeContext,
  PreTradeVerdict,
} from "./pre_trade_check.ts";
import { ResultTable } from "./result_table.ts";

/** A contract as the risk engine reads it; filled in anew for every question. */
type Instrument = { -readonly [K in keyof RiskInstrument]: RiskInstrument[K] };

/** Columns of the log of a {@linkcode RiskDesk}, one row per decision. */
export type RiskDeskColumns = Omit<RiskAuditColumns, "symbol"> & {
  /** Instruments; empty where the state changed. */
  readonly symbol: readonly string[];
};

/**
 * Puts a `RiskEngine` of `volarb/risk` between the strategies of a backtest and the venue.
 *
 * It tells the engine what the client knows: its equity, positions, open orders and the last quote (where there are none, the
 * last price that values the position, which has no spread). What the client itself holds back until it triggers is not open, as the
 * venue does not have it; it is asked about when it is released. {@linkcode RiskDesk.watch} shows the engine the equity; who calls it has
 * to do what it says.
 *
 * @example Ten lots at the most
 * ```ts
 * import assert from "node:assert/strict";
 * import { Backtest, columnSource, type QuoteTick, RiskDesk, simulatedColumns, Strategy } from "volarb/engine";
 * import { instrumentOn } from "volarb/market";
 * import { symbolParameters } from "volarb/simulate";
 * import { contractSpec, noFees } from "volarb/venue";
 *
 * class BuyOnce extends Strategy {
 *   override onStart() {
 *     this.subscribeQuotes("BTCUSDT");
 *   }
 *   override onQuoteTick({ symbol }: QuoteTick) {
 *     this.unsubscribe("quotes", symbol);
 *     this.submit(this.orders.market({ symbol, side: "buy", quantity: 100 }));
 *   }
 * }
 * const risk = new RiskDesk({ maxOrderQuantity: { BTCUSDT: 10 } });
 * const { columns } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const { fills } = new Backtest({
 *   source: columnSource({ BTCUSDT: columns }),
 *   specs: [contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))],
 *   strategies: [new BuyOnce("buyer")],
 *   balance: 10_000,
 *   fees: noFees(),
 *   risk,
 * }).run();
 * assert.deepEqual([...fills.columns.quantityLots], [10]);
 * assert.deepEqual(risk.table().columns.rule, ["orderQuantity"]);
 * ```
 */
export class RiskDesk implements PreTradeCheck {
  /** What decides. */
  readonly engine: RiskEngine;
  readonly #instruments = new Map<string, Instrument>();
  readonly #specs = new Map<string, ContractSpec>();

  /**
   * Starts active.
   *
   * @param limits What is allowed, or an engine that knows it.
   * @throws {TypeError} If there is a key that is no limit.
   * @throws {RangeError} If a limit is out of range.
   */
  constructor(limits: RiskLimits | RiskEngine) {
    this.engine = limits instanceof RiskEngine
      ? limits
      : new RiskEngine(limits);
  }

  /** Whether everything is to be closed, or has been: by the drawdown's limit or by hand. */
  get killed(): boolean {
    const { state, cause } = this.engine;
    return state !== "active" && (cause === "drawdown" || cause === "kill");
  }

  /**
   * Asks the engine about an order.
   *
   * @param order The order.
   * @param context What the client knows.
   * @returns Its verdict.
   */
  check(order: Order, context: PreTradeContext): PreTradeVerdict {
    const { symbol, side, price, reduceOnly } = order;
    const { now: time, spec, cache, portfolio, openOrders, quantity } = context;
    this.#know(spec);
    const account = this.#account(cache, portfolio, openOrders);
    const verdict = this.engine.check({
      symbol,
      side: side === "buy" ? 1 : -1,
      quantity,
      price,
      reduceOnly,
      time,
    }, account);
    if (verdict.verdict === "pass") return { verdict: "pass" };
    const { rule, limit, value } = verdict;
    const message = `allowed is ${limit}: current value is ${value}`;
    return verdict.verdict === "refuse"
      ? { verdict: "refuse", rule, message }
      : { verdict: "clip", quantity: verdict.quantity, rule, message };
  }

  /**
   * Shows the engine the equity; where a position has no price there is none, and nothing happens.
   *
   * @param now The client's time, microseconds since the epoch.
   * @param known What the client knows of the market, its positions and its open orders.
   * @returns What is to be closed where the drawdown has just killed; nothing otherwise.
   */
  watch(
    now: number,
    known: Pick<PreTradeContext, "cache" | "portfolio" | "openOrders">,
  ): FlattenInstruction | undefined {
    const { cache, portfolio, openOrders } = known;
    const account = this.#account(cache, portfolio, openOrders);
    return Number.isFinite(account.equity)
      ? this.engine.equity(now, account)
      : undefined;
  }

  /**
   * Closes everything: from now on only what reduces passes, and once flat nothing.
   *
   * @param now The client's time, microseconds since the epoch.
   * @param known What the client knows of the market, its positions and its open orders.
   * @returns What to cancel and what to send.
   */
  kill(
    now: number,
    known: Pick<PreTradeContext, "cache" | "portfolio" | "openOrders">,
  ): FlattenInstruction {
    const { cache, portfolio, openOrders } = known;
    return this.engine.kill(
      now,
      this.#account(cache, portfolio, openOrders),
    );
  }

  /**
   * The log of every pass, clip, refusal and change of state.
   *
   * @returns A row per decision, in their order.
   */
  table(): ResultTable<RiskDeskColumns> {
    return new ResultTable<RiskDeskColumns>(this.engine.audit.columns());
  }

  #know(spec: ContractSpec): void {
    const { symbol, tickSize, lotSize, minQuantity, minNotional } = spec;
    if (this.#specs.get(symbol) === spec) return;
    this.#specs.set(symbol, spec);
    this.#instruments.set(symbol, {
      tickSize,
      lotSize,
      minQuantity,
      minNotional: fromMoney(minNotional),
      position: 0,
      openBuys: 0,
      openSells: 0,
      mark: NaN,
      bid: NaN,
      ask: NaN,
      quoteTime: NaN,
    });
  }

  /** Every contract that was ever asked about: of others there is nothing. */
  #account(
    cache: MarketCache,
    portfolio: Portfolio,
    openOrders: readonly Order[],
  ): RiskAccount {
    for (const [symbol, instrument] of this.#instruments) {
      const quote = cache.quote(symbol);
      const { ticks } = portfolio.valuation(symbol);
      instrument.position = portfolio.lots(symbol);
      instrument.openBuys = 0;
      instrument.openSells = 0;
      instrument.mark = (cache.markPrice(symbol)?.price ?? NaN) /
        instrument.tickSize;
      instrument.bid = quote?.bidTicks ?? ticks;
      instrument.ask = quote?.askTicks ?? ticks;
      instrument.quoteTime = quote?.receiveTime ??
        cache.trade(symbol)?.receiveTime ?? cache.bar(symbol)?.receiveTime ??
        NaN;
    }
    for (const { symbol, side, status, leavesQuantity } of openOrders) {
      const instrument = this.#instruments.get(symbol);
      if (instrument === undefined || status === "emulated") continue;
      if (side === "buy") instrument.openBuys += leavesQuantity;
      else instrument.openSells += leavesQuantity;
    }
    return { equity: portfolio.equity, instruments: this.#instruments };
  }
}
