import pl from "nodejs-polars";
import type { Catalog } from "../catalog/mod.ts";
import { asOf } from "./as_of.ts";
import type { Feature, Lineage, MarketColumns } from "./feature.ts";

/** What {@linkcode featureFrame} puts together. */
export type FeatureFrameSpec = {
  /** The instrument, as `BTCUSDT`. */
  readonly symbol: string;
  /** First UTC day, `YYYY-MM-DD`; the catalog's first by default. */
  readonly from?: string;
  /** Last UTC day, included; the catalog's last by default. */
  readonly to?: string;
  /** The columns, with different names. */
  readonly features: readonly Feature[];
};

/** A feature frame with the lineage of its columns. */
export type FeatureFrame = {
  /** Column `time` (Datetime, microseconds, UTC: the decision times), then one per feature. */
  readonly frame: pl.DataFrame;
  /** One entry per feature, in the order of the columns. */
  readonly lineage: readonly Lineage[];
};

/**
 * Every feature of one symbol on one clock: the closes of its one-minute bars.
 *
 * Row `t` holds of each feature the last value known at the close of bar `t` or
 * before ({@linkcode asOf}); nothing from the future gets in
 * ({@linkcode auditCausality} shows it). Rows before a feature's warm-up are `NaN`.
 *
 * @param catalog Where the bars are.
 * @param spec Symbol, days and features.
 * @returns The frame, one row per bar, and the lineage of its columns.
 * @throws {RangeError} If two features have one name.
 * @throws {DataError} If the catalog holds no bars of the symbol in these days.
 *
 * @example Rogers-Satchell over an hour
 * ```ts ignore
 * const { frame } = featureFrame(new Catalog("data/catalog/sample"), {
 *   symbol: "BTCUSDT",
 *   features: [rogersSatchellFeature({ window: 60 })],
 * });
 * ```
 */
export function featureFrame(
  catalog: Catalog,
  { symbol, from, to, features }: FeatureFrameSpec,
): FeatureFrame {
  const bars = catalog.bars(symbol, {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  });
  return joinFeatures({ bars }, features);
}

/**
 * {@linkcode featureFrame} over columns in memory.
 *
 * @param market What the features read.
 * @param features The columns, with different names.
 * @returns The frame, one row per bar, and the lineage of its columns.
 * @throws {RangeError} If two features have one name, or one has the name `time`.
 */
export function joinFeatures(
  market: MarketColumns,
  features: readonly Feature[],
): FeatureFrame {
  const times = market.bars.closeTime;
  const names = new Set(["time"]);
  const columns = features.map((feature) => {
    if (names.has(feature.name)) {
      throw new RangeError(
        `Cannot build the feature frame as names must differ: current value is ${feature.name} twice`,
      );
    }
    names.add(feature.name);
    return pl.Series(feature.name, asOf(times, feature.compute(market)));
  });
  const time = pl.Series("time", times).cast(pl.Int64)
    .cast(pl.Datetime("us", "UTC"));
  return {
    frame: pl.DataFrame([time, ...columns]),
    lineage: features.map(({ compute: _, ...lineage }) => lineage),
  };
}
