import { join } from "node:path";

/** A place in the code or in a test that names a statement of the paper. */
export type CodeCitation = {
  /** The label that it names. */
  readonly id: string;
  /** The file, from the project's root. */
  readonly path: string;
  /** The line, from 1. */
  readonly line: number;
};

/** What the code says about the paper. */
export type CodeCitations = {
  /** `@see` in the docs of `lib/`, each with the test files of what is documented. */
  readonly code: readonly (CodeCitation & {
    /** The test files, from the project's root. */
    readonly tests: readonly string[];
  })[];
  /** Lines of `tests/`. */
  readonly tests: readonly CodeCitation[];
};

/** A label of the paper. */
export const LABEL =
  /\b(?:def|asm|lem|thm|prop|cor|rem|eq|alg|sec)-[a-z0-9]+(?:-[a-z0-9]+)*\b/g;

/** A line of docs with a source, or one that continues it. */
const SEE = /@see |^\s*\* {3,}/;

/** Tests of the builder and of the rules, which name labels as examples. */
const EXAMPLES = /^tests\/(?:reports|conventions)\//;

/**
 * Finds the labels that the docs of the library and the tests name.
 *
 * The test files of a citation are the one that mirrors its file; where there is
 * none, those of the same folder that use what is documented, or else any that do.
 *
 * @param root The project's root, with `lib/` and `tests/`.
 * @returns The places in order of the files' names.
 */
export function readCodeCitations(root: string): CodeCitations {
  const read = (path: string) => Deno.readTextFileSync(join(root, path));
  const tests = sources(root, "tests").filter((path) => !EXAMPLES.test(path))
    .map((path) => ({ path, text: read(path) }));
  return {
    code: sources(root, "lib").flatMap((path) => {
      const lines = read(path).split("\n");
      return named(path, lines, SEE).map((citation) => ({
        ...citation,
        tests: testsOf(path, documented(lines, citation.line), tests),
      }));
    }),
    tests: tests.flatMap(({ path, text }) =>
      named(path, text.split("\n"), LABEL)
    ),
  };
}

/** What the docs that a line belongs to are of. */
function documented(lines: readonly string[], line: number): string {
  const rest = lines.slice(line).join("\n");
  const after = rest.slice(rest.indexOf("*/"));
  return /\b(?:function\*?|class|const|type|interface) (\w+)/.exec(after)
    ?.[1] ??
    "";
}

type Test = { readonly path: string; readonly text: string };

function testsOf(
  path: string,
  name: string,
  tests: readonly Test[],
): readonly string[] {
  const mirror = path.replace(/^lib\//, "tests/").replace(/\.ts$/, "_test.ts");
  if (tests.some((test) => test.path === mirror)) return [mirror];
  const folder = mirror.slice(0, mirror.lastIndexOf("/") + 1);
  const users = name === ""
    ? []
    : tests.filter(({ path, text }) =>
      path.endsWith("_test.ts") && new RegExp(`\\b${name}\\b`).test(text)
    ).map(({ path }) => path);
  const near = users.filter((user) => user.startsWith(folder));
  return near.length > 0 ? near : users;
}

/**
 * The labels that a text names, each once.
 *
 * @param text The text.
 * @returns The labels.
 */
export function labelsIn(text: string): Set<string> {
  return new Set(text.match(LABEL) ?? []);
}

function named(
  path: string,
  lines: readonly string[],
  wanted: RegExp,
): CodeCitation[] {
  return lines.flatMap((text, i) =>
    text.search(wanted) < 0
      ? []
      : [...labelsIn(text)].map((id) => ({ id, path, line: i + 1 }))
  );
}

/** The TypeScript files below a folder, in order of their names. */
function sources(root: string, folder: string): string[] {
  return [...Deno.readDirSync(join(root, folder))]
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .flatMap(({ name, isDirectory }) => {
      const path = `${folder}/${name}`;
      if (isDirectory) return sources(root, path);
      return name.endsWith(".ts") ? [path] : [];
    });
}
