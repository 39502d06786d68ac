/** A word, or a single character that is no space. */
const TOKEN = /[\p{ID_Continue}$]+|\S/gu;

/** Tokens beyond which a cell is not aligned: the table has their product. */
const LIMIT = 4_000;

type Token = { readonly text: string; readonly at: number };

/**
 * The line of a cell that an exception came from.
 *
 * A stack counts lines of the JavaScript that the kernel made of the cell, where
 * types and empty lines are gone and long literals are broken. The words of both
 * texts are aligned by their longest common subsequence, and the word at the
 * stack's position is looked up.
 *
 * @param source The cell.
 * @param translated What the kernel made of it.
 * @param stack The exception's stack.
 * @returns The line from 1; `undefined` where the stack does not pass through
 * the cell.
 */
export function cellLine(
  source: string,
  translated: string,
  stack: readonly string[],
): number | undefined {
  const position = cellPosition(stack);
  if (position === undefined) return undefined;
  const offset = offsetOf(translated, position);
  const from = tokens(translated);
  const to = tokens(source);
  if (from.length > LIMIT || to.length > LIMIT) return undefined;
  const partner = align(from, to);
  const at = from.findLastIndex((token) => token.at <= offset);
  const token = to[nearest(partner, at) ?? -1];
  if (token === undefined) return undefined;
  return source.slice(0, token.at).split("\n").length;
}

type Position = { readonly line: number; readonly column: number };

/** The outermost frame of the cell itself, else the innermost of any cell's. */
function cellPosition(stack: readonly string[]): Position | undefined {
  const frame =
    stack.findLast((line) =>
      /^\s+at (async )?<anonymous>:\d+:\d+$/.test(line)
    ) ?? stack.find((line) => /\(<anonymous>:\d+:\d+\)$/.test(line));
  const found = /<anonymous>:(\d+):(\d+)/.exec(frame ?? "");
  return found === null
    ? undefined
    : { line: Number(found[1]), column: Number(found[2]) };
}

function offsetOf(text: string, { line, column }: Position): number {
  const before = text.split("\n").slice(0, line - 1);
  return before.reduce((sum, { length }) => sum + length + 1, column - 1);
}

function tokens(text: string): Token[] {
  return Array.from(
    text.matchAll(TOKEN),
    (match) => ({ text: match[0], at: match.index }),
  );
}

/** The partner of a token, or of the next that has one, or of the last. */
function nearest(
  partner: readonly (number | undefined)[],
  at: number,
): number | undefined {
  const next = partner.slice(Math.max(at, 0)).find((p) => p !== undefined);
  return next ?? partner.findLast((p) => p !== undefined);
}

/** For each token its partner's position in the other text, if it has one. */
function align(
  from: readonly Token[],
  to: readonly Token[],
): (number | undefined)[] {
  const width = to.length + 1;
  // Entry (i, j): length of the longest common subsequence of both ends.
  const table = new Uint16Array((from.length + 1) * width);
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      table[i * width + j] = from[i]!.text === to[j]!.text
        ? table[(i + 1) * width + j + 1]! + 1
        : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!);
    }
  }
  const partner: (number | undefined)[] = from.map(() => undefined);
  for (let i = 0, j = 0; i < from.length && j < to.length;) {
    if (from[i]!.text === to[j]!.text) partner[i++] = j++;
    else if (table[(i + 1) * width + j]! >= table[i * width + j + 1]!) i++;
    else j++;
  }
  return partner;
}
