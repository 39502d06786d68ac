import * as fs from "node:fs";
import { dirname } from "node:path";
import process from "node:process";

/** Writes some bytes to an open file and says how many; `fs.writeSync`. */
export type WriteBytes = (file: number, bytes: Uint8Array) => number;

/** Says that a file was written by another while it was in the making here. */
export class Overtaken extends Error {}

/**
 * A file that comes into being whole or not at all.
 *
 * Bytes go to a temporary name in the same folder, which `publish` moves to the
 * right one after the disk has them. Until then whatever stood there stands.
 * Where two write the same file, the first to publish wins: it sweeps away the
 * temporary files of the others, and those of runs that were killed. Publishing
 * one of them is then {@linkcode Overtaken}.
 */
export class NewFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #write: WriteBytes;
  #file: number | undefined;
  #published = false;
  /** Bytes written so far. */
  size = 0;

  /**
   * Opens the temporary file; the folder is made if need be.
   *
   * @param path The name to be.
   * @param write How bytes are written.
   */
  constructor(path: string, write: WriteBytes = fs.writeSync) {
    this.#path = path;
    this.#write = write;
    fs.mkdirSync(dirname(path), { recursive: true });
    for (let attempt = 0;; attempt++) {
      const temporary = `${path}.${process.pid}-${attempt}.tmp`;
      try {
        this.#file = fs.openSync(temporary, "wx");
        this.#temporary = temporary;
        return;
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
      }
    }
  }

  /**
   * Appends bytes.
   *
   * @param bytes All of them are written.
   */
  append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      at += this.#write(this.#file!, bytes.subarray(at));
    }
    this.size += bytes.length;
  }

  /**
   * Gives the file its name.
   *
   * @param durability `disk` waits until the disk has the bytes, so that not even
   * a loss of power leaves the name without them.
   * @throws {Overtaken} If another has published the same file meanwhile.
   */
  publish(durability: "disk" | "system" = "disk"): void {
    if (durability === "disk") fs.fsyncSync(this.#file!);
    this.#close();
    try {
      fs.renameSync(this.#temporary, this.#path);
    } catch (error) {
      if (codeOf(error) === "ENOENT") throw new Overtaken();
      throw error;
    }
    this.#published = true;
    sweep(this.#path);
  }

  /** Removes the temporary file; does nothing after `publish`. */
  discard(): void {
    if (this.#published) return;
    this.#close();
    fs.rmSync(this.#temporary, { force: true });
  }

  #close(): void {
    if (this.#file !== undefined) fs.closeSync(this.#file);
    this.#file = undefined;
  }
}

/** Removes what runs that were killed have left of a file. */
function sweep(path: string): void {
  const folder = dirname(path);
  for (const name of fs.readdirSync(folder)) {
    const other = `${folder}/${name}`;
    if (other.startsWith(`${path}.`) && name.endsWith(".tmp")) {
      fs.rmSync(other, { force: true });
    }
  }
}

/**
 * Writes a small text that can be made again, whole or not at all.
 *
 * @param path The file.
 * @param text Its content.
 */
export function writeWhole(path: string, text: string): void {
  const file = new NewFile(path);
  try {
    file.append(new TextEncoder().encode(text));
    file.publish("system");
  } catch (error) {
    file.discard();
    if (!(error instanceof Overtaken)) throw error;
  }
}

/** The code of an error of the operating system, `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}
