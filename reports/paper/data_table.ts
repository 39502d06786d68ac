import { fromHtml } from "hast-util-from-html";

/** How a column's cells stand. */
export type Alignment = "left" | "center" | "right";

/** A cell of a table. */
export type TableCell = {
  /** Its text; `$...$` within is math. */
  readonly text: string;
  /** Whether it heads a row or a column. */
  readonly heading: boolean;
  /** How it stands; `undefined` leaves it to the column. */
  readonly alignment: Alignment | undefined;
  /** How many columns it covers. */
  readonly span: number;
};

/** A table that a notebook shows. */
export type DataTable = {
  /** Its label, where it has one. */
  readonly id: string | undefined;
  /** Its caption as Markdown. */
  readonly caption: string;
  /** Rows of the head. */
  readonly head: readonly (readonly TableCell[])[];
  /** Rows of the body and the foot. */
  readonly body: readonly (readonly TableCell[])[];
};

type Element = {
  type: string;
  tagName?: string;
  value?: string;
  properties?: { [name: string]: unknown };
  children?: Element[];
};

/**
 * Reads the first table of an HTML output.
 *
 * @param html The output.
 * @returns The table, or `undefined` where the HTML holds none.
 */
export function readTable(html: string): DataTable | undefined {
  const root = fromHtml(html, { fragment: true }) as unknown as Element;
  const table = descendants(root, ["table"])[0];
  if (table === undefined) return undefined;
  const caption = descendants(table, ["caption"])[0];
  const inHead = new Set(
    descendants(table, ["thead"]).flatMap((head) => descendants(head, ["tr"])),
  );
  const rows = descendants(table, ["tr"]).filter((row) =>
    row.properties?.dataPaper !== "omit"
  );
  const id = table.properties?.id;
  const words = caption ? text(caption).trim() : "";
  // A caption that speaks of NaN wants it seen.
  const cells = (row: Element) => cellsOf(row, /\bNaN\b/.test(words));
  return {
    id: typeof id === "string" ? id : undefined,
    caption: words,
    head: rows.filter((row) => inHead.has(row)).map(cells),
    body: rows.filter((row) => !inHead.has(row)).map(cells),
  };
}

/** What a program writes and a reader should not have to read. */
const SIGNS: { readonly [written: string]: string } = {
  Infinity: "∞",
  "-Infinity": "−∞",
  NaN: "–",
};

/** What stands where there is nothing: a notebook shows it as `<i>null</i>`. */
const isNothing = (cell: Element): boolean =>
  descendants(cell, ["i"]).some((child) => text(child) === "null");

function cellsOf(row: Element, keepNaN: boolean): TableCell[] {
  const sign = (cell: Element, written: string) =>
    isNothing(cell)
      ? "–"
      : keepNaN && written === "NaN"
      ? written
      : SIGNS[written] ?? written;
  return descendants(row, ["th", "td"]).map((cell) => ({
    text: sign(cell, text(cell).replaceAll(/\s+/g, " ").trim()),
    heading: cell.tagName === "th",
    alignment: alignment(cell),
    span: Number(cell.properties?.colSpan ?? 1),
  }));
}

function alignment({ properties }: Element): Alignment | undefined {
  const style = String(properties?.style ?? "");
  const words = `${properties?.align ?? ""} ${
    style.match(/text-align:\s*(\w+)/)?.[1] ?? ""
  }`;
  return words.match(/left|center|right/)?.[0] as Alignment | undefined;
}

function descendants(node: Element, tagNames: readonly string[]): Element[] {
  return (node.children ?? []).flatMap((child) => [
    ...(child.tagName && tagNames.includes(child.tagName) ? [child] : []),
    ...descendants(child, tagNames),
  ]);
}

function text(node: Element): string {
  return node.type === "text"
    ? node.value ?? ""
    : (node.children ?? []).map(text).join("");
}
