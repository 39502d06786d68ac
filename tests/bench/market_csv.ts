// deno-lint-ignore-file no-console
/**
 * How fast and in how much memory the venue's tick files become typed columns.
 *
 *   deno run -A tests/bench/market_csv.ts [--rows 10000000] [--rounds 5] [--kind all]
 *     [--only WORDS]
 *
 * Writes seeded files into a temporary folder, runs every method in a process of
 * its own, the methods interleaved within each round, and prints a Markdown
 * table: median and spread, rows and bytes a second, processor time, peak memory,
 * ratios of medians, and the medians of the ratios within a round. "Again" is the
 * second file of a process; the threads of a "pool" stand before it is timed, as those
 * of Polars and DuckDB do. The C reference is built with gcc where there is one. `--only` takes the
 * methods whose names match a regular expression.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { Buffer } from "node:buffer";
import { crc32, deflateRawSync } from "node:zlib";
import { parseArgs } from "node:util";
import { writeDay } from "./market_generator.ts";

type Kind = "aggTrades" | "bookTicker";

/** A line of the table: a program and its arguments. */
type Method = {
  readonly label: string;
  readonly program: "deno" | "c";
  readonly args: readonly string[];
};

/** What one run printed. */
type Run = { ms: number; cpu: number; rows: number; sum: number; rss: number };

const { values } = parseArgs({
  args: Deno.args,
  options: {
    rows: { type: "string", default: "10000000" },
    rounds: { type: "string", default: "5" },
    kind: { type: "string", default: "all" },
    only: { type: "string", default: "" },
  },
});
const rows = Number(values.rows), rounds = Number(values.rounds);
const only = new RegExp(values.only);
const folder = Deno.makeTempDirSync({ prefix: "volarb-bench-" });
const script = new URL("market_method.ts", import.meta.url).pathname;
const config = new URL("../../deno.json", import.meta.url).pathname;
const compiled = compileC();

try {
  console.log(`${machine()}\n`);
  for (const kind of ["aggTrades", "bookTicker"] as const) {
    if (values.kind === "all" || values.kind === kind) benchKind(kind);
  }
  if (values.kind === "all" || values.kind === "zip") benchZip();
} finally {
  Deno.removeSync(folder, { recursive: true });
}

/** One family: ours, Polars, C; and memory at a third of the rows. */
function benchKind(kind: Kind): void {
  const file = newFile(kind, rows);
  const part = "volarb, 7 columns, by blocks, a third of the rows";
  const third = only.test(part) ? newFile(kind, Math.ceil(rows / 3)) : file;
  const few = kind === "aggTrades" ? 4 : 5;
  const ours = (how: string, columns: string, path = file) =>
    ["deno", [how, kind, columns, path]] as const;
  const list: [string, readonly [Method["program"], readonly string[]]][] = [
    ["volarb, 7 columns, by blocks", ours("chunks", "all")],
    [`volarb, ${few} columns, by blocks`, ours("chunks", "few")],
    ["volarb, 7 columns, whole", ours("whole", "all")],
    [`volarb, ${few} columns, whole`, ours("whole", "few")],
    [
      `volarb, ${few} columns, whole, two workers`,
      ours("parallel", "few"),
    ],
    [`volarb, ${few} columns, whole, pool of two`, ours("pool", "few")],
    [`volarb, ${few} columns, whole, again`, ours("whole-again", "few")],
    [
      `volarb, ${few} columns, whole, two workers, again`,
      ours("parallel-again", "few"),
    ],
    [
      `volarb, ${few} columns, whole, pool of two, again`,
      ours("pool-again", "few"),
    ],
    [part, ours("chunks", "all", third)],
    ["Polars readCSV + toTypedArray, 7 columns", ours("polars-arrays", "all")],
    [
      `Polars readCSV + toTypedArray, ${few} columns`,
      ours("polars-arrays", "few"),
    ],
    [`Polars readCSV, ${few} columns`, ours("polars-frame", "few")],
    [`DuckDB read_csv to typed arrays, ${few} columns`, ours("duckdb", "few")],
  ];
  if (compiled !== undefined) {
    list.push(["C, 7 columns, by blocks", ["c", [file, kind, "all"]]]);
    list.push([`C, ${few} columns, by blocks`, ["c", [file, kind, "few"]]]);
  }
  const found = measure(
    list.filter(([label]) => only.test(label)).map((
      [label, [program, args]],
    ) => ({ label, program, args })),
  );
  printTable(kind, file, found);
  const ratio = (a: string, b: string) => {
    if (!found.has(a) || !found.has(b)) return;
    const [x, y] = [found.get(a)!, found.get(b)!];
    const ofRound = x.map((run, i) => run.ms / y[i]!.ms);
    console.log(
      `- ${a} / ${b}: ${(median(x) / median(y)).toFixed(2)} of the time (${
        middle(ofRound).toFixed(2)
      } within a round), ${
        (processor(x) / processor(y)).toFixed(2)
      } of the processor time`,
    );
  };
  ratio(
    "volarb, 7 columns, by blocks",
    "Polars readCSV + toTypedArray, 7 columns",
  );
  ratio(
    `volarb, ${few} columns, by blocks`,
    `Polars readCSV + toTypedArray, ${few} columns`,
  );
  ratio(`volarb, ${few} columns, by blocks`, `Polars readCSV, ${few} columns`);
  ratio(
    `volarb, ${few} columns, by blocks`,
    `DuckDB read_csv to typed arrays, ${few} columns`,
  );
  ratio("volarb, 7 columns, by blocks", "C, 7 columns, by blocks");
  ratio(`volarb, ${few} columns, by blocks`, `C, ${few} columns, by blocks`);
  for (const file of ["", ", again"]) {
    for (const by of ["two workers", "pool of two"]) {
      ratio(
        `volarb, ${few} columns, whole, ${by}${file}`,
        `volarb, ${few} columns, whole${file}`,
      );
    }
  }
  console.log();
  if (third !== file) Deno.removeSync(third);
  Deno.removeSync(file);
}

/** An archive against its parts: inflating alone and reading alone. */
function benchZip(): void {
  const file = newFile("aggTrades", Math.ceil(rows / 5));
  const zip = file.replace(/csv$/, "zip");
  Deno.writeFileSync(zip, zipOf(Deno.readFileSync(file)));
  const labels = ["zip to 7 columns", "inflate alone", "text to 7 columns"];
  const found = measure([
    {
      label: labels[0]!,
      program: "deno",
      args: ["chunks", "aggTrades", "all", zip],
    },
    {
      label: labels[1]!,
      program: "deno",
      args: ["inflate", "aggTrades", "all", zip],
    },
    {
      label: labels[2]!,
      program: "deno",
      args: ["chunks", "aggTrades", "all", file],
    },
  ]);
  // What inflating alone calls rows are bytes.
  for (const run of found.get(labels[1]!)!) run.rows = Math.ceil(rows / 5);
  printTable("aggTrades in an archive", zip, found);
  const [whole, inflate, parse] = labels.map((label) =>
    median(found.get(label)!)
  );
  console.log(
    `- zip to columns / (inflate alone + text to columns): ${
      (whole! / (inflate! + parse!)).toFixed(2)
    }\n`,
  );
  Deno.removeSync(zip);
  Deno.removeSync(file);
}

/** Runs every method once per round, in turn; refuses results that differ. */
function measure(methods: readonly Method[]): Map<string, Run[]> {
  const found = new Map<string, Run[]>(methods.map(({ label }) => [label, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { label, program, args } of methods) {
      const { success, stdout, stderr } = new Deno.Command(
        program === "c" ? compiled! : Deno.execPath(),
        {
          args: program === "c"
            ? [...args]
            : ["run", "-A", "--quiet", `--config=${config}`, script, ...args],
        },
      ).outputSync();
      if (!success) {
        throw new Error(`${label}: ${new TextDecoder().decode(stderr)}`);
      }
      found.get(label)!.push(JSON.parse(new TextDecoder().decode(stdout)));
    }
  }
  return found;
}

function printTable(
  title: string,
  file: string,
  found: ReadonlyMap<string, readonly Run[]>,
): void {
  const size = Deno.statSync(file).size;
  const most = Math.max(...[...found.values()].flat().map((run) => run.rows));
  const sums = [...found.values()].flat().filter((run) =>
    run.rows === most && run.sum !== 0
  ).map((run) => run.sum);
  for (const sum of sums) {
    if (Math.abs(sum / sums[0]! - 1) > 1e-9) throw new Error("results differ");
  }
  console.log(
    `### ${title}: ${most.toLocaleString("en")} rows, ${
      (size / 1e6).toFixed(0)
    } MB, SHA-256 ${hashOf(file).slice(0, 16)}, ${rounds} rounds\n`,
  );
  console.log(
    "| method | ms, median (min-max) | million rows/s | processor ms | peak MB |\n|---|--:|--:|--:|--:|",
  );
  for (const [label, runs] of found) {
    const times = runs.map((run) => run.ms);
    console.log(
      `| ${label} | ${median(runs).toFixed(0)} (${
        Math.min(...times).toFixed(0)
      }-${Math.max(...times).toFixed(0)}) | ${
        (runs[0]!.rows / median(runs) / 1000).toFixed(1)
      } | ${processor(runs).toFixed(0)} | ${
        Math.max(...runs.map((run) => run.rss)).toFixed(0)
      } |`,
    );
  }
  console.log();
}

/** Median milliseconds. */
function median(runs: readonly Run[]): number {
  return middle(runs.map((run) => run.ms));
}

/** Median milliseconds of the processor: the fairer figure on a busy machine. */
function processor(runs: readonly Run[]): number {
  return middle(runs.map((run) => run.cpu));
}

/** The median. */
function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[half]!
    : (sorted[half - 1]! + sorted[half]!) / 2;
}

function newFile(kind: Kind, count: number, seed = 42): string {
  const path = `${folder}/${kind}-${count}-${seed}.csv`;
  writeDay(kind, count, path, seed);
  return path;
}

/** An archive of one file as the venue makes them. */
function zipOf(content: Uint8Array): Uint8Array {
  const data = deflateRawSync(content);
  const name = Buffer.from("BTCUSDT-aggTrades-2024-01-01.csv");
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([
    Buffer.from("PK\x03\x04", "latin1"),
    common,
    name,
    data,
  ]);
  const central = Buffer.concat([
    Buffer.from("PK\x01\x02\x14\x00", "latin1"),
    common,
    Buffer.alloc(14),
    name,
  ]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return new Uint8Array(Buffer.concat([local, central, end]));
}

/** The C reference, or `undefined` without gcc. */
function compileC(): string | undefined {
  const source = new URL("market_csv.c", import.meta.url).pathname;
  const program = `${folder}/market_csv`;
  try {
    const { success } = new Deno.Command("gcc", {
      args: ["-O3", "-march=native", "-o", program, source],
    }).outputSync();
    if (success) return program;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  console.log("There is no gcc: the C reference is left out.\n");
  return undefined;
}

function hashOf(path: string): string {
  const hash = createHash("sha256");
  const file = Deno.openSync(path);
  const block = new Uint8Array(1 << 20);
  for (let read = file.readSync(block); read; read = file.readSync(block)) {
    hash.update(block.subarray(0, read));
  }
  file.close();
  return hash.digest("hex");
}

/** Processor, cores, memory, runtime. */
function machine(): string {
  let processor = Deno.build.arch as string;
  try {
    const info = Deno.readTextFileSync("/proc/cpuinfo");
    processor = /model name\s*:\s*(.+)/.exec(info)?.[1] ?? processor;
  } catch { /* another system: the architecture must do */ }
  const memory = (Deno.systemMemoryInfo().total / 2 ** 30).toFixed(0);
  return `${processor}, ${navigator.hardwareConcurrency} cores, ${memory} GiB, Deno ${Deno.version.deno} (V8 ${Deno.version.v8}), load ${
    Deno.loadavg()[0]!.toFixed(1)
  }`;
}
