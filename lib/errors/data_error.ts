/**
 * Data that is absent, unreadable or unusable: a missing data root, an unknown
 * symbol, an empty file, a directory without permission.
 *
 * The message is one sentence that names what was looked for and what was
 * found, fit to be shown to a user as it is.
 *
 * @example A missing root
 * ```ts
 * import assert from "node:assert/strict";
 * import { DataError } from "volarb/errors";
 *
 * const error = new DataError("Cannot read data/raw: no such directory");
 * assert.equal(error.name, "DataError");
 * ```
 */
export class DataError extends Error {
  /** Name shown before the message. */
  override readonly name: string = "DataError";
}
