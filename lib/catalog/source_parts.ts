import type { Defect, SourceFile } from "../market/mod.ts";
import { DAY, formatUtcDate, parseUtcDate } from "../time/mod.ts";
import type { StampUnit } from "./column_page.ts";
import { type Layout, layoutOf, SCHEMA_VERSION } from "./layout.ts";
import {
  type Ends,
  formatManifest,
  type Manifest,
  MANIFEST_KEY,
  type ManifestSource,
} from "./manifest.ts";
import { NewFile, type WriteBytes, writeWhole } from "./new_file.ts";
import { dayFolder, PART } from "./partition.ts";
import { type AnyColumns, PartWriter, valuesOf } from "./part_writer.ts";
import type { Block } from "./row_order.ts";

/** What the parts of a source are made with. */
export type SourcePartsOptions = {
  /** The root of the catalog. */
  readonly catalog: string;
  /** The venue's file. */
  readonly file: SourceFile;
  /** The same, as manifests name it. */
  readonly source: ManifestSource;
  /** The unit of its times. */
  readonly unit: StampUnit;
  /** Whether a day is to be written. */
  readonly wants: (date: string) => boolean;
  /** How bytes are written. */
  readonly write?: WriteBytes | undefined;
};

type Part = {
  readonly date: string;
  readonly file: NewFile;
  readonly writer: PartWriter;
  readonly firstTime: number;
  lastTime: number;
  intervals?: Ends;
};

/**
 * The parts that one file of the venue becomes: one for a daily file, one for
 * each UTC day of a monthly one. None is visible before all are complete.
 */
export class SourceParts {
  readonly #options: SourcePartsOptions;
  readonly #layout: Layout;
  readonly #parts: Part[] = [];
  readonly #dates = new Set<string>();

  /**
   * Starts without a part.
   *
   * @param options What the parts are made with.
   */
  constructor(options: SourcePartsOptions) {
    this.#options = options;
    this.#layout = layoutOf(options.file.kind);
  }

  /** Every UTC day that the file has rows of, wanted or not, in order. */
  get dates(): readonly string[] {
    return [...this.#dates];
  }

  /**
   * Appends rows, which come in order of time.
   *
   * A row just outside the days of the file is filed under the nearest of them: a
   * quote that was sent after midnight belongs to the day of its transaction, a
   * window that ends at midnight to the day that it is of.
   *
   * @param block The rows.
   */
  append({ columns, rows }: Block): void {
    if (rows === 0) return;
    const times = valuesOf(columns, this.#layout.time);
    for (let from = 0; from < rows;) {
      const day = Math.floor(times[from]! / DAY) * DAY;
      const to = lowerBound(times, day + DAY, from, rows);
      const date = this.#dateOf(day);
      this.#dates.add(date);
      if (this.#options.wants(date)) {
        const part = this.#part(date, times[from]!);
        part.writer.append(columns, from, to);
        part.lastTime = times[to - 1]!;
        this.#noteIntervals(part, columns, from, to);
      }
      from = to;
    }
  }

  /** Keeps the first and the last funding interval, where the file states them. */
  #noteIntervals(part: Part, columns: AnyColumns, from: number, to: number) {
    if (this.#options.file.kind !== "fundingRate") return;
    const hours = valuesOf(columns, "intervalHours");
    const first = part.intervals?.first ?? hours[from]!;
    const last = hours[to - 1]!;
    part.intervals = { first, last };
  }

  /** The day that rows are filed under: their own, or the nearest of the file. */
  #dateOf(day: number): string {
    const { from, to } = this.#options.file;
    return formatUtcDate(
      Math.min(Math.max(day, parseUtcDate(from)), parseUtcDate(to)),
    );
  }

  #part(date: string, firstTime: number): Part {
    const last = this.#parts.at(-1);
    if (last?.date === date) return last;
    last?.writer.flush();
    const { catalog, file: { kind, symbol }, unit, write } = this.#options;
    const folder = dayFolder(catalog, kind, symbol, date);
    const file = new NewFile(`${folder}/${PART}`, write);
    const writer = new PartWriter(file, this.#layout, unit);
    const part = { date, file, writer, firstTime, lastTime: firstTime };
    this.#parts.push(part);
    return part;
  }

  /**
   * Completes the parts and makes them visible.
   *
   * @param defects What is wrong with the file.
   * @returns What each part holds, in order.
   * @throws {Overtaken} If another run has written one of the days meanwhile.
   */
  publish(defects: readonly Defect[]): Manifest[] {
    const { kind, symbol } = this.#options.file;
    const manifests = this.#parts.map((part) => {
      part.writer.flush();
      const manifest: Manifest = {
        schemaVersion: SCHEMA_VERSION,
        kind,
        symbol,
        date: part.date,
        source: this.#options.source,
        rows: part.writer.rows,
        firstTime: part.firstTime,
        lastTime: part.lastTime,
        scales: part.writer.scales,
        ...this.#endsOf(part),
        defects,
      };
      const value = formatManifest(manifest);
      part.writer.finish([{ key: MANIFEST_KEY, value }]);
      return manifest;
    });
    this.#parts.forEach(({ file }, i) => {
      file.publish();
      writeManifest(this.#options.catalog, manifests[i]!);
    });
    return manifests;
  }

  /** What the days before and after are compared with. */
  #endsOf({ writer, intervals }: Part): Pick<Manifest, "ids" | "intervals"> {
    const { id } = this.#layout;
    const ids = id === undefined ? undefined : writer.bounds(id);
    // A file without the column has NaN, which is no interval to compare.
    const stated = intervals !== undefined && intervals.first > 0 &&
      intervals.last > 0;
    return { ...(ids && { ids }), ...(stated && { intervals }) };
  }

  /** Removes what is not visible yet. */
  discard(): void {
    for (const { file } of this.#parts) file.discard();
    this.#parts.length = 0;
  }
}

/**
 * Writes the copy of a manifest that stands beside the part.
 *
 * @param catalog The root of the catalog.
 * @param manifest The manifest.
 */
export function writeManifest(catalog: string, manifest: Manifest): void {
  const { kind, symbol, date } = manifest;
  const folder = dayFolder(catalog, kind, symbol, date);
  writeWhole(`${folder}/manifest.json`, formatManifest(manifest));
}

/** First row from `from` on that is not before a time; rows are in order. */
function lowerBound(
  times: ArrayLike<number>,
  time: number,
  from: number,
  rows: number,
): number {
  if (times[rows - 1]! < time) return rows;
  let low = from;
  let high = rows;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
