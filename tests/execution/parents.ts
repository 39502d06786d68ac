import {
  Backtest,
  type BacktestOptions,
  type BacktestResult,
  columnSource,
  Strategy,
  type SymbolColumns,
  type TimerEvent,
} from "volarb/engine";
import {
  TwapAlgorithm,
  type TwapParameters,
  twapRequest,
} from "volarb/execution";
import { instrumentOn } from "volarb/market";
import {
  constantLatency,
  contractSpec,
  feeSchedule,
  type Order,
  type OrderEvent,
} from "volarb/venue";
import { quotesOf, tradesOf } from "../engine/market.ts";

export const SPEC = contractSpec(instrumentOn("BTCUSDT", "2024-01-01"));
/** The same with a least notional of 100 USDT: ten lots at 10,000. */
export const STRICT = contractSpec(instrumentOn("BTCUSDT", "2024-01-01"), {
  minNotional: 100,
});
export const START = 1_704_067_200_000_000;

/** What a scripted strategy does at a time, microseconds after the start. */
export type Step = {
  readonly at: number;
  readonly act: (self: Script) => void;
};

/** A strategy that does what it is told when it is told, and keeps what it hears. */
export class Script extends Strategy {
  readonly heard: string[] = [];
  /** Parent orders in the order of submission. */
  readonly parents: Order[] = [];
  readonly #steps: readonly Step[];

  constructor(id: string, steps: readonly Step[]) {
    super(id);
    this.#steps = steps;
  }

  override onStart(): void {
    this.#steps.forEach(({ at }, k) =>
      this.clock.setTimeAlert(String(k), START + at)
    );
  }

  override onTimer({ name }: TimerEvent): void {
    this.#steps[Number(name)]!.act(this);
  }

  override onOrderEvent(event: OrderEvent, order: Order): void {
    this.heard.push(`${event.type} ${order.clientOrderId}`);
  }

  /** Sends a parent. */
  send(
    terms: {
      readonly side?: "buy" | "sell";
      readonly quantity: number;
      readonly price?: number;
      readonly reduceOnly?: boolean;
    },
    parameters: TwapParameters,
  ): Order {
    const { side = "buy", price, ...others } = terms;
    const common = {
      ...others,
      side,
      symbol: "BTCUSDT",
      execAlgorithm: twapRequest(parameters),
    };
    const order = price === undefined
      ? this.orders.market(common)
      : this.orders.limit({ ...common, price });
    this.parents.push(order);
    this.submit(order);
    return order;
  }
}

/** A quiet book of one tick about 10,000 USDT and a trade of each side, every tenth of a second for some seconds. */
export function quiet(
  seconds: number,
  { mid = (_k: number): number => 100_000, lots = 5, size = 1000, spread = 1 } =
    {},
): SymbolColumns {
  const quotes = [], trades = [];
  for (let k = 0; k < seconds * 10; k++) {
    const time = START + k * 100_000;
    const bid = mid(k), ask = bid + spread;
    quotes.push([time, bid, size, ask, size] as const);
    trades.push([time + 50_000, ask, lots, 1] as const);
    trades.push([time + 50_001, bid, lots, -1] as const);
  }
  return { quotes: quotesOf(quotes), trades: tradesOf(trades) };
}

/** Runs a script with a TWAP. */
export function runScript(
  steps: readonly Step[],
  columns: SymbolColumns,
  options: Partial<BacktestOptions> & { algorithm?: TwapAlgorithm } = {},
): BacktestResult & { script: Script } {
  const { algorithm = new TwapAlgorithm("TWAP"), ...others } = options;
  const script = new Script("script", steps);
  const result = new Backtest({
    source: columnSource({ BTCUSDT: columns }),
    specs: [SPEC],
    strategies: [script],
    algorithms: [algorithm],
    balance: 10_000_000,
    fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
    latency: constantLatency({ order: 7000, response: 5000 }),
    ...others,
  }).run();
  return { ...result, script };
}

/** Children of a run: when each was sent after the start, lots, filled lots and status. */
export function childrenOf(result: BacktestResult) {
  const { parentId, time, quantityLots, filledLots, status, type, priceTicks } =
    result.orders.columns;
  return parentId.flatMap((id, i) =>
    id === "" ? [] : [{
      at: time[i]! - START,
      lots: quantityLots[i]!,
      filled: filledLots[i]!,
      status: status[i]!,
      type: type[i]!,
      price: priceTicks[i]!,
      parentId: id,
    }]
  );
}
