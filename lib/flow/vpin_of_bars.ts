import { assertColumns, assertNonNegative } from "../stats/arguments.ts";
import { assertRising } from "../time/arguments.ts";
import { soldShare } from "./arguments.ts";
import { assertBuckets, BucketClock } from "./bucket_clock.ts";
import { BucketColumns, type VpinColumns } from "./bucket_columns.ts";
import type { TradeBars } from "./trade_bars.ts";
import type { VpinOptions } from "./vpin_stream.ts";

const ACTION = "compute VPIN of bars";

/**
 * VPIN from bars instead of trades, each split pro rata over the buckets it reaches.
 *
 * With `buyVolume` from the venue's klines this is VPIN of true sides at the bars'
 * granularity; with the classified volume of `bulkBuyFraction` it is bulk volume
 * classification on bars of time. Its baseline takes a bar for one trade.
 *
 * @param bars Columns of length `m`: when each bar is complete, its volume, and
 *   what of it was bought, `NaN` where that is not known.
 * @param options Buckets, their anchor, and how many are averaged.
 * @returns Columns with one entry per completed bucket; `row` counts bars.
 * @throws {RangeError} If columns differ in length, times fall, a bought volume is
 *   not within the volume, or an option is out of range.
 * @see eq-vpin
 * @see Easley, D., López de Prado, M. and O'Hara, M. (2012), Review of Financial
 *   Studies 25(5), 1457-1493, doi:10.1093/rfs/hhs053.
 *
 * @example A bar of 20 over buckets of 10
 * ```ts
 * import assert from "node:assert/strict";
 * import { vpinOfBars } from "volarb/flow";
 *
 * const { imbalance } = vpinOfBars({
 *   closeTime: Float64Array.of(60),
 *   volume: Float64Array.of(20),
 *   buyVolume: Float64Array.of(15),
 * }, { bucketVolume: 10, window: 1, anchor: 0 });
 * assert.deepEqual(imbalance, Float64Array.of(5, 5));
 * ```
 */
export function vpinOfBars(
  bars: Pick<TradeBars, "closeTime" | "volume" | "buyVolume">,
  options: VpinOptions,
): VpinColumns {
  const { closeTime, volume, buyVolume } = bars;
  const n = assertColumns(ACTION, { closeTime, volume, buyVolume });
  assertRising(ACTION, closeTime);
  const clock = new BucketClock(ACTION, options);
  const buckets = new BucketColumns(options.window);
  let filled = 0;
  let sold = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const time = closeTime[i]!;
    let rest = volume[i]!;
    assertNonNegative(ACTION, "volume", rest);
    const share = soldShare(ACTION, rest, buyVolume[i]!);
    if (time < clock.anchor) continue;
    if (time >= clock.end) {
      clock.roll(time);
      filled = 0;
      sold = 0;
      squares = 0;
    }
    if (clock.trailing) clock.count(rest);
    const { size } = clock;
    if (size !== size) continue;
    assertBuckets(ACTION, rest, size);
    while (filled + rest >= size) {
      const take = size - filled;
      rest = Math.max(0, rest - take);
      buckets.push(
        time,
        i,
        size,
        sold + take * share,
        squares + take * take,
      );
      filled = 0;
      sold = 0;
      squares = 0;
    }
    filled += rest;
    sold += rest * share;
    squares += rest * rest;
  }
  return buckets.toColumns();
}
