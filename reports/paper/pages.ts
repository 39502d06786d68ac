import type { Failures } from "./failures.ts";
import type { Notebook } from "./notebook_file.ts";

/** Media type of a page that a notebook carries. */
export const PAGE = "application/vnd.volarb.page+json";

/** Names that are the report's own. */
const OWN = /^(whitepaper|\d\d_.*)\.html$/;

/**
 * The pages that the notebooks carry, hidden cells included: files of the report as they are.
 *
 * @param notebooks The executed notebooks.
 * @param failures Notes a name that is there twice or is none, and what is not a name with a text.
 * @returns Each page's text by name.
 */
export function collectPages(
  notebooks: readonly Notebook[],
  failures: Failures,
): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  for (const { file, cells } of notebooks) {
    for (const { outputs, position } of cells) {
      for (const output of outputs) {
        const bundle = output.data[PAGE];
        if (bundle === undefined) continue;
        const place = { file, cell: position, output: output.position };
        const { name, html } = bundle as { name: unknown; html: unknown };
        if (typeof name !== "string" || typeof html !== "string") {
          failures.add(place, "the page is not a name and a text");
        } else if (!/^[a-z]\w*\.html$/i.test(name) || OWN.test(name)) {
          failures.add(place, `a page cannot be named ${name}`);
        } else if (pages.has(name)) {
          failures.add(place, `there is a page ${name} before`);
        } else pages.set(name, html);
      }
    }
  }
  return pages;
}
