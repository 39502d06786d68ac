import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import remarkStringify from "remark-stringify";
import { unified } from "unified";
import type { References } from "./citations.ts";
import { citedKeys } from "./citations.ts";
import { PROJECT } from "./cross_references.ts";
import type { DataTable, TableCell } from "./data_table.ts";
import type { Labels } from "./labels.ts";
import { cellContent } from "./cell_content.ts";
import type { Section } from "./section.ts";
import { plainText, type TextNode, textNode, walk } from "./text_node.ts";

/** What a section needs from the whole paper to stand alone. */
export type Surroundings = {
  /** Where each label is defined. */
  readonly labels: Labels;
  /** The list of references. */
  readonly references: References;
  /** How the report names its edition. */
  readonly edition: string;
  /** Address of a file of the project, where the report can reach it. */
  readonly projectUrl: (path: string) => string | undefined;
};

const writer = unified().use(remarkGfm).use(remarkMath).use(remarkStringify, {
  bullet: "-",
  emphasis: "*",
  rule: "-",
  fences: true,
});

/**
 * A section as a Markdown file that GitHub shows as it is meant.
 *
 * GitHub takes backslashes out of `$$` blocks and of some `$` formulas before
 * it typesets them, so equations are `math` fences and formulas with other
 * Markdown in them stand between `` $` `` and `` `$ ``.
 *
 * @param section The numbered section, its references and citations resolved.
 * @param surroundings What it needs from the whole paper.
 * @returns The file's text.
 */
export function sectionMarkdown(
  section: Section,
  surroundings: Surroundings,
): string {
  const { references, edition, projectUrl } = surroundings;
  const notebook = `notebooks/${section.name}.ipynb`;
  const source = projectUrl(notebook);
  const head: TextNode[] = [
    textNode(`Section ${section.number} of the `),
    link("whitepaper.html", "whitepaper"),
    textNode(`. Edition: ${edition}. Source: `),
    source === undefined
      ? { type: "inlineCode", value: notebook }
      : link(source, notebook),
    textNode("."),
  ];
  const blocks = [
    { type: "heading", depth: 1, children: section.title },
    paragraph([{ type: "emphasis", children: head }]),
    ...section.blocks,
    ...sources(section.blocks, references),
  ];
  const children = structuredClone(blocks).flatMap((block) =>
    lower(block, section.name, surroundings)
  );
  const tree = { type: "root", children } as unknown;
  return writer.stringify(tree as Parameters<typeof writer.stringify>[0]);
}

/** The entries that a section cites, under a heading if it has none for them. */
function sources(blocks: TextNode[], references: References): TextNode[] {
  const cited = new Set(
    [...walk(blocks)].flatMap(({ node }) =>
      node.type === "citation" ? citedKeys(node.value!) : []
    ),
  );
  const entries = [...references].filter(([key]) => cited.has(key));
  if (entries.length === 0) return [];
  const last = blocks.findLast((block) =>
    block.type === "heading" && block.depth === 2
  );
  const own = last && /^(?:Sources|References)$/.test(plainText([last]));
  return [
    ...(own
      ? []
      : [{ type: "heading", depth: 2, children: [textNode("Sources")] }]),
    {
      type: "list",
      spread: false,
      children: entries.map(([key, entry]) => ({
        type: "listItem",
        children: [paragraph([anchor(`bib-${key}`), ...entry])],
      })),
    } as TextNode,
  ];
}

/** A node as the nodes that Markdown has for it. */
function lower(
  node: TextNode,
  section: string,
  surroundings: Surroundings,
): TextNode[] {
  const { labels, projectUrl } = surroundings;
  const lowerAll = (nodes: TextNode[] | undefined) =>
    (nodes ?? []).flatMap((child) => lower(child, section, surroundings));
  const title = lowerAll(node.title);
  const children = lowerAll(node.children);
  const anchors = node.id === undefined ? [] : [anchor(node.id)];
  switch (node.type) {
    case "inlineMath":
      return [{ type: "html", value: dollars(node.value!) }];
    case "equation": {
      const tag = node.number === undefined ? "" : ` \\tag{${node.number}}`;
      const value = node.value!.trim() + tag;
      return [
        ...(anchors.length > 0 ? [paragraph(anchors)] : []),
        { type: "code", lang: "math", value },
      ];
    }
    case "heading": {
      const number = node.number ? [textNode(`${node.number} `)] : [];
      return [{ ...node, children: [...anchors, ...number, ...children] }];
    }
    case "environment":
      return [{
        type: "blockquote",
        children: prepend([...anchors, environmentHead(node, title)], children),
      }];
    case "proof": {
      const head = { type: "emphasis", children: [...title, textNode(".")] };
      const square = { type: "html", value: "$\\square$" };
      return append(prepend([head], children), square);
    }
    case "figure":
      return [
        ...(anchors.length > 0 ? [paragraph(anchors)] : []),
        paragraph([{
          type: "image",
          url: figureFile(section, node),
          alt: node.name!,
        } as TextNode]),
        paragraph([...caption("Figure", node), ...title]),
      ];
    case "dataTable":
      return [
        ...(title.length > 0 || node.number
          ? [paragraph([...anchors, ...caption("Table", node), ...title])]
          : []),
        tableNode(node.table!),
      ];
    case "citation":
      return children;
    case "crossReference": {
      const target = labels.get(node.id!);
      const file = target === undefined
        ? `${node.id}.md`
        : target.section === section
        ? ""
        : target.section === undefined
        ? "whitepaper.html"
        : `${target.section}.md`;
      const url = file + (target === undefined ? "" : `#${node.id}`);
      return [{ type: "link", url, children }];
    }
    case "link": {
      if (!node.url!.startsWith(PROJECT)) return [{ ...node, children }];
      const url = projectUrl(node.url!.slice(PROJECT.length));
      return url === undefined ? children : [{ ...node, url, children }];
    }
    default:
      return [node.children ? { ...node, children } : node];
  }
}

/**
 * The file of a figure.
 *
 * @param section Name of the section that shows it.
 * @param figure The figure.
 * @returns For example `11_volatility-fig-efficiency.svg`.
 */
export function figureFile(section: string, figure: TextNode): string {
  return `${section}-${figure.id}.svg`;
}

/** What GitHub would take for Markdown within `$...$`. */
const MARKDOWN = /\\[^A-Za-z]|[*<>|`~#&[\]]|(?<![A-Za-z0-9])_/;

function dollars(tex: string): string {
  const line = tex.trim().replaceAll(/\s*\n\s*/g, " ");
  return MARKDOWN.test(line) ? `$\`${line}\`$` : `$${line}$`;
}

function environmentHead(node: TextNode, title: TextNode[]): TextNode {
  const name = `${node.kind} ${node.number}`;
  return {
    type: "strong",
    children: title.length === 0
      ? [textNode(`${name}.`)]
      : [textNode(`${name} (`), ...title, textNode(").")],
  };
}

function caption(name: string, node: TextNode): TextNode[] {
  return node.number === undefined ? [] : [
    { type: "strong", children: [textNode(`${name} ${node.number}.`)] },
    textNode(" "),
  ];
}

function tableNode({ head, body }: DataTable): TextNode {
  const [first = [], ...more] = head.length > 0 ? head : [[]];
  const width = Math.max(...[...head, ...body].map((row) => row.length), 1);
  const columns = Array.from({ length: width }, (_, i) => i);
  const row = (cells: readonly TableCell[]): TextNode => ({
    type: "tableRow",
    children: columns.map((i) => ({
      type: "tableCell",
      children: cellContent(cells[i]?.text ?? "").map((part) =>
        part.type === "inlineMath"
          ? {
            type: "html",
            value: dollars(part.value!.replaceAll("|", "\\vert ")),
          }
          : part
      ),
    })),
  });
  const align = columns.map((i) =>
    (body[0]?.[i] ?? first[i])?.alignment ?? null
  );
  return {
    type: "table",
    align,
    children: [first, ...more, ...body].map(row),
  } as TextNode;
}

/** Puts inline nodes at the start of blocks. */
function prepend(inline: TextNode[], blocks: TextNode[]): TextNode[] {
  const [first, ...rest] = blocks;
  if (first?.type !== "paragraph") return [paragraph(inline), ...blocks];
  const words = first.children ?? [];
  const children = words.length > 0
    ? [...inline, textNode(" "), ...words]
    : inline;
  return [{ ...first, children }, ...rest];
}

/** Puts an inline node at the end of blocks. */
function append(blocks: TextNode[], node: TextNode): TextNode[] {
  const last = blocks.at(-1);
  if (last?.type !== "paragraph") return [...blocks, paragraph([node])];
  const children = [...last.children ?? [], textNode(" "), node];
  return [...blocks.slice(0, -1), { ...last, children }];
}

function paragraph(children: TextNode[]): TextNode {
  return { type: "paragraph", children };
}

function anchor(id: string): TextNode {
  return { type: "html", value: `<a id="${id}"></a>` };
}

function link(url: string, text: string): TextNode {
  return { type: "link", url, children: [textNode(text)] };
}
