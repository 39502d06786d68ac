import { parseUtcDate, utcDates } from "../time/mod.ts";
import type { DefectReport } from "./defect_report.ts";
import type { SourceFile } from "./source_file.ts";

/**
 * Days without a file between the first and the last day of each family and
 * symbol.
 *
 * @param files The files, as {@linkcode findFiles} gives them.
 * @param report Gets a `missingDays` for each gap, with the number of days.
 * @returns The missing days by `<kind>/<symbol>`; no entry where none is missing.
 *
 * @example One day between two
 * ```ts
 * import assert from "node:assert/strict";
 * import { DefectReport, missingDays, type SourceFile } from "volarb/market";
 *
 * const file = (day: string): SourceFile => ({
 *   path: day,
 *   relativePath: day,
 *   kind: "metrics",
 *   symbol: "BTCUSDT",
 *   from: day,
 *   to: day,
 *   span: "daily",
 *   format: "csv",
 * });
 * const days = missingDays(
 *   [file("2024-01-01"), file("2024-01-03")],
 *   new DefectReport(),
 * );
 * assert.deepEqual(days.get("metrics/BTCUSDT"), ["2024-01-02"]);
 * ```
 */
export function missingDays(
  files: readonly SourceFile[],
  report: DefectReport,
): Map<string, string[]> {
  const groups = Map.groupBy(files, ({ kind, symbol }) => `${kind}/${symbol}`);
  const missing = new Map<string, string[]>();
  for (const [key, group] of groups) {
    const there = new Set(group.flatMap(daysOf));
    const sorted = [...there].sort();
    const days = utcDates(sorted[0]!, sorted.at(-1)!)
      .filter((day) => !there.has(day));
    if (days.length === 0) continue;
    missing.set(key, days);
    for (const gap of runsOf(days)) {
      report.add("missingDays", {
        file: key,
        line: 0,
        time: parseUtcDate(gap[0]!),
        text: `${gap[0]} to ${gap.at(-1)}`,
      }, gap.length);
    }
  }
  return missing;
}

function daysOf({ from, to }: SourceFile): string[] {
  return from === to ? [from] : utcDates(from, to);
}

/** Days in a row, put together. */
function runsOf(days: readonly string[]): string[][] {
  const runs: string[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    const next = run && utcDates(run.at(-1)!, day).length === 2;
    if (next) run.push(day);
    else runs.push([day]);
  }
  return runs;
}
