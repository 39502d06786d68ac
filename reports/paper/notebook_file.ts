import { basename, join } from "node:path";
import { DataError } from "../../lib/errors/mod.ts";
import type { Failures } from "./failures.ts";
import type { Place } from "./place.ts";

/** One output of a code cell. */
export type CellOutput = {
  /** Position among the cell's outputs, from 1. */
  readonly position: number;
  /** Text of a stream, a bundle by media type, or an error. */
  readonly kind: "stream" | "bundle";
  /** `stdout` or `stderr` for a stream. */
  readonly stream?: string;
  /** The bundle; a stream's text stands under `text/plain`. */
  readonly data: { readonly [mediaType: string]: unknown };
};

/** One cell of a notebook. */
export type Cell = {
  /** Position in the notebook, from 1. */
  readonly position: number;
  /** What the cell holds. */
  readonly kind: "markdown" | "code" | "raw";
  /** Its text. */
  readonly source: string;
  /** Tags from its metadata. */
  readonly tags: ReadonlySet<string>;
  /** What it showed when it ran. */
  readonly outputs: readonly CellOutput[];
};

/** An executed notebook. */
export type Notebook = {
  /** The file as a user would open it. */
  readonly file: string;
  /** Name without folder and extension: `11_volatility`. */
  readonly name: string;
  /** First digit of the name: the chapter that it belongs to. */
  readonly chapter: number;
  /** Bytes of the file. */
  readonly bytes: Uint8Array;
  /** Its cells. */
  readonly cells: readonly Cell[];
};

const NUMBERED = /^(\d)\d_[a-z0-9_]+\.ipynb$/;

/**
 * Reads the numbered notebooks of a folder, `NN_name.ipynb`, in their order.
 *
 * @param folder The folder.
 * @param shownAs The folder as messages name it.
 * @param failures Notes what cannot be read, cells that were not executed and
 * cells that ended in an error.
 * @returns The notebooks.
 * @throws {DataError} If the folder cannot be read or holds no such notebook.
 */
export function readNotebooks(
  folder: string,
  shownAs: string,
  failures: Failures,
): Notebook[] {
  let names: string[];
  try {
    names = [...Deno.readDirSync(folder)].map((entry) => entry.name)
      .filter((name) => NUMBERED.test(name)).sort();
  } catch (error) {
    const found = error instanceof Deno.errors.NotFound
      ? "no such folder"
      : error instanceof Deno.errors.PermissionDenied
      ? "no permission"
      : "not a folder";
    throw new DataError(`Cannot read the notebooks in ${shownAs}: ${found}`);
  }
  if (names.length === 0) {
    throw new DataError(
      `Cannot read the notebooks in ${shownAs}: looked for NN_name.ipynb, found none`,
    );
  }
  return names.flatMap((name) => {
    const file = join(shownAs, name).replaceAll("\\", "/");
    const bytes = Deno.readFileSync(join(folder, name));
    return parseNotebook(bytes, file, failures) ?? [];
  });
}

/**
 * Reads one notebook.
 *
 * @param bytes The file's content.
 * @param file The file as messages name it; its name starts with two digits.
 * @param failures Notes what is wrong with it.
 * @returns The notebook, or `undefined` where it is not one.
 */
export function parseNotebook(
  bytes: Uint8Array,
  file: string,
  failures: Failures,
): Notebook | undefined {
  let raw: RawNotebook;
  try {
    raw = JSON.parse(new TextDecoder().decode(bytes)) as RawNotebook;
    if (!Array.isArray(raw?.cells)) throw new SyntaxError("it has no cells");
  } catch (error) {
    failures.add({ file }, `it is not a notebook: ${(error as Error).message}`);
    return undefined;
  }
  const cells = raw.cells.map((cell, i): Cell => {
    const place = { file, cell: i + 1 };
    return {
      position: i + 1,
      kind: cell.cell_type,
      source: joined(cell.source),
      tags: new Set(cell.metadata?.tags ?? []),
      outputs: (cell.outputs ?? []).flatMap((output, j) =>
        readOutput(output, { ...place, output: j + 1 }, failures)
      ),
    };
  });
  reportUnexecuted(raw, file, failures);
  const name = basename(file, ".ipynb");
  return { file, name, chapter: Number(name[0]), bytes, cells };
}

type RawOutput = {
  "output_type": string;
  name?: string;
  text?: string | string[];
  data?: { [mediaType: string]: unknown };
  ename?: string;
  evalue?: string;
};

type RawNotebook = {
  cells: {
    "cell_type": Cell["kind"];
    source: string | string[];
    metadata?: { tags?: string[] };
    "execution_count"?: number | null;
    outputs?: RawOutput[];
  }[];
};

function readOutput(
  output: RawOutput,
  place: Place,
  failures: Failures,
): CellOutput[] {
  const position = place.output ?? 1;
  if (output.output_type === "error") {
    failures.add(
      place,
      `the cell ended in an error: ${output.ename}: ${
        String(output.evalue).split("\n")[0]
      }`,
    );
    return [];
  }
  if (output.output_type === "stream") {
    const data = { "text/plain": joined(output.text ?? "") };
    return [{
      position,
      kind: "stream",
      stream: output.name ?? "stdout",
      data,
    }];
  }
  const data = Object.fromEntries(
    Object.entries(output.data ?? {}).map(([mediaType, value]) => [
      mediaType,
      Array.isArray(value) && mediaType.match(/^text\/|xml$/)
        ? joined(value)
        : value,
    ]),
  );
  return [{ position, kind: "bundle", data }];
}

/** Notes a notebook or a cell that has not run. */
function reportUnexecuted(
  raw: RawNotebook,
  file: string,
  failures: Failures,
): void {
  const code = raw.cells.map((cell, i) => ({ ...cell, position: i + 1 }))
    .filter((cell) =>
      cell.cell_type === "code" && joined(cell.source).trim() !== ""
    );
  const counted = code.some((cell) => cell.execution_count != null);
  const shown = code.some((cell) => (cell.outputs ?? []).length > 0);
  if (code.length > 0 && !counted && !shown) {
    failures.add(
      { file },
      "it has not been executed: no code cell has an output",
    );
  } else if (counted) {
    for (const cell of code) {
      if (cell.execution_count == null) {
        failures.add(
          { file, cell: cell.position },
          "the cell has not been executed",
        );
      }
    }
  }
}

function joined(text: string | readonly string[]): string {
  return typeof text === "string" ? text : text.join("");
}
