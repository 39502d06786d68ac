import assert from "node:assert/strict";
import * as fs from "node:fs";
import { fileURLToPath } from "node:url";
import { Catalog, ingest } from "volarb/catalog";
import { DefectReport } from "volarb/market";
import {
  AGG_TRADES_HEADER,
  aggTrades,
  csv,
  DataRoot,
  numbers,
} from "./data_root.ts";

const PROGRAM = fileURLToPath(new URL("../../data/ingest.ts", import.meta.url));
const DATES = ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"];
const ROUNDS = 8;

/** Starts an ingest in a process of its own. */
function start(root: DataRoot, ...flags: string[]): Deno.ChildProcess {
  const { data, catalog } = root;
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--allow-all", "--no-check", PROGRAM],
      ...["--data", data, "--catalog", catalog, ...flags],
    ],
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

/** Writes the days of a version; two versions differ in every row. */
function writeDays(root: DataRoot, seed: number): void {
  for (const date of DATES) {
    root.write(
      `daily/aggTrades/BTCUSDT-aggTrades-${date}.csv`,
      csv(aggTrades(date, 20_000, { seed }), AGG_TRADES_HEADER),
    );
  }
}

/** The bytes of every part of a catalog, by date. */
function partsOf(catalog: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const date of new Catalog(catalog).dates("aggTrades", "BTCUSDT")) {
    const folder = `${catalog}/kind=aggTrades/symbol=BTCUSDT/date=${date}`;
    parts.set(date, fs.readFileSync(`${folder}/part.parquet`, "base64"));
  }
  return parts;
}

/** The parts that an ingest makes that is left alone. */
function undisturbed(seed: number): Map<string, string> {
  using root = new DataRoot();
  writeDays(root, seed);
  ingest({ data: root.data, catalog: root.catalog });
  return partsOf(root.catalog);
}

function temporaryFiles(catalog: string): string[] {
  return (fs.readdirSync(catalog, { recursive: true }) as string[])
    .filter((name) => name.endsWith(".tmp"));
}

Deno.test("an ingest that is killed at any moment leaves whole days only", async () => {
  using root = new DataRoot();
  const versions = [undisturbed(1), undisturbed(2)];
  writeDays(root, 1);
  const begin = performance.now();
  await start(root).output();
  const whole = performance.now() - begin;
  assert.deepEqual(partsOf(root.catalog), versions[0]);
  const random = numbers(11);
  let killed = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    writeDays(root, 1 + round % 2);
    const child = start(root);
    const timer = setTimeout(
      () => child.kill("SIGKILL"),
      whole * (0.2 + 0.8 * random.next().value),
    );
    const { signal } = await child.output();
    clearTimeout(timer);
    if (signal === "SIGKILL") killed++;
    const parts = partsOf(root.catalog);
    assert.equal(parts.size, DATES.length);
    for (const [date, bytes] of parts) {
      assert.ok(
        versions.some((version) => version.get(date) === bytes),
        `the part of ${date} is none of the two versions`,
      );
    }
  }
  assert.ok(killed > 0, "no run was killed in time");
  const { success } = await start(root).output();
  assert.ok(success);
  assert.deepEqual(partsOf(root.catalog), versions[ROUNDS % 2]);
  assert.deepEqual(
    ingest({ data: root.data, catalog: root.catalog }).filesRead,
    0,
  );
});

Deno.test("ingests at the same time: of other days both hold, of the same day one wins", async () => {
  using root = new DataRoot();
  writeDays(root, 1);
  const outputs = await Promise.all([
    start(root, "--to", DATES[1]!).output(),
    start(root, "--from", DATES[2]!).output(),
    start(root).output(),
    start(root).output(),
  ]);
  for (const { success, stderr } of outputs) {
    assert.ok(success, new TextDecoder().decode(stderr));
  }
  assert.deepEqual(partsOf(root.catalog), undisturbed(1));
  assert.deepEqual(temporaryFiles(root.catalog), []);
});

Deno.test("ingests at the same time, each of a day: the gaps of ids between the days are told by whoever ends last", async () => {
  using root = new DataRoot();
  // Ids go up by one: each day leaves 1,000 out.
  for (const [day, date] of DATES.entries()) {
    root.write(
      `daily/aggTrades/BTCUSDT-aggTrades-${date}.csv`,
      csv(
        aggTrades(date, 1000, { firstId: 1e9 + 2000 * day }),
        AGG_TRADES_HEADER,
      ),
    );
  }
  const outputs = await Promise.all(
    DATES.map((date) => start(root, "--from", date, "--to", date).output()),
  );
  assert.ok(outputs.every(({ success }) => success));
  const text = fs.readFileSync(`${root.catalog}/defects.json`, "utf8");
  const gaps = DefectReport.from(JSON.parse(text)).defects
    .find(({ kind }) => kind === "idGap")!;
  assert.deepEqual([gaps.count, gaps.amount], [3, 3000]);
});
