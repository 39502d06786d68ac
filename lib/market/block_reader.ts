import { DataError } from "../errors/mod.ts";
import type { ByteSource } from "./byte_source.ts";
import { MAX_LINE } from "./strict_row.ts";

const NEWLINE = 10;
const RETURN = 13;

/** Bytes that a row reader may touch behind the last line of a block. */
const SPARE = 8192;

/**
 * Cuts a text into blocks of whole lines, in one buffer.
 *
 * The lines to read are the bytes `start` to `end`. What follows the last whole
 * line moves to the front of the buffer when the next block is filled. Blank
 * lines at the very end of the text are no lines; others are left for the row
 * reader to refuse.
 */
export class BlockReader {
  /** The buffer. */
  readonly bytes: Uint8Array;
  /** The buffer as words. */
  readonly view: DataView;
  /** First byte not read yet; the reader of rows moves it. */
  start = 0;
  /** End of the last whole line of the block. */
  end = 0;
  readonly #source: ByteSource;
  readonly #name: string;
  readonly #blockSize: number;
  #filled = 0;
  #ended = false;

  /**
   * Wraps a source.
   *
   * @param source The bytes.
   * @param name Name of the file for errors.
   * @param blockSize Bytes asked of the source at a time; 256 KiB stay in the second-level cache.
   */
  constructor(source: ByteSource, name: string, blockSize: number) {
    this.#source = source;
    this.#name = name;
    this.#blockSize = blockSize;
    this.bytes = new Uint8Array(blockSize + MAX_LINE + SPARE);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Forgets all bytes, as the source went to another place. */
  reset(): void {
    this.start = 0;
    this.end = 0;
    this.#filled = 0;
    this.#ended = false;
  }

  /**
   * Makes the next whole lines available.
   *
   * @returns `false` at the end of the text; a last line without an end is then in {@linkcode rest}.
   * @throws {DataError} If a line is longer than 4,096 bytes.
   */
  fill(): boolean {
    this.bytes.copyWithin(0, this.start, this.#filled);
    this.#filled -= this.start;
    this.start = 0;
    this.end = 0;
    while (!this.#ended) {
      if (this.#filled > MAX_LINE) throw this.#tooLong();
      const read = this.#source.read(
        this.bytes.subarray(this.#filled, this.#filled + this.#blockSize),
      );
      this.#filled += read;
      this.#ended = read === 0;
      this.end = this.#ended ? this.#endOfText() : this.#endOfLines();
      if (this.end > 0) return true;
    }
    return false;
  }

  /** The last line where no line end follows it, else an empty text. */
  get rest(): string {
    const text = decode(this.bytes, this.end, this.#filled);
    return this.#ended ? text.replace(/^[\r\n]+/, "").replace(/\r$/, "") : "";
  }

  /**
   * The line at a byte, without its end.
   *
   * @throws {DataError} If it is longer than 4,096 bytes.
   */
  line(from: number): string {
    const newline = this.bytes.indexOf(NEWLINE, from);
    if (newline - from > MAX_LINE) throw this.#tooLong();
    return decode(
      this.bytes,
      from,
      this.bytes[newline - 1] === RETURN ? newline - 1 : newline,
    );
  }

  #tooLong(): DataError {
    return new DataError(
      `Cannot read ${this.#name}: it has more than ${MAX_LINE} bytes without a row`,
    );
  }

  /** End of the last line that is not blank. */
  #endOfLines(): number {
    const { bytes } = this;
    let end = lastIndex(bytes, this.#filled - 1) + 1;
    while (end > 0) {
      const start = lastIndex(bytes, end - 2) + 1;
      const length = end - 1 - start;
      const blank = length === 0 || (length === 1 && bytes[start] === RETURN);
      if (!blank) break;
      end = start;
    }
    return end;
  }

  /** The same once the text has ended: blank lines count if more follows them. */
  #endOfText(): number {
    for (let i = this.#endOfLines(); i < this.#filled; i++) {
      if (this.bytes[i] !== NEWLINE && this.bytes[i] !== RETURN) {
        return lastIndex(this.bytes, this.#filled - 1) + 1;
      }
    }
    return this.#endOfLines();
  }
}

/** The last newline at or before a byte, -1 if there is none. */
function lastIndex(bytes: Uint8Array, from: number): number {
  return from < 0 ? -1 : bytes.lastIndexOf(NEWLINE, from);
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes as text; bytes that are no UTF-8 become U+FFFD, which no field may hold. */
function decode(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, Math.max(from, to)));
}
