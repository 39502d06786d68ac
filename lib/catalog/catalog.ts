import * as fs from "node:fs";
import { DataError } from "../errors/mod.ts";
import {
  type ColumnName,
  columnNames,
  type ColumnsOf,
  type DefectReport,
  type Kind,
  toDecimals,
} from "../market/mod.ts";
import { DAY, MINUTE, parseUtcDate, utcDates } from "../time/mod.ts";
import type { MinuteBars } from "./bars.ts";
import { defectsOf } from "./defect_files.ts";
import { type Edition, editionOfCatalog } from "./edition.ts";
import { GROUP_ROWS, layoutOf } from "./layout.ts";
import type { Manifest } from "./manifest.ts";
import {
  datesIn,
  dayFolder,
  kindsIn,
  PART,
  partitionValues,
} from "./partition.ts";
import { PartReader } from "./part_reader.ts";
import type { AnyColumns } from "./part_writer.ts";
import { RangeReader } from "./range_reader.ts";
import { scanParts } from "./scan_parts.ts";

/** Which days or which span of time to read; everything where nothing is said. */
export type Range = {
  /** First UTC day, `YYYY-MM-DD`. */
  readonly from?: string;
  /** Last UTC day, `YYYY-MM-DD`, included. */
  readonly to?: string;
  /** First time, microseconds. */
  readonly start?: number;
  /** First time after the span, microseconds. */
  readonly end?: number;
};

/** A range and the columns to read of it. */
export type Selection<Name extends string> = Range & {
  /** Names of columns, all by default. */
  readonly select?: readonly Name[];
};

/**
 * One block of rows. The arrays are used again for the next block: copy what you
 * keep. Only entries `0` to `rows - 1` are valid.
 */
export type RowGroup<
  K extends Kind,
  C extends ColumnName<K> = ColumnName<K>,
> = {
  /** The family. */
  readonly kind: K;
  /** Number of valid entries. */
  readonly rows: number;
  /** Row of the range that entry 0 is, counted from 0. */
  readonly firstRow: number;
  /** The columns. */
  readonly columns: Pick<ColumnsOf<K>, C>;
};

/** A lazy frame of Polars: `LazyDataFrame` of nodejs-polars. */
export type LazyFrame = ReturnType<
  (typeof import("nodejs-polars"))["scanParquet"]
>;

/** UTC days without a gap. */
export type DateRun = {
  /** First day, `YYYY-MM-DD`. */
  readonly from: string;
  /** Last day, `YYYY-MM-DD`, included. */
  readonly to: string;
  /** Number of days. */
  readonly days: number;
};

/**
 * Market data as Parquet, one file per kind, symbol and UTC day, as
 * {@linkcode ingest} writes it.
 *
 * A day is stored under `kind=<kind>/symbol=<SYMBOL>/date=<YYYY-MM-DD>/` as
 * `part.parquet`, which any reader of Parquet understands: times are timestamps,
 * prices and quantities decimals. `manifest.json` beside it says what it was made
 * from. Rows are in the order of (time, id).
 *
 * @example A day that is not there
 * ```ts
 * import assert from "node:assert/strict";
 * import { Catalog } from "volarb/catalog";
 *
 * const catalog = new Catalog(Deno.makeTempDirSync());
 * assert.deepEqual(catalog.kinds(), []);
 * assert.throws(() => catalog.bars("BTCUSDT"), { name: "DataError" });
 * ```
 */
export class Catalog {
  /** The folder. */
  readonly root: string;

  /**
   * Names the folder; nothing is read yet.
   *
   * @param root The folder that holds `kind=...`.
   */
  constructor(root: string) {
    this.root = root;
  }

  /**
   * What the rows are: the venue's or a simulation's.
   *
   * @returns What `edition.json` says.
   * @throws {DataError} If the folder is no catalog.
   */
  edition(): Edition {
    const edition = editionOfCatalog(this.root);
    if (edition !== undefined) return edition;
    throw new DataError(
      `Cannot read the catalog ${this.root}: ${
        fs.existsSync(this.root)
          ? "there is no edition.json in it"
          : "there is no such folder"
      }; ingest makes one`,
    );
  }

  /**
   * The kinds that are there, in the order of the data inventory.
   *
   * @returns Names; empty where nothing was ingested.
   */
  kinds(): Kind[] {
    return kindsIn(this.root);
  }

  /**
   * The symbols of a kind, in order.
   *
   * @param kind The family.
   * @returns Names; empty where the kind is missing.
   */
  symbols(kind: Kind): string[] {
    return partitionValues(`${this.root}/kind=${kind}`, "symbol");
  }

  /**
   * The days of a kind and symbol, in order.
   *
   * @param kind The family.
   * @param symbol The instrument.
   * @returns UTC days, `YYYY-MM-DD`; empty where there are none.
   */
  dates(kind: Kind, symbol: string): string[] {
    return datesIn(this.root, kind, symbol);
  }

  /**
   * The longest run of days without a gap; of two as long the later.
   *
   * @param kind The family.
   * @param symbol The instrument.
   * @returns First and last day; `undefined` where there is no day.
   */
  longestRun(kind: Kind, symbol: string): DateRun | undefined {
    let longest: DateRun | undefined;
    let run: DateRun | undefined;
    for (const date of this.dates(kind, symbol)) {
      run = run !== undefined && utcDates(run.to, date).length === 2
        ? { from: run.from, to: date, days: run.days + 1 }
        : { from: date, to: date, days: 1 };
      if (longest === undefined || run.days >= longest.days) longest = run;
    }
    return longest;
  }

  /**
   * What a day holds and what it was made from.
   *
   * @param kind The family.
   * @param symbol The instrument.
   * @param date The UTC day, `YYYY-MM-DD`.
   * @returns The manifest; `undefined` where the day is missing.
   * @throws {DataError} If the part is damaged.
   */
  manifest(kind: Kind, symbol: string, date: string): Manifest | undefined {
    const path = `${dayFolder(this.root, kind, symbol, date)}/${PART}`;
    if (!fs.existsSync(path)) return undefined;
    using part = new PartReader(path, layoutOf(kind));
    return part.manifest;
  }

  /**
   * What is wrong with the files that the catalog was made from.
   *
   * @returns Each defect of each file, and the days that are missing.
   */
  defects(): DefectReport {
    return defectsOf(this.root);
  }

  /**
   * Whole columns over a range of days, as `market` has them.
   *
   * @param kind The family.
   * @param symbol The instrument.
   * @param selection Days, span of time and names of columns.
   * @returns Columns of the same length; exact decimals have the largest scale of
   * the range.
   * @throws {DataError} If there is no such symbol, no day in the range, or a
   * damaged part.
   * @throws {RangeError} If a column is unknown.
   */
  columns<K extends Kind, C extends ColumnName<K> = ColumnName<K>>(
    kind: K,
    symbol: string,
    selection: Selection<C> = {},
  ): Pick<ColumnsOf<K>, C> & { readonly rows: number } {
    const reader = this.#reader(kind, symbol, selection);
    const columns = reader.allocate(reader.rows);
    let at = 0;
    const place = (rows: number) => (at += rows) - rows;
    for (const _ of reader.read(columns, place));
    return { ...columns, rows: reader.rows } as unknown as
      & Pick<ColumnsOf<K>, C>
      & { readonly rows: number };
  }

  /**
   * The same columns block by block, one row group in memory at a time.
   *
   * @param kind The family.
   * @param symbol The instrument.
   * @param selection Days, span of time and names of columns.
   * @returns Blocks in order of time; their arrays are used again: copy what you
   * keep. Only entries `0` to `rows - 1` are valid.
   * @throws {DataError} If there is no such symbol, no day in the range, or a
   * damaged part.
   * @throws {RangeError} If a column is unknown.
   *
   * @example Turnover of a day in bounded memory
   * ```ts ignore
   * let turnover = 0;
   * for (const { rows, columns } of catalog.rowGroups("aggTrades", "BTCUSDT")) {
   *   const { price, quantity } = columns;
   *   const unit = 10 ** (price.scale + quantity.scale);
   *   for (let i = 0; i < rows; i++) {
   *     turnover += price.integers[i]! * quantity.integers[i]! / unit;
   *   }
   * }
   * ```
   */
  *rowGroups<K extends Kind, C extends ColumnName<K> = ColumnName<K>>(
    kind: K,
    symbol: string,
    selection: Selection<C> = {},
  ): Generator<RowGroup<K, C>> {
    const reader = this.#reader(kind, symbol, selection);
    const columns = reader.allocate(GROUP_ROWS) as unknown as Pick<
      ColumnsOf<K>,
      C
    >;
    let firstRow = 0;
    for (const rows of reader.read(columns as AnyColumns, () => 0)) {
      yield { kind, rows, firstRow, columns };
      firstRow += rows;
    }
  }

  /**
   * A lazy frame of Polars: times as `Datetime("us", "UTC")`, prices and
   * quantities as `Float64`, ids as `Int64`, booleans as `Bool`; missing is null.
   *
   * Days, span and the columns that are asked for are pushed down to the files.
   * Take numbers out by `toTypedArray()`, of a `Datetime` after a cast to
   * `Int64`: nodejs-polars 0.25 cuts `get(i)` of an `Int64` to 32 bits.
   *
   * @param kind The family.
   * @param symbol The instrument.
   * @param range Days and span of time.
   * @returns A frame that is read when it is collected.
   * @throws {DataError} If there is no such symbol or no day in the range.
   */
  scan(
    kind: Kind,
    symbol: string,
    range: Range = {},
  ): LazyFrame {
    const paths = this.#parts(kind, symbol, range);
    return scanParts(layoutOf(kind), paths, range);
  }

  /**
   * One-minute bars of trades in quote and base units.
   *
   * @param symbol The instrument.
   * @param range Days and span of time, of the bars' start.
   * @returns Columns of the same length.
   * @throws {DataError} If there is no such symbol, no day in the range, or a
   * damaged part.
   */
  bars(symbol: string, range: Range = {}): MinuteBars {
    const columns = this.columns("klines_1m", symbol, range);
    return {
      rows: columns.rows,
      openTime: columns.openTime,
      closeTime: columns.openTime.map((time) => time + MINUTE),
      open: toDecimals(columns.open),
      high: toDecimals(columns.high),
      low: toDecimals(columns.low),
      close: toDecimals(columns.close),
      volume: toDecimals(columns.volume),
      quoteVolume: toDecimals(columns.quoteVolume),
      count: columns.count,
      takerBuyVolume: toDecimals(columns.takerBuyVolume),
      takerBuyQuoteVolume: toDecimals(columns.takerBuyQuoteVolume),
    };
  }

  #reader<K extends Kind>(
    kind: K,
    symbol: string,
    selection: Selection<ColumnName<K>>,
  ): RangeReader {
    const known: readonly string[] = columnNames(kind);
    const names: readonly string[] = selection.select ?? known;
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new RangeError(
        `Cannot read a column of ${kind} as it must be one of ${
          known.join(", ")
        }: current value is ${unknown}`,
      );
    }
    const paths = this.#parts(kind, symbol, selection);
    return new RangeReader(layoutOf(kind), paths, names, selection);
  }

  /** The parts of a range, in order; at least one. */
  #parts(
    kind: Kind,
    symbol: string,
    { from, to, start, end }: Range,
  ): string[] {
    for (const date of [from, to]) if (date !== undefined) parseUtcDate(date);
    const dates = this.dates(kind, symbol);
    if (dates.length === 0) throw this.#absent(kind, symbol);
    // A row may be filed under the day before or after its own.
    const near = dates.filter((date) =>
      (from === undefined || date >= from) &&
      (to === undefined || date <= to) &&
      (start === undefined || parseUtcDate(date) > start - 2 * DAY) &&
      (end === undefined || parseUtcDate(date) < end + DAY)
    );
    if (near.length === 0) {
      throw new DataError(
        `Cannot read ${kind} of ${symbol} from ${this.root} as there is no day in the range: found ${dates.length} from ${
          dates[0]
        } to ${dates.at(-1)}`,
      );
    }
    return near.map((date) =>
      `${dayFolder(this.root, kind, symbol, date)}/${PART}`
    );
  }

  #absent(kind: Kind, symbol: string): DataError {
    const symbols = this.symbols(kind);
    const kinds = this.kinds();
    const found = symbols.length > 0
      ? `${kind} of ${symbols.join(", ")}`
      : kinds.length > 0
      ? kinds.join(", ")
      : "no data at all";
    return new DataError(
      `Cannot read ${kind} of ${symbol} from ${this.root}: found ${found}`,
    );
  }
}
