import {
  BulkVpin,
  type BulkVpinOptions,
  type BulkVpinSnapshot,
  Vpin,
  type VpinOptions,
  type VpinSnapshot,
} from "../flow/mod.ts";
import { countOf, numberName } from "./feature_names.ts";
import { emptyEntry, takerOf, TIME, VALUE } from "./emission.ts";
import type { Feature, Lineage } from "./feature.ts";
import { streamedFeature } from "./streamed_feature.ts";

/** Which number of VPIN a column holds. */
export type VpinReading =
  /** VPIN itself, in [0, 1]. */
  | "value"
  /** What sides without information give for the same trades. */
  | "baseline"
  /** VPIN less its baseline: what flow adds to the mechanics. */
  | "excess";

/** Choices of {@linkcode vpinFeature}. */
export type VpinFeatureOptions =
  & Omit<VpinOptions, "anchor">
  & Partial<Pick<VpinOptions, "anchor">>
  & {
    /** Which number; `"value"` by default. */
    readonly reading?: VpinReading;
  };

/** Choices of {@linkcode bulkVpinFeature}. */
export type BulkVpinFeatureOptions =
  & Omit<BulkVpinOptions, "anchor">
  & Partial<Pick<BulkVpinOptions, "anchor">>
  & {
    /** Which number; `"value"` by default. */
    readonly reading?: VpinReading;
  };

/**
 * VPIN of the last buckets, with sides from the venue's flag, as a column
 * `vpin_<window>`, `vpin_baseline_<window>` or `vpin_excess_<window>`.
 *
 * Buckets are in receive time: laid from the anchor, 1970-01-01 by default, so that a
 * period of a day is the UTC day.
 *
 * @param options Buckets, how many are averaged, and which number is wanted.
 * @returns The feature, with one value for each trade that completes a bucket or more.
 * @throws {RangeError} If a number is out of range.
 * @see def-vpin
 * @see Easley, D., López de Prado, M. and O'Hara, M. (2012), Review of Financial
 *   Studies 25(5), 1457-1493, doi:10.1093/rfs/hhs053.
 *
 * @example Fifty buckets a day, sized by the day before
 * ```ts
 * import assert from "node:assert/strict";
 * import { vpinFeature } from "volarb/features";
 *
 * const vpin = vpinFeature({ bucketVolume: { bucketsPerPeriod: 50 }, window: 50 });
 * assert.deepEqual([vpin.name, vpin.window], ["vpin_50", "50 buckets"]);
 * ```
 */
export function vpinFeature(
  { reading = "value", anchor = 0, ...rest }: VpinFeatureOptions,
): Feature {
  const options: VpinOptions = { ...rest, anchor };
  new Vpin(options);
  return streamedFeature({
    ...lineageOf("vpin", reading, options.window),
    inputs: ["trades.quantity", "trades.isBuyerMaker", "trades.receiveTime"],
    warmUp: options.window - 1,
    start(emit, saved) {
      const vpin = saved === undefined
        ? new Vpin(options)
        : Vpin.from(saved as VpinSnapshot);
      const give = takerOf(emit);
      const entry = emptyEntry();
      return {
        families: {
          trades: ({ receiveTime, quantity, isBuyerMaker }, from, to) => {
            for (let i = from; i < to; i++) {
              const completed = vpin.update(
                receiveTime[i]!,
                quantity[i]!,
                isBuyerMaker[i]!,
              );
              if (completed === 0) continue;
              entry[TIME] = receiveTime[i]!;
              readInto(entry, vpin, reading);
              give(entry);
            }
          },
        },
        toJSON: () => vpin.toJSON(),
      };
    },
  });
}

/**
 * VPIN of the last buckets, with sides guessed from price changes (bulk volume
 * classification), as a column `bulk_vpin_<bars per bucket>_<window>` and likewise for the
 * other readings.
 *
 * Where the venue flags the aggressor, as here, this shows what the guess is worth.
 *
 * @param options Buckets, bars in each, law and windows, and which number is wanted.
 * @returns The feature, with one value for each trade that completes a bucket or more.
 * @throws {RangeError} If a number is out of range.
 * @see eq-bulk
 * @see Easley, D., López de Prado, M. and O'Hara, M. (2016), Journal of Financial
 *   Economics 120(2), 269-285, doi:10.1016/j.jfineco.2016.01.018.
 */
export function bulkVpinFeature(
  { reading = "value", anchor = 0, ...rest }: BulkVpinFeatureOptions,
): Feature {
  const options: BulkVpinOptions = { ...rest, anchor };
  const { barsPerBucket, window, deviationWindow, law = "normal" } = options;
  new BulkVpin(options);
  const name = law === "normal"
    ? "bulk_vpin"
    : `bulk_vpin_t${numberName(law.studentT)}`;
  // The first bar has no price change, the next ones only scale later ones.
  const unclassified = Math.ceil((deviationWindow + 1) / barsPerBucket);
  return streamedFeature({
    ...lineageOf(`${name}_${barsPerBucket}`, reading, window),
    inputs: ["trades.price", "trades.quantity", "trades.receiveTime"],
    warmUp: reading === "baseline" ? 0 : unclassified + window - 1,
    start(emit, saved) {
      const vpin = saved === undefined
        ? new BulkVpin(options)
        : BulkVpin.from(saved as BulkVpinSnapshot);
      const give = takerOf(emit);
      const entry = emptyEntry();
      return {
        families: {
          trades: ({ receiveTime, price, quantity }, from, to) => {
            for (let i = from; i < to; i++) {
              const completed = vpin.update(
                receiveTime[i]!,
                price[i]!,
                quantity[i]!,
              );
              if (completed === 0) continue;
              entry[TIME] = receiveTime[i]!;
              readInto(entry, vpin, reading);
              give(entry);
            }
          },
        },
        toJSON: () => vpin.toJSON(),
      };
    },
  });
}

function readInto(
  entry: Float64Array,
  vpin: Pick<Vpin, "value" | "baseline">,
  reading: VpinReading,
): void {
  if (reading === "value") entry[VALUE] = vpin.value;
  else if (reading === "baseline") entry[VALUE] = vpin.baseline;
  else entry[VALUE] = vpin.value - vpin.baseline;
}

function lineageOf(
  name: string,
  reading: VpinReading,
  window: number,
): Pick<Lineage, "name" | "unit" | "window" | "entry" | "known"> {
  if (!["value", "baseline", "excess"].includes(reading)) {
    throw new RangeError(
      `Cannot compute VPIN as reading must be one of "value", "baseline", "excess": current value is ${
        JSON.stringify(reading)
      }`,
    );
  }
  return {
    name: `${name}_${reading === "value" ? "" : `${reading}_`}${window}`,
    unit: "share of volume",
    window: countOf(window, "bucket"),
    entry: "trade that completes a bucket",
    known: "with the trade that completes the bucket, when it is received",
  };
}
