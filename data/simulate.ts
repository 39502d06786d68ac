/**
 * Writes a simulated market as the venue's files, with its truth beside them:
 * the sample that everything runs on where no real data is given.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { DataError } from "../lib/errors/mod.ts";
import {
  marketFiles,
  marketPaths,
  type MarketPlan,
  SIMULATION_VERSION,
  symbolParameters,
} from "../lib/simulate/mod.ts";
import { DAY, formatUtcDate, parseUtcDate } from "../lib/time/mod.ts";
import {
  commaList,
  defineCommand,
  progress,
  runCommand,
  say,
  utcDate,
  wholeNumber,
} from "./command.ts";
import { makeFolder, refusedBySystem } from "./paths.ts";

/** Name of the file that says that a folder is simulated, and from what. */
const MARKER = "simulated.json";

/** What stands in the marker. */
type Marker = {
  /** Whether every file was written. */
  readonly complete: boolean;
  /** The generator, and the runtime whose logarithms it used. */
  readonly versions: Readonly<Record<string, string | number>>;
  /** Seed, contracts, days and families. */
  readonly plan: MarketPlan;
  /** Every file with its size in bytes; 0 until it is written. */
  readonly files: Readonly<Record<string, number>>;
};

/** What {@linkcode writeSample} did. */
export type SampleReport = {
  /** Whether anything was written; false where all was there already. */
  readonly written: boolean;
  /** Number of files. */
  readonly files: number;
  /** Their size in bytes. */
  readonly bytes: number;
};

/**
 * Writes the files of a plan below a folder, each under a temporary name that
 * is then changed, and the marker `simulated.json`.
 *
 * A folder whose marker has the same plan and whose files have their sizes is left
 * as it is. One with another plan loses the files of that plan first. One that
 * holds anything without a marker is refused: it may be real data.
 *
 * @param root The folder; made where it is missing.
 * @param plan Seed, contracts, days and families.
 * @returns Whether anything was written, and how much there is.
 * @throws {DataError} If the folder is a file or holds what was not simulated.
 */
export function writeSample(root: string, plan: MarketPlan): SampleReport {
  const versions = {
    simulation: SIMULATION_VERSION,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
  };
  const old = readMarker(root);
  if (
    old?.complete && isDeepStrictEqual(old.versions, versions) &&
    isDeepStrictEqual(old.plan, JSON.parse(JSON.stringify(plan))) &&
    Object.entries(old.files).every(([path, size]) =>
      sizeOf(join(root, path)) === size
    )
  ) return { written: false, ...totals(old.files) };

  const planned = marketPaths(plan);
  const files: Record<string, number> = Object.fromEntries(
    [...Object.keys(old?.files ?? {}), ...planned].map((path) => [path, 0]),
  );
  makeFolder(root);
  writeMarker(root, { complete: false, versions, plan, files });
  for (const path of Object.keys(old?.files ?? {})) {
    remove(join(root, path));
    remove(join(root, `${path}.tmp`));
    delete files[path];
  }
  for (const path of planned) files[path] = 0;
  try {
    writeFiles(root, plan, files);
  } catch (error) {
    throw refusedBySystem(`write a sample to ${root}`, error);
  }
  writeMarker(root, { complete: true, versions, plan, files });
  return { written: true, ...totals(files) };
}

/** Writes every file of the plan and notes its size. */
function writeFiles(
  root: string,
  plan: MarketPlan,
  files: Record<string, number>,
): void {
  const open = new Map<string, Deno.FsFile>();
  const total = Object.keys(files).length;
  let done = 0;
  using bar = progress("simulate", total);
  try {
    for (const { path, bytes, last } of marketFiles(plan)) {
      const target = join(root, path);
      let file = open.get(path);
      if (file === undefined) {
        Deno.mkdirSync(dirname(target), { recursive: true });
        file = Deno.openSync(`${target}.tmp`, {
          write: true,
          create: true,
          truncate: true,
        });
        open.set(path, file);
      }
      for (let at = 0; at < bytes.length;) {
        at += file.writeSync(bytes.subarray(at));
      }
      files[path]! += bytes.length;
      bar.update(done, path);
      if (!last) continue;
      file.close();
      open.delete(path);
      Deno.renameSync(`${target}.tmp`, target);
      done++;
    }
  } finally {
    for (const [path, file] of open) {
      file.close();
      remove(join(root, `${path}.tmp`));
    }
  }
}

/** The marker of a folder, `undefined` where the folder is empty or missing. */
function readMarker(root: string): Marker | undefined {
  const is = stat(root);
  if (is === undefined) return undefined;
  if (!is.isDirectory) {
    throw new DataError(
      `Cannot write a sample to ${root} as a folder was looked for: found a file`,
    );
  }
  let text: string;
  try {
    text = Deno.readTextFileSync(join(root, MARKER));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw refusedBySystem(`write a sample to ${root}`, error);
    }
    for (const { name } of namesIn(root)) {
      throw new DataError(
        `Cannot write a sample to ${root} as only an empty folder or one with ${MARKER} may be written to: found ${name}, which may be real data`,
      );
    }
    return undefined;
  }
  return parseMarker(join(root, MARKER), text);
}

/** What a folder holds. */
function namesIn(root: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(root)];
  } catch (error) {
    throw refusedBySystem(`write a sample to ${root}`, error);
  }
}

/** Reads a marker; paths that lead elsewhere are refused. */
function parseMarker(path: string, text: string): Marker {
  let marker: Partial<Marker> | null = null;
  try {
    marker = JSON.parse(text);
  } catch {
    // Falls through to the sentence below.
  }
  const files = marker?.files;
  if (
    typeof files !== "object" || files === null ||
    !Object.keys(files).every((name) =>
      /^(futures|truth)(\/[\w-]+)+\.(csv|zip)$/.test(name)
    )
  ) {
    throw new DataError(
      `Cannot read ${path} as it must list the files of a simulated sample: found ${
        text.length > 60 ? `${text.slice(0, 60)}...` : text
      }`,
    );
  }
  return marker as Marker;
}

function writeMarker(root: string, marker: Marker): void {
  const path = join(root, MARKER);
  Deno.writeTextFileSync(
    `${path}.tmp`,
    `${JSON.stringify(marker, undefined, 2)}\n`,
  );
  Deno.renameSync(`${path}.tmp`, path);
}

function totals(
  files: Readonly<Record<string, number>>,
): Pick<SampleReport, "files" | "bytes"> {
  const sizes = Object.values(files);
  return { files: sizes.length, bytes: sizes.reduce((a, b) => a + b, 0) };
}

function stat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw refusedBySystem(`write a sample to ${path}`, error);
  }
}

function sizeOf(path: string): number | undefined {
  return stat(path)?.size;
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The flags of the recipe as text, with their defaults filled in. */
export type SampleFlags = {
  /** Number of days. */
  readonly days: string;
  /** Contracts, with commas. */
  readonly symbols: string;
  /** Seed. */
  readonly seed: string;
  /** First day, `YYYY-MM-DD`. */
  readonly start: string;
  /** Last days that have trades and quotes. */
  readonly "tick-days": string;
  /** Trades and quotes of a contract and day. */
  readonly "events-per-day": string;
  /** Quotes for each trade. */
  readonly "quotes-per-trade": string;
  /** `zip` for trades, quotes and klines as the venue offers them, or `csv`. */
  readonly format: string;
  /** Also klines of mark price and premium index. */
  readonly "carry-klines": boolean;
};

/**
 * The plan that flags ask for.
 *
 * @param flags The flags' texts.
 * @returns What {@linkcode writeSample} takes.
 * @throws {RangeError} If a flag cannot be used; it is named.
 */
export function planOf(flags: SampleFlags): MarketPlan {
  const days = wholeNumber("days", flags.days, 1);
  const tickDays = wholeNumber("tick-days", flags["tick-days"]);
  const events = wholeNumber("events-per-day", flags["events-per-day"], 1);
  const ratio = Number(flags["quotes-per-trade"]);
  if (!(ratio >= 1 && ratio <= 1000)) {
    throw new RangeError(
      `Cannot use --quotes-per-trade as it must be a number from 1 to 1000: current value is ${
        flags["quotes-per-trade"]
      }`,
    );
  }
  if (flags.format !== "zip" && flags.format !== "csv") {
    throw new RangeError(
      `Cannot use --format as it must be zip or csv: current value is ${flags.format}`,
    );
  }
  const symbols = commaList("symbols", flags.symbols) ?? [];
  const strange = symbols.find((symbol) => !/^[A-Z0-9]{2,20}$/.test(symbol));
  if (symbols.length === 0 || strange !== undefined) {
    throw new RangeError(
      `Cannot use --symbols as it must be names of capital letters and digits with commas: current value is ${flags.symbols}`,
    );
  }
  const from = utcDate("start", flags.start)!;
  if (!(parseUtcDate(from) + days * DAY <= parseUtcDate("9999-12-31"))) {
    throw new RangeError(
      `Cannot use --days as the days from ${from} on must end before 9999-12-31: current value is ${flags.days}`,
    );
  }
  const day = (n: number) => formatUtcDate(parseUtcDate(from) + n * DAY);
  const tradesPerDay = events / (1 + ratio);
  return {
    seed: wholeNumber("seed", flags.seed),
    from,
    to: day(days - 1),
    ticksFrom: day(Math.max(0, days - tickDays)),
    kinds: [
      "aggTrades",
      "bookTicker",
      "klines_1m",
      "metrics",
      "fundingRate",
      "truth",
      ...flags["carry-klines"]
        ? ["markPriceKlines_1m", "premiumIndexKlines_1m"] as const
        : [],
    ],
    zipped: flags.format === "zip"
      ? ["aggTrades", "bookTicker", "klines_1m"]
      : [],
    contracts: Object.fromEntries(
      symbols.map((symbol) => [
        symbol,
        symbolParameters(symbol, {
          tradesPerDay,
          quotesPerDay: ratio * tradesPerDay,
        }),
      ]),
    ),
  };
}

/** The flags of the default sample, which {@linkcode planOf} takes. */
export const SAMPLE_FLAGS: SampleFlags = {
  days: "20",
  symbols: "BTCUSDT,ETHUSDT",
  seed: "1",
  start: "2024-01-01",
  "tick-days": "2",
  "events-per-day": "100000",
  "quotes-per-trade": "1.5",
  format: "zip",
  "carry-klines": false,
};

/** `deno task simulate`. */
export const simulateCommand = defineCommand({
  name: "simulate",
  summary:
    "Writes a simulated market as the venue's files, with its truth beside them. The same flags give the same bytes; files that are there already are left alone.",
  options: {
    out: {
      type: "string",
      value: "DIR",
      help: "the data root to write",
      default: "data/sample",
    },
    days: {
      type: "string",
      value: "N",
      help: "number of days",
      default: SAMPLE_FLAGS.days,
    },
    symbols: {
      type: "string",
      value: "A,B",
      help: "contracts",
      default: SAMPLE_FLAGS.symbols,
    },
    seed: {
      type: "string",
      value: "N",
      help: "seed of all random numbers",
      default: SAMPLE_FLAGS.seed,
    },
    start: {
      type: "string",
      value: "DATE",
      help: "first day",
      default: SAMPLE_FLAGS.start,
    },
    "tick-days": {
      type: "string",
      value: "N",
      help: "last days with aggTrades and bookTicker",
      default: SAMPLE_FLAGS["tick-days"],
    },
    "events-per-day": {
      type: "string",
      value: "N",
      help: "trades and quotes of a contract and day; 13000000 is a real day",
      default: SAMPLE_FLAGS["events-per-day"],
    },
    "quotes-per-trade": {
      type: "string",
      value: "X",
      help: "quotes for each trade, at least 1",
      default: SAMPLE_FLAGS["quotes-per-trade"],
    },
    format: {
      type: "string",
      value: "zip|csv",
      help: "of trades, quotes and klines; the venue offers zip",
      default: SAMPLE_FLAGS.format,
    },
    "carry-klines": {
      type: "boolean",
      help: "also write klines of mark price and premium index",
    },
  },
  run: ({ out, ...flags }) => {
    const plan = planOf(flags);
    const { written, files, bytes } = writeSample(out, plan);
    say(
      `${out}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${
        Object.keys(plan.contracts).join(" ")
      }, ${plan.from} to ${plan.to}, seed ${plan.seed}${
        written ? "" : ", all there already"
      }`,
    );
  },
});

await runCommand(import.meta, simulateCommand);
