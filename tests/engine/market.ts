import {
  columnSource,
  type MarketSource,
  simulatedColumns,
  type StreamColumns,
  type StreamFamily,
  type SymbolColumns,
} from "volarb/engine";
import { Random } from "volarb/random";
import { symbolParameters } from "volarb/simulate";

/** Steps of 0.1 and 0.001. */
export function stepsOf(symbol: string) {
  return {
    symbol,
    tick: { integer: 1, scale: 1 },
    lot: { integer: 1, scale: 3 },
  };
}

/** Quotes from rows of event time, bid, bid lots, ask, ask lots; received `delay` later. */
export function quotesOf(
  rows: readonly (readonly [number, number, number, number, number])[],
  delay = 0,
) {
  const column = (k: number) => Int32Array.from(rows, (row) => row[k]!);
  return {
    eventTime: Float64Array.from(rows, (row) => row[0]),
    receiveTime: Float64Array.from(rows, (row) => row[0] + delay),
    bidTicks: column(1),
    bidLots: column(2),
    askTicks: column(3),
    askLots: column(4),
  };
}

/** Trades from rows of event time, ticks, lots and 1 for a buyer or -1 for a seller. */
export function tradesOf(
  rows: readonly (readonly [number, number, number, 1 | -1])[],
  delay = 0,
) {
  return {
    eventTime: Float64Array.from(rows, (row) => row[0]),
    receiveTime: Float64Array.from(rows, (row) => row[0] + delay),
    ticks: Int32Array.from(rows, (row) => row[1]),
    lots: Int32Array.from(rows, (row) => row[2]),
    isBuyerMaker: Uint8Array.from(rows, (row) => row[3] === 1 ? 0 : 1),
  };
}

/** A quiet simulated market of one day and some symbols. */
export function simulated(
  symbols: readonly string[] = ["BTCUSDT"],
  { tradesPerDay = 1000, days = 1, seed = 1 } = {},
) {
  const markets: Record<string, SymbolColumns> = {};
  const steps = symbols.map((symbol) => {
    const market = simulatedColumns(symbol, {
      seed,
      from: "2024-01-01",
      days,
      parameters: symbolParameters(symbol, { tradesPerDay }),
    });
    markets[symbol] = market.columns;
    return market.steps;
  });
  return { markets, steps };
}

/** A source that hands the rows of another over in blocks of some size. */
export function inBlocks(
  source: MarketSource,
  rows: (random: Random) => number,
): MarketSource {
  return {
    ...source,
    open<F extends StreamFamily>(family: F, symbol: string) {
      const random = new Random(1).split(family + symbol);
      const block = source.open(family, symbol).next();
      let from = 0;
      return {
        next() {
          if (block === undefined || from >= block.rows) return undefined;
          const to = Math.min(block.rows, from + rows(random));
          const columns = Object.fromEntries(
            Object.entries(block.columns).map(([name, column]) => [
              name,
              (column as Float64Array).subarray(from, to),
            ]),
          ) as unknown as StreamColumns[F];
          const part = { rows: to - from, columns };
          from = to;
          return part;
        },
      };
    },
  };
}

/** Two symbols of random records with many ties. */
export function randomMarket(seed: number, rows: number) {
  const random = new Random(seed);
  const times = () => {
    let time = 0;
    return Float64Array.from(
      { length: rows },
      () => time += random.integer(3),
    );
  };
  const numbers = () =>
    Int32Array.from({ length: rows }, () => 1 + random.integer(100));
  const doubles = () => Float64Array.from({ length: rows }, random.uniform);
  const received = (eventTime: Float64Array, delay: number) => ({
    eventTime,
    receiveTime: eventTime.map((t) => t + delay),
  });
  random.uniform = random.uniform.bind(random);
  const one = (): SymbolColumns => ({
    quotes: {
      ...received(times(), 3),
      bidTicks: numbers(),
      bidLots: numbers(),
      askTicks: numbers(),
      askLots: numbers(),
    },
    trades: {
      ...received(times(), 5),
      ticks: numbers(),
      lots: numbers(),
      isBuyerMaker: Uint8Array.from({ length: rows }, () => random.integer(2)),
    },
    mark: { ...received(times(), 1), price: doubles() },
    funding: {
      ...received(times(), 2),
      rate: doubles(),
      intervalHours: doubles(),
    },
  });
  return { AUSDT: one(), BUSDT: one() };
}

/** A source of {@linkcode randomMarket}. */
export function randomSource(seed: number, rows: number): MarketSource {
  return columnSource(randomMarket(seed, rows));
}
