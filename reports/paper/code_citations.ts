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
  /** `@see` in the docs of `lib/`. */
  readonly code: readonly CodeCitation[];
  /** Lines of `tests/`. */
  readonly tests: readonly CodeCitation[];
  /** The test files, from the project's root. */
  readonly testFiles: ReadonlySet<string>;
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
 * @param root The project's root, with `lib/` and `tests/`.
 * @returns The places in order of the files' names.
 */
export function readCodeCitations(root: string): CodeCitations {
  const tests = sources(root, "tests").filter((path) => !EXAMPLES.test(path));
  return {
    code: sources(root, "lib").flatMap((path) => named(root, path, SEE)),
    tests: tests.flatMap((path) => named(root, path, LABEL)),
    testFiles: new Set(tests.filter((path) => path.endsWith("_test.ts"))),
  };
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

function named(root: string, path: string, lines: RegExp): CodeCitation[] {
  return Deno.readTextFileSync(join(root, path)).split("\n").flatMap(
    (text, i) =>
      text.search(lines) < 0
        ? []
        : [...labelsIn(text)].map((id) => ({ id, path, line: i + 1 })),
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
