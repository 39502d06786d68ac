import { Displayable } from "./displayable.ts";
import type { TableColumns, TableFrame } from "./frame.ts";
import { sampleRows } from "./sample_rows.ts";
import { tableHtml, tableText } from "./table_text.ts";

/** How {@linkcode show} writes a table. */
export type ShowOptions = {
  /** Its label: `tbl-` and lower-case words joined by hyphens. */
  readonly id?: string;
  /** What it holds, with units; Markdown. */
  readonly caption?: string;
  /**
   * Significant digits of computed numbers, of all columns or by name; 4 where
   * absent. Numbers of at most 8 decimals are written as given.
   */
  readonly digits?: number | Readonly<Record<string, number>>;
  /** Rows shown at most, half from the head and half from the tail; 10 where absent. */
  readonly rows?: number;
};

/**
 * A table of a chapter: the first and last rows with the types and the shape.
 *
 * Times are in UTC, whole numbers of 64 bits are exact, what is missing is
 * written `null` or `NaN`, text is escaped.
 *
 * @param frame A `DataFrame` of Polars or columns of equal length by name; a time is a
 * `Date` (see `toDates` of `volarb/figure`).
 * @param options Label, caption, digits and rows.
 * @returns What a cell shows as a table.
 * @throws {RangeError} If the id has another form, if columns differ in length,
 * or if `rows` or `digits` is not a whole number in its range.
 *
 * @example Columns
 * ```ts
 * import assert from "node:assert/strict";
 * import { show } from "volarb/notebook";
 *
 * const table = show({
 *   symbol: ["BTCUSDT", "ETHUSDT"],
 *   volatility: Float64Array.of(1 / 3, NaN),
 * }, { id: "tbl-volatility", caption: "Annualized volatility." });
 * assert.equal(
 *   String(table),
 *   [
 *     "Table tbl-volatility: Annualized volatility.",
 *     "symbol   volatility",
 *     "String      Float64",
 *     "BTCUSDT      0.3333",
 *     "ETHUSDT         NaN",
 *     "2 rows × 2 columns",
 *   ].join("\n"),
 * );
 * ```
 */
export function show(
  frame: TableColumns | TableFrame,
  { id, caption, digits, rows = 10 }: ShowOptions = {},
): Displayable {
  if (id !== undefined && !/^tbl(-[a-z0-9]+)+$/.test(id)) {
    throw new RangeError(
      `Cannot show a table as its id must be tbl- and lower-case words joined by hyphens: current value is ${id}`,
    );
  }
  if (!(Number.isInteger(rows) && rows >= 1)) {
    throw new RangeError(
      `Cannot show a table as rows must be a whole number of 1 or more: current value is ${rows}`,
    );
  }
  const table = sampleRows(frame, rows, digits);
  return new Displayable({
    "text/html": tableHtml(table, id, caption),
    "text/plain": tableText(table, id, caption),
  });
}
