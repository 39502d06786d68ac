import { RollingMean, type RollingMeanSnapshot } from "../stats/mod.ts";
import {
  assertColumns,
  assertFinite,
  assertInteger,
  assertPositive,
} from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { assertRising } from "../time/arguments.ts";
import type { VpinColumns } from "./bucket_columns.ts";
import {
  BulkClassifier,
  type BulkClassifierOptions,
  type BulkClassifierSnapshot,
} from "./bulk_classifier.ts";
import { bulkVpinBaseline } from "./bulk_vpin_baseline.ts";
import type { Trades } from "./columns.ts";
import { GrowingColumn } from "./growing_column.ts";
import { type TradeBarSnapshot, TradeBarStream } from "./trade_bar_stream.ts";

/** How VPIN is computed from classified volume bars. */
export type BulkVpinOptions = BulkClassifierOptions & {
  /** Quantity in a bucket, above 0. */
  readonly bucketVolume: number;
  /** Volume bars in a bucket, each classified as a whole, at least 1. */
  readonly barsPerBucket: number;
  /** Buckets averaged, at least 1. */
  readonly window: number;
  /** Where the first bucket starts, microseconds since the epoch; trades before it are left out. */
  readonly anchor: number;
};

/** What {@linkcode BulkVpin} needs to carry on where it stopped. */
export type BulkVpinSnapshot = {
  /** The choices. */
  readonly options: BulkVpinOptions;
  /** The volume bars. */
  readonly bars: TradeBarSnapshot;
  /** The classifier. */
  readonly classifier: BulkClassifierSnapshot;
  /** Mean of the buckets' absolute imbalance. */
  readonly toxicity: RollingMeanSnapshot;
  /** Close of the last bar; `null` before the first. */
  readonly close: number | null;
  /** Bars in the bucket that is filling. */
  readonly count: number;
  /** Sum of their imbalances over their volume; `null` where one is missing. */
  readonly sum: number | null;
  /** Buckets completed. */
  readonly buckets: number;
  /** Signed imbalance of the last bucket; `null` before the first. */
  readonly imbalance: number | null;
};

/**
 * VPIN with sides guessed by bulk volume classification, one trade at a time.
 *
 * Trades fill volume bars of `bucketVolume / barsPerBucket`, split at the edges. Each bar
 * is bought to the share `F(ΔP / σ)` of `BulkClassifier`, and
 * `VPIN = (1/n) Σ |mean over the bucket's bars of (2 F - 1)|` over the last `n` buckets.
 *
 * With one bar in a bucket it is near one half whatever the flow, with two near one
 * third: {@linkcode baseline} says the level.
 *
 * @see Easley, D., López de Prado, M. and O'Hara, M. (2012), Review of Financial
 *   Studies 25(5), 1457-1493, doi:10.1093/rfs/hhs053.
 *
 * @example Bars of 5, one a bucket
 * ```ts
 * import assert from "node:assert/strict";
 * import { BulkVpin } from "volarb/flow";
 *
 * const vpin = new BulkVpin({
 *   bucketVolume: 5,
 *   barsPerBucket: 1,
 *   deviationWindow: 2,
 *   window: 1,
 *   anchor: 0,
 * });
 * for (const price of [100, 101, 100, 100]) vpin.update(1, price, 5);
 * assert.equal(vpin.value, 0);
 * assert.equal(vpin.baseline, 0.5);
 * ```
 */
export class BulkVpin {
  /** The choices. */
  readonly options: BulkVpinOptions;
  /** What the classification gives for independent normal price changes. */
  readonly baseline: number;
  #bars: TradeBarStream;
  #classifier: BulkClassifier;
  #toxicity: RollingMean;
  /** A trade as the bars take it: none is sold, as the law tells the share bought. */
  readonly #trade = new Float64Array(4);
  readonly #work = new Float64Array(1);
  #close = NaN;
  #count = 0;
  #sum = 0;
  #buckets = 0;
  #imbalance = NaN;

  /**
   * Starts with no trade seen.
   *
   * @param options Buckets, bars, law and windows.
   * @throws {RangeError} If a number is out of range.
   */
  constructor(options: BulkVpinOptions) {
    const { bucketVolume, barsPerBucket, window, anchor } = options;
    assertPositive("create BulkVpin", "bucketVolume", bucketVolume);
    assertInteger("create BulkVpin", "barsPerBucket", barsPerBucket, 1);
    assertFinite("create BulkVpin", "anchor", anchor);
    this.options = options;
    this.baseline = bulkVpinBaseline(options);
    this.#bars = new TradeBarStream({
      kind: "volume",
      volume: bucketVolume / barsPerBucket,
    });
    this.#classifier = new BulkClassifier(options);
    this.#toxicity = new RollingMean(window);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A VPIN that continues bit for bit.
   * @throws {RangeError} If a number is out of range.
   */
  static from(snapshot: BulkVpinSnapshot): BulkVpin {
    const vpin = new BulkVpin(snapshot.options);
    vpin.#bars = TradeBarStream.from(snapshot.bars);
    vpin.#classifier = BulkClassifier.from(snapshot.classifier);
    vpin.#toxicity = RollingMean.from(snapshot.toxicity);
    vpin.#close = snapshot.close ?? NaN;
    vpin.#count = snapshot.count;
    vpin.#sum = snapshot.sum ?? NaN;
    vpin.#buckets = snapshot.buckets;
    vpin.#imbalance = snapshot.imbalance ?? NaN;
    return vpin;
  }

  /** VPIN of the last `window` buckets; `NaN` until all of them are classified. */
  get value(): number {
    return this.#toxicity.value;
  }

  /** Whether the last `window` buckets are classified. */
  get ready(): boolean {
    return this.#toxicity.ready;
  }

  /** Bought less sold quantity of the last bucket, as classified. */
  get imbalance(): number {
    return this.#imbalance;
  }

  /** Buckets completed. */
  get buckets(): number {
    return this.#buckets;
  }

  /** Quantity that the open volume bar still takes. */
  get room(): number {
    return this.#bars.room;
  }

  /**
   * Takes the next trade.
   *
   * @param time Microseconds since the epoch; not before the last trade.
   * @param price Above 0.
   * @param quantity At least 0.
   * @returns How many buckets it completed.
   * @throws {RangeError} If time falls or a number is out of range.
   */
  update(time: number, price: number, quantity: number): number {
    const trade = this.#trade;
    trade[0] = time;
    trade[1] = price;
    trade[2] = quantity;
    return this.#take();
  }

  /** Forgets every trade. */
  reset(): void {
    this.#bars.reset();
    this.#classifier.reset();
    this.#toxicity.reset();
    this.#close = NaN;
    this.#count = 0;
    this.#sum = 0;
    this.#buckets = 0;
    this.#imbalance = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode BulkVpin.from} takes.
   */
  toJSON(): BulkVpinSnapshot {
    return {
      options: this.options,
      bars: this.#bars.toJSON(),
      classifier: this.#classifier.toJSON(),
      toxicity: this.#toxicity.toJSON(),
      close: orNull(this.#close),
      count: this.#count,
      sum: orNull(this.#sum),
      buckets: this.#buckets,
      imbalance: orNull(this.#imbalance),
    };
  }

  /** Hands the trade on in pieces, none larger than the bar has room for. */
  #take(): number {
    const trade = this.#trade;
    if (trade[0]! < this.options.anchor) return 0;
    const bars = this.#bars;
    const before = this.#buckets;
    let rest = trade[2]!;
    do {
      trade[2] = Math.min(rest, bars.room);
      rest -= trade[2]!;
      if (bars.take(trade) > 0) this.#classify();
    } while (rest > 0);
    return this.#buckets - before;
  }

  /** Classifies the bar that was completed and closes the bucket it fills. */
  #classify(): void {
    const work = this.#work;
    const { close } = this.#bars;
    // The first bar has no price change, so no share, and does not scale others.
    if (this.#bars.bars === 1) this.#sum = NaN;
    else {
      work[0] = close - this.#close;
      this.#classifier.take(work, 0);
      this.#sum += 2 * this.#classifier.value - 1;
    }
    this.#close = close;
    if (++this.#count < this.options.barsPerBucket) return;
    const mean = this.#sum / this.#count;
    work[0] = Math.abs(mean);
    this.#toxicity.take(work, 0);
    this.#imbalance = mean * this.options.bucketVolume;
    this.#buckets++;
    this.#count = 0;
    this.#sum = 0;
  }
}

/**
 * VPIN of every bucket with sides guessed by bulk volume classification.
 *
 * {@linkcode BulkVpin} over whole columns; the venue's flag is not read.
 *
 * @param trades Columns of length `n`; prices > 0, quantities ≥ 0.
 * @param options Buckets, bars in each, law and windows.
 * @returns Columns with one entry per completed bucket, known at its `closeTime`;
 *   `NaN` until the classifier's window was filled.
 * @throws {RangeError} If columns differ in length, times fall or a number is out of
 *   range.
 * @see Easley, D., López de Prado, M. and O'Hara, M. (2016), Journal of Financial
 *   Economics 120(2), 269-285, doi:10.1016/j.jfineco.2016.01.018.
 *
 * @example A price that stands still is half bought
 * ```ts
 * import assert from "node:assert/strict";
 * import { bulkVpin } from "volarb/flow";
 *
 * const { imbalance } = bulkVpin({
 *   time: Float64Array.of(1, 2, 3, 4),
 *   price: new Float64Array(4).fill(100),
 *   quantity: new Float64Array(4).fill(10),
 * }, {
 *   bucketVolume: 10,
 *   barsPerBucket: 1,
 *   deviationWindow: 2,
 *   window: 1,
 *   anchor: 0,
 * });
 * assert.deepEqual(imbalance, Float64Array.of(NaN, NaN, NaN, 0));
 * ```
 */
export function bulkVpin(
  trades: Omit<Trades, "isBuyerMaker">,
  options: BulkVpinOptions,
): VpinColumns {
  const action = "compute bulk VPIN";
  const { time, price, quantity } = trades;
  const n = assertColumns(action, { time, price, quantity });
  assertRising(action, time);
  const stream = new BulkVpin(options);
  const value = new GrowingColumn();
  const imbalance = new GrowingColumn();
  const closeTime = new GrowingColumn();
  const row = new GrowingColumn();
  for (let i = 0; i < n; i++) {
    let rest = quantity[i]!;
    do {
      const piece = Math.min(rest, stream.room);
      if (stream.update(time[i]!, price[i]!, piece) > 0) {
        value.push(stream.value);
        imbalance.push(stream.imbalance);
        closeTime.push(time[i]!);
        row.push(i);
      }
      rest -= piece;
    } while (rest > 0);
  }
  const values = value.toColumn();
  return {
    value: values,
    baseline: new Float64Array(values.length).fill(stream.baseline),
    imbalance: imbalance.toColumn(),
    volume: new Float64Array(values.length).fill(options.bucketVolume),
    closeTime: closeTime.toColumn(),
    row: new Int32Array(row.toColumn()),
  };
}
