import assert from "node:assert/strict";
import * as fs from "node:fs";
import { fileURLToPath } from "node:url";
import { say } from "../../data/command.ts";
import {
  AGG_TRADES_HEADER,
  aggTrades,
  csv,
  DataRoot,
} from "../catalog/data_root.ts";

const PROGRAM = fileURLToPath(new URL("../../data/ingest.ts", import.meta.url));
const DAY = "2024-03-05";
const TRADES = `daily/aggTrades/BTCUSDT-aggTrades-${DAY}.csv`;

/** Runs the recipe and gives what it printed. */
function run(...flags: string[]) {
  const { code, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", PROGRAM, ...flags],
    env: { NO_COLOR: "1" },
  }).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trimEnd();
  return { code, out: text(stdout), error: text(stderr) };
}

Deno.test("ingest says in a line what it did, and what is there already", () => {
  using root = new DataRoot();
  root.write(TRADES, csv(aggTrades(DAY, 2000), AGG_TRADES_HEADER));
  const flags = ["--data", root.data, "--catalog", root.catalog];
  const first = run(...flags);
  assert.equal(first.error, "");
  assert.equal(first.code, 0);
  assert.match(
    first.out,
    /^1 file, 1 read: 1 day with 2,000 rows written in [\d.]+ s \([\d,]+ rows\/s\) to .*catalog$/,
  );
  assert.deepEqual(run(...flags), {
    code: 0,
    out: `1 file, 0 read: 0 days with 0 rows written to ${root.catalog}`,
    error: "",
  });
});

Deno.test("ingest counts the defects, and refuses them with --strict", () => {
  using root = new DataRoot();
  const lines = aggTrades(DAY, 5000);
  const swapped = lines.with(8, lines[9]!).with(9, lines[8]!);
  root.write(TRADES, csv(swapped, AGG_TRADES_HEADER));
  const flags = ["--data", root.data, "--catalog", root.catalog];
  const strict = run(...flags, "--strict", "--severity", "warning");
  assert.equal(strict.code, 1);
  assert.match(
    strict.error,
    new RegExp(`^Cannot ingest futures/${TRADES}: it has the defect \\w+ `),
  );
  const repaired = run(...flags, "--strict");
  assert.equal(repaired.code, 0);
  assert.match(repaired.out, /\nwarning: .*outOfOrder 1/);
  assert.match(repaired.out, /\nSee .*defects\.md$/);
});

Deno.test("ingest ends with one sentence and code 1 where it cannot go on", () => {
  using root = new DataRoot();
  root.write(TRADES, csv(aggTrades(DAY, 10), AGG_TRADES_HEADER));
  const catalog = ["--catalog", root.catalog];
  const data = ["--data", root.data];
  const cases: [string[], RegExp][] = [
    [["--data", `${root.folder}/none`], /none: there is no such folder$/],
    [[...data, "--symbols", "XXX"], /XXX.*found files of BTCUSDT$/],
    [[...data, "--kinds", "trades"], /^Cannot use --kinds .* value is trades$/],
    [[...data, "--severity", "bad"], /^Cannot use --severity .* value is bad$/],
    [[...data, "--from", "2024-02-30"], /^Cannot use --from .* 2024-02-30$/],
    [
      [...data, "--from", "2024-03-06", "--to", "2024-03-05"],
      /from must not be after to/,
    ],
    [[...data, "--from", "2025-01-01"], /found files of 2024-03-05/],
    [[...data, "--fast"], /^Cannot run ingest as it has no flag --fast/],
    [[...data, "BTCUSDT"], /it takes flags only: found BTCUSDT/],
  ];
  for (const [flags, message] of cases) {
    const { code, out, error } = run(...flags, ...catalog);
    assert.equal(code, 1, flags.join(" "));
    assert.equal(out, "");
    assert.match(error, message);
    assert.equal(error.split("\n").length, 1, error);
  }
  assert.ok(!fs.existsSync(root.catalog));
});

Deno.test("ingest says which file is empty or malformed, and where", () => {
  using root = new DataRoot();
  const flags = ["--data", root.data, "--catalog", root.catalog];
  root.write(TRADES, "");
  assert.deepEqual(run(...flags), {
    code: 1,
    out: "",
    error: `Cannot read futures/${TRADES} as aggTrades: it is empty`,
  });
  const lines = aggTrades(DAY, 10);
  root.write(
    TRADES,
    csv(
      lines.with(4, lines[4]!.replace("true", "yes").replace("false", "yes")),
    ),
  );
  const { code, error } = run(...flags);
  assert.equal(code, 1);
  assert.match(error, /line 5, column is_buyer_maker: .*found "yes"$/);
});

/** Root may read everything, so there is nothing to refuse. */
const isRoot = Deno.uid() === 0;
if (isRoot) {
  say("Root may read every folder, so that refusal is not tried.");
}

Deno.test({
  name: "ingest says which folder it may not read",
  ignore: isRoot || Deno.build.os === "windows",
  fn: () => {
    using root = new DataRoot();
    root.write(TRADES, csv(aggTrades(DAY, 10), AGG_TRADES_HEADER));
    const folder = `${root.data}/futures/daily/aggTrades`;
    fs.chmodSync(folder, 0);
    const { code, error } = run(
      ...["--data", root.data, "--catalog", root.catalog],
    );
    fs.chmodSync(folder, 0o755);
    assert.equal(code, 1);
    assert.match(error, /aggTrades: permission denied$/);
  },
});

Deno.test("ingest explains itself", () => {
  const { code, out } = run("--help");
  assert.equal(code, 0);
  assert.match(out, /^deno task ingest \[flags\]\n/);
  for (const flag of ["--data DIR", "--catalog DIR", "--strict"]) {
    assert.ok(out.includes(flag));
  }
});
