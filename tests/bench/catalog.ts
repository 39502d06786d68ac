/**
 * How fast, how small and in how much memory the venue's quotes become a catalog
 * and typed columns again, beside Polars on the same file in the same run.
 *
 *     deno run -A tests/bench/catalog.ts [--rows N] [--rounds N] [--kind KIND] [--only NAMES]
 *
 * Writes seeded files into a temporary folder, runs every method in a process of
 * its own, the methods taking turns in every round, and prints Markdown: medians
 * and spreads, and ratios of medians; `--only ingest,sink,read,large` measures
 * these alone. Our ingest is tied to one core where `taskset` is there; Polars
 * has all of them. Reading is one thread, beside which V8 compiles.
 *
 * @module
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import {
  defineCommand,
  progress,
  runCommand,
  say,
  wholeNumber,
} from "../../data/command.ts";
import { writeQuotes, writeTrades } from "./catalog_rows.ts";

/** What one run of a method measured. */
type Run = {
  /** Milliseconds, without the start of the process. */
  readonly ms: number;
  /** Milliseconds of all processors together; the fairer figure where others work too. */
  readonly cpu: number;
  /** Rows of the result. */
  readonly rows: number;
  /** Peak resident memory, megabytes. */
  readonly peak: number;
  /** Size of what was written, megabytes. */
  readonly size?: number;
};

type Kind = "bookTicker" | "aggTrades";

const METHODS = {
  "ingest": "CSV to catalog, ours, one core",
  "convert": "of it: without SHA-256 and defects",
  "hash": "of it: SHA-256",
  "sink": "CSV to Parquet, Polars sinkParquet zstd",
  "read": "catalog to typed arrays, ours, row group by row group",
  "readPolars": "Polars' file to typed arrays, Polars",
  "hour": "one hour of the day, ours",
  "readAgain": "the whole day again in the same process",
  "hourAgain": "the hour again in the same process",
} as const;

/** The largest file: peak memory at three times the rows. */
const LARGE = "large";

type Method = keyof typeof METHODS;

const METHOD_PROGRAM = fileURLToPath(
  new URL("catalog_method.ts", import.meta.url),
);
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

function bench(
  kind: Kind,
  rows: number,
  rounds: number,
  only: readonly string[],
): void {
  const folder = fs.mkdtempSync(`${tmpdir()}/volarb-bench-`);
  try {
    const day = makeDay(folder, kind, rows);
    const runs = new Map<Method, Run[]>();
    const methods = (Object.keys(METHODS) as Method[])
      .filter((method) => only.includes(method));
    using bar = progress("bench", rounds * methods.length);
    for (let round = 0; round < rounds; round++) {
      methods.forEach((method, i) => {
        bar.update(round * methods.length + i, method);
        const run = measure(method, kind, day);
        runs.set(method, [...runs.get(method) ?? [], run]);
      });
    }
    bar[Symbol.dispose]();
    const large: [Method, Run][] = [];
    if (only.includes(LARGE)) {
      const threefold = makeDay(folder, kind, 3 * rows);
      for (const method of ["ingest", "read"] as const) {
        large.push([method, measure(method, kind, threefold)]);
      }
    }
    say(reportOf(kind, rows, rounds, day.file, runs, new Map(large)));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** A data root with one file, and where the methods write. */
type Day = { readonly root: string; readonly file: string };

function makeDay(folder: string, kind: Kind, rows: number): Day {
  const root = `${folder}/${rows}`;
  const path = `${root}/futures/daily/${kind}`;
  fs.mkdirSync(path, { recursive: true });
  const file = `${path}/BTCUSDT-${kind}-2024-01-01.csv`;
  (kind === "bookTicker" ? writeQuotes : writeTrades)(file, rows, 42);
  return { root, file };
}

function measure(method: Method, kind: Kind, { root, file }: Day): Run {
  const args = [
    ...["run", "--allow-all", "--no-check", "--config", CONFIG],
    ...[METHOD_PROGRAM, method, kind, root, file],
  ];
  const pinned = ONE_CORE && ["ingest", "convert", "hash"].includes(method);
  const { success, stdout, stderr } = new Deno.Command(
    pinned ? "taskset" : Deno.execPath(),
    { args: pinned ? ["-c", "0", Deno.execPath(), ...args] : args },
  ).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${method}: ${text(stderr)}`);
  return JSON.parse(text(stdout).trim().split("\n").at(-1)!) as Run;
}

/** Whether a process can be tied to one core. */
const ONE_CORE = ((): boolean => {
  try {
    return new Deno.Command("taskset", { args: ["-c", "0", "true"] })
      .outputSync().success;
  } catch {
    return false;
  }
})();

function reportOf(
  kind: Kind,
  rows: number,
  rounds: number,
  file: string,
  runs: ReadonlyMap<Method, readonly Run[]>,
  large: ReadonlyMap<Method, Run>,
): string {
  const time = (method: Method) =>
    medianOf(runs.get(method) ?? [], ({ ms }) => ms);
  const effort = (method: Method) =>
    medianOf(runs.get(method) ?? [], ({ cpu }) => cpu);
  const size = (method: Method) => runs.get(method)?.[0]?.size ?? NaN;
  const lines = [
    `### Catalog of ${kind}: ${rows.toLocaleString("en-US")} rows, ${
      (fs.statSync(file).size / 1e6).toFixed(0)
    } MB of text`,
    "",
    `${machine()}; SHA-256 of the file ${hashOf(file)}; ${rounds} rounds, ` +
    `median (least-most).`,
    "",
    "| method | ms | processor ms | million rows/s | peak memory, MB | file, MB |",
    "|---|--:|--:|--:|--:|--:|",
  ];
  for (const [method, found] of runs) {
    const times = found.map(({ ms }) => ms);
    const peak = Math.max(...found.map((run) => run.peak));
    lines.push(
      `| ${METHODS[method]} | ${time(method).toFixed(0)} (${
        Math.min(...times).toFixed(0)
      }-${Math.max(...times).toFixed(0)}) | ${effort(method).toFixed(0)} | ${
        found[0]!.rows === 0
          ? ""
          : (found[0]!.rows / time(method) / 1e3).toFixed(1)
      } | ${peak.toFixed(0)} | ${found[0]!.size?.toFixed(1) ?? ""} |`,
    );
  }
  const peaks = (method: Method): [number, number] => [
    Math.max(...runs.get(method)?.map(({ peak }) => peak) ?? [NaN]),
    large.get(method)?.peak ?? NaN,
  ];
  const [ingested, ingestedLarge] = peaks("ingest");
  const [read, readLarge] = peaks("read");
  const figures: [string, number, number, string][] = [
    [
      "CSV to catalog, ours on one core / Polars on all",
      time("ingest") / time("sink"),
      2,
      "1",
    ],
    [
      "the same without SHA-256 and defects",
      time("convert") / time("sink"),
      2,
      "1",
    ],
    [
      "processor time of ours / half of Polars'",
      effort("ingest") / effort("sink") * 2,
      2,
      "1",
    ],
    [
      "the same without SHA-256 and defects",
      effort("convert") / effort("sink") * 2,
      2,
      "1",
    ],
    ["size of our file / of Polars'", size("ingest") / size("sink"), 2, "0.60"],
    [
      "catalog to typed arrays, million rows/s",
      (runs.get("read")?.[0]?.rows ?? NaN) / time("read") / 1e3,
      1,
      "20",
    ],
    [
      "one hour / the whole day, first thing in a process",
      time("hour") / time("read"),
      2,
      "0.20",
    ],
    [
      "one hour / the whole day, again",
      time("hourAgain") / time("readAgain"),
      2,
      "0.20",
    ],
    ["peak memory of ingest, MB", ingested, 0, "200"],
    ["the same at 3 x the rows", ingestedLarge, 0, "200"],
    ["peak memory of reading, MB", read, 0, "200"],
    ["the same at 3 x the rows", readLarge, 0, "200"],
  ];
  lines.push("", "| figure | measured | target |", "|---|--:|--:|");
  for (const [figure, value, digits, target] of figures) {
    if (Number.isNaN(value)) continue;
    lines.push(`| ${figure} | ${value.toFixed(digits)} | ${target} |`);
  }
  return lines.join("\n");
}

function medianOf(
  runs: readonly Run[],
  value: (run: Run) => number,
): number {
  if (runs.length === 0) return NaN;
  const sorted = runs.map(value).sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[half]!
    : (sorted[half - 1]! + sorted[half]!) / 2;
}

function machine(): string {
  const { processor, cores } = processors();
  const memory = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const { deno, v8 } = Deno.version;
  return `${processor}, ${cores} cores, ${memory} GiB, Deno ${deno} (V8 ${v8})`;
}

function processors(): { processor: string; cores: number } {
  const cores = navigator.hardwareConcurrency;
  const info = "/proc/cpuinfo";
  const model = fs.existsSync(info)
    ? /^model name\s*: (.*)$/m.exec(fs.readFileSync(info, "utf8"))?.[1]
    : undefined;
  return { processor: model ?? Deno.build.arch, cores };
}

function hashOf(path: string): string {
  const hash = createHash("sha256");
  const block = new Uint8Array(1 << 20);
  const file = fs.openSync(path, "r");
  for (let n = fs.readSync(file, block); n > 0; n = fs.readSync(file, block)) {
    hash.update(block.subarray(0, n));
  }
  fs.closeSync(file);
  return hash.digest("hex").slice(0, 16);
}

await runCommand(
  import.meta,
  defineCommand({
    name: "bench",
    summary: "Measures the catalog beside Polars.",
    options: {
      rows: {
        type: "string",
        value: "N",
        help: "rows of a day",
        default: "1000000",
      },
      rounds: {
        type: "string",
        value: "N",
        help: "runs of each method",
        default: "5",
      },
      kind: {
        type: "string",
        value: "KIND",
        help: "bookTicker or aggTrades",
        default: "bookTicker",
      },
      only: {
        type: "string",
        value: "NAMES",
        help: "methods, with commas between them",
        default: [...Object.keys(METHODS), LARGE].join(),
      },
    },
    run({ rows, rounds, kind, only }) {
      if (kind !== "bookTicker" && kind !== "aggTrades") {
        throw new RangeError(
          `Cannot use --kind as it must be bookTicker or aggTrades: current value is ${kind}`,
        );
      }
      bench(
        kind,
        wholeNumber("rows", rows, 1000),
        wholeNumber("rounds", rounds, 1),
        only.split(","),
      );
    },
  }),
);
