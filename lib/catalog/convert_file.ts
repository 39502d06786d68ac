import { DataError } from "../errors/mod.ts";
import { readChunks, type SourceFile } from "../market/mod.ts";
import { DAY, parseUtcDate } from "../time/mod.ts";
import { FinerStamp, type StampUnit } from "./column_page.ts";
import { HASH_SHARE, type IngestPlan } from "./ingest_plan.ts";
import { GROUP_ROWS, layoutOf, SCHEMA_VERSION } from "./layout.ts";
import type { Manifest, ManifestSource } from "./manifest.ts";
import { type WriteBytes, writeWhole } from "./new_file.ts";
import { symbolFolder } from "./partition.ts";
import { type AnyColumns, valuesOf } from "./part_writer.ts";
import { RowOrder } from "./row_order.ts";
import { type Block, sortedRows } from "./sorted_rows.ts";
import { SourceParts } from "./source_parts.ts";

/** The days that a monthly file has rows of, as it was read once. */
export type MonthRecord = {
  /** Version of the layout. */
  readonly schemaVersion: number;
  /** The venue's file. */
  readonly source: ManifestSource;
  /** The days, `YYYY-MM-DD`. */
  readonly dates: readonly string[];
};

/**
 * Where the days of a monthly file are kept.
 *
 * @param file The file.
 * @param catalog The root of the catalog.
 * @returns A path.
 */
export function monthRecordPath(file: SourceFile, catalog: string): string {
  const folder = symbolFolder(catalog, file.kind, file.symbol);
  return `${folder}/month=${file.from.slice(0, 7)}.json`;
}

/** What a file is converted with. */
export type ConvertOptions = {
  /** The root of the catalog. */
  readonly catalog: string;
  /** Whether a file with a defect is refused rather than repaired. */
  readonly defects?: "repair" | "refuse";
  /** How the bytes of parts are written, `fs.writeSync` by default. */
  readonly write?: WriteBytes;
};

/**
 * Makes the days of one file.
 *
 * The rows are read once and stored as they come. Only if they turn out not to
 * be in order are they read again, to be sorted; only if a time turns out finer
 * than a millisecond are they stored again, in microseconds.
 *
 * @param file The venue's file.
 * @param source The same, as manifests name it.
 * @param plan Which days are wanted of it.
 * @param options What it is converted with.
 * @returns What the days hold.
 * @throws {DataError} If the file is not accepted.
 * @throws {Overtaken} If another run has written one of the days meanwhile.
 */
export function convertFile(
  file: SourceFile,
  source: ManifestSource,
  plan: IngestPlan,
  options: ConvertOptions,
): readonly Manifest[] {
  const { catalog, write } = options;
  const wants = (date: string) => plan.wants(file, date);
  const make = (unit: StampUnit) =>
    new SourceParts({ catalog, file, source, unit, wants, write });
  const layout = layoutOf(file.kind);
  let unit: StampUnit = "MILLIS";
  for (;;) {
    let parts = make(unit);
    try {
      let order = new RowOrder(layout);
      const restart = () => {
        parts.discard();
        parts = make(unit);
        order = new RowOrder(layout);
      };
      for (const { columns, rows } of blocksOf(file, plan, restart)) {
        order.watch(columns, rows);
        if (order.displaced === 0) parts.append(columns, rows);
      }
      if (order.displaced > 0) {
        parts.discard();
        parts = make(unit);
        const folder = symbolFolder(catalog, file.kind, file.symbol);
        const read = () => blocksOf(file, plan);
        for (const { columns, rows } of sortedRows(read, layout, folder)) {
          parts.append(columns, rows);
        }
      }
      const { dates } = parts;
      if (dates.length === 0) throw new DataError("it has no rows");
      if (!plan.isUnchanged(file)) {
        throw new DataError("it changed while it was read");
      }
      const defects = {
        ...(order.displaced > 0 && { outOfOrder: order.displaced }),
        ...(parts.outsideDay > 0 && { outsideDay: parts.outsideDay }),
      };
      if (options.defects === "refuse") refuseDefects(defects);
      const manifests = parts.publish(defects);
      if (file.span === "monthly") {
        const record: MonthRecord = {
          schemaVersion: SCHEMA_VERSION,
          source,
          dates,
        };
        const text = `${JSON.stringify(record, null, 2)}\n`;
        writeWhole(monthRecordPath(file, catalog), text);
      }
      return manifests;
    } catch (error) {
      if (!(error instanceof FinerStamp) || unit === "MICROS") throw error;
      unit = "MICROS";
    } finally {
      parts.discard();
    }
  }
}

function refuseDefects(defects: Readonly<Record<string, number>>): void {
  const found = Object.entries(defects).map(([name, n]) => `${name} ${n}`);
  if (found.length > 0) {
    throw new DataError(`it has defects: ${found.join(", ")}`);
  }
}

/** The rows of a file, with a word to the progress at each block. */
function* blocksOf(
  file: SourceFile,
  plan: IngestPlan,
  onRestart?: () => void,
): Generator<Block> {
  const start = parseUtcDate(file.from);
  const length = parseUtcDate(file.to) + DAY - start;
  const { time } = layoutOf(file.kind);
  const most = file.format === "csv" ? plan.sizeOf(file) >> 3 : GROUP_ROWS;
  const rows = Math.min(Math.max(most, 1), GROUP_ROWS);
  const options = { rows, ...(onRestart && { onRestart }) };
  for (const chunk of readChunks(file, options)) {
    const columns = chunk.columns as AnyColumns;
    yield { columns, rows: chunk.rows };
    const last = valuesOf(columns, time)[chunk.rows - 1]!;
    const fraction = Math.min(Math.max((last - start) / length, 0), 1);
    plan.report(file, HASH_SHARE + (1 - HASH_SHARE) * fraction);
  }
}
