import { escapeHtml } from "../figure/escape_html.ts";

/** A column as it is shown. */
export type ShownColumn = {
  /** Its name. */
  readonly name: string;
  /** The type of its values. */
  readonly type: string;
  /** Whether it stands to the right. */
  readonly numeric: boolean;
  /** The cells of the rows shown; `undefined` is missing. */
  readonly cells: readonly (string | undefined)[];
};

/** A table as it is shown. */
export type ShownTable = {
  /** Its columns. */
  readonly columns: readonly ShownColumn[];
  /** Rows of the whole frame. */
  readonly height: number;
  /** Rows shown before those left out; all of them where none is. */
  readonly head: number;
};

/** What stands for the rows left out. */
const ELLIPSIS = "…";

/**
 * A table as HTML: caption, names, types, rows, shape. Types, shape and the row
 * of ellipses are marked `data-paper="omit"` where a paper does without them.
 *
 * @param table The table.
 * @param id Its label.
 * @param caption Its caption, Markdown kept as text.
 * @returns A `<table>` element, a line for each row.
 */
export function tableHtml(
  table: ShownTable,
  id: string | undefined,
  caption: string | undefined,
): string {
  const { columns } = table;
  const row = (
    tag: string,
    texts: readonly string[],
    attributes = "",
  ): string =>
    `<tr${attributes}>${
      texts.map((text, i) =>
        `<${tag}${
          columns[i]!.numeric
            ? ' style="text-align:right"'
            : ' style="text-align:left"'
        }>${text}</${tag}>`
      ).join("")
    }</tr>`;
  return [
    id === undefined ? "<table>" : `<table id="${id}">`,
    ...(caption === undefined
      ? []
      : [`<caption>${escapeHtml(caption)}</caption>`]),
    "<thead>",
    row("th", columns.map(({ name }) => escapeHtml(name))),
    row(
      "th",
      columns.map(({ type }) => `<small>${escapeHtml(type)}</small>`),
      ' data-paper="omit"',
    ),
    "</thead>",
    "<tbody>",
    ...rows(table).map((cells) => row("td", cells.map(cellHtml))),
    "</tbody>",
    "<tfoot>",
    `<tr data-paper="omit"><td colspan="${
      Math.max(columns.length, 1)
    }" style="text-align:left"><small>${shape(table)}</small></td></tr>`,
    "</tfoot>",
    "</table>",
  ].join("\n");
}

/**
 * A table as text in columns of even width.
 *
 * @param table The table.
 * @param id Its label.
 * @param caption Its caption.
 * @returns Several lines without an end.
 */
export function tableText(
  table: ShownTable,
  id: string | undefined,
  caption: string | undefined,
): string {
  const { columns } = table;
  const body = rows(table).map((cells) => cells.map((text) => text ?? "null"));
  const widths = columns.map(({ name, type }, i) =>
    Math.max(name.length, type.length, ...body.map((cells) => cells[i]!.length))
  );
  const line = (cells: readonly string[]) =>
    cells.map((text, i) =>
      columns[i]!.numeric ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)
    ).join("  ");
  const heading = [id === undefined ? "" : `Table ${id}`, caption ?? ""]
    .filter((text) => text !== "").join(": ");
  return [
    ...(heading === "" ? [] : [heading]),
    line(columns.map(({ name }) => name)),
    line(columns.map(({ type }) => type)),
    ...body.map(line),
    shape(table),
  ].join("\n");
}

/** The rows shown, with a row of ellipses where some are left out. */
function rows({ columns, height, head }: ShownTable): (string | undefined)[][] {
  const shown = columns[0]?.cells.length ?? 0;
  const lines = Array.from(
    { length: shown },
    (_, i) => columns.map(({ cells }) => cells[i]),
  );
  if (shown < height) lines.splice(head, 0, columns.map(() => ELLIPSIS));
  return lines;
}

function cellHtml(text: string | undefined): string {
  return text === undefined ? "<i>null</i>" : escapeHtml(text);
}

function shape({ columns, height }: ShownTable): string {
  const count = (n: number, word: string) =>
    `${n} ${word}${n === 1 ? "" : "s"}`;
  return `${count(height, "row")} × ${count(columns.length, "column")}`;
}
