import { MAX_LINE } from "./strict_row.ts";

/** Bytes that are looked at: the longest line, and those before that show whether the line before is blank: CR LF and one more. */
export const LINE_BYTES = MAX_LINE + 8;
const BEFORE = 4;
const NEWLINE = 10;
const RETURN = 13;

/**
 * The first line that begins at or after a byte of a plain file.
 *
 * A place beside a blank line has no answer: whether that line belongs to the end
 * of the text or is an error depends on what follows it, which only a reader of
 * the whole file can say.
 *
 * @param file The file, open for reading.
 * @param place A byte, at least 1.
 * @param bytes Memory to look in, of {@linkcode LINE_BYTES}.
 * @returns The first byte of the line; `undefined` where a blank line is beside it or no line begins within 4,096 bytes.
 */
export function lineStart(
  file: Deno.FsFile,
  place: number,
  bytes: Uint8Array,
): number | undefined {
  const from = Math.max(0, place - BEFORE);
  file.seekSync(from, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < bytes.length) {
    const read = file.readSync(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  const newline = bytes.subarray(0, filled).indexOf(NEWLINE, place - 1 - from);
  if (newline < 0 || newline + 1 >= filled) return undefined;
  const after = bytes[newline + 1];
  const before = bytes[newline - 1] === RETURN ? newline - 2 : newline - 1;
  const blankBefore = before < 0 || bytes[before] === NEWLINE;
  return blankBefore || after === NEWLINE || after === RETURN
    ? undefined
    : from + newline + 1;
}
