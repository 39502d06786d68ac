import { readTable } from "./data_table.ts";
import type { Failures } from "./failures.ts";
import { parseInline, parseMarkdown } from "./markdown.ts";
import type { Cell, CellOutput, Notebook } from "./notebook_file.ts";
import { PAGE } from "./pages.ts";
import type { Place } from "./place.ts";
import { describeSvg } from "./svg_figure.ts";
import { plainText, type TextNode } from "./text_node.ts";
import { EDITION } from "./edition.ts";
import { insertValues, VALUES, type Values } from "./values.ts";

/** What a notebook carries for the report and not for its reader. */
const NOT_SHOWN = [VALUES, EDITION, PAGE];

/** A section of the whitepaper: what one notebook says. */
export type Section = {
  /** The notebook's name: `11_volatility`. */
  readonly name: string;
  /** The notebook as a user would open it. */
  readonly file: string;
  /** Its title. */
  readonly title: TextNode[];
  /** Its text below the title. */
  readonly blocks: TextNode[];
  /** Its number in the whitepaper: `1.2`. */
  number: string;
};

/**
 * Reads a notebook as a section: its Markdown, and of its code what it showed.
 *
 * A cell tagged `hide` is left out, the code of a cell tagged `show` is shown.
 *
 * @param notebook An executed notebook.
 * @param values Numbers for the placeholders.
 * @param failures Notes what the report cannot carry.
 * @returns The section, not numbered yet.
 */
export function readSection(
  notebook: Notebook,
  values: Values,
  failures: Failures,
): Section {
  const { file, name } = notebook;
  const blocks = notebook.cells.filter((cell) => !cell.tags.has("hide"))
    .flatMap((cell) => {
      const place = { file, cell: cell.position };
      if (cell.kind === "markdown") {
        return prose(cell.source, { ...place, line: 1 }, values, failures);
      }
      if (cell.kind === "raw") return [];
      return [
        ...(cell.tags.has("show") ? [codeBlock(cell.source, "ts", place)] : []),
        ...cell.outputs.flatMap((output) =>
          readShown(output, cell, file, values, failures)
        ),
      ];
    });
  const title = takeTitle(blocks, file, failures);
  dropEmptyHeadings(blocks);
  return { name, file, title, blocks, number: "" };
}

function prose(
  text: string,
  place: Place,
  values: Values,
  failures: Failures,
): TextNode[] {
  const complete = insertValues(text, values, place, failures);
  return parseMarkdown(complete, place, failures);
}

function codeBlock(value: string, lang: string | null, place: Place): TextNode {
  return { type: "code", lang, value: value.trimEnd(), place };
}

/** The blocks that an output gives to the text. */
function readShown(
  output: CellOutput,
  cell: Cell,
  file: string,
  values: Values,
  failures: Failures,
): TextNode[] {
  const place: Place = {
    file,
    cell: cell.position,
    output: output.position,
  };
  const { data } = output;
  if (NOT_SHOWN.some((type) => data[type] !== undefined)) return [];
  const caption = (text: string) =>
    parseInline(
      insertValues(text, values, place, failures),
      place,
      failures,
    );
  const svg = data["image/svg+xml"];
  if (typeof svg === "string") {
    const { id, name, caption: words, fault } = describeSvg(svg);
    if (fault) failures.add(place, `the figure cannot be used as ${fault}`);
    if (!id?.startsWith("fig-")) {
      failures.add(place, "the figure has no label fig-...");
    }
    const figure: TextNode = {
      type: "figure",
      value: svg,
      name: plainText(caption(name || words)),
      title: caption(words || name),
      place,
    };
    return [id === undefined ? figure : { ...figure, id }];
  }
  const html = data["text/html"];
  if (typeof html === "string") {
    const table = readTable(html);
    if (table === undefined) {
      failures.add(
        place,
        "the report carries no HTML but tables; tag the cell hide",
      );
      return [];
    }
    const title = caption(table.caption);
    const node: TextNode = { type: "dataTable", table, title, place };
    return [table.id === undefined ? node : { ...node, id: table.id }];
  }
  const markdown = data["text/markdown"];
  if (typeof markdown === "string") {
    return prose(markdown, { ...place, line: 1 }, values, failures);
  }
  const text = data["text/plain"];
  const shown = cell.tags.has("show") && typeof text === "string" &&
    text.trim() !== "" && output.stream !== "stderr";
  return shown ? [codeBlock(text, null, place)] : [];
}

/** Takes the heading of the first level off the blocks. */
function takeTitle(
  blocks: TextNode[],
  file: string,
  failures: Failures,
): TextNode[] {
  const titles = blocks.filter((block) =>
    block.type === "heading" && block.depth === 1
  );
  const [first, second] = titles;
  if (first === undefined || blocks[0] !== first) {
    failures.add(
      first?.place ?? { file },
      "a notebook must start with its title, a heading # ...",
    );
  }
  if (second !== undefined) {
    failures.add(second.place!, "a notebook has one title: use ## here");
  }
  if (first === undefined) return [];
  blocks.splice(blocks.indexOf(first), 1);
  return first.children ?? [];
}

/** Takes out headings with nothing under them, as of cells that are not shown. */
function dropEmptyHeadings(blocks: TextNode[]): void {
  for (let at = blocks.length - 1; at >= 0; at--) {
    const { type, depth = 0, id } = blocks[at]!;
    const next = blocks[at + 1];
    const empty = next === undefined ||
      (next.type === "heading" && next.depth! <= depth);
    if (type === "heading" && id === undefined && empty) blocks.splice(at, 1);
  }
}
