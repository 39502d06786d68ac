import type { Place } from "./place.ts";
import type { DataTable } from "./data_table.ts";

/**
 * A node of a text: what remark reads (`paragraph`, `text`, `inlineMath`, ...)
 * and what the report makes of it:
 *
 * | type | is | fields |
 * |---|---|---|
 * | `equation` | display math | `value`, `id`, `number` |
 * | `environment` | definition, lemma, ... | `kind`, `id`, `number`, `title` |
 * | `proof` | a proof | `title` |
 * | `figure` | an SVG of a notebook | `value`, `id`, `number`, `name`, `title` |
 * | `dataTable` | a table of a notebook | `table`, `id`, `number`, `title` |
 * | `crossReference` | a link to a label | `id`, `children` |
 * | `citation` | a citation | `value`, `children` |
 * | `traceability` | the place of the table of statements | |
 */
export type TextNode = {
  /** What it is. */
  type: string;
  /** What it holds. */
  children?: TextNode[];
  /** Its text, TeX or SVG. */
  value?: string;
  /** Target of a link. */
  url?: string;
  /** Level of a heading, from 1. */
  depth?: number;
  /** Language of a code block. */
  lang?: string | null;
  /** What follows the opening fence of a code or math block. */
  meta?: string | null;
  /** Name of a footnote. */
  identifier?: string;
  /** Name of a footnote, as it was written. */
  label?: string;
  /** Label that references use. */
  id?: string;
  /** Whether its author marks it as context, which no code implements. */
  context?: true;
  /** How the columns of a table stand. */
  align?: readonly (string | null)[];
  /** What its HTML element gets besides. */
  data?: { hProperties: { className: string[] } };
  /** Number that readers see. */
  number?: string;
  /** Kind of an environment: `Lemma`. */
  kind?: string;
  /** Heading of an environment or caption of a figure or table. */
  title?: TextNode[];
  /** Short name of a figure, for those who cannot see it. */
  name?: string;
  /** Rows of a table. */
  table?: DataTable;
  /** Where it stands in its source. */
  place?: Place;
  /** Where it stands, as remark counts. */
  position?: {
    start: { line: number; offset?: number };
    end: { line: number; offset?: number };
  };
};

/** A node on a walk, with the list that holds it. */
export type Step = {
  /** The node. */
  readonly node: TextNode;
  /** The list that the node is an entry of. */
  readonly siblings: TextNode[];
};

/**
 * Every node below a list of nodes, parents first, titles before contents.
 *
 * The lists are copied as they are entered: what a caller puts in the place of
 * a node is not walked.
 *
 * @param nodes The list.
 * @returns The nodes with their lists.
 */
export function* walk(nodes: TextNode[]): Generator<Step> {
  for (const node of [...nodes]) {
    yield { node, siblings: nodes };
    if (node.title) yield* walk(node.title);
    if (node.children) yield* walk(node.children);
  }
}

/**
 * The text of nodes without their marks; math as its TeX.
 *
 * @param nodes The nodes.
 * @returns The text.
 */
export function plainText(nodes: readonly TextNode[]): string {
  return nodes.map((node) =>
    node.type === "html" ? "" : node.value ?? plainText(node.children ?? [])
  ).join("");
}

/**
 * A node of text.
 *
 * @param value The text.
 * @returns The node.
 */
export function textNode(value: string): TextNode {
  return { type: "text", value };
}
