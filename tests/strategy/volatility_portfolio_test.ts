import assert from "node:assert/strict";
import {
  auditStrategy,
  Backtest,
  columnSource,
  type SymbolColumns,
} from "volarb/engine";
import { instrumentOn } from "volarb/market";
import { Random } from "volarb/random";
import { EwmaCovariance, kellyPortfolio } from "volarb/risk";
import { cholesky } from "volarb/stats";
import {
  fitSignal,
  jointAims,
  volatilityArbitrageConfig,
  volatilityPortfolio,
  type VolatilityPortfolioCast,
  type VolatilityPortfolioChoices,
  volatilityPortfolioConfig,
  type VolatilityPortfolioParts,
} from "volarb/strategy";
import { MINUTE, SECOND } from "volarb/time";
import { constantLatency, contractSpec } from "volarb/venue";
import {
  EAGER,
  fees,
  FREE,
  market,
  priceMarket,
  run,
  ScriptedSignal,
  specs,
  START,
  SYMBOL,
} from "./run.ts";

const OTHER = "ETHUSDT";
/** The other contract has the steps of the first: what differs is told by the test alone. */
const bothSpecs = [
  specs[0]!,
  { ...contractSpec(instrumentOn(SYMBOL, "2024-01-01")), symbol: OTHER },
];

/** Runs a portfolio. */
function runPortfolio(
  markets: { readonly [symbol: string]: SymbolColumns },
  choices: VolatilityPortfolioChoices,
  parts: VolatilityPortfolioParts,
) {
  const config = volatilityPortfolioConfig(choices);
  const cast = volatilityPortfolio(config, parts);
  const { strategies, actors, algorithms, risk } = cast;
  const result = new Backtest({
    source: columnSource(markets),
    specs: bothSpecs.filter(({ symbol }) => symbol in markets),
    fees,
    balance: 100_000,
    latency: constantLatency({ order: 5000 }),
    strategies,
    actors,
    algorithms,
    risk,
  }).run();
  return { ...result, cast };
}

/** Prices of two contracts whose steps of a minute have a correlation. */
function pairOf(correlation: number, minutes = 180) {
  const random = new Random(5);
  const paths = [[500_000], [500_000]];
  for (let m = 1; m < minutes; m++) {
    const common = random.normal();
    const own = random.normal();
    const steps = [
      common,
      correlation * common + Math.sqrt(1 - correlation ** 2) * own,
    ];
    paths.forEach((path, i) =>
      path.push(path[m - 1]! + Math.round(500 * steps[i]!))
    );
  }
  const [a, b] = paths.map((path) =>
    priceMarket((s) => path[Math.floor(s / 60)]!, { minutes })
  );
  return { [SYMBOL]: a!, [OTHER]: b! };
}

/** The lots that were wanted of each contract in the rows. */
function wantedOf({ casts }: VolatilityPortfolioCast): number[][] {
  return casts.map(({ strategy }) => [
    ...strategy.decisions().columns.wantedLots,
  ]);
}

const pairChoices = (
  { leverage = 2, estimator = "identity" as const, window = 60 } = {},
): VolatilityPortfolioChoices => ({
  id: "pair",
  strategies: [SYMBOL, OTHER].map((symbol) => ({ ...FREE, symbol })),
  allocation: { leverage, estimator, window },
});

Deno.test("jointAims() is Kelly's Σ⁻¹m of what each would hold alone", () => {
  const random = new Random(3);
  for (const p of [2, 3, 8]) {
    const x = Float64Array.from({ length: p * 3 * p }, () => random.normal());
    const raw = (i: number, j: number) =>
      Array.from({ length: 3 * p }, (_, k) => x[k * p + i]! * x[k * p + j]!)
        .reduce((a, b) => a + b);
    const correlations = Float64Array.from({ length: p * p }, (_, k) => {
      const [i, j] = [Math.floor(k / p), k % p];
      return i === j ? 1 : raw(i, j) / Math.sqrt(raw(i, i) * raw(j, j));
    });
    const aims = Array.from({ length: p }, () => ({
      aim: random.normal(),
      deviation: 1e-3 * (0.5 + random.uniform()),
      longest: Infinity,
      shortest: -Infinity,
    }));
    const joint = jointAims(aims, { correlations, leverage: Infinity });
    const { leverage } = kellyPortfolio(
      Float64Array.from(aims, ({ aim, deviation }) => aim * deviation ** 2),
      {
        assets: p,
        values: correlations.map((c, k) =>
          c * aims[Math.floor(k / p)]!.deviation * aims[k % p]!.deviation
        ),
      },
    );
    leverage.forEach((f, i) =>
      assert.ok(Math.abs(joint[i]! - f) < 1e-9 * Math.max(1, Math.abs(f)))
    );
  }
});

Deno.test("jointAims() by hand: half a correlation, unequal deviations, one without an alpha hedges", () => {
  const limits = { longest: 10, shortest: -10 };
  const correlations = Float64Array.of(1, 0.5, 0.5, 1);
  // C⁻¹ = [4, -2; -2, 4] / 3 on σθ = (2, 0): 8/3 and -4/3, over σ = 1 and 2.
  const [one, hedge] = jointAims([
    { aim: 2, deviation: 1, ...limits },
    { aim: 0, deviation: 2, ...limits },
  ], { correlations, leverage: 10 });
  assert.ok(Math.abs(one! - 8 / 3) < 1e-15 && Math.abs(hedge! + 2 / 3) < 1e-15);
});

Deno.test("jointAims() of one is its own to the last bit, and NaN of a singular matrix", () => {
  const alone = { deviation: 0.3, longest: 1, shortest: -1 };
  for (const aim of [0.1, -7.3, 5e3]) {
    const joint = jointAims([{ aim, ...alone }], {
      correlations: Float64Array.of(1),
      leverage: 1,
    });
    assert.deepEqual([...joint], [aim]);
  }
  const two = [{ aim: 1, ...alone }, { aim: 2, ...alone }];
  for (const c of [1, -1, NaN]) {
    const correlations = Float64Array.of(1, c, c, 1);
    const joint = jointAims(two, { correlations, leverage: 1 });
    assert.deepEqual([...joint], [NaN, NaN]);
  }
});

Deno.test("jointAims() together are at most the leverage, each within its own limits", () => {
  const correlations = Float64Array.of(1, 0, 0, 1);
  const limits = { deviation: 1, longest: 2, shortest: -1 };
  const joint = jointAims(
    [{ aim: 9, ...limits }, { aim: -9, ...limits }],
    { correlations, leverage: 1.5 },
  );
  assert.deepEqual([...joint], [1, -0.5]);
});

Deno.test("one contract in a portfolio trades as it does without one, to the hash", () => {
  const columns = market({ tradesPerDay: 5000 });
  const choices = { ...EAGER, id: "one" };
  const signal = fitSignal(volatilityArbitrageConfig(choices), {
    source: columnSource({
      [SYMBOL]: market({ tradesPerDay: 5000, seed: 2 }),
    }),
    steps: specs,
  });
  const alone = run(columns, choices, { signal });
  const portfolio = runPortfolio({ [SYMBOL]: columns }, {
    strategies: [choices],
  }, { signals: { [SYMBOL]: signal } });
  assert.ok(alone.fills.rows > 50);
  assert.equal(portfolio.hash, alone.hash);
  const { alone: own, joint } = portfolio.cast.allocator.table().columns;
  assert.ok(own.length > 1000);
  assert.deepEqual(joint, own);
});

Deno.test("two contracts that move as one share one budget; two that do not, have one each", () => {
  const signals = () => ({
    [SYMBOL]: new ScriptedSignal(() => 5e-7),
    [OTHER]: new ScriptedSignal(() => 5e-7),
  });
  // The mean asks for the same position of both, in deviations of the whole run.
  const sizes = [1, 0].map((correlation) => {
    const { cast } = runPortfolio(pairOf(correlation), pairChoices(), {
      signals: signals(),
    });
    const { time, contract, alone, joint } = cast.allocator.table().columns;
    const rows = [...time.keys()].filter((i) =>
      time[i]! > START + 100 * MINUTE && Number.isFinite(joint[i]!)
    );
    assert.ok(rows.length > 100);
    const ofPair = (k: number) => {
      const at = rows.filter((i) => contract[i] === k);
      const sum = (column: Float64Array) =>
        at.reduce((total, i) => total + column[i]!, 0);
      return sum(joint) / sum(alone);
    };
    return [ofPair(0), ofPair(1)];
  });
  const [asOne, apart] = sizes as [number[], number[]];
  asOne.forEach((share) => assert.ok(Math.abs(share - 0.5) < 0.02, `${share}`));
  apart.forEach((share) => assert.ok(Math.abs(share - 1) < 0.1, `${share}`));
});

Deno.test("nothing is traded before there is a covariance, nor with a singular one", () => {
  const signals = () => ({
    [SYMBOL]: new ScriptedSignal(() => 5e-7),
    [OTHER]: new ScriptedSignal(() => 5e-7),
  });
  const { orders, cast } = runPortfolio(pairOf(0.5), pairChoices(), {
    signals: signals(),
  });
  const first = orders.columns.time[0]!;
  // Sixty returns need sixty-one prices, the first of them at the end of the first minute.
  assert.equal(first, START + 62 * MINUTE);
  assert.ok(wantedOf(cast).every((lots) => lots.some((x) => x > 0)));

  const singular = runPortfolio(
    pairOf(1),
    { ...pairChoices(), allocation: { estimator: "sample", window: 60 } },
    { signals: signals() },
  );
  assert.equal(singular.orders.rows, 0);
});

Deno.test("positions that are aimed at together stay within the leverage of all", () => {
  const { cast } = runPortfolio(pairOf(0), pairChoices({ leverage: 0.6 }), {
    signals: {
      [SYMBOL]: new ScriptedSignal(() => 1e-3),
      [OTHER]: new ScriptedSignal(() => -1e-3),
    },
  });
  const { joint } = cast.allocator.table().columns;
  const aims = [...joint].filter(Number.isFinite);
  assert.ok(aims.length > 200);
  for (let i = 0; i < aims.length; i += 2) {
    assert.ok(Math.abs(aims[i]! - 0.3) < 1e-9);
    assert.ok(Math.abs(aims[i + 1]! + 0.3) < 1e-9);
  }
});

Deno.test("a contract that falls silent is sized as it spoke last, and then forgotten", () => {
  const markets = pairOf(0.9);
  const bars = markets[OTHER]!.bars!;
  const cut = <T extends object>(columns: T, end: number): T =>
    Object.fromEntries(
      Object.entries(columns).map(([name, x]) => [name, x.slice(0, end)]),
    ) as T;
  markets[OTHER] = {
    quotes: markets[OTHER]!.quotes!,
    trades: markets[OTHER]!.trades!,
    bars: cut(bars, 120),
  };
  const { cast } = runPortfolio(markets, pairChoices(), {
    signals: {
      [SYMBOL]: new ScriptedSignal(() => 5e-7),
      [OTHER]: new ScriptedSignal(() => 5e-7),
    },
  });
  const { time, contract, alone, joint } = cast.allocator.table().columns;
  const share = (minute: number) => {
    const i = time.findIndex((t, k) =>
      contract[k] === 0 && t === START + minute * MINUTE
    );
    return joint[i]! / alone[i]!;
  };
  assert.ok(share(120) < 0.75);
  assert.ok(share(124) < 0.75);
  assert.equal(share(126), 1);
});

Deno.test("the audit finds a portfolio sound", () => {
  const config = volatilityPortfolioConfig(pairChoices());
  const script = (row: number) => 5e-7 * Math.sin(row / 5);
  const audit = auditStrategy(
    () =>
      volatilityPortfolio(config, {
        signals: {
          [SYMBOL]: new ScriptedSignal(script),
          [OTHER]: new ScriptedSignal((row) => -script(row + 3)),
        },
      }),
    {
      source: columnSource(pairOf(0.6)),
      specs: bothSpecs,
      fees,
      balance: 100_000,
    },
    { cuts: 3, delays: [SECOND] },
  );
  assert.deepEqual(audit.violations, []);
  assert.ok(audit.sound && audit.compared > 100, `${audit.compared}`);
});

Deno.test("another covariance can take the place of the configured one", () => {
  const covariance = new EwmaCovariance({ assets: 2, decay: 0.9 });
  const { orders } = runPortfolio(pairOf(0.5), pairChoices(), {
    covariance,
    signals: {
      [SYMBOL]: new ScriptedSignal(() => 5e-7),
      [OTHER]: new ScriptedSignal(() => 5e-7),
    },
  });
  assert.ok(cholesky(covariance.value, 2) !== undefined);
  assert.ok(orders.columns.time[0]! < START + 62 * MINUTE);
  assert.throws(
    () =>
      volatilityPortfolio(volatilityPortfolioConfig(pairChoices()), {
        covariance: new EwmaCovariance({ assets: 3, decay: 0.9 }),
        signals: {},
      }),
    {
      name: "RangeError",
      message: /must be of 2 contracts: current value is 3/,
    },
  );
});

Deno.test("a portfolio's configuration goes through JSON, and refuses what it does not know", () => {
  const config = volatilityPortfolioConfig(pairChoices());
  assert.deepEqual(
    volatilityPortfolioConfig(JSON.parse(JSON.stringify(config))),
    config,
  );
  assert.deepEqual(config.strategies.map(({ id }) => id), [
    "pair-BTCUSDT",
    "pair-ETHUSDT",
  ]);
  const refused = (choices: unknown, name: string, message: RegExp) =>
    assert.throws(
      () => volatilityPortfolioConfig(choices as VolatilityPortfolioChoices),
      { name, message },
    );
  const strategies = [{ symbol: SYMBOL }];
  refused(
    { strategies, leverage: 2 },
    "TypeError",
    /current value is leverage/,
  );
  refused(
    { strategies, allocation: { windows: 3 } },
    "TypeError",
    /allocation must be among .*current value is windows/,
  );
  refused({ strategies: [] }, "RangeError", /at least one strategy/);
  refused(
    { strategies: [3] },
    "TypeError",
    /strategies\[0\] must be an object/,
  );
  refused(
    { strategies: [{ ...strategies[0], kely: {} }] },
    "TypeError",
    /kely/,
  );
  refused(
    { strategies: [{ symbol: SYMBOL }, { symbol: SYMBOL, id: "b" }] },
    "RangeError",
    /symbol must be different/,
  );
  refused(
    {
      strategies: [SYMBOL, OTHER].map((symbol) => ({ symbol, id: "same" })),
    },
    "RangeError",
    /id must be different/,
  );
  refused(
    {
      strategies: [
        { symbol: SYMBOL },
        { symbol: OTHER, risk: { limits: { maxLeverage: 1 } } },
      ],
    },
    "RangeError",
    /risk.limits must be those of the one account/,
  );
  for (
    const [allocation, message] of [
      [{ grid: 0 }, /allocation.grid must be whole microseconds/],
      [{ window: 1 }, /allocation.window must be an integer of at least 2/],
      [{ estimator: "pairs" }, /allocation.estimator must be one of/],
      [{ leverage: -1 }, /allocation.leverage must be positive/],
      [{ estimator: "analytical", window: 5 }, /at least 12 degrees/],
    ] as const
  ) refused({ strategies, allocation }, "RangeError", message);
});

Deno.test("a contract without a signal is refused", () => {
  assert.throws(
    () =>
      volatilityPortfolio(volatilityPortfolioConfig(pairChoices()), {
        signals: { [SYMBOL]: new ScriptedSignal(() => 0) },
      }),
    { name: "RangeError", message: /undefined for ETHUSDT/ },
  );
});
