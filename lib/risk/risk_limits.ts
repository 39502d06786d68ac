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

const POSITIVE: readonly (keyof RiskLimits)[] = [
  "maxOrderNotional",
  "maxSymbolExposure",
  "maxGrossExposure",
  "maxNetExposure",
  "maxLeverage",
  "maxQuoteAge",
];
const SHARES: readonly (keyof RiskLimits)[] = [
  "priceCollar",
  "maxSpread",
  "maxDrawdown",
  "maxDailyLoss",
];
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
  const given = record("limits", limits, KEYS);
  for (const key of POSITIVE) {
    if (given[key] !== undefined) positive(key, given[key]);
  }
  for (const key of SHARES) {
    if (given[key] !== undefined) share(key, given[key]);
  }
  if (given.orderRate !== undefined) {
    const rate = record("orderRate", given.orderRate, ["count", "interval"]);
    positive("orderRate.interval", rate.interval);
    whole("orderRate.count", rate.count);
  }
  if (given.maxOrderQuantity !== undefined) {
    const quantities = record("maxOrderQuantity", given.maxOrderQuantity);
    for (const [symbol, lots] of Object.entries(quantities)) {
      whole(`maxOrderQuantity.${symbol}`, lots);
    }
  }
  const { maxDailyLoss, maxDrawdown } = given as RiskLimits;
  if (maxDailyLoss! > maxDrawdown!) {
    throw new RangeError(
      `Cannot ${ACTION} as maxDailyLoss must be at most maxDrawdown: current values are ${maxDailyLoss} and ${maxDrawdown}`,
    );
  }
  return given as RiskLimits;
}

function record(
  name: string,
  value: unknown,
  keys?: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(
      `Cannot ${ACTION} as ${name} must be an object: current value is ${value}`,
    );
  }
  for (const key of Object.keys(value)) {
    if (keys === undefined || keys.includes(key)) continue;
    throw new TypeError(
      `Cannot ${ACTION} as ${name} must have no key but ${
        keys.join(", ")
      }: current value is ${key}`,
    );
  }
  return value as Readonly<Record<string, unknown>>;
}

function positive(name: string, value: unknown): void {
  refuse(name, "positive and finite", value, (x) => x > 0 && x < Infinity);
}

function share(name: string, value: unknown): void {
  refuse(name, "in (0, 1)", value, (x) => x > 0 && x < 1);
}

function whole(name: string, value: unknown): void {
  const rule = "an integer of at least 1";
  refuse(name, rule, value, (x) => Number.isSafeInteger(x) && x >= 1);
}

function refuse(
  name: string,
  rule: string,
  value: unknown,
  holds: (x: number) => boolean,
): void {
  if (typeof value === "number" && holds(value)) return;
  throw new RangeError(
    `Cannot ${ACTION} as ${name} must be ${rule}: current value is ${value}`,
  );
}
