/** Plain data: what JSON can say, and `NaN`, infinities, `-0`, `undefined` and number columns, which it cannot. */
export type RecordValue =
  | null
  | undefined
  | boolean
  | number
  | string
  | Float64Array
  | readonly RecordValue[]
  | { readonly [name: string]: RecordValue };

const COLUMN = "$float64";
const NUMBER = "$number";
const ESCAPED = "$value";

/**
 * Plain data as one line of JSON, the same for the same data whatever the order of the names.
 *
 * `NaN`, infinities and `-0` become `{"$number": …}`, a `Float64Array` `{"$float64": […]}`; an object that has such a name of its own is
 * wrapped in `{"$value": …}`. Names whose value is `undefined` are left out.
 *
 * @param value The data.
 * @returns The text, without a line's end.
 * @throws {TypeError} If something is neither, such as a function or a `Date`.
 */
export function toRecordText(value: RecordValue): string {
  return JSON.stringify(encode(value)) ?? "null";
}

/**
 * The data of {@linkcode toRecordText}.
 *
 * @param text The text.
 * @returns The data.
 * @throws {SyntaxError} If the text is no JSON.
 */
export function fromRecordText(text: string): RecordValue {
  return decode(JSON.parse(text));
}

function encode(value: RecordValue): unknown {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { [NUMBER]: Object.is(value, -0) ? "-0" : String(value) };
    case "boolean":
    case "string":
    case "undefined":
      return value;
    case "object":
      return value === null ? null : encodeObject(value);
    default:
      throw new TypeError(
        `Cannot record a value as it must be plain data: current value is a ${typeof value}`,
      );
  }
}

function encodeObject(value: object): unknown {
  if (value instanceof Float64Array) {
    return { [COLUMN]: Array.from(value, encode) };
  }
  if (Array.isArray(value)) return value.map((x) => encode(x) ?? null);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(
      `Cannot record a value as it must be plain data: current value is a ${
        prototype.constructor?.name ?? "class"
      }`,
    );
  }
  const names = Object.keys(value).sort();
  const entries = names.map((
    name,
  ) => [name, encode((value as Record<string, RecordValue>)[name])]);
  const object = Object.fromEntries(entries);
  return names.some((name) => name.startsWith("$"))
    ? { [ESCAPED]: object }
    : object;
}

function decode(value: unknown): RecordValue {
  if (typeof value !== "object" || value === null) {
    return value as RecordValue;
  }
  if (Array.isArray(value)) return value.map(decode);
  if (COLUMN in value) {
    return Float64Array.from(
      value[COLUMN] as unknown[],
      (x) => decode(x) as number,
    );
  }
  if (NUMBER in value) return Number(value[NUMBER]);
  const object = ESCAPED in value ? value[ESCAPED] as object : value;
  return Object.fromEntries(
    Object.entries(object).map(([name, entry]) => [name, decode(entry)]),
  );
}
