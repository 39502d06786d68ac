import type { Dialect } from "./dialect.ts";
import { compileFastRow, printFastRow, type ReadRows } from "./fast_row.ts";
import type { Plan } from "./plan.ts";

const NEWLINE = 10;

/** Fields that the generated reader knows; the small families have others. */
const FAST_TYPES: ReadonlySet<string> = new Set([
  "integer",
  "time",
  "scaled",
  "boolean",
]);

/** What a reader of rows is specialised to. */
export type RowReaderRequest = {
  /** How the file is written. */
  readonly dialect: Dialect;
  /** Scales and arrays. */
  readonly plan: Plan;
  /** Names of the columns to store. */
  readonly names: readonly string[];
  /** The first rows as fields. */
  readonly sample: readonly (readonly string[])[];
  /** `strict` for the plain form. */
  readonly method: "fast" | "strict";
};

/** The generated code that reads the rows; empty where the plain form does. */
export function rowReaderSource(request: RowReaderRequest): string {
  const { dialect, plan, names, sample, method } = request;
  const fast = method === "fast" && sample.length > 0 &&
    dialect.fields.every(({ spec }) =>
      spec === undefined || FAST_TYPES.has(spec.type)
    );
  return fast ? printFastRow(dialect, plan, new Set(names), sample) : "";
}

/** The reader that a source is of. */
export function rowReaderOf(source: string): ReadRows {
  return source === "" ? readStrictly : compileFastRow(source);
}

/** The plain form over whole lines, with the signature of the generated one. */
const readStrictly: ReadRows = (
  bytes,
  _view,
  position,
  end,
  _columns,
  row,
  capacity,
  state,
) => {
  while (position < end && row < capacity) {
    if (!state.readRow(position, row)) {
      state.stopped = true;
      break;
    }
    position = bytes.indexOf(NEWLINE, position) + 1;
    row++;
  }
  state.position = position;
  return row;
};
