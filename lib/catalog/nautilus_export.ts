// deno-lint-ignore-file camelcase -- the names of the Parquet format
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import * as fs from "node:fs";
import { zstdCompressSync } from "node:zlib";
import {
  type ColumnsOf,
  instrumentOn,
  type Kind,
  type ReceiveTimeOptions,
  type Scaled,
} from "../market/mod.ts";
import type { Catalog, Range } from "./catalog.ts";
import {
  type NautilusColumn,
  nautilusColumns,
  type NautilusKind,
} from "./nautilus_columns.ts";
import { NewFile } from "./new_file.ts";

export type { NautilusKind };

/** What to export, and where to. */
export type NautilusExport = ReceiveTimeOptions & Range & {
  /** Families; those of the catalog by default. */
  readonly kinds?: readonly NautilusKind[];
  /** The instrument's name there; `BTCUSDT-PERP.BINANCE` for `BTCUSDT`. */
  readonly instrumentId?: string;
  /** The folder of the other catalog. */
  readonly out: string;
};

/** A file that {@linkcode exportToNautilus} wrote. */
export type NautilusFile = {
  /** The family. */
  readonly kind: NautilusKind;
  /** Path of the file. */
  readonly path: string;
  /** Number of rows. */
  readonly rows: number;
};

const KINDS: readonly NautilusKind[] = [
  "aggTrades",
  "bookTicker",
  "klines_1m",
  "fundingRate",
];

/**
 * Writes days of a catalog as a `ParquetDataCatalog` of NautilusTrader 1.2xx.
 *
 * | family | type there |
 * |---|---|
 * | `aggTrades` | `TradeTick` |
 * | `bookTicker` | `QuoteTick` |
 * | `klines_1m` | `Bar`, one minute, `LAST-EXTERNAL` |
 * | `fundingRate` | `FundingRateUpdate` |
 *
 * Prices and quantities are its fixed-point integers of 128 bits, made from ours
 * without a float between; `ts_event` is the venue's time and `ts_init` the time at
 * which a client could have seen the row, by {@linkcode receiveTime}. A bar happens at
 * its close. Memory is that of a row group.
 *
 * @param catalog What is read.
 * @param symbol The instrument.
 * @param options Families, days, delays, name and folder.
 * @returns The files, one per family and run of days.
 * @throws {DataError} If the symbol or the days are missing.
 * @see NautilusTrader, Concepts: Data, section "Data catalog"; read at 1.231.0.
 *
 * @example To be read by `ParquetDataCatalog("out").quote_ticks()`
 * ```ts ignore
 * import { Catalog, exportToNautilus } from "volarb/catalog";
 *
 * exportToNautilus(new Catalog("data/catalog"), "BTCUSDT", {
 *   kinds: ["bookTicker"],
 *   from: "2024-07-19",
 *   to: "2024-07-19",
 *   out: "out",
 * });
 * ```
 */
export function exportToNautilus(
  catalog: Catalog,
  symbol: string,
  options: NautilusExport,
): NautilusFile[] {
  const kinds = options.kinds ??
    KINDS.filter((kind) => catalog.symbols(kind).includes(symbol));
  return kinds.map((kind) => exportKind(catalog, symbol, kind, options));
}

function exportKind(
  catalog: Catalog,
  symbol: string,
  kind: NautilusKind,
  options: NautilusExport,
): NautilusFile {
  const { out, from, to, start, end } = options;
  const id = options.instrumentId ?? `${symbol}-PERP.BINANCE`;
  const range = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
  };
  const day = from ?? catalog.dates(kind, symbol)[0] ?? "1970-01-01";
  const { tick, lot } = instrumentOn(symbol, day);
  const places = { price: tick?.scale ?? 0, size: lot?.scale ?? 0 };
  const folder = `${out}/data/${FOLDER[kind]}/${
    kind === "klines_1m" ? `${id}-1-MINUTE-LAST-EXTERNAL` : id
  }`;
  const file = new NewFile(`${folder}/part.parquet`);
  const bytes = new ByteWriter();
  let writer: ParquetWriter | undefined;
  const drain = () => {
    file.append(bytes.getBytes());
    bytes.index = 0;
  };
  let [rows, first, last] = [0, 0n, 0n];
  try {
    for (const group of catalog.rowGroups(kind, symbol, range)) {
      const columns = nautilusColumns(
        kind,
        group.columns as ColumnsOf<Kind>,
        group.rows,
        options,
      );
      writer ??= writerOf(
        bytes,
        columns,
        metadataOf(kind, id, group.columns, places),
      );
      writer.write({
        columnData: columns.map(({ element, values }) => ({
          name: element.name,
          data: values,
          // Columns of one page would have none, and some readers take all or none.
          offsetIndex: false,
        })),
      });
      drain();
      const known = columns.at(-1)!.values as bigint[];
      if (rows === 0) first = known[0]!;
      last = known.at(-1)!;
      rows += group.rows;
    }
    writer?.finish();
    drain();
    file.publish("system");
  } catch (error) {
    file.discard();
    throw error;
  }
  const path = `${folder}/${isoName(first)}_${isoName(last)}.parquet`;
  fs.renameSync(`${folder}/part.parquet`, path);
  return { kind, path, rows };
}

/** A Parquet file with the columns of its first row group. */
function writerOf(
  bytes: ByteWriter,
  columns: readonly NautilusColumn[],
  kvMetadata: { key: string; value: string }[],
): ParquetWriter {
  return new ParquetWriter({
    writer: bytes,
    schema: [
      { name: "schema", num_children: columns.length },
      ...columns.map(({ element }) => element),
    ],
    codec: "ZSTD",
    compressors: { ZSTD: (input) => zstdCompressSync(input) },
    kvMetadata,
    createdBy: "volarb",
  });
}

const FOLDER: { readonly [K in NautilusKind]: string } = {
  aggTrades: "trade_tick",
  bookTicker: "quote_tick",
  klines_1m: "bar",
  fundingRate: "funding_rate_update",
};

/** Facts that its reader takes from the footer. */
function metadataOf(
  kind: NautilusKind,
  id: string,
  columns: object,
  least: { readonly price: number; readonly size: number },
): { key: string; value: string }[] {
  const facts: Record<string, string> = { instrument_id: id };
  if (kind === "fundingRate") return pairs(facts);
  const scaleOf = (names: readonly string[], floor: number) =>
    Math.max(
      floor,
      ...names.map((name) => (columns as Record<string, Scaled>)[name]!.scale),
    );
  const [price, size] = {
    aggTrades: [["price"], ["quantity"]],
    bookTicker: [["bidPrice", "askPrice"], ["bidQuantity", "askQuantity"]],
    klines_1m: [["open", "high", "low", "close"], ["volume"]],
  }[kind] as [string[], string[]];
  facts.price_precision = String(scaleOf(price, least.price));
  facts.size_precision = String(scaleOf(size, least.size));
  if (kind === "klines_1m") facts.bar_type = `${id}-1-MINUTE-LAST-EXTERNAL`;
  return pairs(facts);
}

function pairs(
  facts: Record<string, string>,
): { key: string; value: string }[] {
  return Object.entries(facts).map(([key, value]) => ({ key, value }));
}

/** `2024-07-19T00-00-00-001000000Z`. */
function isoName(nanoseconds: bigint): string {
  const seconds = new Date(Number(nanoseconds / 1_000_000n)).toISOString()
    .slice(0, 19).replaceAll(":", "-");
  return `${seconds}-${String(nanoseconds % 1_000_000_000n).padStart(9, "0")}Z`;
}
