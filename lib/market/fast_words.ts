/*
 * Pieces of generated code that every field is put together from: four ASCII
 * digits as one 32-bit word, and the state that `printFastRow` declares for them
 * (`p`, `word`, `pairs`, `stop`, `count`, `high`, `part`, `notDigit`, `differs`).
 */

/** What ends a field: its first byte, and code for what follows that byte. */
export type FieldEnd = { readonly byte: number; readonly rest: string };

export const COMMA = 44;
export const POINT = 46;
export const NEWLINE = 10;
export const RETURN = 13;
export const ZERO = 48;

/** Joins the digits of a word that holds one in each byte, the first in the lowest. */
export const JOINED =
  "(pairs = Math.imul(word, 10) + (word >>> 8) & 0x00ff00ff, " +
  "(Math.imul(pairs, 100) + (pairs >>> 16)) & 0xffff)";

/** Collects the bytes of `word` above 9. */
export const CHECK_WORD = "notDigit |= word | (word + 0x76767676);";

/** An expression and the statements before it. */
export type Read = { readonly before: string; readonly value: string };

/** Reads 1 to 4 digits into `into`. */
export function readWord(at: string, digits: number, into: string): string {
  const load = `view.getInt32(${at}, true) ^ 0x30303030`;
  const word = digits === 4 ? load : `(${load}) << ${32 - 8 * digits}`;
  return `word = ${word}; ${CHECK_WORD} ${into} = ${JOINED};`;
}

/** Reads a known number of digits, at most 8, as a 32-bit integer. */
export function readDigits(at: string, digits: number): Read {
  if (digits <= 4) {
    return { before: readWord(at, digits, "part"), value: "part" };
  }
  return {
    before: `${readWord(at, digits - 4, "high")} ${
      readWord(`${at} + ${digits - 4}`, 4, "part")
    }`,
    value: "(Math.imul(high, 10000) + part)",
  };
}

/** The width of all texts, or -1 if they differ. */
export function commonWidth(texts: readonly string[]): number {
  const width = texts[0]?.length ?? -1;
  return texts.every((text) => text.length === width) ? width : -1;
}

/** ASCII characters as a little-endian word. */
export function asWord(text: string): number {
  let word = 0;
  for (let i = 0; i < text.length; i++) word |= text.charCodeAt(i) << (8 * i);
  return word;
}

/** A comparison of bytes with those of an earlier row, and the statements around it. */
export type Memory = {
  /** Whether the bytes are the ones remembered. */
  readonly same: string;
  /** Remembers the bytes. */
  readonly remember: string;
  /** Forgets them: no bytes are the same until others were remembered. */
  readonly forget: string;
};

/**
 * Remembers 8 or more bytes at `p` as doubles, two of which are equal only if all
 * their bytes are: this holds as long as what is remembered is ASCII text, whose
 * doubles are neither zero nor `NaN`. The memory starts as `NaN`, which nothing
 * equals.
 */
export function memoryOf(name: string, bytes: number): Memory {
  const words: string[] = [];
  for (let at = 0; at < bytes; at += 8) {
    words.push(`view.getFloat64(p + ${Math.min(at, bytes - 8)}, true)`);
  }
  const join = (text: (word: string, k: number) => string, by: string) =>
    words.map(text).join(by);
  return {
    same: join((word, k) => `${word} === ${name}Word${k}`, " && "),
    remember: join((word, k) => `${name}Word${k} = ${word};`, " "),
    forget: join((_, k) => `${name}Word${k} = NaN;`, " "),
  };
}

/** Checks the byte that ends a field and moves behind it. */
export function finish(end: FieldEnd): string {
  return `differs |= bytes[p++] ^ ${end.byte}; ${end.rest}`;
}
