import { type TwapParameters, twapSettings } from "../execution/mod.ts";
import { MINUTE, SECOND } from "../time/mod.ts";
import {
  checkedSection,
  completed,
  number,
  orNull,
  refuse,
  type SectionRule,
  SPAN,
  word,
} from "./config_rules.ts";

/** A trade is one market order. */
export type MarketExecution = {
  /** Which way. */
  readonly type: "market";
};

/** A trade is one limit order beside the best price, placed anew at each decision. */
export type LimitExecution = {
  /** Which way. */
  readonly type: "limit";
  /** Ticks behind the own best price: 0 joins it, below 0 betters it; 0. */
  readonly offset: number;
  /** Whether it is refused rather than take liquidity; true. */
  readonly postOnly: boolean;
  /** How long it rests, microseconds, or `null` until the next decision; `null`. */
  readonly rest: number | null;
};

/**
 * A trade is a parent order that a `TwapAlgorithm` of `volarb/execution` works: its parameters, whose meanings and defaults stand
 * there. What differs from them here: a `horizon` of a minute, the time to the next decision, in slices of five seconds (`interval`);
 * the pace follows `|θ|`, `upper` 0.5 and `lower` 0.1 of capital with a `hysteresis` of 0.05; the fees of the `adaptive` style are 2 and
 * 5 basis points. The half-life of the drift is that of the position's alpha.
 */
export type TwapExecution = Omit<TwapParameters, "halfLife"> & {
  /** Which way. */
  readonly type: "twap";
};

/** How orders are worked. */
export type ExecutionChoice = MarketExecution | LimitExecution | TwapExecution;

/**
 * What is taken where a way of working orders does not say.
 *
 * @example Slices of a minute
 * ```ts
 * import assert from "node:assert/strict";
 * import { EXECUTION_DEFAULTS } from "volarb/strategy";
 *
 * const { horizon, interval } = EXECUTION_DEFAULTS.twap;
 * assert.equal(horizon / interval, 12);
 * ```
 */
export const EXECUTION_DEFAULTS: {
  readonly market: MarketExecution;
  readonly limit: LimitExecution;
  readonly twap: TwapExecution;
} = {
  market: { type: "market" },
  limit: { type: "limit", offset: 0, postOnly: true, rest: null },
  twap: {
    type: "twap",
    horizon: MINUTE,
    interval: 5 * SECOND,
    upper: 0.5,
    lower: 0.1,
    hysteresis: 0.05,
    makerFee: 2e-4,
    takerFee: 5e-4,
  },
};

const WORDS = Object.keys(EXECUTION_DEFAULTS);

const LIMIT: SectionRule = {
  keys: {
    type: word(...WORDS),
    offset: number("an integer", Number.isSafeInteger),
    postOnly: {
      words: "true or false",
      holds: (value) => typeof value === "boolean",
    },
    rest: orNull(SPAN),
  },
};

/**
 * A whole choice from what differs from its defaults.
 *
 * @param given What was given.
 * @returns Every parameter of that way that has a default here.
 */
export function completedExecution(given: unknown = {}): ExecutionChoice {
  if (typeof given !== "object" || given === null) {
    checkedSection("execution", given, []);
  }
  const { type = "twap", ...others } = given as { readonly type?: unknown };
  switch (type) {
    case "market":
      checkedSection("execution", given, ["type"]);
      return EXECUTION_DEFAULTS.market;
    case "limit":
      return completed(
        "execution",
        given,
        EXECUTION_DEFAULTS.limit,
        LIMIT,
      ) as unknown as LimitExecution;
    case "twap": {
      const { type, ...usual } = EXECUTION_DEFAULTS.twap;
      const parameters = { ...usual, ...others };
      if ("halfLife" in parameters) {
        refuse("execution.halfLife", "position.halfLife", parameters.halfLife);
      }
      twapSettings(parameters);
      return { type, ...parameters };
    }
    default:
      return refuse("execution.type", word(...WORDS).words, type);
  }
}
