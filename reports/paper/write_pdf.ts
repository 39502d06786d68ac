import { deflateSync } from "node:zlib";
import {
  type PDFContext,
  type PDFObject,
  type PDFRef,
  PDFStream,
} from "pdf-lib";

/** Objects that are compressed together. */
const CHUNK = 500;

/** Where a reader finds an object: in the file, or within another object. */
type Entry =
  | readonly [kind: 1, offset: number, generation: 0]
  | readonly [kind: 2, container: number, index: number];

/**
 * Writes a PDF, everything but its streams compressed. (That of `pdf-lib` takes
 * a time that grows with the square of the objects, of which tags make many.)
 *
 * @param context The objects; catalog and description are in its trailer.
 * @returns The file; the same bytes for the same objects.
 */
export function writePdf(context: PDFContext): Uint8Array {
  const file = new ByteWriter();
  file.text("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
  const entries: Entry[] = [];
  const packed: [PDFRef, PDFObject][] = [];
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (object instanceof PDFStream) {
      entries[ref.objectNumber] = [1, file.length, 0];
      file.text(`${ref.objectNumber} 0 obj\n`).object(object)
        .text("\nendobj\n");
    } else packed.push([ref, object]);
  }
  let next = context.largestObjectNumber + 1;
  const stream = (dictionary: string, content: Uint8Array) => {
    const bytes = deflateSync(content);
    entries[next] = [1, file.length, 0];
    file.text(
      `${next} 0 obj\n<< ${dictionary} /Filter /FlateDecode /Length ${bytes.length} >>\nstream\n`,
    ).bytes(bytes).text("\nendstream\nendobj\n");
    next++;
  };
  for (let start = 0; start < packed.length; start += CHUNK) {
    const chunk = packed.slice(start, start + CHUNK);
    const body = new ByteWriter();
    const index = chunk.map(([{ objectNumber }, object], i) => {
      entries[objectNumber] = [2, next, i];
      const offset = body.length;
      body.object(object).text("\n");
      return `${objectNumber} ${offset}`;
    }).join(" ") + "\n";
    stream(
      `/Type /ObjStm /N ${chunk.length} /First ${index.length}`,
      new ByteWriter().text(index).bytes(body.done()).done(),
    );
  }
  const start = file.length;
  entries[next] = [1, start, 0];
  const table = new DataView(new ArrayBuffer(7 * entries.length));
  for (let number = 0; number < entries.length; number++) {
    const [kind, where, within] = entries[number] ?? [0, 0, 0];
    table.setUint8(7 * number, kind);
    table.setUint32(7 * number + 1, where);
    table.setUint16(7 * number + 5, within);
  }
  const { Root, Info } = context.trailerInfo;
  stream(
    `/Type /XRef /Size ${entries.length} /W [1 4 2] /Root ${Root} /Info ${Info}`,
    new Uint8Array(table.buffer),
  );
  return file.text(`startxref\n${start}\n%%EOF\n`).done();
}

/** Bytes that are added one after the other. */
class ByteWriter {
  #buffer = new Uint8Array(1 << 16);
  /** How many bytes there are. */
  length = 0;

  /** Adds characters, each a byte. */
  text(text: string): this {
    this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) {
      this.#buffer[this.length++] = text.charCodeAt(i);
    }
    return this;
  }

  /** Adds bytes. */
  bytes(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  /** Adds an object as a PDF writes it. */
  object(object: PDFObject): this {
    this.#reserve(object.sizeInBytes());
    this.length += object.copyBytesInto(this.#buffer, this.length);
    return this;
  }

  /** The bytes. */
  done(): Uint8Array {
    return this.#buffer.slice(0, this.length);
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#buffer.length) return;
    const larger = new Uint8Array(2 * (this.length + count));
    larger.set(this.#buffer.subarray(0, this.length));
    this.#buffer = larger;
  }
}
