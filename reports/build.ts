/**
 * Makes the report of the executed notebooks: per notebook a Markdown file, its
 * figures and its headline numbers, and of all of them the whitepaper as one
 * HTML file and one PDF.
 *
 * @module
 */
import { isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Command,
  progress,
  runCommand,
  say,
  warn,
} from "../data/command.ts";
import { assertFolder } from "../data/paths.ts";
import { DataError, systemReason } from "../lib/errors/mod.ts";
import { findChromium } from "./paper/chromium.ts";
import {
  type CodeCitations,
  readCodeCitations,
} from "./paper/code_citations.ts";
import { type EditionKind, readEdition } from "./paper/edition.ts";
import { Failures, ReportError } from "./paper/failures.ts";
import {
  hash,
  hashRecipe,
  isCurrent,
  type Manifest,
  readManifest,
} from "./paper/manifest.ts";
import { readNotebooks } from "./paper/notebook_file.ts";
import { publish } from "./paper/publish.ts";
import type { Report } from "./paper/report.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const WHITEPAPER = "reports/whitepaper.md";
const BIBLIOGRAPHY = "reports/references.bib";
/** What a manifest calls the labels that the code cites. */
const CITATIONS = "lib, tests";
const PDF = "whitepaper.pdf";

/** What a build is asked for. */
export type BuildOptions = {
  /** Which data the notebooks ran on; absent leaves it to the notebooks. */
  readonly edition?: EditionKind | undefined;
  /** Folder of the executed notebooks. */
  readonly notebooks?: string | undefined;
  /** Folder of the report. */
  readonly out?: string | undefined;
  /** Folder of `lib/` and `tests/`, whose docs cite the paper. */
  readonly code?: string | undefined;
  /** Whether the PDF is made where it can be. */
  readonly pdf?: "wanted" | "left out";
  /** The words between the notebooks, in the place of `whitepaper.md`. */
  readonly whitepaper?: string | undefined;
  /** Folder that keeps what was printed, so that a part is printed once. */
  readonly prints?: string | undefined;
  /** The BibTeX file, in the place of `references.bib`. */
  readonly bibliography?: string | undefined;
};

/** What a build did. */
export type BuildOutcome = {
  /** `current` where nothing had changed. */
  readonly state: "written" | "current";
  /** The folder of the report. */
  readonly folder: string;
  /** The files of the report, without the manifest. */
  readonly files: readonly string[];
  /** What is not in this edition and what the PDF had to squeeze, as sentences. */
  readonly warnings: readonly string[];
  /** What is missing for the PDF; absent where it was made or not wanted. */
  readonly missing?: string;
};

/**
 * Makes a report and puts it into its folder; leaves the folder as it is where
 * anything is wrong, and where nothing has changed.
 *
 * @param options What is asked for.
 * @returns What was done.
 * @throws {ReportError} With every fault of the notebooks, the whitepaper and the
 * bibliography.
 * @throws {DataError} If there are no notebooks.
 */
export async function build(options: BuildOptions = {}): Promise<BuildOutcome> {
  const plan = readPlan(options);
  const { out, made } = plan;
  const chromium = options.pdf === "left out" ? undefined : findChromium();
  const missing = options.pdf !== "left out" && chromium === undefined
    ? { missing: "Chromium" }
    : {};
  const before = readManifest(out);
  const hasPdf = before !== undefined && PDF in before.files;
  const pdfDue = chromium !== undefined && !hasPdf;
  if (plan.sound && before && !pdfDue && isCurrent(out, before, made)) {
    return {
      state: "current",
      folder: out,
      files: Object.keys(before.files),
      warnings: [],
      ...(hasPdf ? {} : missing),
    };
  }
  assertFolder(out);
  using bar = progress("reports", 100);
  bar.update(0, "whitepaper.html");
  const report = await plan.make();
  const files = new Map(report.files);
  let warnings = report.absent;
  if (chromium !== undefined) {
    bar.update(20, PDF);
    const { printPdf } = await import("./paper/pdf.ts");
    const { PrintCache } = await import("./paper/print_cache.ts");
    const pdf = await printPdf(
      report,
      chromium,
      new PrintCache(
        options.prints ?? join(ROOT, ".cache/prints", made.edition),
      ),
      (share) => bar.update(20 + Math.floor(79 * share), PDF),
    );
    files.set(PDF, pdf.bytes);
    warnings = [...warnings, ...pdf.warnings];
  }
  publish(out, files, made);
  return {
    state: "written",
    folder: out,
    files: [...files.keys()],
    warnings,
    ...missing,
  };
}

/**
 * Compares a report with what its notebooks say now; writes nothing.
 *
 * The PDF is not compared, as its bytes are those of one browser.
 *
 * @param options What is asked for.
 * @returns The files that a build would change, make or take out.
 * @throws {ReportError} With every fault of the sources.
 * @throws {DataError} If there are no notebooks.
 */
export async function verify(options: BuildOptions = {}): Promise<string[]> {
  const { out, make } = readPlan(options);
  const { files } = await make();
  const stale = Object.keys(readManifest(out)?.files ?? {})
    .filter((name) => name !== PDF && !files.has(name));
  const changed = [...files].flatMap(([name, content]) => {
    try {
      const found = Deno.readFileSync(join(out, name));
      return hash(found) === hash(content) ? [] : [name];
    } catch {
      return [name];
    }
  });
  return [...changed, ...stale];
}

/** A report about to be made. */
type Plan = {
  /** Its folder. */
  readonly out: string;
  /** What it will be made of. */
  readonly made: Omit<Manifest, "files">;
  /** Whether its notebooks could be read and were executed. */
  readonly sound: boolean;
  /** Makes it in memory. */
  readonly make: () => Promise<Report>;
};

function readPlan(options: BuildOptions): Plan {
  const failures = new Failures();
  const folder = resolve(options.notebooks ?? join(ROOT, "notebooks"));
  const notebooks = readNotebooks(folder, shown(folder), failures);
  const edition = readEdition(notebooks, options.edition, failures);
  const out = resolve(
    options.out ??
      join(ROOT, "reports", ...(edition.kind === "real" ? ["real"] : [])),
  );
  const whitepaper = options.whitepaper ?? join(ROOT, WHITEPAPER);
  const bibliography = options.bibliography ?? join(ROOT, BIBLIOGRAPHY);
  const words = { text: readText(whitepaper), file: shown(whitepaper) };
  const entries = { text: readText(bibliography), file: shown(bibliography) };
  const citations = readCodeCitations(options.code ?? ROOT);
  return {
    out,
    made: {
      edition: edition.kind,
      recipe: hashRecipe(ROOT, recipeFiles()),
      sources: Object.fromEntries([
        ...notebooks.map(({ name, bytes }) => [
          `notebooks/${name}.ipynb`,
          hash(bytes),
        ]),
        [WHITEPAPER, hash(words.text)],
        [BIBLIOGRAPHY, hash(entries.text)],
        [CITATIONS, hash(citedFiles(citations))],
      ]),
      data: edition.inputs,
    },
    sound: failures.sentences.length === 0,
    make: async () => {
      // Loaded here, as a report that is current needs none of it.
      const { makeReport } = await import("./paper/report.ts");
      return await makeReport({
        notebooks,
        edition: edition.kind,
        whitepaper: words,
        bibliography: { ...entries, path: bibliography },
        citations,
        styles: readText(join(ROOT, "reports/paper.css")),
        script: readText(join(ROOT, "reports/paper/preview.js")),
        projectUrl: (path) => projectUrl(out, path),
      }, failures);
    },
  };
}

/** Which file names which label, without the lines, on which nothing depends. */
function citedFiles({ code, tests }: CodeCitations): string {
  return [
    ...new Set([
      ...code.map(({ id, path, tests }) => `${path} ${id} ${tests.join(" ")}`),
      ...tests.map(({ id, path }) => `${path} ${id}`),
    ]),
  ].join("\n");
}

/** A path as a user would write it. */
function shown(path: string): string {
  const way = relative(Deno.cwd(), path).replaceAll("\\", "/");
  return way === "" ? "." : way.startsWith("..") ? path : way;
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new DataError(`Cannot read ${shown(path)}: ${reason}`);
  }
}

/** The files whose change changes the report. */
function recipeFiles(): string[] {
  const modules = [...Deno.readDirSync(join(ROOT, "reports/paper"))]
    .map((entry) => `reports/paper/${entry.name}`).sort();
  return ["reports/build.ts", "reports/paper.css", ...modules];
}

/** How a report links to a file of the project; only from within the project. */
function projectUrl(out: string, path: string): string | undefined {
  const within = relative(ROOT, out);
  if (within.startsWith("..") || isAbsolute(within)) return undefined;
  return relative(out, join(ROOT, path)).replaceAll("\\", "/");
}

const OPTIONS = {
  edition: {
    type: "string",
    value: "sample|real",
    help: "which data the notebooks ran on (default what they say)",
  },
  notebooks: {
    type: "string",
    value: "DIR",
    help: "the executed notebooks (default notebooks)",
  },
  out: {
    type: "string",
    value: "DIR",
    help: "where the report goes (default reports, or reports/real)",
  },
  whitepaper: {
    type: "string",
    value: "FILE",
    help: "the words between the notebooks (default reports/whitepaper.md)",
  },
  bibliography: {
    type: "string",
    value: "FILE",
    help: "the references (default reports/references.bib)",
  },
  "no-pdf": { type: "boolean", help: "leave the PDF out" },
  verify: {
    type: "boolean",
    help: "fail where a file is not what the notebooks say; write nothing",
  },
} as const;

/** `deno task reports`. */
export const reportsCommand: Command<typeof OPTIONS> = {
  name: "reports",
  summary:
    "Makes the report of the executed notebooks: Markdown, figures and numbers per notebook, and the whitepaper as HTML and PDF.",
  options: OPTIONS,
  async run({ "no-pdf": noPdf, verify: compare, edition, ...files }) {
    if (edition !== undefined && edition !== "sample" && edition !== "real") {
      throw new RangeError(
        `Cannot build a report as --edition must be sample or real: current value is ${edition}`,
      );
    }
    try {
      if (compare) {
        const differing = await verify({ edition, ...files });
        differing.forEach((name) =>
          warn(`reports: ${name} is not what the notebooks say`)
        );
        if (differing.length === 0) say("reports: as the notebooks say");
        return differing.length === 0 ? 0 : 1;
      }
      const pdf = noPdf ? "left out" : "wanted";
      tell(await build({ edition, ...files, pdf }));
    } catch (error) {
      if (!(error instanceof ReportError)) throw error;
      error.sentences.forEach(warn);
      const { length } = error.sentences;
      warn(
        `reports: not built, ${length} ${length === 1 ? "fault" : "faults"}`,
      );
      return 1;
    }
  },
};

/** Says what a build did, what is missing last. */
function tell(outcome: BuildOutcome): void {
  const { state, folder, files, warnings, missing } = outcome;
  warnings.forEach(warn);
  const sizes = files.filter((name) => name.startsWith("whitepaper."))
    .map((name) => {
      const { size } = Deno.statSync(join(folder, name));
      return `${name} ${(size / 1e6).toFixed(1)} MB`;
    });
  say(
    `${shown(folder)}: ${files.length} files ${
      state === "current" ? "are up to date" : "written"
    } (${sizes.join(", ")})`,
  );
  if (missing !== undefined) {
    say(
      `${PDF} was not built, it needs ${missing}: apt-get install chromium (Debian, Ubuntu) or brew install --cask chromium (macOS), then deno task reports`,
    );
  }
}

await runCommand(import.meta, reportsCommand);
