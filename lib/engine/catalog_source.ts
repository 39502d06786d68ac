import type { Catalog } from "../catalog/mod.ts";
import { DataError } from "../errors/mod.ts";
import type { Kind } from "../market/mod.ts";
import { assertChoice } from "../stats/arguments.ts";
import { utcDates } from "../time/mod.ts";
import { CatalogReader } from "./catalog_reader.ts";
import type { Steps } from "./grid.ts";
import { byCodeUnits, type MarketSource } from "./market_source.ts";
import { KIND_OF_STREAM } from "./stream_kinds.ts";
import { STREAM_FAMILIES, type StreamFamily } from "./tick_columns.ts";

/** What to take of a catalog. */
export type CatalogSourceOptions = {
  /** Symbols, with the steps that their prices and quantities are counted in. */
  readonly steps: readonly Steps[];
  /** First UTC day, `YYYY-MM-DD`; the catalog's first by default. */
  readonly from?: string;
  /** Last UTC day, included; the catalog's last by default. */
  readonly to?: string;
  /** Families to take; each must be there for every symbol. All that are there by default. */
  readonly families?: readonly StreamFamily[];
  /** Time from the venue to the client, microseconds; 50 ms by default. */
  readonly feedDelay?: number;
  /** Which end of its window a `metrics` stamp names; by its date where not given. */
  readonly metricsLabel?: "start" | "end";
  /**
   * What a day without a family that prices are taken from (quotes, trades, bars, mark) does,
   * after the first day of it and while another of them goes on: reading it is refused, by
   * default, or the price of the day before stands.
   */
  readonly missingDays?: "refuse" | "accept";
};

/** What a position is valued, matched and liquidated by. */
const PRICED: ReadonlySet<StreamFamily> = new Set([
  "quotes",
  "trades",
  "bars",
  "mark",
]);

/**
 * A source from a catalog, in bounded memory: one row group per stream, and what the
 * exchange is ahead of the client.
 *
 * Prices and quantities become whole ticks and lots; one that is none is an error. A bar of
 * the mark price becomes four mark prices: the open at its time, which the venue published
 * then, and low, high and close, which are known to the client when the bar is.
 *
 * A day that lacks in the middle would be passed in silence: positions stay at the price of the
 * day before, and orders wait for the next quote. Opening such a family is an error, unless
 * `missingDays` accepts it. A family may begin later than the others, as quotes after the bars
 * that estimators warm up on.
 *
 * @param catalog The catalog.
 * @param options Symbols, days, families.
 * @returns The source.
 * @throws {DataError} If a family that is asked for, or every family of a symbol, is missing.
 *
 * @example A catalog without the symbol
 * ```ts
 * import assert from "node:assert/strict";
 * import { Catalog } from "volarb/catalog";
 * import { catalogSource } from "volarb/engine";
 *
 * const steps = [{
 *   symbol: "BTCUSDT",
 *   tick: { integer: 1, scale: 1 },
 *   lot: { integer: 1, scale: 3 },
 * }];
 * assert.throws(() => catalogSource(new Catalog("no/such/folder"), { steps }), {
 *   name: "DataError",
 *   message: /Cannot stream BTCUSDT from no\/such\/folder/,
 * });
 * ```
 */
export function catalogSource(
  catalog: Catalog,
  options: CatalogSourceOptions,
): MarketSource {
  const { steps, from = "0000-01-01", to = "9999-12-31" } = options;
  const { missingDays = "refuse" } = options;
  assertChoice("stream a catalog", "missingDays", missingDays, [
    "refuse",
    "accept",
  ]);
  const datesOf = (family: StreamFamily, symbol: string) =>
    catalog.dates(KIND_OF_STREAM[family], symbol)
      .filter((date) => date >= from && date <= to);
  const found = new Map<string, StreamFamily[]>();
  for (const { symbol } of steps) {
    const there = STREAM_FAMILIES
      .filter((family) => datesOf(family, symbol).length > 0);
    const missing = options.families
      ?.filter((family) => !there.includes(family)) ?? [];
    if (there.length === 0 || missing.length > 0) {
      const wanted = missing.length > 0
        ? missing.map(kindText).join(", ")
        : "anything";
      throw new DataError(
        `Cannot stream ${symbol} from ${catalog.root} as there must be ${wanted} in the range: found ${
          there.map(kindText).join(", ") || "nothing"
        }`,
      );
    }
    found.set(
      symbol,
      there.filter((family) => options.families?.includes(family) ?? true),
    );
  }
  return {
    symbols: steps.map(({ symbol }) => symbol).sort(byCodeUnits),
    families: (symbol) => found.get(symbol) ?? [],
    open(family, symbol) {
      const step = steps.find((step) => step.symbol === symbol);
      if (step === undefined || !found.get(symbol)!.includes(family)) {
        throw new DataError(
          `Cannot read ${family} of ${symbol}: found ${
            found.get(symbol)?.join(", ") ?? "nothing"
          }`,
        );
      }
      if (missingDays === "refuse" && PRICED.has(family)) {
        const last = found.get(symbol)!.filter((one) => PRICED.has(one))
          .map((one) => datesOf(one, symbol).at(-1)!).sort().at(-1)!;
        refuseHoles(catalog, `${kindText(family)} of ${symbol}`, {
          dates: datesOf(family, symbol),
          last,
        });
      }
      const kind: Kind = KIND_OF_STREAM[family];
      const groups = catalog.rowGroups(kind, symbol, {
        ...(options.from !== undefined && { from: options.from }),
        ...(options.to !== undefined && { to: options.to }),
        select: CatalogReader.select(family) as never[],
      });
      return new CatalogReader(family, groups, step, options);
    },
  };
}

/** Refuses a family that lacks a day between its first and the last of all. */
function refuseHoles(
  { root }: Catalog,
  what: string,
  { dates, last }: { readonly dates: readonly string[]; readonly last: string },
): void {
  const there = new Set(dates);
  const holes = utcDates(dates[0]!, last).filter((date) => !there.has(date));
  if (holes.length === 0) return;
  const more = holes.length > 3 ? ` and ${holes.length - 3} more` : "";
  throw new DataError(
    `Cannot stream ${what} from ${root} as every day from ${
      dates[0]
    } to ${last} must be there, or old prices would stand for it: missing ${
      holes.slice(0, 3).join(", ")
    }${more}; choose others by from and to, or families, or accept it by missingDays`,
  );
}

function kindText(family: StreamFamily): string {
  return `${family} (${KIND_OF_STREAM[family]})`;
}
