import { Displayable } from "./displayable.ts";

/**
 * The media type under which a notebook carries a page that its report writes as a file.
 *
 * @example Of a page of a line
 * ```ts
 * import assert from "node:assert/strict";
 * import { page, PAGE } from "volarb/notebook";
 *
 * const { forms } = page("note.html", "<p>Hello");
 * assert.ok(Object.keys(forms).includes(PAGE));
 * ```
 */
export const PAGE = "application/vnd.volarb.page+json";

/**
 * A page for a browser that stands beside the chapter's report, such as a tearsheet.
 *
 * The notebook carries its text and the report writes it as it is, so that both are of one run. A link to its name, `[page](tearsheet.html)`,
 * leads to it.
 *
 * @param name Name of the file: letters, digits and underscores, a letter first, and `.html`.
 * @param html The page, which needs nothing from anywhere.
 * @returns What a cell shows as the name and the size.
 * @throws {RangeError} If the name is none.
 *
 * @example A page of a line
 * ```ts
 * import assert from "node:assert/strict";
 * import { page, PAGE } from "volarb/notebook";
 *
 * const { forms } = page("note.html", "<!doctype html><p>Hello");
 * assert.deepEqual(forms[PAGE], { name: "note.html", html: "<!doctype html><p>Hello" });
 * assert.equal(forms["text/plain"], "Page note.html: 23 bytes");
 * ```
 */
export function page(name: string, html: string): Displayable {
  if (!/^[a-z]\w*\.html$/i.test(name)) {
    throw new RangeError(
      `Cannot make a page as its name must be letters, digits and underscores with a letter first, and .html: current value is ${name}`,
    );
  }
  const { length } = new TextEncoder().encode(html);
  return new Displayable({
    [PAGE]: { name, html },
    "text/plain": `Page ${name}: ${length} bytes`,
  });
}
