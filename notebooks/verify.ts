import type { CellPlace } from "./cell_error.ts";
import { executeNotebook, type ExecuteOptions } from "./execute.ts";
import {
  type Cell,
  joinLines,
  type Lines,
  type Output,
  readNotebook,
  sortKeys,
} from "./nbformat.ts";
import { assertPublishable } from "./output_rules.ts";

/** A committed output that is not what the cell shows now. */
export type Difference = {
  /** Notebook and cell. */
  readonly place: CellPlace;
  /** What differs, in a few lines. */
  readonly reason: string;
};

/** Characters of a line that a difference quotes. */
const QUOTED = 100;

/**
 * Executes a notebook again and compares with the outputs in its file.
 *
 * @param path The notebook.
 * @param options As for `executeNotebook`.
 * @returns The cells whose outputs differ; none where the file is true.
 * @throws {CellError} Where `executeNotebook` does, and where the file breaks a
 * rule for committed notebooks.
 */
export async function verifyNotebook(
  path: string,
  options: ExecuteOptions = {},
): Promise<Difference[]> {
  const committed = await readNotebook(path);
  assertPublishable(committed.name, committed.notebook, committed.text);
  const { notebook } = await executeNotebook(path, options);
  const differences: Difference[] = [];
  committed.notebook.cells.forEach((cell, i) => {
    const reason = difference(cell, notebook.cells[i]!);
    if (reason === undefined) return;
    differences.push({
      place: { notebook: committed.name, cell: i + 1 },
      reason,
    });
  });
  return differences;
}

/** How two runs of a cell differ; `undefined` where they do not. */
function difference(before: Cell, after: Cell): string | undefined {
  if (before.cell_type !== "code") return undefined;
  const old = parts(before.outputs ?? []);
  const now = parts(after.outputs ?? []);
  if (old.length === 0 && now.length > 0) {
    return "it shows something and the file has no output: run deno task notebooks";
  }
  for (let i = 0; i < Math.max(old.length, now.length); i++) {
    const [was, is] = [old[i], now[i]];
    if (was === undefined) return `it shows ${is!.name} besides`;
    if (is === undefined) return `it no longer shows ${was.name}`;
    if (was.name !== is.name) return `it shows ${is.name}, not ${was.name}`;
    if (was.text !== is.text) {
      return `${is.name} differs, ${quote(was.text, is.text)}`;
    }
  }
  return before.execution_count === after.execution_count
    ? undefined
    : `it ran as number ${after.execution_count}, the file says ${before.execution_count}`;
}

type Part = { readonly name: string; readonly text: string };

/** The texts of outputs by stream or media type; a stream's pieces as one. */
function parts(outputs: readonly Output[]): Part[] {
  const all: Part[] = [];
  for (const output of outputs) {
    const last = all.at(-1);
    const [part, ...others] = partsOf(output);
    if (output.output_type === "stream" && last?.name === part!.name) {
      all.splice(-1, 1, { ...last, text: last.text + part!.text });
    } else if (part !== undefined) {
      all.push(part, ...others);
    }
  }
  return all;
}

function partsOf(output: Output): Part[] {
  switch (output.output_type) {
    case "stream":
      return [{ name: String(output.name), text: textOf(output.text) }];
    case "error":
      return [{
        name: String(output.ename),
        text: `${output.evalue}\n${textOf(output.traceback)}`,
      }];
    default:
      return Object.entries(output.data ?? {})
        .sort(([a], [b]) => a < b ? -1 : 1)
        .map(([name, value]) => ({ name, text: textOf(value) }));
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" || Array.isArray(value)
    ? joinLines(value as Lines)
    : JSON.stringify(sortKeys(value));
}

/** The first line that differs, both ways, around the place where it does. */
function quote(was: string, is: string): string {
  const [old, now] = [was.split("\n"), is.split("\n")];
  const line = now.findIndex((text, i) => text !== old[i]);
  const at = line < 0 ? now.length : line;
  const [a, b] = [old[at], now[at]];
  let start = 0;
  while (a?.[start] !== undefined && a[start] === b?.[start]) start++;
  const cut = (text: string | undefined) =>
    text === undefined
      ? "nothing"
      : `${start > 20 ? "…" : ""}${
        text.slice(Math.max(start - 20, 0), start + QUOTED - 20)
      }`;
  return `line ${at + 1}:\n  - ${cut(a)}\n  + ${cut(b)}`;
}
