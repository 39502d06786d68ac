import type { Failures } from "./failures.ts";
import { Labels } from "./labels.ts";
import { type TextNode, walk } from "./text_node.ts";
import type { Chapter, Whitepaper } from "./whitepaper.ts";

/**
 * Numbers chapters, sections, environments, equations, figures and tables.
 *
 * Each number is `chapter.count`. Definitions, lemmas, theorems and the other
 * environments share one count, as do all labelled equations, all labelled
 * figures and all labelled tables of a chapter.
 *
 * @param paper The whitepaper; its nodes get their numbers.
 * @param failures Notes labels that are defined twice.
 * @returns The labels and what a reference to each says.
 */
export function numberPaper(paper: Whitepaper, failures: Failures): Labels {
  const labels = new Labels();
  for (const chapter of paper.chapters) {
    const counts = { environment: 0, equation: 0, figure: 0, dataTable: 0 };
    for (const { blocks, section } of parts(chapter)) {
      let sub = 0;
      for (const { node } of walk(blocks)) {
        if (node.type === "heading" && node.depth === 2 && section) {
          node.number = `${section.number}.${++sub}`;
        } else if (isCounted(node)) {
          const count = ++counts[node.type as keyof typeof counts];
          node.number = `${chapter.number}.${count}`;
        }
        if (node.id === undefined || node.type === "crossReference") continue;
        labels.define({
          id: node.id,
          text: referenceText(node, section?.number ?? `${chapter.number}`),
          section: section?.name,
          place: node.place!,
        }, failures);
      }
    }
  }
  return labels;
}

/** The introduction and the sections of a chapter, sections numbered. */
function parts(chapter: Chapter) {
  return [
    { blocks: chapter.introduction, section: undefined },
    ...chapter.sections.map((section, i) => {
      section.number = `${chapter.number}.${i + 1}`;
      return { blocks: section.blocks, section };
    }),
  ];
}

function isCounted({ type, id }: TextNode): boolean {
  return type === "environment" ||
    (/^(?:equation|figure|dataTable)$/.test(type) && id !== undefined);
}

function referenceText(node: TextNode, section: string): string {
  const { type, kind, number } = node;
  if (type === "equation") return `(${number})`;
  if (type === "environment") return `${kind} ${number}`;
  if (type === "figure") return `Figure ${number}`;
  if (type === "dataTable") return `Table ${number}`;
  return `Section ${number ?? section}`;
}
