import { type TextNode, textNode } from "./text_node.ts";

/** Nodes within a line; all others start a new one. */
const INLINE = new Set([
  "text",
  "emphasis",
  "strong",
  "delete",
  "link",
  "inlineCode",
  "inlineMath",
  "html",
  "break",
  "image",
  "footnoteReference",
]);

/**
 * Sets the words of a text as print does: quotation marks that open and close,
 * the minus sign before numbers, and powers of ten for `1.4e-7`.
 *
 * @param blocks The text; changed in place. Code and math stay as they are.
 */
export function setTypography(blocks: TextNode[]): void {
  setLine(blocks, " ");
}

/** Sets nodes in order; gives the character that comes before what follows. */
function setLine(nodes: TextNode[], previous: string): string {
  for (const node of [...nodes]) {
    if (!INLINE.has(node.type)) previous = " ";
    if (node.type === "text") {
      node.value = withMinus(withQuotes(node.value!, previous));
      previous = node.value.at(-1) ?? previous;
      const parts = withPowers(node);
      nodes.splice(nodes.indexOf(node), 1, ...parts);
    } else if (node.children) {
      previous = setLine(node.children, previous);
    } else previous = "x";
  }
  return previous;
}

/** A text with the minus sign before its numbers. */
export function withMinus(text: string): string {
  return text.replaceAll(/(^|[\s(\[=≈])-(?=\d)/g, "$1\u2212");
}

function withQuotes(text: string, previous: string): string {
  return text.replaceAll(/["']/g, (mark, at: number) => {
    const opens = /[\s(\[{\u2013\u2014/]/.test(text[at - 1] ?? previous);
    return mark === '"' ? opens ? "“" : "”" : opens ? "‘" : "’";
  });
}

const POWER = /(?<![\w.])(\u2212?\d+(?:\.\d+)?)e([+-]?)0*(\d+)(?![\w.]*\w)/g;

/**
 * A text with numbers such as `1.4e-7` as math.
 *
 * @param node A node of text.
 * @returns `text` and `inlineMath` nodes.
 */
export function withPowers(node: TextNode): TextNode[] {
  const parts: TextNode[] = [];
  let end = 0;
  for (const match of node.value!.matchAll(POWER)) {
    const [number, mantissa, sign, exponent] = match;
    const power = `10^{${sign === "-" ? "-" : ""}${exponent}}`;
    const factor = mantissa!.replace("\u2212", "-");
    parts.push(textNode(node.value!.slice(end, match.index)), {
      ...node,
      type: "inlineMath",
      value: factor === "1" ? power : `${factor} \\times ${power}`,
    });
    end = match.index + number.length;
  }
  parts.push({ ...node, value: node.value!.slice(end) });
  return parts.filter((part) => part.value !== "");
}
