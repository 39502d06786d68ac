import type { LatencyModel } from "../venue/mod.ts";
import type { MarketSource, StreamRows } from "./market_source.ts";
import type { StreamColumns, StreamFamily } from "./tick_columns.ts";

/**
 * A source whose records reach the client later: by what a latency model draws for each, in
 * the order of the stream, and never before the record in front of it.
 *
 * @param source The source.
 * @param latencyOf The model of a stream of a name such as `quotes/BTCUSDT`; it is asked once
 *   for each, so that the delays of one stream do not depend on another or on how it is read.
 * @returns The source with later receive times.
 * @see def-two-clocks, eq-arrival
 *
 * @example A second later
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnSource, delayedSource } from "volarb/engine";
 * import { constantLatency } from "volarb/venue";
 *
 * const one = Float64Array.of(1);
 * const source = columnSource({
 *   X: { mark: { eventTime: Float64Array.of(0), receiveTime: Float64Array.of(5), price: one } },
 * });
 * const later = delayedSource(source, () => constantLatency({ order: 0, feed: 1e6 }));
 * const { columns } = later.open("mark", "X").next()!;
 * assert.equal(columns.receiveTime[0], 1_000_005);
 * ```
 */
export function delayedSource(
  source: MarketSource,
  latencyOf: (stream: string) => Pick<LatencyModel, "feed">,
): MarketSource {
  return {
    symbols: source.symbols,
    families: (symbol) => source.families(symbol),
    open<F extends StreamFamily>(family: F, symbol: string) {
      const reader = source.open(family, symbol);
      const latency = latencyOf(`${family}/${symbol}`);
      // A column of one entry: a double in it is no object.
      const last = Float64Array.of(-Infinity);
      return {
        next(free?: StreamColumns[F]): StreamRows<F> | undefined {
          const block = reader.next(free);
          if (block === undefined) return undefined;
          const { rows, columns } = block;
          const receiveTime = delayed(columns.receiveTime, rows, {
            last,
            latency,
          });
          if (receiveTime === columns.receiveTime) return block;
          return { rows, columns: { ...columns, receiveTime } };
        },
        close: () => reader.close?.(),
      };
    },
  };
}

/** Later times; the same column where none of them is later. */
function delayed(
  times: Float64Array,
  rows: number,
  { last, latency }: {
    /** The time of the record before; updated. */
    readonly last: Float64Array;
    readonly latency: Pick<LatencyModel, "feed">;
  },
): Float64Array {
  let later = times;
  for (let i = 0; i < rows; i++) {
    const time = times[i]!;
    const arrival = time + Math.round(latency.feed(time));
    if (!(arrival >= time && arrival < Infinity)) {
      throw new RangeError(
        `Cannot delay market data as the delay of the feed must be at least 0 and finite: current value is ${
          arrival - time
        }`,
      );
    }
    if (!(arrival < last[0]!)) last[0] = arrival;
    if (later === times) {
      if (last[0] === time) continue;
      // With all of its room: the reader may be given it back for a longer block.
      later = times.slice();
    }
    later[i] = last[0]!;
  }
  return later;
}
