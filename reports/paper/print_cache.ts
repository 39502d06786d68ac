import { join } from "node:path";
import { hash } from "./manifest.ts";

/** A print as it is kept. */
export type StoredPrint = {
  /** What was measured. */
  readonly measured: string;
  /** The PDF. */
  readonly pdf: Uint8Array;
};

/** Keeps the prints of a report's parts in a folder, by what they were made of. */
export class PrintCache {
  readonly #folder: string | undefined;
  readonly #used = new Set<string>();

  /**
   * Opens a folder of prints.
   *
   * @param folder The folder; it is made where it is not there. Absent keeps
   * nothing.
   */
  constructor(folder?: string) {
    this.#folder = folder;
  }

  /**
   * A print that is kept, or a new one, which is kept then.
   *
   * @param sources What the print depends on.
   * @param make Prints, given a name for the print.
   * @returns The print.
   */
  async get(
    sources: readonly string[],
    make: (key: string) => Promise<StoredPrint>,
  ): Promise<StoredPrint> {
    const key = hash(JSON.stringify(sources));
    const name = `${key}.json`;
    this.#used.add(name);
    const kept = this.#read(name);
    if (kept) return kept;
    const made = await make(key);
    if (this.#folder !== undefined) {
      Deno.mkdirSync(this.#folder, { recursive: true });
      const path = join(this.#folder, name);
      const content = { ...made, pdf: made.pdf.toBase64() };
      const draft = Deno.makeTempFileSync({
        dir: this.#folder,
        suffix: ".draft",
      });
      Deno.writeTextFileSync(draft, JSON.stringify(content));
      Deno.renameSync(draft, path);
    }
    return made;
  }

  /** Takes out the prints that were not asked for. */
  prune(): void {
    if (this.#folder === undefined) return;
    for (const { name } of [...Deno.readDirSync(this.#folder)]) {
      if (this.#used.has(name) || !name.endsWith(".json")) continue;
      Deno.removeSync(join(this.#folder, name));
    }
  }

  #read(name: string): StoredPrint | undefined {
    if (this.#folder === undefined) return undefined;
    try {
      const { measured, pdf } = JSON.parse(
        Deno.readTextFileSync(join(this.#folder, name)),
      ) as { measured: string; pdf: string };
      return { measured, pdf: Uint8Array.fromBase64(pdf) };
    } catch {
      return undefined;
    }
  }
}
