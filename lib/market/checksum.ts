import { createHash } from "node:crypto";
import { DataError } from "../errors/mod.ts";
import { openFile, unreadable } from "./byte_source.ts";
import type { DefectReport } from "./defect_report.ts";
import type { SourceFile } from "./source_file.ts";

/**
 * SHA-256 of a file, in bounded memory.
 *
 * @param file The file.
 * @returns 64 hexadecimal digits.
 * @throws {DataError} If it cannot be read.
 *
 * @example Of three bytes
 * ```ts
 * import assert from "node:assert/strict";
 * import { sha256 } from "volarb/market";
 *
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, "abc");
 * assert.match(sha256({ path, relativePath: "abc" }), /^ba7816bf.*f20015ad$/);
 * Deno.removeSync(path);
 * ```
 */
export function sha256(
  file: Pick<SourceFile, "path" | "relativePath">,
): string {
  const open = openFile(file.path, file.relativePath);
  try {
    const hash = createHash("sha256");
    const block = new Uint8Array(1 << 20);
    for (;;) {
      const read = open.readSync(block);
      if (!read) return hash.digest("hex");
      hash.update(block.subarray(0, read));
    }
  } catch (error) {
    throw unreadable(file.relativePath, error);
  } finally {
    open.close();
  }
}

/**
 * Compares a file with the `.CHECKSUM` beside it, if there is one.
 *
 * @param file The file; its checksum file is `<name>.CHECKSUM`, the line `<64 digits>  <name>`.
 * @param hash SHA-256 of the file.
 * @param report Gets a `checksumMismatch` if they differ or the checksum file holds no SHA-256.
 * @returns Whether there is a checksum file and it agrees; `undefined` if there is none.
 *
 * @example A file that is not what it should be
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkChecksum, DefectReport, sha256 } from "volarb/market";
 *
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, "abc");
 * const file = {
 *   path,
 *   relativePath: "BTCUSDT-1m-2024-01-01.csv",
 *   kind: "klines_1m",
 *   symbol: "BTCUSDT",
 *   from: "2024-01-01",
 *   to: "2024-01-01",
 *   span: "daily",
 *   format: "csv",
 * } as const;
 * const report = new DefectReport();
 * const hash = sha256(file);
 * assert.equal(checkChecksum(file, hash, report), undefined);
 * Deno.writeTextFileSync(`${path}.CHECKSUM`, `${hash}  ${path}\n`);
 * assert.equal(checkChecksum(file, hash, report), true);
 * assert.equal(checkChecksum(file, "0".repeat(64), report), false);
 * assert.deepEqual(report.defects.map(({ kind }) => kind), ["checksumMismatch"]);
 * Deno.removeSync(path);
 * Deno.removeSync(`${path}.CHECKSUM`);
 * ```
 */
export function checkChecksum(
  file: SourceFile,
  hash: string,
  report: DefectReport,
): boolean | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(`${file.path}.CHECKSUM`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    const failure = unreadable(`${file.relativePath}.CHECKSUM`, error);
    throw failure instanceof DataError ? failure : error;
  }
  const stated = /^\s*([0-9a-fA-F]{64})\b/.exec(text)?.[1]?.toLowerCase();
  if (stated === hash) return true;
  report.add("checksumMismatch", {
    file: file.relativePath,
    line: 0,
    time: NaN,
    text: stated === undefined
      ? "the .CHECKSUM holds no SHA-256"
      : `stated ${stated}, is ${hash}`,
  });
  return false;
}
