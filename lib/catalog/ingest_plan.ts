import * as fs from "node:fs";
import { DataError } from "../errors/mod.ts";
import type { DefectReport, SourceFile } from "../market/mod.ts";
import { utcDates } from "../time/mod.ts";

/** How far an ingest is. */
export type IngestProgress = {
  /** The file in work, below the data root. */
  readonly file: string;
  /** Bytes of the files done, about. */
  readonly done: number;
  /** Bytes of all files. */
  readonly total: number;
};

/** Share of the time that the hash of a file takes. */
export const HASH_SHARE = 0.2;

/** What a plan needs to know. */
export type PlanOptions = {
  /** First UTC day, `YYYY-MM-DD`. */
  readonly from?: string;
  /** Last UTC day, `YYYY-MM-DD`. */
  readonly to?: string;
  /** Called as the work goes on. */
  readonly onProgress?: (progress: IngestProgress) => void;
};

/** Which file makes which day, and how far the work is. */
export class IngestPlan {
  /** The files that make a day. */
  readonly files: readonly SourceFile[];
  readonly #options: PlanOptions;
  readonly #stats = new Map<SourceFile, fs.Stats | undefined>();
  readonly #daily = new Map<string, SourceFile>();
  #total = 0;
  #done = 0;

  /**
   * Looks at the files that were found.
   *
   * @param options Which days are wanted, and who wants to know how far it is.
   * @param files The files; of two daily ones for a day the first is taken.
   */
  constructor(options: PlanOptions, files: readonly SourceFile[]) {
    this.#options = options;
    for (const file of files) {
      const stats = statsOf(file);
      this.#stats.set(file, stats);
      this.#total += stats?.size ?? 0;
      const day = `${file.kind}/${file.symbol}/${file.from}`;
      if (file.span === "daily" && !this.#daily.has(day)) {
        this.#daily.set(day, file);
      }
    }
    this.files = files.filter((file) =>
      file.span === "monthly" || this.wants(file, file.from)
    );
  }

  /**
   * Whether a file is the one that makes a day.
   *
   * @param file The file.
   * @param date The UTC day.
   * @returns False also if the day is not wanted at all.
   */
  wants(file: SourceFile, date: string): boolean {
    const { from, to } = this.#options;
    if ((from && date < from) || (to && date > to)) return false;
    const daily = this.#daily.get(`${file.kind}/${file.symbol}/${date}`);
    return daily === undefined ? file.span === "monthly" : daily === file;
  }

  /**
   * Reports the days of files that are made from others.
   *
   * @param report Gets a `dayTwice` for each file, with the number of days.
   */
  reportTwice(report: DefectReport): void {
    for (const file of this.#stats.keys()) {
      const { kind, symbol, from, to, relativePath } = file;
      const days = utcDates(from, to).filter((date) => {
        const daily = this.#daily.get(`${kind}/${symbol}/${date}`);
        return daily !== undefined && daily !== file;
      });
      if (days.length === 0) continue;
      const text = days.length === 1
        ? days[0]!
        : `${days[0]} to ${days.at(-1)}`;
      const example = { file: relativePath, line: 0, time: NaN, text };
      report.add("dayTwice", example, days.length);
    }
  }

  /**
   * The size of a file.
   *
   * @param file The file.
   * @returns Bytes; 0 where there is none.
   */
  sizeOf(file: SourceFile): number {
    return this.#stats.get(file)?.size ?? 0;
  }

  /**
   * Holds a name to lead to a file: a link may lead nowhere, and what reads from a
   * pipe waits for ever.
   *
   * @param file The file.
   * @throws {DataError} If it does not.
   */
  assertFile(file: SourceFile): void {
    const stats = this.#stats.get(file);
    if (stats?.isFile()) return;
    const found = stats === undefined
      ? "there is no such file"
      : "it is not a file";
    throw new DataError(`Cannot read ${file.relativePath}: ${found}`);
  }

  /**
   * Whether a file is as it was when the plan was made.
   *
   * @param file The file.
   * @returns False if its size or its time of change is another, or it is gone.
   */
  isUnchanged(file: SourceFile): boolean {
    const before = this.#stats.get(file);
    const after = statsOf(file);
    return after?.size === before?.size && after?.mtimeMs === before?.mtimeMs;
  }

  /**
   * Tells how much of a file is done.
   *
   * @param file The file.
   * @param fraction From 0 to 1.
   */
  report(file: SourceFile, fraction: number): void {
    this.#options.onProgress?.({
      file: file.relativePath,
      done: this.#done + this.sizeOf(file) * fraction,
      total: this.#total,
    });
  }

  /**
   * Tells that a file is done.
   *
   * @param file The file.
   */
  complete(file: SourceFile): void {
    this.#done += this.sizeOf(file);
    this.report(file, 0);
  }
}

/** What the disk knows of a file; `undefined` where a link leads nowhere or nothing may be asked. */
function statsOf({ path }: SourceFile): fs.Stats | undefined {
  try {
    return fs.statSync(path);
  } catch {
    return undefined;
  }
}
