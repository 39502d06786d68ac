/**
 * Files and folders that flags name: what cannot be read or written is told in
 * one sentence, before the work and not after it.
 *
 * @module
 */
import { dirname } from "node:path";
import { DataError, systemReason } from "../lib/errors/mod.ts";

/**
 * The text of a file that a flag names.
 *
 * @param path The file.
 * @returns Its text.
 * @throws {DataError} If there is none, or it is a folder.
 */
export function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new DataError(`Cannot read ${path} as there is no such file`);
    }
    if (error instanceof Deno.errors.IsADirectory) {
      throw new DataError(
        `Cannot read ${path} as a file was looked for: found a folder`,
      );
    }
    throw refusedBySystem(`read ${path}`, error);
  }
}

/**
 * The system's refusal as a sentence.
 *
 * @param what What could not be done, behind "Cannot".
 * @param error What was thrown.
 * @returns A `DataError`; any other error as it is.
 */
export function refusedBySystem(what: string, error: unknown): unknown {
  const reason = systemReason(error);
  return reason === undefined
    ? error
    : new DataError(`Cannot ${what}: ${reason}`, { cause: error });
}

/**
 * Holds a flag's folder to be one, or to be nothing yet.
 *
 * @param path The folder.
 * @throws {DataError} If a file stands there or above it.
 */
export function assertFolder(path: string): void {
  let found: Deno.FileInfo;
  try {
    found = Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotADirectory) throw notAFolder(path);
    return;
  }
  if (!found.isDirectory) throw notAFolder(path);
}

/**
 * Holds the file that a flag names to be one that can be written, before the work.
 *
 * @param path The file; its folder is made where it is not there.
 * @throws {DataError} If a folder stands there, or nothing may be written there.
 */
export function makePlaceFor(path: string): void {
  makeFolder(dirname(path));
  if (isFolder(path)) {
    throw new DataError(
      `Cannot write to ${path} as a file was looked for: found a folder`,
    );
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function notAFolder(path: string): DataError {
  return new DataError(
    `Cannot write to ${path} as a folder was looked for: found a file`,
  );
}

/**
 * Makes the folder that a flag names, where it is not there, and writes an empty
 * file to it and takes it away again: what cannot be written is told before the
 * work and not after it.
 *
 * @param path The folder.
 * @throws {DataError} If a file stands where it or a folder above it should be, or
 * nothing may be written there.
 */
export function makeFolder(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
    Deno.removeSync(Deno.makeTempFileSync({ dir: path, prefix: ".volarb-" }));
  } catch (error) {
    if (
      error instanceof Deno.errors.AlreadyExists ||
      error instanceof Deno.errors.NotADirectory
    ) {
      throw notAFolder(path);
    }
    throw refusedBySystem(`write to ${path}`, error);
  }
}
