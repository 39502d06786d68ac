import {
  type ContractSpec,
  type FilledOrderEvent,
  inOrder,
  type LatencyModel,
  SimulatedExchange,
  toMoney,
  type VenueEvent,
} from "../venue/mod.ts";
import { DataError } from "../errors/mod.ts";
import { MINUTE } from "../time/mod.ts";
import type { AccountEvent } from "./actor.ts";
import { AlgorithmDesk } from "./algorithm_desk.ts";
import type { BacktestOptions } from "./backtest_options.ts";
import type { BacktestResult } from "./backtest_result.ts";
import { delayedSource } from "./delayed_source.ts";
import { EngineCore } from "./engine_core.ts";
import { EquityBook } from "./equity_book.ts";
import { Grid } from "./grid.ts";
import { Ledger } from "./ledger.ts";
import { byCodeUnits } from "./market_source.ts";
import { OrderDesk } from "./order_desk.ts";
import { OrderEmulator } from "./order_emulator.ts";
import { Portfolio } from "./portfolio.ts";
import type { TradeRecord } from "./position_episodes.ts";
import { runHash } from "./run_hash.ts";
import {
  commandTable,
  equityTable,
  type FillRecord,
  fillTable,
  ledgerTable,
  liquidationTable,
  orderTable,
  positionTable,
} from "./run_records.ts";
import { TradedInstrument } from "./traded_instrument.ts";
import type { StreamFamily } from "./tick_columns.ts";
import { venueFeedOf } from "./venue_feed.ts";
import { ExchangeSide } from "./venue_side.ts";

/** A backtest at work: puts exchange, desks and books onto the timeline of an engine. */
export class BacktestRun {
  readonly #options: BacktestOptions;
  readonly #core: EngineCore;
  readonly #exchange: SimulatedExchange;
  readonly #desk: OrderDesk;
  readonly #portfolio: Portfolio;
  readonly #instruments: ReadonlyMap<string, TradedInstrument>;
  readonly #answerTime: (time: number) => number;
  readonly #fills: FillRecord[] = [];
  readonly #trades: TradeRecord[] = [];
  // Made when the data are open and the first time is known.
  #ledger!: Ledger;
  #equity!: EquityBook;
  #side!: ExchangeSide;

  constructor(
    options: BacktestOptions,
    latency: (stream: string) => LatencyModel,
  ) {
    this.#options = options;
    const { strategies, actors = [], algorithms = [], risk, data } = options;
    const specs = [...options.specs]
      .sort((a, b) => byCodeUnits(a.symbol, b.symbol));
    this.#instruments = new Map(
      specs.map((spec) => [spec.symbol, new TradedInstrument(spec)]),
    );
    const orders = latency("orders");
    this.#answerTime = inOrder((time) => orders.response(time));
    this.#exchange = new SimulatedExchange({
      ...options,
      specs,
      emit: (event) => this.#happen(event),
    });
    this.#core = new EngineCore({
      source: delayedSource(options.source, latency),
      steps: specs,
      actors: [...strategies, ...actors, ...algorithms],
      ...(data && { data }),
      ...(options.end !== undefined && { end: options.end }),
    });
    const { loop, cache } = this.#core;
    this.#portfolio = new Portfolio(specs, cache, toMoney(options.balance));
    this.#desk = new OrderDesk({
      loop,
      cache,
      risk,
      exchange: this.#exchange,
      latency: orders,
      portfolio: this.#portfolio,
      actorOf: (id) => this.#core.actorOf(id),
      onAccount: (event) => this.#tellAccount(event),
      onCommand: () => this.#side.refresh(),
    });
    this.#employ(specs);
  }

  /** Runs everything. */
  run(): Omit<BacktestResult, "choices"> {
    const span = this.#core.run({
      opened: (time) => this.#open(time),
      ended: () => {
        this.#desk.ended = true;
      },
    });
    this.#side.catchUp(span.end);
    this.#equity.finish(span.end);
    this.#ledger.check(this.#exchange.account);
    return this.#result(span);
  }

  /** Gives everybody who trades his desk. */
  #employ(specs: readonly ContractSpec[]): void {
    const { strategies, algorithms = [] } = this.#options;
    const { loop } = this.#core;
    const desk = this.#desk;
    const now = () => loop.clock.now;
    const rules = new Map(specs.map((spec) => [spec.symbol, spec]));
    const emulator = new OrderEmulator({
      desk,
      now,
      spec: (symbol) => rules.get(symbol)!,
    });
    this.#core.register(emulator);
    const { inbox } = loop;
    const worked = new AlgorithmDesk({ desk, inbox, algorithms, now });
    desk.holders.push(emulator, worked);
    const shared = {
      portfolio: this.#portfolio,
      instrument: (symbol: string) => this.#instrument(symbol),
    };
    for (const strategy of strategies) {
      strategy.attachTrading({
        ...shared,
        submit: (order, owner) => desk.submit(order, owner),
        modify: (order, change) => desk.modify(order, change),
        cancel: (order) => desk.cancel(order),
        openOrders: ({ id }, symbol) =>
          desk.open.filter((order) =>
            order.strategyId === id && order.parentId === undefined &&
            (symbol === undefined || order.symbol === symbol)
          ),
      });
    }
    for (const algorithm of algorithms) {
      algorithm.attachAlgorithm(worked.context(shared));
    }
  }

  /** Opens the books at the first time of the data, and joins the streams to the exchange. */
  #open(start: number): void {
    const { balance, equityInterval = MINUTE, skipIdle = true } = this.#options;
    const { specs } = this.#exchange;
    const { loop, source } = this.#core;
    if (!Number.isFinite(start)) {
      throw new DataError(
        `Cannot run a backtest as there must be a record: found none of ${
          source.symbols.join(", ")
        }`,
      );
    }
    this.#ledger = new Ledger(specs, toMoney(balance), start);
    this.#equity = new EquityBook({
      specs,
      ledger: this.#ledger,
      start,
      interval: equityInterval,
    });
    const side = this.#side = new ExchangeSide(
      this.#exchange,
      this.#equity,
      skipIdle,
    );
    specs.forEach(({ symbol }, instrument) => {
      for (const family of venueFamilies(source.families(symbol))) {
        const { stream, rank } = this.#core.lead(family, symbol);
        stream.onEnter = () => side.passIdle(loop.clock.now);
        side.add(
          venueFeedOf(stream, rank, {
            instrument,
            exchange: this.#exchange,
            equity: this.#equity,
          }),
        );
      }
    });
    loop.venue = side;
  }

  /** Takes what happens at the exchange: books it, and sends the answer on its way. */
  #happen(event: VenueEvent): void {
    if (event.type === "filled") this.#fill(event);
    else if (event.type === "funding") {
      this.#ledger.fund(event);
      this.#equity.fund(event);
    } else if (event.type === "liquidation") {
      this.#ledger.liquidate(event);
      this.#equity.liquidate(event);
      this.#trades.push({ type: "liquidation", event });
    }
    this.#core.loop.answer(
      this.#answerTime(event.time),
      () => this.#desk.receive(event),
    );
  }

  #fill(event: FilledOrderEvent): void {
    const { fill, time, clientOrderId } = event;
    const { order } = this.#desk.records.get(clientOrderId)!;
    this.#ledger.fill(time, fill);
    const cost = this.#equity.fill(fill);
    this.#ledger.check(this.#exchange.account);
    this.#fills.push({ event, order, cost });
    const { strategyId } = order;
    this.#trades.push({ type: "fill", time, fill, strategyId });
  }

  #tellAccount(event: AccountEvent): void {
    for (const actor of this.#core.actors) {
      this.#core.loop.inbox.push(() => {
        if (actor.running) actor.onAccountEvent(event);
      });
    }
  }

  #instrument(symbol: string): TradedInstrument {
    const known = this.#instruments.get(symbol);
    if (known !== undefined) return known;
    throw new RangeError(
      `Cannot trade an instrument as its symbol must be one of ${
        [...this.#instruments.keys()].join(", ")
      }: current value is ${symbol}`,
    );
  }

  #result(
    { start, end }: { readonly start: number; readonly end: number },
  ): Omit<BacktestResult, "choices"> {
    const { specs } = this.#exchange;
    const grids = new Map(specs.map((spec) => [spec.symbol, new Grid(spec)]));
    this.#desk.noteEnd();
    const orders = orderTable([...this.#desk.records.values()], grids);
    const fills = fillTable(this.#fills, grids, this.#equity);
    const ledger = ledgerTable(this.#ledger.entries);
    return {
      orders,
      fills,
      ledger,
      start,
      end,
      commands: commandTable(this.#desk.commands),
      underWay: this.#core.loop.underWay,
      triggers: this.#desk.triggers.table(),
      liquidations: liquidationTable(this.#trades),
      positions: positionTable(this.#trades, specs),
      equity: equityTable(this.#equity),
      hash: runHash([orders, fills, ledger]),
    };
  }
}

/** The families that the exchange takes: bars only where there is nothing finer. */
function venueFamilies(families: readonly StreamFamily[]): StreamFamily[] {
  const finer = families.includes("quotes") || families.includes("trades");
  return families.filter((family) =>
    family === "quotes" || family === "trades" || family === "mark" ||
    family === "funding" || (family === "bars" && !finer)
  );
}
