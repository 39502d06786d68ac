import * as fs from "node:fs";
import {
  DefectReport,
  type Kind,
  missingDays,
  type SourceFile,
} from "../market/mod.ts";
import { betweenDays } from "./between_days.ts";
import { LeftOut } from "./left_out.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { codeOf, writeWhole } from "./new_file.ts";
import { datesIn, dayFolder, kindsIn, partitionValues } from "./partition.ts";

/** The defects of a catalog, for programs. */
export const DEFECTS_JSON = "defects.json";
/** The defects of a catalog, for people. */
export const DEFECTS_TABLE = "defects.md";

/**
 * The defects of all that a catalog was made from, those of the files that were
 * refused or passed over, those that lie between two files, and the days that it
 * lacks.
 *
 * @param catalog The root of the catalog.
 * @returns Each defect of each file once, however many days it made.
 */
export function defectsOf(catalog: string): DefectReport {
  const report = new DefectReport();
  const sources = new Set<string>();
  for (const { path, defects } of new LeftOut(catalog).records()) {
    if (path !== undefined) sources.add(path);
    report.addAll(DefectReport.from(defects));
  }
  const days: SourceFile[] = [];
  const manifests = manifestsOf(catalog);
  for (const manifest of manifests) {
    const { kind, symbol, date, source, defects } = manifest;
    days.push({
      path: source.path,
      relativePath: source.path,
      kind,
      symbol,
      from: date,
      to: date,
      span: "daily",
      format: "csv",
    });
    if (sources.has(source.path)) continue;
    sources.add(source.path);
    report.addAll(DefectReport.from(defects));
  }
  betweenDays(catalog, manifests, report);
  missingDays(days, report);
  return report;
}

/**
 * Times that the defects are written before it is left to the runs beside this
 * one. Once these have ended two are enough; the bound is for a run of another
 * version beside this one, which would word the same defects otherwise for ever.
 */
const ATTEMPTS = 64;

/**
 * Writes the defects of a catalog beside its data, as JSON and as a table.
 *
 * What was written is looked at again: a run beside this one may have added a day
 * meanwhile, and whoever writes last has to know of it.
 *
 * @param catalog The root of the catalog.
 */
export function writeDefects(catalog: string): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const report = defectsOf(catalog);
    const json = `${JSON.stringify(report, null, 2)}\n`;
    const table =
      `# Defects of the files of this catalog\n\n${report.toTable()}\n`;
    const written = [
      writeIfOther(`${catalog}/${DEFECTS_JSON}`, json),
      writeIfOther(`${catalog}/${DEFECTS_TABLE}`, table),
    ];
    if (!written.includes(true)) return;
  }
}

/** Leaves a file alone that has the text already; says whether it wrote. */
function writeIfOther(path: string, text: string): boolean {
  const same = fs.existsSync(path) && fs.readFileSync(path, "utf8") === text;
  if (!same) writeWhole(path, text);
  return !same;
}

/**
 * The days that a catalog has.
 *
 * @param catalog The root of the catalog.
 * @returns Their manifests, by kind, symbol and day.
 */
export function manifestsOf(catalog: string): Manifest[] {
  const found: Manifest[] = [];
  for (const kind of kindsIn(catalog)) {
    for (const symbol of partitionValues(`${catalog}/kind=${kind}`, "symbol")) {
      for (const date of datesIn(catalog, kind, symbol)) {
        const manifest = manifestBeside(catalog, kind, symbol, date);
        if (manifest !== undefined) found.push(manifest);
      }
    }
  }
  return found;
}

/**
 * The days that a catalog has of some files, and those next to them.
 *
 * @param catalog The root of the catalog.
 * @param files The files.
 * @returns Manifests of the days that each file may have made, the last one before
 * and the first one after them; by kind, symbol and day.
 */
export function manifestsAround(
  catalog: string,
  files: readonly SourceFile[],
): Manifest[] {
  const found: Manifest[] = [];
  const groups = Map.groupBy(files, ({ kind, symbol }) => `${kind} ${symbol}`);
  for (const group of groups.values()) {
    const { kind, symbol } = group[0]!;
    const dates = datesIn(catalog, kind, symbol);
    const near = new Set<string>();
    for (const { from, to } of group) {
      const first = dates.findIndex((date) => date >= from);
      const last = dates.findLastIndex((date) => date <= to);
      const start = first < 0 ? dates.length - 1 : first - 1;
      for (const date of dates.slice(Math.max(start, 0), last + 2)) {
        near.add(date);
      }
    }
    for (const date of [...near].sort()) {
      const manifest = manifestBeside(catalog, kind, symbol, date);
      if (manifest !== undefined) found.push(manifest);
    }
  }
  return found;
}

/** The copy of a day's manifest that stands beside its part. */
function manifestBeside(
  catalog: string,
  kind: Kind,
  symbol: string,
  date: string,
): Manifest | undefined {
  const path = `${dayFolder(catalog, kind, symbol, date)}/manifest.json`;
  try {
    return parseManifest(fs.readFileSync(path, "utf8"));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
