import assert from "node:assert/strict";
import { join } from "node:path";
import { execute } from "../../data/command.ts";
import { backtestCommand } from "../../reports/backtest.ts";
import { backtestPlan } from "../../reports/backtest_config.ts";
import { SimulatedCatalog } from "../features/simulated.ts";

const CONFIG = {
  strategy: {
    signal: { model: "ridge", horizon: 1 },
    volatility: { estimator: "closeToClose" },
    kelly: { shrinkage: "none" },
    position: { fee: 0, spread: null },
  },
  balance: 50_000,
  fees: { maker: 0, taker: 0.0004 },
  latency: { order: 5000 },
  queue: "power3",
};

Deno.test("the recipe learns, trades, and writes tables and a tearsheet, the same each time", async () => {
  using simulated = new SimulatedCatalog({ events: 4000, days: 2 });
  const folder = Deno.makeTempDirSync();
  try {
    const config = join(folder, "config.json");
    Deno.writeTextFileSync(config, JSON.stringify(CONFIG));
    const read = async (name: string) => {
      const out = join(folder, name);
      const page = join(folder, `${name}.html`);
      const sentences: string[] = [];
      const code = await execute(backtestCommand, [
        ...["--config", config, "--catalog", simulated.catalog.root],
        ...["--out", out, "--tearsheet", page],
      ], (sentence) => sentences.push(sentence));
      assert.deepEqual([code, sentences], [0, []]);
      const files = [...Deno.readDirSync(out)].map(({ name }) => name).sort();
      return {
        page: Deno.readTextFileSync(page),
        files: Object.fromEntries(
          files.map((file) => [file, Deno.readTextFileSync(join(out, file))]),
        ),
      };
    };
    const { page, files } = await read("one");
    assert.deepEqual(Object.keys(files), [
      "attribution.csv",
      "config.json",
      "decisions.csv",
      "equity.csv",
      "fills.csv",
      "ledger.csv",
      "orders.csv",
      "positions.csv",
      "risk.csv",
      "signal.csv",
    ]);
    const [head, ...fills] = files["fills.csv"]!.trimEnd().split("\n");
    assert.match(head!, /^time,tradeId,clientOrderId,/);
    assert.ok(fills.length > 5, `${fills.length} fills`);
    // The second day is traded, the first was learnt on.
    assert.ok(
      fills.every((row) => Number(row.split(",")[0]) >= 1_704_153_600e6),
    );
    assert.match(page, /<title>volatility-arbitrage on BTCUSDT: tearsheet/);
    assert.match(page, /2024-01-02 to 2024-01-02/);
    const last = files["equity.csv"]!.trimEnd().split("\n").at(-1)!.split(",");
    const total = files["attribution.csv"]!.trimEnd().split("\n").slice(1)
      .reduce((sum, row) => sum + Number(row.split(",").at(-1)), 0);
    assert.ok(Math.abs(Number(last[1]) - 50_000 - total) < 1e-5);
    assert.deepEqual(await read("two"), { page, files });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("a plan takes what the file says, and says what it had to leave out", () => {
  using simulated = new SimulatedCatalog({ events: 500, days: 3, tickDays: 1 });
  const { catalog } = simulated;
  const without = { flow: null, liquidity: null } as const;
  const plan = backtestPlan({ strategy: without }, catalog);
  assert.deepEqual(plan.train, { from: "2024-01-01", to: "2024-01-02" });
  assert.deepEqual(plan.test, { from: "2024-01-03", to: "2024-01-03" });
  assert.equal(plan.warmFrom, "2024-01-02");
  assert.deepEqual(plan.without, []);
  const later = backtestPlan({
    strategy: without,
    train: { from: "2024-01-01", to: "2024-01-01" },
  }, catalog);
  assert.deepEqual(later.test, { from: "2024-01-02", to: "2024-01-03" });
  const days = (from: string, to: string) => ({ from, to });
  const refused: [object, RegExp][] = [
    [{ strateggy: {} }, /current value is strateggy/],
    [{ strategy: without, queue: "fast" }, /queue must be one of riskAverse/],
    [
      {},
      /there must be days to learn on and to trade with klines_1m, aggTrades, bookTicker: found 1/,
    ],
    [
      {
        train: days("2024-01-02", "2024-01-02"),
        test: days("2024-01-02", "2024-01-03"),
      },
      /its test must come after the training/,
    ],
    [
      { strategy: without, test: days("2024-01-03", "2024-01-02") },
      /days must end after they begin/,
    ],
  ];
  for (const [file, message] of refused) {
    assert.throws(() => backtestPlan(file, catalog), { message });
  }
});
