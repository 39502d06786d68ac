import { createHash } from "node:crypto";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { SweepRecord } from "../lib/performance/mod.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * The record of a sweep as a file, a line per trial.
 *
 * A line that was cut off when the program was killed is ended first, so that the next one is whole.
 *
 * @param path The file; made with the first trial.
 * @returns What `sweep` takes.
 */
export function trialFile(path: string): SweepRecord {
  let whole = false;
  return {
    read: () => readText(path).split("\n").filter((line) => line !== ""),
    append: (line) => {
      Deno.mkdirSync(dirname(path), { recursive: true });
      const start = whole || /(^|\n)$/.test(readText(path)) ? "" : "\n";
      Deno.writeTextFileSync(path, `${start}${line}\n`, { append: true });
      whole = true;
    },
  };
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/**
 * Version of what a trial's result depends on beside its parameters: library, recipe, data.
 *
 * @param catalog Folder of the catalog, whose manifests name what was ingested.
 * @returns 16 hexadecimal digits.
 */
export function trialVersion(catalog: string): string {
  const hash = createHash("sha256");
  const add = (root: string, wanted: (path: string) => boolean) => {
    for (const path of filesBelow(root).filter(wanted)) {
      hash.update(`${relative(root, path)}\0`).update(Deno.readFileSync(path));
    }
  };
  add(join(ROOT, "lib"), (path) => path.endsWith(".ts"));
  add(join(ROOT, "reports"), (path) => /backtest_\w+\.ts$/.test(path));
  add(catalog, (path) => path.endsWith(".json"));
  return hash.digest("hex").slice(0, 16);
}

/** Every file below a folder, in order of names. */
function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)]
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .flatMap(({ name, isDirectory }) =>
      isDirectory ? filesBelow(join(folder, name)) : [join(folder, name)]
    );
}
