import { COIN_MARGINED, isCoinMargined } from "./coin_margined.ts";
import type { Kind } from "./kind.ts";

/** A file of a data root that is not read. */
export type PassedOver = {
  /** Where it is, below the data root. */
  readonly path: string;
  /** Why it is not read. */
  readonly reason: string;
};

/**
 * Why a name is none of the venue's.
 *
 * @param name The file's name.
 * @param kind The family of its folder.
 * @param span Whether its folder is of days or of months.
 * @returns A clause; `undefined` for files that need no mention.
 */
export function reasonOfName(
  name: string,
  kind: Kind,
  span: "daily" | "monthly",
): string | undefined {
  if (/^\.|\.CHECKSUM$/.test(name)) return undefined;
  if (/\.gz$/.test(name)) return "packed by gzip: unpack it";
  const parts = /^([^-]+)-([^-]+)-([\d-]+)\.(?:csv|zip)$/.exec(name);
  if (parts === null) return "its name is not <SYMBOL>-<family>-<date>.csv";
  const [, symbol, token, date] = parts;
  const bars = kind.endsWith("_1m");
  if (token !== kind && !(bars && token === "1m")) {
    return `it is of ${token} in a folder of ${kind}`;
  }
  if (/[a-z]/.test(symbol!)) return "its symbol is not in capitals";
  if (isCoinMargined(symbol!)) return COIN_MARGINED;
  if (!/^\d{4}-\d{2}(-\d{2})?$/.test(date!)) return "its date is none";
  if ((date!.length === 10) !== (span === "daily")) {
    return `its date is not that of a ${span} file`;
  }
  return "its date is not in the calendar";
}
