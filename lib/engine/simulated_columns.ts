import { GrowingColumn } from "../flow/growing_column.ts";
import { parseTick } from "../market/mod.ts";
import {
  minuteKline,
  SimulatedContract,
  type SimulatedMinute,
  type SymbolParameters,
  symbolParameters,
} from "../simulate/mod.ts";
import { MINUTE } from "../time/mod.ts";
import type { SymbolColumns } from "./column_source.ts";
import type { Steps } from "./grid.ts";

/** Which simulated market to take. */
export type SimulatedColumnsOptions = {
  /** Any safe integer; with another seed everything is different. */
  readonly seed: number;
  /** First UTC day, `YYYY-MM-DD`. */
  readonly from: string;
  /** Days; 1 by default. */
  readonly days?: number;
  /** What the contract is made of; `symbolParameters(symbol)` by default. */
  readonly parameters?: SymbolParameters;
};

/** A simulated market in memory. */
export type SimulatedMarket = {
  /** The steps of its prices and quantities. */
  readonly steps: Steps;
  /** Every family but the premium. */
  readonly columns: SymbolColumns;
};

/**
 * A simulated contract in memory, as the engine reads it: quotes, trades, minute bars, mark
 * prices each five seconds, funding and metrics, in whole ticks and lots.
 *
 * The same seed gives the market that `marketFiles` of `volarb/simulate` writes as files.
 *
 * @param symbol The contract, as `BTCUSDT`.
 * @param options Seed, days, parameters.
 * @returns Its steps and columns, for `columnSource`.
 * @throws {RangeError} If a parameter is out of range.
 *
 * @example A quiet day
 * ```ts
 * import assert from "node:assert/strict";
 * import { simulatedColumns } from "volarb/engine";
 * import { symbolParameters } from "volarb/simulate";
 *
 * const { steps, columns } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 2000 }),
 * });
 * assert.deepEqual(steps.tick, { integer: 1, scale: 1 });
 * assert.equal(columns.bars!.openTime.length, 1440);
 * assert.equal(columns.funding!.rate.length, 2);
 * ```
 */
export function simulatedColumns(
  symbol: string,
  options: SimulatedColumnsOptions,
): SimulatedMarket {
  const { days = 1, parameters = symbolParameters(symbol) } = options;
  const { contract } = parameters;
  const simulated = new SimulatedContract(symbol, parameters, options);
  const gathered = new Gathered(
    Math.floor(parameters.price / contract.tickSize),
    contract.tickSize,
    contract.lotSize,
  );
  for (let day = 0; day < days; day++) {
    for (const minute of simulated.day()) gathered.take(minute);
  }
  return {
    steps: {
      symbol,
      tick: parseTick(contract.tickSize.toFixed(8)),
      lot: parseTick(contract.lotSize.toFixed(8)),
    },
    columns: gathered.columns(),
  };
}

const NAMES = {
  quotes: ["eventTime", "bidTicks", "bidLots", "askTicks", "askLots"],
  trades: ["eventTime", "ticks", "lots", "isBuyerMaker"],
  bars: [
    "openTime",
    "openTicks",
    "highTicks",
    "lowTicks",
    "closeTicks",
    "volumeLots",
    "quoteVolume",
    "count",
    "takerBuyLots",
  ],
  mark: ["eventTime", "price"],
  funding: ["eventTime", "rate", "intervalHours"],
  metrics: [
    "eventTime",
    "openInterest",
    "openInterestValue",
    "topTraderAccountRatio",
    "topTraderPositionRatio",
    "accountRatio",
    "takerVolumeRatio",
  ],
} as const;

/** Gathers minutes into columns. */
class Gathered {
  readonly #columns: {
    readonly [F in keyof typeof NAMES]: { [name: string]: GrowingColumn };
  };
  readonly #tickSize: number;
  readonly #lotSize: number;
  #close: number;

  constructor(close: number, tickSize: number, lotSize: number) {
    this.#close = close;
    this.#tickSize = tickSize;
    this.#lotSize = lotSize;
    this.#columns = Object.fromEntries(
      Object.entries(NAMES).map(([family, names]) => [
        family,
        Object.fromEntries(names.map((name) => [name, new GrowingColumn()])),
      ]),
    ) as never;
  }

  take(minute: SimulatedMinute): void {
    const { quotes, trades, carry, openTime, fundingRate, metrics } = minute;
    const c = this.#columns;
    for (const name of NAMES.quotes) {
      append(c.quotes[name]!, quotes[name], quotes.rows);
    }
    const { rows } = trades;
    append(c.trades.eventTime!, trades.eventTime, rows);
    append(c.trades.ticks!, trades.priceTicks, rows);
    append(c.trades.lots!, trades.lots, rows);
    append(c.trades.isBuyerMaker!, trades.isBuyerMaker, rows);
    this.#bar(minute);
    carry.markPrice.forEach((price, k) => {
      const step = MINUTE / carry.markPrice.length;
      c.mark.eventTime!.push(openTime + (k + 1) * step);
      c.mark.price!.push(price);
    });
    if (!Number.isNaN(fundingRate)) {
      c.funding.eventTime!.push(openTime);
      c.funding.rate!.push(fundingRate);
      c.funding.intervalHours!.push(8);
    }
    if (metrics !== undefined) {
      const price = this.#close * this.#tickSize;
      c.metrics.eventTime!.push(openTime + MINUTE);
      c.metrics.openInterestValue!.push(metrics.openInterest * price);
      for (const name of NAMES.metrics) {
        if (name === "eventTime" || name === "openInterestValue") continue;
        c.metrics[name]!.push(metrics[name]);
      }
    }
  }

  #bar({ trades, openTime }: SimulatedMinute): void {
    const bar = minuteKline(trades, this.#close);
    const c = this.#columns.bars;
    this.#close = bar.close;
    c.openTime!.push(openTime);
    c.openTicks!.push(bar.open);
    c.highTicks!.push(bar.high);
    c.lowTicks!.push(bar.low);
    c.closeTicks!.push(bar.close);
    c.volumeLots!.push(bar.volume);
    c.quoteVolume!.push(bar.quoteVolume * this.#tickSize * this.#lotSize);
    c.count!.push(bar.count);
    c.takerBuyLots!.push(bar.takerBuyVolume);
  }

  columns(): SymbolColumns {
    const { quotes, trades, bars, mark, funding, metrics } = this.#columns;
    const doubles = (columns: { [name: string]: GrowingColumn }) =>
      Object.fromEntries(
        Object.entries(columns).map((
          [name, column],
        ) => [name, column.toColumn()]),
      );
    const integers = (columns: { [name: string]: GrowingColumn }) =>
      Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [
          name,
          /Ticks|Lots|ticks|lots/.test(name)
            ? Int32Array.from(column.toColumn())
            : column.toColumn(),
        ]),
      );
    const openTime = bars.openTime!.toColumn();
    return {
      quotes: integers(quotes),
      trades: {
        ...integers(trades),
        isBuyerMaker: Uint8Array.from(trades.isBuyerMaker!.toColumn()),
      },
      bars: {
        ...integers(bars),
        eventTime: openTime.map((time) => time + MINUTE),
      },
      mark: doubles(mark),
      funding: doubles(funding),
      metrics: doubles(metrics),
    } as unknown as SymbolColumns;
  }
}

function append(
  column: GrowingColumn,
  values: ArrayLike<number>,
  rows: number,
): void {
  for (let i = 0; i < rows; i++) column.push(values[i]!);
}
