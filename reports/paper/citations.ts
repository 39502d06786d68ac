import { basename, dirname } from "node:path";
import process from "node:process";
import type { Failures } from "./failures.ts";
import type { Place } from "./place.ts";
import { type TextNode, textNode, walk } from "./text_node.ts";

const CITATION =
  /\[[^\[\]]*?-?@[A-Za-z][^\[\]]*\]|(?<![\w@/.:])@[A-Za-z][\w:-]*\w/g;
const KEY = /@([A-Za-z][\w:-]*\w)/g;

/**
 * Finds citations in a text, `[@key]`, `[@key, p. 480; @other]` or `@key`, and
 * makes nodes of them.
 *
 * @param blocks The text; changed in place.
 * @param keys Keys of the bibliography.
 * @param failures Notes keys that the bibliography does not have.
 */
export function readCitations(
  blocks: TextNode[],
  keys: ReadonlySet<string>,
  failures: Failures,
): void {
  for (const { node, siblings } of walk(blocks)) {
    if (node.type !== "text" || !node.value!.includes("@")) continue;
    const parts: TextNode[] = [];
    let end = 0;
    for (const match of node.value!.matchAll(CITATION)) {
      parts.push(textNode(node.value!.slice(end, match.index)));
      parts.push({ type: "citation", value: match[0], children: [] });
      end = match.index + match[0].length;
      for (const key of citedKeys(match[0])) {
        if (!keys.has(key)) {
          failures.add(
            placeWithin(node, match.index),
            `no entry ${key} in references.bib`,
          );
        }
      }
    }
    if (parts.length === 0) continue;
    parts.push(textNode(node.value!.slice(end)));
    const at = siblings.indexOf(node);
    siblings.splice(at, 1, ...parts.filter((part) => part.value !== ""));
  }
}

/**
 * The keys that a citation names.
 *
 * @param citation For example `[see @rogers1991; @yang2000, p. 480]`.
 * @returns The keys in order.
 */
export function citedKeys(citation: string): string[] {
  return [...citation.matchAll(KEY)].map((match) => match[1]!);
}

/** Entries of the list of references, in its order. */
export type References = ReadonlyMap<string, TextNode[]>;

/**
 * Writes citations out in the style of the APA and makes the list of what is
 * cited.
 *
 * @param texts The texts; their citations get their words.
 * @param bibliography Path of a BibTeX file that has every cited key.
 * @returns The entries by key, in alphabetical order.
 */
export async function formatCitations(
  texts: readonly TextNode[][],
  bibliography: string,
): Promise<References> {
  const citations = texts.flatMap((blocks) =>
    [...walk(blocks)].map(({ node }) => node)
      .filter((node) => node.type === "citation")
  );
  const sources = [...new Set(citations.map((node) => node.value!))];
  if (sources.length === 0) return new Map();
  const tree: HtmlNode = {
    type: "root",
    children: sources.map((source) => ({
      type: "element",
      tagName: "p",
      properties: {},
      children: [{ type: "text", value: source }],
    })),
  };
  const transform = await loadFormatter();
  await transform({
    bibliography: basename(bibliography),
    path: dirname(bibliography),
    csl: "apa",
    linkCitations: true,
  })(tree, { data: {} });
  const words = new Map(
    sources.map((source, i) => [source, toText(tree.children![i]!.children!)]),
  );
  for (const citation of citations) {
    citation.children = structuredClone(words.get(citation.value!)!);
  }
  for (const { node } of texts.flatMap((blocks) => [...walk(blocks)])) {
    if (node.type === "environment") node.title!.forEach(dropParentheses);
  }
  const list = tree.children!.at(-1)!.children!.filter((node) =>
    String(node.properties?.className).includes("csl-entry")
  );
  return new Map(
    list.map((entry) => [
      String(entry.properties!.id).replace(/^bib-/, ""),
      linkAddresses(toText(entry.children!)),
    ]),
  );
}

/** Takes the parentheses off a citation that stands in parentheses. */
function dropParentheses(node: TextNode): void {
  const first = node.children?.[0], last = node.children?.at(-1);
  if (node.type !== "citation" || first?.value === undefined) return;
  first.value = first.value.replace(/^\(/, "");
  if (last?.value !== undefined) last.value = last.value.replace(/\)$/, "");
}

type HtmlNode = {
  type: string;
  tagName?: string;
  value?: string;
  properties?: { [name: string]: unknown };
  children?: HtmlNode[];
};

type Formatter = (
  options: { [name: string]: unknown },
) => (tree: HtmlNode, file: { data: object }) => Promise<void>;

/** Loads the formatter without the warning that its dependencies raise. */
async function loadFormatter(): Promise<Formatter> {
  const settings = process as { noDeprecation?: boolean };
  const before = settings.noDeprecation ?? false;
  settings.noDeprecation = true;
  try {
    return (await import("rehype-citation")).default as unknown as Formatter;
  } finally {
    settings.noDeprecation = before;
  }
}

/** The formatter's HTML as nodes of a text. */
function toText(nodes: readonly HtmlNode[]): TextNode[] {
  return nodes.flatMap((node): TextNode[] => {
    if (node.type === "text") return [textNode(node.value ?? "")];
    const children = toText(node.children ?? []);
    if (node.tagName === "i" || node.tagName === "em") {
      return [{ type: "emphasis", children }];
    }
    const href = node.properties?.href;
    return node.tagName === "a" && typeof href === "string"
      ? [{ type: "link", url: href, children }]
      : children;
  });
}

/** Makes links of the addresses in a text. */
function linkAddresses(nodes: readonly TextNode[]): TextNode[] {
  return nodes.flatMap((node) =>
    node.type !== "text"
      ? [node]
      : node.value!.split(/(https?:\/\/[^\s]+[^\s.,])/).map((part, i) =>
        i % 2 === 1
          ? { type: "link", url: part, children: [textNode(part)] }
          : textNode(part)
      ).filter((part) => part.value !== "")
  );
}

/** The place of a character of a text. */
function placeWithin(node: TextNode, offset: number): Place {
  const lines = node.value!.slice(0, offset).split("\n").length - 1;
  const place = node.place ?? { file: "" };
  return { ...place, line: (place.line ?? 1) + lines };
}
