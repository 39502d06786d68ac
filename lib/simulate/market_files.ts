import { utcDates } from "../time/mod.ts";
import { assertNumbers } from "../stats/number_rules.ts";
import { CsvRows, HEADERS } from "./csv_rows.ts";
import { CsvText } from "./csv_text.ts";
import { minuteKline } from "./minute_kline.ts";
import { SimulatedContract } from "./simulated_contract.ts";
import type { SymbolParameters } from "./symbol_parameters.ts";
import { ZipArchive } from "./zip_archive.ts";

/** Bytes of a file that are handed over at a time. */
const BLOCK = 1 << 18;

/** A family of files that {@linkcode marketFiles} writes. */
export type SimulatedKind =
  | "aggTrades"
  | "bookTicker"
  | "klines_1m"
  | "markPriceKlines_1m"
  | "premiumIndexKlines_1m"
  | "metrics"
  | "fundingRate"
  | "truth";

/** Which market to simulate and which of its files to write. */
export type MarketPlan = {
  /** Any safe integer; with another seed everything is different. */
  readonly seed: number;
  /** Every contract by name. */
  readonly contracts: Readonly<Record<string, SymbolParameters>>;
  /** First UTC day, `YYYY-MM-DD`. */
  readonly from: string;
  /** Last UTC day, `YYYY-MM-DD`. */
  readonly to: string;
  /** First day with `aggTrades` and `bookTicker`; the first of all by default. */
  readonly ticksFrom?: string;
  /** Families to write; all but the klines of samples by default. */
  readonly kinds?: readonly SimulatedKind[];
  /** Families whose files are zipped, as the venue offers them; none by default. */
  readonly zipped?: readonly SimulatedKind[];
};

/** Some bytes of a file. */
export type FileBlock = {
  /** The file, below the data root, with `/` between folders. */
  readonly path: string;
  /** What comes next in it; valid until the next block is asked for. */
  readonly bytes: Uint8Array;
  /** Whether the file ends with this block. */
  readonly last: boolean;
};

const DEFAULT_KINDS: readonly SimulatedKind[] = [
  "aggTrades",
  "bookTicker",
  "klines_1m",
  "metrics",
  "fundingRate",
  "truth",
];

/**
 * Number of the generator: it changes whenever the same plan gives other bytes.
 *
 * @example In a sample's marker
 * ```ts
 * import assert from "node:assert/strict";
 * import { SIMULATION_VERSION } from "volarb/simulate";
 *
 * assert.ok(SIMULATION_VERSION >= 1);
 * ```
 */
export const SIMULATION_VERSION: number = 1;

/** A file of one contract and day or month, without its extension. */
function stemOf(kind: SimulatedKind, symbol: string, date: string): string {
  switch (kind) {
    case "truth":
      return `truth/${symbol}-truth-${date}`;
    case "fundingRate":
      return `futures/monthly/${kind}/${symbol}-${kind}-${date.slice(0, 7)}`;
    case "klines_1m":
    case "markPriceKlines_1m":
    case "premiumIndexKlines_1m":
      return `futures/daily/${kind}/${symbol}-1m-${date}`;
    default:
      return `futures/daily/${kind}/${symbol}-${kind}-${date}`;
  }
}

/** What the files of a family end with. */
function extensionOf({ zipped = [] }: MarketPlan, kind: SimulatedKind): string {
  return zipped.includes(kind) ? ".zip" : ".csv";
}

/** Whether a family has a file of a day. */
function hasDay(
  { from, ticksFrom = from, kinds = DEFAULT_KINDS }: MarketPlan,
  kind: SimulatedKind,
  date: string,
): boolean {
  const ticks = kind === "aggTrades" || kind === "bookTicker";
  return kinds.includes(kind) && (!ticks || date >= ticksFrom);
}

/**
 * The paths of the files that {@linkcode marketFiles} gives.
 *
 * @param plan Seed, contracts, days and families.
 * @returns Each path once, below the data root.
 * @throws {SyntaxError} If a day is not a day of the calendar.
 *
 * @example A day of one family
 * ```ts
 * import assert from "node:assert/strict";
 * import { marketPaths, symbolParameters } from "volarb/simulate";
 *
 * const paths = marketPaths({
 *   seed: 1,
 *   contracts: { BTCUSDT: symbolParameters("BTCUSDT") },
 *   from: "2024-01-01",
 *   to: "2024-01-01",
 *   kinds: ["metrics"],
 * });
 * assert.deepEqual(paths, [
 *   "futures/daily/metrics/BTCUSDT-metrics-2024-01-01.csv",
 * ]);
 * ```
 */
export function marketPaths(plan: MarketPlan): string[] {
  const paths = new Set<string>();
  for (const symbol of Object.keys(plan.contracts)) {
    for (const date of utcDates(plan.from, plan.to)) {
      for (const kind of plan.kinds ?? DEFAULT_KINDS) {
        if (!hasDay(plan, kind, date)) continue;
        paths.add(stemOf(kind, symbol, date) + extensionOf(plan, kind));
      }
    }
  }
  return [...paths];
}

/** A file that grows. */
class OpenFile {
  readonly path: string;
  readonly text: CsvText;
  readonly #archive: ZipArchive | undefined;

  constructor(stem: string, extension: string, header: string) {
    this.path = stem + extension;
    this.#archive = extension === ".zip"
      ? new ZipArchive(`${stem.slice(stem.lastIndexOf("/") + 1)}.csv`)
      : undefined;
    this.text = new CsvText(BLOCK);
    this.text.text(header);
    this.text.endRow();
  }

  /** The bytes so far, where they are enough or the file ends. */
  *flush(last: boolean): Generator<FileBlock, void, void> {
    const { text, path } = this;
    if (!last && text.length < BLOCK) return;
    const bytes = this.#archive?.pack(text.bytes, last) ?? text.bytes;
    yield { path, bytes, last };
    text.clear();
  }
}

/**
 * A simulated market as the venue's files, block by block, and its truth.
 *
 * The layout is the venue's, below a data root:
 *
 * ```text
 * futures/daily/aggTrades/BTCUSDT-aggTrades-2024-01-01.csv
 * futures/daily/bookTicker/BTCUSDT-bookTicker-2024-01-01.csv
 * futures/daily/klines_1m/BTCUSDT-1m-2024-01-01.csv
 * futures/daily/metrics/BTCUSDT-metrics-2024-01-01.csv
 * futures/monthly/fundingRate/BTCUSDT-fundingRate-2024-01.csv
 * truth/BTCUSDT-truth-2024-01-01.csv
 * ```
 *
 * Each may be a zip with the same file inside. Files have headers, times in milliseconds, prices and quantities with the
 * contract's printed decimals. Klines are the aggregated trades of the minute,
 * whether or not these are written; metrics are labelled by the end of their
 * window before 2026-06-25 and by its start from then on. A row of truth has the
 * minute's `open_time` (ms), `spot_variance` at the close (annualized),
 * `integrated_variance` of the minute (not annualized, without jumps), `jump` (sum
 * of log jumps), `latent_price` at the close (quote currency) and `alpha`
 * (`ln(latent price / mid)` at the close).
 *
 * What a file holds does not depend on which others are asked for nor on the last
 * day, but for the last month of `fundingRate`, which grows with it. Several files
 * are under way at a time; memory is a block for each.
 *
 * @param plan Seed, contracts, days and families.
 * @returns Blocks; the blocks of one path are in order.
 * @throws {RangeError} If there is no day or no contract, or a parameter is out of
 *   range.
 * @throws {SyntaxError} If a day is not a day of the calendar.
 *
 * @example The names of two days' files
 * ```ts
 * import assert from "node:assert/strict";
 * import { marketFiles, symbolParameters } from "volarb/simulate";
 *
 * const paths = new Set<string>();
 * for (
 *   const { path } of marketFiles({
 *     seed: 1,
 *     contracts: { BTCUSDT: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }) },
 *     from: "2024-01-01",
 *     to: "2024-01-02",
 *     kinds: ["klines_1m", "fundingRate"],
 *   })
 * ) paths.add(path);
 * assert.deepEqual([...paths].sort(), [
 *   "futures/daily/klines_1m/BTCUSDT-1m-2024-01-01.csv",
 *   "futures/daily/klines_1m/BTCUSDT-1m-2024-01-02.csv",
 *   "futures/monthly/fundingRate/BTCUSDT-fundingRate-2024-01.csv",
 * ]);
 * ```
 */
export function* marketFiles(
  plan: MarketPlan,
): Generator<FileBlock, void, void> {
  const dates = utcDates(plan.from, plan.to);
  const contracts = Object.entries(plan.contracts);
  assertNumbers("simulate a market", "count", {
    "number of days": dates.length,
    "number of contracts": contracts.length,
  });
  for (const [symbol, parameters] of contracts) {
    yield* contractFiles(symbol, parameters, plan, dates);
  }
}

/** The files of one contract. */
function* contractFiles(
  symbol: string,
  parameters: SymbolParameters,
  plan: MarketPlan,
  dates: readonly string[],
): Generator<FileBlock, void, void> {
  const contract = new SimulatedContract(symbol, parameters, plan);
  const rows = new CsvRows(symbol, parameters);
  let close = Math.floor(parameters.price / parameters.contract.tickSize);
  let funding: OpenFile | undefined;
  for (const [d, date] of dates.entries()) {
    const open = (kind: SimulatedKind, header: string) =>
      hasDay(plan, kind, date)
        ? new OpenFile(
          stemOf(kind, symbol, date),
          extensionOf(plan, kind),
          header,
        )
        : undefined;
    const trades = open("aggTrades", HEADERS.aggTrades);
    const quotes = open("bookTicker", HEADERS.bookTicker);
    const klines = open("klines_1m", HEADERS.klines);
    const mark = open("markPriceKlines_1m", HEADERS.klines);
    const premium = open("premiumIndexKlines_1m", HEADERS.klines);
    const metrics = open("metrics", HEADERS.metrics);
    const truth = open("truth", HEADERS.truth);
    funding ??= open("fundingRate", HEADERS.fundingRate);
    for (const minute of contract.day()) {
      const { openTime, carry, fundingRate } = minute;
      if (trades) {
        rows.aggTrades(trades.text, minute);
        yield* trades.flush(false);
      }
      if (quotes) {
        rows.bookTicker(quotes.text, minute);
        yield* quotes.flush(false);
      }
      const kline = minuteKline(minute.trades, close);
      close = kline.close;
      if (klines) rows.kline(klines.text, openTime, kline);
      if (mark) rows.sampleKline(mark.text, openTime, carry.markPrice);
      if (premium) rows.sampleKline(premium.text, openTime, carry.premiumIndex);
      if (metrics) rows.metrics(metrics.text, minute);
      if (truth) rows.truth(truth.text, minute);
      if (funding && !Number.isNaN(fundingRate)) {
        rows.fundingRate(funding.text, openTime, fundingRate);
      }
    }
    const ended = [trades, quotes, klines, mark, premium, metrics, truth];
    if (dates[d + 1]?.slice(0, 7) !== date.slice(0, 7)) {
      ended.push(funding);
      funding = undefined;
    }
    for (const file of ended) {
      if (file) yield* file.flush(true);
    }
  }
}
