import { FieldError } from "../errors/mod.ts";
import { DAY, parseUtcDate, SECOND } from "../time/mod.ts";
import type { ColumnArrays } from "./column_arrays.ts";
import type { Dialect, Field } from "./dialect.ts";
import { INT32_MAX, MAX_SCALE, type Plan } from "./plan.ts";

/** The longest line that a file may have, bytes. */
export const MAX_LINE = 4096;

const BOOLEANS: Readonly<Record<string, 0 | 1>> = {
  true: 1,
  True: 1,
  TRUE: 1,
  1: 1,
  false: 0,
  False: 0,
  FALSE: 0,
  0: 0,
};
const INTEGER = /^\d+$/;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;
const MILLISECONDS = /^[1-9]\d{12}$/;
const MICROSECONDS = /^[1-9]\d{15}$/;
const DATETIME =
  /^(\d{4}-\d\d-\d\d)[ T]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,6}))?$/;

/**
 * Reads one row at a time from its text: the plain form of the reader, which
 * says what every field may hold. The generated reader takes the rows that look
 * like the file's usual ones and must agree with this one bit for bit; all other
 * rows end here.
 *
 * @see def-record, eq-parse-decimal, eq-parse-time, lem-exact-ticks
 */
export class StrictRow {
  /** The field looked at last, counted from 0. */
  position = 0;
  readonly #dialect: Dialect;
  readonly #plan: Plan;
  readonly #file: string;
  readonly #symbol: string;
  readonly #kept: ReadonlySet<string>;
  readonly #integer: RegExp;

  /**
   * Binds the reader to a file.
   *
   * @param file Name of the file for errors, and its symbol.
   * @param dialect How the file is written.
   * @param plan Scales and arrays; widened in place where a value does not fit.
   * @param kept Names of the columns to store; the others are checked for their number only.
   */
  constructor(
    file: { readonly relativePath: string; readonly symbol: string },
    dialect: Dialect,
    plan: Plan,
    kept: ReadonlySet<string>,
  ) {
    this.#file = file.relativePath;
    this.#symbol = file.symbol;
    this.#dialect = dialect;
    this.#plan = plan;
    this.#kept = kept;
    this.#integer = dialect.timeUnit === "us" ? MICROSECONDS : MILLISECONDS;
  }

  /**
   * Stores a row.
   *
   * @param text The line without its end.
   * @param line Its number from 1.
   * @param columns The arrays, of the kinds that the plan names.
   * @param row Entry to write.
   * @returns `false` if a value did not fit the plan, which is now wider; the entry is then void.
   * @throws {FieldError} If a field cannot be read as what its column holds.
   */
  read(
    text: string,
    line: number,
    columns: ColumnArrays,
    row: number,
  ): boolean {
    const { fields } = this.#dialect;
    const texts = text.split(",");
    if (texts.length !== fields.length) {
      this.position = Math.min(texts.length, fields.length);
      throw new FieldError(
        text === ""
          ? "a line is not blank"
          : `a row has ${fields.length} fields`,
        {
          file: this.#file,
          line,
          column: fields[texts.length]?.name ?? `${fields.length + 1}`,
          text: text.slice(0, 200),
        },
      );
    }
    let fits = true;
    for (let position = 0; position < fields.length; position++) {
      const field = fields[position]!;
      const name = field.spec?.name;
      if (name === undefined || !this.#kept.has(name)) continue;
      this.position = position;
      const value = this.#value(field, texts[position]!, line);
      if (value === undefined) fits = false;
      else if (field.spec!.type !== "symbol") columns[name]![row] = value;
    }
    return fits;
  }

  /** The number that a field stands for; `undefined` if the plan had to be widened. */
  #value(field: Field, text: string, line: number): number | undefined {
    const spec = field.spec!;
    if (text === "" && spec.blank) return NaN;
    const refuse = (rule: string) =>
      new FieldError(rule, {
        file: this.#file,
        line,
        column: field.name,
        text: text.slice(0, 200),
      });
    switch (spec.type) {
      case "integer": {
        if (!INTEGER.test(text)) throw refuse("an id or count has only digits");
        const value = Number(text);
        if (value > Number.MAX_SAFE_INTEGER) {
          throw refuse("a whole number is below 2^53");
        }
        return value;
      }
      case "time":
        if (!this.#integer.test(text) || Number(text) >= 2 ** 53) {
          throw refuse(
            this.#dialect.timeUnit === "us"
              ? "a time has 16 digits (us) as in the first row"
              : "a time has 13 digits (ms) as in the first row",
          );
        }
        return this.#dialect.timeUnit === "us"
          ? Number(text)
          : Number(text) * 1000;
      case "datetime": {
        const time = parseDatetime(text);
        if (time === undefined) {
          throw refuse("a time is a date and hour YYYY-MM-DD hh:mm:ss");
        }
        return time;
      }
      case "boolean": {
        const value = Object.hasOwn(BOOLEANS, text)
          ? BOOLEANS[text]
          : undefined;
        if (value === undefined) {
          throw refuse("a boolean is true, True, TRUE, 1 or their opposites");
        }
        return value;
      }
      case "decimal":
        if (!DECIMAL.test(text)) throw refuse("a decimal is like -12.5");
        return Number(text);
      case "symbol":
        if (text !== this.#symbol) {
          throw refuse(`the symbol is ${this.#symbol} as in the file's name`);
        }
        return 0;
      case "scaled": {
        const scaled = parseScaled(text, this.#plan.get(spec.name)!);
        if (typeof scaled === "string") throw refuse(scaled);
        return scaled;
      }
    }
  }
}

/** Microseconds of a text `YYYY-MM-DD hh:mm:ss`, or `undefined`. */
function parseDatetime(text: string): number | undefined {
  const match = DATETIME.exec(text);
  if (match === null) return undefined;
  const [, date, hour, minute, second, fraction = ""] = match;
  let midnight: number;
  try {
    midnight = parseUtcDate(date!);
  } catch {
    return undefined;
  }
  const inDay = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return midnight + (inDay * SECOND) % DAY + Number(fraction.padEnd(6, "0"));
}

/** The integer of a decimal text at the plan's scale; `undefined` if the plan was widened; a rule if the text breaks it. */
function parseScaled(
  text: string,
  plan: { scale: number; integers: "int32" | "float64" },
): number | undefined | string {
  const match = DECIMAL.exec(text);
  if (match === null) return "a price or quantity is a decimal like 12.5";
  const [, sign, whole, fraction = ""] = match;
  const digits = fraction.replace(/0+$/, "");
  if (digits.length > MAX_SCALE) {
    return `a price or quantity has at most ${MAX_SCALE} decimals`;
  }
  const scale = Math.max(plan.scale, digits.length);
  const integer = Number(whole! + digits.padEnd(scale, "0"));
  if (integer > Number.MAX_SAFE_INTEGER) {
    return `a price or quantity at ${scale} decimals is below 2^53`;
  }
  const integers = integer > INT32_MAX ? "float64" : plan.integers;
  if (scale !== plan.scale || integers !== plan.integers) {
    plan.scale = scale;
    plan.integers = integers;
    return undefined;
  }
  return sign === "-" && integer !== 0 ? -integer : integer;
}
