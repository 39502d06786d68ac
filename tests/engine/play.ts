import {
  Backtest,
  type BacktestOptions,
  type BacktestResult,
  columnSource,
  Strategy,
  type StreamFamily,
  type SymbolColumns,
  type TimerEvent,
} from "volarb/engine";
import {
  constantLatency,
  type ContractSpec,
  contractSpec,
  noFees,
  type Order,
  type OrderEvent,
} from "volarb/venue";
import { quotesOf } from "./market.ts";

const unit = { integer: 1, scale: 0 };

/** A contract of tick 1 and lot 1, without margin and funding: a lot at 100 is worth 100. */
export function unitSpec(
  symbol = "X",
  options: Parameters<typeof contractSpec>[1] = {},
): ContractSpec {
  return contractSpec(symbol, {
    tick: unit,
    lot: unit,
    minNotional: 0,
    brackets: [],
    funding: [],
    ...options,
  });
}

/** What a player does, by time. */
export type Script = { readonly [time: number]: (player: Player) => void };

/** A strategy that follows a script and notes what it is told of its orders. */
export class Player extends Strategy {
  /** A line per event: the client's time, what happened, the order. */
  readonly heard: string[] = [];
  readonly #script: Script;
  readonly #listens: Readonly<Record<string, readonly StreamFamily[]>>;
  readonly #onEvent: (event: OrderEvent, order: Order, player: Player) => void;

  constructor(
    id: string,
    script: Script,
    listens: Readonly<Record<string, readonly StreamFamily[]>> = {},
    onEvent: (event: OrderEvent, order: Order, player: Player) => void =
      () => {},
  ) {
    super(id);
    this.#script = script;
    this.#listens = listens;
    this.#onEvent = onEvent;
  }

  override onStart(): void {
    for (const [symbol, families] of Object.entries(this.#listens)) {
      if (families.includes("quotes")) this.subscribeQuotes(symbol);
      if (families.includes("trades")) this.subscribeTrades(symbol);
      if (families.includes("mark")) this.subscribeMarkPrices(symbol);
      if (families.includes("bars")) this.subscribeBars(symbol);
    }
    for (const time of Object.keys(this.#script)) {
      this.clock.setTimeAlert(time, Number(time));
    }
  }

  override onTimer({ name }: TimerEvent): void {
    this.#script[Number(name)]!(this);
  }

  override onOrderEvent(event: OrderEvent, order: Order): void {
    this.heard.push(`${this.clock.now} ${textOf(event)}`);
    this.#onEvent(event, order, this);
  }
}

/** What happened, in words. */
export function textOf(event: OrderEvent): string {
  const head = `${event.type} ${event.clientOrderId}`;
  if (event.type === "filled") {
    return `${head} ${event.fill.quantity} @ ${event.fill.price}`;
  }
  if (event.type === "updated") {
    return `${head} ${event.quantity} @ ${event.price} from ${event.triggerPrice}`;
  }
  return "reason" in event && event.type !== "accepted"
    ? `${head}: ${event.reason}`
    : head;
}

/**
 * Quotes from rows of time, bid and ask, of ten lots each; received `delay` later. The last one
 * is repeated a millisecond later, so that what it causes reaches everybody.
 */
export function tens(
  rows: readonly (readonly [number, number, number])[],
  delay = 0,
) {
  const [time, bid, ask] = rows.at(-1)!;
  return quotesOf(
    [...rows, [time + 1000, bid, ask] as const]
      .map(([time, bid, ask]) => [time, bid, 10, ask, 10] as const),
    delay,
  );
}

/** The same quote every ten microseconds. */
export function quiet(
  { from = 0, to = 1000, bid = 99, ask = 100, step = 10 } = {},
) {
  const rows: [number, number, number][] = [];
  for (let time = from; time <= to; time += step) rows.push([time, bid, ask]);
  return tens(rows);
}

/** Options of a run of one contract X, without fees and limits, 10 there and 5 back. */
export const UNIT_RUN = {
  specs: [unitSpec()],
  balance: 10_000,
  fees: noFees(),
  margin: { mode: "none" },
  rateLimits: [],
  latency: constantLatency({ order: 10, response: 5 }),
} as const satisfies Partial<BacktestOptions>;

/** Runs a script on a market of X. */
export function play(
  market: SymbolColumns,
  script: Script,
  options: Partial<BacktestOptions> & {
    readonly onEvent?: (
      event: OrderEvent,
      order: Order,
      player: Player,
    ) => void;
  } = {},
): BacktestResult & { readonly heard: string[]; readonly player: Player } {
  const { onEvent, strategies = [], ...others } = options;
  const families = Object.keys(market) as StreamFamily[];
  const player = new Player("P", script, { X: families }, onEvent);
  const result = new Backtest({
    ...UNIT_RUN,
    source: columnSource({ X: market }),
    ...others,
    strategies: [player, ...strategies],
  }).run();
  return { ...result, player, heard: player.heard };
}
