/**
 * What a notebook that is committed may hold.
 *
 * @module
 */
import { dirname } from "node:path";
import { tmpdir } from "node:os";
import { CellError } from "./cell_error.ts";
import { type Lines, type Notebook, type Output, ROOT } from "./nbformat.ts";

/** Bytes that a notebook may have. */
const LIMIT = 1_000_000;

/** Media types of text and vector graphics. */
const TEXT = /^(text\/.+|image\/svg\+xml|application\/(.+\+)?json)$/;

/** Bytes of a picture within a text. */
const EMBEDDED = /data:(image\/(?!svg)|audio\/|video\/)[\w.+-]+;base64/;

/**
 * Holds a notebook to the rules: outputs are text and SVG, no output names a
 * folder of this machine, and the file has a megabyte at most.
 *
 * @param name The notebook, as messages name it.
 * @param notebook The notebook.
 * @param text Its text.
 * @throws {CellError} Where it breaks a rule.
 */
export function assertPublishable(
  name: string,
  notebook: Notebook,
  text: string,
): void {
  notebook.cells.forEach(({ outputs = [] }, i) => {
    const place = { notebook: name, cell: i + 1 };
    for (const output of outputs) {
      const type = Object.keys(output.data ?? {}).find((t) => !TEXT.test(t));
      if (type !== undefined) {
        throw new CellError(
          place,
          `outputs must be text or SVG: current media type is ${type}`,
        );
      }
      const said = textOf(output);
      if (EMBEDDED.test(said)) {
        throw new CellError(
          place,
          "outputs must be text or SVG: one embeds bytes",
        );
      }
      const path = machinePath(said);
      if (path !== undefined) {
        throw new CellError(
          place,
          `outputs must not name a folder of this machine: found ${path}`,
        );
      }
    }
  });
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > LIMIT) {
    throw new CellError(
      { notebook: name },
      `a notebook must have ${LIMIT} bytes or less: current size is ${bytes}`,
    );
  }
}

/** All that an output says, in one text. */
function textOf({ text, data, evalue, traceback }: Output): string {
  return [text, evalue, traceback, ...Object.values(data ?? {})].map(
    (part) =>
      typeof part === "string"
        ? part
        : Array.isArray(part)
        ? (part as Lines & string[]).join("")
        : part === undefined
        ? ""
        : JSON.stringify(part),
  ).join("\n");
}

/** A folder of this machine that a text names. */
function machinePath(text: string): string | undefined {
  const folders = [
    ROOT,
    Deno.env.get("HOME"),
    Deno.env.get("USERPROFILE"),
    dirname(Deno.execPath()),
    tmpdir(),
  ];
  return folders.find((folder) =>
    folder !== undefined && folder.length > 1 &&
    new RegExp(`(?<![\\w.-])${RegExp.escape(folder)}(?=[/\\\\])`).test(text)
  );
}
