import { LineCounter, parseDocument } from "yaml";
import type { Failures } from "./failures.ts";
import { parseInline, parseMarkdown } from "./markdown.ts";
import type { Place } from "./place.ts";
import type { Section } from "./section.ts";
import { plainText, type TextNode } from "./text_node.ts";
import { insertValues, type Values } from "./values.ts";

/** A chapter: the words before its sections, and a section per notebook. */
export type Chapter = {
  /** First digit of its notebooks' names. */
  readonly number: number;
  /** Its title. */
  readonly title: TextNode[];
  /** What stands before its first section. */
  readonly introduction: TextNode[];
  /** What its notebooks say. */
  readonly sections: readonly Section[];
};

/** The whitepaper as a text. */
export type Whitepaper = {
  /** File of the words between the notebooks. */
  readonly file: string;
  /** Title. */
  readonly title: TextNode[];
  /** Line under the title. */
  readonly subtitle: TextNode[];
  /** Authors. */
  readonly authors: readonly string[];
  /** Day of the paper, `YYYY-MM-DD`, which no clock sets. */
  readonly date: string;
  /** Abstract. */
  readonly abstract: TextNode[];
  /** What stands before the first chapter. */
  readonly preface: TextNode[];
  /** Chapters in order; those without words or notebooks are left out. */
  readonly chapters: readonly Chapter[];
};

const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/;

/**
 * Reads `whitepaper.md`: front matter with `title`, `subtitle`, `author`, `date`
 * and `abstract`, then a heading `# 1 Title` for each chapter with the words
 * that introduce it. A notebook's first digit puts it in its chapter.
 *
 * @param text The file.
 * @param file The file as messages name it.
 * @param sections What the notebooks say, in order.
 * @param values Numbers for the placeholders.
 * @param failures Notes what is wrong.
 * @returns The whitepaper, not numbered yet.
 */
export function readWhitepaper(
  text: string,
  file: string,
  sections: readonly Section[],
  values: Values,
  failures: Failures,
): Whitepaper {
  const matter = FRONT_MATTER.exec(text);
  if (!matter) {
    failures.add({ file, line: 1 }, "it has no front matter between --- lines");
  }
  const front = readFrontMatter(matter?.[1] ?? "", file, failures);
  // Blank lines in the place of the front matter keep the line numbers.
  const body = (matter?.[0] ?? "").replaceAll(/[^\n]/g, "") +
    text.slice(matter?.[0].length ?? 0);
  const place = { file, line: 1 };
  const read = (words: string, at: Place) =>
    insertValues(words, values, at, failures);
  const blocks = parseMarkdown(read(body, place), place, failures);
  const { preface, chapters } = splitChapters(blocks, sections, failures);
  for (const { file, name } of sections) {
    if (!chapters.some(({ number }) => number === Number(name[0]))) {
      failures.add(
        { file },
        `it belongs to chapter ${name[0]}, which ${place.file} does not have`,
      );
    }
  }
  const inline = (key: string) => {
    const { text, place } = front(key);
    return parseInline(read(text, place), place, failures);
  };
  const { text: abstract, place: abstractPlace } = front("abstract");
  const { text: date, place: datePlace } = front("date");
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) {
    failures.add(datePlace, "the date must be YYYY-MM-DD");
  }
  return {
    file,
    title: inline("title"),
    subtitle: inline("subtitle"),
    authors: front("author").text.split("\n"),
    date,
    abstract: parseMarkdown(
      read(abstract, abstractPlace),
      abstractPlace,
      failures,
    ),
    preface,
    chapters: chapters.filter(({ introduction, sections }) =>
      introduction.length + sections.length > 0
    ),
  };
}

/** Reads YAML; gives a field's text and where it starts. */
function readFrontMatter(
  yaml: string,
  file: string,
  failures: Failures,
): (key: string) => { text: string; place: Place } {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  for (const error of document.errors) {
    const line = 1 + (error.linePos?.[0].line ?? 1);
    failures.add({ file, line }, error.message.split("\n")[0]!);
  }
  return (key) => {
    const node = document.get(key, true) as {
      range?: [number, number, number];
      type?: string;
    } | undefined;
    const value: unknown = document.toJS()?.[key];
    if (value === undefined || value === null) {
      failures.add({ file, line: 1 }, `the front matter has no ${key}`);
    }
    const block = node?.type?.startsWith("BLOCK") ? 1 : 0;
    const line = 1 + lines.linePos(node?.range?.[0] ?? 0).line + block;
    return {
      text: [value ?? ""].flat().join("\n").trimEnd(),
      place: { file, line },
    };
  };
}

function splitChapters(
  blocks: readonly TextNode[],
  sections: readonly Section[],
  failures: Failures,
): { preface: TextNode[]; chapters: Chapter[] } {
  const preface: TextNode[] = [];
  const chapters: Chapter[] = [];
  for (const block of blocks) {
    if (block.type !== "heading" || block.depth !== 1) {
      (chapters.at(-1)?.introduction ?? preface).push(block);
      continue;
    }
    const title = block.children ?? [];
    const number = Number(plainText(title).match(/^(\d)\s/)?.[1] ?? NaN);
    if (!(number > (chapters.at(-1)?.number ?? -1))) {
      failures.add(
        block.place!,
        "a chapter's heading starts with its digit, in order: # 1 Title",
      );
      continue;
    }
    title[0]!.value = title[0]!.value!.replace(/^\d\s+/, "");
    chapters.push({
      number,
      title,
      introduction: [],
      sections: sections.filter(({ name }) => Number(name[0]) === number),
    });
  }
  return { preface, chapters };
}
