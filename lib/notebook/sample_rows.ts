import pl, { type Series } from "nodejs-polars";
import { formatNumbers } from "./format_number.ts";
import { formatTimes } from "./format_times.ts";
import type { TableCell, TableColumns, TableFrame } from "./frame.ts";
import type { ShownColumn, ShownTable } from "./table_text.ts";

/** A column before its cells are written: those of the rows shown. */
type Sample = {
  readonly name: string;
  readonly type: string;
  readonly values: readonly unknown[];
};

/** Significant digits of all columns, or by name. */
type Digits = number | Readonly<Record<string, number>> | undefined;

/** Microseconds in a tick of each unit of a Polars time. */
const TICK: Readonly<Record<string, number>> = { ms: 1000, us: 1, ns: 0.001 };

/**
 * The first and last rows of a frame as texts.
 *
 * @param frame A frame of Polars or plain columns.
 * @param rows Rows at most.
 * @param digits Significant digits of computed numbers.
 * @returns The columns with the cells of these rows.
 * @throws {RangeError} If plain columns differ in length.
 */
export function sampleRows(
  frame: TableColumns | TableFrame,
  rows: number,
  digits: Digits,
): ShownTable {
  const height = heightOf(frame);
  const head = height <= rows ? height : Math.ceil(rows / 2);
  const tail = height <= rows ? 0 : rows - head;
  const samples = isPolars(frame)
    ? frame.getColumns().map((series) =>
      samplePolars(series as Series, head, tail)
    )
    : Object.entries(frame).map(([name, column]) =>
      samplePlain(name, column, head, tail)
    );
  const columns = samples.map((sample) =>
    shown(sample, typeof digits === "object" ? digits[sample.name] : digits)
  );
  return { columns, height, head };
}

function isPolars(frame: TableColumns | TableFrame): frame is TableFrame {
  return pl.DataFrame.isDataFrame(frame);
}

function heightOf(frame: TableColumns | TableFrame): number {
  if (isPolars(frame)) return frame.height;
  const [first, ...others] = Object.entries(frame);
  for (const [name, { length }] of others) {
    if (length !== first![1].length) {
      throw new RangeError(
        `Cannot show a table as its columns must have the length of ${
          first![0]
        }, ${first![1].length}: current length of ${name} is ${length}`,
      );
    }
  }
  return first?.[1].length ?? 0;
}

function samplePlain(
  name: string,
  column: ArrayLike<TableCell>,
  head: number,
  tail: number,
): Sample {
  const values = Array.from(
    { length: head + tail },
    (_, i) => column[i < head ? i : column.length - head - tail + i],
  );
  return { name, type: typeOfPlain(column, values), values };
}

/** `Float64` of a `Float64Array`; the common type of the values of an array. */
function typeOfPlain(
  column: ArrayLike<TableCell>,
  values: readonly TableCell[],
): string {
  if (ArrayBuffer.isView(column)) {
    return column.constructor.name.replace("Array", "");
  }
  const types = new Set(
    values.filter((value) => value !== null && value !== undefined).map(
      typeOfValue,
    ),
  );
  return types.size === 1
    ? [...types][0]!
    : types.size === 0
    ? "Null"
    : "Mixed";
}

function typeOfValue(value: TableCell): string {
  if (value instanceof Date) return "Datetime";
  switch (typeof value) {
    case "number":
      return "Float64";
    case "bigint":
      return "Int64";
    case "boolean":
      return "Bool";
    default:
      return "String";
  }
}

function samplePolars(series: Series, head: number, tail: number): Sample {
  const dtype = series.dtype;
  const type = String(dtype)
    .replace(/^DataType\((.*)\)$/s, "$1")
    .replaceAll(/DataType\(([^()]*)\)/g, "$1")
    .replace(/,\)/, ")")
    .replace(/,(?=\S)/g, ", ");
  const rows = tail === 0
    ? series
    : series.head(head).concat(series.tail(tail));
  return { name: series.name, type, values: valuesOf(rows, type) };
}

/** Exact values: numbers of floats, texts of integers, dates of times. */
function valuesOf(series: Series, type: string): unknown[] {
  if (type.startsWith("Float")) return series.toArray();
  const unit = /^Datetime\((\w+)/.exec(type)?.[1];
  if (unit !== undefined) {
    return series.cast(pl.Int64).cast(pl.Utf8).toArray().map((text) =>
      text === null ? null : new Stamp(Number(text) * TICK[unit]!)
    );
  }
  try {
    return series.cast(pl.Utf8).toArray().map((text) =>
      text === null || type === "String" ? text : new Exact(text)
    );
  } catch {
    return series.toArray();
  }
}

/** A time in microseconds since the epoch. */
class Stamp {
  constructor(readonly time: number) {}
}

/** A value whose text is known. */
class Exact {
  constructor(readonly text: string) {}
}

function shown(
  { name, type, values }: Sample,
  digits: number | undefined,
): ShownColumn {
  const isNumber = (value: unknown) => typeof value === "number";
  const isTime = (value: unknown) =>
    value instanceof Stamp || value instanceof Date;
  const numbers = formatNumbers(values.filter(isNumber), digits);
  const times = formatTimes(
    values.filter(isTime).map((value) =>
      value instanceof Stamp ? value.time : (value as Date).getTime() * 1000
    ),
  );
  const cells = values.map((value) =>
    isNumber(value)
      ? numbers.shift()
      : isTime(value)
      ? times.shift()
      : text(value)
  );
  return { name, type, numeric: /^(U?Int|Float|Decimal)/.test(type), cells };
}

function text(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Exact) return value.text;
  if (value === "") return '""';
  if (typeof value === "object") {
    return JSON.stringify(
      value,
      (_, part) => typeof part === "bigint" ? String(part) : part,
    );
  }
  return String(value);
}
