import { DataError } from "../errors/mod.ts";
import type { DefectReport } from "../market/mod.ts";
import { DAY, parseUtcDate } from "../time/mod.ts";
import { layoutOf } from "./layout.ts";
import type { Ends, Manifest } from "./manifest.ts";
import { dayFolder, PART } from "./partition.ts";
import { PartReader } from "./part_reader.ts";

/**
 * Defects that no file shows by itself, as they lie between the last row of one
 * and the first row of the next: ids of trades left out between two days in a
 * row, and changes of the funding interval.
 *
 * They are read from the manifests of the days that the catalog has, so that
 * neither the order in which files came in nor who brought them matters. Where two days were made from
 * one file, that file's own defects tell. Ids of rows that were left out for what
 * is wrong with them count as left out.
 *
 * @param catalog The root of the catalog.
 * @param manifests Its days, those of a kind and symbol together and in order.
 * @param report Gets `idGap` with the number of ids, and `fundingIntervalChange`; the file named is the later one.
 * @param concerns Whether a file is one to look at; of a pair one is enough.
 * @see lem-gaps
 */
export function betweenDays(
  catalog: string,
  manifests: readonly Manifest[],
  report: DefectReport,
  concerns: (path: string) => boolean = () => true,
): void {
  for (const [i, after] of manifests.entries()) {
    const before = manifests[i - 1];
    if (
      before === undefined || before.kind !== after.kind ||
      before.symbol !== after.symbol ||
      before.source.path === after.source.path ||
      !(concerns(before.source.path) || concerns(after.source.path))
    ) continue;
    if (after.kind === "aggTrades") compareIds(catalog, before, after, report);
    if (after.kind === "fundingRate") {
      compareIntervals(catalog, before, after, report);
    }
  }
}

/** Ids left out between two days in a row; a day that lacks is another defect. */
function compareIds(
  catalog: string,
  before: Manifest,
  after: Manifest,
  report: DefectReport,
): void {
  if (parseUtcDate(after.date) - parseUtcDate(before.date) !== DAY) return;
  const known = endsOf(catalog, before).ids;
  const next = endsOf(catalog, after).ids;
  if (known === undefined || next === undefined) return;
  const gap = next.first - known.last - 1;
  if (!(gap > 0)) return;
  const text = `id ${next.first} after ${known.last}`;
  report.add("idGap", exampleOf(before, after, text), gap);
}

function compareIntervals(
  catalog: string,
  before: Manifest,
  after: Manifest,
  report: DefectReport,
): void {
  const last = endsOf(catalog, before).intervals?.last;
  const first = endsOf(catalog, after).intervals?.first;
  if (last === undefined || first === undefined || last === first) return;
  const text = `${last} h to ${first} h`;
  report.add("fundingIntervalChange", exampleOf(before, after, text));
}

function exampleOf(before: Manifest, after: Manifest, text: string) {
  return {
    file: after.source.path,
    line: 0,
    time: after.firstTime,
    text: `${text}, the last of ${before.date}`,
  };
}

/** First version whose manifests have the ends. */
const WITH_ENDS = 2;

/**
 * What a day is compared by: its manifest has it, and where that is of an older
 * version, the part itself. Nothing where that cannot be read: who asks for its
 * rows is told why.
 */
function endsOf(
  catalog: string,
  manifest: Manifest,
): Pick<Manifest, "ids" | "intervals"> {
  if (manifest.schemaVersion >= WITH_ENDS) return manifest;
  const { kind, symbol, date } = manifest;
  const path = `${dayFolder(catalog, kind, symbol, date)}/${PART}`;
  try {
    using part = new PartReader(path, layoutOf(kind));
    const ids = kind === "aggTrades" ? part.bounds("aggTradeId") : undefined;
    const intervals = kind === "fundingRate" ? intervalsOf(part) : undefined;
    return { ...(ids && { ids }), ...(intervals && { intervals }) };
  } catch (error) {
    if (error instanceof DataError) return {};
    throw error;
  }
}

/** The intervals of a day's first and last settlement, where they are stated. */
function intervalsOf(part: PartReader): Ends | undefined {
  const hours = new Float64Array(part.rows);
  let row = 0;
  for (const [group, { rows }] of part.groups.entries()) {
    part.read(group, "intervalHours", hours.subarray(row, row + rows));
    row += rows;
  }
  const first = hours[0]!, last = hours.at(-1)!;
  return first > 0 && last > 0 ? { first, last } : undefined;
}
