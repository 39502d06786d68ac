import { DataError } from "../errors/mod.ts";
import { receiveTime } from "../market/mod.ts";
import { byCodeUnits, type MarketSource } from "./market_source.ts";
import { assertTimes } from "./stream_times.ts";
import {
  type AnyStreamColumns,
  STREAM_COLUMNS,
  STREAM_FAMILIES,
  type StreamColumns,
  type StreamFamily,
} from "./tick_columns.ts";
import { KIND_OF_STREAM } from "./stream_kinds.ts";

/** Columns of a family of which the receive time may be left out. */
export type ReceivedColumns<C> = Omit<C, "receiveTime"> & {
  /** When the client sees each; by the venue's rule where it is left out. */
  readonly receiveTime?: Float64Array;
};

/**
 * The families of one symbol in memory. Where `receiveTime` is left out, the rule of
 * `receiveTime` of `volarb/market` holds: a trade 150 ms after its first fill, a bar 50 ms
 * after its close.
 */
export type SymbolColumns = {
  readonly [
    /** Columns of each family that is there. */
    F in StreamFamily
  ]?: ReceivedColumns<StreamColumns[F]>;
};

/**
 * A source from columns in memory, which are read in place and not copied.
 *
 * @param markets The columns of each symbol.
 * @returns The source.
 * @throws {TypeError} If a column is missing or no typed array.
 * @throws {DataError} If columns differ in length, a time is no whole microsecond, times
 *   fall, or a record is received before it happens.
 *
 * @example Two quotes
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnSource } from "volarb/engine";
 *
 * const source = columnSource({
 *   BTCUSDT: {
 *     quotes: {
 *       eventTime: Float64Array.of(0, 10),
 *       bidTicks: Int32Array.of(100, 101),
 *       bidLots: Int32Array.of(5, 5),
 *       askTicks: Int32Array.of(101, 102),
 *       askLots: Int32Array.of(7, 7),
 *     },
 *   },
 * });
 * assert.deepEqual(source.families("BTCUSDT"), ["quotes"]);
 * const { columns } = source.open("quotes", "BTCUSDT").next()!;
 * assert.deepEqual(columns.receiveTime, Float64Array.of(50_000, 50_010));
 * ```
 */
export function columnSource(
  markets: { readonly [symbol: string]: SymbolColumns },
): MarketSource {
  const symbols = Object.keys(markets).sort(byCodeUnits);
  const columns = new Map<string, AnyStreamColumns>();
  for (const symbol of symbols) {
    for (const family of familiesOf(markets[symbol]!)) {
      columns.set(
        `${symbol}/${family}`,
        checkedColumns(family, symbol, markets[symbol]![family]!),
      );
    }
  }
  return {
    symbols,
    families: (symbol) =>
      markets[symbol] === undefined ? [] : familiesOf(markets[symbol]!),
    open<F extends StreamFamily>(family: F, symbol: string) {
      const all = columns.get(`${symbol}/${family}`);
      if (all === undefined) {
        throw new DataError(
          `Cannot read ${family} of ${symbol}: found ${
            familiesOf(markets[symbol] ?? {}).join(", ") || "nothing"
          }`,
        );
      }
      let rows = all.eventTime.length;
      return {
        next() {
          if (rows === 0) return undefined;
          const block = {
            rows,
            columns: all as unknown as StreamColumns[F],
          };
          rows = 0;
          return block;
        },
      };
    },
  };
}

function familiesOf(market: SymbolColumns): StreamFamily[] {
  return STREAM_FAMILIES.filter((family) => market[family] !== undefined);
}

/** Columns with their receive times, of one length and in time order. */
function checkedColumns(
  family: StreamFamily,
  symbol: string,
  given: object,
): AnyStreamColumns {
  const columns = { ...given } as Record<string, Float64Array>;
  if (columns.receiveTime === undefined && columns.eventTime !== undefined) {
    const stamp = columns.openTime ?? columns.eventTime;
    columns.receiveTime = receiveTime(KIND_OF_STREAM[family], stamp);
  }
  const rows = columns.eventTime?.length;
  for (const name of STREAM_COLUMNS[family]) {
    const column = columns[name];
    if (!ArrayBuffer.isView(column)) {
      throw new TypeError(
        `Cannot stream ${family} of ${symbol} as ${name} must be a typed array: current value is ${column}`,
      );
    }
    if (column.length !== rows) {
      throw new DataError(
        `Cannot stream ${family} of ${symbol} as columns must have one length: ${name} has ${column.length} rows, eventTime ${rows}`,
      );
    }
  }
  const checked = columns as unknown as AnyStreamColumns;
  assertTimes(`${family} of ${symbol}`, checked, rows!);
  return checked;
}
