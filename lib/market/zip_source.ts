import { InflateRaw } from "minizlib";
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import { DataError } from "../errors/mod.ts";
import { type ByteSource, openFile, unreadable } from "./byte_source.ts";
import { findZipEntry, type ZipEntry } from "./zip_entry.ts";

/** Compressed bytes handed to the inflater at a time; at most 1,032 times as many come out. */
const STEP = 1 << 15;

/** Handed on to zlib; the wrapper's own types know only some of the options. */
const INFLATE: object = { chunkSize: 1 << 20 };

/**
 * The text inside an archive, inflated as it is asked for.
 *
 * Deflate runs in the runtime's own zlib, with output chunks of 1 MiB. What comes
 * out is counted against the size that the directory declares and checked against
 * its CRC-32.
 */
export class ZipSource implements ByteSource {
  /** Bytes of the text, as the directory declares. */
  readonly size: number;
  readonly #name: string;
  readonly #file: Deno.FsFile;
  readonly #entry: ZipEntry;
  readonly #inflater: InflateRaw | undefined;
  readonly #input: Uint8Array<ArrayBuffer> = new Uint8Array(STEP);
  #output: Uint8Array[] = [];
  #used = 0;
  #unread: number;
  #produced = 0;
  #crc = 0;

  /**
   * Opens the archive.
   *
   * @throws {DataError} If it is no archive of one CSV file, or one that is refused: see {@linkcode findZipEntry}.
   */
  constructor(path: string, name: string) {
    this.#name = name;
    this.#file = openFile(path, name);
    try {
      this.#entry = findZipEntry(this.#file, name);
      this.#file.seekSync(this.#entry.offset, Deno.SeekMode.Start);
    } catch (error) {
      this.#file.close();
      throw error;
    }
    this.size = this.#entry.size;
    this.#unread = this.#entry.compressedSize;
    if (this.#entry.method === "deflate") {
      this.#inflater = new InflateRaw(INFLATE);
      this.#inflater.on("data", (bytes) => this.#take(bytes));
    }
  }

  /** The next bytes. */
  read(into: Uint8Array): number {
    let filled = 0;
    while (filled < into.length) {
      const bytes = this.#output[0];
      if (bytes === undefined) {
        if (!this.#inflate()) break;
        continue;
      }
      const length = Math.min(bytes.length - this.#used, into.length - filled);
      into.set(bytes.subarray(this.#used, this.#used + length), filled);
      filled += length;
      this.#used += length;
      if (this.#used === bytes.length) {
        this.#output.shift();
        this.#used = 0;
      }
    }
    return filled;
  }

  /** Frees the inflater and closes the archive. */
  close(): void {
    this.#output = [];
    this.#inflater?.close();
    this.#file.close();
  }

  /** Inflates the next step; `false` once all is out and agrees with the directory. */
  #inflate(): boolean {
    if (this.#unread === 0) {
      this.#verify();
      return false;
    }
    const read = this.#readFile();
    this.#unread -= read.length;
    try {
      if (this.#inflater === undefined) this.#take(read.slice());
      else this.#inflater.write(Buffer.from(read.buffer, 0, read.length));
      if (this.#unread === 0) this.#inflater?.end();
    } catch (error) {
      if (error instanceof DataError) throw error;
      throw this.#refuse(
        `its data is damaged (${(error as Error).message})`,
      );
    }
    return true;
  }

  #readFile(): Uint8Array<ArrayBuffer> {
    let read: number | null;
    try {
      read = this.#file.readSync(
        this.#input.subarray(0, Math.min(STEP, this.#unread)),
      );
    } catch (error) {
      throw unreadable(this.#name, error);
    }
    if (!read) throw this.#refuse("it ends in the middle of its data");
    return this.#input.subarray(0, read);
  }

  /** Counts and keeps what came out. */
  #take(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#produced += bytes.length;
    if (this.#produced > this.#entry.size) {
      throw this.#refuse(
        `it holds more than the ${this.#entry.size} bytes that it declares`,
      );
    }
    this.#crc = crc32(bytes, this.#crc);
    this.#output.push(bytes);
  }

  #verify(): void {
    if (this.#produced !== this.#entry.size) {
      throw this.#refuse(
        `it declares ${this.#entry.size} bytes and holds ${this.#produced}`,
      );
    }
    if (this.#crc !== this.#entry.crc32) {
      throw this.#refuse("its data does not agree with its CRC-32");
    }
  }

  #refuse(reason: string): DataError {
    return new DataError(`Cannot read ${this.#name}: ${reason}`);
  }
}
