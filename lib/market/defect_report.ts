import { FieldError } from "../errors/mod.ts";
import { formatUtc } from "../time/mod.ts";
import {
  type DefectKind,
  DEFECTS,
  type Severity,
  type Treatment,
} from "./defect_kinds.ts";
import type { Dialect } from "./dialect.ts";
import type { SourceFile } from "./source_file.ts";

/** One place where a defect was seen. */
export type DefectExample = {
  /** The file, below the data root. */
  readonly file: string;
  /** Line of the file from 1, the header included; 0 for the file as a whole. */
  readonly line: number;
  /** Time of the row, microseconds; `NaN` where there is none. */
  readonly time: number;
  /** What stood there, in a few words. */
  readonly text: string;
};

/** All that was seen of one kind of defect. */
export type Defect = {
  /** Which. */
  readonly kind: DefectKind;
  /** How much it matters. */
  readonly severity: Severity;
  /** What is done about it. */
  readonly treatment: Treatment;
  /** How often it was seen. */
  readonly count: number;
  /** How many units it concerns: missing ids, minutes or rows; else the count. */
  readonly amount: number;
  /** Where it was seen first. */
  readonly first: DefectExample;
  /** Where it was seen last. */
  readonly last: DefectExample;
};

const ORDER: readonly Severity[] = ["info", "warning", "error"];

/**
 * The defects of one file or of many, in the order in which they were first seen.
 *
 * @example A gap of three ids
 * ```ts
 * import assert from "node:assert/strict";
 * import { DefectReport } from "volarb/market";
 *
 * const report = new DefectReport();
 * const example = { file: "a.csv", line: 9, time: 0, text: "11 after 7" };
 * report.add("idGap", example, 3);
 * assert.equal(report.defects[0]!.amount, 3);
 * assert.ok(report.reaches("warning"));
 * assert.ok(!report.reaches("error"));
 * ```
 */
export class DefectReport {
  readonly #defects = new Map<DefectKind, Defect>();

  /**
   * Adds one occurrence.
   *
   * @param kind Which.
   * @param example Where.
   * @param amount How many units it concerns.
   */
  add(kind: DefectKind, example: DefectExample, amount = 1): void {
    const { severity, treatment } = DEFECTS[kind];
    this.#merge({
      kind,
      severity,
      treatment,
      count: 1,
      amount,
      first: example,
      last: example,
    });
  }

  /** Adds occurrences of which only the first and the last place are known. */
  addMany(
    kind: DefectKind,
    first: DefectExample,
    last: DefectExample,
    count: number,
  ): void {
    const { severity, treatment } = DEFECTS[kind];
    this.#merge({
      kind,
      severity,
      treatment,
      count,
      amount: count,
      first,
      last,
    });
  }

  /** Adds what is unusual about a file's dialect. */
  addDialect(file: SourceFile, dialect: Dialect): void {
    const note = (kind: DefectKind, text: string, amount = 1) =>
      this.add(
        kind,
        { file: file.relativePath, line: 0, time: NaN, text },
        amount,
      );
    if (dialect.header === "absent") note("missingHeader", "no header");
    const renamed = dialect.fields.filter(({ spec, name }) =>
      spec !== undefined && spec.venueName !== name
    );
    if (renamed.length > 0) {
      note(
        "otherNames",
        renamed.map(({ name }) => name).join(", "),
        renamed.length,
      );
    }
    const extra = dialect.fields.filter(({ spec, name }) =>
      spec === undefined && name !== "ignore"
    );
    if (extra.length > 0) {
      note(
        "extraColumns",
        extra.map(({ name }) => name).join(", "),
        extra.length,
      );
    }
    if (dialect.absent.length > 0) {
      note("absentColumns", dialect.absent.join(", "), dialect.absent.length);
    }
    if (dialect.byteOrderMark) note("byteOrderMark", "EF BB BF");
    if (dialect.lineEnd === "\r\n") note("carriageReturns", "CR LF");
    if (dialect.timeUnit === "us") note("microseconds", "16 digits");
  }

  /** Adds the error that ended the reading of a file. */
  addError(file: SourceFile, error: Error): void {
    if (error instanceof FieldError) {
      const { line, column, text } = error.position;
      this.add("malformedField", {
        file: file.relativePath,
        line,
        time: NaN,
        text: `${column}: ${text}`,
      });
    } else {
      this.add("unreadableFile", {
        file: file.relativePath,
        line: 0,
        time: NaN,
        text: error.message,
      });
    }
  }

  /** Adds all that another report holds. */
  addAll(report: DefectReport): void {
    for (const defect of report.defects) this.#merge(defect);
  }

  /** The defects, each kind once. */
  get defects(): Defect[] {
    return [...this.#defects.values()];
  }

  /** Whether any defect is of a severity or above it. */
  reaches(severity: Severity): boolean {
    return this.defects.some((defect) =>
      ORDER.indexOf(defect.severity) >= ORDER.indexOf(severity)
    );
  }

  /** Whether any defect asks for the file not to be used. */
  get refused(): boolean {
    return this.defects.some((defect) => defect.treatment === "refuse");
  }

  /** The defects as plain data; times that are missing become `null`. */
  toJSON(): Defect[] {
    return this.defects;
  }

  /**
   * A report again out of its JSON.
   *
   * @param json What `JSON.parse` made of the text.
   */
  static from(json: readonly Defect[]): DefectReport {
    const report = new DefectReport();
    const withTime = (example: DefectExample) => ({
      ...example,
      time: example.time ?? NaN,
    });
    for (const defect of json) {
      report.#merge({
        ...defect,
        first: withTime(defect.first),
        last: withTime(defect.last),
      });
    }
    return report;
  }

  /** The report as a Markdown table, the gravest first. */
  toTable(): string {
    const cell = (example: DefectExample) =>
      [
        example.file + (example.line > 0 ? `:${example.line}` : ""),
        Number.isNaN(example.time) ? "" : formatUtc(example.time),
        example.text.replaceAll("|", "\\|").replaceAll(/\s+/g, " "),
      ].filter((part) => part !== "").join(" ");
    const rows = this.defects
      .sort((a, b) => ORDER.indexOf(b.severity) - ORDER.indexOf(a.severity))
      .map((d) =>
        `| ${d.severity} | ${d.kind} | ${d.count.toLocaleString("en-US")} | ${
          amountOf(d)
        } | ${d.treatment} | ${DEFECTS[d.kind].meaning} | ${cell(d.first)} | ${
          d.count > 1 ? cell(d.last) : ""
        } |`
      );
    return [
      "| severity | defect | count | amount | treatment | meaning | first | last |",
      "|---|---|--:|--:|---|---|---|---|",
      ...rows,
    ].join("\n");
  }

  #merge(defect: Defect): void {
    const before = this.#defects.get(defect.kind);
    this.#defects.set(
      defect.kind,
      before === undefined ? defect : {
        ...before,
        count: before.count + defect.count,
        amount: before.amount + defect.amount,
        last: defect.last,
      },
    );
  }
}

/** What a defect amounts to, with its unit. */
function amountOf({ kind, amount }: Defect): string {
  const { unit } = DEFECTS[kind];
  if (unit === undefined) return "";
  const digits = { maximumSignificantDigits: Math.abs(amount) < 1000 ? 3 : 15 };
  if (amount === 1 && unit !== "s") return `1 ${unit.replace(/s$/, "")}`;
  const value = unit === "s" && amount >= 1000 ? Math.round(amount) : amount;
  return `${value.toLocaleString("en-US", digits)} ${unit}`;
}
