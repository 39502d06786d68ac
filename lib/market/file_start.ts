import { DataError } from "../errors/mod.ts";
import type { BlockReader } from "./block_reader.ts";
import { type Dialect, sniffDialect } from "./dialect.ts";
import type { SourceFile } from "./source_file.ts";

const NEWLINE = 10;
const RETURN = 13;

/** What the first lines of a file tell. */
export type FileStart = {
  /** How the file is written. */
  readonly dialect: Dialect;
  /** First byte of the first row. */
  readonly firstByte: number;
  /** Whether the text is a header and nothing else, not even a line end. */
  readonly headerOnly: boolean;
};

/**
 * Fills the first block of a file and tells its dialect.
 *
 * @param block The reader of the file, before its first block; its `start` is then the first row.
 * @param file The file.
 * @param size Bytes of its text.
 * @returns What the first lines tell.
 * @throws {DataError} If the text is empty, begins with a blank line, or is not of its kind.
 * @throws {FieldError} If the first row's time has no known unit.
 */
export function readStart(
  block: BlockReader,
  { relativePath: name, kind }: SourceFile,
  size: number,
): FileStart {
  const whole = block.fill();
  const encoding = encodingOf(block.bytes);
  if (encoding !== undefined) {
    throw new DataError(
      `Cannot read ${name} as ${kind}: it is ${encoding}, and not text in ASCII or UTF-8`,
    );
  }
  const first = whole ? block.line(0) : block.rest;
  if (first === "" || first === "\u{FEFF}") {
    throw new DataError(
      size === 0
        ? `Cannot read ${name} as ${kind}: it is empty`
        : `Cannot read ${name} as ${kind}: its first line is blank`,
    );
  }
  const newline = whole ? block.bytes.indexOf(NEWLINE) : -1;
  const second = newline >= 0 && newline + 1 < block.end
    ? block.line(newline + 1)
    : undefined;
  const lineEnd = newline > 0 && block.bytes[newline - 1] === RETURN
    ? "\r\n"
    : "\n";
  const dialect = sniffDialect(kind, name, first, second, lineEnd);
  toFirstRow(block, dialect);
  return {
    dialect,
    firstByte: block.start,
    headerOnly: !whole && dialect.header === "present",
  };
}

/** What bytes are that are certainly no text in UTF-8. */
function encodingOf(bytes: Uint8Array): string | undefined {
  const magic = bytes[0]! << 8 | bytes[1]!;
  if (magic === 0xfffe || magic === 0xfeff) return "text in UTF-16";
  if (magic === 0x1f8b) return "packed by gzip";
  if (magic === 0x504b) return "a zip archive under another name";
  return undefined;
}

/** Moves from the start of a file's first block to its first row. */
export function toFirstRow(block: BlockReader, dialect: Dialect): void {
  if (dialect.header === "present") {
    block.start = block.end === 0 ? 0 : block.bytes.indexOf(NEWLINE) + 1;
  } else if (dialect.byteOrderMark && block.end > 0) {
    block.start = 3;
  }
}
