import { DataError } from "../errors/mod.ts";
import { assertColumns } from "../stats/arguments.ts";
import { assertRising } from "../time/arguments.ts";
import type { DecisionClock } from "./decision_clock.ts";
import {
  type CatalogRange,
  loadRecords,
  type RecordCatalog,
} from "./load_records.ts";
import { assertRecordRules } from "./record_rules.ts";
import {
  type AnyRecords,
  type BarColumns,
  type BarRecords,
  COLUMNS,
  FAMILIES,
  type Family,
  KIND_OF,
  type RecordFamilies,
} from "./records.ts";

/**
 * What a feature of one symbol may read: one entry per family of records, loaded
 * when it is first asked for.
 *
 * Reading a family that is not there throws a {@linkcode DataError}.
 */
export type MarketColumns = RecordFamilies & {
  /** When the frame decides. */
  readonly clock: DecisionClock;
  /**
   * Records are complete up to here, microseconds since the epoch; by default up to the
   * last record of the families that a feature reads.
   */
  readonly until?: number;
};

/** Records in memory: the families there are. */
export type MarketRecords =
  & {
    readonly [
      /** Columns of each family that is there. */
      F in Exclude<Family, "bars">
    ]?: RecordFamilies[F];
  }
  & {
    /** One-minute bars; columns that are left out are filled in. */
    readonly bars?: BarColumns;
    /** Records are complete up to here, microseconds since the epoch. */
    readonly until?: number;
  };

/**
 * Market columns from records in memory.
 *
 * Bars without `receiveTime` are known at their close; other columns of bars that are
 * left out are missing (`NaN`).
 *
 * @param records The families there are, and up to when they are complete.
 * @param clock When the frame decides; at every bar by default.
 * @returns What features read.
 * @throws {TypeError} If a column is not a typed array.
 * @throws {RangeError} If columns differ in length, receive or open times fall, a record is
 *   after `until`, or a number cannot be what it says: a price of 0, a high below its low.
 *
 * @example Bars only
 * ```ts
 * import assert from "node:assert/strict";
 * import { marketColumns } from "volarb/features";
 *
 * const one = Float64Array.of(1);
 * const market = marketColumns({
 *   bars: {
 *     openTime: Float64Array.of(0),
 *     closeTime: Float64Array.of(60e6),
 *     open: one, high: one, low: one, close: one, volume: one,
 *   },
 * });
 * assert.deepEqual(market.bars.receiveTime, Float64Array.of(60e6));
 * assert.throws(() => market.trades, { name: "DataError" });
 * ```
 */
export function marketColumns(
  records: MarketRecords,
  clock: DecisionClock = { kind: "bars" },
): MarketColumns {
  const { until, bars, ...others } = records;
  const given: Partial<RecordFamilies> = {
    ...others,
    ...(bars && { bars: allBarColumns(bars) }),
  };
  const there = FAMILIES.filter((family) => given[family] !== undefined);
  for (const family of there) assertRecords(family, given[family]!, until);
  const found = there.length > 0 ? there.join(", ") : "nothing";
  return lazyMarket((family) => {
    const columns = given[family];
    if (columns !== undefined) return columns;
    throw new DataError(
      `Cannot read ${family} (${KIND_OF[family]}): found ${found}`,
    );
  }, { clock, ...(until !== undefined && { until }) });
}

/**
 * Market columns of a symbol in a catalog; a family is read when it is first asked for.
 *
 * @param catalog Where the records are.
 * @param symbol The instrument.
 * @param range Days, and what the receive times depend on.
 * @param clock When the frame decides; at every bar by default.
 * @returns What features read; a family that the catalog does not hold throws a
 *   {@linkcode DataError} when it is read.
 *
 * @example A catalog without the symbol
 * ```ts
 * import assert from "node:assert/strict";
 * import { Catalog } from "volarb/catalog";
 * import { catalogColumns } from "volarb/features";
 *
 * const market = catalogColumns(new Catalog("no/such/folder"), "BTCUSDT");
 * assert.throws(() => market.quotes, /Cannot read bookTicker of BTCUSDT/);
 * ```
 */
export function catalogColumns(
  catalog: RecordCatalog,
  symbol: string,
  range: CatalogRange = {},
  clock: DecisionClock = { kind: "bars" },
): MarketColumns {
  const loaded: Partial<Record<Family, RecordFamilies[Family]>> = {};
  return lazyMarket(
    <F extends Family>(family: F) =>
      (loaded[family] ??= loadRecords(
        family,
        catalog,
        symbol,
        range,
      )) as RecordFamilies[F],
    { clock },
  );
}

/** How {@linkcode marketFor} shows a market. */
export type MarketForOptions = {
  /** Records are complete up to here; as the market says by default. */
  readonly until?: number | undefined;
  /** Told each family when it is read. */
  readonly onRead?: (family: Family) => void;
};

/**
 * The same market for one feature: what it reads is told, and a family that is not
 * there is an error that names the feature.
 *
 * @param name The feature.
 * @param market What there is.
 * @param options Up to when records are complete, and who is told what is read.
 * @returns The market as this feature sees it.
 */
export function marketFor(
  name: string,
  market: MarketColumns,
  { until = market.until, onRead }: MarketForOptions = {},
): MarketColumns {
  return lazyMarket((family) => {
    onRead?.(family);
    return readFor(name, family, () => market[family]);
  }, { clock: market.clock, ...(until !== undefined && { until }) });
}

/**
 * Reads records for a feature; what is missing is told with the feature's name.
 *
 * @param name The feature, or whatever reads.
 * @param family The family.
 * @param read Reads it.
 * @returns What `read` gives.
 * @throws {DataError} If `read` does.
 */
export function readFor<T>(name: string, family: Family, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(
      `Cannot compute ${name} as it needs ${family}. ${error.message}`,
      { cause: error },
    );
  }
}

/** Getters for every family. */
function lazyMarket(
  read: <F extends Family>(family: F) => RecordFamilies[F],
  rest: Pick<MarketColumns, "clock" | "until">,
): MarketColumns {
  const market = { ...rest };
  for (const family of FAMILIES) {
    Object.defineProperty(market, family, {
      enumerable: true,
      get: () => read(family),
    });
  }
  return market as MarketColumns;
}

/** Bars with the columns that were left out. */
function allBarColumns(bars: BarColumns): BarRecords {
  const missing = () => new Float64Array(bars.openTime.length).fill(NaN);
  return {
    openTime: bars.openTime,
    closeTime: bars.closeTime,
    receiveTime: bars.receiveTime ?? bars.closeTime,
    open: bars.open,
    high: bars.high,
    low: bars.low,
    close: bars.close,
    volume: bars.volume,
    quoteVolume: bars.quoteVolume ?? missing(),
    count: bars.count ?? missing(),
    takerBuyVolume: bars.takerBuyVolume ?? missing(),
  };
}

/** Checks the shape of a family's columns, the order of its rows and what they hold. */
function assertRecords(
  family: Family,
  records: RecordFamilies[Family],
  until: number | undefined,
): void {
  const columns = records as unknown as AnyRecords;
  const action = `read ${family}`;
  assertColumns(
    action,
    Object.fromEntries(COLUMNS[family].map((name) => [name, columns[name]!])),
  );
  const time = records.receiveTime;
  assertRising(action, time, "receiveTime");
  if ("openTime" in records) assertRising(action, records.openTime, "openTime");
  assertRecordRules(family, records, 0, time.length);
  const last = time[time.length - 1];
  if (until !== undefined && !(until >= (last ?? -Infinity))) {
    throw new RangeError(
      `Cannot ${action} as no record may be after until ${until}: current value is ${last}`,
    );
  }
}
