import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  checkedPositionConfig,
  contractsOf,
  garleanuPedersen,
  noTradeBand,
  type PositionConfig,
  type PositionInput,
  PositionRule,
  type PositionRuleSnapshot,
  targetPositions,
} from "volarb/signal";
import { assertClose } from "../close.ts";

const CONFIG: PositionConfig = {
  horizon: 1,
  halfLife: 10,
  expectedIc: 0.05,
  riskAversion: 2,
  maximum: 4,
};
const SIGMA2 = 1e-6;
const input = (mean: number, more: Partial<PositionInput> = {}) => ({
  mean,
  meanVariance: 0,
  variance: SIGMA2,
  ...more,
});

const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.abs(b), `${a} is not ${b}`);

// def-target-position
Deno.test("PositionRule without costs is α / (γ σ²), by hand", () => {
  const rule = new PositionRule(CONFIG);
  // 1e-6 / (2 · 1e-6).
  close(rule.update(input(1e-6)), 0.5);
  close(rule.update(input(-3e-6)), -1.5);
  assert.equal(rule.band, 0);
  assert.equal(rule.rate, 1);
});

Deno.test("PositionRule turns a mean over h rows into the alpha of the first", () => {
  // φ = 1/2: 1 + 1/2 + 1/4 of the alpha in three rows.
  const rule = new PositionRule({ ...CONFIG, horizon: 3, halfLife: 1 });
  rule.update({ mean: 1.75e-6, meanVariance: 0, variance: 3e-6 });
  close(rule.aim, 1e-6 / 2e-6);
  const lasting = new PositionRule({
    ...CONFIG,
    horizon: 4,
    halfLife: Infinity,
  });
  lasting.update({ mean: 4e-6, meanVariance: 0, variance: 4e-6 });
  close(lasting.aim, 1e-6 / 2e-6);
});

// eq-garleanu-pedersen
Deno.test("PositionRule with quadratic costs only trades as Gârleanu and Pedersen", () => {
  const impact = 5 * SIGMA2;
  const rule = new PositionRule({ ...CONFIG, impact, discount: 0.02 });
  const { rate, aim } = garleanuPedersen({
    riskAversion: 2,
    cost: 5,
    discount: 0.02,
    decay: [1 - 2 ** -0.1],
  });
  const first = rule.update(input(2e-6));
  close(rule.aim, aim[0]! * 1);
  close(first, rate * rule.aim);
  const second = rule.update(input(-2e-6));
  close(second, first + rate * (rule.aim - first), 1e-11);
});

Deno.test("PositionRule with a fee holds within the exact band and trades to its edge", () => {
  const rule = new PositionRule({ ...CONFIG, fee: 4e-4 });
  const kappa = Math.LN2 / 10;
  const alphaVolatility = Math.sqrt(2 * kappa) * 0.05 * 1e-3;
  const half = noTradeBand({ cost: 5e-4, reversion: kappa, alphaVolatility }) /
    2e-6;
  const theta = rule.update(input(2e-4, { halfSpread: 1e-4 }));
  close(rule.band, half);
  close(rule.aim, 100);
  assert.equal(theta, 4);
  const small = new PositionRule({ ...CONFIG, fee: 4e-4 });
  assert.equal(small.update(input(1e-6, { halfSpread: 1e-4 })), 0);
  const edge = (half + 1) * 2e-6;
  close(small.update(input(edge, { halfSpread: 1e-4 })), 1, 1e-9);
  // A weaker alpha does not move it, a much weaker one does.
  close(small.update(input(edge - 1e-6, { halfSpread: 1e-4 })), 1, 1e-9);
});

// prop-row-bound
Deno.test("PositionRule trades where a trade pays within the row, whatever the band of trading without pause", () => {
  // An alpha that is gone after a row: its volatility would make the band wide.
  const rule = new PositionRule({
    ...CONFIG,
    halfLife: 0.05,
    expectedIc: 1,
    fee: 1e-7,
  });
  rule.update(input(1e-6));
  close(rule.band, 1e-7 / 2e-6);
  const impact = new PositionRule({
    ...CONFIG,
    halfLife: 0.05,
    expectedIc: 1,
    fee: 1e-7,
    impact: 5e-6,
  });
  impact.update(input(1e-6));
  const { a } = garleanuPedersen({
    riskAversion: 2,
    cost: 5,
    discount: 0,
    decay: [],
  });
  close(impact.band, 1e-7 / ((2 + a) * 1e-6));
});

Deno.test("under both costs PositionRule earns more than with either alone", () => {
  for (const [persistence, seed] of [[0.95, 1], [0.8, 2]] as const) {
    const random = new Random(seed);
    const n = 30_000;
    const mean = new Float64Array(n);
    let level = 0;
    for (let t = 0; t < n; t++) {
      level = persistence * level +
        Math.sqrt(1 - persistence ** 2) * random.normal();
      mean[t] = 1.2e-4 * level;
    }
    const columns = {
      mean,
      meanVariance: new Float64Array(n),
      variance: new Float64Array(n).fill(SIGMA2),
    };
    const [fee, impact] = [5e-5, 2e-6];
    const base = {
      ...CONFIG,
      halfLife: Math.LN2 / -Math.log(persistence),
      expectedIc: 0.12,
      maximum: 1e3,
    };
    const earned = (config: PositionConfig) => {
      const { target } = targetPositions(config, columns);
      let total = 0;
      target.forEach((x, t) => {
        const trade = x - (target[t - 1] ?? 0);
        total += x * mean[t]! - SIGMA2 * x * x - fee * Math.abs(trade) -
          impact / 2 * trade * trade;
      });
      return total / n;
    };
    const both = earned({ ...base, fee, impact });
    for (const one of [{ fee }, { impact }, {}]) {
      assert.ok(
        both > 1.005 * earned({ ...base, ...one }),
        JSON.stringify(one),
      );
    }
  }
});

// lem-separation
Deno.test("PositionRule counts the uncertainty of the alpha as risk", () => {
  const rule = new PositionRule({ ...CONFIG, horizon: 2, halfLife: Infinity });
  rule.update({
    mean: 2e-6,
    meanVariance: 2e-6,
    variance: 5e-6,
    forecastVariance: 1e-6,
  });
  close(rule.aim, 1e-6 / (2 * (1e-6 + 1e-6)));
  rule.update({ mean: 2e-6, meanVariance: 2e-6, variance: 5e-6 });
  close(rule.aim, 1e-6 / (2 * 2.5e-6));
});

Deno.test("PositionRule lets the alpha decay where the posterior is missing", () => {
  const rule = new PositionRule(CONFIG);
  assert.equal(rule.update(input(NaN)), 0);
  assert.equal(rule.ready, false);
  rule.update(input(1e-6));
  assert.equal(rule.ready, true);
  for (let i = 0; i < 10; i++) rule.update(input(NaN));
  close(rule.value, 0.25, 1e-9);
});

Deno.test("PositionRule respects its caps", () => {
  const rule = new PositionRule({ ...CONFIG, maximum: 1, maximumTrade: 0.4 });
  const strong = input(1e-5);
  close(rule.update(strong), 0.4);
  close(rule.update(strong), 0.8);
  close(rule.update(strong), 1);
  close(rule.update(input(-1e-5)), 0.6);
  // What is really held counts: an order that was not filled is asked for again.
  close(rule.update(input(-1e-5), 1), 0.6);
});

Deno.test("toxic flow damps the aim from its rank on down to the floor", () => {
  const rule = new PositionRule({
    ...CONFIG,
    toxicity: { start: 0.8, floor: 0.5 },
  });
  const at = (toxicity: number) => rule.update(input(1e-6, { toxicity }));
  close(at(0.8), 0.5);
  close(at(0.9), 0.5 * 0.75);
  close(at(1), 0.25);
  assert.equal(rule.damping, 0.5);
  close(at(NaN), 0.5);
});

Deno.test("a spread beyond the limit lets a position shrink only", () => {
  const rule = new PositionRule({ ...CONFIG, spread: { limit: 2e-4 } });
  const at = (mean: number, halfSpread: number) =>
    rule.update(input(mean, { halfSpread }));
  assert.equal(at(1e-2, 3e-4), 0);
  assert.equal(rule.reduceOnly, true);
  const opened = at(1e-2, 1e-4);
  assert.ok(opened > 0);
  assert.equal(at(2e-2, 3e-4), opened);
  assert.equal(at(-1e-2, 3e-4), 0);
});

Deno.test("funding lowers the aim of who pays it, and its gate keeps a position from growing into it", () => {
  const funding = { interval: 480, window: 5 };
  const rule = new PositionRule({ ...CONFIG, funding });
  // 4.8e-4 per payment is 1e-6 per row.
  rule.update(input(3e-6, { fundingRate: 4.8e-4, rowsToFunding: 100 }));
  close(rule.aim, 2e-6 / 2e-6);
  close(rule.carry, -1e-6 / 2e-6);
  assert.equal(rule.reduceOnly, false);
  // The alpha is still expected to earn 3e-6 / .067 = 4.5e-5, less than the payment.
  const held = rule.value;
  const next = rule.update(
    input(4e-6, { fundingRate: 4.8e-4, rowsToFunding: 5 }),
  );
  assert.equal(rule.reduceOnly, true);
  assert.equal(next, held);
  // Who is paid may grow.
  rule.update(input(4e-6, { fundingRate: -4.8e-4, rowsToFunding: 5 }));
  assert.equal(rule.reduceOnly, false);
  assert.ok(rule.value > held);
  // A rate that dies out counts less under costs.
  const costs = { ...CONFIG, impact: 1e-5 };
  const lasting = new PositionRule({ ...costs, funding });
  const dying = new PositionRule({
    ...costs,
    funding: { ...funding, halfLife: 5 },
  });
  const paying = input(3e-6, { fundingRate: 4.8e-4, rowsToFunding: 100 });
  lasting.update(paying);
  dying.update(paying);
  assert.ok(dying.aim > lasting.aim);
});

Deno.test("targetPositions() gives the bits of PositionRule, saved and restored half-way", () => {
  const random = new Random(3);
  const n = 300;
  const column = (of: () => number) => Float64Array.from({ length: n }, of);
  const columns = {
    mean: column(() => random.uniform() < 0.1 ? NaN : 2e-5 * random.normal()),
    meanVariance: column(() => 1e-12),
    variance: column(() => 1e-6 * (0.5 + random.uniform())),
    halfSpread: column(() => 3e-5 * random.uniform()),
    toxicity: column(() => random.uniform()),
    fundingRate: column(() => 1e-4 * random.normal()),
    rowsToFunding: Float64Array.from({ length: n }, (_, t) => 60 - t % 60),
  };
  const config: PositionConfig = {
    ...CONFIG,
    halfLife: Infinity,
    fee: 1e-5,
    impact: 1e-6,
    toxicity: { start: 0.7, floor: 0.2 },
    spread: { limit: 2e-5 },
    funding: { interval: 60, window: 3, halfLife: Infinity },
  };
  const whole = targetPositions(config, columns);
  let rule = new PositionRule(config);
  for (let t = 0; t < n; t++) {
    const row = Object.fromEntries(
      Object.entries(columns).map(([name, c]) => [name, c[t]!]),
    );
    assert.equal(rule.update(row as PositionInput), whole.target[t]);
    assert.equal(rule.band, whole.band[t]);
    assert.equal(rule.aim, whole.aim[t]);
    if (t % 50 === 20) {
      const saved = JSON.parse(JSON.stringify(rule)) as PositionRuleSnapshot;
      rule = PositionRule.from(saved);
      assert.equal(rule.value, whole.target[t]);
    }
  }
  assert.ok(new Set(whole.target).size > 20);
  assert.ok(whole.reduceOnly.includes(1) && whole.damping.some((d) => d < 1));
  const cut = Object.fromEntries(
    Object.entries(columns).map(([name, c]) => [name, c.slice(0, 100)]),
  );
  const part = targetPositions(config, cut as typeof columns);
  assertClose(part.target, whole.target.slice(0, 100), 0);
  rule.reset();
  assert.equal(rule.value, 0);
  assert.equal(rule.ready, false);
});

Deno.test("contractsOf() rounds toward zero to lots that are decimals", () => {
  const market = { capital: 10_000, price: 64_000, lot: 0.001 };
  assert.equal(contractsOf(0.1, market), 0.015);
  assert.equal(contractsOf(-0.1, market), -0.015);
  assert.ok(Object.is(contractsOf(-0.001, market), 0));
  // Exactly three lots of 0.1 stay three.
  assert.equal(contractsOf(0.3, { capital: 1, price: 1, lot: 0.1 }), 0.3);
  assert.equal(contractsOf(1, { capital: 70, price: 1, lot: 30 }), 60);
  assert.throws(() => contractsOf(0.1, { ...market, price: 0 }), {
    name: "RangeError",
    message: /price must be positive and finite: current value is 0/,
  });
});

Deno.test("checkedPositionConfig() refuses keys that are unknown and numbers out of range", () => {
  const { maximum: _, ...without } = CONFIG;
  for (
    const [config, name, message] of [
      [
        { ...CONFIG, maximumtrade: 1 },
        "TypeError",
        /among horizon, .*maximumtrade$/,
      ],
      [
        { ...CONFIG, toxicity: { start: 0.5, flor: 0 } },
        "TypeError",
        /choose positions by toxicity .* among start, floor: current value is flor/,
      ],
      [
        without,
        "TypeError",
        /maximum must be a number: current value is undefined/,
      ],
      [{ ...CONFIG, fee: "4" }, "TypeError", /fee must be a number: .* 4/],
      [{ ...CONFIG, fee: -1 }, "RangeError", /fee must be at least 0 .* -1/],
      [{ ...CONFIG, horizon: 1.5 }, "RangeError", /horizon must be an integer/],
      [
        { ...CONFIG, expectedIc: 2 },
        "RangeError",
        /expectedIc must be in \[0, 1\]/,
      ],
      [
        { ...CONFIG, discount: 1 },
        "RangeError",
        /discount must be in \[0, 1\)/,
      ],
      [{ ...CONFIG, riskAversion: Infinity }, "RangeError", /riskAversion/],
      [
        { ...CONFIG, funding: { interval: 0 } },
        "RangeError",
        /funding.interval must be positive and finite: current value is 0/,
      ],
      [[], "TypeError", /must be an object/],
      [null, "TypeError", /must be an object: current value is null/],
    ] as const
  ) {
    assert.throws(() => checkedPositionConfig(config), { name, message });
    assert.throws(() => new PositionRule(config as PositionConfig), { name });
  }
});
