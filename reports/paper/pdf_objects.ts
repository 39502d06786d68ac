import {
  PDFArray,
  type PDFContext,
  PDFDict,
  type PDFObject,
  PDFRawStream,
  PDFRef,
} from "pdf-lib";

/** Copies objects of a PDF into another, each once, with all that they refer to. */
export class ObjectMover {
  readonly #from: PDFContext;
  readonly #to: PDFContext;
  readonly #moved = new Map<PDFObject, PDFRef>();

  /**
   * Makes a mover.
   *
   * @param from Where the objects are.
   * @param to Where they go.
   */
  constructor(from: PDFContext, to: PDFContext) {
    this.#from = from;
    this.#to = to;
  }

  /**
   * Lets another object stand where one was referred to, which is not moved.
   *
   * @param object The object of the source.
   * @param substitute What references to it lead to.
   */
  replace(object: PDFObject | undefined, substitute: PDFRef): void {
    if (object !== undefined) this.#moved.set(object, substitute);
  }

  /**
   * Whether an object was moved, or replaced.
   *
   * @param object A reference of the source.
   */
  has(object: PDFObject): boolean {
    return this.#moved.has(object);
  }

  /**
   * Copies an object.
   *
   * @param object An object of the source.
   * @returns Its copy; for a reference the reference to the copy.
   */
  move(object: PDFObject): PDFObject {
    if (object instanceof PDFRef) {
      const known = this.#moved.get(object);
      if (known) return known;
      const ref = this.#to.nextRef();
      this.#moved.set(object, ref);
      this.#to.assign(ref, this.move(this.#from.lookup(object)!));
      return ref;
    }
    if (object instanceof PDFRawStream) {
      return PDFRawStream.of(this.#dictionary(object.dict), object.contents);
    }
    if (object instanceof PDFDict) return this.#dictionary(object);
    if (!(object instanceof PDFArray)) return object;
    const array = PDFArray.withContext(this.#to);
    object.asArray().forEach((item) => array.push(this.move(item)));
    return array;
  }

  #dictionary(source: PDFDict): PDFDict {
    const dictionary = PDFDict.withContext(this.#to);
    for (const [key, value] of source.entries()) {
      dictionary.set(key, this.move(value));
    }
    return dictionary;
  }
}
