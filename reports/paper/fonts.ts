import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import code from "@fontsource/source-code-pro/package.json" with {
  type: "json",
};
import sans from "@fontsource/source-sans-3/package.json" with { type: "json" };
import serif from "@fontsource/source-serif-4/package.json" with {
  type: "json",
};
import katex from "katex/package.json" with { type: "json" };
import { withoutMath } from "./compact_math.ts";

/** Style sheets of the faces in use, by package. */
const FACES: readonly (readonly [{ readonly name: string }, string])[] = [
  [serif, "400.css"],
  [serif, "400-italic.css"],
  [serif, "600.css"],
  [serif, "600-italic.css"],
  [sans, "400.css"],
  [sans, "600.css"],
  [code, "400.css"],
];

/** Scripts of which the text may have letters. */
const SUBSETS = /-(?:latin|latin-ext|greek)-\d+-(?:normal|italic) \*\//;

/** What is set in the faces that are not that of running text. */
const MARKED: readonly (readonly [RegExp, RegExp])[] = [
  [/source-sans/, /<(h\d|svg|nav|header|figcaption)\b[^>]*>.*?<\/\1>/gs],
  [/source-code/, /<(code|pre)\b[^>]*>.*?<\/\1>/gs],
  [/600-normal/, /<(strong|th)\b[^>]*>.*?<\/\1>/gs],
  [/italic/, /<(em)\b[^>]*>.*?<\/\1>/gs],
];

/** Classes of KaTeX that need a face besides the upright, the italic and the signs. */
const NEEDS: readonly (readonly [RegExp, RegExp])[] = [
  [/KaTeX_AMS/, /\b(?:amsrm|mathbb|textbb)\b/],
  [/KaTeX_Caligraphic/, /\bmathcal\b/],
  [/KaTeX_Fraktur/, /\b(?:math|text)(?:bold)?frak\b/],
  [/KaTeX_Main.*weight:700/, /\b(?:mathbf|textbf)\b/],
  [/KaTeX_Main.*italic/, /\b(?:mathit|textit)\b/],
  [/KaTeX_Math.*weight:700/, /\bboldsymbol\b/],
  [/KaTeX_SansSerif/, /\b(?:math|text)(?:bold|it)?sf(?:it)?\b/],
  [/KaTeX_Script/, /\b(?:mathscr|textscr)\b/],
  [/KaTeX_Typewriter/, /\b(?:mathtt|texttt)\b/],
  [/KaTeX_(?:Cal|Fra|San).*weight:700/, /\b(?:boldsymbol|\w+bold\w+|textbf)\b/],
];

/** The style sheet of KaTeX without its fonts. */
export function katexStyles(): string {
  return katexSheet().replaceAll(FACE, "");
}

const FACE = /@font-face\s*\{[^}]*\}/g;

function katexSheet(): string {
  const path = join(folderOf(katex), "dist", "katex.min.css");
  return Deno.readTextFileSync(path);
}

/**
 * The faces that a page needs, fonts included.
 *
 * @param html The page as KaTeX wrote it.
 * @returns CSS that refers to no other file.
 */
export function fontStyles(html: string): string {
  const classes = [
    ...new Set(
      [...html.matchAll(/class="([^"]*)"/g)].map(([, names]) => names),
    ),
  ].join(" ");
  const math = katexSheet().match(FACE)!.filter((face) =>
    NEEDS.every(([name, needed]) => !name.test(face) || needed.test(classes))
  );
  const letters = lettersOf(html);
  const marked = MARKED.map(([face, parts]) =>
    [face, lettersOf(html.match(parts)?.join("") ?? "")] as const
  );
  const lettersIn = (rule: string) =>
    rule.includes("-latin-4") || rule.includes("-latin-6")
      ? letters
      : marked.find(([face]) => face.test(rule))?.[1] ?? letters;
  const faces = FACES.map(([metadata, sheet]) => {
    const folder = folderOf(metadata);
    const rules = Deno.readTextFileSync(join(folder, sheet))
      .split(/(?=\/\* )/)
      .filter((rule) =>
        SUBSETS.test(rule) &&
        hasLetters(rule, lettersIn(rule))
      )
      .map((rule) => rule.replace(/^\/\*.*?\*\/\s*/, ""));
    return inlined(rules.join(""), folder);
  });
  return inlined(math.join(""), join(folderOf(katex), "dist")) + "\n" +
    faces.join("");
}

/** The characters of a page outside of its tags and formulas. */
function lettersOf(html: string): readonly number[] {
  const text = withoutMath(html).replaceAll(/<[^>]*>/g, "");
  return [...new Set(text)].map((letter) => letter.codePointAt(0)!);
}

/** Whether a face draws one of the characters. */
function hasLetters(rule: string, letters: readonly number[]): boolean {
  const range = /unicode-range:\s*([^;}]*)/.exec(rule)?.[1];
  if (range === undefined) return true;
  const spans = range.split(",").map((part) => {
    const [from, to] = part.trim().slice(2).split("-");
    return [parseInt(from!, 16), parseInt(to ?? from!, 16)] as const;
  });
  return letters.some((letter) =>
    spans.some(([from, to]) => from <= letter && letter <= to)
  );
}

/** Puts the fonts in the place of their addresses; one format is enough. */
function inlined(css: string, folder: string): string {
  return css.replaceAll(
    /src:\s*url\(([^)]+\.woff2)\)[^;}]*/g,
    (_match, path: string) => {
      const font = Deno.readFileSync(join(folder, path)).toBase64();
      return `src:url(data:font/woff2;base64,${font}) format("woff2")`;
    },
  );
}

/** The folder of a package that is loaded, wherever Deno keeps it. */
function folderOf({ name }: { readonly name: string }): string {
  const path = findPackageJSON(name, import.meta.url);
  if (path === undefined) {
    throw new Error(`Cannot find the files of ${name}: it is not installed`);
  }
  return dirname(path);
}
