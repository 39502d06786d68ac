/**
 * A message on the bus: any object with a type, its times and what it carries. The
 * messages of `volarb/signal` are such.
 */
export type BusData = {
  /** Name of the type, as `AlphaSignal`. */
  readonly type: string;
  /** The instrument, where it is about one. */
  readonly symbol?: string;
  /** Who it is from; tells two publishers of one type apart. */
  readonly source?: string;
  /** When it was computed, microseconds since the epoch. */
  readonly eventTime: number;
  /** When it can be acted on, microseconds since the epoch: it is delivered then, not before. */
  readonly receiveTime: number;
};

/** Which messages: those of a type and, where these are given, of a symbol and a source. */
export type DataTopic = {
  /** Name of the type. */
  readonly type: string;
  /** The instrument; any where it is left out. */
  readonly symbol?: string;
  /** Who it is from; anybody where it is left out. */
  readonly source?: string;
};

/**
 * Whether two topics have messages in common.
 *
 * @param a One topic; a message is a topic too.
 * @param b The other.
 * @returns Whether type, symbol and source agree wherever both say one.
 *
 * @example A subscriber to one symbol, a publisher of all
 * ```ts
 * import assert from "node:assert/strict";
 * import { topicsMeet } from "volarb/engine";
 *
 * const all = { type: "AlphaSignal" };
 * const one = { type: "AlphaSignal", symbol: "BTCUSDT" };
 * assert.ok(topicsMeet(all, one));
 * assert.ok(!topicsMeet(one, { ...one, symbol: "ETHUSDT" }));
 * ```
 */
export function topicsMeet(a: DataTopic, b: DataTopic): boolean {
  return a.type === b.type && meet(a.symbol, b.symbol) &&
    meet(a.source, b.source);
}

/**
 * A topic in words.
 *
 * @param topic The topic.
 * @returns `AlphaSignal of BTCUSDT by kalman`.
 */
export function topicText({ type, symbol, source }: DataTopic): string {
  return type + (symbol === undefined ? "" : ` of ${symbol}`) +
    (source === undefined ? "" : ` by ${source}`);
}

function meet(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}
