/** What the codes of the operating system mean to who named the path. */
const REASONS: { readonly [code: string]: string } = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the disk is read-only",
  ENOENT: "no such file or directory",
  EEXIST: "a file of that name is there",
  ENOTDIR: "it or a folder above it is a file",
  EISDIR: "it is a folder",
  ENOTEMPTY: "the folder is not empty",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its links lead in a circle",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the quota of the disk is used up",
  EFBIG: "the file is too large for the disk",
  EIO: "the disk does not answer",
  EBUSY: "it is in use",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
};

/**
 * Why the operating system refused, in words that a user can act on.
 *
 * Node's errors and Deno's are both read by their code. A code that is not known
 * has the system's own words; what Deno's own permissions refuse is denied.
 *
 * @param error What was thrown.
 * @returns A clause without a stop; `undefined` where it was not the system.
 *
 * @example A folder where a file is
 * ```ts
 * import assert from "node:assert/strict";
 * import { systemReason } from "volarb/errors";
 *
 * const file = Deno.makeTempFileSync();
 * try {
 *   Deno.mkdirSync(`${file}/below`);
 * } catch (error) {
 *   assert.equal(systemReason(error), "it or a folder above it is a file");
 * }
 * assert.equal(systemReason(new TypeError("x is undefined")), undefined);
 * Deno.removeSync(file);
 * ```
 */
export function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "NotCapable") return "permission denied";
  const code = "code" in error ? String(error.code) : "";
  // Codes of Node itself, ERR_INVALID_ARG_TYPE, are mistakes of the program.
  if (!/^E[A-Z0-9]+$/.test(code)) return undefined;
  return REASONS[code] ?? error.message;
}
