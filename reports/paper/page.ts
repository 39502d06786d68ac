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

/** A chapter as HTML. */
export type PageChapter = {
  /** Id of the chapter; empty where another page has its beginning. */
  readonly id: string;
  /** Heading and introduction. */
  readonly head: string;
  /** Its sections in order. */
  readonly sections: readonly string[];
};

/** A whitepaper, or a part of it, as HTML, ready to be put into a page. */
export type Page = {
  /** Title without marks. */
  readonly name: string;
  /** Title block and abstract. */
  readonly header: string;
  /** Contents. */
  readonly contents: readonly ContentsEntry[];
  /** What stands before the first chapter. */
  readonly preface: string;
  /** Chapters, the references last. */
  readonly chapters: readonly PageChapter[];
};

/**
 * A page with every text in it written anew.
 *
 * @param page The page.
 * @param write Given HTML, says what to put in its place.
 * @returns The page with the texts that `write` gave.
 */
export function mapPage(page: Page, write: (html: string) => string): Page {
  return {
    name: page.name,
    header: write(page.header),
    contents: page.contents.map((entry) => ({
      ...entry,
      title: write(entry.title),
    })),
    preface: write(page.preface),
    chapters: page.chapters.map(({ id, head, sections }) => ({
      id,
      head: write(head),
      sections: sections.map(write),
    })),
  };
}

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
    : `<section class="preface">${writer.blocks(paper.preface)}</section>`;
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
    chapters.push({
      id: "references",
      head: ["<h2>References</h2>", ...list].join("\n"),
      sections: [],
    });
  }
  return { name: plainText(paper.title), header, contents, preface, chapters };
}

function writeChapter(
  chapter: Chapter,
  edition: EditionKind,
  writer: HtmlWriter,
  contents: ContentsEntry[],
): PageChapter {
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
  const head = `<h2><span class="number">${chapter.number}</span> ${title}</h2>
${introduction}`;
  return { id, head, sections };
}

/** The HTML of a chapter. */
function chapterHtml({ id, head, sections }: PageChapter): string {
  const identity = id === "" ? "" : ` id="${id}"`;
  return `<section class="chapter"${identity}>
${[head, ...sections].join("\n")}
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
 * A page that is printed: links to files of the project are left out, as nothing
 * beside a PDF can be relied on, and print rules hold at once, so that what is
 * measured is what is printed.
 *
 * @param page The parts of the page.
 * @param styles Style sheets, fonts included.
 * @param pages Page number of each heading by its id, for the contents.
 * @param end What follows the text.
 * @returns HTML.
 */
export function printPage(
  page: Page,
  styles: string,
  pages: ReadonlyMap<string, number>,
  end: string,
): string {
  const printed = styles.replaceAll("@media print", "@media all")
    .replaceAll("@media screen", "@media (max-width: 0)");
  return document(page, printed, contentsList(page.contents, pages), end)
    .replaceAll(/<a class="project" href="[^"]*">/g, "<a>");
}

/**
 * A page without the second copy of its formulas, which is for those who hear
 * the HTML. On paper it is not seen and takes a third of the time.
 *
 * @param page The page.
 * @returns The page without MathML.
 */
export function withoutMathml(page: Page): Page {
  return mapPage(page, (html) => html.replaceAll(MATHML, ""));
}

const MATHML = /<span class="katex-mathml">.*?<\/math><\/span>/gs;

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
${
    page.contents.length === 0
      ? ""
      : `<a class="skip" href="#text">Skip to the text</a>
${page.header}
<nav class="contents" aria-labelledby="contents"><h2 id="contents">Contents</h2>
${contents}
</nav>`
  }
<main id="text" tabindex="-1">
${[page.preface, ...page.chapters.map(chapterHtml)].join("\n")}
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
