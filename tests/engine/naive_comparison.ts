import assert from "node:assert/strict";
import type { TrailingOffset } from "volarb/risk";
import {
  type AccountEvent,
  Backtest,
  type BacktestResult,
  columnSource,
  type QuoteTick,
  Strategy,
  type SymbolColumns,
  type TimerEvent,
} from "volarb/engine";
import {
  contractSpec,
  displayedDepthImpact,
  feeSchedule,
  fixedTicksImpact,
  type Order,
  type OrderEvent,
  type PositionSide,
  powerQueue,
  riskAverseQueue,
} from "volarb/venue";
import type { Act, Market, Outcome, Setup, Step } from "./naive_setup.ts";
import { isLimit, isTriggered } from "./naive_triggers.ts";

/** Does what a script says, with what the library lets a strategy see. */
class Scripted extends Strategy {
  readonly heard: string[] = [];
  readonly #setup: Setup;
  readonly #sent: Order[] = [];
  readonly #quotes: number[];
  #fills = 0;

  constructor(setup: Setup) {
    super("s");
    this.#setup = setup;
    this.#quotes = setup.markets.map(() => 0);
  }

  override onStart(): void {
    // The run ends with the last record that somebody receives.
    for (const { symbol } of this.#setup.markets) {
      this.subscribeQuotes(symbol);
      this.subscribeTrades(symbol);
      this.subscribeMarkPrices(symbol);
      this.subscribeFundingRates(symbol);
    }
    this.#setup.script.forEach((step, k) => {
      if (step.on !== "time") return;
      this.clock.setTimeAlert(String(k).padStart(3, "0"), step.time);
    });
  }

  override onTimer({ name }: TimerEvent): void {
    this.#act(this.#setup.script[Number(name)]!);
  }

  override onQuoteTick({ symbol }: QuoteTick): void {
    const m = this.#setup.markets.findIndex((one) => one.symbol === symbol);
    const n = this.#quotes[m]!++;
    for (const step of this.#setup.script) {
      if (step.on === "quote" && step.n === n && step.symbol === m) {
        this.#act(step);
      }
    }
  }

  override onAccountEvent(event: AccountEvent): void {
    const what = event.type === "liquidation"
      ? `liquidation ${event.position} fee ${event.fee} fund ${event.insurance}`
      : event.type;
    this.heard.push(`${this.clock.now} ${what}`);
  }

  override onOrderEvent({ type }: OrderEvent, order: Order): void {
    if (["submitted", "pendingUpdate", "pendingCancel"].includes(type)) return;
    this.heard.push(`${this.clock.now} ${type} #${this.#sent.indexOf(order)}`);
    if (type !== "filled") return;
    const n = this.#fills++;
    for (const step of this.#setup.script) {
      if (step.on === "fill" && step.n === n) this.#act(step);
    }
  }

  #act({ symbol: m, act }: Step): void {
    const { symbol } = this.#setup.markets[m]!;
    if (act.do === "submit") return this.#submit(symbol, act);
    if (act.do === "close") {
      this.#sent.push(...this.closePosition(symbol));
      return;
    }
    if (act.do === "bracket") return this.#bracket(symbol, act);
    if (act.do === "pair") return this.#pair(symbol, act);
    const open = this.openOrders(symbol).filter(({ status, type }) =>
      ["accepted", "triggered", "partiallyFilled", "emulated"]
        .includes(status) && (act.do === "cancel" || type !== "market")
    );
    const order = open[act.pick % open.length];
    if (order === undefined) return;
    if (act.do === "cancel") return this.cancel(order);
    const { type, trailing } = order;
    this.modify(order, {
      quantity: Math.max(1, order.quantity + act.lots),
      ...isLimit(type) && trailing === undefined &&
        { price: order.price + act.ticks },
      ...isTriggered(type) && trailing === undefined &&
        { triggerPrice: order.triggerPrice + act.ticks },
    });
  }

  /** The best price that was seen last; `NaN` where there is none. */
  #best(symbol: string, base: "bid" | "ask"): number {
    const quote = this.cache.quote(symbol);
    if (quote === undefined) return NaN;
    return base === "bid" ? quote.bidTicks : quote.askTicks;
  }

  #leg(leg: 0 | 1): PositionSide {
    return !this.#setup.hedge ? "both" : leg === 0 ? "long" : "short";
  }

  #send(...orders: Order[]): void {
    this.#sent.push(...orders);
    this.submit(...orders);
  }

  #submit(symbol: string, act: Act & { do: "submit" }): void {
    const best = this.#best(symbol, act.base);
    if (Number.isNaN(best)) return;
    const { kind, side, lots, tif, life, postOnly, reduceOnly, trail } = act;
    const trails = kind.startsWith("trailing");
    const { unit, size, activation, limit } = trail;
    const trailing = {
      type: unit,
      [unit]: unit === "price" ? size / 1000 : size,
    } as unknown as TrailingOffset;
    const terms = {
      symbol,
      side: side === 1 ? "buy" : "sell",
      quantity: lots,
      positionSide: this.#leg(act.leg),
      reduceOnly: reduceOnly && !this.#setup.hedge,
      emulated: act.emulated,
      triggerType: act.by,
      timeInForce: tif,
      postOnly,
      ...tif === "GTD" && { expireTime: this.clock.now + life },
      ...isLimit(kind) && !trails && { price: best + act.offset },
      ...isTriggered(kind) && !trails && { triggerPrice: best + act.trigger },
      ...trails && { trailing },
      ...trails && !Number.isNaN(activation) &&
        { activationPrice: best + activation },
      ...kind === "trailingStopLimit" && { limitOffset: limit },
    } as const;
    const make = this.orders[kind] as (given: typeof terms) => Order;
    this.#send(make.call(this.orders, terms));
  }

  #bracket(symbol: string, act: Act & { do: "bracket" }): void {
    const best = this.#best(symbol, act.base);
    if (Number.isNaN(best)) return;
    const { side, lots, kind, offset, stop, target, by } = act;
    const bracket = this.orders.bracket({
      symbol,
      side: side === 1 ? "buy" : "sell",
      quantity: lots,
      positionSide: this.#leg(side === 1 ? 0 : 1),
      ...kind === "limit" && { price: best + offset },
      stopPrice: best - side * stop,
      targetPrice: best + side * target,
      triggerType: by,
    });
    this.#send(bracket.entry, bracket.stop, bracket.target);
  }

  #pair(symbol: string, act: Act & { do: "pair" }): void {
    const best = this.#best(symbol, act.base);
    if (Number.isNaN(best)) return;
    const { side, type, offset, trigger } = act;
    const first = this.#sent.length + 1;
    const terms = (linked: number, quantity: number) => ({
      symbol,
      side: side === 1 ? "buy" as const : "sell" as const,
      quantity,
      positionSide: this.#leg(act.leg),
      contingency: { type, linked: [`s-${linked}`] },
    });
    const a = this.orders.limit({
      ...terms(first + 1, act.lots),
      price: best + offset,
    });
    const b = act.stop
      ? this.orders.stopMarket({
        ...terms(first, act.others),
        triggerPrice: best + side * trigger,
      })
      : this.orders.limit({
        ...terms(first, act.others),
        price: best + offset - side * trigger,
      });
    this.#send(a, b);
  }
}

/** The same run by the library, in the words of the other. */
export function libraryOutcome(setup: Setup): Outcome {
  const strategy = new Scripted(setup);
  const { markets, impact, queue, latency, fees } = setup;
  const result = new Backtest({
    source: columnSource(
      Object.fromEntries(
        markets.map((market) => [market.symbol, columnsOf(market)]),
      ),
    ),
    specs: markets.map((market) =>
      contractSpec(market.symbol, {
        tick: { integer: 1, scale: market.tickScale },
        lot: { integer: 1, scale: market.lotScale },
        minNotional: market.minNotional,
        brackets: market.brackets.map(({ cap, rate, amount, most }, k) => ({
          notionalFloor: market.brackets[k - 1]?.cap ?? 0,
          notionalCap: cap,
          maintenanceRate: rate / 1e4,
          maintenanceAmount: amount,
          maxLeverage: most,
        })),
        liquidationFee: market.liquidationFee / 1e4,
        funding: market.spans,
      })
    ),
    strategies: [strategy],
    balance: setup.balance,
    fees: feeSchedule({
      periods: fees.map(({ from, maker, taker }) => ({
        from,
        maker: maker / 1e8,
        taker: taker / 1e8,
      })),
    }),
    latency: {
      name: "constant and more at some times",
      order: (time) => latency.order + time % 7 * latency.jitter,
      response: (time) => latency.response + time % 7 * latency.jitter,
      feed: () => latency.feed,
    },
    queue: queue === "power2" ? powerQueue(2) : riskAverseQueue(),
    impact: impact === "oneTick" ? fixedTicksImpact(1) : displayedDepthImpact(),
    fillTiming: setup.timing,
    maxQuoteAge: setup.maxQuoteAge,
    consumption: setup.consumption,
    priceProtection: setup.protection,
    margin: setup.margin,
    positionMode: setup.hedge ? "hedge" : "netting",
    rateLimits: [],
    skipIdle: setup.skipIdle,
  }).run();
  return outcomeOf(result, setup, strategy.heard);
}

/** Whole units of money, from a number of them that has lost none. */
const units = (amount: number) => BigInt(Math.round(amount * 1e8));

function outcomeOf(
  { fills, ledger, liquidations, equity, orders, positions }: BacktestResult,
  { markets, balance, hedge }: Setup,
  heard: string[],
): Outcome {
  const index = new Map(orders.columns.clientOrderId.map((id, k) => [id, k]));
  const rows = Array.from({ length: fills.rows }, (_, k) => {
    const { columns } = fills;
    const sign = columns.side[k] === "buy" ? 1 : -1;
    return `${columns.time[k]} #${index.get(columns.clientOrderId[k]!)} ${
      sign * columns.quantityLots[k]!
    } @ ${columns.priceTicks[k]} ${columns.liquidity[k]} fee ${
      units(columns.fee[k]!)
    } profit ${units(columns.realized[k]!)} position ${
      columns.position[k]
    } wallet ${units(columns.balance[k]!)}`;
  });
  const { account: names, money, time, reference } = ledger.columns;
  let wallet = 0n;
  let closed = 0;
  const account: string[] = [];
  names.forEach((name, k) => {
    if (name !== "wallet") return;
    wallet += money[k]!;
    const what = /^(funding|liquidation)/.exec(reference[k]!)?.[0];
    if (what === undefined) return;
    if (what === "liquidation") {
      assert.equal(units(liquidations.columns.balance[closed++]!), wallet);
    }
    account.push(`${time[k]} ${what} ${money[k]} wallet ${wallet}`);
  });
  assert.equal(closed, liquidations.rows);
  const final = equity.columns.equity.at(-1) ?? balance;
  return {
    fills: rows,
    heard,
    account,
    wallet,
    positions: markets.flatMap(({ symbol }) =>
      (hedge ? ["long", "short"] : ["both"]).map((side) => {
        const { columns } = positions;
        let lots = 0;
        columns.symbol.forEach((name, k) => {
          const open = name === symbol && columns.positionSide[k] === side;
          if (open) lots += columns.openLots[k]!;
        });
        return lots;
      })
    ),
    twiceEquity: BigInt(Math.round(final * 2e8)),
  };
}

function columnsOf(market: Market): SymbolColumns {
  const column = <R>(records: R[], of: (record: R) => number) =>
    Float64Array.from(records, of);
  const times = (records: { at: number; seen: number }[]) => ({
    eventTime: column(records, ({ at }) => at),
    receiveTime: column(records, ({ seen }) => seen),
  });
  const { quotes, trades, marks, rates } = market;
  return {
    quotes: {
      ...times(quotes),
      bidTicks: column(quotes, ({ bid }) => bid),
      bidLots: column(quotes, ({ bidLots }) => bidLots),
      askTicks: column(quotes, ({ ask }) => ask),
      askLots: column(quotes, ({ askLots }) => askLots),
    },
    trades: {
      ...times(trades),
      ticks: column(trades, ({ ticks }) => ticks),
      lots: column(trades, ({ lots }) => lots),
      isBuyerMaker: Uint8Array.from(
        trades,
        ({ sign }) => sign === 1 ? 0 : 1,
      ),
    },
    mark: {
      ...times(marks),
      price: column(marks, ({ price }) => price / 1e8),
    },
    funding: {
      ...times(rates),
      rate: column(rates, ({ rate }) => rate / 1e8),
      intervalHours: column(rates, ({ hours }) => hours),
    },
  };
}
