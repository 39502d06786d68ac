import type { Dialect, Field } from "./dialect.ts";
import { printScaled } from "./fast_decimal.ts";
import {
  printBoolean,
  printInteger,
  printSkip,
  printTime,
} from "./fast_fields.ts";
import { COMMA, type FieldEnd, NEWLINE, POINT, RETURN } from "./fast_words.ts";
import type { Plan } from "./plan.ts";
import { MAX_LINE } from "./strict_row.ts";
import type { ColumnArrays } from "./column_arrays.ts";

/** What the generated reader is told and tells besides rows. */
export type RowState = {
  /** Takes every row that the generated code does not recognise. */
  readonly readRow: ReadRow;
  /** First byte not read. */
  position: number;
  /** Whether a row did not fit the plan; it starts at `position`. */
  stopped: boolean;
};

/**
 * Reads whole lines into columns from entry `row` until the block, the capacity
 * or the plan ends; returns the next free entry.
 */
export type ReadRows = (
  bytes: Uint8Array,
  view: DataView,
  position: number,
  end: number,
  columns: ColumnArrays,
  row: number,
  capacity: number,
  state: RowState,
) => number;

/** Stores the line that begins at a byte at an entry by the plain form; `false` if the plan had to be widened. */
export type ReadRow = (start: number, row: number) => boolean;

/** Readers by their source: files of one dialect share one, with all that the runtime learnt about it. */
const compiled = new Map<string, ReadRows>();
const MAX_COMPILED = 64;

/**
 * The reader of a source that {@linkcode printFastRow} made.
 *
 * This is the one place where volarb makes code. tests/bench/market_csv.ts shows
 * what it buys, and tests/market/fast_row_test.ts holds it equal to StrictRow.
 */
export function compileFastRow(source: string): ReadRows {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const reader = new Function(source)() as ReadRows;
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(source, reader);
  return reader;
}

/**
 * The source of a reader for one file.
 *
 * Four digits are read as one 32-bit word. A word of ASCII digits, exclusive-or
 * `0x30303030`, has a digit in each byte; two multiplications join them. Instead
 * of a branch per field, `notDigit` collects bytes that are no digit and
 * `differs` collects bytes that are not what must stand there. A row that leaves
 * a trace in either is read again by the plain form, which stores it or throws.
 * So the generated code decides only which rows are usual, never what a row means.
 *
 * @param dialect How the file is written.
 * @param plan Scales and arrays of the pass.
 * @param kept Names of the columns to store.
 * @param sample Rows of the file's beginning as fields; they set the usual widths.
 * @returns The body of a function that returns a {@linkcode ReadRows}.
 */
export function printFastRow(
  dialect: Dialect,
  plan: Plan,
  kept: ReadonlySet<string>,
  sample: readonly (readonly string[])[],
): string {
  const last = dialect.fields.length - 1;
  const names: string[] = [];
  const state: string[] = [];
  const body = dialect.fields.map((field, position) => {
    const end: FieldEnd = position < last
      ? { byte: COMMA, rest: "" }
      : dialect.lineEnd === "\n"
      ? { byte: NEWLINE, rest: "" }
      : { byte: RETURN, rest: `differs |= bytes[p++] ^ ${NEWLINE};` };
    const texts = sample.map((row) => row[position]!);
    const name = field.spec?.name;
    const stored = name !== undefined && kept.has(name);
    if (stored) names.push(name);
    // Our names only: what the header says must never become code.
    return `      // ${stored ? name : "skipped"}\n${
      stored
        ? printStored(field, texts, end, dialect, plan, state)
        : printSkip(texts, end)
    }`;
  }).join("\n");
  return `"use strict";
${HELPERS}
return function readRows(bytes, view, position, end, columns, row, capacity, state) {
  ${names.map((name) => `const ${name}Column = columns.${name};`).join("\n  ")}
  let p = position, notDigit = 0, differs = 0;
  let byte = 0, word = 0, pairs = 0, stop = 0, count = 0, whole = 0, high = 0, part = 0, value = 0;
  ${state.map((text) => `let ${text}`).join("\n  ")}
  while (p < end && row < capacity) {
    const line = p;
${body}
    // A line may not be longer than ${MAX_LINE} bytes.
    if (((notDigit & 0x80808080) | differs | (line - p + ${
    MAX_LINE + 1
  }) >> 31) !== 0) {
      notDigit = 0;
      differs = 0;
      p = bytes.indexOf(${NEWLINE}, line) + 1;
      if (!state.readRow(line, row)) {
        state.position = line;
        state.stopped = true;
        return row;
      }
      ${state.join("\n      ")}
    }
    row++;
  }
  state.position = p;
  return row;
};`;
}

/** Readers of unusual widths; -1 says that the plain form must look. */
const HELPERS = `const POWERS = Int32Array.of(1, 10, 100, 1000);
let next = 0;
function integer(bytes, p) {
  const start = p;
  let value = 0, digit = bytes[p] - 48;
  while (digit >= 0 && digit <= 9 && p - start < 16) {
    value = value * 10 + digit;
    digit = bytes[++p] - 48;
  }
  next = p;
  return p === start || p - start > 15 ? -1 : value;
}
function decimal(bytes, p, scale) {
  const whole = integer(bytes, p);
  if (whole < 0) return -1;
  let value = whole, places = 0;
  const wholeDigits = next - p;
  if (bytes[next] === ${POINT}) {
    p = next + 1;
    let digit = bytes[p] - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    while (digit >= 0 && digit <= 9 && places < scale) {
      value = value * 10 + digit;
      digit = bytes[++p] - 48;
      places++;
    }
    while (digit === 0 && p - next < 32) digit = bytes[++p] - 48;
    next = p;
  }
  while (places < scale) {
    value *= 10;
    places++;
  }
  return wholeDigits + scale > 15 ? -1 : value;
}`;

/** Code that reads one field into its column. */
function printStored(
  field: Field,
  texts: readonly string[],
  end: FieldEnd,
  dialect: Dialect,
  plan: Plan,
  state: string[],
): string {
  const spec = field.spec!;
  switch (spec.type) {
    case "integer":
      return printInteger(spec.name, texts, end, spec.blank === true, state);
    case "time":
      return printTime(spec.name, texts, end, dialect.timeUnit === "us", state);
    case "scaled": {
      const { scale, integers } = plan.get(spec.name)!;
      const int32 = integers === "int32";
      return printScaled(spec.name, texts, end, scale, int32, state);
    }
    case "boolean":
      return printBoolean(spec.name, texts, end);
    default:
      throw new TypeError(
        `Cannot generate a reader of ${spec.type}: the plain form reads it`,
      );
  }
}
