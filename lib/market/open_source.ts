import { type ByteSource, openPlain } from "./byte_source.ts";
import type { SourceFile } from "./source_file.ts";
import { ZipSource } from "./zip_source.ts";

/** The text of a file, plain or out of its archive. */
export function openSource(file: SourceFile): ByteSource {
  return file.format === "zip"
    ? new ZipSource(file.path, file.relativePath)
    : openPlain(file);
}
