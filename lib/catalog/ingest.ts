import * as fs from "node:fs";
import { createHash } from "node:crypto";
import { DataError, systemReason } from "../errors/mod.ts";
import {
  DefectReport,
  findFiles,
  findPassedOver,
  type Kind,
  missingDays,
  type Severity,
  type SourceFile,
} from "../market/mod.ts";
import {
  convertFile,
  type MonthRecord,
  monthRecordPath,
} from "./convert_file.ts";
import { betweenDays } from "./between_days.ts";
import { manifestsAround, writeDefects } from "./defect_files.ts";
import { claimEdition, type Edition, editionOfData } from "./edition.ts";
import { HASH_SHARE, IngestPlan, type IngestProgress } from "./ingest_plan.ts";
import { refuseDefects } from "./inspection.ts";
import { defectsOfError, LeftOut } from "./left_out.ts";
import { layoutOf, SCHEMA_VERSION } from "./layout.ts";
import {
  formatManifest,
  type Manifest,
  type ManifestSource,
} from "./manifest.ts";
import { Overtaken, type WriteBytes } from "./new_file.ts";
import { dayFolder, PART } from "./partition.ts";
import { PartReader } from "./part_reader.ts";
import { writeManifest } from "./source_parts.ts";

/** What is ingested, from where and to where. */
export type IngestOptions = {
  /** The data root: the folder that holds `futures/`. */
  readonly data: string;
  /** The root of the catalog; it is made if need be. */
  readonly catalog: string;
  /** Families, all by default. */
  readonly kinds?: readonly Kind[];
  /** Instruments, all by default. */
  readonly symbols?: readonly string[];
  /** First UTC day, `YYYY-MM-DD`. */
  readonly from?: string;
  /** Last UTC day, `YYYY-MM-DD`. */
  readonly to?: string;
  /** The least severity of a defect that is refused; by default only those that always are. */
  readonly refuse?: Severity;
  /** Called as the work goes on, several times for a large file. */
  readonly onProgress?: (progress: IngestProgress) => void;
  /** How the bytes of parts are written, `fs.writeSync` by default. */
  readonly write?: WriteBytes;
};

/** What an ingest did. */
export type IngestReport = {
  /** What the rows are: the venue's or a simulation's. */
  readonly edition: Edition;
  /** Number of files found. */
  readonly files: number;
  /** Number of files read; the others are in the catalog already. */
  readonly filesRead: number;
  /** Bytes of the files read. */
  readonly bytesRead: number;
  /** Number of days written. */
  readonly daysWritten: number;
  /** Number of rows written. */
  readonly rowsWritten: number;
  /** What is wrong with the files read, between them and the days beside them, and the days that lack a file. */
  readonly defects: DefectReport;
};

/**
 * Writes the venue's files into a catalog: one Parquet file per kind, symbol and
 * UTC day, and `defects.json` and `defects.md` for what is wrong with them.
 *
 * Every defect is counted and treated as `DEFECTS` of lib/market states: repeated
 * and impossible rows are left out, a file that cannot be trusted is refused,
 * nothing is filled in. A file whose bytes are those that its days were made from
 * is passed over. A file that is refused keeps no other from being read: all that
 * are refused are in `defects.json`. A day that a daily and a monthly file have is made from the
 * daily one. Rows are stored in the order of (time, id). What lies between the last
 * row of a file and the first of the next is looked for in the days that the catalog
 * has then, so that it does not matter which came first; where it is refused, the
 * days stay.
 *
 * Each day is written under a temporary name and moved to its own once it is on
 * the disk: an ingest that is killed at any moment leaves whole days only. Memory
 * does not grow with the files.
 *
 * @param options What is ingested, from where and to where.
 * @returns What was done.
 * @throws {DataError} If nothing is found, or a file cannot be read, stored or
 * accepted, after all others were read; days that were complete before stay.
 * @throws {FieldError} If a field of a file cannot be read.
 * @throws {RangeError} If `from` is after `to`.
 * @throws {SyntaxError} If `from` or `to` is not a day.
 * @see alg-ingest
 *
 * @example One day of one-minute bars
 * ```ts
 * import assert from "node:assert/strict";
 * import { Catalog, ingest } from "volarb/catalog";
 *
 * const root = Deno.makeTempDirSync();
 * const data = `${root}/raw`, catalog = `${root}/catalog`;
 * Deno.mkdirSync(`${data}/futures/daily/klines_1m`, { recursive: true });
 * Deno.writeTextFileSync(
 *   `${data}/futures/daily/klines_1m/BTCUSDT-1m-2025-05-05.csv`,
 *   "open_time,open,high,low,close,volume\n" +
 *     "1746403200000,94270.5,94292.7,94270.4,94292.7,53.121\n",
 * );
 * assert.equal(ingest({ data, catalog }).rowsWritten, 1);
 * assert.equal(ingest({ data, catalog }).filesRead, 0);
 * assert.equal(new Catalog(catalog).bars("BTCUSDT").high[0], 94292.7);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function ingest(options: IngestOptions): IngestReport {
  const { data, catalog, kinds, symbols, from, to } = options;
  const files = findFiles(data, {
    ...(kinds && { kinds }),
    ...(symbols && { symbols }),
    ...(from && { from }),
    ...(to && { to }),
  });
  const edition = editionOfData(data);
  const plan = new IngestPlan(options, files);
  const defects = new DefectReport();
  missingDays(files, defects);
  const unread = new DefectReport();
  for (const { path, reason } of findPassedOver(data)) {
    unread.add("passedOver", { file: path, line: 0, time: NaN, text: reason });
  }
  plan.reportTwice(unread);
  defects.addAll(unread);
  try {
    refuseDefects(defects, options.refuse);
  } catch (error) {
    throw refusal(`ingest ${data}`, error);
  }
  try {
    fs.mkdirSync(catalog, { recursive: true });
    claimEdition(catalog, edition);
  } catch (error) {
    throw refusal(`write the catalog ${catalog}`, error);
  }
  const leftOut = new LeftOut(catalog);
  leftOut.keep(data, unread);
  const refusals: unknown[] = [];
  let filesRead = 0;
  let bytesRead = 0;
  let daysWritten = 0;
  let rowsWritten = 0;
  for (const file of plan.files) {
    try {
      const manifests = ingestFile(file, plan, options);
      plan.complete(file);
      leftOut.forget(file.relativePath);
      if (manifests === undefined) continue;
      filesRead++;
      bytesRead += plan.sizeOf(file);
      daysWritten += manifests.length;
      for (const { rows } of manifests) rowsWritten += rows;
      const [first] = manifests;
      if (first !== undefined) defects.addAll(DefectReport.from(first.defects));
    } catch (error) {
      const found = defectsOfError(file, error);
      if (found === undefined) {
        throw refusal(`ingest ${file.relativePath}`, error);
      }
      leftOut.refuse(file.relativePath, found);
      refusals.push(refusal(`ingest ${file.relativePath}`, error));
    }
  }
  writeDefects(catalog);
  if (refusals.length > 0) throw allOf(refusals, catalog);
  const between = defectsBetween(plan.files, catalog);
  for (const defect of between.defects) {
    try {
      refuseDefects(DefectReport.from([defect]), options.refuse);
    } catch (error) {
      throw refusal(`ingest ${defect.first.file}`, error);
    }
  }
  defects.addAll(between);
  return {
    edition,
    files: files.length,
    filesRead,
    bytesRead,
    daysWritten,
    rowsWritten,
    defects,
  };
}

/** What is wrong between days of which one at least is of the files. */
function defectsBetween(
  files: readonly SourceFile[],
  catalog: string,
): DefectReport {
  const paths = new Set(files.map((file) => file.relativePath));
  const report = new DefectReport();
  const days = manifestsAround(catalog, files);
  betweenDays(catalog, days, report, (path) => paths.has(path));
  return report;
}

/** Makes the days of one file; `undefined` if they are there already. */
function ingestFile(
  file: SourceFile,
  plan: IngestPlan,
  options: IngestOptions,
): readonly Manifest[] | undefined {
  const size = plan.sizeOf(file);
  const sha256 = hashOf(file, size, plan);
  const source = { path: file.relativePath, size, sha256 };
  for (let attempt = 0;; attempt++) {
    const present = presentDays(file, source, plan, options.catalog);
    if (present !== undefined) {
      const [day] = present;
      const known = DefectReport.from(day?.defects ?? []);
      refuseDefects(known, options.refuse);
      return undefined;
    }
    try {
      return convertFile(file, source, plan, options);
    } catch (error) {
      // Another run has written one of the days meanwhile: see what is left.
      if (!(error instanceof Overtaken) || attempt === 3) throw error;
    }
  }
}

function hashOf(file: SourceFile, size: number, plan: IngestPlan): string {
  plan.assertFile(file);
  const hash = createHash("sha256");
  const block = new Uint8Array(1 << 18);
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(file.path, "r");
    for (let at = 0;;) {
      const count = fs.readSync(descriptor, block);
      if (count === 0) return hash.digest("hex");
      hash.update(block.subarray(0, count));
      at += count;
      plan.report(file, HASH_SHARE * Math.min(at / size, 1));
    }
  } catch (error) {
    // Of this file: it keeps no other from being read.
    throw refusal(`read ${file.relativePath}`, error);
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** The days that a file makes, if all are there, made from the same bytes. */
function presentDays(
  file: SourceFile,
  source: ManifestSource,
  plan: IngestPlan,
  catalog: string,
): readonly Manifest[] | undefined {
  const days: Manifest[] = [];
  const dates = datesOf(file, source, catalog);
  if (dates === undefined) return undefined;
  for (const date of dates) {
    if (!plan.wants(file, date)) continue;
    const folder = dayFolder(catalog, file.kind, file.symbol, date);
    const manifest = manifestOf(`${folder}/${PART}`, file.kind);
    if (!manifest || !sameSource(manifest.source, source)) return undefined;
    if (textOf(`${folder}/manifest.json`) !== formatManifest(manifest)) {
      writeManifest(catalog, manifest);
    }
    days.push(manifest);
  }
  return days;
}

/** The days that a file has rows of, where that is known. */
function datesOf(
  file: SourceFile,
  source: ManifestSource,
  catalog: string,
): readonly string[] | undefined {
  if (file.span === "daily") return [file.from];
  const text = textOf(monthRecordPath(file, catalog));
  if (text === undefined) return undefined;
  const record = JSON.parse(text) as MonthRecord;
  return record.schemaVersion === SCHEMA_VERSION &&
      sameSource(record.source, source)
    ? record.dates
    : undefined;
}

function sameSource(a: ManifestSource, b: ManifestSource): boolean {
  return a.path === b.path && a.size === b.size && a.sha256 === b.sha256;
}

/** The manifest inside a part; `undefined` where there is no part to trust. */
function manifestOf(path: string, kind: Kind): Manifest | undefined {
  if (!fs.existsSync(path)) return undefined;
  try {
    using part = new PartReader(path, layoutOf(kind));
    const { manifest } = part;
    return manifest?.schemaVersion === SCHEMA_VERSION ? manifest : undefined;
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}

function textOf(path: string): string | undefined {
  return fs.existsSync(path) ? fs.readFileSync(path, "utf8") : undefined;
}

/** One error for the files that were refused. */
function allOf(refusals: readonly unknown[], catalog: string): unknown {
  const [first] = refusals;
  if (refusals.length === 1) return first;
  const others = refusals.length - 1;
  const more = others === 1 ? "1 file more is" : `${others} files more are`;
  return new DataError(
    `${(first as Error).message}; ${more} refused: see ${catalog}/defects.md`,
    { cause: first },
  );
}

/** One sentence for what the operating system or a check refused. */
function refusal(what: string, error: unknown): unknown {
  if (error instanceof DataError) {
    return error.message.startsWith("Cannot ")
      ? error
      : new DataError(`Cannot ${what}: ${error.message}`, { cause: error });
  }
  const reason = systemReason(error);
  return reason === undefined
    ? error
    : new DataError(`Cannot ${what}: ${reason}`, { cause: error });
}
