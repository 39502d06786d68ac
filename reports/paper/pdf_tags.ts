import {
  PDFArray,
  type PDFContext,
  PDFDict,
  type PDFDocument,
  PDFName,
  PDFNumber,
  type PDFObject,
  type PDFRef,
  PDFString,
} from "pdf-lib";
import type { ObjectMover } from "./pdf_objects.ts";

const ROOT = PDFName.of("StructTreeRoot");
const KIDS = PDFName.of("K");
const PARENT = PDFName.of("P");
const ID = PDFName.of("ID");
const HEADERS = PDFName.of("Headers");

/**
 * The tags of several PDFs as one tree.
 *
 * The tags say to those who cannot see a page what is a heading, a table or a
 * formula. Pages and links find theirs by a number, and cells of a table their
 * headers by an id; both are counted anew here, the ids in the order of the
 * text, as the browser's own are not the same from run to run.
 */
export class TagTree {
  readonly #context: PDFContext;
  readonly #document: PDFDict;
  readonly #documentRef: PDFRef;
  readonly #kids: PDFArray;
  readonly #numbers: PDFArray;
  readonly #ids: PDFArray;
  #start = 0;

  /**
   * Makes a tree without tags.
   *
   * @param context The PDF that they are for.
   */
  constructor(context: PDFContext) {
    this.#context = context;
    this.#kids = PDFArray.withContext(context);
    this.#numbers = PDFArray.withContext(context);
    this.#ids = PDFArray.withContext(context);
    this.#document = context.obj({ Type: "StructElem", S: "Document" });
    this.#documentRef = context.register(this.#document);
  }

  /**
   * Readies a mover for the pages of a part, before they are moved.
   *
   * @param document The part.
   * @param mover Moves it.
   */
  prepare(document: PDFDocument, mover: ObjectMover): void {
    mover.replace(document.catalog.get(ROOT), this.#documentRef);
  }

  /**
   * Counts a page of the part and its links from where the part begins.
   *
   * @param page The page, moved.
   */
  renumber(page: PDFDict): void {
    this.#shift(page, PDFName.of("StructParents"));
    const links = page.lookupMaybe(PDFName.of("Annots"), PDFArray);
    for (const link of links?.asArray() ?? []) {
      this.#shift(
        this.#context.lookup(link, PDFDict),
        PDFName.of("StructParent"),
      );
    }
  }

  #shift(dictionary: PDFDict, key: PDFName): void {
    const number = dictionary.lookupMaybe(key, PDFNumber)?.asNumber();
    if (number === undefined) return;
    dictionary.set(key, PDFNumber.of(number + this.#start));
  }

  /**
   * Adds the tags of a part whose pages were moved.
   *
   * @param document The part.
   * @param mover Moved its pages.
   */
  add(document: PDFDocument, mover: ObjectMover): void {
    const root = document.catalog.lookup(ROOT, PDFDict);
    const part = mover.move(root.get(KIDS)!);
    const element = this.#context.lookup(part, PDFDict);
    element.set(PDFName.of("S"), PDFName.of("Part"));
    this.#kids.push(part);
    const numbers = root.lookup(PDFName.of("ParentTree"), PDFDict)
      .lookup(PDFName.of("Nums"), PDFArray).asArray();
    for (let i = 0; i < numbers.length; i += 2) {
      const number = (numbers[i] as PDFNumber).asNumber() + this.#start;
      this.#numbers.push(PDFNumber.of(number));
      this.#numbers.push(mover.move(numbers[i + 1]!));
    }
    this.#start += root.lookup(PDFName.of("ParentTreeNextKey"), PDFNumber)
      .asNumber();
    this.#renameIds(part);
  }

  /** Gives the elements of a part ids in the order of the text. */
  #renameIds(part: PDFObject): void {
    const ids = new Map<string, PDFString>();
    const elements = [...this.#elements(part)];
    for (const [ref, element] of elements) {
      const id = element.lookupMaybe(ID, PDFString);
      if (id === undefined) continue;
      const number = String(this.#ids.size() / 2 + 1).padStart(8, "0");
      const renamed = PDFString.of(`node${number}`);
      ids.set(id.asString(), renamed);
      element.set(ID, renamed);
      this.#ids.push(renamed);
      this.#ids.push(ref);
    }
    for (const [, element] of elements) {
      const attributes = element.lookup(PDFName.of("A"));
      if (!(attributes instanceof PDFArray)) continue;
      for (const attribute of attributes.asArray()) {
        if (!(attribute instanceof PDFDict) || !attribute.has(HEADERS)) {
          continue;
        }
        const headers = attribute.lookup(HEADERS, PDFArray);
        headers.asArray().forEach((header, i) => {
          const id = (header as PDFString).asString();
          headers.set(i, ids.get(id) ?? header);
        });
      }
    }
  }

  /** The elements of a tree, each before those below it. */
  *#elements(node: PDFObject): Generator<readonly [PDFObject, PDFDict]> {
    const element = this.#context.lookup(node);
    if (!(element instanceof PDFDict) || !element.has(PDFName.of("S"))) return;
    yield [node, element];
    const kids = element.lookup(KIDS);
    if (kids instanceof PDFArray) {
      for (const kid of kids.asArray()) yield* this.#elements(kid);
    } else if (element.has(KIDS)) {
      yield* this.#elements(element.get(KIDS)!);
    }
  }

  /**
   * Puts the tree into the catalog.
   *
   * @param catalog The catalog.
   */
  finish(catalog: PDFDict): void {
    const context = this.#context;
    this.#document.set(PDFName.of("Lang"), PDFString.of("en"));
    this.#document.set(KIDS, this.#kids);
    const root = context.obj({
      Type: "StructTreeRoot",
      K: this.#documentRef,
      ParentTree: context.register(context.obj({ Nums: this.#numbers })),
      ParentTreeNextKey: this.#start,
    });
    if (this.#ids.size() > 0) {
      const leaf = context.obj({
        Limits: [this.#ids.get(0), this.#ids.get(this.#ids.size() - 2)],
        Names: this.#ids,
      });
      const ids = context.obj({ Kids: [context.register(leaf)] });
      root.set(PDFName.of("IDTree"), context.register(ids));
    }
    const ref = context.register(root);
    this.#document.set(PARENT, ref);
    catalog.set(ROOT, ref);
    catalog.set(PDFName.of("MarkInfo"), context.obj({ Marked: true }));
  }
}
