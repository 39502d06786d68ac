import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  type PDFPage,
  PDFRawStream,
  type PDFRef,
  PDFString,
} from "pdf-lib";
import type { ContentsEntry } from "./page.ts";
import { ObjectMover } from "./pdf_objects.ts";
import { addOutline } from "./pdf_outline.ts";
import { TagTree } from "./pdf_tags.ts";
import { LINK } from "./print_parts.ts";
import { writePdf } from "./write_pdf.ts";

/** A PDF that was read. */
export type PdfPart = {
  /** The document. */
  readonly document: PDFDocument;
  /** How many pages it has. */
  readonly pages: number;
  /** Page from 0 of each id that can be led to. */
  readonly destinations: ReadonlyMap<string, number>;
};

/** What a merged PDF says of itself. */
export type PdfDescription = {
  /** The page, of which the title and the contents are used. */
  readonly page: {
    readonly name: string;
    readonly contents: readonly ContentsEntry[];
  };
  /** Who wrote it. */
  readonly authors: readonly string[];
  /** The day that it gives as its own, `YYYY-MM-DD`. */
  readonly date: string;
};

/**
 * Reads a PDF of the browser.
 *
 * @param bytes The file.
 * @returns The document, and where its destinations are.
 */
export async function readPdf(bytes: Uint8Array): Promise<PdfPart> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  const pages = document.getPages();
  const indices = new Map(pages.map(({ ref }, i) => [ref, i]));
  const destinations = destinationsOf(document).map(([name, target]) =>
    [name.decodeText(), indices.get(target.get(0) as PDFRef)!] as const
  );
  return {
    document,
    pages: pages.length,
    destinations: new Map(destinations),
  };
}

/**
 * Merges the parts of a print: links from part to part lead where they should,
 * the contents become the outline, the tags of the parts one tree, and every page
 * gets its footer.
 *
 * @param front The first part, followed by a leaf for each page of the others,
 * which has nothing but the footer of that page.
 * @param parts The other parts in order.
 * @param description What the PDF says of itself.
 * @returns The file; the same bytes for the same parts.
 * @throws {Error} If a link leads nowhere.
 */
export async function mergePdf(
  front: PdfPart,
  parts: readonly PdfPart[],
  { page: { name, contents }, authors, date }: PdfDescription,
): Promise<Uint8Array> {
  const merged = await PDFDocument.create({ updateMetadata: false });
  const { context, catalog } = merged;
  context.delete(catalog.get(PAGES) as PDFRef);
  const kids = PDFArray.withContext(context);
  const tree = context.register(
    context.obj({ Type: "Pages", Kids: kids }),
  );
  const destinations = new Map<PDFName, PDFObject>();
  const tags = new TagTree(context);
  const footers = new Footers(context);
  const leaves: { page: PDFPage; mover: ObjectMover }[] = [];
  for (const { document } of [front, ...parts]) {
    const mover = new ObjectMover(document.context, context);
    const pages = document.getPages();
    for (const { node } of pages) mover.replace(node.get(PARENT), tree);
    tags.prepare(document, mover);
    const own = document === front.document
      ? pages.length - sum(parts.map(({ pages }) => pages))
      : pages.length;
    for (const page of pages.slice(0, own)) {
      const ref = mover.move(page.ref) as PDFRef;
      const node = context.lookup(ref, PDFDict);
      node.set(PARENT, tree);
      tags.renumber(node);
      retarget(node);
      const leaf = document === front.document ? undefined : leaves.shift();
      if (leaf) footers.add(node, leaf.page, leaf.mover);
      kids.push(ref);
    }
    pages.slice(own).forEach((page) => leaves.push({ page, mover }));
    for (const [name, target] of destinationsOf(document)) {
      if (!mover.has(target.get(0))) continue;
      destinations.set(name, mover.move(target));
    }
    tags.add(document, mover);
  }
  context.lookup(tree, PDFDict).set(
    PDFName.of("Count"),
    PDFNumber.of(kids.size()),
  );
  checkLinks(context.lookup(tree, PDFDict), contents, destinations);
  const dests = PDFDict.withContext(context);
  [...destinations].sort(([a], [b]) => a.toString() < b.toString() ? -1 : 1)
    .forEach(([name, target]) => dests.set(name, target));
  catalog.set(PAGES, tree);
  catalog.set(PDFName.of("Dests"), context.register(dests));
  catalog.set(PDFName.of("Outlines"), addOutline(context, contents));
  tags.finish(catalog);
  describe(merged, front.document, name, authors, date);
  return writePdf(context);
}

const PARENT = PDFName.of("Parent");
const PAGES = PDFName.of("Pages");
const DEST = PDFName.of("Dest");

/** Names and targets of what a document of the browser can be led to. */
function destinationsOf(document: PDFDocument): [PDFName, PDFArray][] {
  const { catalog, context } = document;
  const all = catalog.lookupMaybe(PDFName.of("Dests"), PDFDict);
  return (all?.entries() ?? []).map(([name, target]) => [
    name,
    context.lookup(target, PDFArray),
  ]);
}

/** The links of a page. */
function linksOf(page: PDFDict): PDFDict[] {
  const list = page.lookupMaybe(PDFName.of("Annots"), PDFArray);
  return (list?.asArray() ?? []).map((link) =>
    page.context.lookup(link, PDFDict)
  );
}

/** Lets the links of a page that led out of its part lead to their places. */
function retarget(page: PDFDict): void {
  const action = PDFName.of("A");
  for (const link of linksOf(page)) {
    const url = link.lookupMaybe(action, PDFDict)
      ?.lookupMaybe(PDFName.of("URI"), PDFString, PDFHexString)?.decodeText();
    if (!url?.startsWith(LINK)) continue;
    link.delete(action);
    link.set(DEST, PDFName.of(url.slice(LINK.length)));
  }
}

/** Every link has to lead somewhere, and so has every entry of the contents. */
function checkLinks(
  tree: PDFDict,
  contents: readonly ContentsEntry[],
  destinations: ReadonlyMap<PDFName, unknown>,
): void {
  const targets = tree.lookup(PDFName.of("Kids"), PDFArray).asArray()
    .flatMap((page) => linksOf(tree.context.lookup(page, PDFDict)))
    .flatMap((link) => link.lookupMaybe(DEST, PDFName) ?? []);
  for (const { id } of contents) targets.push(PDFName.of(id));
  const dangling = new Set(
    targets.filter((name) => !destinations.has(name)).map((name) =>
      name.decodeText()
    ),
  );
  if (dangling.size > 0) {
    throw new Error(
      `Links of the PDF lead nowhere: ${[...dangling].join(", ")}`,
    );
  }
}

/** Puts the footer that another page has below the content of a page. */
class Footers {
  readonly #context: PDFDocument["context"];
  readonly #before: PDFRef;
  readonly #after: PDFRef;

  constructor(context: PDFDocument["context"]) {
    this.#context = context;
    this.#before = context.register(context.stream("q\n"));
    this.#after = context.register(
      context.stream(
        "\nQ\n/Artifact <</Type /Pagination /Subtype /Footer>> BDC\nq\n/Footer Do\nQ\nEMC\n",
      ),
    );
  }

  add(page: PDFDict, leaf: PDFPage, mover: ObjectMover): void {
    const content = leaf.node.lookup(
      PDFName.of("Contents"),
    ) as PDFRawStream;
    const form = PDFRawStream.of(
      content.dict.clone(this.#context),
      content.contents,
    );
    form.dict.set(PDFName.of("Type"), PDFName.of("XObject"));
    form.dict.set(PDFName.of("Subtype"), PDFName.of("Form"));
    for (
      const [from, to] of [["MediaBox", "BBox"], ["Resources", "Resources"]]
    ) {
      const value = leaf.node.get(PDFName.of(from!))!;
      form.dict.set(PDFName.of(to!), mover.move(value));
    }
    const resources = page.lookup(PDFName.of("Resources"), PDFDict);
    const objects = resources.lookupMaybe(PDFName.of("XObject"), PDFDict) ??
      PDFDict.withContext(this.#context);
    objects.set(PDFName.of("Footer"), this.#context.register(form));
    resources.set(PDFName.of("XObject"), objects);
    const contents = PDFName.of("Contents");
    page.set(
      contents,
      this.#context.obj([this.#before, page.get(contents)!, this.#after]),
    );
  }
}

/** What the merged document says of itself. */
function describe(
  merged: PDFDocument,
  printed: PDFDocument,
  title: string,
  authors: readonly string[],
  date: string,
): void {
  const day = new Date(`${date}T00:00:00Z`);
  merged.setTitle(title, { showInWindowTitleBar: true });
  merged.setAuthor(authors.join(", "));
  merged.setLanguage("en");
  merged.setProducer(printed.getProducer() ?? "");
  merged.setCreator("volarb");
  merged.setCreationDate(day);
  merged.setModificationDate(day);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
