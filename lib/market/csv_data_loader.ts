import type { ColumnName, ColumnsOf } from "./columns.ts";
import { findFiles } from "./find_files.ts";
import type { Kind } from "./kind.ts";
import { readColumns } from "./read_columns.ts";
import { receiveTime, type ReceiveTimeOptions } from "./receive_time.ts";
import type { SourceFileOf } from "./source_file.ts";

/** One file of the venue as columns, with the time at which a client could have seen each row. */
export type LoadedFile<K extends Kind> = {
  /** Where the rows are from. */
  readonly file: SourceFileOf<K>;
  /** Number of rows. */
  readonly rows: number;
  /** The columns of the family, in the file's order. */
  readonly columns: ColumnsOf<K>;
  /** Length `rows`; microseconds since the epoch, never before the row's own time. */
  readonly receiveTime: Float64Array;
};

/** Days of a {@linkcode CsvDataLoader} request. */
export type DayRange = {
  /** First UTC day, `YYYY-MM-DD`; files that end before it are left out. */
  readonly from?: string;
  /** Last UTC day, included; files that begin after it are left out. */
  readonly to?: string;
};

/** The column that a family's receive time is reckoned from. */
const OWN_TIME = {
  aggTrades: "eventTime",
  bookTicker: "eventTime",
  fundingRate: "eventTime",
  metrics: "createTime",
  klines_1m: "openTime",
  markPriceKlines_1m: "openTime",
  premiumIndexKlines_1m: "openTime",
} as const satisfies { readonly [K in Kind]: ColumnName<K> };

/**
 * The venue's CSV files of one instrument, file by file, with both clocks.
 *
 * For whoever wants rows without a catalog. It finds the files below
 * `futures/daily` and `futures/monthly`, reads them in any dialect and adds
 * {@linkcode receiveTime}. `csv_data_loader.py` beside it is its twin for
 * NautilusTrader: the same files and rules, as that platform's objects.
 *
 * @example Trades, and when they were known
 * ```ts
 * import assert from "node:assert/strict";
 * import { CsvDataLoader } from "volarb/market";
 *
 * const root = Deno.makeTempDirSync();
 * const folder = `${root}/futures/daily/aggTrades`;
 * Deno.mkdirSync(folder, { recursive: true });
 * Deno.writeTextFileSync(
 *   `${folder}/BTCUSDT-aggTrades-2024-07-19.csv`,
 *   "484,63960.00,0.310,5182006711,5182006711,1721347202812,false\n",
 * );
 * const loader = new CsvDataLoader(root, "BTCUSDT");
 * for (const { columns, receiveTime } of loader.load("aggTrades")) {
 *   assert.equal(columns.eventTime[0], 1721347202812000);
 *   assert.equal(receiveTime[0], 1721347202962000);
 * }
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export class CsvDataLoader {
  /** The folder that holds `futures/daily` and `futures/monthly`. */
  readonly root: string;
  /** The venue's name of the instrument. */
  readonly symbol: string;
  readonly #delays: ReceiveTimeOptions;

  /**
   * Names the files; nothing is read yet.
   *
   * @param root The folder that holds `futures/daily` and `futures/monthly`.
   * @param symbol The venue's name of the instrument, `BTCUSDT`.
   * @param delays Delay of the feed, label of the metrics.
   */
  constructor(root: string, symbol: string, delays: ReceiveTimeOptions = {}) {
    this.root = root;
    this.symbol = symbol;
    this.#delays = delays;
  }

  /**
   * The files of a family.
   *
   * @param kind The family.
   * @param range UTC days, all by default.
   * @returns The files, by first day; daily before monthly.
   * @throws {DataError} If the root or the symbol is missing or no file is found.
   */
  files<K extends Kind>(kind: K, range: DayRange = {}): SourceFileOf<K>[] {
    return findFiles(this.root, {
      ...range,
      kinds: [kind],
      symbols: [this.symbol],
    }) as SourceFileOf<K>[];
  }

  /**
   * Reads the files of a family, one at a time.
   *
   * @param kind The family.
   * @param range UTC days, all by default.
   * @yields The rows of each file.
   * @throws {DataError} If the root or the symbol is missing, no file is found, or one cannot be read.
   * @throws {RangeError} If the delay of the feed is negative.
   */
  *load<K extends Kind>(
    kind: K,
    range: DayRange = {},
  ): Generator<LoadedFile<K>> {
    for (const file of this.files(kind, range)) {
      const { rows, ...columns } = readColumns<K>(file);
      const own = (columns as unknown as Record<string, Float64Array>)[
        OWN_TIME[kind]
      ]!;
      yield {
        file,
        rows,
        columns: columns as unknown as ColumnsOf<K>,
        receiveTime: receiveTime(kind, own, this.#delays),
      };
    }
  }
}
