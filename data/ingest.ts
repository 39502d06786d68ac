/**
 * Writes the venue's files into the catalog: `deno task ingest --help`.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ingest, type IngestReport } from "../lib/catalog/ingest.ts";
import { type Kind, KINDS, type Severity } from "../lib/market/mod.ts";
import {
  commaList,
  defineCommand,
  progress,
  runCommand,
  say,
  utcDate,
} from "./command.ts";

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** `deno task ingest`. */
export const ingestCommand = defineCommand({
  name: "ingest",
  summary: "Writes the venue's files into a catalog of Parquet, a file for " +
    "each kind, symbol and UTC day.\nDays that are there already, made from " +
    "the same bytes, are passed over.",
  options: {
    data: {
      type: "string",
      value: "DIR",
      help: "the folder that holds futures/ (default data/raw if it is " +
        "there, else data/sample)",
    },
    catalog: {
      type: "string",
      value: "DIR",
      help: "where the catalog is written (default data/catalog/sample for " +
        "the sample, else data/catalog/real)",
    },
    symbols: { type: "string", value: "A,B", help: "instruments, else all" },
    kinds: { type: "string", value: "A,B", help: "families, else all" },
    from: { type: "string", value: "DATE", help: "first UTC day" },
    to: { type: "string", value: "DATE", help: "last UTC day, included" },
    strict: {
      type: "boolean",
      help: "refuse defects of the severity, with code 1",
    },
    severity: {
      type: "string",
      value: "LEVEL",
      help: "least that --strict refuses: info, warning or error",
      default: "error",
    },
  },
  run(flags) {
    const symbols = commaList("symbols", flags.symbols);
    const kinds = commaList("kinds", flags.kinds)?.map(kindNamed);
    const from = utcDate("from", flags.from);
    const to = utcDate("to", flags.to);
    const severity = severityNamed(flags.severity);
    const data = flags.data ?? defaultData();
    const catalog = flags.catalog ?? catalogOf(data);
    const start = performance.now();
    using bar = progress("ingest", 1);
    const report = ingest({
      data,
      catalog,
      ...(symbols && { symbols }),
      ...(kinds && { kinds }),
      ...(from && { from }),
      ...(to && { to }),
      ...(flags.strict && { refuse: severity }),
      onProgress: ({ file, done, total }) => bar.update(done / total, file),
    });
    bar[Symbol.dispose]();
    say(summaryOf(report, catalog, (performance.now() - start) / 1000));
  },
});

function kindNamed(name: string): Kind {
  const kind = KINDS.find((known) => known === name);
  if (kind !== undefined) return kind;
  throw new RangeError(
    `Cannot use --kinds as a family must be one of ${
      KINDS.join(", ")
    }: current value is ${name}`,
  );
}

function defaultData(): string {
  const raw = beside("raw");
  return existsSync(raw) ? raw : beside("sample");
}

/**
 * Where `deno task reproduce` and `deno task backtest` look for it too.
 *
 * @param data The folder that holds `futures/`.
 * @returns The catalog's folder, as seen from where the command was given.
 */
export function catalogOf(data: string): string {
  const isSample = resolve(data) === resolve(beside("sample"));
  return beside(isSample ? "catalog/sample" : "catalog/real");
}

/** A folder beside this file, as seen from where the command was given. */
function beside(name: string): string {
  const path = fileURLToPath(new URL(name, import.meta.url));
  const seen = relative(Deno.cwd(), path);
  return seen.startsWith("..") ? path : seen;
}

function severityNamed(name: string): Severity {
  const severity = SEVERITIES.find((known) => known === name);
  if (severity !== undefined) return severity;
  throw new RangeError(
    `Cannot use --severity as it must be ${
      SEVERITIES.join(", ")
    }: current value is ${name}`,
  );
}

function summaryOf(
  report: IngestReport,
  catalog: string,
  seconds: number,
): string {
  const count = (n: number, noun: string) =>
    `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
  const { files, filesRead, daysWritten, rowsWritten } = report;
  const rate = Math.round(rowsWritten / seconds);
  const lines = [
    `${count(files, "file")}, ${filesRead.toLocaleString("en-US")} read: ` +
    `${count(daysWritten, "day")} with ${count(rowsWritten, "row")} written` +
    (filesRead > 0
      ? ` in ${seconds.toFixed(1)} s (${count(rate, "row")}/s)`
      : "") +
    ` to ${catalog}`,
  ];
  for (const severity of SEVERITIES) {
    const found = report.defects.defects
      .filter((defect) => defect.severity === severity)
      .map(({ kind, count }) => `${kind} ${count}`);
    if (found.length > 0) lines.push(`${severity}: ${found.join(", ")}`);
  }
  if (lines.length > 1) lines.push(`See ${catalog}/defects.md`);
  return lines.join("\n");
}

await runCommand(import.meta, ingestCommand);
