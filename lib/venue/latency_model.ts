import { assertColumns, assertNonNegative } from "../stats/arguments.ts";
import type { Random } from "../random/mod.ts";

/**
 * How long messages take, in whole microseconds; a model's fractions are rounded, and a delay
 * below 0 or not finite ends the run.
 *
 * Commands travel on one connection and answers on another: neither overtakes another of
 * its own. Who delivers them keeps that order by taking the later of a message's own
 * arrival and that of the one before; see {@linkcode inOrder}.
 *
 * @see eq-arrival
 */
export interface LatencyModel {
  /** Name, for the report. */
  readonly name: string;

  /**
   * What a command takes to the venue.
   *
   * @param time When it is sent, microseconds.
   * @returns Microseconds, at least 0.
   */
  order(time: number): number;

  /**
   * What an answer takes to the client.
   *
   * @param time When the venue sends it, microseconds.
   * @returns Microseconds, at least 0.
   */
  response(time: number): number;

  /**
   * What market data take on top of their receive time.
   *
   * @param time The receive time, microseconds.
   * @returns Microseconds, at least 0.
   */
  feed(time: number): number;
}

/** Delays of the three ways, microseconds. */
export type LatencyDelays = {
  /** To the venue. */
  readonly order: number;
  /** Back to the client; as long as `order` by default. */
  readonly response?: number;
  /** Of market data, on top of their receive time; 0 by default. */
  readonly feed?: number;
};

/**
 * Every message of a way takes the same time.
 *
 * @param delays Microseconds.
 * @returns The model.
 * @throws {RangeError} If a delay is negative or not finite.
 *
 * @example Five milliseconds each way
 * ```ts
 * import assert from "node:assert/strict";
 * import { constantLatency } from "volarb/venue";
 *
 * const latency = constantLatency({ order: 5000 });
 * assert.equal(latency.order(0) + latency.response(0), 10_000);
 * ```
 */
export function constantLatency(
  { order, response = order, feed = 0 }: LatencyDelays,
): LatencyModel {
  const delays = { order, response, feed };
  for (const [name, delay] of Object.entries(delays)) {
    assertNonNegative("model latency", name, delay);
  }
  const [there, back, data] = [order, response, feed].map(Math.round);
  return {
    name: `constant(${there} µs there, ${back} µs back, feed ${data} µs)`,
    order: () => there!,
    response: () => back!,
    feed: () => data!,
  };
}

/**
 * A law of delays: `base + median e^(sigma Z)` with a standard normal `Z`.
 *
 * The logarithm of what is above the least possible delay is normal: right-skewed, as
 * measured round trips are. With `sigma` 0 it is the constant `base + median`.
 */
export type DelayLaw = {
  /** Least delay, microseconds; 0 by default. */
  readonly base?: number;
  /** Median of what comes on top, microseconds. */
  readonly median: number;
  /** Standard deviation of its logarithm; 0 by default. */
  readonly sigma?: number;
};

/**
 * Delays drawn from a stated law, each way from a stream of its own.
 *
 * The three streams are split off the given one by name, so that a run with more market
 * data draws the same delays for its orders.
 *
 * @param options The seeded source and a law per way; `response` is as `order` and
 *   `feed` none by default.
 * @returns The model.
 * @throws {RangeError} If a law's number is negative or not finite.
 *
 * @example The same seed, the same delays
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { sampledLatency } from "volarb/venue";
 *
 * const draw = () =>
 *   sampledLatency({
 *     random: new Random(1),
 *     order: { base: 1000, median: 2000, sigma: 0.5 },
 *   }).order(0);
 * assert.equal(draw(), draw());
 * assert.ok(draw() > 1000);
 * ```
 */
export function sampledLatency(
  { random, order, response = order, feed = { median: 0 } }: {
    /** Where the draws come from. */
    readonly random: Random;
    /** Law of the way to the venue. */
    readonly order: DelayLaw;
    /** Law of the way back. */
    readonly response?: DelayLaw;
    /** Law of what market data take on top. */
    readonly feed?: DelayLaw;
  },
): LatencyModel {
  return {
    name: `sampled(${text(order)} there, ${text(response)} back, feed ${
      text(feed)
    })`,
    order: sampler(random.split("order latency"), order),
    response: sampler(random.split("response latency"), response),
    feed: sampler(random.split("feed latency"), feed),
  };
}

/**
 * Delays between those that were measured, straight in time.
 *
 * A measurement is one order: when the client sent it, when the venue had it, when the
 * client had the answer. At a time between two measurements the delay is on the straight
 * line between theirs; before the first and after the last it is theirs.
 *
 * @param measured Columns of one length `n >= 1` in order of request: request, exchange
 *   and response time, microseconds; and what market data take on top, 0 by default.
 * @returns The model.
 * @throws {RangeError} If lengths differ, request or exchange times do not rise, or a
 *   delay is negative.
 *
 * @example Half way between two measurements
 * ```ts
 * import assert from "node:assert/strict";
 * import { interpolatedLatency } from "volarb/venue";
 *
 * const latency = interpolatedLatency({
 *   request: Float64Array.of(0, 1000),
 *   exchange: Float64Array.of(10, 1030),
 *   response: Float64Array.of(20, 1050),
 * });
 * assert.equal(latency.order(500), 20);
 * assert.equal(latency.order(5000), 30);
 * ```
 */
export function interpolatedLatency(
  { request, exchange, response, feed = 0 }: {
    /** When each was sent, microseconds, rising. */
    readonly request: Float64Array;
    /** When the venue had it, microseconds, rising. */
    readonly exchange: Float64Array;
    /** When the client had the answer, microseconds. */
    readonly response: Float64Array;
    /** What market data take on top, microseconds. */
    readonly feed?: number;
  },
): LatencyModel {
  const n = assertColumns("model latency", { request, exchange, response });
  assertNonNegative("model latency", "feed", feed);
  if (n === 0) refuse("there must be a measurement", n);
  const there = new Float64Array(n);
  const back = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    there[k] = exchange[k]! - request[k]!;
    back[k] = response[k]! - exchange[k]!;
    if (!(there[k]! >= 0)) refuse("delays must be at least 0", there[k]!);
    if (!(back[k]! >= 0)) refuse("delays must be at least 0", back[k]!);
    if (k === 0) continue;
    const rise = Math.min(
      request[k]! - request[k - 1]!,
      exchange[k]! - exchange[k - 1]!,
    );
    if (!(rise > 0)) refuse("times must rise", rise);
  }
  return {
    name: `interpolated(${n} measurements, feed ${feed} µs)`,
    order: (time) => Math.round(interpolate(request, there, time)),
    response: (time) => Math.round(interpolate(exchange, back, time)),
    feed: () => feed,
  };
}

/**
 * Another model with every delay multiplied: what if everything took twice as long?
 *
 * @param latency The model.
 * @param factor At least 0.
 * @returns The model of the multiplied delays.
 * @throws {RangeError} If the factor is negative or not finite.
 *
 * @example Twice
 * ```ts
 * import assert from "node:assert/strict";
 * import { constantLatency, scaledLatency } from "volarb/venue";
 *
 * assert.equal(scaledLatency(constantLatency({ order: 5 }), 2).order(0), 10);
 * ```
 */
export function scaledLatency(
  latency: LatencyModel,
  factor: number,
): LatencyModel {
  assertNonNegative("scale latency", "factor", factor);
  return {
    name: `${factor} x ${latency.name}`,
    order: (time) => Math.round(factor * latency.order(time)),
    response: (time) => Math.round(factor * latency.response(time)),
    feed: (time) => Math.round(factor * latency.feed(time)),
  };
}

/**
 * Arrival times on a way where no message overtakes another.
 *
 * @param delay Delay of a message sent at a time, rounded to whole microseconds.
 * @returns A function of the sending time that gives the arrival, not before an earlier
 *   one; sending times must not fall. It throws a `RangeError` where a delay is below 0 or
 *   not finite.
 *
 * @example The second waits for the first
 * ```ts
 * import assert from "node:assert/strict";
 * import { inOrder } from "volarb/venue";
 *
 * const delays = [100, 10];
 * const arrival = inOrder(() => delays.shift()!);
 * assert.deepEqual([arrival(0), arrival(1)], [100, 100]);
 * ```
 */
export function inOrder(
  delay: (time: number) => number,
): (time: number) => number {
  let last = -Infinity;
  return (time) => {
    const wait = Math.round(delay(time));
    assertNonNegative("deliver a message", "its delay", wait);
    return last = Math.max(last, time + wait);
  };
}

function sampler(
  random: Random,
  { base = 0, median, sigma = 0 }: DelayLaw,
): () => number {
  assertNonNegative("model latency", "base", base);
  assertNonNegative("model latency", "median", median);
  assertNonNegative("model latency", "sigma", sigma);
  return () => Math.round(base + median * Math.exp(sigma * random.normal()));
}

function text({ base = 0, median, sigma = 0 }: DelayLaw): string {
  return `${base} + ${median} exp(${sigma} Z) µs`;
}

/** The value at `x` on the broken line through the points, flat outside of them. */
function interpolate(xs: Float64Array, ys: Float64Array, x: number): number {
  let low = 0;
  let high = xs.length - 1;
  if (!(x > xs[low]!)) return ys[low]!;
  if (x >= xs[high]!) return ys[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  const weight = (x - xs[low]!) / (xs[high]! - xs[low]!);
  return ys[low]! + weight * (ys[high]! - ys[low]!);
}

function refuse(rule: string, value: number): never {
  throw new RangeError(
    `Cannot model latency as ${rule}: current value is ${value}`,
  );
}
