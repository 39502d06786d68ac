import { posix } from "node:path";
import type { Failures } from "./failures.ts";
import type { Labels } from "./labels.ts";
import { type TextNode, textNode, walk } from "./text_node.ts";
import type { Section } from "./section.ts";
import type { Whitepaper } from "./whitepaper.ts";

/** Scheme of links to files of the project, given from its root. */
export const PROJECT = "project:";

/** Pages that stand beside a report, from the project's root. */
export type Pages = {
  /** Their names. */
  readonly names: ReadonlySet<string>;
  /** Their folder. */
  readonly folder: string;
};

/**
 * Resolves the links of a whitepaper: to labels, whose number becomes the text;
 * to other notebooks, which become their sections; and to files of the project
 * and pages beside the report, which become `project:path`.
 *
 * @param paper The numbered whitepaper; its links are replaced.
 * @param labels What each label stands for.
 * @param failures Notes links to labels and notebooks that are not there.
 * @param pages Pages that the notebooks carry, and the folder that they go to.
 */
export function resolveReferences(
  paper: Whitepaper,
  labels: Labels,
  failures: Failures,
  pages: Pages = { names: new Set(), folder: "reports" },
): void {
  const sections = paper.chapters.flatMap((chapter) => chapter.sections);
  const own = [
    paper.abstract,
    paper.preface,
    ...paper.chapters.map((chapter) => chapter.introduction),
  ];
  const resolve = (blocks: TextNode[], folder: string) => {
    for (const { node } of walk(blocks)) {
      if (node.type === "link") {
        if (pages.names.has(node.url!)) {
          node.url = `${PROJECT}${pages.folder}/${node.url}`;
        } else resolveLink(node, folder, labels, sections, failures);
      }
    }
  };
  own.forEach((blocks) => resolve(blocks, "reports"));
  sections.forEach(({ blocks }) => resolve(blocks, "notebooks"));
}

const NOTEBOOK = /^(?:\.\/|\.\.\/notebooks\/)?(\d\d_\w+)\.ipynb(?:#(.*))?$/;

function resolveLink(
  link: TextNode,
  folder: string,
  labels: Labels,
  sections: readonly Section[],
  failures: Failures,
): void {
  const url = link.url!;
  const [, notebook, fragment] = NOTEBOOK.exec(url) ?? [];
  const id = url.startsWith("#") ? url.slice(1) : fragment;
  if (id !== undefined) {
    const label = labels.get(id);
    if (label === undefined) {
      failures.add(link.place!, `no label ${id} is defined`);
    } else {
      link.type = "crossReference";
      link.id = id;
      link.children = [textNode(label.text)];
    }
  } else if (notebook !== undefined) {
    const section = sections.find(({ name }) => name === notebook);
    if (section === undefined) {
      failures.add(link.place!, `there is no notebook ${notebook}`);
    } else {
      link.type = "crossReference";
      link.id = section.name;
      link.children = [textNode(`Section ${section.number}`)];
    }
  } else if (!/^[a-z][a-z+.-]*:/i.test(url)) {
    link.url = PROJECT + posix.join(folder, url);
  }
}
