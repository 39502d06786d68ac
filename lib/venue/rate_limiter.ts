import { assertInteger, assertPositive } from "../stats/arguments.ts";
import { MINUTE, SECOND } from "../time/mod.ts";

/** How many orders and amendments a user may send in an interval. */
export type RateLimit = {
  /** Length of the interval, microseconds; intervals begin at multiples of it. */
  readonly interval: number;
  /** Greatest number of orders and amendments in it. */
  readonly orders: number;
};

/**
 * The venue's limits of a user without a level: 300 in ten seconds, 1,200 in a minute.
 *
 * @example Thirty a second for ten seconds, twenty for a minute
 * ```ts
 * import assert from "node:assert/strict";
 * import { VENUE_RATE_LIMITS } from "volarb/venue";
 *
 * const perSecond = VENUE_RATE_LIMITS.map(({ interval, orders }) =>
 *   orders / (interval / 1e6)
 * );
 * assert.deepEqual(perSecond, [30, 20]);
 * ```
 */
export const VENUE_RATE_LIMITS: readonly RateLimit[] = [
  { interval: 10 * SECOND, orders: 300 },
  { interval: MINUTE, orders: 1200 },
];

/**
 * Counts orders and amendments in the intervals of the limits.
 *
 * What is refused for the limit counts too, as on the venue: hammering does not help.
 * Cancels are free.
 *
 * @example Two in a second
 * ```ts
 * import assert from "node:assert/strict";
 * import { RateLimiter } from "volarb/venue";
 *
 * const limiter = new RateLimiter([{ interval: 1_000_000, orders: 2 }]);
 * const allowed = [0, 1, 2, 1_000_000].map((time) => limiter.allows(time));
 * assert.deepEqual(allowed, [true, true, false, true]);
 * ```
 */
export class RateLimiter {
  readonly #limits: readonly RateLimit[];
  readonly #window: Float64Array;
  readonly #count: Float64Array;

  /**
   * Starts with nothing counted.
   *
   * @param limits The limits; none allows everything.
   * @throws {RangeError} If an interval is not above 0 or a number no whole one.
   */
  constructor(limits: readonly RateLimit[]) {
    for (const { interval, orders } of limits) {
      assertPositive("limit a rate", "interval", interval);
      assertInteger("limit a rate", "orders", orders, 1);
    }
    this.#limits = limits;
    this.#window = new Float64Array(limits.length).fill(NaN);
    this.#count = new Float64Array(limits.length);
  }

  /**
   * Counts one and says whether it is within every limit.
   *
   * @param time When it arrives, microseconds.
   * @returns Whether it may pass.
   */
  allows(time: number): boolean {
    let within = true;
    this.#limits.forEach(({ interval, orders }, k) => {
      const window = Math.floor(time / interval);
      if (window !== this.#window[k]) this.#count[k] = 0;
      this.#window[k] = window;
      this.#count[k]!++;
      if (this.#count[k]! > orders) within = false;
    });
    return within;
  }
}
