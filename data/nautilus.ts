/**
 * Holds the catalog against NautilusTrader: `deno task nautilus --help`.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  Catalog,
  exportToNautilus,
  ingest,
  type NautilusKind,
} from "../lib/catalog/mod.ts";
import { DataError } from "../lib/errors/mod.ts";
import { findFiles } from "../lib/market/mod.ts";
import { defineCommand, runCommand, say, utcDate } from "./command.ts";

/** The version that the exporter's format was read from. */
const VERSION = "1.231.0";
/** Pythons that may have it, the newest first. */
const PYTHONS = [
  "python3.14",
  "python3.13",
  "python3.12",
  "python3.11",
  "python3",
];
const KINDS: readonly NautilusKind[] = [
  "aggTrades",
  "bookTicker",
  "klines_1m",
  "fundingRate",
];
const ENVIRONMENT = fileURLToPath(
  new URL("../.cache/nautilus", import.meta.url),
);
const CHECK = fileURLToPath(new URL("nautilus_check.py", import.meta.url));

/** What `nautilus_check.py` says of a family. */
type Comparison = {
  readonly kind: NautilusKind;
  readonly theirs: number;
  readonly ours: number;
  readonly differing: number;
  readonly first: string;
  readonly last: string;
  readonly example: readonly string[];
};

/** `deno task nautilus`. */
export const nautilusCommand = defineCommand({
  name: "nautilus",
  summary:
    "Reads a day of the venue's files with NautilusTrader, exports the " +
    "same day from our catalog,\nand compares every record. Makes a Python " +
    "environment of its own; where pip has no\nNautilusTrader, it says so and " +
    "ends.",
  options: {
    data: {
      type: "string",
      value: "DIR",
      help: "the folder that holds futures/",
      default: "data/sample",
    },
    symbol: {
      type: "string",
      value: "NAME",
      help: "the instrument",
      default: "BTCUSDT",
    },
    date: {
      type: "string",
      value: "DATE",
      help: "the UTC day, else the last that has trades or bars",
    },
  },
  async run({ data, symbol, date }) {
    const asked = utcDate("date", date);
    const days = daysOf(data, symbol);
    const day = asked ?? latest(days);
    const kinds = KINDS.filter((kind) => covers(data, symbol, kind, day));
    if (kinds.length === 0) {
      throw new DataError(
        `Cannot compare ${symbol} as ${data} must hold its trades, quotes or bars on --date ${day}: found ${
          days[0]
        } to ${latest(days)}`,
      );
    }
    const python = await environment();
    if (python === undefined) return;
    const scratch = await Deno.makeTempDir();
    try {
      const root = join(scratch, "catalog");
      ingest({
        data,
        catalog: root,
        symbols: [symbol],
        kinds: [...kinds],
        from: day,
        to: day,
      });
      const out = join(scratch, "nautilus");
      exportToNautilus(new Catalog(root), symbol, {
        kinds,
        from: day,
        to: day,
        out,
      });
      const { success, text } = await run(python, [
        ...[CHECK, data, out, symbol, day],
        ...kinds,
      ]);
      if (!success) {
        throw new DataError(`Cannot compare with NautilusTrader: ${text}`);
      }
      return report(
        text.trim().split("\n").map((line) => JSON.parse(line)),
        symbol,
        day,
      );
    } finally {
      await Deno.remove(scratch, { recursive: true });
    }
  },
});

/** Says what was found; 1 if anything differs. */
function report(
  comparisons: readonly Comparison[],
  symbol: string,
  day: string,
): number {
  say(
    `${symbol}, ${day}: NautilusTrader's objects from the CSV files, and ours`,
  );
  let wrong = 0;
  for (
    const { kind, theirs, ours, differing, first, last, example } of comparisons
  ) {
    const equal = theirs === ours && differing === 0;
    if (!equal) wrong++;
    say(
      `${kind}: ${theirs} and ${ours} records, ${
        equal ? "all equal" : `${differing} differ`
      }`,
    );
    say(`  first ${first}\n  last  ${last}`);
    if (example.length > 0) say(`  ${example.join("\n  ")}`);
  }
  return wrong === 0 ? 0 : 1;
}

/** The Python that has NautilusTrader; makes its environment where there is none. */
async function environment(): Promise<string | undefined> {
  const windows = Deno.build.os === "windows";
  const inside = join(
    ENVIRONMENT,
    windows ? "Scripts/python.exe" : "bin/python",
  );
  const script =
    "from importlib.metadata import version; print(version('nautilus_trader'))";
  const found = await run(inside, ["-c", script]);
  if (found.success) {
    say(`NautilusTrader ${found.text.trim()}`);
    return inside;
  }
  // The version that was read first; where no Python here has it, the newest that one has.
  for (const wanted of [`nautilus_trader==${VERSION}`, "nautilus_trader"]) {
    for (const python of PYTHONS) {
      const made = await run(python, ["-m", "venv", "--clear", ENVIRONMENT]);
      if (!made.success) continue;
      const pip = ["-m", "pip", "install", "--quiet"];
      const options = ["--only-binary=:all:", "--disable-pip-version-check"];
      if (!(await run(inside, [...pip, ...options, wanted])).success) continue;
      const { text } = await run(inside, ["-c", script]);
      say(`NautilusTrader ${text.trim()}, newly installed for ${python}`);
      return inside;
    }
  }
  say(
    `Not compared with NautilusTrader: pip has none for any of ${
      PYTHONS.join(", ")
    } here`,
  );
  return undefined;
}

/** Days of trades, else of bars, from the names of the files. */
function daysOf(data: string, symbol: string): string[] {
  const files = findFiles(data, {
    kinds: ["aggTrades", "klines_1m"],
    symbols: [symbol],
  });
  const trades = files.filter(({ kind }) => kind === "aggTrades");
  return (trades.length > 0 ? trades : files).map(({ to }) => to).sort();
}

function latest(days: readonly string[]): string {
  return days.at(-1)!;
}

function covers(
  data: string,
  symbol: string,
  kind: NautilusKind,
  day: string,
): boolean {
  try {
    return findFiles(data, {
      kinds: [kind],
      symbols: [symbol],
      from: day,
      to: day,
    }).length > 0;
  } catch (error) {
    if (error instanceof DataError) return false;
    throw error;
  }
}

async function run(
  program: string,
  args: readonly string[],
): Promise<{ readonly success: boolean; readonly text: string }> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      stdout: "piped",
      stderr: "piped",
    }).output();
    const decoder = new TextDecoder();
    return { success, text: decoder.decode(success ? stdout : stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return { success: false, text: `there is no ${program}` };
    }
    throw error;
  }
}

await runCommand(import.meta, nautilusCommand);
