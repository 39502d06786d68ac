import pl from "nodejs-polars";
import { GrowingColumn } from "../flow/growing_column.ts";
import { assertNames } from "./feature_names.ts";
import { asOf, type AsOfOptions } from "./as_of.ts";
import { clockFamily, type DecisionClock } from "./decision_clock.ts";
import type { Feature, Lineage } from "./feature.ts";
import { FeatureStream } from "./feature_stream.ts";
import {
  type CatalogRange,
  type RecordBlock,
  recordBlocks,
  type RecordCatalog,
} from "./load_records.ts";
import {
  catalogColumns,
  type MarketColumns,
  marketColumns,
  marketFor,
  type MarketRecords,
  readFor,
} from "./market_columns.ts";
import { mergeRecords, type RecordSources } from "./merge_records.ts";
import type { Family } from "./records.ts";
import { familiesOf } from "./streamed_feature.ts";
import { lineageOf } from "./transformed.ts";

/** When a frame has rows, and how values are joined to them. */
export type FrameOptions = {
  /** When there is a row; at every bar by default. */
  readonly clock?: DecisionClock;
  /** How values are joined to the rows, where a feature does not say. */
  readonly join?: AsOfOptions;
};

/** What {@linkcode featureFrame} puts together. */
export type FeatureFrameSpec = FrameOptions & CatalogRange & {
  /** The instrument, as `BTCUSDT`. */
  readonly symbol: string;
  /** The columns, with different names. */
  readonly features: readonly Feature[];
};

/** A table of Polars: `DataFrame` of nodejs-polars. */
export type Frame = ReturnType<
  (typeof import("nodejs-polars"))["DataFrame"]
>;

/** A feature frame with the lineage of its columns. */
export type FeatureFrame = {
  /** Column `time` (Datetime, microseconds, UTC: the decision times), then one per feature. */
  readonly frame: Frame;
  /** One entry per feature, in the order of the columns. */
  readonly lineage: readonly Lineage[];
};

/**
 * Every feature of one symbol on one clock: the bars, every so many quotes, or so much
 * traded.
 *
 * Row `t` is decided when the record that completes it is received, and holds of each
 * feature the last value known by then ({@linkcode asOf}); nothing from the future gets
 * in ({@linkcode auditCausality} shows it). Rows before a feature's warm-up are `NaN`.
 *
 * Features with a streaming form are run over the catalog with one row group of each
 * family in memory; {@linkcode FeatureStream} gives the same rows live. For one that has a
 * column form only, the families that it reads are loaded whole.
 *
 * @param catalog Where the records are.
 * @param spec Symbol, days, features, clock, and what receive times depend on.
 * @returns The frame, one row per decision, and the lineage of its columns.
 * @throws {RangeError} If two features have one name, or an option is out of range.
 * @throws {DataError} If the catalog does not hold a family that is read, of the symbol
 *   in these days; it names the feature.
 * @see def-feature-vector, alg-features
 *
 * @example Rogers-Satchell over an hour, and the book
 * ```ts ignore
 * const { frame } = featureFrame(new Catalog("data/catalog/sample"), {
 *   symbol: "BTCUSDT",
 *   features: [
 *     rogersSatchellFeature({ window: 60 }),
 *     orderFlowImbalanceFeature({ period: SECOND, window: 60 }),
 *     zScored(perRow(bookImbalanceFeature()), { window: 60 }),
 *   ],
 * });
 * ```
 */
export function featureFrame(
  catalog: RecordCatalog,
  { symbol, features, clock, join, ...range }: FeatureFrameSpec,
): FeatureFrame {
  const market = catalogColumns(catalog, symbol, range, clock);
  const blocks = <F extends Family>(family: F) =>
    recordBlocks(family, catalog, symbol, range);
  return frameOf(market, blocks, features, join);
}

/**
 * {@linkcode featureFrame} over records in memory.
 *
 * @param records What the features read.
 * @param features The columns, with different names.
 * @param options Clock, and how values are joined to the rows.
 * @returns The frame, one row per decision, and the lineage of its columns.
 * @throws {RangeError} If two features have one name, or one has the name `time`.
 * @throws {DataError} If a family that is read is not there; it names the feature.
 */
export function joinFeatures(
  records: MarketRecords,
  features: readonly Feature[],
  { clock, join }: FrameOptions = {},
): FeatureFrame {
  const market = marketColumns(records, clock);
  const blocks = <F extends Family>(family: F): RecordBlock<F>[] => {
    const columns = market[family];
    return [{ rows: columns.receiveTime.length, records: columns }];
  };
  return frameOf(market, blocks, features, join);
}

/** Blocks of a family from the start. */
type Blocks = <F extends Family>(family: F) => Iterable<RecordBlock<F>>;

function frameOf(
  market: MarketColumns,
  blocks: Blocks,
  features: readonly Feature[],
  join: AsOfOptions = {},
): FeatureFrame {
  assertNames("build the feature frame", features);
  const streamed = features.filter(({ start }) => start !== undefined);
  const { times, columns } = streamRows(market.clock, blocks, streamed, join);
  // Every record up to the last row has been received by then.
  const until = times[times.length - 1];
  const series = features.map((feature) => {
    const { name } = feature;
    const values = columns.get(name) ??
      asOf(
        times,
        feature.compute(marketFor(name, market, { until })),
        feature.join ?? join,
      );
    return pl.Series(name, values);
  });
  const time = pl.Series("time", times).cast(pl.Int64)
    .cast(pl.Datetime("us", "UTC"));
  return {
    frame: pl.DataFrame([time, ...series]),
    lineage: features.map(lineageOf),
  };
}

/** Times of the rows and a column for each feature. */
type Rows = {
  readonly times: Float64Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
};

/**
 * Runs the features over all records. Those that read the same families are run together,
 * so that the records of one family are handed over in runs from row to row where a
 * feature does not need them in order with another's.
 */
function streamRows(
  clock: DecisionClock,
  blocks: Blocks,
  features: readonly Feature[],
  join: AsOfOptions,
): Rows {
  const groups = new Map<string, Feature[]>();
  for (const feature of features) {
    const key = familiesOf(feature.start!(() => {})).sort().join();
    groups.set(key, [...groups.get(key) ?? [], feature]);
  }
  if (groups.size === 0) groups.set("", []);
  const runs = Array.from(
    groups.values(),
    (group) => streamGroup(clock, blocks, group, join),
  );
  return {
    times: runs[0]!.times,
    columns: new Map(runs.flatMap(({ columns }) => [...columns])),
  };
}

/** Runs features that read the same families. */
function streamGroup(
  clock: DecisionClock,
  blocks: Blocks,
  features: readonly Feature[],
  join: AsOfOptions,
): Rows {
  const stream = new FeatureStream({ features, clock, join });
  const own = features[0] && familiesOf(features[0].start!(() => {}));
  const sources: Record<string, unknown> = {};
  for (const family of stream.families) {
    const name = own?.includes(family)
      ? features[0]!.name
      : `the rows of the ${clock.kind} clock`;
    sources[family] = readBlocks(name, family, blocks);
  }
  const time = new GrowingColumn();
  const columns = features.map(() => new GrowingColumn());
  const { row } = stream;
  const onRow = (now: number) => {
    time.push(now);
    for (let i = 0; i < columns.length; i++) columns[i]!.push(row[i]!);
  };
  mergeRecords(
    sources as RecordSources,
    clockFamily(clock),
    (family, records, from, to) =>
      stream.updateRows(family, records, from, to, onRow),
  );
  return {
    times: time.toColumn(),
    columns: new Map(
      features.map(({ name }, i) => [name, columns[i]!.toColumn()]),
    ),
  };
}

/** Blocks of a family; where they are not there, an error that names who reads them. */
function* readBlocks<F extends Family>(
  name: string,
  family: F,
  blocks: Blocks,
): Generator<RecordBlock<F>> {
  const iterator = readFor(name, family, () => blocks(family))
    [Symbol.iterator]();
  for (;;) {
    const { done, value } = readFor(name, family, () => iterator.next());
    if (done) return;
    yield value;
  }
}
