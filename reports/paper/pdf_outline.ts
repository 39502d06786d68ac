import {
  type PDFContext,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFRef,
} from "pdf-lib";
import type { ContentsEntry } from "./page.ts";

/** An entry of the outline with those below it. */
type OutlineItem = {
  readonly entry: ContentsEntry;
  readonly items: OutlineItem[];
};

/**
 * Writes the contents of a page as the outline of a PDF, open down to the
 * sections.
 *
 * @param context The PDF.
 * @param contents The contents.
 * @returns The outline.
 */
export function addOutline(
  context: PDFContext,
  contents: readonly ContentsEntry[],
): PDFRef {
  const top: OutlineItem[] = [];
  const path: OutlineItem[] = [];
  for (const entry of contents) {
    const item = { entry, items: [] };
    path.length = Math.min(path.length, entry.level - 1);
    (path.at(-1)?.items ?? top).push(item);
    path.push(item);
  }
  const root = PDFDict.withContext(context);
  root.set(PDFName.of("Type"), PDFName.of("Outlines"));
  const ref = context.register(root);
  addItems(context, root, ref, top);
  return ref;
}

/** Adds items below another and says how many of all below it are open. */
function addItems(
  context: PDFContext,
  parent: PDFDict,
  parentRef: PDFRef,
  items: readonly OutlineItem[],
): number {
  const refs = items.map(() => context.nextRef());
  let open = items.length;
  items.forEach(({ entry, items: below }, i) => {
    const item = PDFDict.withContext(context);
    const title = `${entry.number} ${textOf(entry.title)}`.trim();
    item.set(PDFName.of("Title"), PDFHexString.fromText(title));
    item.set(PDFName.of("Dest"), PDFName.of(entry.id));
    item.set(PDFName.of("Parent"), parentRef);
    if (i > 0) item.set(PDFName.of("Prev"), refs[i - 1]!);
    if (i + 1 < refs.length) item.set(PDFName.of("Next"), refs[i + 1]!);
    const shown = addItems(context, item, refs[i]!, below);
    if (entry.level === 1) open += shown;
    else if (shown > 0) item.set(PDFName.of("Count"), PDFNumber.of(-shown));
    context.assign(refs[i]!, item);
  });
  if (refs.length > 0) {
    parent.set(PDFName.of("First"), refs[0]!);
    parent.set(PDFName.of("Last"), refs.at(-1)!);
    parent.set(PDFName.of("Count"), PDFNumber.of(open));
  }
  return open;
}

const ENTITIES: { readonly [name: string]: string } = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&nbsp;": " ",
  "&amp;": "&",
};

/** The words of HTML, a formula as its letters. */
function textOf(html: string): string {
  return html.replaceAll(/<math.*?<\/math>/gs, "")
    .replaceAll(/<[^>]*>|[\u00ad\u200b]/g, "")
    .replaceAll(
      /&#x([0-9a-f]+);/gi,
      (_entity, code: string) => String.fromCodePoint(parseInt(code, 16)),
    )
    .replaceAll(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/\s+/g, " ").trim();
}
