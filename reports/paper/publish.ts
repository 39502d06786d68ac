import { join } from "node:path";
import { hash, MANIFEST, type Manifest, readManifest } from "./manifest.ts";

/** Files of a report by name. */
export type ReportFiles = ReadonlyMap<string, Uint8Array | string>;

/** How the folder of a report that is not in place yet begins. */
const DRAFT = ".draft-";

/**
 * Puts a finished report into its folder, and takes out what an earlier one
 * left that this one does not have.
 *
 * Every file is complete beside the folder before the first one is moved in, and
 * the manifest leaves first and comes last: a report that was cut short has
 * none, so that the next build does not trust it.
 *
 * @param folder The folder; it is made where it is not there.
 * @param files The report.
 * @param made What it was made of.
 */
export function publish(
  folder: string,
  files: ReportFiles,
  made: Omit<Manifest, "files">,
): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const { name, isDirectory } of [...Deno.readDirSync(folder)]) {
    const abandoned = isDirectory && name.startsWith(DRAFT);
    if (abandoned) Deno.removeSync(join(folder, name), { recursive: true });
  }
  const draft = Deno.makeTempDirSync({ dir: folder, prefix: DRAFT });
  try {
    const hashes: { [name: string]: string } = {};
    for (const [name, content] of files) {
      const bytes = typeof content === "string"
        ? new TextEncoder().encode(content)
        : content;
      hashes[name] = hash(bytes);
      Deno.writeFileSync(join(draft, name), bytes);
    }
    const manifest = JSON.stringify({ ...made, files: hashes }, null, 2);
    Deno.writeTextFileSync(join(draft, MANIFEST), manifest + "\n");
    const before = Object.keys(readManifest(folder)?.files ?? {});
    remove(join(folder, MANIFEST));
    for (const name of files.keys()) {
      Deno.renameSync(join(draft, name), join(folder, name));
    }
    before.filter((name) => !files.has(name) && isPlain(name))
      .forEach((name) => remove(join(folder, name)));
    Deno.renameSync(join(draft, MANIFEST), join(folder, MANIFEST));
  } finally {
    Deno.removeSync(draft, { recursive: true });
  }
}

/** Whether a name of a manifest is one that a report writes. */
function isPlain(name: string): boolean {
  return /^[\w-]+\.(?:md|svg|json|html|pdf)$/.test(name);
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
