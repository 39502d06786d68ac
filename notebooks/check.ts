/**
 * Types and lint of the cells, which `deno check` and `deno lint` do not read
 * from notebooks.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import { tmpdir } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { CellPlace } from "./cell_error.ts";
import {
  isRun,
  joinLines,
  nameOf,
  type NotebookFile,
  readNotebook,
  ROOT,
} from "./nbformat.ts";

/** Something that is wrong with a cell before it is run. */
export type Finding = {
  /** Notebook, cell and line; the file alone where no cell is to blame. */
  readonly place: CellPlace;
  /** What is wrong, with the code of the rule. */
  readonly reason: string;
};

/** What is checked. */
export type CheckOptions = {
  /** Position of the last cell that is checked; all where absent. */
  readonly until?: number;
  /** Ends the check. */
  readonly signal?: AbortSignal;
};

/** Rules that do not hold for a notebook: it prints, and names columns. */
const NOT_FOR_CELLS = "no-console,camelcase";

/** How the folders of extracted cells start. */
const PREFIX = "volarb-cells-";

/** Milliseconds after which such a folder was left by a check that was killed. */
const STALE = 3_600_000;

/** The cells of a notebook as one module. */
type CellModule = {
  readonly notebook: string;
  /** Its path. */
  readonly path: string;
  /** First line of each cell in the module, and the cell's position. */
  readonly starts: readonly (readonly [line: number, cell: number])[];
};

/**
 * Type-checks and lints the cells of notebooks, and finds ids that two of them share.
 *
 * The cells of a notebook are taken as one module, so that a name which a
 * library does not export, and which the kernel would take for `undefined`, is
 * found. The module is written to a folder for temporary files and checked under
 * the project's `deno.json`.
 *
 * @param paths The notebooks.
 * @param options Up to which cell, and what ends the check.
 * @returns What is wrong, in the order of notebooks and lines; nothing where all
 * is well.
 * @throws {SyntaxError} If a file is no notebook.
 */
export async function checkNotebooks(
  paths: readonly string[],
  options: CheckOptions = {},
): Promise<Finding[]> {
  await removeStale();
  const folder = await Deno.makeTempDir({ prefix: PREFIX });
  try {
    const modules: CellModule[] = [];
    const twice: Finding[] = [];
    for (const [i, path] of paths.entries()) {
      twice.push(...sharedIds(await readNotebook(path)));
      modules.push(await extract(path, join(folder, String(i)), options.until));
    }
    const linted = await lint(modules, options.signal);
    const broken = new Set(
      linted.filter(({ syntax }) => syntax).map(({ place }) => place.notebook),
    );
    const sound = modules.filter(({ notebook }) => !broken.has(notebook));
    const typed = await typeCheck(sound, options.signal);
    const order = modules.map(({ notebook }) => notebook);
    return [...twice, ...linted, ...typed]
      .map(({ place, reason }) => ({ place, reason }))
      .sort((a, b) =>
        order.indexOf(a.place.notebook) - order.indexOf(b.place.notebook) ||
        (a.place.cell ?? 0) - (b.place.cell ?? 0) ||
        (a.place.line ?? 0) - (b.place.line ?? 0)
      );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Cells with the id of an earlier one, which nbformat does not allow. */
function sharedIds({ name, notebook }: NotebookFile): Finding[] {
  const first = new Map<string, number>();
  return notebook.cells.flatMap(({ id }, i) => {
    const cell = i + 1;
    const other = id === undefined ? undefined : first.get(id);
    if (id !== undefined && other === undefined) first.set(id, cell);
    return other === undefined ? [] : [{
      place: { notebook: name, cell },
      reason: `ids of cells must differ: ${id} is that of cell ${other}`,
    }];
  });
}

/** Removes what checks that were killed have left. */
async function removeStale(): Promise<void> {
  for await (const { name } of Deno.readDir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(tmpdir(), name);
    const { mtime } = await Deno.stat(path).catch(() => ({ mtime: null }));
    if (mtime === null || Date.now() - mtime.getTime() < STALE) continue;
    await Deno.remove(path, { recursive: true }).catch(() => {});
  }
}

/** Writes the cells of a notebook as a module into a folder of its own. */
async function extract(
  path: string,
  folder: string,
  until = Infinity,
): Promise<CellModule> {
  const { name, notebook } = await readNotebook(path);
  const starts: [number, number][] = [];
  let text = "";
  let line = 1;
  notebook.cells.forEach((cell, i) => {
    if (i >= until || !isRun(cell)) return;
    const source = `${joinLines(cell.source)}\n`;
    starts.push([line, i + 1]);
    line += source.split("\n").length - 1;
    text += source;
  });
  const file = join(folder, `${basename(path, ".ipynb")}.ts`);
  await Deno.mkdir(folder);
  await Deno.writeTextFile(
    file,
    `${absoluteImports(text, dirname(resolve(path)))}export {};\n`,
  );
  return { notebook: name, path: await Deno.realPath(file), starts };
}

/** Imports relative to the notebook as ones from anywhere, line by line. */
function absoluteImports(text: string, folder: string): string {
  const base = pathToFileURL(`${folder}/`);
  return text.replaceAll(
    /(\bfrom\s*|\bimport\s*\(?\s*)(["'])(\.{1,2}\/[^"'\n]+)\2/g,
    (_, start: string, quote: string, specifier: string) =>
      `${start}${quote}${new URL(specifier, base).href}${quote}`,
  );
}

/** A finding, and whether it keeps the whole module from being read. */
type SortedFinding = Finding & { readonly syntax: boolean };

/** The part of the report of `deno lint --json` that is read. */
type LintReport = {
  readonly diagnostics: readonly {
    readonly filename: string;
    readonly range: { readonly start: { readonly line: number } };
    readonly message: string;
    readonly code: string;
  }[];
  readonly errors: readonly {
    readonly file_path: string;
    readonly message: string;
  }[];
};

async function lint(
  modules: readonly CellModule[],
  signal: AbortSignal | undefined,
): Promise<SortedFinding[]> {
  const { stdout, stderr } = await deno(
    ["lint", "--json", `--rules-exclude=${NOT_FOR_CELLS}`],
    modules,
    signal,
  );
  let report: LintReport;
  try {
    report = JSON.parse(stdout);
  } catch {
    return [{ ...general("deno lint", stderr), syntax: false }];
  }
  const found = report.diagnostics.map((
    { filename, range, message, code },
  ) => ({
    place: placeOf(modules, fileURLToPath(filename), range.start.line),
    reason: `${code}: ${message}`,
    syntax: false,
  }));
  const unreadable = report.errors.map(({ file_path: path, message }) => ({
    place: placeOf(
      modules,
      path,
      Number(/:(\d+):\d+\s*$/.exec(message)?.[1] ?? NaN),
    ),
    reason: message.split("\n")[0]!,
    syntax: true,
  }));
  return [...found, ...unreadable];
}

/** Checks until every module that can be resolved has been type-checked. */
async function typeCheck(
  modules: readonly CellModule[],
  signal: AbortSignal | undefined,
): Promise<SortedFinding[]> {
  const unresolved: SortedFinding[] = [];
  for (let rest = modules; rest.length > 0;) {
    const found = await typeCheckOnce(rest, signal);
    const faults = found.filter(({ syntax }) => syntax);
    const at = new Set(faults.map(({ place }) => place.notebook));
    const next = rest.filter(({ notebook }) => !at.has(notebook));
    if (next.length === rest.length) return [...unresolved, ...found];
    unresolved.push(...faults);
    rest = next;
  }
  return unresolved;
}

/** One run, which ends early at an import that cannot be resolved. */
async function typeCheckOnce(
  modules: readonly CellModule[],
  signal: AbortSignal | undefined,
): Promise<SortedFinding[]> {
  const { success, stdout, stderr } = await deno(
    ["check", "--quiet"],
    modules,
    signal,
  );
  if (success) return [];
  const report = `${stdout}\n${stderr}`.replaceAll(
    `${pathToFileURL(ROOT).href}/`,
    "",
  );
  const found = Array.from(
    report.matchAll(
      /^(?:(TS\d+) \[ERROR\]|error): (.+)((?:\n(?!TS\d+ |\n|error: ).*)*?)\n\s+at (\S+):(\d+):\d+/gm,
    ),
    ([, code, message, , file, line]) => ({
      place: placeOf(modules, toPath(file!), Number(line)),
      reason: [code, message!.replace(/ from "file:[^"]*"$/, "")]
        .filter((part) => part !== undefined).join(": "),
      syntax: code === undefined,
    }),
  );
  return found.length > 0
    ? found
    : [{ ...general("deno check", report), syntax: false }];
}

function toPath(file: string): string {
  return file.startsWith("file:") ? fileURLToPath(file) : resolve(ROOT, file);
}

/** Where a line of a module stands in its notebook, or in the library. */
function placeOf(
  modules: readonly CellModule[],
  path: string,
  line: number,
): CellPlace {
  const module = modules.find((module) => module.path === path);
  if (module === undefined) return { notebook: nameOf(path), line };
  const [start, cell] = module.starts.findLast(([start]) => start <= line) ??
    [];
  if (start === undefined) return { notebook: module.notebook };
  return { notebook: module.notebook, cell, line: line - start + 1 };
}

/** A complaint that names no place. */
function general(tool: string, text: string): Finding {
  const reason = text.replace(/\s*Stack backtrace:[\s\S]*/, "").trim();
  return { place: { notebook: tool }, reason };
}

async function deno(
  args: readonly string[],
  modules: readonly CellModule[],
  signal: AbortSignal | undefined,
): Promise<{ success: boolean; stdout: string; stderr: string }> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      ...args,
      "--config",
      join(ROOT, "deno.json"),
      ...modules.map(({ path }) => path),
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(signal === undefined ? {} : { signal }),
  });
  const { success, stdout, stderr } = await command.output();
  signal?.throwIfAborted();
  const decoder = new TextDecoder();
  return {
    success,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}
