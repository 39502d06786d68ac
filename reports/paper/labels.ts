import type { Failures } from "./failures.ts";
import { formatPlace, type Place } from "./place.ts";
import type { TextNode } from "./text_node.ts";

const ANCHOR = /^<a\s+(?:id|name)="([A-Za-z][\w-]*)"(\s+class="context")?\s*>$/;

/** What a label stands for. */
export type Label = {
  /** The label: `lem-drift`. */
  readonly id: string;
  /** What a reference to it says: `Lemma 1.3`, `(1.7)`. */
  readonly text: string;
  /** The notebook that defines it; `undefined` for the whitepaper's own text. */
  readonly section: string | undefined;
  /** Where it is defined. */
  readonly place: Place;
};

/** The labels of a report. */
export class Labels {
  readonly #labels = new Map<string, Label>();

  /**
   * Enters a label.
   *
   * @param label The label.
   * @param failures Notes a label that is there already.
   */
  define(label: Label, failures: Failures): void {
    const other = this.#labels.get(label.id);
    if (other) {
      failures.add(
        label.place,
        `the label ${label.id} is defined twice, before in ${
          formatPlace(other.place)
        }`,
      );
    } else this.#labels.set(label.id, label);
  }

  /**
   * Looks a label up.
   *
   * @param id The label.
   * @returns What it stands for, or `undefined`.
   */
  get(id: string): Label | undefined {
    return this.#labels.get(id);
  }

  /** All labels, in the order of the report. */
  get all(): readonly Label[] {
    return [...this.#labels.values()];
  }
}

/**
 * The anchor that a paragraph's content starts with.
 *
 * @param inline The content.
 * @returns The label with its mark, and how many nodes the anchor takes, 0 where
 * there is none.
 */
export function anchorAtStart(
  inline: readonly TextNode[],
): { mark: Mark | undefined; length: number } {
  const [, id, context] = inline[0]?.type === "html"
    ? ANCHOR.exec(inline[0].value!) ?? []
    : [];
  if (id === undefined || inline[1]?.value !== "</a>") {
    return { mark: undefined, length: 0 };
  }
  const blank = inline[2]?.type === "text" && inline[2].value!.trim() === "";
  const mark = context === undefined ? { id } : { id, context: true } as const;
  return { mark, length: blank ? 3 : 2 };
}

/** A label as an anchor gives it, `class="context"` noted. */
export type Mark = Pick<TextNode, "context"> & { readonly id: string };

/**
 * Gives labels to equations, headings and environments from the HTML anchors
 * before them, and takes the anchors out of the text.
 *
 * An anchor alone or at the end of a paragraph labels what follows; an anchor at
 * the start of the first paragraph under a heading labels the heading.
 *
 * @param blocks The blocks of one source; changed in place.
 * @param failures Notes anchors that stand before nothing that has a number.
 */
export function readLabels(blocks: TextNode[], failures: Failures): void {
  for (const block of [...blocks]) {
    if (block.type === "heading" || block.type === "paragraph") {
      const inline = block.children!;
      const opens = anchorAtStart(inline).mark !== undefined;
      const mark = takeAnchor(inline);
      if (mark === undefined) continue;
      if (block.type === "heading") Object.assign(block, mark);
      else giveLabel(mark, block, opens, blocks, failures);
    } else if (
      block.children && block.type !== "table" && block.type !== "link"
    ) {
      readLabels(block.children, failures);
    }
  }
}

/** Labels what stands after or before a paragraph that held an anchor. */
function giveLabel(
  mark: Mark,
  paragraph: TextNode,
  opens: boolean,
  blocks: TextNode[],
  failures: Failures,
): void {
  const at = blocks.indexOf(paragraph);
  const before = blocks[at - 1], next = blocks[at + 1];
  const alone = paragraph.children!.length === 0;
  const follows = alone || !opens ? [next] : [];
  const heads = opens && before?.type === "heading" ? [before] : [];
  const target =
    (mark.id.startsWith("sec-")
      ? [...heads, ...follows]
      : [...follows, ...heads])
      .find((block) =>
        block !== undefined && block.id === undefined &&
        /^(?:equation|heading|environment)$/.test(block.type)
      );
  if (target !== undefined) Object.assign(target, mark);
  else {
    failures.add(
      paragraph.place!,
      `the label ${mark.id} stands before no equation, environment or heading`,
    );
  }
  if (alone) blocks.splice(at, 1);
}

/** Takes an anchor at the start or the end out of a paragraph or heading. */
function takeAnchor(inline: TextNode[]): Mark | undefined {
  const first = anchorAtStart(inline);
  const closes = inline.at(-1)?.value === "</a>";
  const start = first.mark !== undefined
    ? 0
    : closes
    ? inline.length - 2
    : inline.length;
  const { mark } = anchorAtStart(inline.slice(start));
  if (mark === undefined) return undefined;
  inline.splice(start, first.length || 2);
  const last = inline.at(-1);
  if (last?.type === "text") last.value = last.value!.trimEnd();
  return mark;
}
