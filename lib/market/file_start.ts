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

/** Moves from the start of a file's first block to its first row. */
export function toFirstRow(block: BlockReader, dialect: Dialect): void {
  if (dialect.header === "present") {
    block.start = block.end === 0 ? 0 : block.bytes.indexOf(NEWLINE) + 1;
  } else if (dialect.byteOrderMark && block.end > 0) {
    block.start = 3;
  }
}
