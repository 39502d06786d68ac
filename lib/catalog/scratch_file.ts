import * as fs from "node:fs";
import process from "node:process";
import { codeOf } from "./new_file.ts";
import { readExactly } from "./part_reader.ts";

/** A file for what is needed for a while: it has no name and ends with the process. */
export class ScratchFile {
  #path: string;
  #file: number | undefined;
  /** Bytes written so far. */
  size = 0;

  /**
   * Opens the file.
   *
   * @param folder Where its bytes are kept; it is made if need be.
   */
  constructor(folder: string) {
    fs.mkdirSync(folder, { recursive: true });
    for (let attempt = 0;; attempt++) {
      this.#path = `${folder}/scratch.${process.pid}-${attempt}.tmp`;
      try {
        this.#file = fs.openSync(this.#path, "wx+");
        break;
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
      }
    }
    this.#forget();
  }

  /** Where the system lets go of the name only after closing, this waits. */
  #forget(): void {
    try {
      fs.rmSync(this.#path, { force: true });
    } catch (error) {
      if (this.#file === undefined) throw error;
    }
  }

  /**
   * Appends bytes.
   *
   * @param bytes All of them are written.
   */
  append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      at += fs.writeSync(this.#file!, bytes.subarray(at));
    }
    this.size += bytes.length;
  }

  /**
   * Reads bytes back.
   *
   * @param bytes All of them are filled.
   * @param position Where in the file they begin.
   * @returns Their number.
   */
  read(bytes: Uint8Array, position: number): number {
    readExactly(this.#file!, bytes, position);
    return bytes.length;
  }

  /** Closes the file. */
  close(): void {
    if (this.#file === undefined) return;
    fs.closeSync(this.#file);
    this.#file = undefined;
    this.#forget();
  }
}
