import type { Page } from "./page.ts";

/** The scheme of links from one part of a print into another. */
export const LINK = "volarb:";

/**
 * Takes a page apart for printing.
 *
 * @param page The page.
 * @returns Title, contents and preface as the first part, then a part for each
 * section, with the head of its chapter where it is the first, and one for each
 * chapter without sections.
 */
export function splitPage(page: Page): Page[] {
  const { name } = page;
  const parts = page.chapters.flatMap(({ id, head, sections }) =>
    sections.length === 0 ? [{ id, head, sections }] : sections.map(
      (section, i) =>
        i === 0
          ? { id, head, sections: [section] }
          : { id: "", head: "", sections: [section] },
    )
  );
  return [
    { ...page, chapters: [] },
    ...parts.map((chapter) => ({
      name,
      header: "",
      contents: [],
      preface: "",
      chapters: [chapter],
    })),
  ];
}

/**
 * Makes the links of a part ready for merging: those that lead out of it get a
 * scheme of their own, and each id in it a link that is not seen, as a browser
 * notes in a PDF only the places that something in it leads to.
 *
 * @param html The page of a part.
 * @returns The page with other links.
 */
export function linkParts(html: string): string {
  const text = html.slice(html.indexOf("<body>"))
    .replaceAll(/<svg.*?<\/svg>/gs, "");
  const ids = new Set(
    [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!),
  );
  const unseen = [...ids].map((id) => `<a href="#${id}" hidden></a>`).join("");
  return html.replaceAll(
    / href="#([^"]+)"/g,
    (link, id: string) => ids.has(id) ? link : ` href="${LINK}${id}"`,
  ).replace("</main>", `${unseen}</main>`);
}
