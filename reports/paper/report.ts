import { readKeys } from "./bibliography.ts";
import { formatCitations, readCitations } from "./citations.ts";
import type { CodeCitations } from "./code_citations.ts";
import { compactMath } from "./compact_math.ts";
import { resolveReferences } from "./cross_references.ts";
import { EDITION_NAMES, type EditionKind } from "./edition.ts";
import type { Failures } from "./failures.ts";
import { fontStyles, katexStyles } from "./fonts.ts";
import { type Fit, HtmlWriter } from "./html_writer.ts";
import type { Notebook } from "./notebook_file.ts";
import { numberPaper } from "./numbering.ts";
import { formatPlace } from "./place.ts";
import { mapPage, type Page, screenPage, writePage } from "./page.ts";
import type { ReportFiles } from "./publish.ts";
import { collectPages } from "./pages.ts";
import { readSection } from "./section.ts";
import { figureFile, sectionMarkdown } from "./section_markdown.ts";
import { standaloneSvg } from "./svg_figure.ts";
import { renderTex } from "./tex.ts";
import { plainText, type TextNode, walk } from "./text_node.ts";
import { insertTraceability } from "./traceability.ts";
import { collectValues } from "./values.ts";
import { readWhitepaper } from "./whitepaper.ts";

/** What a report is made of. */
export type ReportSources = {
  /** The executed notebooks, in order. */
  readonly notebooks: readonly Notebook[];
  /** Which data they ran on. */
  readonly edition: EditionKind;
  /** `whitepaper.md`. */
  readonly whitepaper: SourceText;
  /** `references.bib`, which has to be a file. */
  readonly bibliography: SourceText & {
    /** Its path. */
    readonly path: string;
  };
  /** What code and tests cite. */
  readonly citations: CodeCitations;
  /** The style sheet without the fonts. */
  readonly styles: string;
  /** The script of the page for the screen. */
  readonly script: string;
  /** Address of a file of the project, where the report can reach it. */
  readonly projectUrl: (path: string) => string | undefined;
};

/** A text and the name under which messages speak of it. */
export type SourceText = {
  /** The text. */
  readonly text: string;
  /** The file as a user would open it. */
  readonly file: string;
};

/** A report that lacks its PDF. */
export type Report = {
  /** Every file but the PDF. */
  readonly files: ReportFiles;
  /** What the PDF is printed from. */
  readonly page: Page;
  /** What may be too wide for it. */
  readonly fits: readonly Fit[];
  /** The style sheet of its fonts. */
  readonly fonts: string;
  /** The style sheet without the fonts. */
  readonly styles: string;
  /** Who wrote it. */
  readonly authors: readonly string[];
  /** The day of the paper, `YYYY-MM-DD`. */
  readonly date: string;
  /** Where a notebook says that something is not in this edition. */
  readonly absent: readonly string[];
};

/**
 * Makes a report in memory.
 *
 * @param sources What it is made of.
 * @param failures Notes what is wrong; the build stops after each stage that
 * found something.
 * @returns The files and what the PDF needs.
 * @throws {ReportError} If anything was noted.
 */
export async function makeReport(
  sources: ReportSources,
  failures: Failures,
): Promise<Report> {
  const { notebooks, whitepaper, bibliography, projectUrl } = sources;
  const edition = EDITION_NAMES[sources.edition];
  const values = collectValues(notebooks, failures);
  const pages = collectPages(notebooks, failures);
  const sections = notebooks.map((notebook) =>
    readSection(notebook, values, failures)
  );
  const paper = readWhitepaper(
    whitepaper.text,
    whitepaper.file,
    sections,
    values,
    failures,
  );
  const keys = readKeys(bibliography.text, bibliography.file, failures);
  const texts = [
    paper.abstract,
    paper.preface,
    ...paper.chapters.flatMap(({ title, introduction, sections }) => [
      title,
      introduction,
      ...sections.flatMap(({ title, blocks }) => [title, blocks]),
    ]),
  ];
  texts.forEach((text) => readCitations(text, keys, failures));
  const labels = numberPaper(paper, failures);
  resolveReferences(paper, labels, failures, {
    names: new Set(pages.keys()),
    folder: sources.edition === "real" ? "reports/real" : "reports",
  });
  insertTraceability(paper, labels, notebooks, sources.citations, failures);
  checkTex(texts, failures);
  failures.stop();
  const references = await formatCitations(texts, bibliography.path);
  const writer = new HtmlWriter(failures, projectUrl);
  const written = writePage(paper, references, sources.edition, writer);
  failures.stop();
  const fonts = fontStyles(textOf(written));
  const files = new Map<string, string>(pages);
  for (const section of sections) {
    const { name, blocks } = section;
    const recorded = Object.fromEntries(values.get(name) ?? []);
    files.set(
      `${name}.md`,
      sectionMarkdown(section, { labels, references, edition, projectUrl }),
    );
    files.set(`${name}.json`, JSON.stringify(recorded, null, 2) + "\n");
    for (const figure of figuresOf(blocks)) {
      files.set(figureFile(name, figure), standaloneSvg(figure.value!));
    }
  }
  const { styles, script } = sources;
  const screen = compactMath(written, katexStyles());
  files.set(
    "whitepaper.html",
    screenPage(screen.page, { styles: fonts + screen.styles + styles, script }),
  );
  return {
    files,
    page: written,
    fits: writer.fits,
    fonts,
    styles,
    authors: paper.authors,
    date: paper.date,
    absent: sections.flatMap(({ blocks }) => absentFrom(blocks)),
  };
}

/** Every text of a page. */
function textOf(page: Page): string {
  const texts: string[] = [];
  mapPage(page, (html) => {
    texts.push(html);
    return html;
  });
  return texts.join("\n");
}

/** What a text says is not in this edition, with its place. */
function absentFrom(blocks: TextNode[]): string[] {
  return [...walk(blocks)].flatMap(({ node }) => {
    const words = node.type === "paragraph" ? plainText([node]) : "";
    return words.includes("not in this edition")
      ? [`${formatPlace(node.place!)}: ${words.replaceAll(/\s+/g, " ")}`]
      : [];
  });
}

/** Renders every formula, so that bad TeX is listed with the other faults. */
function checkTex(texts: readonly TextNode[][], failures: Failures): void {
  for (const { node } of texts.flatMap((text) => [...walk(text)])) {
    if (node.type === "inlineMath" || node.type === "equation") {
      const style = node.type === "equation" ? "display" : "inline";
      renderTex(node.value!, style, node.place!, failures);
    }
  }
}

function figuresOf(blocks: TextNode[]): TextNode[] {
  return [...walk(blocks)].map(({ node }) => node)
    .filter((node) => node.type === "figure");
}
