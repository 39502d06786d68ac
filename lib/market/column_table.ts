import type { Kind } from "./kind.ts";
import type { FieldType } from "./field_spec.ts";
import { SCHEMAS } from "./schema.ts";

/** A row of {@linkcode columnTable}. */
export type ColumnDescription = {
  /** The venue's name. */
  readonly raw: string;
  /** Our name; empty for a field that is checked and not kept. */
  readonly column: string;
  /** Unit of our column. */
  readonly unit: string;
  /** How the text becomes the number. */
  readonly transformation: string;
};

const TRANSFORMATIONS: Readonly<Record<FieldType, string>> = {
  integer: "whole number, exact below 2^53",
  time: "milliseconds x 1000, or microseconds as they are",
  datetime: "YYYY-MM-DD hh:mm:ss, UTC",
  scaled: "decimal digits as an exact integer / 10^scale",
  decimal: "nearest double",
  boolean: "true, True, TRUE, 1 are 1; false, False, FALSE, 0 are 0",
  symbol: "must be the symbol of the file's name",
};

/**
 * What becomes of each column of a family: raw column, our column, unit,
 * transformation. The tables of data/README.md are these.
 *
 * @param kind The family.
 * @returns A row per field, in the order of the file.
 *
 * @example The price of a trade
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnTable } from "volarb/market";
 *
 * const [, price] = columnTable("aggTrades");
 * assert.equal(price!.raw, "price");
 * assert.equal(price!.unit, "quote");
 * ```
 */
export function columnTable(kind: Kind): ColumnDescription[] {
  return SCHEMAS[kind].fields.map(
    ({ name, venueName, unit, type, blank, optional }) => ({
      raw: venueName,
      column: type === "symbol" ? "" : name,
      unit,
      transformation: TRANSFORMATIONS[type] +
        (blank ? "; blank is NaN" : "") + (optional ? "; absent is NaN" : ""),
    }),
  );
}
