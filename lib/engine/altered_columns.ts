import type { Random } from "../random/mod.ts";
import { countUpTo } from "../time/mod.ts";
import type { SymbolColumns } from "./column_source.ts";
import type { MarketsInMemory } from "./load_columns.ts";
import {
  type AnyStreamColumns,
  STREAM_FAMILIES,
  type StreamFamily,
} from "./tick_columns.ts";

type Writable = { [name: string]: Float64Array | Int32Array | Uint8Array };

/** Each stream of each symbol, changed. */
function mapStreams(
  markets: MarketsInMemory,
  change: (columns: AnyStreamColumns, family: StreamFamily) => Writable,
): MarketsInMemory {
  return Object.fromEntries(
    Object.entries(markets).map(([symbol, market]) => [
      symbol,
      Object.fromEntries(
        STREAM_FAMILIES.filter((family) => market[family] !== undefined)
          .map((family) => [
            family,
            change(market[family] as unknown as AnyStreamColumns, family),
          ]),
      ) as unknown as SymbolColumns,
    ]),
  );
}

/** Only what happened at the venue up to a time. */
export function truncatedColumns(
  markets: MarketsInMemory,
  cut: number,
): MarketsInMemory {
  return mapStreams(markets, (columns) => {
    const rows = countUpTo(columns.eventTime, cut);
    return Object.fromEntries(
      Object.entries(columns)
        .map(([name, column]) => [name, column.subarray(0, rows)]),
    );
  });
}

/** What happened after a time replaced with noise that still is a market. */
export function noisyColumns(
  markets: MarketsInMemory,
  cut: number,
  random: Random,
): MarketsInMemory {
  return mapStreams(markets, (columns, family) => {
    const noisy: Writable = Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, column.slice()]),
    );
    const rows = columns.eventTime.length;
    for (let i = countUpTo(columns.eventTime, cut); i < rows; i++) {
      NOISE[family](noisy, i, random);
    }
    return noisy;
  });
}

const TIMES = new Set(["openTime", "eventTime", "receiveTime"]);

/** All times later by a span. */
export function shiftedColumns(
  markets: MarketsInMemory,
  span: number,
): MarketsInMemory {
  return mapStreams(markets, (columns) =>
    Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [
        name,
        TIMES.has(name)
          ? (column as Float64Array).map((time) => time + span)
          : column,
      ]),
    ));
}

/** Makes values of a row larger or smaller. */
function scale(
  columns: Writable,
  names: readonly string[],
  row: number,
  by: number,
): void {
  for (const name of names) columns[name]![row]! *= by;
}

/** Does so with ticks or lots: what was a whole number of at least 1 stays one. */
function scaleWhole(
  columns: Writable,
  names: readonly string[],
  row: number,
  by: number,
): void {
  for (const name of names) {
    const column = columns[name]!;
    column[row] = Math.max(1, Math.round(column[row]! * by));
  }
}

function factor(random: Random): number {
  return Math.exp(0.02 * random.normal());
}

/** What noise does to a row of each family. */
const NOISE: {
  readonly [F in StreamFamily]: (
    columns: Writable,
    row: number,
    random: Random,
  ) => void;
} = {
  quotes(columns, row, random) {
    const spread = columns.askTicks![row]! - columns.bidTicks![row]!;
    scaleWhole(columns, ["bidTicks"], row, factor(random));
    columns.askTicks![row] = columns.bidTicks![row]! + spread;
    scaleWhole(columns, ["bidLots"], row, random.exponential());
    scaleWhole(columns, ["askLots"], row, random.exponential());
  },
  trades(columns, row, random) {
    scaleWhole(columns, ["ticks"], row, factor(random));
    scaleWhole(columns, ["lots"], row, random.exponential());
    columns.isBuyerMaker![row] = random.integer(2);
  },
  bars(columns, row, random) {
    const names = ["openTicks", "highTicks", "lowTicks", "closeTicks"];
    scaleWhole(columns, names, row, factor(random));
    scaleWhole(columns, ["volumeLots"], row, random.exponential());
  },
  mark: (columns, row, random) =>
    scale(columns, ["price"], row, factor(random)),
  funding(columns, row, random) {
    columns.rate![row]! += 1e-4 * random.normal();
  },
  premium(columns, row, random) {
    columns.close![row]! += 1e-4 * random.normal();
  },
  metrics(columns, row, random) {
    for (const name of ["openInterest", "accountRatio", "takerVolumeRatio"]) {
      scale(columns, [name], row, factor(random));
    }
  },
};
