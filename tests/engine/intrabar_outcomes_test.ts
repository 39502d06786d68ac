import assert from "node:assert/strict";
import {
  auditStrategy,
  type BarTick,
  columnSource,
  intrabarOutcomes,
  type SymbolColumns,
} from "volarb/engine";
import { MINUTE } from "volarb/time";
import { Player, quiet, UNIT_RUN } from "./play.ts";

/** Minute bars from rows of open, high, low and close, forty lots each. */
function barsOf(
  rows: readonly (readonly [number, number, number, number])[],
): SymbolColumns {
  const column = (of: (row: number) => number) =>
    Float64Array.from(rows, (_, row) => of(row));
  const nothing = () => column(() => NaN);
  return {
    bars: {
      openTime: column((row) => row * MINUTE),
      eventTime: column((row) => (row + 1) * MINUTE),
      openTicks: column((row) => rows[row]![0]),
      highTicks: column((row) => rows[row]![1]),
      lowTicks: column((row) => rows[row]![2]),
      closeTicks: column((row) => rows[row]![3]),
      volumeLots: column(() => 40),
      quoteVolume: nothing(),
      count: nothing(),
      takerBuyLots: nothing(),
    },
  };
}

const run = (
  bars: SymbolColumns,
  script: Record<number, (p: Player) => void>,
) =>
  intrabarOutcomes(() => new Player("P", script, { X: ["bars"] }), {
    ...UNIT_RUN,
    source: columnSource({ X: bars }),
  });

Deno.test("a trailing stop on bars is out on one path and holds on the other", () => {
  // backtrader2 issue 98: a trail of 10 from 100, the next bar 100/108/95/105.
  const { outcomes, spread } = run(
    barsOf([
      [100, 100, 100, 100],
      [100, 100, 100, 100],
      [100, 108, 95, 105],
      [105, 105, 105, 105],
    ]),
    {
      [MINUTE + 100]: (p) => {
        p.submit(
          p.orders.market({ symbol: "X", side: "buy", quantity: 1 }),
          p.orders.trailingStopMarket({
            symbol: "X",
            side: "sell",
            quantity: 1,
            trailing: { type: "ticks", ticks: 10 },
          }),
        );
      },
    },
  );
  const [high, low] = outcomes;
  // The high first: the stop rises to 98 and the fall to 95 meets it.
  assert.deepEqual([...high!.result.fills.columns.priceTicks], [100, 98]);
  assert.equal(high!.profit, -2);
  // The low first: 95 is above 90, and at the end the stop stands at 98.
  assert.equal(low!.result.fills.rows, 1);
  assert.equal(low!.profit, 5);
  assert.equal(low!.result.orders.columns.triggerTicks[1], 98);
  assert.equal(spread, 7);
});

Deno.test("where a bar leaves nothing open, both paths give the same", () => {
  const { spread, lowest, highest, outcomes } = run(
    barsOf([
      [100, 100, 100, 100],
      [100, 105, 98, 104],
      [104, 106, 101, 102],
    ]),
    {
      [MINUTE + 100]: (p) =>
        p.submit(p.orders.market({ symbol: "X", side: "buy", quantity: 2 })),
    },
  );
  assert.equal(spread, highest - lowest);
  // The market order arrives a little after the open: at the worse tick of the way it goes.
  assert.ok(outcomes.every(({ result }) => result.fills.rows === 1));
});

Deno.test("the choices of each run name its path", () => {
  const { outcomes } = run(barsOf([[100, 101, 99, 100]]), {});
  for (const { path, result } of outcomes) {
    const { value } = result.choices.find(({ name }) => name === "bars")!;
    assert.match(value, new RegExp(path));
  }
});

Deno.test("with quotes or trades there is nothing to bound", () => {
  const source = columnSource({ X: { quotes: quiet() } });
  assert.throws(
    () => intrabarOutcomes(() => new Player("P", {}), { ...UNIT_RUN, source }),
    { name: "DataError", message: /found quotes of X/ },
  );
});

Deno.test("a strategy on bars is audited as any other", () => {
  class Riser extends Player {
    override onBar({ openTicks, closeTicks }: BarTick) {
      const side = closeTicks > openTicks ? "buy" : "sell";
      this.submit(this.orders.market({ symbol: "X", side, quantity: 1 }));
    }
  }
  const source = columnSource({
    X: barsOf(
      Array.from({ length: 30 }, (_, k) => {
        const open = 100 + (k % 5);
        return [open, open + 3, open - 3, open + (k % 3) - 1] as const;
      }),
    ),
  });
  const audit = auditStrategy(
    () => new Riser("P", {}, { X: ["bars"] }),
    { ...UNIT_RUN, source },
  );
  assert.ok(audit.sound && audit.compared > 100);
});
