import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CellError } from "./cell_error.ts";
import { cellLine } from "./cell_line.ts";
import { checkNotebooks } from "./check.ts";
import { Kernel, KernelEnded, KernelTimeout, type Result } from "./kernel.ts";
import {
  type Cell,
  formatNotebook,
  hasTag,
  isRun,
  joinLines,
  type Notebook,
  readNotebook,
  ROOT,
} from "./nbformat.ts";
import { assertPublishable } from "./output_rules.ts";
import { toError, toOutputs } from "./outputs.ts";

/** What a notebook says of its kernel; Jupyter insists on all of it. */
const KERNELSPEC = {
  "display_name": "Deno",
  language: "typescript",
  name: "deno",
};

/** How notebooks are executed. */
export type ExecuteOptions = {
  /** Seconds for each cell; 600 where absent. */
  readonly timeout?: number;
  /** The catalog's folder; where absent the notebook looks for `data/catalog`. */
  readonly catalog?: string;
  /** The folder of the kernel; the notebook's own where absent. */
  readonly cwd?: string;
  /** Ends the execution. */
  readonly signal?: AbortSignal;
  /** Called after every cell that was run. */
  readonly onCell?: () => void;
};

/** A notebook before and after its execution; nothing is written. */
export type Execution = {
  /** How messages name it. */
  readonly name: string;
  /** The text of its file. */
  readonly before: string;
  /** The text that the executed notebook has. */
  readonly after: string;
  /** The executed notebook. */
  readonly notebook: Notebook;
};

/**
 * Executes a notebook on a Deno kernel of its own, cell by cell.
 *
 * The result is complete and depends on the notebook and its data alone: every
 * output stands under the cell that made it, and keys, streams and numbers of
 * execution have one form. The file is not changed.
 *
 * @param path The notebook.
 * @param options Time, data, and what ends the execution.
 * @returns The notebook before and after.
 * @throws {CellError} At the first cell that throws, leaves a promise rejected or
 * a timer that throws, does not end in time, ends the kernel or cannot be
 * translated, except where it is tagged `raises-exception`; where an output must
 * not be published; and where the kernel does not start.
 * @throws {SyntaxError} If the file is no notebook.
 */
export async function executeNotebook(
  path: string,
  options: ExecuteOptions = {},
): Promise<Execution> {
  const { name, text, notebook } = await readNotebook(path);
  await using kernel = await startKernel(name, path, options);
  notebook.metadata.kernelspec = {
    ...KERNELSPEC,
    ...notebook.metadata.kernelspec as object,
  };
  notebook.metadata.language_info = await kernel.language();
  let count = 0;
  for (const [i, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== "code") continue;
    cell.outputs = [];
    cell.execution_count = null;
    delete cell.metadata.execution;
    if (!isRun(cell)) continue;
    cell.execution_count = ++count;
    const run = { path, name, cell, position: i + 1, kernel };
    await executeCell(run, count, options);
    options.onCell?.();
  }
  const after = formatNotebook(notebook);
  assertPublishable(name, notebook, after);
  return { name, before: text, after, notebook };
}

async function startKernel(
  notebook: string,
  path: string,
  { catalog, cwd, signal }: ExecuteOptions,
): Promise<Kernel> {
  try {
    return await Kernel.start({
      cwd: cwd ?? dirname(resolve(path)),
      env: catalog === undefined ? {} : { VOLARB_CATALOG: resolve(catalog) },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (!(error instanceof KernelEnded || error instanceof KernelTimeout)) {
      throw error;
    }
    throw new CellError(
      { notebook },
      `the kernel did not start: ${error.message}`,
    );
  }
}

/** A cell in its notebook and kernel. */
type Run = {
  readonly path: string;
  readonly name: string;
  readonly cell: Cell;
  readonly position: number;
  readonly kernel: Kernel;
};

async function executeCell(
  run: Run,
  count: number,
  { timeout = 600, signal }: ExecuteOptions,
): Promise<void> {
  const { cell, kernel, name, position } = run;
  let result: Result;
  try {
    result = await kernel.execute(joinLines(cell.source), timeout * 1000);
  } catch (error) {
    throw await whyNot(
      error,
      { notebook: name, cell: position },
      timeout,
      signal,
    );
  }
  const { outputs, reply, faults } = result;
  cell.outputs = toOutputs(outputs, count);
  const raised = reply.content.status === "error";
  if (raised && !cell.outputs.some(isError)) {
    const { ename, evalue, traceback } = reply.content;
    cell.outputs.push(toError(ename, evalue, traceback));
  }
  if (hasTag(cell, "raises-exception")) return;
  if (raised) throw await whyRaised(run, reply.content);
  const error = cell.outputs.find(isError);
  if (error !== undefined) {
    const stack = error.traceback as string[];
    throw await cellError(run, `${error.ename}: ${error.evalue}`, stack);
  }
  const [fault] = faults;
  if (fault !== undefined) {
    const stack = fault.stack.split("\n");
    throw await cellError(run, `${fault.kind}: ${messageOf(stack)}`, stack);
  }
}

function isError({ output_type: type }: { output_type: string }): boolean {
  return type === "error";
}

/** Why a cell did not come to an end. */
async function whyNot(
  error: unknown,
  place: { notebook: string; cell: number },
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (error instanceof KernelTimeout) {
    return new CellError(place, `it did not end within ${timeout} s`);
  }
  if (!(error instanceof KernelEnded)) return error;
  // An interrupt from the terminal reaches the kernel first.
  await new Promise((resolve) => setTimeout(resolve, 50));
  if (signal?.aborted) return signal.reason;
  return new CellError(place, `${error.message} while the cell ran`);
}

/** Why a cell threw, or could not be translated at all. */
async function whyRaised(
  run: Run,
  { ename, evalue, traceback }: {
    ename: string;
    evalue: string;
    traceback: string[];
  },
): Promise<CellError> {
  if (traceback.length > 0 || evalue !== "Execution failed") {
    const named = evalue.startsWith(`${ename}:`) || ename === "";
    return await cellError(
      run,
      named ? evalue : `${ename}: ${evalue}`,
      traceback,
    );
  }
  // The kernel says nothing of syntax and of packages that are missing.
  const findings = await checkNotebooks([run.path], { until: run.position });
  const finding =
    findings.findLast(({ place }) => place.cell === run.position) ??
      findings.find(({ place }) => place.cell === undefined);
  return new CellError(
    finding?.place ?? { notebook: run.name, cell: run.position },
    finding?.reason ?? "the kernel could not run it and gave no reason",
  );
}

/** The error of a cell, with its line and where in the library it arose. */
async function cellError(
  { cell, kernel, name, position }: Run,
  reason: string,
  stack: readonly string[],
): Promise<CellError> {
  const translated = await kernel.lastCell().catch(() => undefined);
  const line = translated === undefined
    ? undefined
    : cellLine(joinLines(cell.source), translated, stack);
  const frame = /\blib\/[\w/]+\.ts:\d+/.exec(stack.join("\n"))?.[0];
  const origin = frame === undefined
    ? ""
    : ` (${frame.replace(":", ", line ")})`;
  const said = reason
    .replaceAll(/ from "file:[^"]*"/g, "")
    .replaceAll(`${pathToFileURL(ROOT).href}/`, "");
  return new CellError(
    { notebook: name, cell: position, line },
    said + origin,
  );
}

/** The message at the head of a stack. */
function messageOf(stack: readonly string[]): string {
  const frames = stack.findIndex((line) => /^\s+at /.test(line));
  return stack.slice(0, frames < 0 ? stack.length : frames).join("\n");
}
