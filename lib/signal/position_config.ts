import { assertKeys } from "../stats/arguments.ts";

/** How toxic flow damps the aim. */
export type ToxicityDamping = {
  /** Rank of VPIN in its own past from which on the aim is damped, in [0, 1). */
  readonly start: number;
  /** What is left of the aim at rank 1, in [0, 1]. */
  readonly floor: number;
};

/** When the spread is too wide to trade at. */
export type SpreadGate = {
  /** Half-spread, fraction of the price, above which a position may only shrink; > 0. */
  readonly limit: number;
};

/** How funding counts. */
export type FundingTermsOfPosition = {
  /** Rows from one payment to the next, > 0. */
  readonly interval: number;
  /** Rows in which half of the rate's deviation is gone; infinite by default. */
  readonly halfLife?: number;
  /** Rows before a payment in which no position may grow that it would cost too much; 0 by default. */
  readonly window?: number;
};

/** What a position is chosen by. Rows are the caller's; rates and variances are per row. */
export type PositionConfig = {
  /** Rows over which the posterior speaks of the return, an integer of at least 1. */
  readonly horizon: number;
  /** Rows in which half of the alpha is gone, > 0; infinite for one that stays. */
  readonly halfLife: number;
  /** Correlation that the signal expects of itself, in [0, 1]: how much its alpha moves. */
  readonly expectedIc: number;
  /** Relative risk aversion `γ`, > 0: 1 is full Kelly, 2 half of it. */
  readonly riskAversion: number;
  /** Largest position either way, fraction of capital, > 0. */
  readonly maximum: number;
  /** Largest trade of a row, fraction of capital, > 0; infinite by default. */
  readonly maximumTrade?: number;
  /** Fee of a trade, fraction of what is traded, at least 0; 0 by default. */
  readonly fee?: number;
  /** Impact `Λ`, at least 0: a trade of `Δθ` costs `½ Λ Δθ²` of capital; 0 by default. */
  readonly impact?: number;
  /** Discount of a row, in [0, 1); 0 by default. */
  readonly discount?: number;
  /** How toxic flow damps the aim; not at all by default. */
  readonly toxicity?: ToxicityDamping;
  /** When the spread is too wide; never by default. */
  readonly spread?: SpreadGate;
  /** How funding counts; not at all by default. */
  readonly funding?: FundingTermsOfPosition;
};

type Rule = {
  readonly words: string;
  readonly holds: (value: number) => boolean;
  readonly optional?: true;
};

const POSITIVE = { words: "positive", holds: (x: number) => x > 0 };
const FINITE_POSITIVE = {
  words: "positive and finite",
  holds: (x: number) => x > 0 && x < Infinity,
};
const NOT_NEGATIVE = {
  words: "at least 0 and finite",
  holds: (x: number) => x >= 0 && x < Infinity,
};
const SHARE = { words: "in [0, 1]", holds: (x: number) => x >= 0 && x <= 1 };
const BELOW_ONE = { words: "in [0, 1)", holds: (x: number) => x >= 0 && x < 1 };
const optional = (rule: Rule): Rule => ({ ...rule, optional: true });

const RULES: { readonly [key: string]: Rule } = {
  horizon: {
    words: "an integer of at least 1",
    holds: (x) => Number.isSafeInteger(x) && x >= 1,
  },
  halfLife: POSITIVE,
  expectedIc: SHARE,
  riskAversion: FINITE_POSITIVE,
  maximum: FINITE_POSITIVE,
  maximumTrade: optional(POSITIVE),
  fee: optional(NOT_NEGATIVE),
  impact: optional(NOT_NEGATIVE),
  discount: optional(BELOW_ONE),
};
const SECTIONS: { readonly [key: string]: { readonly [key: string]: Rule } } = {
  toxicity: { start: BELOW_ONE, floor: SHARE },
  spread: { limit: FINITE_POSITIVE },
  funding: {
    interval: FINITE_POSITIVE,
    halfLife: optional(POSITIVE),
    window: optional(NOT_NEGATIVE),
  },
};

/**
 * Checks what a position is chosen by, from wherever it comes: a key that is not known is
 * refused, as a misspelt limit would be no limit.
 *
 * @param given A {@linkcode PositionConfig}, as of a file.
 * @returns The same object.
 * @throws {TypeError} If a key is unknown or missing, or a value is no number.
 * @throws {RangeError} If a number is out of range.
 *
 * @example A misspelt limit
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkedPositionConfig } from "volarb/signal";
 *
 * const config = {
 *   horizon: 1,
 *   halfLife: 10,
 *   expectedIc: 0.05,
 *   riskAversion: 2,
 *   maximum: 1,
 * };
 * assert.equal(checkedPositionConfig(config), config);
 * assert.throws(() => checkedPositionConfig({ ...config, maximumtrade: 0.1 }), {
 *   message: /current value is maximumtrade/,
 * });
 * ```
 */
export function checkedPositionConfig(given: unknown): PositionConfig {
  const action = "choose positions";
  const keys = [...Object.keys(RULES), ...Object.keys(SECTIONS)];
  assertKeys(action, "its choices", given, keys);
  const config = given as Record<string, unknown>;
  checkNumbers(action, "", config, RULES);
  for (const [section, rules] of Object.entries(SECTIONS)) {
    if (config[section] === undefined) continue;
    assertKeys(
      `${action} by ${section}`,
      "its choices",
      config[section],
      Object.keys(rules),
    );
    const numbers = config[section] as Record<string, unknown>;
    checkNumbers(action, `${section}.`, numbers, rules);
  }
  return given as PositionConfig;
}

function checkNumbers(
  action: string,
  prefix: string,
  given: Readonly<Record<string, unknown>>,
  rules: { readonly [key: string]: Rule },
): void {
  for (const [key, { words, holds, optional }] of Object.entries(rules)) {
    const value = given[key];
    if (value === undefined && optional) continue;
    if (typeof value !== "number") {
      throw new TypeError(
        `Cannot ${action} as ${prefix}${key} must be a number: current value is ${value}`,
      );
    }
    if (!holds(value)) {
      throw new RangeError(
        `Cannot ${action} as ${prefix}${key} must be ${words}: current value is ${value}`,
      );
    }
  }
}
