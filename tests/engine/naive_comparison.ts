import {
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
  powerQueue,
  riskAverseQueue,
} from "volarb/venue";
import type { Act, Market, Outcome, Setup, Step } from "./naive_setup.ts";

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
    const open = this.openOrders(symbol).filter(({ status, type }) =>
      (status === "accepted" || status === "partiallyFilled") &&
      (act.do === "cancel" || type === "limit")
    );
    const order = open[act.pick % open.length];
    if (order === undefined) return;
    if (act.do === "cancel") return this.cancel(order);
    this.modify(order, {
      quantity: Math.max(1, order.quantity + act.lots),
      price: order.price + act.ticks,
    });
  }

  #submit(symbol: string, act: Act & { do: "submit" }): void {
    const quote = this.cache.quote(symbol);
    if (quote === undefined) return;
    const best = act.base === "bid" ? quote.bidTicks : quote.askTicks;
    if (Number.isNaN(best)) return;
    const { kind, lots, tif, life, postOnly, reduceOnly } = act;
    const terms = {
      symbol,
      side: act.side === 1 ? "buy" : "sell",
      quantity: lots,
      reduceOnly,
    } as const;
    const order = kind === "market"
      ? this.orders.market(terms)
      : this.orders.limit({
        ...terms,
        price: best + act.offset,
        timeInForce: tif,
        postOnly,
        ...tif === "GTD" && { expireTime: this.clock.now + life },
      });
    this.#sent.push(order);
    this.submit(order);
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
        brackets: [],
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
    margin: { mode: "none" },
    rateLimits: [],
    skipIdle: setup.skipIdle,
  }).run();
  return outcomeOf(result, setup, strategy.heard);
}

/** Whole units of money, from a number of them that has lost none. */
const units = (amount: number) => BigInt(Math.round(amount * 1e8));

function outcomeOf(
  { fills, ledger, equity, orders }: BacktestResult,
  { markets, balance }: Setup,
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
  const { account, money, time, reference } = ledger.columns;
  let wallet = 0n;
  const funding: string[] = [];
  account.forEach((name, k) => {
    if (name !== "wallet") return;
    wallet += money[k]!;
    if (!/funding/i.test(reference[k]!)) return;
    funding.push(`${time[k]} ${money[k]} wallet ${wallet}`);
  });
  const positions = markets.map(({ symbol }) => {
    const last = fills.columns.symbol.lastIndexOf(symbol);
    return last < 0 ? 0 : fills.columns.position[last]!;
  });
  const final = equity.columns.equity.at(-1) ?? balance;
  return {
    fills: rows,
    heard,
    funding,
    wallet,
    positions,
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
