import { DataError } from "../errors/mod.ts";
import {
  checkChecksum,
  DefectReport,
  readChunks,
  type Severity,
  type SourceFile,
} from "../market/mod.ts";
import { DAY, parseUtcDate } from "../time/mod.ts";
import { FinerStamp, type StampUnit } from "./column_page.ts";
import { HASH_SHARE, type IngestPlan } from "./ingest_plan.ts";
import { Inspection, refuseDefects, RefusedFile } from "./inspection.ts";
import { LateRows } from "./late_rows.ts";
import { GROUP_ROWS, type Layout, layoutOf, SCHEMA_VERSION } from "./layout.ts";
import type { Manifest, ManifestSource } from "./manifest.ts";
import { type WriteBytes, writeWhole } from "./new_file.ts";
import { symbolFolder } from "./partition.ts";
import { type AnyColumns, valuesOf } from "./part_writer.ts";
import { type Block, RowOrder } from "./row_order.ts";
import { RowSorter } from "./row_sorter.ts";
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
  /** The least severity of a defect for which a file is refused. */
  readonly refuse?: Severity;
  /** How the bytes of parts are written, `fs.writeSync` by default. */
  readonly write?: WriteBytes;
};

/**
 * Makes the days of one file.
 *
 * The rows are read once and stored as they come. Only if they turn out not to
 * be in order are they read again, to be put in order as they go by; only if some
 * come too late for that, once more, to be sorted by way of the disk. And only if
 * a time turns out finer than a millisecond are they stored again, in
 * microseconds.
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
  const report = new DefectReport();
  checkChecksum(file, source.sha256, report);
  refuseDefects(report, options.refuse);
  let unit: StampUnit = "MILLIS";
  for (;;) {
    try {
      return new Conversion(file, source, plan, options, unit).run(report);
    } catch (error) {
      if (!(error instanceof FinerStamp) || unit === "MICROS") throw error;
      unit = "MICROS";
    }
  }
}

/** One attempt to store a file, in one unit of time. */
class Conversion {
  readonly #file: SourceFile;
  readonly #source: ManifestSource;
  readonly #plan: IngestPlan;
  readonly #options: ConvertOptions;
  readonly #unit: StampUnit;
  readonly #layout: Layout;
  #parts: SourceParts;
  #inspection: Inspection;
  #order: RowOrder;

  constructor(
    file: SourceFile,
    source: ManifestSource,
    plan: IngestPlan,
    options: ConvertOptions,
    unit: StampUnit,
  ) {
    this.#file = file;
    this.#source = source;
    this.#plan = plan;
    this.#options = options;
    this.#unit = unit;
    this.#layout = layoutOf(file.kind);
    this.#parts = this.#newParts();
    this.#inspection = new Inspection(file);
    this.#order = new RowOrder(this.#layout);
  }

  #newParts(): SourceParts {
    return new SourceParts({
      catalog: this.#options.catalog,
      file: this.#file,
      source: this.#source,
      unit: this.#unit,
      wants: (date) => this.#plan.wants(this.#file, date),
      write: this.#options.write,
    });
  }

  /** Stores the rows and publishes them with what is wrong with them. */
  run(known: DefectReport): readonly Manifest[] {
    const { catalog, refuse } = this.#options;
    try {
      if (!this.#storeAsTheyCome() && !this.#storeLateRows()) {
        refuseDefects(this.#inspection.finish(), refuse);
        this.#sortAndStore();
      }
      const report = this.#inspection.finish();
      report.addAll(known);
      const { dates } = this.#parts;
      if (this.#inspection.seen === 0) {
        throw new RefusedFile("it has no rows", report);
      }
      refuseDefects(report, refuse);
      if (dates.length === 0) throw withoutRows(this.#inspection, report);
      if (!this.#plan.isUnchanged(this.#file)) {
        throw new DataError("it changed while it was read");
      }
      const manifests = this.#parts.publish(report.defects);
      if (this.#file.span === "monthly") {
        writeMonthRecord(this.#file, this.#source, dates, catalog);
      }
      return manifests;
    } finally {
      this.#parts.discard();
    }
  }

  /** Whether the rows were in order and are stored. */
  #storeAsTheyCome(): boolean {
    this.#read((block) => {
      if (this.#order.displaced > 0) return "stop";
      this.#parts.append(block);
    });
    return this.#order.displaced === 0;
  }

  /** Whether no row came more than a minute late and all are stored. */
  #storeLateRows(): boolean {
    let late = new LateRows(this.#layout);
    this.#read((block) => {
      if (late.overdue) return;
      const ready = late.take(block);
      if (!late.overdue) this.#parts.append(ready);
    }, () => late = new LateRows(this.#layout));
    if (!late.overdue) this.#parts.append(late.rest());
    return !late.overdue;
  }

  /** Stores the rows by way of the disk; they have been read through before. */
  #sortAndStore(): void {
    const { catalog } = this.#options;
    const { kind, symbol } = this.#file;
    const folder = symbolFolder(catalog, kind, symbol);
    const { minutes } = this.#order;
    let sorter = new RowSorter(this.#layout, minutes, folder);
    try {
      this.#read((block) => sorter.deal(block), () => {
        sorter.close();
        sorter = new RowSorter(this.#layout, minutes, folder);
      });
      for (const block of sorter.sorted()) this.#parts.append(block);
    } finally {
      sorter.close();
    }
  }

  /** Hands over the rows that go on, from the first on, until told to stop. */
  #read(take: (block: Block) => "stop" | void, restart = () => {}): void {
    const begin = () => {
      this.#parts.discard();
      this.#parts = this.#newParts();
      this.#order = new RowOrder(this.#layout);
      this.#inspection.restart();
    };
    this.#inspection = new Inspection(this.#file);
    begin();
    const options = {
      rows: this.#blockRows(),
      defects: this.#inspection.text,
      onRestart: () => {
        begin();
        restart();
      },
    };
    for (const chunk of readChunks(this.#file, options)) {
      const block = this.#inspection.keep(chunk);
      this.#order.watch(block);
      if (block.rows > 0 && take(block) === "stop") return;
      this.#reportProgress(chunk.columns as AnyColumns, chunk.rows);
    }
  }

  /** Rows of a block: those of a row group, or fewer where the file is small. */
  #blockRows(): number {
    if (this.#file.format !== "csv") return GROUP_ROWS;
    const most = this.#plan.sizeOf(this.#file) >> 3;
    return Math.min(Math.max(most, 1), GROUP_ROWS);
  }

  #reportProgress(columns: AnyColumns, rows: number): void {
    const last = valuesOf(columns, this.#layout.time)[rows - 1]!;
    const start = parseUtcDate(this.#file.from);
    const length = parseUtcDate(this.#file.to) + DAY - start;
    const fraction = Math.min(Math.max((last - start) / length, 0), 1);
    this.#plan.report(this.#file, HASH_SHARE + (1 - HASH_SHARE) * fraction);
  }
}

function withoutRows({ seen }: Inspection, report: DefectReport): DataError {
  return new RefusedFile(
    `none of its ${seen} rows can be kept for their defects`,
    report,
  );
}

function writeMonthRecord(
  file: SourceFile,
  source: ManifestSource,
  dates: readonly string[],
  catalog: string,
): void {
  const record: MonthRecord = { schemaVersion: SCHEMA_VERSION, source, dates };
  const text = `${JSON.stringify(record, null, 2)}\n`;
  writeWhole(monthRecordPath(file, catalog), text);
}
