import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions } from "../../reports/build.ts";
import { ReportError } from "../../reports/paper/failures.ts";

/** The folder of the notebook, the whitepaper and the bibliography to test with. */
export const FIXTURES: string = fileURLToPath(
  new URL("fixtures/", import.meta.url),
);

/** A cell of a notebook to be. */
export type DraftCell = {
  "cell_type": "markdown" | "code";
  metadata: { tags?: string[] };
  source: string;
  "execution_count"?: number | null;
  outputs?: unknown[];
};

/** A Markdown cell of the given lines. */
export function markdown(...lines: string[]): DraftCell {
  return { cell_type: "markdown", metadata: {}, source: lines.join("\n") };
}

/** An executed code cell that showed the given bundles. */
export function shown(...bundles: object[]): DraftCell {
  return {
    cell_type: "code",
    metadata: {},
    source: "run();",
    execution_count: 1,
    outputs: bundles.map((data) => ({
      output_type: "display_data",
      metadata: {},
      data,
    })),
  };
}

/** A small figure with a label and a caption. */
export function figure(id: string, caption = "A line."): object {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" id="${id}" width="10" height="10">` +
    `<title>Line</title><desc>${caption}</desc>` +
    `<clipPath id="frame"><path d="M0,0h9v9z"/></clipPath>` +
    `<path clip-path="url(#frame)" d="M0,0L9,9"/></svg>`;
  return { "image/svg+xml": svg, "text/plain": `Figure ${id}` };
}

/** A notebook as bytes of a file. */
export function notebook(...cells: DraftCell[]): Uint8Array {
  const file = { cells, metadata: {}, nbformat: 4, "nbformat_minor": 5 };
  return new TextEncoder().encode(JSON.stringify(file));
}

/** Notebooks by name, and what stands in the place of the other sources. */
export type Draft = {
  readonly notebooks: { readonly [name: string]: readonly DraftCell[] };
  readonly whitepaper?: string;
  readonly bibliography?: string;
};

/** The words between the notebooks of a draft. */
export const WORDS = `---
title: A draft
subtitle: To test with
author: A. Author
date: 2025-01-02
abstract: Short.
---

# 0 Data

# 1 Alpha

# 2 Architecture
`;

/** A report in a folder of its own, which `using` removes. */
export type BuiltDraft = Disposable & {
  /** The folder of the report. */
  readonly out: string;
  /** What was wrong, places relative to the draft. */
  readonly faults: readonly string[];
  /** A file of the report. */
  read(name: string): string;
};

/** Writes a draft, builds it without PDF and keeps what was wrong. */
export async function buildDraft(
  draft: Draft,
  options: BuildOptions = {},
): Promise<BuiltDraft> {
  const folder = Deno.makeTempDirSync();
  const out = join(folder, "reports");
  const notebooks = join(folder, "notebooks");
  Deno.mkdirSync(notebooks);
  for (const [name, cells] of Object.entries(draft.notebooks)) {
    Deno.writeFileSync(join(notebooks, `${name}.ipynb`), notebook(...cells));
  }
  const whitepaper = join(folder, "whitepaper.md");
  Deno.writeTextFileSync(whitepaper, draft.whitepaper ?? WORDS);
  const bibliography = draft.bibliography === undefined
    ? join(FIXTURES, "references.bib")
    : join(folder, "references.bib");
  if (draft.bibliography !== undefined) {
    Deno.writeTextFileSync(bibliography, draft.bibliography);
  }
  let faults: string[] = [];
  try {
    await build({
      notebooks,
      out,
      whitepaper,
      bibliography,
      pdf: "left out",
      ...options,
    });
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    faults = error.sentences.map((sentence) =>
      sentence.replaceAll(`${folder}/`, "")
    );
  }
  return {
    out,
    faults,
    read: (name) => Deno.readTextFileSync(join(out, name)),
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };
}
