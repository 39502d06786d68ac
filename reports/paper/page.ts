import type { References } from "./citations.ts";
import { EDITION_NAMES, type EditionKind } from "./edition.ts";
import { headingId, type HtmlWriter } from "./html_writer.ts";
import { plainText, type TextNode } from "./text_node.ts";
import type { Chapter, Whitepaper } from "./whitepaper.ts";

/** An entry of the contents. */
export type ContentsEntry = {
  /** Id of the heading in the page. */
  readonly id: string;
  /** 1 for a chapter, 2 for a section, 3 for a part of it. */
  readonly level: 1 | 2 | 3;
  /** Number; empty where it has none. */
  readonly number: string;
  /** Title as HTML. */
  readonly title: string;
};

/** A whitepaper as HTML, ready to be put into a page. */
export type Page = {
  /** Title without marks. */
  readonly name: string;
  /** Title block and abstract. */
  readonly header: string;
  /** Contents. */
  readonly contents: readonly ContentsEntry[];
  /** Chapters and references. */
  readonly body: string;
};

/**
 * Writes a whitepaper as HTML.
 *
 * @param paper The numbered whitepaper, references and citations resolved.
 * @param references What it cites.
 * @param edition Which data its numbers are from.
 * @param writer Writes its nodes.
 * @returns The parts of the page.
 */
export function writePage(
  paper: Whitepaper,
  references: References,
  edition: EditionKind,
  writer: HtmlWriter,
): Page {
  const contents: ContentsEntry[] = [];
  const authors = paper.authors.map(escapeHtml).join(" · ");
  const subtitle = writer.inline(paper.subtitle);
  const header = `<header class="title">
<h1>${writer.inline(paper.title)}</h1>
${subtitle === "" ? "" : `<p class="subtitle">${subtitle}</p>\n`}
<p class="author">${authors}</p>
<p class="date"><time datetime="${paper.date}">${
    longDate(paper.date)
  }</time> · Edition: ${EDITION_NAMES[edition]}</p>
<section class="abstract" aria-label="Abstract"><h2>Abstract</h2>
${writer.blocks(paper.abstract)}</section>
</header>`;
  const preface = paper.preface.length === 0
    ? ""
    : `<section class="preface">${writer.blocks(paper.preface)}</section>\n`;
  const chapters = paper.chapters.map((chapter) =>
    writeChapter(chapter, edition, writer, contents)
  );
  const list = [...references].map(([key, entry]) =>
    `<div class="entry" id="bib-${key}">${writer.inline(entry)}</div>`
  );
  if (list.length > 0) {
    contents.push({
      id: "references",
      level: 1,
      number: "",
      title: "References",
    });
    list.unshift(
      `<section class="chapter" id="references"><h2>References</h2>`,
    );
    list.push("</section>");
  }
  return {
    name: plainText(paper.title),
    header,
    contents,
    body: [preface, ...chapters, ...list].join("\n"),
  };
}

function writeChapter(
  chapter: Chapter,
  edition: EditionKind,
  writer: HtmlWriter,
  contents: ContentsEntry[],
): string {
  const id = `chapter-${chapter.number}`;
  const title = writer.inline(chapter.title);
  contents.push({ id, level: 1, number: `${chapter.number}`, title });
  const introduction = writer.blocks(chapter.introduction);
  const sections = chapter.sections.map((section) => {
    const { name, number } = section;
    const title = writer.inline(section.title);
    contents.push({ id: name, level: 2, number, title });
    for (const heading of section.blocks) {
      if (heading.number === undefined || heading.type !== "heading") continue;
      contents.push({
        id: headingId(heading),
        level: 3,
        number: heading.number,
        title: writer.inline(heading.children as TextNode[]),
      });
    }
    return `<section class="section" id="${name}">
<h3><span class="number">${number}</span> ${title}</h3>
<p class="provenance">Notebook <code>${name}</code> · ${
      EDITION_NAMES[edition]
    }</p>
${writer.blocks(section.blocks)}
</section>`;
  });
  return `<section class="chapter" id="${id}">
<h2><span class="number">${chapter.number}</span> ${title}</h2>
${introduction}
${sections.join("\n")}
</section>`;
}

/** What a page is made with. */
export type PageParts = {
  /** Style sheets, fonts included. */
  readonly styles: string;
  /** The script of the previews. */
  readonly script: string;
};

/**
 * The page for the screen; it needs no other file and, to be read, no script.
 *
 * @param page The parts of the page.
 * @param parts Styles and script.
 * @returns HTML.
 */
export function screenPage(page: Page, { styles, script }: PageParts): string {
  return document(
    page,
    styles,
    contentsList(page.contents),
    `
<script>${script}</script>`,
  ).replaceAll("\u00ad", "");
}

/**
 * The second copy of a formula, for screen readers of the HTML. On paper it is
 * not seen and takes a third of the time.
 */
const MATHML = /<span class="katex-mathml">.*?<\/math><\/span>/gs;

/**
 * The page that is printed: links to files of the project are left out, as
 * nothing beside a PDF can be relied on, and print rules hold at once, so that
 * what is measured is what is printed.
 *
 * @param page The parts of the page.
 * @param parts Styles.
 * @param pages Page number of each heading by its id, where it is known.
 * @param script A script to measure with; absent for none.
 * @returns HTML.
 */
export function printPage(
  page: Page,
  { styles }: Pick<PageParts, "styles">,
  pages: ReadonlyMap<string, number>,
  script = "",
): string {
  const printed = styles.replaceAll("@media print", "@media all")
    .replaceAll("@media screen", "@media (max-width: 0)");
  const html = document(
    page,
    printed,
    contentsList(page.contents, pages),
    script === "" ? "" : `\n<script>${script}</script>`,
  );
  return html.replaceAll(/<a class="project" href="[^"]*">/g, "<a>")
    .replaceAll(MATHML, "");
}

function document(
  page: Page,
  styles: string,
  contents: string,
  end: string,
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.name)}</title>
<style>${styles}</style>
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
${page.header}
<nav class="contents" aria-labelledby="contents"><h2 id="contents">Contents</h2>
${contents}
</nav>
<main id="text" tabindex="-1">
${page.body}
</main>${end}
</body>
</html>
`;
}

function contentsList(
  entries: readonly ContentsEntry[],
  pages: ReadonlyMap<string, number> = new Map(),
): string {
  const items = entries.map(({ id, level, number, title }) =>
    `<li class="level-${level}"><a href="#${id}"><span class="number">${number}</span>` +
    `<span class="name">${title}</span><span class="dots"></span>` +
    `<span class="page">${pages.get(id) ?? ""}</span></a></li>`
  );
  return `<ol>\n${items.join("\n")}\n</ol>`;
}

const MONTHS =
  "January February March April May June July August September October November December"
    .split(" ");

function longDate(date: string): string {
  const [year, month, day] = date.split("-").map(Number);
  return `${day} ${MONTHS[month! - 1]} ${year}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
