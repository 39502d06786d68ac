import { createHash } from "node:crypto";
import { join } from "node:path";

/** What a report was made of and what was made; stands beside it as a file. */
export type Manifest = {
  /** Which data the numbers are from. */
  readonly edition: string;
  /** Hash of the recipe: the builder's sources and the packages it uses. */
  readonly recipe: string;
  /** Hash of every file that the report was made of. */
  readonly sources: { readonly [file: string]: string };
  /** Hash of every data file that the notebooks read, where they say so. */
  readonly data: { readonly [file: string]: string };
  /** Hash of every file of the report. */
  readonly files: { readonly [name: string]: string };
};

/** Name of the manifest in the folder of the report. */
export const MANIFEST = "manifest.json";

/**
 * The SHA-256 of bytes or of a text in UTF-8.
 *
 * @param content The bytes or the text.
 * @returns 64 hexadecimal digits.
 */
export function hash(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * The manifest of a folder.
 *
 * @param folder The folder of a report.
 * @returns The manifest, or `undefined` where there is none to trust.
 */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const text = Deno.readTextFileSync(join(folder, MANIFEST));
    const manifest = JSON.parse(text) as Manifest;
    return typeof manifest.files === "object" ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a report is there as its manifest says and was made of given sources.
 *
 * @param folder The folder of the report.
 * @param manifest Its manifest.
 * @param wanted What it should have been made of.
 * @returns `true` where a build would write the same files again.
 */
export function isCurrent(
  folder: string,
  manifest: Manifest,
  wanted: Omit<Manifest, "files">,
): boolean {
  const { files, ...made } = manifest;
  return JSON.stringify(made) === JSON.stringify(wanted) &&
    Object.entries(files).every(([name, expected]) => {
      try {
        return hash(Deno.readFileSync(join(folder, name))) === expected;
      } catch {
        return false;
      }
    });
}

/**
 * The hash of a recipe.
 *
 * @param root The project's root.
 * @param sources The recipe's files, from the root.
 * @returns A hash of the files and of the packages that `deno.json` maps for
 * them.
 */
export function hashRecipe(root: string, sources: readonly string[]): string {
  const texts = sources.map((source) =>
    Deno.readTextFileSync(join(root, source))
  );
  const { imports } = JSON.parse(
    Deno.readTextFileSync(join(root, "deno.json")),
  ) as { imports: Record<string, string> };
  const packages = Object.entries(imports).filter(([name, target]) =>
    target.startsWith("npm:") && texts.some((text) => text.includes(`"${name}`))
  );
  return hash(JSON.stringify([texts, packages]));
}
