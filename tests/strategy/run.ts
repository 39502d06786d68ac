import {
  Backtest,
  type BacktestOptions,
  type BacktestResult,
  columnSource,
  type SymbolColumns,
} from "volarb/engine";
import { instrumentOn } from "volarb/market";
import type { FittedSignal, SignalColumns } from "volarb/signal";
import {
  volatilityArbitrage,
  type VolatilityArbitrageCast,
  type VolatilityArbitrageChoices,
  volatilityArbitrageConfig,
  type VolatilityArbitrageParts,
} from "volarb/strategy";
import { MINUTE } from "volarb/time";
import { constantLatency, contractSpec, feeSchedule } from "volarb/venue";
import { simulated } from "../engine/market.ts";

export const SYMBOL = "BTCUSDT";
/** First time of the simulated markets. */
export const START = Date.parse("2024-01-01") * 1000;
export const specs = [contractSpec(instrumentOn(SYMBOL, "2024-01-01"))];
/** Choices with which a fitted signal trades whether it forecasts or not. */
export const EAGER = {
  symbol: SYMBOL,
  signal: { model: "ridge", horizon: 1 },
  volatility: { estimator: "closeToClose" },
  regime: { window: 50 },
  kelly: { shrinkage: "none" },
  position: { fee: 0 },
  stop: { multiple: 2, horizon: 10, pause: 3 },
} as const;
export const fees = feeSchedule({
  periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }],
});

/** A simulated market in memory. */
export function market(
  { tradesPerDay = 3000, days = 1, seed = 1 } = {},
): SymbolColumns {
  return simulated([SYMBOL], { tradesPerDay, days, seed }).markets[SYMBOL]!;
}

/** A signal that says what it is told to, row by row: the mean return of the next row. */
export class ScriptedSignal implements FittedSignal {
  readonly model = "scripted";
  readonly features = ["log_return_1"];
  readonly horizon = 1;
  readonly observations = 1e9;
  /** Without movement of the alpha there is no band about it. */
  expectedIc = 0;
  mean = NaN;
  readonly meanVariance = 0;
  readonly variance = 1e-6;
  readonly contributions = new Float64Array(1);
  #row = 0;

  constructor(readonly script: (row: number) => number) {}

  get ready(): boolean {
    return this.#row > 0;
  }

  update(): number {
    this.mean = this.script(this.#row++);
    this.contributions[0] = this.mean;
    return this.mean;
  }

  reset(): void {
    this.#row = 0;
    this.mean = NaN;
  }

  predict(): SignalColumns {
    throw new TypeError("A script has no columns");
  }

  toJSON(): unknown {
    return null;
  }
}

/** Choices with which a script's mean of 1e-6 asks for the whole capital where the price stands still, at no cost. */
export const FREE = {
  symbol: SYMBOL,
  flow: null,
  regime: null,
  volatility: { returns: [1], estimator: "closeToClose", window: 10 },
  liquidity: null,
  stop: null,
  execution: { type: "market" },
  position: { fee: 0, halfLife: 1e6 },
  kelly: { share: 1, shrinkage: "none", drawdown: null, capital: "start" },
  risk: { limits: {}, watch: MINUTE },
} as const satisfies VolatilityArbitrageChoices;

/** A run, and who took part. */
export type Run = BacktestResult & { readonly cast: VolatilityArbitrageCast };

/** Runs a strategy on a market. */
export function run(
  columns: SymbolColumns,
  choices: VolatilityArbitrageChoices,
  parts: VolatilityArbitrageParts,
  options: Partial<BacktestOptions> = {},
): Run {
  const cast = volatilityArbitrage(volatilityArbitrageConfig(choices), parts);
  return { ...runCasts(columns, [cast], options), cast };
}

/** Runs strategies of one account on a market. */
export function runCasts(
  columns: SymbolColumns,
  casts: readonly VolatilityArbitrageCast[],
  options: Partial<BacktestOptions> = {},
): BacktestResult {
  return new Backtest({
    source: columnSource({ [SYMBOL]: columns }),
    specs,
    fees,
    balance: 100_000,
    latency: constantLatency({ order: 5000 }),
    ...options,
    strategies: casts.map(({ strategy }) => strategy),
    actors: casts.flatMap(({ actors }) => actors),
    algorithms: casts.flatMap(({ algorithms }) => algorithms),
    risk: casts[0]!.risk,
  }).run();
}

/** Quotes, trades and bars of a price in ticks, one of each a second and a minute, and what else is to differ. */
export function priceMarket(
  price: (second: number) => number,
  { minutes = 60, spread = () => 1, silent = () => false }: {
    readonly minutes?: number;
    readonly spread?: (second: number) => number;
    readonly silent?: (second: number) => boolean;
  } = {},
): SymbolColumns {
  const seconds = Array.from({ length: 60 * minutes }, (_, s) => s);
  const quoted = seconds.filter((s) => !silent(s));
  const at = (s: number) => START + s * 1e6;
  const column = (rows: number[], value: (s: number) => number) =>
    Int32Array.from(rows, value);
  const times = (rows: number[]) => Float64Array.from(rows, at);
  const opens = Array.from({ length: minutes }, (_, m) => 60 * m);
  const within = (s: number) => seconds.slice(s, s + 60).map(price);
  return {
    quotes: {
      eventTime: times(quoted),
      receiveTime: times(quoted),
      bidTicks: column(quoted, price),
      bidLots: column(quoted, () => 1_000_000),
      askTicks: column(quoted, (s) => price(s) + spread(s)),
      askLots: column(quoted, () => 1_000_000),
    },
    trades: {
      eventTime: times(seconds),
      receiveTime: times(seconds),
      ticks: column(seconds, price),
      lots: column(seconds, () => 10),
      isBuyerMaker: Uint8Array.from(seconds, (s) => s % 2),
    },
    bars: {
      openTime: times(opens),
      eventTime: Float64Array.from(opens, (s) => at(s + 60)),
      receiveTime: Float64Array.from(opens, (s) => at(s + 60)),
      openTicks: column(opens, price),
      highTicks: column(opens, (s) => Math.max(...within(s))),
      lowTicks: column(opens, (s) => Math.min(...within(s))),
      closeTicks: column(opens, (s) => price(s + 59)),
      volumeLots: column(opens, () => 600),
      quoteVolume: Float64Array.from(opens, () => NaN),
      count: Float64Array.from(opens, () => 60),
      takerBuyLots: column(opens, () => 300),
    },
  };
}
