import { assertKeys, assertObject } from "../stats/arguments.ts";
import { assertNumbers } from "../stats/number_rules.ts";

/** What a {@linkcode RiskEngine} allows; a limit that is left out does not exist. */
export type RiskLimits = {
  /** Most lots of an order, by symbol; more is clipped. */
  readonly maxOrderQuantity?: Readonly<Record<string, number>>;
  /** Greatest notional of an order, quote units; more is clipped. */
  readonly maxOrderNotional?: number;
  /** Greatest notional in a symbol, open orders counted as filled, quote units; more is clipped. */
  readonly maxSymbolExposure?: number;
  /** Greatest sum of the symbols' notionals, quote units; more is clipped. */
  readonly maxGrossExposure?: number;
  /** Greatest notional of longs less shorts, either way, quote units; more is clipped. */
  readonly maxNetExposure?: number;
  /** Greatest gross exposure as a multiple of equity; more is clipped. */
  readonly maxLeverage?: number;
  /** How far a limit price may be from the middle of the quotes, fraction of it. */
  readonly priceCollar?: number;
  /** Greatest spread at which positions grow, fraction of the middle of the quotes. */
  readonly maxSpread?: number;
  /** Greatest age of the quote at which positions grow, microseconds. */
  readonly maxQuoteAge?: number;
  /** Orders that may be sent in any interval. */
  readonly orderRate?: {
    /** Most orders in it, at least 1. */
    readonly count: number;
    /** Its length, microseconds. */
    readonly interval: number;
  };
  /** Greatest fall of equity from its peak, fraction of the peak; what exceeds it kills. */
  readonly maxDrawdown?: number;
  /** Greatest fall of equity within a UTC day, fraction of the day's first; what exceeds it only lets positions shrink until the next. */
  readonly maxDailyLoss?: number;
};

const ACTION = "set risk limits";

const POSITIVE = [
  "maxOrderNotional",
  "maxSymbolExposure",
  "maxGrossExposure",
  "maxNetExposure",
  "maxLeverage",
  "maxQuoteAge",
] as const;
const SHARES = [
  "priceCollar",
  "maxSpread",
  "maxDrawdown",
  "maxDailyLoss",
] as const;
const KEYS: readonly string[] = [
  ...POSITIVE,
  ...SHARES,
  "maxOrderQuantity",
  "orderRate",
];

/**
 * Checks limits, as they come from JSON or from a caller.
 *
 * @param limits Plain data.
 * @returns Them.
 * @throws {TypeError} If they are no object, or have a key that is no limit.
 * @throws {RangeError} If a limit is not positive, a fraction not in (0, 1), or the daily loss above the drawdown.
 *
 * @example A key that is misspelled would be a limit that does not hold
 * ```ts
 * import assert from "node:assert/strict";
 * import { riskLimits } from "volarb/risk";
 *
 * assert.deepEqual(riskLimits({ maxLeverage: 3 }), { maxLeverage: 3 });
 * assert.throws(() => riskLimits({ maxLevarage: 3 }), {
 *   name: "TypeError",
 *   message: /maxLevarage/,
 * });
 * ```
 */
export function riskLimits(limits: unknown): RiskLimits {
  const given = assertKeys(ACTION, "limits", limits, KEYS) as RiskLimits;
  for (const key of POSITIVE) {
    const value = given[key];
    if (value !== undefined) {
      assertNumbers(ACTION, "positive", { [key]: value });
    }
  }
  for (const key of SHARES) {
    const value = given[key];
    if (value !== undefined) {
      assertNumbers(ACTION, "insideUnit", { [key]: value });
    }
  }
  if (given.orderRate !== undefined) {
    const keys = ["count", "interval"];
    assertKeys(ACTION, "orderRate", given.orderRate, keys);
    const { interval, count } = given.orderRate;
    assertNumbers(ACTION, "positive", { "orderRate.interval": interval });
    assertNumbers(ACTION, "count", { "orderRate.count": count });
  }
  if (given.maxOrderQuantity !== undefined) {
    const quantities = given.maxOrderQuantity;
    assertObject(ACTION, "maxOrderQuantity", quantities);
    for (const [symbol, lots] of Object.entries(quantities)) {
      assertNumbers(ACTION, "count", { [`maxOrderQuantity.${symbol}`]: lots });
    }
  }
  const { maxDailyLoss, maxDrawdown } = given;
  if (maxDailyLoss! > maxDrawdown!) {
    throw new RangeError(
      `Cannot ${ACTION} as maxDailyLoss must be at most maxDrawdown: current values are ${maxDailyLoss} and ${maxDrawdown}`,
    );
  }
  return given;
}
