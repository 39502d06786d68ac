import {
  completed,
  number,
  orNull,
  refuse,
  type SectionRule,
  SPAN,
  word,
} from "./config_rules.ts";

/** How orders are worked. */
export type ExecutionChoice =
  | {
    /** Each trade is one market order. */
    readonly type: "market";
  }
  | {
    /** Each trade is one limit order beside the best price, placed anew at each decision. */
    readonly type: "limit";
    /** Ticks behind the own best price: 0 joins it, below 0 betters it; 0. */
    readonly offset: number;
    /** Whether it is refused rather than take liquidity; true. */
    readonly postOnly: boolean;
    /** How long it rests, microseconds, or `null` until the next decision; `null`. */
    readonly rest: number | null;
  };

/** What is taken where a way of working orders does not say. */
export const EXECUTION_DEFAULTS: {
  readonly [T in ExecutionChoice["type"]]: Extract<
    ExecutionChoice,
    { type: T }
  >;
} = {
  market: { type: "market" },
  limit: { type: "limit", offset: 0, postOnly: true, rest: null },
};

const BOOLEAN = {
  words: "true or false",
  holds: (value: unknown) => typeof value === "boolean",
};
const WORDS = Object.keys(EXECUTION_DEFAULTS);

/** Rules of each way of working orders. */
const RULES: { readonly [T in ExecutionChoice["type"]]: SectionRule } = {
  market: { keys: { type: word(...WORDS) } },
  limit: {
    keys: {
      type: word(...WORDS),
      offset: number("an integer", Number.isSafeInteger),
      postOnly: BOOLEAN,
      rest: orNull(SPAN),
    },
  },
};

/**
 * A whole choice from what differs from its defaults.
 *
 * @param given What was given.
 * @returns Every parameter of that way.
 */
export function completedExecution(given: unknown): ExecutionChoice {
  const type = (given as { type?: unknown } | undefined)?.type ?? "market";
  const rule = RULES[type as ExecutionChoice["type"]];
  if (rule === undefined) {
    const { words } = word(...WORDS);
    refuse("execution.type", words, type);
  }
  const usual = EXECUTION_DEFAULTS[type as ExecutionChoice["type"]];
  const choice = completed("execution", given ?? {}, usual, rule);
  return choice as unknown as ExecutionChoice;
}
