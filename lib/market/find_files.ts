import { DataError, systemReason } from "../errors/mod.ts";
import { DAY, formatUtcDate, parseUtcDate } from "../time/mod.ts";
import {
  assertLinear,
  COIN_MARGINED,
  isCoinMargined,
} from "./coin_margined.ts";
import { type Kind, KINDS } from "./kind.ts";
import { type PassedOver, reasonOfName } from "./passed_over.ts";
import type { SourceFile } from "./source_file.ts";

/** What to look for below a data root. */
export type FileQuery = {
  /** Families, all by default. */
  readonly kinds?: readonly Kind[];
  /** Instruments, all by default. */
  readonly symbols?: readonly string[];
  /** First UTC day, `YYYY-MM-DD`; files that end before it are left out. */
  readonly from?: string;
  /** Last UTC day, `YYYY-MM-DD`; files that begin after it are left out. */
  readonly to?: string;
};

/** `BTCUSDT-aggTrades-2023-04-05.csv`, `BTCUSDT-1m-2026-02.zip`. */
const NAME =
  /^([\p{L}\p{N}_]+)-([A-Za-z0-9_]+)-(\d{4}-\d{2}(?:-\d{2})?)\.(csv|zip)$/u;

/** Where the venue nests files of coin-margined contracts. */
const COIN_MARGINED_FOLDER = "futures/cm";

/** The venue nests `klines/BTCUSDT/1m/` below a family. */
const MAX_DEPTH = 4;

/**
 * The venue's files below a data root.
 *
 * The root holds `futures/daily` and `futures/monthly` (`futures/um/...`, as the
 * venue nests them, is accepted too), and below these a folder for each family:
 * `aggTrades`, `klines_1m` or `klines`, `bookTicker`, `fundingRate`, `metrics`,
 * `markPriceKlines_1m` or `markPriceKlines`, `premiumIndexKlines_1m` or
 * `premiumIndexKlines`. Deeper folders (`BTCUSDT`, `1m`) are walked, whatever they are called. The name
 * says the rest: `<SYMBOL>-<family or 1m>-<YYYY-MM-DD or YYYY-MM>.csv` or `.zip`;
 * other names are passed over, those of coin-margined contracts among them, see
 * {@linkcode findPassedOver}. Where a file lies there both plain and zipped, the
 * plain one is taken. A day may be found twice, in a daily and in a monthly file.
 *
 * @param root Path of the data root.
 * @param query Families, instruments and days.
 * @returns The files, sorted by family, symbol and first day; daily before monthly.
 * @throws {DataError} If the root is missing or may not be read, if a symbol is not there, or if nothing is found.
 * @throws {RangeError} If `from` is after `to`, or a symbol is of a coin-margined contract.
 * @throws {SyntaxError} If `from` or `to` is not a day.
 * @see def-data-root
 *
 * @example A root that does not exist
 * ```ts
 * import assert from "node:assert/strict";
 * import { findFiles } from "volarb/market";
 *
 * assert.throws(() => findFiles("nowhere"), {
 *   name: "DataError",
 *   message: "Cannot find market files in nowhere: there is no such folder",
 * });
 * ```
 */
export function findFiles(root: string, query: FileQuery = {}): SourceFile[] {
  const { kinds = KINDS, symbols } = query;
  for (const symbol of symbols ?? []) {
    assertLinear("find market files", symbol);
  }
  const from = query.from === undefined ? -Infinity : parseUtcDate(query.from);
  const to = query.to === undefined ? Infinity : parseUtcDate(query.to);
  if (from > to) {
    throw new RangeError(
      `Cannot find market files as from must not be after to: current value is ${query.from} to ${query.to}`,
    );
  }
  const found = walkRoot(root);
  const ofKind = found.filter((file) => kinds.includes(file.kind));
  const missing = symbols?.find((symbol) =>
    !ofKind.some((file) => file.symbol === symbol)
  );
  if (missing !== undefined && ofKind.length > 0) {
    throw new DataError(
      `Cannot find market files of ${missing} in ${root}: found files of ${
        listed(ofKind.map((file) => file.symbol))
      }`,
    );
  }
  const files = ofKind.filter((file) =>
    (symbols === undefined || symbols.includes(file.symbol)) &&
    parseUtcDate(file.from) <= to && parseUtcDate(file.to) >= from
  );
  if (files.length === 0) {
    throw new DataError(nothingFound(root, query, found, ofKind));
  }
  return files.sort((a, b) =>
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    compare(a.symbol, b.symbol) || compare(a.from, b.from) ||
    compare(a.span, b.span) || compare(a.relativePath, b.relativePath)
  );
}

/** The sentence for an empty result. */
function nothingFound(
  root: string,
  { kinds = KINDS, from, to }: FileQuery,
  found: readonly SourceFile[],
  ofKind: readonly SourceFile[],
): string {
  const cannot = `Cannot find market files in ${root}: looked for ${
    kinds.join(", ")
  } in futures/daily and futures/monthly`;
  if (found.length === 0) {
    const others = findPassedOver(root);
    const first = others[0];
    return `${cannot}, found no file of the venue` +
      (first === undefined
        ? ""
        : `; passed over ${others.length}: ${first.path} (${first.reason})${
          others.length > 1 ? " and others" : ""
        }`);
  }
  if (ofKind.length === 0) {
    return `${cannot}, found ${listed(found.map((file) => file.kind))}`;
  }
  const first = ofKind.map((file) => file.from).sort()[0];
  const last = ofKind.map((file) => file.to).sort().at(-1);
  return `${cannot} from ${from ?? "the first day"} to ${
    to ?? "the last"
  }, found files of ${first} to ${last}`;
}

/**
 * The files below a data root that {@linkcode findFiles} passes over, and why:
 * the zipped one of two, those of another family or with a name that the venue
 * does not give. Checksums and hidden files are not among them, nor is what lies
 * beside `futures`, but for tables and archives in the root itself.
 *
 * @param root Path of the data root.
 * @returns Paths below the root with the reason, in order.
 * @throws {DataError} If the root is missing or may not be read.
 *
 * @example A file packed by gzip
 * ```ts
 * import assert from "node:assert/strict";
 * import { findPassedOver } from "volarb/market";
 *
 * const root = Deno.makeTempDirSync();
 * const path = "futures/daily/aggTrades/BTCUSDT-aggTrades-2024-01-01.csv.gz";
 * Deno.mkdirSync(`${root}/futures/daily/aggTrades`, { recursive: true });
 * Deno.writeTextFileSync(`${root}/${path}`, "");
 * assert.deepEqual(findPassedOver(root), [
 *   { path, reason: "packed by gzip: unpack it" },
 * ]);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function findPassedOver(root: string): PassedOver[] {
  const others: PassedOver[] = [];
  for (const { name, isFile } of entries(root, root)) {
    if (isFile && /\.(csv|zip|gz)$/i.test(name)) {
      const reason = "it lies outside futures/daily and futures/monthly";
      others.push({ path: name, reason });
    }
  }
  walkRoot(root, (path, reason) => others.push({ path, reason }));
  return others.sort((a, b) => compare(a.path, b.path));
}

/** Every file of the venue below the root, of plain and zipped the plain one. */
function walkRoot(
  root: string,
  onOther: (path: string, reason: string) => void = () => {},
): SourceFile[] {
  const files = new Map<string, SourceFile>();
  // The root itself first: its absence and its permissions are worth a sentence.
  entries(root, root);
  if (isFolder(`${root}/${COIN_MARGINED_FOLDER}`)) {
    onOther(COIN_MARGINED_FOLDER, COIN_MARGINED);
  }
  for (const market of ["futures", "futures/um"]) {
    for (const span of ["daily", "monthly"] as const) {
      const folder = `${market}/${span}`;
      if (!isFolder(`${root}/${folder}`)) continue;
      for (const family of entries(`${root}/${folder}`, root)) {
        const kind = familyKind(family.name);
        const path = `${folder}/${family.name}`;
        if (kind === undefined) {
          if (!family.name.startsWith(".")) {
            onOther(path, `it is none of ${KINDS.join(", ")}`);
          }
          continue;
        }
        walk(root, path, MAX_DEPTH, (path, name) => {
          const file = sourceFile(root, path, name, kind, span);
          if (file === undefined) {
            const reason = reasonOfName(name, kind, span);
            if (reason !== undefined) onOther(path, reason);
            return;
          }
          const stem = file.relativePath.slice(0, -4);
          const twin = files.get(stem);
          if (twin !== undefined) {
            onOther(`${stem}.zip`, "it is there as .csv too, which is read");
          }
          if (file.format === "csv" || !twin) files.set(stem, file);
        });
      }
    }
  }
  return [...files.values()];
}

/** The family of a folder's name. */
function familyKind(folder: string): Kind | undefined {
  return KINDS.find((kind) => folder === kind || `${folder}_1m` === kind);
}

/** Calls back for each file below a folder. */
function walk(
  root: string,
  folder: string,
  depth: number,
  onFile: (path: string, name: string) => void,
): void {
  if (!isFolder(`${root}/${folder}`)) return;
  for (
    const { name, isDirectory, isSymlink } of entries(`${root}/${folder}`, root)
  ) {
    const path = `${folder}/${name}`;
    const deeper = isDirectory || (isSymlink && isFolder(`${root}/${path}`));
    if (!deeper) onFile(path, name);
    else if (depth > 1) walk(root, path, depth - 1, onFile);
  }
}

/** What a path says of its file; `undefined` if it is none of the family. */
function sourceFile(
  root: string,
  relativePath: string,
  name: string,
  kind: Kind,
  span: "daily" | "monthly",
): SourceFile | undefined {
  const parts = NAME.exec(name);
  if (parts === null) return undefined;
  const [, symbol, token, date, format] = parts;
  if (/[a-z]/.test(symbol!) || isCoinMargined(symbol!)) return undefined;
  const bars = kind.endsWith("_1m");
  if (bars ? token !== "1m" && token !== kind : token !== kind) {
    return undefined;
  }
  if ((span === "daily") !== (date!.length === 10)) return undefined;
  let from: number;
  try {
    from = parseUtcDate(span === "daily" ? date! : `${date}-01`);
  } catch {
    return undefined;
  }
  return {
    path: `${root}/${relativePath}`,
    relativePath,
    kind,
    symbol: symbol!,
    from: formatUtcDate(from),
    to: formatUtcDate(span === "daily" ? from : endOfMonth(from)),
    span,
    format: format as "csv" | "zip",
  };
}

/** First microsecond of the last day of a month. */
function endOfMonth(first: number): number {
  let day = first;
  while (
    formatUtcDate(day + DAY).slice(0, 7) === formatUtcDate(first).slice(0, 7)
  ) {
    day += DAY;
  }
  return day;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw unreadableFolder(path, error);
  }
}

function entries(path: string, root: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(path)];
  } catch (error) {
    throw unreadableFolder(path === root ? root : path, error);
  }
}

function unreadableFolder(path: string, error: unknown): DataError {
  const reason = error instanceof Deno.errors.NotFound
    ? "there is no such folder"
    : error instanceof Deno.errors.NotADirectory
    ? "it is not a folder"
    : systemReason(error) ?? String(error);
  return new DataError(`Cannot find market files in ${path}: ${reason}`);
}

/** Distinct names in order, the first ten. */
function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)].sort();
  return distinct.length <= 10
    ? distinct.join(", ")
    : `${distinct.slice(0, 10).join(", ")} and ${distinct.length - 10} more`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
