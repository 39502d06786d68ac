import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execute } from "../../data/command.ts";
import { backtestCommand } from "../../reports/backtest.ts";
import { backtestPlan } from "../../reports/backtest_config.ts";
import { runPlan } from "../../reports/backtest_run.ts";
import { Catalog, ingest } from "volarb/catalog";
import { SimulatedCatalog } from "../features/simulated.ts";

const PROGRAM = fileURLToPath(
  new URL("../../reports/backtest.ts", import.meta.url),
);
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
  // One day of quotes is none to learn on and to trade: bars are.
  const own = backtestPlan({}, catalog);
  assert.deepEqual([own.train, own.test], [plan.train, plan.test]);
  assert.deepEqual(own.without, [
    "flow (no aggTrades on some of the days)",
    "liquidity (no bookTicker on some of the days)",
  ]);
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
      { strategy: { flow: {}, liquidity: {} } },
      /there must be whole days to learn on and to trade with klines_1m, aggTrades, bookTicker: klines_1m has 3 days, 3 of them whole, aggTrades has 1 day, 1 of them whole, bookTicker has 1 day/,
    ],
    [
      { strategy: { stop: {} } },
      /strategy.stop must be null where the days have no whole quotes \(bookTicker\)/,
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
      /test must not end before it begins: current value is 2024-01-03 to 2024-01-02/,
    ],
  ];
  refused.push(
    [[], /its file must be an object of JSON: current value is \[\]/],
    [{ balance: "much" }, /balance must be a number: current value is "much"/],
    [{ strategy: 1 }, /strategy must be an object: current value is 1/],
    [
      { latency: 5_000 },
      /latency must have order and perhaps response, each a number: current value is 5000/,
    ],
    [
      { fees: { maker: 0, takre: 0 } },
      /fees must have maker and taker, each a number: current value is \{"maker":0,"takre":0\}/,
    ],
    [
      { train: { from: "2024-01-01" } },
      /train must have from and to, each a string/,
    ],
    [
      { strategy: { symbol: "DOGEUSDT" } },
      /must hold bars \(klines_1m\) of strategy.symbol, DOGEUSDT: found BTCUSDT/,
    ],
  );
  const none = null as unknown as object;
  assert.throws(
    () => backtestPlan(none, catalog),
    /an object of JSON: .* null/,
  );
  for (const [file, message] of refused) {
    assert.throws(() => backtestPlan(file, catalog), { message });
  }
  // A mark price of another day would settle and liquidate: it is read where it is whole only.
  const stop = { trigger: "mark" } as const;
  const marked = { strategy: { ...without, stop } };
  assert.ok(!backtestPlan(marked, catalog).unread.includes("mark"));
  const last = "kind=markPriceKlines_1m/symbol=BTCUSDT/date=2024-01-03";
  Deno.removeSync(join(catalog.root, last), { recursive: true });
  const fresh = new Catalog(catalog.root);
  assert.ok(backtestPlan({}, fresh).unread.includes("mark"));
  assert.throws(() => backtestPlan(marked, fresh), {
    message:
      /strategy.stop must be null where the days have no whole mark \(markPriceKlines_1m\) that could set it off/,
  });
});

/** What the command says and leaves of a catalog. */
async function ran(root: string, file: object) {
  const out = Deno.makeTempDirSync();
  try {
    const config = join(out, "file.json");
    Deno.writeTextFileSync(config, JSON.stringify(file));
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-P", PROGRAM, "--config", config],
        ...["--catalog", root, "--out", out],
      ],
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    const read = (name: string) => Deno.readTextFileSync(join(out, name));
    return {
      said: new TextDecoder().decode(stdout),
      config: JSON.parse(read("config.json")),
      page: read("tearsheet.html"),
      fills: read("fills.csv").trimEnd().split("\n").length - 1,
      signal: read("signal.csv"),
    };
  } finally {
    Deno.removeSync(out, { recursive: true });
  }
}

/** The first tenth of each file of ticks, as an excerpt has it, beside whole bars. */
function excerpted(catalog: Catalog): Catalog {
  const data = join(catalog.root, "../data");
  for (const kind of ["bookTicker", "aggTrades"]) {
    const folder = join(data, "futures/daily", kind);
    for (const { name } of [...Deno.readDirSync(folder)]) {
      if (!name.endsWith(".csv")) continue;
      const lines = Deno.readTextFileSync(join(folder, name)).split("\n");
      const few = lines.slice(0, Math.ceil(lines.length / 10));
      Deno.writeTextFileSync(join(folder, name), `${few.join("\n")}\n`);
    }
  }
  const root = join(catalog.root, "../excerpts");
  ingest({ data, catalog: root });
  return new Catalog(root);
}

Deno.test("a catalog of bars alone is learnt on and traded by the signal of bars, and the command says so", async () => {
  using simulated = new SimulatedCatalog({ events: 3000, days: 3 });
  const { root } = simulated.catalog;
  for (const kind of ["bookTicker", "aggTrades", "metrics", "fundingRate"]) {
    Deno.removeSync(join(root, `kind=${kind}`), { recursive: true });
  }
  const idle = await ran(root, {});
  assert.equal(idle.fills, 0);
  assert.match(
    idle.said,
    /BTCUSDT: learnt on 2024-01-01 to 2024-01-02, traded 2024-01-03 to 2024-01-03/,
  );
  assert.match(idle.said, /orders meet minute bars, market orders, no stop/);
  assert.match(idle.said, /aggTrades has none; bookTicker has none/);
  assert.match(
    idle.said,
    /without flow \(no aggTrades\), liquidity \(no bookTicker\), regime \(no metrics\)/,
  );
  assert.match(idle.said, /it did not trade/);
  assert.match(idle.page, /did not trade/);
  const { flow, liquidity, regime, stop, execution, position } = idle.config;
  assert.deepEqual([flow, liquidity, regime, stop], [null, null, null, null]);
  assert.deepEqual(execution, { type: "market" });
  const { spread, toxicity, funding } = position;
  assert.deepEqual([spread, toxicity, funding], [null, null, null]);
  const eager = await ran(root, {
    ...CONFIG,
    fees: { maker: 0, taker: 0 },
  });
  assert.ok(eager.fills > 5, `${eager.fills} fills`);
  assert.doesNotMatch(eager.said, /it did not trade/);
});

Deno.test("excerpts of ticks beside whole bars are not read: the run is that of the bars", async () => {
  using simulated = new SimulatedCatalog({ events: 3000, days: 3 });
  const catalog = excerpted(simulated.catalog);
  const file = { strategy: { signal: CONFIG.strategy.signal } };
  const beside = await ran(catalog.root, file);
  assert.match(
    beside.said,
    /aggTrades and bookTicker not used, as two whole days in a row are needed: aggTrades has 2 days, 0 of them whole; bookTicker has 2 days, 0 of them whole/,
  );
  assert.match(beside.said, /without flow \(no aggTrades\), liquidity/);
  assert.notEqual(beside.config.regime, null);
  const eager = await ran(catalog.root, {
    ...CONFIG,
    fees: { maker: 0, taker: 0 },
  });
  assert.ok(eager.fills > 5, `${eager.fills} fills`);
  for (const kind of ["bookTicker", "aggTrades"]) {
    Deno.removeSync(join(catalog.root, `kind=${kind}`), { recursive: true });
  }
  const alone = await ran(catalog.root, file);
  assert.ok(alone.signal === beside.signal, "signals differ");
  assert.equal(alone.fills, beside.fills);
});

Deno.test("where nothing can be learnt the missing columns are named, on how many rows, and what to do", () => {
  using simulated = new SimulatedCatalog({ events: 500, days: 2 });
  const { catalog } = simulated;
  // Half of two weeks of metrics has to be there, and the training is a day.
  const file = { strategy: { regime: { window: 4032 } } };
  const plan = backtestPlan(file, catalog);
  assert.throws(() => runPlan(plan, catalog), {
    name: "DataError",
    message:
      /Cannot learn from 2024-01-01 to 2024-01-01: long_short_score_accounts_4032 is missing on 1439 of 1439 rows, .*; switch strategy.regime, .* off with null, or name days as train/,
  });
});
