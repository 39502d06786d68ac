/**
 * The main job: files -> catalog -> notebooks -> reports, each step skipped where
 * nothing that it reads has changed.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { dirname, join, relative, resolve } from "node:path";
import {
  commaList,
  execute,
  runCommand,
  say,
  utcDate,
  warn,
  wholeNumber,
} from "../data/command.ts";
import { ingestCommand } from "../data/ingest.ts";
import { simulateCommand } from "../data/simulate.ts";
import { notebooksCommand } from "../notebooks/run.ts";
import { reportsCommand } from "./build.ts";

const ROOT = resolve(import.meta.dirname!, "..");
const SAMPLE = join(ROOT, "data/sample");

/** Where the two editions keep their things. */
const EDITIONS = {
  sample: {
    catalog: join(ROOT, "data/catalog/sample"),
    notebooks: join(ROOT, "notebooks"),
    reports: join(ROOT, "reports"),
  },
  real: {
    catalog: join(ROOT, "data/catalog/real"),
    notebooks: join(ROOT, "reports/real"),
    reports: join(ROOT, "reports/real"),
  },
} as const;

await runCommand(import.meta, {
  name: "reproduce",
  summary:
    "Makes everything in reports/ anew: from the simulated sample, or from your own files with --data.",
  options: {
    data: {
      type: "string",
      value: "DIR",
      help:
        "your files: the folder that holds futures/daily and futures/monthly",
    },
    symbols: { type: "string", value: "A,B", help: "only these instruments" },
    from: { type: "string", value: "DATE", help: "first day, YYYY-MM-DD" },
    to: { type: "string", value: "DATE", help: "last day, included" },
    jobs: {
      type: "string",
      value: "N",
      help: "notebooks at a time",
      default: "2",
    },
    verify: {
      type: "boolean",
      help:
        "execute the notebooks on the sample and fail where an output differs; write nothing",
    },
    "no-pdf": { type: "boolean", help: "leave the PDF out" },
  },
  async run({ data, symbols, from, to, jobs, verify, "no-pdf": noPdf }) {
    wholeNumber("jobs", jobs, 1);
    if (verify && data !== undefined) {
      throw new RangeError(
        "Cannot verify as --verify compares with the sample: current value of --data is " +
          data,
      );
    }
    const edition = data === undefined ? "sample" : "real";
    const place = EDITIONS[edition];
    const range = flags({
      symbols: commaList("symbols", symbols)?.join(","),
      from: utcDate("from", from),
      to: utcDate("to", to),
    });
    if (data === undefined) await step("sample", simulateCommand, []);
    await step("catalog", ingestCommand, [
      ...flags({ data: data ?? SAMPLE, catalog: place.catalog }),
      ...range,
    ]);
    const selection = flags({ jobs, catalog: place.catalog });
    if (verify) {
      await step("notebooks", notebooksCommand, ["verify", ...selection]);
      return;
    }
    const inputs = hashOf(place.catalog);
    const stamp = join(ROOT, `.cache/notebooks-${edition}.json`);
    if (read(stamp) === inputs && executedAll(place.notebooks)) {
      say("notebooks: nothing changed");
    } else {
      await step("notebooks", notebooksCommand, [
        "run",
        ...selection,
        ...(edition === "real" ? flags({ out: place.notebooks }) : []),
      ]);
      Deno.mkdirSync(dirname(stamp), { recursive: true });
      Deno.writeTextFileSync(stamp, inputs);
    }
    await step("reports", reportsCommand, [
      ...flags({ edition, notebooks: place.notebooks, out: place.reports }),
      ...(noPdf ? ["--no-pdf"] : []),
    ]);
  },
});

/** A command as {@linkcode execute} takes it. */
type AnyCommand = Parameters<typeof execute>[0];

async function step(
  name: string,
  command: AnyCommand,
  args: readonly string[],
): Promise<void> {
  const start = performance.now();
  const code = await execute(command, args, warn);
  if (code !== 0) Deno.exit(code);
  say(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** Flags with values, those that are not given left out. */
function flags(values: Record<string, string | undefined>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value]
  );
}

/** The notebooks that there are, by name. */
function sources(): string[] {
  return [...Deno.readDirSync(EDITIONS.sample.notebooks)]
    .map(({ name }) => name)
    .filter((name) => /^\d\d_\w+\.ipynb$/.test(name))
    .sort();
}

/** Whether each notebook stands there with every code cell executed. */
function executedAll(folder: string): boolean {
  return sources().every((name) => {
    const text = read(join(folder, name));
    return text !== undefined && !text.includes('"execution_count": null');
  });
}

/** Hash of all that an executed notebook depends on: library, cells, catalog. */
function hashOf(catalog: string): string {
  const hash = createHash("sha256");
  const add = (name: string, bytes: string | Uint8Array) =>
    hash.update(`${name}\0`).update(bytes).update("\0");
  for (const path of files(join(ROOT, "lib"))) {
    add(relative(ROOT, path), Deno.readFileSync(path));
  }
  for (const path of files(catalog)) {
    if (path.endsWith(".json")) {
      add(relative(catalog, path), Deno.readFileSync(path));
    }
  }
  for (const name of sources()) {
    const { cells } = JSON.parse(
      Deno.readTextFileSync(join(EDITIONS.sample.notebooks, name)),
    );
    add(name, JSON.stringify(cells, withoutResults));
  }
  for (const name of ["deno.json", ".deno.lock"]) {
    add(name, Deno.readFileSync(join(ROOT, name)));
  }
  return hash.digest("hex");
}

/** Leaves out of a cell what its execution writes. */
function withoutResults(key: string, value: unknown): unknown {
  return key === "outputs" || key === "execution_count" ? undefined : value;
}

/** Every file below a folder, in order of names. */
function files(folder: string): string[] {
  return [...Deno.readDirSync(folder)]
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory ? files(path) : [path];
    });
}

/** The text of a file; `undefined` where there is none. */
function read(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
