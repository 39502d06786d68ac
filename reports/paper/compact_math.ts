import { mapPage, type Page } from "./page.ts";

/** A page whose formulas take less space, and the styles that they need. */
export type CompactPage = {
  /** The page, drawn as before. */
  readonly page: Page;
  /** The style sheet of its formulas. */
  readonly styles: string;
};

/** Names that the rest of the page uses; they stay as they are. */
const KEPT = new Set(["katex", "katex-display", "katex-html", "katex-mathml"]);

/** Elements below which the style sheet counts children: no level is left out. */
const COUNTED = /^(?:vlist|mfrac|katex-inner|delim-size\d)$/;

const OPEN = '<span class="katex-html"';
const TOKENS = /<span([^>]*)>|<\/span>|<[^>]+>|[^<]+/g;
const RULE = /([^{}]+)\{([^{}]*)\}/g;
const COMPOUND = /(?:\.[A-Za-z][\w-]*)+/g;

/**
 * Makes the formulas of a page smaller without a change of how they look.
 *
 * KaTeX writes a span for each symbol, with the same long names and inline styles
 * over and over. Here each combination of names and style becomes one class of a
 * few letters, the most frequent ones the shortest. Names that no rule speaks of
 * are left out, and so are spans that are left with nothing to say. The MathML,
 * which is not seen but read aloud, loses what only concerns its look.
 *
 * @param page The page.
 * @param katexStyles The style sheet of KaTeX, without its fonts.
 * @returns The page and the rules that its formulas use.
 */
export function compactMath(page: Page, katexStyles: string): CompactPage {
  const live = new Set(
    [...katexStyles.matchAll(COMPOUND)].flatMap(([names]) =>
      names.split(".").filter((name) => name !== "")
    ),
  );
  const read = spanReader(live);
  const counts = new Map<string, number>();
  mapPage(page, (text) => {
    for (const [region] of regionsOf(text)) {
      for (const [, attributes] of region.matchAll(TOKENS)) {
        const { look } = read(attributes ?? "");
        if (look !== "") counts.set(look, (counts.get(look) ?? 0) + 1);
      }
    }
    return text;
  });
  const looks = new Map(
    [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .map(([look], i) => [look, letters(i)]),
  );
  return {
    page: mapPage(page, (text) => compactText(text, looks, read)),
    styles: stylesOf(katexStyles, looks),
  };
}

/** Short names by what they stand for: names, a bar, a style. */
type Looks = ReadonlyMap<string, string>;

/** What the attributes of a span say. */
type Span = {
  /** The names that rules speak of and the style; empty for neither. */
  readonly look: string;
  /** Whether the style sheet counts what is in it. */
  readonly counted: boolean;
  /** Whether a formula starts with it. */
  readonly root: boolean;
};

/** Reads spans, the same attributes once. */
function spanReader(live: ReadonlySet<string>): (attributes: string) => Span {
  const known = new Map<string, Span>();
  return (attributes) => {
    const before = known.get(attributes);
    if (before) return before;
    const names = namesOf(attributes);
    const span = {
      look: lookOf(names, attributes, live),
      counted: names.some((name) => COUNTED.test(name)),
      root: names.includes("katex-html"),
    };
    known.set(attributes, span);
    return span;
  };
}

/** The names that rules speak of and the style of a span; empty for neither. */
function lookOf(
  all: readonly string[],
  attributes: string,
  live: ReadonlySet<string>,
): string {
  const names = all.filter((name) => live.has(name));
  if (names.some((name) => KEPT.has(name))) return "";
  const style = /style="([^"]*)"/.exec(attributes)?.[1] ?? "";
  return names.length === 0 && style === ""
    ? ""
    : `${names.sort().join(" ")}|${style.replace(/;$/, "")}`;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** `A`, …, `Z`, `AA`, …: capitals, which no other class of the page begins with. */
function letters(index: number): string {
  const last = LETTERS[index % 26]!;
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

/** The parts of a text that KaTeX drew, each with where it starts. */
function* regionsOf(text: string): Generator<readonly [string, number]> {
  const spans = /<(\/?)span\b/g;
  for (let at = text.indexOf(OPEN); at >= 0;) {
    spans.lastIndex = at;
    let depth = 0;
    let end = text.length;
    for (let match = spans.exec(text); match; match = spans.exec(text)) {
      depth += match[1] === "" ? 1 : -1;
      if (depth > 0) continue;
      end = match.index + "</span>".length;
      break;
    }
    yield [text.slice(at, end), at];
    at = text.indexOf(OPEN, end);
  }
}

/**
 * A page without what KaTeX drew and without its MathML.
 *
 * @param html The page as KaTeX wrote it.
 * @returns The rest of it.
 */
export function withoutMath(html: string): string {
  const parts: string[] = [];
  let end = 0;
  for (const [region, at] of regionsOf(html)) {
    parts.push(html.slice(end, at));
    end = at + region.length;
  }
  return [...parts, html.slice(end)].join("")
    .replaceAll(/<math.*?<\/math>/gs, "");
}

function compactText(
  text: string,
  looks: Looks,
  read: (attributes: string) => Span,
): string {
  const parts: string[] = [];
  let end = 0;
  for (const [region, at] of regionsOf(text)) {
    parts.push(text.slice(end, at), compactRegion(region, looks, read));
    end = at + region.length;
  }
  return [...parts, text.slice(end)].join("")
    .replaceAll(/<math.*?<\/math>/gs, (mathml) => spoken(mathml));
}

/** What of MathML is not heard: its source, its size and how its signs stretch. */
const UNHEARD =
  /<annotation[^>]*>[^<]*<\/annotation>|<\/?(?:semantics|mstyle)[^>]*>| (?:xmlns|stretchy|separator|fence|minsize|maxsize|accent|lspace|rspace)="[^"]*"| mathvariant="normal"/g;

function spoken(mathml: string): string {
  return mathml.replaceAll(UNHEARD, "");
}

/** A span that is open, and whether it was written. */
type OpenSpan = { readonly span: Span; readonly written: boolean };

function compactRegion(
  region: string,
  looks: Looks,
  read: (attributes: string) => Span,
): string {
  const open: OpenSpan[] = [];
  return region.replaceAll(TOKENS, (token, attributes?: string) => {
    if (token === "</span>") {
      const { written, span } = open.pop()!;
      return !written ? "" : span.root ? token : "</i>";
    }
    if (attributes === undefined) return token;
    const span = read(attributes);
    const name = looks.get(span.look);
    const counted = (open.at(-1)?.span.counted ?? false) ||
      (open.at(-2)?.span.counted ?? false);
    open.push({ span, written: span.root || counted || name !== undefined });
    if (span.root) return token;
    return name !== undefined ? `<i class=${name}>` : counted ? "<i>" : "";
  });
}

function namesOf(attributes: string): string[] {
  return (/class="([^"]*)"/.exec(attributes)?.[1] ?? "").split(" ")
    .filter((name) => name !== "");
}

/** The rules of KaTeX that are used, in short names, and a rule for each style. */
function stylesOf(katexStyles: string, looks: Looks): string {
  const all = [...looks].map(([look, short]) => ({
    short,
    style: look.slice(look.indexOf("|") + 1),
    names: new Set(look.slice(0, look.indexOf("|")).split(" ")),
  }));
  const shortened = (selector: string): string[] => {
    let unused = false;
    let last: string[] = [];
    const result = selector.replaceAll(/\bspan\b/g, "i").replaceAll(
      COMPOUND,
      (compound: string, at: number, whole: string) => {
        const wanted = compound.slice(1).split(".");
        if (wanted.some((name) => KEPT.has(name))) return compound;
        const found = all.filter(({ names }) =>
          wanted.every((name) => names.has(name))
        ).map(({ short }) => `.${short}`);
        unused ||= found.length === 0 && !whole.slice(0, at).endsWith(":not(");
        if (found.length <= 1) return found[0] ?? ".none";
        // A browser finds rules by the class at their end, but not within :is().
        if (at + compound.length < whole.length) return `:is(${found.join()})`;
        last = found;
        return "";
      },
    );
    if (unused) return [];
    return last.length === 0 ? [result] : last.map((name) => result + name);
  };
  const rules = katexStyles.replaceAll(
    RULE,
    (_rule, selectors: string, declarations: string) => {
      const kept = selectors.split(",").flatMap(shortened);
      return kept.length === 0 ? "" : `${kept.join(",")}{${declarations}}`;
    },
  );
  const own = all.filter(({ style }) => style !== "").map(({ short, style }) =>
    `.katex i.${short}{${style}}`
  );
  return `.katex i{font-style:inherit}${rules}${own.join("")}`;
}
