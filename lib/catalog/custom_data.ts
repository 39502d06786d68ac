import * as fs from "node:fs";
import { DataError } from "../errors/mod.ts";
import { DAY, parseUtcDate } from "../time/mod.ts";
import type { LazyFrame, Range } from "./catalog.ts";
import {
  assertCustomSchema,
  assertSameSchema,
  CUSTOM_TIMES,
  type CustomColumns,
  customLayout,
  type CustomSchema,
  SCHEMA_KEY,
} from "./custom_schema.ts";
import { CustomWriter, type CustomWriterOptions } from "./custom_writer.ts";
import { GROUP_ROWS } from "./layout.ts";
import { PART, partitionValues } from "./partition.ts";
import { PartReader } from "./part_reader.ts";
import { RangeReader } from "./range_reader.ts";
import { scanParts } from "./scan_parts.ts";

/** Whose records: of which instrument, and who published them. */
export type CustomOrigin = {
  /** The instrument, as `BTCUSDT`. */
  readonly symbol: string;
  /** Who published them, as `kalman`: letters, digits, `.`, `_` and `-`. */
  readonly source: string;
};

/** One block of custom records. The arrays are used again: copy what you keep. */
export type CustomRowGroup = {
  /** Number of valid entries. */
  readonly rows: number;
  /** Row of the range that entry 0 is, counted from 0. */
  readonly firstRow: number;
  /** The columns, `eventTime` and `receiveTime` first. */
  readonly columns: CustomColumns;
};

const WORD = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * Records of custom types in a catalog: signals, estimates, states of execution.
 *
 * A day of `receiveTime` is stored under
 * `kind=custom/type=<Type>/symbol=<SYMBOL>/source=<source>/date=<YYYY-MM-DD>/part.parquet`, times as
 * timestamps in microseconds, numbers as DOUBLE or INT64, missing as null; the schema with
 * its units is in the metadata under `volarb.custom`. Any reader of Parquet understands it.
 *
 * @example Two records, written and read back
 * ```ts
 * import assert from "node:assert/strict";
 * import { CustomData } from "volarb/catalog";
 *
 * const data = new CustomData(Deno.makeTempDirSync(), {
 *   type: "Pressure",
 *   fields: [{
 *     name: "level",
 *     type: "double",
 *     unit: "1",
 *     description: "Share of volume that buys.",
 *   }],
 * });
 * const origin = { symbol: "BTCUSDT", source: "test" };
 * const columns = {
 *   eventTime: Float64Array.of(1e15, 1e15 + 1),
 *   receiveTime: Float64Array.of(1e15, 1e15 + 2),
 *   level: Float64Array.of(0.25, 0.75),
 * };
 * data.write(origin, columns);
 * const { level } = data.columns(origin, { start: 1e15 + 1 });
 * assert.deepEqual(level, Float64Array.of(0.75));
 * ```
 */
export class CustomData {
  /** The folder of the catalog. */
  readonly root: string;
  /** What the records carry. */
  readonly schema: CustomSchema;

  /**
   * Names the folder and the type; nothing is read yet.
   *
   * @param root The folder that holds `kind=...`.
   * @param schema What the records carry.
   * @throws {RangeError} If the schema cannot be stored.
   */
  constructor(root: string, schema: CustomSchema) {
    assertCustomSchema(schema);
    this.root = root;
    this.schema = schema;
  }

  /**
   * Whose records of this type are there, in order of symbol and source.
   *
   * @returns Symbols and sources; empty where there are none.
   */
  origins(): CustomOrigin[] {
    const folder = typeFolder(this.root, this.schema);
    return partitionValues(folder, "symbol").flatMap((symbol) =>
      partitionValues(`${folder}/symbol=${symbol}`, "source")
        .map((source) => ({ symbol, source }))
    );
  }

  /**
   * The UTC days of `receiveTime` that have records, in order.
   *
   * @param origin Whose records.
   * @returns Days, `YYYY-MM-DD`; empty where there are none.
   */
  dates(origin: CustomOrigin): string[] {
    const folder = originFolder(this.root, this.schema, origin);
    return partitionValues(folder, "date")
      .filter((date) => fs.existsSync(`${folder}/date=${date}/${PART}`));
  }

  /**
   * Starts to write records in order of `receiveTime`, one row group in memory at a time.
   *
   * @param origin Whose records.
   * @param options What becomes of days that are there.
   * @returns The writer; nothing is visible before its `finish`.
   * @throws {RangeError} If symbol or source is no word.
   */
  writer(
    origin: CustomOrigin,
    options: CustomWriterOptions = {},
  ): CustomWriter {
    return new CustomWriter(
      originFolder(this.root, this.schema, origin),
      this.schema,
      options,
    );
  }

  /**
   * Writes records.
   *
   * @param origin Whose records.
   * @param columns `eventTime`, `receiveTime` and every field of the schema, one length;
   *   `receiveTime` does not fall.
   * @param options What becomes of days that are there.
   * @throws {TypeError} If a column is no `Float64Array`.
   * @throws {RangeError} If columns are missing, unknown or of different length, times fall,
   *   or a value is missing in a field that is not optional.
   * @throws {DataError} If a day is there and is not to be replaced.
   */
  write(
    origin: CustomOrigin,
    columns: CustomColumns,
    options: CustomWriterOptions = {},
  ): void {
    using writer = this.writer(origin, options);
    writer.append(columns);
    writer.finish();
  }

  /**
   * Whole columns over a range.
   *
   * @param origin Whose records.
   * @param range UTC days and span of `receiveTime`.
   * @returns `eventTime`, `receiveTime` and the fields, one length, in order of `receiveTime`.
   * @throws {DataError} If there are no such records, no day in the range, a damaged part or
   *   one that was written with another schema.
   */
  columns(origin: CustomOrigin, range: Range = {}): CustomColumns {
    const reader = this.#reader(origin, range);
    const columns = reader.allocate(reader.rows);
    let at = 0;
    for (const _ of reader.read(columns, (rows) => (at += rows) - rows));
    return columns as CustomColumns;
  }

  /**
   * The same block by block, one row group in memory at a time.
   *
   * @param origin Whose records.
   * @param range UTC days and span of `receiveTime`.
   * @returns Blocks in order of time; their arrays are used again.
   * @throws {DataError} As {@linkcode CustomData.columns}.
   */
  *rowGroups(
    origin: CustomOrigin,
    range: Range = {},
  ): Generator<CustomRowGroup> {
    const reader = this.#reader(origin, range);
    const columns = reader.allocate(GROUP_ROWS);
    let firstRow = 0;
    for (const rows of reader.read(columns, () => 0)) {
      yield { rows, firstRow, columns: columns as CustomColumns };
      firstRow += rows;
    }
  }

  /**
   * A lazy frame of Polars: times as `Datetime("us", "UTC")`, missing as null.
   *
   * @param origin Whose records.
   * @param range UTC days and span of `receiveTime`.
   * @returns A frame that is read when it is collected.
   * @throws {DataError} As {@linkcode CustomData.columns}.
   */
  scan(origin: CustomOrigin, range: Range = {}): LazyFrame {
    const paths = this.#parts(origin, range);
    return scanParts(customLayout(this.schema), paths, range);
  }

  #reader(origin: CustomOrigin, range: Range): RangeReader {
    const names = [
      ...CUSTOM_TIMES,
      ...this.schema.fields.map(({ name }) => name),
    ];
    const paths = this.#parts(origin, range);
    return new RangeReader(customLayout(this.schema), paths, names, range);
  }

  #parts(origin: CustomOrigin, { from, to, start, end }: Range): string[] {
    for (const date of [from, to]) if (date !== undefined) parseUtcDate(date);
    const { symbol, source } = origin;
    const what = `${this.schema.type} of ${symbol} by ${source}`;
    const dates = this.dates(origin);
    const near = dates.filter((date) =>
      (from === undefined || date >= from) &&
      (to === undefined || date <= to) &&
      (start === undefined || parseUtcDate(date) + DAY > start) &&
      (end === undefined || parseUtcDate(date) < end)
    );
    if (near.length === 0) {
      throw new DataError(
        `Cannot read ${what} from ${this.root}: found ${
          dates.length === 0
            ? "no such records"
            : `${dates.length} days from ${dates[0]} to ${dates.at(-1)}`
        }`,
      );
    }
    const folder = originFolder(this.root, this.schema, origin);
    const paths = near.map((date) => `${folder}/date=${date}/${PART}`);
    const layout = customLayout(this.schema);
    for (const path of paths) {
      using part = new PartReader(path, layout);
      const pairs = part.footer.key_value_metadata;
      const text = pairs?.find(({ key }) => key === SCHEMA_KEY)?.value;
      assertSameSchema(path, text, this.schema);
    }
    return paths;
  }
}

/**
 * The types of custom records that a catalog holds, in order.
 *
 * @param root The folder of the catalog.
 * @returns Names of types; empty where there are none.
 *
 * @example None yet
 * ```ts
 * import assert from "node:assert/strict";
 * import { customTypes } from "volarb/catalog";
 *
 * assert.deepEqual(customTypes(Deno.makeTempDirSync()), []);
 * ```
 */
export function customTypes(root: string): string[] {
  return partitionValues(`${root}/kind=custom`, "type");
}

function typeFolder(root: string, { type }: CustomSchema): string {
  return `${root}/kind=custom/type=${type}`;
}

function originFolder(
  root: string,
  schema: CustomSchema,
  origin: CustomOrigin,
): string {
  const { symbol, source } = origin;
  for (const [name, word] of Object.entries({ symbol, source })) {
    if (!WORD.test(word)) {
      throw new RangeError(
        `Cannot name records of ${schema.type} as ${name} must be letters, digits, '.', '_' and '-': current value is ${
          JSON.stringify(word)
        }`,
      );
    }
  }
  return `${typeFolder(root, schema)}/symbol=${symbol}/source=${source}`;
}
