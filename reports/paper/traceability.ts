import type { CodeCitation, CodeCitations } from "./code_citations.ts";
import { labelsIn } from "./code_citations.ts";
import { PROJECT } from "./cross_references.ts";
import type { Failures } from "./failures.ts";
import type { Labels } from "./labels.ts";
import type { Notebook } from "./notebook_file.ts";
import { type TextNode, textNode, walk } from "./text_node.ts";
import type { Whitepaper } from "./whitepaper.ts";

/** The comment that stands where the table of statements is to be. */
export const TRACEABILITY = "<!-- traceability -->";

/** Environments that state what code can do or a test can refute. */
const STATEMENTS: readonly (string | undefined)[] = [
  "Definition",
  "Lemma",
  "Theorem",
  "Proposition",
  "Corollary",
  "Algorithm",
];

/** A statement with the equations in it, and what the code does about it. */
type Statement = {
  /** The environment, or the equation where it stands in none. */
  readonly node: TextNode;
  /** Its label and those of the equations in it. */
  readonly ids: readonly string[];
  /** Whether its author says that no code implements it. */
  readonly context: boolean;
};

/**
 * Puts the table of statements, code and tests where the paper asks for it, and
 * notes statements that nothing implements.
 *
 * A statement is a definition, lemma, theorem, proposition, corollary or
 * algorithm with the equations in it, or a labelled equation by itself. It is
 * implemented where the docs of `lib/` say `@see` with one of its labels, and
 * tested where a test or a cell of a notebook names one or what is documented there
 * has a test; a statement marked `<a id="…" class="context">` needs neither.
 *
 * @param paper The numbered whitepaper; changed in place.
 * @param labels What each label stands for.
 * @param notebooks The notebooks, whose cells check statements.
 * @param citations What code and tests cite.
 * @param failures Notes labels that are cited and not defined, statements without
 * a label, and statements that nothing implements or tests.
 */
export function insertTraceability(
  paper: Whitepaper,
  labels: Labels,
  notebooks: readonly Notebook[],
  citations: CodeCitations,
  failures: Failures,
): void {
  const texts = paper.chapters.flatMap(({ introduction, sections }) => [
    introduction,
    ...sections.map(({ blocks }) => blocks),
  ]);
  const asked = texts.flatMap((blocks) => [...walk(blocks)])
    .filter(({ node }) => node.type === "traceability");
  if (asked.length === 0) return;
  for (const { id, path, line } of [...citations.code, ...citations.tests]) {
    if (labels.get(id) === undefined) {
      failures.add({ file: path, line }, `no label ${id} is defined`);
    }
  }
  const statements = texts.flatMap((blocks) => findStatements(blocks));
  const code = filesByLabel(citations.code);
  const tests = filesByLabel(citations.tests);
  const cells = cellsByLabel(notebooks);
  const rows: TextNode[] = [];
  const context: (readonly TextNode[])[] = [];
  for (const statement of statements) {
    const { node, ids } = statement;
    const place = node.place!;
    if (ids.length === 0) {
      failures.add(place, `a ${node.kind!.toLowerCase()} needs a label`);
      continue;
    }
    const files = union(ids, code);
    if (files.length === 0) {
      if (statement.context) {
        const runs = [
          ...union(ids, tests)
            .flatMap((path) => fileLink(path, /^tests\/|(?:_test)?\.ts$/g)),
          ...union(ids, cells).flatMap((name) => sectionLink(name, paper)),
        ];
        context.push([
          ...references([ids[0]!], labels),
          ...(runs.length === 0 ? [] : [
            textNode(" (run in "),
            ...runs.slice(0, -1).map((part) =>
              part === SEPARATOR ? textNode(", ") : part
            ),
            textNode(")"),
          ]),
        ]);
      } else {
        failures.add(
          place,
          `nothing implements ${ids.join(", ")}: say @see ${
            ids[0]
          } in the docs of lib/, or mark its anchor class="context"`,
        );
      }
      continue;
    }
    const tested = [
      ...new Set([
        ...union(ids, tests),
        ...citations.code.filter(({ id }) => ids.includes(id))
          .flatMap((citation) => citation.tests),
      ]),
    ];
    const checked = union(ids, cells);
    if (tested.length + checked.length === 0) {
      failures.add(place, `nothing tests ${ids.join(", ")}`);
    }
    rows.push(row(
      statementCell(statement, labels),
      files.flatMap((path) => fileLink(path, /^lib\/|\.ts$/g)),
      [
        ...tested.flatMap((path) =>
          fileLink(path, /^tests\/|(?:_test)?\.ts$/g)
        ),
        ...checked.flatMap((name) => sectionLink(name, paper)),
      ],
    ));
  }
  const table: TextNode = {
    type: "table",
    align: [null, null, null],
    data: { hProperties: { className: ["traceability"] } },
    children: [
      row([textNode("Statement")], [textNode("Code")], [textNode("Tests")]),
      ...rows,
    ],
  };
  for (const { node, siblings } of asked) {
    siblings.splice(siblings.indexOf(node), 1, table, contextNote(context));
  }
}

/** The statements of a text, each with the labels of the equations in it. */
function findStatements(blocks: TextNode[]): Statement[] {
  return blocks.flatMap((node): Statement[] => {
    const labelled = [...walk([node])].map((step) => step.node)
      .filter(({ id, type }) => id !== undefined && /^eq|env/.test(type));
    const isEquation = node.type === "equation" && node.id !== undefined;
    if (isEquation || STATEMENTS.includes(node.kind)) {
      const ids = labelled.map(({ id }) => id!);
      return [{
        node,
        ids: node.id === undefined ? [] : ids,
        context: node.context === true,
      }];
    }
    return findStatements(node.children ?? []);
  });
}

/** Files by the labels that they name. */
function filesByLabel(
  citations: readonly CodeCitation[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const files = new Map<string, Set<string>>();
  for (const { id, path } of citations) {
    files.set(id, (files.get(id) ?? new Set()).add(path));
  }
  return files;
}

/** Notebooks by the labels that their code names, as checks do. */
function cellsByLabel(
  notebooks: readonly Notebook[],
): ReadonlyMap<string, ReadonlySet<string>> {
  return filesByLabel(
    notebooks.flatMap(({ name, cells }) =>
      cells.filter(({ kind }) => kind === "code").flatMap(({ source }) =>
        [...labelsIn(source.replaceAll(/\[[^\]]*\]\(#[\w-]+\)/g, ""))]
          .map((id) => ({ id, path: name, line: 1 }))
      )
    ),
  );
}

function union(
  ids: readonly string[],
  files: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  return [...new Set(ids.flatMap((id) => [...files.get(id) ?? []]))];
}

function row(...cells: readonly TextNode[][]): TextNode {
  return {
    type: "tableRow",
    children: cells.map((parts) => ({
      type: "tableCell",
      children: parts.at(-1)?.type === "separator" ? parts.slice(0, -1) : parts,
    })).map(({ type, children }) => ({
      type,
      children: children.map((part) =>
        part.type === "separator" ? textNode(", ") : part
      ),
    })),
  };
}

const SEPARATOR: TextNode = { type: "separator" };

/** What a statement is called: number, name, labels. */
function statementCell({ node, ids }: Statement, labels: Labels): TextNode[] {
  const title = structuredClone(node.title ?? []).filter(({ type }) =>
    type === "text" || type === "inlineMath" || type === "emphasis"
  );
  const named = title.length > 0 && title.some(({ value }) => value?.trim());
  return [
    ...references(ids, labels),
    ...(named ? [textNode(" "), ...title] : []),
    textNode(" "),
    { type: "inlineCode", value: ids[0]! },
  ];
}

/** Links to labels, joined by commas. */
function references(ids: readonly string[], labels: Labels): TextNode[] {
  return ids.flatMap((id, i) => [
    ...(i === 0 ? [] : [textNode(", ")]),
    {
      type: "crossReference",
      id,
      children: [textNode(labels.get(id)!.text)],
    },
  ]);
}

function fileLink(path: string, dropped: RegExp): TextNode[] {
  const name = path.replaceAll(dropped, "");
  const children = [{ type: "inlineCode", value: name }];
  return [{ type: "link", url: PROJECT + path, children }, SEPARATOR];
}

function sectionLink(name: string, paper: Whitepaper): TextNode[] {
  const section = paper.chapters.flatMap(({ sections }) => sections)
    .find((section) => section.name === name)!;
  const children = [textNode(`Section ${section.number}`)];
  return [{ type: "crossReference", id: name, children }, SEPARATOR];
}

/** Says which statements no code implements. */
function contextNote(context: readonly (readonly TextNode[])[]): TextNode {
  const lead = context.length === 0
    ? "Every statement is implemented."
    : "Stated for context, and not implemented: ";
  const list = context.flatMap((nodes, i) => [
    ...(i === 0 ? [] : [textNode(", ")]),
    ...nodes,
  ]);
  return {
    type: "paragraph",
    children: [
      textNode(lead),
      ...list,
      ...(list.length > 0 ? [textNode(".")] : []),
    ],
  };
}
