import { MINUTE, parseUtcDate } from "../time/mod.ts";
import type { Kind } from "./kind.ts";

/**
 * Fills within this span of the first one belong to the same aggregate trade, so
 * that it cannot be known earlier, microseconds.
 *
 * @see lem-first-fill
 *
 * @example A trade over a feed without delay
 * ```ts
 * import assert from "node:assert/strict";
 * import { AGGREGATION, receiveTime } from "volarb/market";
 *
 * const time = Float64Array.of(5);
 * const received = receiveTime("aggTrades", time, { feedDelay: 0 });
 * assert.equal(received[0], 5 + AGGREGATION);
 * ```
 */
export const AGGREGATION: number = 100_000;

/**
 * Width of the window of a `metrics` row, microseconds.
 *
 * @example A window that is labelled by its start is known at its end
 * ```ts
 * import assert from "node:assert/strict";
 * import { METRICS_WINDOW, receiveTime } from "volarb/market";
 *
 * const time = Float64Array.of(0);
 * const options = { feedDelay: 0, metricsLabel: "start" } as const;
 * assert.equal(receiveTime("metrics", time, options)[0], METRICS_WINDOW);
 * ```
 */
export const METRICS_WINDOW: number = 5 * MINUTE;

/**
 * From this day on the venue labels a `metrics` window by its start, before by its end.
 *
 * @see lem-label
 *
 * @example The same stamp, the day before and from the day on
 * ```ts
 * import assert from "node:assert/strict";
 * import { METRICS_LABELLED_BY_START, METRICS_WINDOW, receiveTime } from "volarb/market";
 * import { parseUtcDate } from "volarb/time";
 *
 * const change = parseUtcDate(METRICS_LABELLED_BY_START);
 * const time = Float64Array.of(change - 1, change);
 * const received = receiveTime("metrics", time, { feedDelay: 0 });
 * assert.deepEqual([...received], [change - 1, change + METRICS_WINDOW]);
 * ```
 */
export const METRICS_LABELLED_BY_START = "2026-06-25";

/** What a receive time depends on. */
export type ReceiveTimeOptions = {
  /**
   * Time from the venue to the client, microseconds. 50 ms by default: aggregate
   * trades were seen about 150 ms after their first fill (median of captures of
   * 2021), 100 of which are the aggregation.
   */
  readonly feedDelay?: number;
  /** Which end of its window a `metrics` stamp names; by its date where not given. */
  readonly metricsLabel?: "start" | "end";
};

/**
 * When a client could have seen each row.
 *
 * | family | rule |
 * |---|---|
 * | `aggTrades` | first fill + 100 ms of aggregation + feed |
 * | `bookTicker`, `fundingRate` | event time + feed |
 * | bars | open time + 60 s + feed |
 * | `metrics` | end of the five-minute window + feed: the stamp itself before 2026-06-25, five minutes later from then on |
 *
 * @param kind The family.
 * @param time Its own times, microseconds: `eventTime`, `openTime` or `createTime`.
 * @param options Delay of the feed, label of the metrics.
 * @returns Length of `time`, microseconds; never before the row's own time.
 * @throws {RangeError} If the delay is negative.
 * @see def-clocks, eq-receive-time, lem-label
 *
 * @example A trade is known 150 ms after its first fill, a bar at its close
 * ```ts
 * import assert from "node:assert/strict";
 * import { receiveTime } from "volarb/market";
 *
 * assert.equal(receiveTime("aggTrades", Float64Array.of(0))[0], 150_000);
 * const exact = { feedDelay: 0 };
 * assert.equal(receiveTime("klines_1m", Float64Array.of(0), exact)[0], 60e6);
 * ```
 */
export function receiveTime(
  kind: Kind,
  time: Float64Array,
  options: ReceiveTimeOptions = {},
): Float64Array {
  const { feedDelay = 50_000, metricsLabel } = options;
  if (!(feedDelay >= 0)) {
    throw new RangeError(
      `Cannot tell when rows are received as feedDelay must not be negative: current value is ${feedDelay}`,
    );
  }
  const labelChange = parseUtcDate(METRICS_LABELLED_BY_START);
  const received = new Float64Array(time.length);
  for (let i = 0; i < time.length; i++) {
    const t = time[i]!;
    let wait = 0;
    if (kind === "aggTrades") wait = AGGREGATION;
    else if (kind.endsWith("_1m")) wait = MINUTE;
    else if (kind === "metrics") {
      const label = metricsLabel ?? (t < labelChange ? "end" : "start");
      wait = label === "start" ? METRICS_WINDOW : 0;
    }
    received[i] = t + wait + feedDelay;
  }
  return received;
}
