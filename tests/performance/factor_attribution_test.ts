import assert from "node:assert/strict";
import * as fc from "fast-check";
import { columnSource, ResultTable } from "volarb/engine";
import { factorAttribution, PositionParts } from "volarb/performance";
import { fitSignal, volatilityArbitrageConfig } from "volarb/strategy";
import { EAGER, market, run, specs, SYMBOL } from "../strategy/run.ts";

const signal = fitSignal(volatilityArbitrageConfig(EAGER), {
  source: columnSource({ [SYMBOL]: market({ tradesPerDay: 3000, seed: 2 }) }),
  steps: specs,
});

Deno.test("the factors add up to the change of equity, part by part", () => {
  const result = run(market({ tradesPerDay: 3000 }), EAGER, { signal });
  const { cast, equity } = result;
  const table = factorAttribution(result, {
    strategyId: cast.strategy.id,
    decisions: cast.strategy.decisions(),
    signal: cast.signal.table(),
    factors: {
      log_return_1: "returns",
      log_return_15: "returns",
      book_imbalance: "book",
      order_flow_imbalance_1m: "book",
    },
  });
  const found = table.columns;
  assert.deepEqual(found.factor, [
    "returns",
    "trade_flow_imbalance_1m",
    "book",
    "long_short_score_accounts_50",
    "carry",
    "other",
  ]);
  const sum = (column: Float64Array) => column.reduce((a, b) => a + b, 0);
  const e = equity.columns;
  assert.ok(result.fills.rows > 100);
  for (
    const part of ["alpha", "spread", "slippage", "fees", "funding"] as const
  ) {
    const due = sum(e[part]);
    assert.ok(
      Math.abs(sum(found[part]) - due) < 1e-9 * (1 + Math.abs(due)) + 1e-6,
      `${part}: ${sum(found[part])} for ${due}`,
    );
  }
  const change = e.equity.at(-1)! - e.equity[0]!;
  assert.ok(Math.abs(sum(found.total) - change) < 1e-5);
  assert.ok(found.total.slice(0, 3).every((x) => x !== 0));
  assert.ok(sum(e.funding) !== 0);
});

Deno.test("another strategy's fills are refused", () => {
  const result = run(market({ tradesPerDay: 1000 }), EAGER, { signal });
  const { strategyId } = result.orders.columns;
  (strategyId as string[])[0] = "somebody";
  assert.throws(
    () =>
      factorAttribution(result, {
        strategyId: "volatility-arbitrage",
        decisions: result.cast.strategy.decisions(),
        signal: result.cast.signal.table(),
      }),
    { name: "RangeError", message: /one strategy must have traded/ },
  );
});

Deno.test("a run that the venue closed a position of is refused", () => {
  const result = run(market({ tradesPerDay: 1000 }), EAGER, { signal });
  const one = Float64Array.of(1);
  const liquidations = new ResultTable({
    time: one,
    symbol: [SYMBOL],
    positionSide: ["both"],
    closedLots: one,
    openLots: one,
    price: one,
    realized: one,
    fee: one,
    insurance: one,
    balance: one,
  });
  assert.throws(
    () =>
      factorAttribution({ ...result, liquidations }, {
        strategyId: "volatility-arbitrage",
        decisions: result.cast.strategy.decisions(),
        signal: result.cast.signal.table(),
      }),
    {
      name: "RangeError",
      message:
        "Cannot attribute a run as it must have no liquidation: current number is 1",
    },
  );
});

Deno.test("parts always add up to the position, whatever is filled and aimed at", () => {
  const lots = fc.integer({ min: -50, max: 50 });
  const step = fc.tuple(lots, lots, lots.filter((x) => x !== 0));
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    const parts = new PositionParts(2);
    let position = 0;
    for (const [a, b, fill] of steps) {
      parts.aim = Float64Array.of(a, b);
      const given = [...parts.fill(fill)].reduce((x, y) => x + y, 0);
      position += fill;
      assert.ok(Math.abs(given - fill) < 1e-9);
      assert.ok(Math.abs(parts.total - position) < 1e-9);
    }
  }));
});

Deno.test("a fill to the aim gives each part what it asks for, one to nothing takes everything", () => {
  const parts = new PositionParts(2);
  parts.aim = Float64Array.of(6, -2);
  parts.fill(4);
  assert.deepEqual([...parts.lots], [6, -2, 0]);
  // Half of it is closed although the aim stands.
  parts.fill(-2);
  assert.deepEqual([...parts.lots], [3, -1, 0]);
  // Through nothing to the other side: what nobody asked for.
  parts.fill(-5);
  assert.deepEqual([...parts.lots], [0, 0, -3]);
  // Back to the aim.
  parts.fill(7);
  assert.deepEqual([...parts.lots], [6, -2, 0]);
});
