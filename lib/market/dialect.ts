import { DataError, FieldError } from "../errors/mod.ts";
import { timeUnit } from "../time/mod.ts";
import type { Kind } from "./kind.ts";
import type { FieldSpec } from "./field_spec.ts";
import { SCHEMAS } from "./schema.ts";

/** A position of a row: what stands there and what the file calls it. */
export type Field = {
  /** What the field holds; `undefined` for a column that we skip (`ignore`, `is_best_match`). */
  readonly spec: FieldSpec | undefined;
  /** Name in the file's header, or the venue's name where there is no header. */
  readonly name: string;
};

/** How one file writes its family. */
export type Dialect = {
  /** Whether the first line names the columns. */
  readonly header: "present" | "absent";
  /** Whether the file starts with the bytes EF BB BF. */
  readonly byteOrderMark: boolean;
  /** What ends a line. */
  readonly lineEnd: "\n" | "\r\n";
  /** Unit of the numeric times; `undefined` where there are none. */
  readonly timeUnit: "ms" | "us" | undefined;
  /** Every position of a row. */
  readonly fields: readonly Field[];
  /** Our columns that the file lacks; they are read as `NaN`. */
  readonly absent: readonly string[];
};

/** A file has at most this many fields in a row. */
const MAX_FIELDS = 64;

/**
 * The dialect of a file, told from its first line and its first row.
 *
 * A first line whose first field does not start with a digit is a header. Then
 * the columns are found by name, in any order, and unknown names are skipped.
 * Without a header the venue's order holds, and the number of fields must be one
 * that the venue is known to have written.
 *
 * @param kind The family.
 * @param file Name of the file, for errors.
 * @param firstLine First line without its end, with the byte order mark if there is one.
 * @param secondLine Second line, or `undefined`.
 * @param lineEnd What ended the first line.
 * @returns The dialect.
 * @throws {DataError} If the header lacks a column or names one twice, or a row without header has an unknown number of fields.
 * @throws {FieldError} If the first row's time is neither in milliseconds nor in microseconds.
 *
 * @example The specification's names, and no header at all
 * ```ts
 * import assert from "node:assert/strict";
 * import { sniffDialect } from "volarb/market";
 *
 * const row = "1206419187,1666.8,26.062,7,9,1675329600138,false";
 * const named = sniffDialect(
 *   "aggTrades",
 *   "a.csv",
 *   "TradeId,Price,Quantity,First TradeId,Last TradeId,Timestamp,IsBuyerMaker",
 *   row,
 *   "\n",
 * );
 * assert.equal(named.fields[5]!.spec!.name, "eventTime");
 * const bare = sniffDialect("aggTrades", "a.csv", row, undefined, "\n");
 * assert.equal(bare.header, "absent");
 * assert.equal(bare.timeUnit, "ms");
 * ```
 */
export function sniffDialect(
  kind: Kind,
  file: string,
  firstLine: string,
  secondLine: string | undefined,
  lineEnd: "\n" | "\r\n",
): Dialect {
  const byteOrderMark = firstLine.startsWith("\u{FEFF}");
  const first = byteOrderMark ? firstLine.slice(1) : firstLine;
  const texts = first.split(",");
  const header = /^\d/.test(first) ? "absent" : "present";
  if (texts.length > MAX_FIELDS) {
    throw new DataError(
      `Cannot read ${file} as ${kind}: its first line has ${texts.length} fields, at most ${MAX_FIELDS} are expected`,
    );
  }
  const fields = header === "present"
    ? namedFields(kind, file, texts)
    : positionedFields(kind, file, texts);
  const row = header === "absent" ? first : secondLine;
  return {
    header,
    byteOrderMark,
    lineEnd,
    timeUnit: row === undefined
      ? undefined
      : sniffUnit(fields, row.split(","), file, header === "absent" ? 1 : 2),
    fields,
    absent: SCHEMAS[kind].fields
      .filter((spec) => !fields.some((field) => field.spec === spec))
      .map((spec) => spec.name),
  };
}

/** A name without case, spaces and separators: `First TradeId` is `firsttradeid`. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** The fields under a header; each of our columns goes to the first of its names that is there. */
function namedFields(kind: Kind, file: string, names: string[]): Field[] {
  const { fields: specs } = SCHEMAS[kind];
  const plain = names.map(plainName);
  const specAt = new Map<number, FieldSpec>();
  const missing: FieldSpec[] = [];
  for (const spec of specs) {
    const name = [plainName(spec.venueName), ...spec.aliases]
      .find((alias) => plain.includes(alias));
    if (name === undefined) {
      missing.push(spec);
      continue;
    }
    const position = plain.indexOf(name);
    if (plain.lastIndexOf(name) !== position) {
      throw new DataError(
        `Cannot read ${file} as ${kind}: its header names the column ${
          JSON.stringify(names[position])
        } twice`,
      );
    }
    if (specAt.has(position)) missing.push(spec);
    else specAt.set(position, spec);
  }
  const required = missing.filter((spec) => !spec.optional);
  if (required.length > 0) {
    throw new DataError(
      `Cannot read ${file} as ${kind}: its header has no column ${
        required.map((spec) => spec.venueName).join(", ")
      }, found ${JSON.stringify(names.join(",").slice(0, 200))}`,
    );
  }
  return names.map((name, position) => ({ spec: specAt.get(position), name }));
}

/** The fields of a file without header, in the venue's order. */
function positionedFields(kind: Kind, file: string, texts: string[]): Field[] {
  const { fields: specs, widths, extras } = SCHEMAS[kind];
  if (!widths.includes(texts.length)) {
    throw new DataError(
      `Cannot read ${file} as ${kind}: without a header a row has ${
        widths.join(" or ")
      } fields, the first has ${texts.length}`,
    );
  }
  return texts.map((_, position) => ({
    spec: specs[position],
    name: specs[position]?.venueName ?? extras[position - specs.length]!,
  }));
}

/** The unit of the first numeric time of a row. */
function sniffUnit(
  fields: readonly Field[],
  texts: readonly string[],
  file: string,
  line: number,
): "ms" | "us" | undefined {
  const position = fields.findIndex((field) => field.spec?.type === "time");
  const text = texts[position];
  // A row that ends before its time is for the row reader to refuse or drop.
  if (text === undefined || texts.length < fields.length) return undefined;
  try {
    return timeUnit(/^\d+$/.test(text) ? Number(text) : NaN);
  } catch {
    throw new FieldError("a time has 13 digits (ms) or 16 digits (us)", {
      file,
      line,
      column: fields[position]!.name,
      text,
    });
  }
}
