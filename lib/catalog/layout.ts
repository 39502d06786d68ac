import { type ColumnName, type Kind, SCHEMAS } from "../market/mod.ts";

/**
 * Version of how parts and their manifests are laid out. A part of another one is
 * made anew when its file is ingested; until then those before are read.
 *
 * 2: the manifest has what the days beside it are compared with.
 *
 * @example The version of a part
 * ```ts
 * import assert from "node:assert/strict";
 * import { Catalog, ingest, SCHEMA_VERSION } from "volarb/catalog";
 *
 * const root = Deno.makeTempDirSync();
 * const folder = `${root}/raw/futures/daily/klines_1m`;
 * Deno.mkdirSync(folder, { recursive: true });
 * Deno.writeTextFileSync(
 *   `${folder}/BTCUSDT-1m-2025-05-05.csv`,
 *   "1746403200000,94270.5,94292.7,94270.4,94292.7,53.121\n",
 * );
 * const catalog = `${root}/catalog`;
 * ingest({ data: `${root}/raw`, catalog });
 * const manifest = new Catalog(catalog).manifest("klines_1m", "BTCUSDT", "2025-05-05");
 * assert.equal(manifest?.schemaVersion, SCHEMA_VERSION);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export const SCHEMA_VERSION = 2;

/** Rows of a row group: the unit of reading, of skipping and of memory. */
export const GROUP_ROWS = 131_072;

/**
 * What a column of a part holds.
 *
 * `time`: INT64 TIMESTAMP, UTC, in milliseconds where all stamps are whole ones,
 * else in microseconds. `integer`: INT64. `decimal`: INT64 DECIMAL(18, scale), for
 * ticks, which have the same scale day after day. `decimalAsDouble`: the nearest
 * DOUBLE, with the scale in the manifest, for bars: their sums have another scale
 * each day, and readers that put many files together round all of them to the
 * scale of the first. `double`: DOUBLE. `boolean`: BOOLEAN.
 */
export type ColumnType =
  | "time"
  | "integer"
  | "decimal"
  | "decimalAsDouble"
  | "double"
  | "boolean";

/** Whether a column is exact decimals in memory: integers with a scale. */
export function isScaled({ type }: PartColumn): boolean {
  return type === "decimal" || type === "decimalAsDouble";
}

/** A column of a part. */
export type PartColumn = {
  /** Its name, the same as in memory. */
  readonly name: string;
  /** What it holds. */
  readonly type: ColumnType;
  /** Whether a value may be missing: null in the file, `NaN` in memory. */
  readonly optional: boolean;
};

/** How the rows of a kind are laid out and ordered. */
export type Layout = {
  /** The columns in the order of the file. */
  readonly columns: readonly PartColumn[];
  /** The column that orders the rows and that a span of time is asked of. */
  readonly time: string;
  /** The column that orders rows of the same time. */
  readonly id?: string;
};

const TYPES = {
  integer: "integer",
  time: "time",
  datetime: "time",
  decimal: "double",
  boolean: "boolean",
} as const;

/** Kinds whose decimals are ticks and lots of one instrument. */
const TICKS: readonly Kind[] = ["aggTrades", "bookTicker"];

const ORDER: {
  readonly [K in Kind]: {
    readonly time: ColumnName<K>;
    readonly id?: ColumnName<K>;
  };
} = {
  aggTrades: { time: "eventTime", id: "aggTradeId" },
  "klines_1m": { time: "openTime" },
  bookTicker: { time: "eventTime", id: "updateId" },
  fundingRate: { time: "eventTime" },
  metrics: { time: "createTime" },
  "markPriceKlines_1m": { time: "openTime" },
  "premiumIndexKlines_1m": { time: "openTime" },
};

/**
 * The layout of a kind.
 *
 * @param kind The family.
 * @returns Its columns and what orders its rows.
 */
export function layoutOf(kind: Kind): Layout {
  const columns: PartColumn[] = [];
  for (const field of SCHEMAS[kind].fields) {
    if (field.type === "symbol") continue;
    const optional = field.blank === true || field.optional === true;
    const type = field.type !== "scaled"
      ? TYPES[field.type]
      : TICKS.includes(kind)
      ? "decimal"
      : "decimalAsDouble";
    columns.push({ name: field.name, type, optional });
  }
  return { columns, ...ORDER[kind] };
}
