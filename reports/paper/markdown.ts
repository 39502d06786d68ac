import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import remarkParse from "remark-parse";
import { unified } from "unified";
import type { Failures } from "./failures.ts";
import { readEnvironments } from "./environments.ts";
import { readLabels } from "./labels.ts";
import type { Place } from "./place.ts";
import { type TextNode, walk } from "./text_node.ts";
import { TRACEABILITY } from "./traceability.ts";
import { setTypography } from "./typography.ts";

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkMath);

/**
 * Reads Markdown with math as the report writes it: `$$` blocks become
 * equations, block quotes environments and proofs, HTML anchors labels.
 *
 * @param text The Markdown.
 * @param place Where its first line stands.
 * @param failures Notes what the report cannot carry.
 * @returns The blocks.
 */
export function parseMarkdown(
  text: string,
  place: Place,
  failures: Failures,
): TextNode[] {
  const blocks = (parser.parse(text) as unknown as TextNode).children ?? [];
  const footnotes = footnotePrefix(place);
  for (const { node } of walk(blocks)) {
    const line = (place.line ?? 1) - 1 + (node.position?.start.line ?? 1);
    node.place = { ...place, line };
    if (node.type.startsWith("footnote")) {
      node.identifier = `${footnotes}-${node.identifier}`;
      node.label = node.identifier;
    }
  }
  splitDisplayMath(blocks, text);
  setTypography(blocks);
  for (const { node } of walk(blocks)) {
    if (node.type === "math") readEquation(node, text, failures);
  }
  readEnvironments(blocks, failures);
  readLabels(blocks, failures);
  dropComments(blocks, failures);
  return blocks;
}

/**
 * Reads Markdown that is a single paragraph, such as a caption.
 *
 * @param text The Markdown.
 * @param place Where it stands.
 * @param failures Notes what the report cannot carry.
 * @returns The content of the paragraph.
 */
export function parseInline(
  text: string,
  place: Place,
  failures: Failures,
): TextNode[] {
  const blocks = parseMarkdown(text, place, failures);
  if (blocks.some((block) => block.type !== "paragraph")) {
    failures.add(place, "a caption or title must be one paragraph");
  }
  return blocks.flatMap((block) => block.children ?? []);
}

/** A part of footnotes' names that no other source has. */
function footnotePrefix({ file, cell, output }: Place): string {
  const name = file.replace(/^.*\//, "").replace(/\.\w+$/, "");
  return [name, cell, output].filter((part) => part !== undefined).join("-");
}

/** Makes blocks of `$$ ... $$` that stand within a paragraph. */
function splitDisplayMath(blocks: TextNode[], text: string): void {
  for (const block of [...blocks]) {
    const inline = block.children ?? [];
    if (block.type !== "paragraph") splitDisplayMath(inline, text);
    else if (inline.some((node) => isDisplay(node, text))) {
      const parts: TextNode[] = [];
      for (const node of inline) {
        if (isDisplay(node, text)) parts.push({ ...node, type: "math" });
        else if (parts.at(-1)?.type === "paragraph") {
          parts.at(-1)!.children!.push(node);
        } else if (node.value?.trim() !== "") {
          parts.push({ ...block, children: [node] });
        }
      }
      blocks.splice(blocks.indexOf(block), 1, ...parts);
    }
  }
}

function isDisplay(node: TextNode, text: string): boolean {
  const offset = node.position?.start.offset;
  return node.type === "inlineMath" && offset !== undefined &&
    text.startsWith("$$", offset);
}

/** Turns a `$$` block into an equation that lost nothing of its source. */
function readEquation(node: TextNode, text: string, failures: Failures): void {
  const place = node.place!;
  const { start, end } = node.position!;
  const source = text.slice(start.offset, end.offset).trimEnd();
  if (node.meta || !source.endsWith("$$") || source.length < 4) {
    failures.add(
      place,
      "an equation of several lines needs each $$ alone on its line",
    );
  }
  const forbidden = node.value?.match(
    /\\(?:tag|label|notag|nonumber)\b|\\begin\{(?:equation|align|gather|eqnarray)\}/,
  );
  if (forbidden) {
    failures.add(
      place,
      `${
        forbidden[0]
      } is not for the author as the report numbers equations; use aligned or gathered`,
    );
  }
  node.type = "equation";
}

/** Takes comments out and notes HTML that the report does not carry. */
function dropComments(blocks: TextNode[], failures: Failures): void {
  for (const { node, siblings } of walk(blocks)) {
    if (node.type !== "html") continue;
    const rest = node.value!.replaceAll(/<!--.*?-->/gs, "").trim();
    if (node.value!.trim() === TRACEABILITY) {
      node.type = "traceability";
    } else if (rest === "") {
      const at = siblings.indexOf(node);
      if (at >= 0) siblings.splice(at, 1);
    } else if (!/^<(?:br ?\/?|\/?(?:sub|sup|kbd))>$/.test(rest)) {
      failures.add(
        node.place!,
        `HTML that the report does not carry: ${rest.split("\n")[0]}`,
      );
    }
  }
}
