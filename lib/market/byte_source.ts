import { DataError, systemReason } from "../errors/mod.ts";
import type { SourceFile } from "./source_file.ts";

/** Bytes of a text, in order and once. */
export interface ByteSource {
  /** Bytes of the whole text, as far as the file system or the archive says. */
  readonly size: number;
  /** Fills `into` from its start, to its end unless the text ends; returns the number of bytes. */
  read(into: Uint8Array): number;
  /** Frees what it holds. */
  close(): void;
}

/** Opens the text of a file. */
export type OpenSource = (file: SourceFile) => ByteSource;

/** Opens a file for reading, with errors that name it. */
export function openFile(path: string, name: string): Deno.FsFile {
  try {
    // Asked before it is opened: to open a pipe waits for who writes to it.
    if (Deno.statSync(path).isFile) return Deno.openSync(path, { read: true });
  } catch (error) {
    throw unreadable(name, error);
  }
  throw new DataError(`Cannot read ${name}: it is not a file`);
}

/** One sentence for what the system said. */
export function unreadable(name: string, error: unknown): Error {
  if (error instanceof Deno.errors.NotFound) {
    return new DataError(`Cannot read ${name}: there is no such file`);
  }
  const said = error instanceof Error ? error.message : String(error);
  return new DataError(`Cannot read ${name}: ${systemReason(error) ?? said}`);
}

/** The bytes of a plain file, all of them or a range. */
export class FileSource implements ByteSource {
  /** Bytes of the file. */
  readonly size: number;
  readonly #file: Deno.FsFile;
  readonly #name: string;
  /** Bytes of the range not read yet. */
  #left = Infinity;

  /** Opens the file. */
  constructor(path: string, name: string) {
    this.#name = name;
    this.#file = openFile(path, name);
    this.size = this.#file.statSync().size;
  }

  /** Goes to a byte, to read up to the byte before another. */
  seek(from: number, to: number): void {
    try {
      this.#file.seekSync(from, Deno.SeekMode.Start);
    } catch (error) {
      throw unreadable(this.#name, error);
    }
    this.#left = to - from;
  }

  /** The next bytes. */
  read(into: Uint8Array): number {
    const wanted = Math.min(into.length, this.#left);
    let filled = 0;
    try {
      while (filled < wanted) {
        const read = this.#file.readSync(into.subarray(filled, wanted));
        if (!read) break;
        filled += read;
      }
    } catch (error) {
      throw unreadable(this.#name, error);
    }
    this.#left -= filled;
    return filled;
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }
}

/** The text of a file that is no archive. */
export function openPlain(file: SourceFile): ByteSource {
  return new FileSource(file.path, file.relativePath);
}
