import assert from "node:assert/strict";
import { Portfolio, type PositionEvent, Strategy } from "volarb/engine";
import { MarketCache } from "volarb/engine";
import { type OrderSide, toMoney } from "volarb/venue";
import { tradesOf } from "./market.ts";
import { play, Player, quiet, tens, unitSpec } from "./play.ts";

const trade = (side: OrderSide, quantity: number) => (p: Player) =>
  p.submit(p.orders.market({ symbol: "X", side, quantity }));

Deno.test("a portfolio knows what has reached the client, and not before", () => {
  // Filled at 120, known at 125.
  const seen: number[][] = [];
  const look = ({ portfolio }: Player) =>
    seen.push([
      portfolio.lots("X"),
      portfolio.balance,
      portfolio.unrealized("X"),
      portfolio.equity,
      portfolio.exposure("X"),
    ]);
  play({ quotes: tens([[0, 99, 100], [120, 99, 100], [200, 104, 106]]) }, {
    100: trade("buy", 4),
    124: look,
    126: look,
    300: look,
  });
  assert.deepEqual(seen, [
    [0, 10_000, 0, 10_000, 0],
    // Bought at 100, the middle is 99.5.
    [4, 10_000, -2, 9998, 398],
    [4, 10_000, 20, 10_020, 420],
  ]);
});

Deno.test("shares of strategies add up to the venue's position", () => {
  const look: unknown[] = [];
  const other = new Player("Q", {
    100: trade("sell", 5),
    400: ({ portfolio }) =>
      look.push(
        portfolio.lots("X"),
        portfolio.lots("X", { strategyId: "P" }),
        portfolio.lots("X", { strategyId: "Q" }),
        portfolio.unrealized("X", "P"),
        portfolio.unrealized("X", "Q"),
        portfolio.netExposure,
        portfolio.grossExposure,
        portfolio.symbols,
      ),
  });
  play({ quotes: quiet() }, { 100: trade("buy", 2) }, { strategies: [other] });
  // Bought at 100, sold at 99; the middle is 99.5.
  assert.deepEqual(look, [-3, 2, -5, -1, -2.5, -298.5, 298.5, ["X"]]);
});

Deno.test("a position opens, changes, turns and closes", () => {
  const events: PositionEvent[] = [];
  class Turner extends Player {
    override onPositionEvent(event: PositionEvent) {
      events.push(event);
    }
  }
  const turner = new Turner("T", {
    100: trade("buy", 2),
    200: trade("buy", 1),
    300: trade("sell", 5),
    400: (p) => assert.equal(p.closePosition("X").length, 1),
    500: (p) => assert.equal(p.closePosition("X").length, 0),
  });
  play({ quotes: quiet() }, {}, { strategies: [turner] });
  assert.deepEqual(
    events.map((
      { type, lots, time, realized },
    ) => [type, time, lots, realized]),
    [
      ["opened", 125, 2, 0],
      ["changed", 225, 3, 0],
      ["changed", 325, -2, -3],
      ["closed", 425, 0, -5],
    ],
  );
  assert.ok(Number.isNaN(events[3]!.averagePrice));
});

Deno.test("a contract is valued by what is known: mid, mark, trade, bar, nothing", () => {
  const portfolio = new Portfolio(
    [unitSpec()],
    new MarketCache(() => undefined),
    toMoney(100),
  );
  assert.deepEqual(portfolio.valuation("X"), {
    ticks: NaN,
    source: "nothing",
  });
  assert.equal(portfolio.exposure("X"), 0);
  const seen: string[] = [];
  play({ trades: tradesOf([[0, 101, 1, 1], [1000, 101, 1, 1]]) }, {
    100: (p) => {
      const { ticks, source } = p.portfolio.valuation("X");
      seen.push(`${source} ${ticks}`);
    },
  });
  assert.deepEqual(seen, ["trade 101"]);
});

Deno.test("a strategy that is in no run has no portfolio", () => {
  class Alone extends Strategy {}
  assert.throws(() => new Alone("alone").portfolio, {
    name: "TypeError",
    message: /must be in a backtest/,
  });
});
