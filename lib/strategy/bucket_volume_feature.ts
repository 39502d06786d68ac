import { streamedFeature } from "../features/mod.ts";
import type { Feature } from "../features/mod.ts";
import { BucketClock, type BucketClockSnapshot } from "../flow/bucket_clock.ts";
import type { TrailingBucketVolume } from "../flow/mod.ts";

const ACTION = "follow the volume of a bucket";

/**
 * Volume of a bucket of VPIN as it is set anew each day, as a column `bucket_volume`.
 *
 * @param bucketVolume How it is taken from trailing volume.
 * @returns The feature, with a value for the first trade of a day, base units.
 */
export function bucketVolumeFeature(
  bucketVolume: TrailingBucketVolume,
): Feature {
  const start = () => new BucketClock(ACTION, { bucketVolume, anchor: 0 });
  start();
  return streamedFeature({
    name: "bucket_volume",
    inputs: ["trades.quantity", "trades.receiveTime"],
    unit: "base units",
    window: "1 day",
    entry: "day",
    warmUp: 1,
    known: "with the first trade of a day, when it is received",
    start(emit, saved) {
      const clock = start();
      if (saved !== undefined) clock.restore(saved as BucketClockSnapshot);
      return {
        families: {
          trades: ({ receiveTime, quantity }, from, to) => {
            for (let i = from; i < to; i++) {
              const time = receiveTime[i]!;
              if (time >= clock.end) {
                clock.roll(time);
                emit(time, clock.size);
              }
              clock.count(quantity[i]!);
            }
          },
        },
        toJSON: () => clock.toJSON(),
      };
    },
  });
}
