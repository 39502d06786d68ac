// deno-lint-ignore-file camelcase -- the names are the format's
/**
 * Notebook files as the format nbformat 4 has them.
 *
 * @module
 */
import { basename, isAbsolute, relative, resolve } from "node:path";

/** The project's root. */
export const ROOT: string = resolve(import.meta.dirname!, "..");

/** A text as one piece or as its lines with their ends. */
export type Lines = string | string[];

/** What a code cell has shown. */
export type Output = {
  /** `stream`, `display_data`, `execute_result` or `error`. */
  output_type: string;
  /** Text of a stream. */
  text?: Lines;
  /** Forms by media type. */
  data?: Record<string, unknown>;
  /** Name of the stream, or of the exception under `ename`, and so on. */
  [key: string]: unknown;
};

/** A cell. */
export type Cell = {
  /** `code`, `markdown` or `raw`. */
  cell_type: string;
  /** Its name, which no other cell of the notebook has. */
  id?: string;
  /** Tags among others. */
  metadata: { tags?: string[]; [key: string]: unknown };
  /** What it holds. */
  source: Lines;
  /** What it has shown; of code cells. */
  outputs?: Output[];
  /** When it ran, from 1; of code cells. */
  execution_count?: number | null;
};

/** A notebook. */
export type Notebook = {
  /** The cells in order. */
  cells: Cell[];
  /** Kernel and language among others. */
  metadata: Record<string, unknown>;
  /** Major version of the format. */
  nbformat: number;
};

/** A notebook file as it stands on disk. */
export type NotebookFile = {
  /** How messages name it: its path from the project's root. */
  readonly name: string;
  /** Its text. */
  readonly text: string;
  /** What the text says. */
  readonly notebook: Notebook;
};

/**
 * Reads a notebook file.
 *
 * @param path The file.
 * @returns Its name, text and cells.
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {SyntaxError} If it is no notebook of nbformat 4.
 */
export async function readNotebook(path: string): Promise<NotebookFile> {
  const name = nameOf(path);
  const text = await Deno.readTextFile(path);
  let notebook: Notebook;
  try {
    notebook = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(
      `Cannot read ${name} as it must be JSON: ${(error as Error).message}`,
    );
  }
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new SyntaxError(
      `Cannot read ${name} as it must be a notebook of nbformat 4: current version is ${notebook?.nbformat}`,
    );
  }
  return { name, text, notebook };
}

/**
 * A notebook as Jupyter writes it: keys in order, an indent of one, a line's end
 * at the end.
 *
 * @param notebook The notebook.
 * @returns The text of its file.
 */
export function formatNotebook(notebook: Notebook): string {
  return `${JSON.stringify(sortKeys(notebook), null, 1)}\n`;
}

/** A value of JSON with the keys of every object in order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(
    entries.map(([key, part]) => [key, sortKeys(part)]),
  );
}

/**
 * How messages name a file: its path from the project's root, or from the
 * working directory where it is not below the root.
 *
 * @param path The file.
 * @returns The name, with `/` between folders.
 */
export function nameOf(path: string): string {
  const absolute = resolve(path);
  const below = relative(ROOT, absolute);
  if (!below.startsWith("..") && !isAbsolute(below)) {
    return below.replaceAll("\\", "/");
  }
  const near = relative(Deno.cwd(), absolute);
  return near.startsWith("..") ? basename(absolute) : near;
}

/**
 * A text in one piece.
 *
 * @param lines The text or its lines.
 * @returns The text.
 */
export function joinLines(lines: Lines): string {
  return typeof lines === "string" ? lines : lines.join("");
}

/**
 * A text as its lines with their ends, which keeps differences readable.
 *
 * @param text The text.
 * @returns The lines; none of an empty text.
 */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * Whether a cell is run.
 *
 * @param cell The cell.
 * @returns False for prose, for empty cells and for those tagged
 * `skip-execution`.
 */
export function isRun(cell: Cell): boolean {
  return cell.cell_type === "code" && !hasTag(cell, "skip-execution") &&
    joinLines(cell.source).trim() !== "";
}

/**
 * Whether a cell has a tag.
 *
 * @param cell The cell.
 * @param tag The tag.
 * @returns Whether it is among the cell's tags.
 */
export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) ?? false;
}
