// deno-lint-ignore-file camelcase -- the names of the Parquet format
import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import * as fs from "node:fs";
import { zstdCompressSync } from "node:zlib";
import {
  type ColumnsOf,
  instrumentOn,
  type Kind,
  receiveTime,
  type ReceiveTimeOptions,
  type Scaled,
} from "../market/mod.ts";
import { MINUTE } from "../time/mod.ts";
import type { Catalog, Range } from "./catalog.ts";
import { NewFile } from "./new_file.ts";

/** Families that NautilusTrader has a type for. */
export type NautilusKind =
  | "aggTrades"
  | "bookTicker"
  | "klines_1m"
  | "fundingRate";

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

/** Raw units in one: NautilusTrader's prices are integers of 128 bits in 1e-16. */
const FIXED_PLACES = 16;
const NANOSECONDS = 1000n;
const KINDS: readonly NautilusKind[] = [
  "aggTrades",
  "bookTicker",
  "klines_1m",
  "fundingRate",
];

type Values = (number | bigint | string | Uint8Array)[];
type Column = { readonly element: SchemaElement; readonly values: Values };

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
      const columns = columnsOf(
        kind,
        group.columns as ColumnsOf<Kind>,
        group.rows,
        options,
      );
      writer ??= new ParquetWriter({
        writer: bytes,
        schema: [
          { name: "schema", num_children: columns.length },
          ...columns.map(({ element }) => element),
        ],
        codec: "ZSTD",
        compressors: { ZSTD: (input) => zstdCompressSync(input) },
        kvMetadata: metadataOf(kind, id, group.columns, places),
        createdBy: "volarb",
      });
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

const FOLDER: { readonly [K in NautilusKind]: string } = {
  aggTrades: "trade_tick",
  bookTicker: "quote_tick",
  klines_1m: "bar",
  fundingRate: "funding_rate_update",
};

/** Columns of a row group under their names there; the last is `ts_init`. */
function columnsOf(
  kind: NautilusKind,
  columns: ColumnsOf<Kind>,
  rows: number,
  delays: ReceiveTimeOptions,
): Column[] {
  const own = columns as unknown as Record<string, Float64Array> & {
    readonly [name: string]: Scaled | Float64Array | Uint8Array;
  };
  const fixed = (name: string, source: string): Column => ({
    element: {
      name,
      type: "FIXED_LEN_BYTE_ARRAY",
      type_length: 16,
      repetition_type: "REQUIRED",
    },
    values: fixedPoint(own[source] as unknown as Scaled, rows),
  });
  const time = kind === "klines_1m" ? own.openTime! : own.eventTime!;
  const rowTimes = time.subarray(0, rows);
  const happened = kind === "klines_1m"
    ? rowTimes.map((t) => t + MINUTE)
    : rowTimes;
  const stamps = [
    stamp("ts_event", happened),
    stamp("ts_init", receiveTime(kind, rowTimes, delaysOf(delays))),
  ];
  if (kind === "bookTicker") {
    return [
      fixed("bid_price", "bidPrice"),
      fixed("ask_price", "askPrice"),
      fixed("bid_size", "bidQuantity"),
      fixed("ask_size", "askQuantity"),
      ...stamps,
    ];
  }
  if (kind === "aggTrades") {
    const maker = (columns as ColumnsOf<"aggTrades">).isBuyerMaker;
    return [
      fixed("price", "price"),
      fixed("size", "quantity"),
      {
        element: unsigned("aggressor_side", 8),
        // 1 is its BUYER, 2 its SELLER.
        values: Array.from({ length: rows }, (_, i) => 1 + maker[i]!),
      },
      text("trade_id", Array.from(own.aggTradeId!.subarray(0, rows), String)),
      ...stamps,
    ];
  }
  if (kind === "klines_1m") {
    return [
      ...["open", "high", "low", "close", "volume"].map((name) =>
        fixed(name, name)
      ),
      ...stamps,
    ];
  }
  const { rate, intervalHours } = columns as ColumnsOf<"fundingRate">;
  return [
    {
      element: {
        name: "rate",
        type: "BYTE_ARRAY",
        repetition_type: "REQUIRED",
      },
      values: Array.from(
        rate.subarray(0, rows),
        (r) => new TextEncoder().encode(JSON.stringify(plainDecimal(r))),
      ),
    },
    {
      element: unsigned("interval", 16),
      values: Array.from(
        intervalHours.subarray(0, rows),
        (hours) => hours * 60,
      ),
    },
    ...stamps,
  ];
}

function delaysOf(
  { feedDelay, metricsLabel }: ReceiveTimeOptions,
): ReceiveTimeOptions {
  return {
    ...(feedDelay !== undefined && { feedDelay }),
    ...(metricsLabel !== undefined && { metricsLabel }),
  };
}

/** Integers of 128 bits in 1e-16, little-endian, from exact decimals. */
function fixedPoint({ integers, scale }: Scaled, rows: number): Uint8Array[] {
  const bytes = new Uint8Array(16 * rows);
  const words = new DataView(bytes.buffer);
  const power = 10n ** BigInt(FIXED_PLACES - scale);
  return Array.from({ length: rows }, (_, i) => {
    const raw = BigInt(integers[i]!) * power;
    words.setBigUint64(16 * i, BigInt.asUintN(64, raw), true);
    words.setBigInt64(16 * i + 8, raw >> 64n, true);
    return bytes.subarray(16 * i, 16 * i + 16);
  });
}

function stamp(name: string, microseconds: Float64Array): Column {
  return {
    element: {
      name,
      type: "INT64",
      repetition_type: "REQUIRED",
      converted_type: "UINT_64",
    },
    values: Array.from(microseconds, (t) => BigInt(t) * NANOSECONDS),
  };
}

function unsigned(name: string, bitWidth: 8 | 16): SchemaElement {
  return {
    name,
    type: "INT32",
    repetition_type: "REQUIRED",
    converted_type: `UINT_${bitWidth}`,
  };
}

function text(name: string, values: string[]): Column {
  return {
    element: {
      name,
      type: "BYTE_ARRAY",
      repetition_type: "REQUIRED",
      converted_type: "UTF8",
      logical_type: { type: "STRING" },
    },
    values,
  };
}

/** A rate as decimal text; rates have at most eight places. */
function plainDecimal(value: number): string {
  return value.toFixed(8);
}

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
