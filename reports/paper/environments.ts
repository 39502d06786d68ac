import type { Failures } from "./failures.ts";
import { plainText, type TextNode } from "./text_node.ts";
import { anchorAtStart } from "./labels.ts";

/** The kinds of environment, which share one numbering. */
export const KINDS: readonly string[] = [
  "Definition",
  "Assumption",
  "Lemma",
  "Theorem",
  "Proposition",
  "Corollary",
  "Remark",
  "Algorithm",
  "Example",
];

const HEAD = new RegExp(`^(${KINDS.join("|")})\\b`);
const SQUARE = /\s*(?:\\q?quad\s*)*\\(?:square|blacksquare|Box|qed)\s*$/;

/**
 * Finds environments and proofs, at the top and within block quotes.
 *
 * A block quote that starts with `**Definition (Bar).**`, after its anchor if
 * it has one, is an environment. A block quote or a paragraph that starts with
 * `*Proof.*` is a proof; it ends with `$\square$`, which it may take several
 * blocks to reach.
 *
 * @param blocks The blocks of one source; changed in place.
 * @param failures Notes proofs that do not end.
 */
export function readEnvironments(blocks: TextNode[], failures: Failures): void {
  for (const quote of blocks.filter((block) => block.type === "blockquote")) {
    const content = quote.children ?? [];
    const head = content[0] && environmentHead(content[0]);
    gatherProofs(content, failures);
    if (head) {
      const proofs = content.filter((node) => node.type === "proof");
      blocks.splice(blocks.indexOf(quote), 1, {
        ...quote,
        ...head,
        type: "environment",
        children: content.filter((node) => node.type !== "proof"),
      }, ...proofs);
    } else if (content.length > 0 && content[0]!.type === "proof") {
      blocks.splice(blocks.indexOf(quote), 1, ...content);
    }
  }
  gatherProofs(blocks, failures);
}

/** Takes the head off an environment's first paragraph and says what it says. */
function environmentHead(
  paragraph: TextNode,
): Pick<TextNode, "id" | "context" | "kind" | "title"> | undefined {
  const inline = paragraph.type === "paragraph" ? paragraph.children ?? [] : [];
  const { mark, length } = anchorAtStart(inline);
  const strong = inline[length];
  const kind = strong?.type === "strong"
    ? plainText([strong]).match(HEAD)?.[1]
    : undefined;
  if (kind === undefined) return undefined;
  inline.splice(0, length + 1);
  trimStart(inline);
  const title = strong!.children ?? [];
  const first = title[0]!, last = title.at(-1)!;
  first.value = first.value!.slice(kind.length).replace(/^\s*\(/, "")
    .replace(/^\s*\.?\s*$/, "");
  if (last.type === "text") last.value = last.value!.replace(/\)?\.?\s*$/, "");
  if (first !== last) first.value = first.value.trimStart();
  return {
    ...mark,
    kind,
    title: title.filter((node) => node.value !== ""),
  };
}

/** Wraps every proof in a list of blocks. */
function gatherProofs(blocks: TextNode[], failures: Failures): void {
  for (let start = 0; start < blocks.length; start++) {
    const inline = blocks[start]!.type === "paragraph"
      ? blocks[start]!.children ?? []
      : [];
    const head = inline[0];
    if (
      head?.type !== "emphasis" || !/^Proof\b/.test(plainText([head]))
    ) continue;
    let end = start;
    while (end < blocks.length && !takeSquare(blocks[end]!)) end++;
    if (end === blocks.length) {
      failures.add(
        blocks[start]!.place!,
        "a proof must end with $\\square$ in the cell that it starts in",
      );
      continue;
    }
    inline.shift();
    trimStart(inline);
    const last = head.children!.at(-1)!;
    if (last.type === "text") last.value = last.value!.replace(/\.\s*$/, "");
    const content = blocks.slice(start, end + 1).filter((block) =>
      block.type !== "paragraph" || block.children!.length > 0
    );
    blocks.splice(start, end - start + 1, {
      type: "proof",
      title: head.children!,
      children: content,
      place: head.place!,
    });
  }
}

/** Takes the square off a block that ends a proof; says whether it had one. */
function takeSquare(block: TextNode): boolean {
  if (block.type === "equation" && SQUARE.test(block.value!)) {
    block.value = block.value!.replace(SQUARE, "");
    return true;
  }
  const inline = block.children ?? [];
  const last = inline.at(-1);
  if (last?.type === "inlineMath" && SQUARE.test(last.value!)) {
    last.value = last.value!.replace(SQUARE, "");
    if (last.value.trim() === "") {
      inline.pop();
      const before = inline.at(-1);
      if (before?.type === "text") before.value = before.value!.trimEnd();
    }
    return true;
  }
  return ["list", "listItem", "paragraph", "blockquote"].includes(block.type) &&
    block.type !== "paragraph" && last !== undefined && takeSquare(last);
}

function trimStart(inline: TextNode[]): void {
  if (inline[0]?.type === "text") {
    inline[0].value = inline[0].value!.trimStart();
    if (inline[0].value === "") inline.shift();
  }
}
