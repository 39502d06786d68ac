// @ts-types="@types/yauzl"
import yauzl from "yauzl";
import { DataError } from "../errors/mod.ts";

/** Where the text of an archive stands, and what the directory says of it. */
export type ZipEntry = {
  /** How it is compressed. */
  readonly method: "stored" | "deflate";
  /** First byte of the data in the archive. */
  readonly offset: number;
  /** Bytes in the archive. */
  readonly compressedSize: number;
  /** Bytes of the text. */
  readonly size: number;
  /** CRC-32 of the text. */
  readonly crc32: number;
};

/** The venue's texts shrink 3 to 30 times; deflate cannot pass 1,032 times. */
const MAX_RATIO = 250;
/** Below this size no ratio is refused: a short text of flat bars shrinks a lot. */
const SMALL = 1 << 20;
/** No file of the venue comes near 16 GiB. */
const MAX_SIZE = 2 ** 34;

/**
 * The one CSV file of an archive.
 *
 * Refused are archives with more than one file, with a name that leaves its
 * folder or is of another symbol or day than that of the archive, with encryption, with another compression than deflate, and those that
 * declare more than 16 GiB or more than 250 times their own size (a zip bomb;
 * what comes out is counted as well while it is read).
 *
 * The directory is read by yauzl through a reader that answers at once, so that
 * all its callbacks have run when this returns.
 *
 * @param file The open archive.
 * @param name Its name for errors.
 * @returns The entry.
 * @throws {DataError} If the archive is damaged or refused.
 */
export function findZipEntry(file: Deno.FsFile, name: string): ZipEntry {
  const refuse = (reason: string) =>
    new DataError(`Cannot read ${name}: ${reason}`);
  const total = file.statSync().size;
  const archive = answerOf<yauzl.ZipFile>(
    (callback) =>
      yauzl.fromRandomAccessReader(
        new FileAtOnce(file),
        total,
        { lazyEntries: true, autoClose: false },
        callback,
      ),
    (reason) => refuse(`it is not a readable zip archive (${reason})`),
  );
  if (archive.entryCount !== 1) {
    throw refuse(
      `an archive of the venue holds one file, this one holds ${archive.entryCount}`,
    );
  }
  const entry = answerOf<yauzl.Entry>(
    (callback) => {
      archive.once("error", (error: Error) => callback(error));
      archive.once("entry", (entry: yauzl.Entry) => callback(null, entry));
      archive.readEntry();
    },
    (reason) => refuse(`its directory is refused (${reason})`),
  );
  assertReadable(entry, name, refuse);
  const { fileDataStart } = answerOf<{ fileDataStart: number }>(
    (callback) =>
      archive.readLocalFileHeader(entry, { minimal: true }, callback),
    (reason) => refuse(`its file header is damaged (${reason})`),
  );
  return {
    method: entry.compressionMethod === 0 ? "stored" : "deflate",
    offset: fileDataStart,
    compressedSize: entry.compressedSize,
    size: entry.uncompressedSize,
    crc32: entry.crc32,
  };
}

/** Refuses a file that is not the one its archive promises, or cannot be unpacked safely. */
function assertReadable(
  entry: yauzl.Entry,
  name: string,
  refuse: (reason: string) => DataError,
): void {
  if (/[/\\]/.test(entry.fileName) || !/\.csv$/i.test(entry.fileName)) {
    throw refuse(
      `an archive of the venue holds one .csv file, this one holds ${
        JSON.stringify(entry.fileName)
      }`,
    );
  }
  const promised = contentOf(name), held = contentOf(entry.fileName);
  if (promised !== undefined && held !== undefined && promised !== held) {
    throw refuse(`it holds ${entry.fileName}, which is of ${held}`);
  }
  if (entry.isEncrypted()) throw refuse("its file is encrypted");
  const method = entry.compressionMethod;
  if (method !== 0 && method !== 8) {
    throw refuse(`its compression method is ${method}, expected deflate (8)`);
  }
  const { compressedSize, uncompressedSize: size } = entry;
  if (size > MAX_SIZE || (size > SMALL && size > MAX_RATIO * compressedSize)) {
    throw refuse(
      `it declares ${size} bytes out of ${compressedSize}, more than any file of the venue`,
    );
  }
}

/** Symbol and days of a name as the venue gives them; else `undefined`. */
function contentOf(name: string): string | undefined {
  const found = /([^/\\-]+)-\w+-(\d{4}-\d{2}(?:-\d{2})?)\.\w+$/.exec(name);
  return found === null ? undefined : `${found[1]} ${found[2]}`;
}

/** The result of a call whose callback runs before it returns. */
function answerOf<T>(
  call: (callback: (error: Error | null, value?: T) => void) => void,
  refuse: (reason: string) => DataError,
): T {
  let failure: Error | null = new Error("no answer");
  let result: T | undefined;
  call((error, value) => {
    failure = error;
    result = value;
  });
  if (failure !== null) throw refuse((failure as Error).message);
  return result!;
}

/** Reads at a position and calls back before it returns. */
class FileAtOnce extends yauzl.RandomAccessReader {
  readonly #file: Deno.FsFile;

  constructor(file: Deno.FsFile) {
    super();
    this.#file = file;
  }

  override read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    let filled = 0;
    try {
      this.#file.seekSync(position, Deno.SeekMode.Start);
      while (filled < length) {
        const read = this.#file.readSync(
          buffer.subarray(offset + filled, offset + length),
        );
        if (!read) break;
        filled += read;
      }
    } catch (error) {
      return callback(error as Error);
    }
    callback(null, filled);
  }

  /** The file stays open: its owner closes it. */
  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}
