import { RollingMean } from "../stats/mod.ts";
import { GrowingColumn } from "./growing_column.ts";
import { MEAN_ABSOLUTE_NORMAL } from "./vpin_baseline.ts";

/** VPIN as columns, one entry per completed bucket. */
export type VpinColumns = {
  /** VPIN of the last `window` buckets, in [0, 1]; `NaN` until there are so many. */
  readonly value: Float64Array;
  /** What even sides drawn at random would give for the same quantities. */
  readonly baseline: Float64Array;
  /** Bought less sold quantity of the bucket. */
  readonly imbalance: Float64Array;
  /** Size of the bucket. */
  readonly volume: Float64Array;
  /** When the bucket is full and known: the time of the trade that filled it. */
  readonly closeTime: Float64Array;
  /** Row of that trade. */
  readonly row: Int32Array;
};

/** Gathers buckets into columns and averages them. */
export class BucketColumns {
  readonly #toxicity: RollingMean;
  readonly #baseline: RollingMean;
  readonly #columns = Array.from({ length: 6 }, () => new GrowingColumn());

  /** Starts with no bucket. */
  constructor(window: number) {
    this.#toxicity = new RollingMean(window);
    this.#baseline = new RollingMean(window);
  }

  /** Appends a bucket and averages the last ones. */
  push(
    time: number,
    row: number,
    size: number,
    sold: number,
    squares: number,
  ): void {
    const imbalance = size - 2 * sold;
    const columns = this.#columns;
    columns[0]!.push(this.#toxicity.update(Math.abs(imbalance) / size));
    columns[1]!.push(
      this.#baseline.update(MEAN_ABSOLUTE_NORMAL * Math.sqrt(squares) / size),
    );
    columns[2]!.push(imbalance);
    columns[3]!.push(size);
    columns[4]!.push(time);
    columns[5]!.push(row);
  }

  /** The buckets as columns. */
  toColumns(): VpinColumns {
    const [value, baseline, imbalance, volume, closeTime, row] = this.#columns
      .map((column) => column.toColumn());
    return {
      value: value!,
      baseline: baseline!,
      imbalance: imbalance!,
      volume: volume!,
      closeTime: closeTime!,
      row: new Int32Array(row!),
    };
  }
}
