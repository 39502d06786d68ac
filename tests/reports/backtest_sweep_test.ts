import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execute } from "../../data/command.ts";
import { backtestCommand } from "../../reports/backtest.ts";
import { gridOf } from "../../reports/backtest_grid.ts";
import { SimulatedCatalog } from "../features/simulated.ts";

const CONFIG = {
  strategy: {
    signal: { model: "ridge", horizon: 1 },
    volatility: { estimator: "closeToClose" },
    kelly: { shrinkage: "none" },
    position: { fee: 0, spread: null },
  },
  fees: { maker: 0, taker: 0 },
};
const GRID = {
  "strategy.stop.multiple": [1, 2],
  "strategy.signal.horizon": [1, 3],
};
const PROGRAM = fileURLToPath(
  new URL("../../reports/backtest.ts", import.meta.url),
);

/** A folder with a configuration and a grid, and the flags that name them. */
class Folder implements Disposable {
  readonly #path = Deno.makeTempDirSync();
  readonly #simulated: SimulatedCatalog;

  constructor(events: number) {
    this.#simulated = new SimulatedCatalog({ events, days: 2 });
    this.write("config.json", JSON.stringify(CONFIG));
    this.write("grid.json", JSON.stringify(GRID));
  }

  flags(out: string, jobs: number): string[] {
    return [
      ...["--config", join(this.#path, "config.json")],
      ...["--catalog", this.#simulated.catalog.root],
      ...["--out", join(this.#path, out)],
      ...["--jobs", `${jobs}`],
    ];
  }

  sweep(out: string, jobs: number): string[] {
    const grid = join(this.#path, "grid.json");
    return [...this.flags(out, jobs), "--sweep", grid];
  }

  write(name: string, text: string): void {
    Deno.writeTextFileSync(join(this.#path, name), text);
  }

  read(...name: string[]): string {
    try {
      return Deno.readTextFileSync(join(this.#path, ...name));
    } catch {
      return "";
    }
  }

  [Symbol.dispose](): void {
    this.#simulated[Symbol.dispose]();
    Deno.removeSync(this.#path, { recursive: true });
  }
}

async function ends(args: string[]): Promise<[number, string[]]> {
  const sentences: string[] = [];
  const code = await execute(
    backtestCommand,
    args,
    (sentence) => sentences.push(sentence),
  );
  return [code, sentences];
}

/** Lines of a record in any order. */
const linesOf = (text: string) => text.trimEnd().split("\n").sort();

Deno.test("a sweep on two workers, one after the other, and one that was killed and started again leave the same", async () => {
  using folder = new Folder(2000);
  assert.deepEqual(await ends(folder.sweep("serial", 0)), [0, []]);
  const table = folder.read("serial", "trials.csv");
  const record = linesOf(folder.read("serial", "trials.jsonl"));
  const [head, ...rows] = table.trimEnd().split("\n");
  assert.equal(
    head,
    "strategy.stop.multiple,strategy.signal.horizon,profit,return,sharpe,sharpeError,maxDrawdown,orders,fills,hash,error",
  );
  assert.deepEqual(
    rows.map((row) => row.split(",").slice(0, 2).join()),
    ["1,1", "1,3", "2,1", "2,3"],
  );
  assert.equal(record.length, 4);
  const hashes = new Set(rows.map((row) => row.split(",").at(-2)));
  assert.equal(hashes.size, 4);

  assert.deepEqual(await ends(folder.sweep("parallel", 2)), [0, []]);
  assert.equal(folder.read("parallel", "trials.csv"), table);
  assert.deepEqual(linesOf(folder.read("parallel", "trials.jsonl")), record);

  const killed = new Deno.Command(Deno.execPath(), {
    args: ["run", "-P", PROGRAM, ...folder.sweep("killed", 1)],
    stdout: "null",
    stderr: "null",
  }).spawn();
  while (!folder.read("killed", "trials.jsonl").includes("\n")) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  killed.kill("SIGKILL");
  assert.equal((await killed.status).success, false);
  const kept = linesOf(folder.read("killed", "trials.jsonl"));
  assert.ok(kept.length < 4, `${kept.length} trials before it was killed`);
  assert.equal(folder.read("killed", "trials.csv"), "");
  // The power may go in the middle of a line, too.
  const text = folder.read("killed", "trials.jsonl");
  folder.write("killed/trials.jsonl", `${text}{"key":"[\\"backt`);
  assert.deepEqual(await ends(folder.sweep("killed", 2)), [0, []]);
  assert.equal(folder.read("killed", "trials.csv"), table);
  const lines = linesOf(folder.read("killed", "trials.jsonl"));
  assert.deepEqual(lines.filter((line) => line.endsWith("}")), record);
  // Nothing is left to run.
  assert.deepEqual(await ends(folder.sweep("killed", 2)), [0, []]);
  assert.deepEqual(linesOf(folder.read("killed", "trials.jsonl")), lines);
});

Deno.test("the best of a sweep is a configuration that gives the same run", async () => {
  using folder = new Folder(2000);
  assert.deepEqual(await ends(folder.sweep("sweep", 0)), [0, []]);
  const rows = folder.read("sweep", "trials.csv").trimEnd().split("\n").slice(1)
    .map((row) => row.split(","));
  const best = rows.reduce((a, b) => Number(b[4]) > Number(a[4]) ? b : a);
  folder.write("config.json", folder.read("sweep", "best.json"));
  assert.deepEqual(await ends(folder.flags("alone", 0)), [0, []]);
  const equity = folder.read("alone", "equity.csv").trimEnd().split("\n");
  const profit = Number(equity.at(-1)!.split(",")[1]) - 100_000;
  assert.ok(Math.abs(profit - Number(best[2])) < 1e-6);
  assert.match(folder.read("alone", "tearsheet.html"), /Price with fills/);
});

Deno.test("the recipe asks the questions of a sensitivity on workers, and draws the capacity they give", async () => {
  using folder = new Folder(300);
  const args = [...folder.flags("asked", 2), "--sensitivity"];
  assert.deepEqual(await ends(args), [0, []]);
  const [head, base, ...rows] = folder.read("asked", "sensitivity.csv")
    .trimEnd().split("\n").map((row) => row.split(","));
  assert.deepEqual(head!.slice(0, 4), [
    "question",
    "value",
    "number",
    "profit",
  ]);
  assert.equal(rows.length, 25);
  const equity = folder.read("asked", "equity.csv").trimEnd().split("\n");
  const profit = Number(equity.at(-1)!.split(",")[1]) - 100_000;
  assert.ok(Math.abs(Number(base![3]) - profit) < 1e-6);
  // What is the base's own choice gives the base.
  const same = rows.filter(([, value]) => value === "10 ms" || value === "1 x");
  assert.deepEqual(same.map((row) => row[3]), [base![3], base![3]]);
  assert.match(folder.read("asked", "tearsheet.html"), /fig-capacity/);
});

Deno.test("a grid is every combination, and makes the sections that the file lacks", () => {
  const grid = { "strategy.stop.multiple": [2, 3], queue: ["log"] };
  const combinations = gridOf({ balance: 5 }, grid);
  assert.deepEqual(combinations.map(({ file }) => file), [
    { balance: 5, strategy: { stop: { multiple: 2 } }, queue: "log" },
    { balance: 5, strategy: { stop: { multiple: 3 } }, queue: "log" },
  ]);
  assert.deepEqual(combinations[1]!.changes, {
    "strategy.stop.multiple": 3,
    queue: "log",
  });
});

Deno.test("a grid that is none is refused in a sentence, before anything runs", async () => {
  using folder = new Folder(300);
  const refused: [string, RegExp][] = [
    ["{}", /a grid must have lists of values by name: current value is \{\}/],
    ["[1]", /a grid must have lists of values by name: current value is \[1\]/],
    ['{"balance": 5}', /balance must have a list of at least one value/],
    ['{"balance": []}', /balance must have a list of at least one value/],
    ['{"balance.x": [1]}', /balance.x must lead to a key of an object/],
    ['{"strategy.stop.multiple": [2, -1]}', /stop.multiple must be positive/],
    ['{"strategy.stopp.multiple": [2]}', /stopp/],
    ["{", /Cannot read .*grid.json as it must be JSON/],
  ];
  folder.write("config.json", JSON.stringify({ ...CONFIG, balance: 7 }));
  for (const [text, message] of refused) {
    folder.write("grid.json", text);
    const [code, [sentence = ""]] = await ends(folder.sweep("none", 0));
    assert.equal(code, 1, text);
    assert.match(sentence, message);
  }
  assert.equal(folder.read("none", "trials.jsonl"), "");
  const [code, [sentence = ""]] = await ends(folder.flags("none", -1));
  assert.equal(code, 1);
  assert.match(sentence, /--jobs/);
});
