import assert from "node:assert/strict";
import { auditStrategy, columnSource, RiskDesk } from "volarb/engine";
import {
  fitSignal,
  signalContributions,
  volatilityArbitrage,
  volatilityArbitrageConfig,
} from "volarb/strategy";
import { MINUTE, SECOND } from "volarb/time";
import { formatMoney } from "volarb/venue";
import {
  EAGER,
  fees,
  FREE,
  market,
  priceMarket,
  run,
  runCasts,
  ScriptedSignal,
  specs,
  START,
  SYMBOL,
} from "./run.ts";

const columns = market({ tradesPerDay: 5000 });
const source = columnSource({ [SYMBOL]: columns });
/** Learnt on another market than it trades on. */
const signal = fitSignal(volatilityArbitrageConfig(EAGER), {
  source: columnSource({ [SYMBOL]: market({ tradesPerDay: 5000, seed: 2 }) }),
  steps: specs,
});
const whole = run(columns, EAGER, { signal });

Deno.test("a run of the whole strategy trades, stops, and its books balance", () => {
  const { fills, orders, ledger, equity, positions } = whole;
  assert.ok(fills.rows > 50, `${fills.rows} fills`);
  const { tags, status } = orders.columns;
  const stops = tags.map((tag, i) => [tag, status[i]])
    .filter(([tag]) => tag === "stop");
  assert.ok(stops.some(([, status]) => status === "filled"));
  assert.ok(positions.rows > 5);
  let debits = 0n;
  for (const money of ledger.columns.money) debits += money;
  assert.equal(formatMoney(debits), "0.00000000");
  const e = equity.columns;
  e.equity.forEach((after, i) => {
    if (i === 0) return;
    const change = e.alpha[i]! + e.spread[i]! + e.slippage[i]! - e.fees[i]! +
      e.funding[i]! + e.insurance[i]!;
    assert.ok(Math.abs(after - e.equity[i - 1]! - change) < 1e-6);
  });
});

Deno.test("each decision is one of the rows, and what it wants is within its limits", () => {
  const decisions = whole.cast.strategy.decisions().columns;
  const said = whole.cast.signal.table().columns;
  const contributions = signalContributions(said);
  assert.deepEqual([...contributions.keys()], signal.features);
  assert.equal(said.time.length, 1440);
  const n = decisions.time.length;
  assert.ok(n > 1000 && n <= 1440);
  for (let i = 0; i < n; i++) {
    const row = said.time.indexOf(decisions.time[i]!);
    // One without a signal stands for the row before.
    if (Number.isNaN(decisions.mean[i]!)) continue;
    assert.equal(said.mean[row], decisions.mean[i]);
    assert.ok(Math.abs(decisions.chosen[i]!) <= 1);
    const value = decisions.wantedLots[i]! * 0.001 * decisions.price[i]!;
    assert.ok(Math.abs(value) <= 1.01 * decisions.capital[i]!);
    const parts = [...contributions.values()]
      .reduce((sum, column) => sum + column[row]!, 0);
    assert.ok(Math.abs(parts - said.mean[row]!) < 1e-12);
  }
});

Deno.test("the same run has the same hash, another market another", () => {
  const again = run(columns, EAGER, { signal });
  assert.equal(again.hash, whole.hash);
  const other = run(market({ tradesPerDay: 5000, seed: 3 }), EAGER, { signal });
  assert.notEqual(other.hash, whole.hash);
});

Deno.test("a configuration that went through JSON makes the same run", () => {
  const choices = JSON.parse(JSON.stringify(volatilityArbitrageConfig(EAGER)));
  assert.equal(run(columns, choices, { signal }).hash, whole.hash);
});

Deno.test("the audit finds the strategy sound", () => {
  const config = volatilityArbitrageConfig(EAGER);
  const audit = auditStrategy(
    () => volatilityArbitrage(config, { signal }),
    { source, specs, fees, balance: 100_000 },
    { cuts: 2, delays: [SECOND] },
  );
  assert.deepEqual(audit.violations, []);
  assert.ok(audit.sound && audit.compared > 1000);
});

Deno.test("the audit finds out a signal that was told the future", () => {
  const audit = auditStrategy(
    (markets) => {
      const close = markets[SYMBOL]!.bars!.closeTicks;
      const signal = new ScriptedSignal((row) =>
        4e-6 * Math.sign((close[row + 1] ?? 0) - close[row]!)
      );
      return volatilityArbitrage(volatilityArbitrageConfig(FREE), { signal });
    },
    { source, specs, fees, balance: 100_000 },
    { cuts: 4, delays: [] },
  );
  assert.equal(audit.sound, false);
});

Deno.test("the other sign of the signal gives the other side of every trade", () => {
  const script = (sign: number) => (row: number) =>
    sign * 3e-6 * Math.sin(row / 20);
  const sides = [1, -1].map((sign) => {
    const signal = new ScriptedSignal(script(sign));
    const { fills } = run(columns, {
      ...FREE,
      position: { ...FREE.position, fee: 1e-6 },
    }, { signal });
    return fills.columns;
  });
  const [one, other] = sides as [typeof sides[0], typeof sides[0]];
  const wanted = (columns: typeof one) => {
    const byOrder = new Map<string, number>();
    columns!.clientOrderId.forEach((id, i) =>
      byOrder.set(id, (byOrder.get(id) ?? 0) + columns!.quantity[i]!)
    );
    return [...byOrder.values()].map((x) => Math.round(1000 * x));
  };
  assert.ok(wanted(one).length > 100);
  assert.deepEqual(wanted(one), wanted(other).map((x) => -x));
});

Deno.test("without an alpha nothing is traded", () => {
  const nothing = new ScriptedSignal(() => 0);
  assert.equal(run(columns, FREE, { signal: nothing }).orders.rows, 0);
  // One that does not trust itself is not traded on.
  const modest = new ScriptedSignal(() => 1e-5);
  const choices = {
    ...FREE,
    kelly: { ...FREE.kelly, shrinkage: "sample" },
  } as const;
  const { orders, cast } = run(columns, choices, { signal: modest });
  assert.equal(orders.rows, 0);
  assert.ok(cast.strategy.decisions().rows > 1400);
});

Deno.test("nothing is traded before the time from which on it may be", () => {
  const tradeFrom = START + 600 * MINUTE;
  const signal = new ScriptedSignal((row) => 4e-6 * Math.sign(Math.sin(row)));
  const { orders } = run(columns, FREE, { signal, tradeFrom });
  assert.ok(orders.columns.time[0]! >= tradeFrom);
  assert.ok(orders.columns.time[0]! < tradeFrom + 5 * MINUTE);
});

Deno.test("a price that stands still: the position that the signal asks for, in lots", () => {
  // 100,000 at 50,000.05 is 1.999 lots of a thousandth: half of it for half of the mean.
  const signal = new ScriptedSignal((row) => row < 5 ? 0 : 5e-7);
  const { cast, fills } = run(priceMarket(() => 500_000), FREE, { signal });
  const { wantedLots, heldLots, aim } = cast.strategy.decisions().columns;
  assert.deepEqual([...wantedLots.slice(3, 8)], [0, 0, 999, 999, 999]);
  assert.deepEqual([...heldLots.slice(3, 8)], [0, 0, 0, 999, 999]);
  assert.ok(Math.abs(aim[5]! - 0.5) < 1e-3);
  assert.deepEqual([...fills.columns.quantityLots], [999]);
  // The decision is at the fifth minute's end and 5 ms later at the venue, where the next quote is met.
  assert.equal(fills.columns.time[0], START + 6 * MINUTE + SECOND);
});

Deno.test("a row without a signal lets the alpha decay, one bar later", () => {
  const signal = new ScriptedSignal((row) => row < 5 ? 1e-6 : NaN);
  const choices = { ...FREE, position: { fee: 0, halfLife: 2 } };
  const { cast } = run(priceMarket(() => 500_000), choices, { signal });
  const { time, aim, mean } = cast.strategy.decisions().columns;
  assert.ok(Number.isNaN(mean[5]!) && time[5] === START + 7 * MINUTE);
  for (let i = 5; i < 15; i++) {
    assert.ok(Math.abs(aim[i]! / aim[i - 1]! - Math.SQRT1_2) < 1e-12);
  }
});

/** A price that falls by a hundredth at minute 30. */
const fall = (second: number) => second < 1800 ? 500_000 : 495_000;
const long = () => new ScriptedSignal(() => 1e-6);

Deno.test("a stop closes the position, and for a while it may only shrink", () => {
  // Ticks that alternate give the stop a volatility.
  const price = (s: number) => fall(s) + 20 * (Math.floor(s / 60) % 2);
  const choices = {
    ...FREE,
    stop: { multiple: 3, horizon: 10, pause: 5 },
  };
  const { orders, cast, positions } = run(priceMarket(price), choices, {
    signal: long(),
  });
  const { tags, status, time, triggerTicks, quantityLots } = orders.columns;
  assert.equal(tags[1], "stop");
  assert.equal(status[1], "filled");
  assert.equal(quantityLots[1], quantityLots[0]);
  assert.ok(triggerTicks[1]! < 500_000 && triggerTicks[1]! > 495_020);
  const closed = positions.columns.closeTime[0]!;
  assert.equal(closed, START + 1801 * SECOND);
  const { reduceOnly, wantedLots, time: decided } = cast.strategy.decisions()
    .columns;
  // The first of them at the time at which the stop was set off.
  const first = decided.indexOf(closed - SECOND);
  const row = (column: Float64Array) => [...column.slice(first, first + 6)];
  assert.deepEqual(row(reduceOnly), [1, 1, 1, 1, 1, 0]);
  assert.deepEqual(row(wantedLots).slice(0, 5), [0, 0, 0, 0, 0]);
  assert.equal(time[2], decided[first + 5]);
});

Deno.test("the stop is as large as the position, and turns with it", () => {
  const script = (row: number) => row < 10 ? 3e-7 : row < 20 ? 6e-7 : -4e-7;
  const { orders } = run(
    priceMarket(() => 500_000),
    {
      ...FREE,
      stop: { multiple: 1000, horizon: 10, pause: 0 },
    },
    { signal: new ScriptedSignal(script) },
  );
  const { tags, side, quantityLots, status } = orders.columns;
  const stops = tags.flatMap((tag, i) =>
    tag === "stop" ? [`${side[i]} ${quantityLots[i]} ${status[i]}`] : []
  );
  assert.deepEqual(stops, ["sell 1199 canceled", "buy 799 emulated"]);
});

Deno.test("a drawdown beyond its limit closes everything and ends the trading", () => {
  const choices = {
    ...FREE,
    risk: { limits: { maxDrawdown: 0.005 }, watch: SECOND },
  };
  const { orders, cast, positions } = run(priceMarket(fall), choices, {
    signal: long(),
  });
  assert.deepEqual(orders.columns.tags, ["", "flatten"]);
  assert.equal(positions.columns.openLots[0], 0);
  assert.equal(positions.rows, 1);
  assert.equal(cast.risk.engine.state, "halted");
  const { outcome, rule } = cast.risk.table().columns;
  assert.deepEqual([...outcome], ["pass", "state", "pass", "state"]);
  assert.deepEqual([...rule], ["none", "drawdown", "none", "drawdown"]);
});

Deno.test("a loss of the day lets the position only shrink until the next", () => {
  const signal = new ScriptedSignal((row) => row < 30 ? 5e-7 : 1e-4);
  const choices = {
    ...FREE,
    risk: { limits: { maxDailyLoss: 0.002 }, watch: SECOND },
  };
  const { orders, cast } = run(priceMarket(fall), choices, { signal });
  assert.equal(orders.rows, 1);
  assert.equal(cast.risk.engine.state, "reducing");
  const { chosen, target, reduceOnly } = cast.strategy.decisions().columns;
  assert.ok(chosen[45]! > 0.9 && target[45]! < 0.6 && reduceOnly[45] === 1);
});

Deno.test("the kill switch flattens, and nothing is traded after it", () => {
  const signal = new ScriptedSignal((row) => {
    if (row === 20) cast.strategy.kill();
    return 1e-6;
  });
  const cast = volatilityArbitrage(volatilityArbitrageConfig(FREE), { signal });
  const { orders, positions } = runCasts(priceMarket(fall), [cast]);
  assert.deepEqual(orders.columns.tags, ["", "flatten"]);
  assert.equal(orders.columns.time[1], START + 21 * MINUTE);
  assert.equal(positions.columns.openLots[0], 0);
  assert.equal(cast.risk.engine.state, "halted");
});

Deno.test("a wide spread and a stale quote let no position grow", () => {
  const wide = (s: number) => s < 1200 ? 1 : 5000;
  const script = (row: number) =>
    row < 10 ? 0 : row < 25 ? 5e-7 : row < 40 ? 1e-6 : 1e-7;
  const limits = { maxSpread: 2e-3, maxQuoteAge: 10 * SECOND };
  const choices = {
    ...FREE,
    position: { ...FREE.position, halfLife: 1e6 },
    risk: { limits, watch: MINUTE },
  };
  const spread = run(priceMarket(() => 500_000, { spread: wide }), choices, {
    signal: new ScriptedSignal(script),
  });
  const { rule, outcome } = spread.cast.risk.table().columns;
  const refused = rule.filter((_, i) => outcome[i] === "refuse");
  assert.ok(refused.length >= 14 && refused.every((r) => r === "wideSpread"));
  // What reduces passes.
  assert.equal(outcome.at(-1), "pass");
  assert.equal(spread.orders.columns.status.at(-1), "filled");

  const silent = (s: number) => s > 1200;
  const stale = run(priceMarket(() => 500_000, { silent }), choices, {
    signal: new ScriptedSignal(script),
  });
  const rules = stale.cast.risk.table().columns;
  assert.ok(rules.rule.includes("staleQuote"));
});

Deno.test("two strategies of one account share its limits", () => {
  const risk = new RiskDesk({ maxGrossExposure: 120_000 });
  const casts = ["a", "b"].map((id) =>
    volatilityArbitrage(volatilityArbitrageConfig({ ...FREE, id }), {
      risk,
      signal: long(),
    })
  );
  const { orders } = runCasts(priceMarket(() => 500_000), casts);
  const { strategyId, quantityLots } = orders.columns;
  assert.deepEqual(strategyId.slice(0, 2), ["a", "b"]);
  assert.deepEqual([...quantityLots.slice(0, 2)], [1999, 400]);
  assert.equal(risk.table().columns.rule[1], "grossExposure");
});
