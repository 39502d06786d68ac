import assert from "node:assert/strict";
import { feeSchedule, type OrderSide } from "volarb/venue";
import { play, Player, quiet, tens } from "./play.ts";

const trade = (side: OrderSide, quantity: number) => (p: Player) =>
  p.submit(p.orders.market({ symbol: "X", side, quantity }));

Deno.test("an episode goes from flat to flat, with its peak and both mean prices", () => {
  const { positions } = play({
    quotes: tens([[0, 99, 100], [200, 99, 100], [300, 101, 102], [
      400,
      105,
      106,
    ], [500, 109, 110]]),
  }, {
    100: trade("buy", 2),
    250: trade("buy", 4),
    350: trade("sell", 1),
    450: trade("sell", 5),
  });
  const { columns } = positions;
  assert.equal(positions.rows, 1);
  assert.deepEqual([...columns.direction], ["long"]);
  assert.deepEqual([...columns.openTime], [200]);
  assert.deepEqual([...columns.closeTime], [500]);
  assert.deepEqual([...columns.peakLots], [6]);
  assert.deepEqual([...columns.openLots], [0]);
  // (2 x 100 + 4 x 102) / 6 and (1 x 105 + 5 x 109) / 6
  assert.ok(Math.abs(columns.entryPrice[0]! - 608 / 6) < 1e-12);
  assert.ok(Math.abs(columns.exitPrice[0]! - 650 / 6) < 1e-12);
  assert.equal(columns.realized[0], 42);
  assert.equal(columns.fills[0], 4);
});

Deno.test("a fill that turns the position ends one episode and begins the next, and its fee is shared", () => {
  const { positions } = play({ quotes: quiet() }, {
    100: trade("buy", 2),
    300: trade("sell", 6),
  }, { fees: feeSchedule({ periods: [{ from: 0, maker: 0, taker: 0.01 }] }) });
  const { columns } = positions;
  assert.deepEqual([...columns.direction], ["long", "short"]);
  assert.deepEqual([...columns.openTime], [120, 320]);
  assert.deepEqual([...columns.closeTime], [320, NaN]);
  assert.deepEqual([...columns.openLots], [0, -4]);
  assert.deepEqual([...columns.realized], [-2, 0]);
  // 2 bought at 100; of the 6 sold at 99 a third belongs to the first.
  const [first, second] = columns.fees;
  assert.ok(Math.abs(first! - (2 + 5.94 / 3)) < 1e-12);
  assert.ok(Math.abs(second! - 5.94 * 2 / 3) < 1e-12);
  assert.ok(Number.isNaN(columns.exitPrice[1]!));
});

Deno.test("two strategies on one contract have episodes of their own", () => {
  const other = new Player("Q", { 300: trade("sell", 3) });
  const { positions, fills } = play({ quotes: quiet() }, {
    100: trade("buy", 3),
  }, { strategies: [other] });
  assert.deepEqual([...positions.columns.strategyId], ["P", "Q"]);
  assert.deepEqual([...positions.columns.openLots], [3, -3]);
  // At the venue the two are one, and flat.
  assert.deepEqual([...fills.columns.position], [3, 0]);
});

Deno.test("a run without a trade has no episodes", () => {
  assert.equal(play({ quotes: quiet() }, {}).positions.rows, 0);
});
