import {
  assertFinite,
  assertInteger,
  assertPositive,
} from "../stats/arguments.ts";

/**
 * When a bar of trades ends.
 *
 * - `"time"`: bar `k` holds the trades of `[origin + k d, origin + (k+1) d)`, `d` the
 *   period in microseconds; `origin` is by default the last multiple of `d` at or
 *   before the first trade.
 * - `"ticks"`: every `count` trades.
 * - `"volume"`: every `volume` of traded quantity; a trade that reaches over the edge
 *   is split, so that every bar holds the same volume.
 * - `"value"`: every `value` of turnover, quantity times price; a trade that reaches
 *   over the edge is split, so that every bar holds the same value. Dollar bars.
 *
 * @see def-trade-clock, eq-trade-clock
 */
export type TradeClock =
  | {
    /** A clock of time. */
    readonly kind: "time";
    /** Length of a bar, microseconds. */
    readonly period: number;
    /** Start of bar 0, microseconds since the epoch. */
    readonly origin?: number;
  }
  | {
    /** A clock of trades. */
    readonly kind: "ticks";
    /** Trades in a bar, at least 1. */
    readonly count: number;
  }
  | {
    /** A clock of traded quantity. */
    readonly kind: "volume";
    /** Quantity in a bar, above 0. */
    readonly volume: number;
  }
  | {
    /** A clock of turnover. */
    readonly kind: "value";
    /** Turnover in a bar, quote currency, above 0. */
    readonly value: number;
  };

/**
 * Checks a clock.
 *
 * @param action What could not be done.
 * @param clock The clock.
 * @throws {RangeError} If its number is out of range.
 * @throws {TypeError} If its kind is unknown.
 */
export function assertTradeClock(action: string, clock: TradeClock): void {
  switch (clock.kind) {
    case "time":
      assertPositive(action, "period", clock.period);
      if (clock.origin !== undefined) {
        assertFinite(action, "origin", clock.origin);
      }
      return;
    case "ticks":
      return assertInteger(action, "count", clock.count, 1);
    case "volume":
      return assertPositive(action, "volume", clock.volume);
    case "value":
      return assertPositive(action, "value", clock.value);
    default:
      throw new TypeError(
        `Cannot ${action} as the clock's kind must be "time", "ticks", "volume" or "value": current value is ${
          JSON.stringify((clock as { kind: unknown }).kind)
        }`,
      );
  }
}
