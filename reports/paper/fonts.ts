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

/**
 * The style sheet of KaTeX and the faces of the text, fonts included.
 *
 * @returns CSS that refers to no other file.
 */
export function fontStyles(): string {
  const katexStyles = Deno.readTextFileSync(
    join(folderOf(katex), "dist", "katex.min.css"),
  );
  const faces = FACES.map(([metadata, sheet]) => {
    const folder = folderOf(metadata);
    const rules = Deno.readTextFileSync(join(folder, sheet))
      .split(/(?=\/\* )/).filter((rule) => SUBSETS.test(rule))
      .map((rule) => rule.replace(/^\/\*.*?\*\/\s*/, ""));
    return inlined(rules.join(""), folder);
  });
  return inlined(katexStyles, join(folderOf(katex), "dist")) + "\n" +
    faces.join("");
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
