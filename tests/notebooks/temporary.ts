// deno-lint-ignore-file camelcase -- the names are the format's
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the chapters, under the project's `deno.json`. */
export const CHAPTERS: string = fileURLToPath(
  new URL("../../notebooks/", import.meta.url),
);

/** A folder that is gone at the end of the block. */
export class TemporaryFolder implements Disposable {
  /** Its path. */
  readonly path: string = Deno.realPathSync(Deno.makeTempDirSync());

  /** Writes a notebook whose code cells follow a heading. */
  notebook(name: string, ...sources: (string | TaggedSource)[]): string {
    const path = join(this.path, name);
    const cells = sources.map((source, i) => ({
      cell_type: "code",
      execution_count: null,
      id: `code-${i}`,
      metadata: typeof source === "string" ? {} : { tags: source.tags },
      outputs: [],
      source: typeof source === "string" ? source : source.source,
    }));
    const heading = {
      cell_type: "markdown",
      id: "heading",
      metadata: {},
      source: ["# A chapter"],
    };
    const text = JSON.stringify({
      cells: [heading, ...cells],
      metadata: { kernelspec: { name: "deno", language: "typescript" } },
      nbformat: 4,
      nbformat_minor: 5,
    });
    Deno.writeTextFileSync(path, text);
    return path;
  }

  /** Names of the files in it. */
  names(): string[] {
    return [...Deno.readDirSync(this.path)].map(({ name }) => name).sort();
  }

  /** Removes it. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** A cell with tags. */
export type TaggedSource = {
  /** The code. */
  readonly source: string;
  /** The tags. */
  readonly tags: readonly string[];
};
