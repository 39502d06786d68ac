import { DataError } from "../errors/mod.ts";
import {
  type Chunk,
  type DefectDetector,
  type DefectKind,
  DefectReport,
  DEFECTS,
  detectDefects,
  instrumentOn,
  type Kind,
  ROW,
  type Severity,
  type SourceFile,
} from "../market/mod.ts";
import { ColumnPool } from "./column_pool.ts";
import type { AnyColumns } from "./part_writer.ts";
import type { Block } from "./row_order.ts";

/**
 * Looks for the defects of a file as its rows go by, and leaves out the rows
 * whose defect asks for it.
 */
export class Inspection {
  readonly #file: SourceFile;
  readonly #pool = new ColumnPool();
  /** What is unusual about the file as a text. */
  readonly text: DefectReport = new DefectReport();
  #rows: DefectReport;
  #detector: DefectDetector<Kind>;
  /** Rows that went by. */
  seen = 0;
  /** Rows that were left out. */
  leftOut = 0;

  /**
   * Starts before the first row.
   *
   * @param file The file.
   */
  constructor(file: SourceFile) {
    this.#file = file;
    this.#rows = new DefectReport();
    this.#detector = this.#newDetector();
  }

  #newDetector(): DefectDetector<Kind> {
    const { symbol, from } = this.#file;
    const { tick, lot, origin } = instrumentOn(symbol, from);
    return detectDefects(this.#file, this.#rows, {
      ...(tick !== undefined && origin.tick === "stated" && { tick }),
      ...(lot !== undefined && origin.lot === "stated" && { lot }),
    });
  }

  /** Goes back to before the first row. */
  restart(): void {
    this.#rows = new DefectReport();
    this.#detector = this.#newDetector();
    this.seen = 0;
    this.leftOut = 0;
  }

  /**
   * The rows of a block that go on.
   *
   * @param chunk The next block of the file.
   * @returns The block itself where all of them do.
   */
  keep(chunk: Chunk<Kind>): Block {
    const verdicts = this.#detector.update(chunk);
    const { rows } = chunk;
    const columns = chunk.columns as AnyColumns;
    let kept = 0;
    for (let i = 0; i < rows; i++) if (verdicts[i] === ROW.keep) kept++;
    this.seen += rows;
    this.leftOut += rows - kept;
    if (kept === rows) return { columns, rows };
    const order = new Uint32Array(kept);
    for (let i = 0, at = 0; i < rows; i++) {
      if (verdicts[i] === ROW.keep) order[at++] = i;
    }
    return { columns: this.#pool.reordered(columns, order), rows: kept };
  }

  /**
   * Ends the inspection.
   *
   * @returns Everything that was found.
   */
  finish(): DefectReport {
    this.#detector.finish();
    const report = new DefectReport();
    report.addAll(this.text);
    report.addAll(this.#rows);
    return report;
  }
}

/** A file that is not used for what is wrong with it. */
export class RefusedFile extends DataError {
  /** All that was found. */
  readonly defects: DefectReport;

  /**
   * Says why.
   *
   * @param message A clause.
   * @param defects All that was found.
   */
  constructor(message: string, defects: DefectReport) {
    super(message);
    this.defects = defects;
  }
}

/** Defects of a data root, not of one file of it. */
const DATA_ROOT: readonly DefectKind[] = [
  "passedOver",
  "dayTwice",
  "missingDays",
];
const GRAVEST_FIRST: readonly Severity[] = ["error", "warning", "info"];

/**
 * Refuses a file for its defects.
 *
 * @param report What was found.
 * @param severity The least severity that is refused; where absent, only what
 * is refused by its nature.
 * @throws {RefusedFile} Names the gravest defect and where it was seen first.
 */
export function refuseDefects(
  report: DefectReport,
  severity: Severity | undefined,
): void {
  const limit = severity === undefined ? -1 : GRAVEST_FIRST.indexOf(severity);
  const refused = report.defects.filter((defect) =>
    defect.treatment === "refuse" ||
    GRAVEST_FIRST.indexOf(defect.severity) <= limit
  );
  refused.sort((a, b) =>
    GRAVEST_FIRST.indexOf(a.severity) - GRAVEST_FIRST.indexOf(b.severity)
  );
  const worst = refused[0];
  if (worst === undefined) return;
  const { kind, count, first } = worst;
  const times = count === 1 ? "" : ` ${count} times,`;
  const place = first.line > 0
    ? ` in line ${first.line}:`
    : DATA_ROOT.includes(kind)
    ? ` ${first.file}:`
    : "";
  throw new RefusedFile(
    `it has the defect ${kind} (${DEFECTS[kind].meaning}),${times}${
      count === 1 ? "" : " first"
    }${place} ${first.text}`,
    report,
  );
}
