import * as fs from "node:fs";
import { DataError, systemReason } from "../errors/mod.ts";
import { type Kind, KINDS } from "../market/mod.ts";
import { codeOf } from "./new_file.ts";

/** Name of the file that holds the rows of a day. */
export const PART = "part.parquet";

/**
 * Folder of a kind and symbol below the root of a catalog.
 *
 * @param root The catalog.
 * @param kind The family.
 * @param symbol The instrument.
 * @returns A path.
 */
export function symbolFolder(root: string, kind: Kind, symbol: string): string {
  return `${root}/kind=${kind}/symbol=${symbol}`;
}

/**
 * Folder of one day below the root of a catalog.
 *
 * @param root The catalog.
 * @param kind The family.
 * @param symbol The instrument.
 * @param date The UTC day, `YYYY-MM-DD`.
 * @returns A path.
 */
export function dayFolder(
  root: string,
  kind: Kind,
  symbol: string,
  date: string,
): string {
  return `${symbolFolder(root, kind, symbol)}/date=${date}`;
}

/**
 * Values of a key of the partition that a folder has, in order: the folder
 * `symbol=BTCUSDT` gives `BTCUSDT`.
 *
 * @param folder The folder above.
 * @param key `kind`, `symbol` or `date`.
 * @returns The values; empty where the folder is missing.
 * @throws {DataError} If it is a file, lies below one, or may not be read.
 */
export function partitionValues(folder: string, key: string): string[] {
  return namesIn(folder).filter((name) => name.startsWith(`${key}=`))
    .map((name) => name.slice(key.length + 1)).sort();
}

/**
 * The kinds that a catalog has, in the order of the data inventory.
 *
 * @param root The catalog.
 * @returns The kinds.
 */
export function kindsIn(root: string): Kind[] {
  const found = new Set(partitionValues(root, "kind"));
  return KINDS.filter((kind) => found.has(kind));
}

/**
 * The days of a kind and symbol that have a part, in order.
 *
 * @param root The catalog.
 * @param kind The family.
 * @param symbol The instrument.
 * @returns The days, `YYYY-MM-DD`.
 */
export function datesIn(root: string, kind: Kind, symbol: string): string[] {
  return partitionValues(symbolFolder(root, kind, symbol), "date").filter(
    (date) => fs.existsSync(`${dayFolder(root, kind, symbol, date)}/${PART}`),
  );
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw new DataError(
      `Cannot read ${folder}: ${systemReason(error) ?? error}`,
      { cause: error },
    );
  }
}
