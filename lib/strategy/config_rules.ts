import { assertKeys } from "../stats/arguments.ts";

/** What a value of a configuration must be. */
export type ValueRule = {
  /** The rule in words: `positive and finite`. */
  readonly words: string;
  /** Whether a value keeps it. */
  readonly holds: (value: unknown) => boolean;
};

/** What a section of a configuration must be. */
export type SectionRule = {
  /** Rules of every key that it has. */
  readonly keys: { readonly [key: string]: ValueRule | SectionRule };
  /** Whether it may be `null`: that part is then switched off. */
  readonly optional?: boolean;
};

type Section = { readonly [key: string]: unknown };

const ACTION = "configure a VolatilityArbitrage";

/** A number that keeps a rule. */
export function number(
  words: string,
  holds: (value: number) => boolean,
): ValueRule {
  return {
    words,
    holds: (value) => typeof value === "number" && holds(value),
  };
}

/** One of some words. */
export function word(...words: readonly string[]): ValueRule {
  return {
    words: `one of ${words.map((word) => JSON.stringify(word)).join(", ")}`,
    holds: (value) => words.includes(value as string),
  };
}

/** What keeps a rule, or `null`. */
export function orNull({ words, holds }: ValueRule): ValueRule {
  return {
    words: `${words}, or null`,
    holds: (value) => value === null || holds(value),
  };
}

/** A whole number from a least one on. */
export function wholeFrom(least: number): ValueRule {
  return number(
    `an integer of at least ${least}`,
    (x) => Number.isSafeInteger(x) && x >= least,
  );
}

/** A number above 0. */
export const POSITIVE: ValueRule = number(
  "positive and finite",
  (x) => x > 0 && x < Infinity,
);
/** A number of at least 0. */
export const NOT_NEGATIVE: ValueRule = number(
  "at least 0 and finite",
  (x) => x >= 0 && x < Infinity,
);
/** A share of something. */
export const SHARE: ValueRule = number("in [0, 1]", (x) => x >= 0 && x <= 1);
/** A number between 0 and 1. */
export const INSIDE: ValueRule = number("in (0, 1)", (x) => x > 0 && x < 1);
/** Whole microseconds. */
export const SPAN: ValueRule = number(
  "whole microseconds > 0",
  (x) => Number.isSafeInteger(x) && x > 0,
);
/** A text that is not empty. */
export const NAME: ValueRule = {
  words: "a text that is not empty",
  holds: (value) => typeof value === "string" && value !== "",
};

/** Refuses a value. */
export function refuse(path: string, words: string, value: unknown): never {
  throw new RangeError(
    `Cannot ${ACTION} as ${path} must be ${words}: current value is ${
      textOf(value)
    }`,
  );
}

/**
 * What was given with defaults in the place of what was not.
 *
 * @param path Where it stands; empty for the whole.
 * @param given What was given, as of a file.
 * @param defaults A value for every key that has one.
 * @param rule Rules of every key.
 * @returns A new section with every key, in the order of the rules; `null` where it is switched off.
 * @throws {TypeError} If it is no object, or a key is unknown or missing.
 * @throws {RangeError} If a value breaks its rule.
 */
export function completed(
  path: string,
  given: unknown,
  defaults: unknown,
  { keys, optional = false }: SectionRule,
): Section | null {
  if (optional && given === null) return null;
  const section = checkedSection(path, given, Object.keys(keys));
  const usual = (defaults ?? {}) as Section;
  return Object.fromEntries(
    Object.entries(keys).map(([key, rule]) => {
      const at = path === "" ? key : `${path}.${key}`;
      const value = section[key];
      if ("keys" in rule) {
        const part = value === undefined && usual[key] === null ? null : value;
        return [
          key,
          completed(at, part ?? (part === null ? null : {}), usual[key], rule),
        ];
      }
      return [key, checked(at, value === undefined ? usual[key] : value, rule)];
    }),
  );
}

function checked(path: string, value: unknown, rule: ValueRule): unknown {
  if (value === undefined) {
    throw new TypeError(
      `Cannot ${ACTION} as ${path} must be there: it is missing`,
    );
  }
  if (!rule.holds(value)) refuse(path, rule.words, value);
  return value;
}

/** Refuses what is no object, and keys that are not known. */
export function checkedSection(
  path: string,
  given: unknown,
  keys: readonly string[],
): Section {
  const what = path === "" ? "the configuration" : path;
  return assertKeys(ACTION, what, given, keys);
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "object"
    ? JSON.stringify(value)
    : String(value);
}
