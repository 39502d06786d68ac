/**
 * Executes, verifies or checks the notebooks, without a front end.
 *
 * @module
 */
import { basename, join, resolve } from "node:path";
import {
  type Command,
  progress,
  runCommand,
  say,
  warn,
  wholeNumber,
} from "../data/command.ts";
import { makeFolder } from "../data/paths.ts";
import { DataError } from "../lib/errors/mod.ts";
import { CellError, formatPlace } from "./cell_error.ts";
import { checkNotebooks } from "./check.ts";
import { executeNotebook, type ExecuteOptions } from "./execute.ts";
import { isRun, nameOf, readNotebook, ROOT } from "./nbformat.ts";
import { verifyNotebook } from "./verify.ts";

/** What is done with the notebooks. */
const ACTIONS = ["run", "verify", "check"] as const;

/** The exit code of a program that was interrupted. */
const INTERRUPTED = 130;

const OPTIONS = {
  jobs: {
    type: "string",
    value: "N",
    help: "notebooks at a time",
    default: "2",
  },
  timeout: {
    type: "string",
    value: "S",
    help: "seconds for each cell",
    default: "600",
  },
  catalog: {
    type: "string",
    value: "DIR",
    help: "the catalog that the notebooks read",
  },
  out: {
    type: "string",
    value: "DIR",
    help: "write executed copies there instead of in place",
  },
} as const;

/** The recipe behind `deno task notebooks`. */
export const notebooksCommand: Command<typeof OPTIONS> = {
  name: "notebooks",
  summary:
    "Executes the notebooks on the Deno kernel (run), re-executes them and fails where a committed output differs (verify), or type-checks and lints their cells (check).",
  options: OPTIONS,
  rest: "[run|verify|check] [files…]",
  async run({ jobs, timeout, catalog, out }, rest) {
    const action = ACTIONS.find((action) => action === rest[0]);
    const paths = notebookPaths(action === undefined ? rest : rest.slice(1));
    using interrupt = onInterrupt();
    const { signal } = interrupt;
    const options = {
      jobs: wholeNumber("jobs", jobs, 1),
      timeout: wholeNumber("timeout", timeout, 1),
      signal,
      ...(catalog === undefined ? {} : { catalog: existing(catalog) }),
    };
    try {
      switch (action) {
        case "verify":
          return await verifyAll(paths, options);
        case "check":
          return await checkAll(paths, signal);
        default:
          return await runAll(paths, options, out);
      }
    } catch (error) {
      if (signal.aborted) return INTERRUPTED;
      throw error;
    }
  },
};

type JobOptions = ExecuteOptions & {
  readonly jobs: number;
  readonly signal: AbortSignal;
};

/** Executes notebooks until one fails; each is written when it is complete. */
async function runAll(
  paths: readonly string[],
  { jobs, signal, ...options }: JobOptions,
  out: string | undefined,
): Promise<number> {
  if (out !== undefined) makeFolder(out);
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  let failure: unknown;
  await eachNotebook(paths, jobs, either, async (path, bar) => {
    const start = performance.now();
    try {
      const { name, before, after } = await executeNotebook(path, {
        ...options,
        signal: either,
        onCell: () => bar.done++,
      });
      const target = out === undefined ? path : join(out, basename(path));
      const written = target !== path || before !== after;
      if (written) await writeWhole(target, after);
      const time = ((performance.now() - start) / 1000).toFixed(1);
      bar.say(`${name}: ${written ? "written" : "unchanged"} (${time} s)`);
    } catch (error) {
      failure ??= error;
      failed.abort();
    }
  });
  signal.throwIfAborted();
  if (failure === undefined) return 0;
  if (!(failure instanceof CellError)) throw failure;
  warn(failure.message);
  return 1;
}

/** Executes all notebooks again and tells every difference. */
async function verifyAll(
  paths: readonly string[],
  { jobs, signal, ...options }: JobOptions,
): Promise<number> {
  const complaints: string[] = [];
  await eachNotebook(paths, jobs, signal, async (path, bar) => {
    try {
      const differences = await verifyNotebook(path, {
        ...options,
        signal,
        onCell: () => bar.done++,
      });
      for (const { place, reason } of differences) {
        complaints.push(`${formatPlace(place)}: ${reason}`);
      }
      if (differences.length === 0) {
        bar.say(`${nameOf(path)}: as committed`);
      }
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      complaints.push(error.message);
    }
  });
  signal.throwIfAborted();
  complaints.forEach(warn);
  return complaints.length === 0 ? 0 : 1;
}

/** Types and lint of all notebooks. */
async function checkAll(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  using bar = ticking("notebooks", 1);
  const findings = await checkNotebooks(paths, { signal });
  bar[Symbol.dispose]();
  for (const { place, reason } of findings) {
    warn(`${formatPlace(place)}: ${reason}`);
  }
  if (findings.length > 0) return 1;
  say(`${paths.length} notebook${paths.length === 1 ? "" : "s"} checked`);
  return 0;
}

/** Works on some notebooks at a time, with a bar that counts their cells. */
async function eachNotebook(
  paths: readonly string[],
  jobs: number,
  signal: AbortSignal,
  work: (path: string, bar: Bar) => Promise<void>,
): Promise<void> {
  let cells = 0;
  for (const path of paths) {
    const { notebook } = await readNotebook(path);
    cells += notebook.cells.filter(isRun).length;
  }
  using bar = ticking("notebooks", cells);
  const queue = [...paths];
  const worker = async () => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (signal.aborted) return;
      bar.detail = nameOf(path);
      await work(path, bar);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

/** A bar that is drawn while something else is waited for. */
type Bar = Disposable & {
  /** The amount done. */
  done: number;
  /** What is being worked on. */
  detail: string;
  /** Writes a line where the bar stands. */
  say(text: string): void;
};

function ticking(label: string, total: number): Bar {
  const bar = progress(label, total);
  const timer = setInterval(() => bar.update(state.done, state.detail), 250);
  const state: Bar = {
    done: 0,
    detail: "",
    say(text) {
      bar[Symbol.dispose]();
      say(text);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      bar[Symbol.dispose]();
    },
  };
  return state;
}

/** The notebooks that are named, or all chapters. */
function notebookPaths(files: readonly string[]): string[] {
  if (files.length > 0) return files.map((file) => existing(file));
  const folder = join(ROOT, "notebooks");
  const chapters = [...Deno.readDirSync(folder)]
    .map(({ name }) => name)
    .filter((name) => /^\d\d_.*\.ipynb$/.test(name))
    .sort();
  if (chapters.length === 0) {
    throw new DataError(
      "Cannot run the notebooks as there are none: looked for notebooks/NN_*.ipynb",
    );
  }
  return chapters.map((name) => join(folder, name));
}

/** A path that leads somewhere. */
function existing(path: string): string {
  try {
    Deno.statSync(path);
    return resolve(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new DataError(
      `Cannot use ${path} as there is no such file or folder`,
    );
  }
}

/** Writes a file so that it is never seen half. */
async function writeWhole(path: string, text: string): Promise<void> {
  const whole = `${path}.tmp`;
  await Deno.writeTextFile(whole, text);
  await Deno.rename(whole, path);
}

/** A signal that the user gives by Ctrl-C; kernels end with it. */
function onInterrupt(): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  for (const name of signals) Deno.addSignalListener(name, stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of signals) Deno.removeSignalListener(name, stop);
    },
  };
}

await runCommand(import.meta, notebooksCommand);
