import assert from "node:assert/strict";
import { MINUTE, SECOND } from "volarb/time";
import { FREE, priceMarket, run, ScriptedSignal, START } from "./run.ts";

const still = priceMarket(() => 500_000);
const half = () => new ScriptedSignal((row) => row < 5 ? 0 : 5e-7);

Deno.test("a trade is worked as TWAP: children that add up to it, at the pace of the target", () => {
  const execution = { horizon: MINUTE, interval: 10 * SECOND, upper: 0.8 };
  const { orders, fills, cast } = run(still, { ...FREE, execution }, {
    signal: half(),
  });
  const { parentId, quantityLots, status, time } = orders.columns;
  assert.deepEqual(parentId.slice(0, 2), ["", "volatility-arbitrage-1"]);
  assert.equal(quantityLots[0], 999);
  assert.equal(status[0], "filled");
  // Six slices in the minute, each 5 ms later at the venue, and filled by the next quote.
  const children = [...quantityLots.slice(1, 7)];
  assert.deepEqual(children, [166, 167, 166, 167, 166, 167]);
  assert.deepEqual(
    [...time.slice(1, 7)],
    children.map((_, k) => START + 6 * MINUTE + 10 * k * SECOND),
  );
  assert.equal(fills.columns.quantityLots.reduce((a, b) => a + b, 0), 999);
  // A parent passes the risk engine, and so does each of its children.
  assert.equal(cast.risk.table().rows, 7);
});

Deno.test("a strong target hurries the schedule", () => {
  const execution = {
    horizon: MINUTE,
    interval: 10 * SECOND,
    upper: 0.4,
    acceleration: 3,
  };
  const { orders } = run(still, { ...FREE, execution }, { signal: half() });
  const sizes = orders.columns.quantityLots.slice(1, 7);
  assert.ok(sizes[0]! > 2 * 167, `${sizes}`);
  for (let k = 1; k < sizes.length; k++) assert.ok(sizes[k]! <= sizes[k - 1]!);
});

Deno.test("a new target changes the quantity of the order at work, the other side ends it", () => {
  const execution = { horizon: 10 * MINUTE, interval: MINUTE };
  const script = (row: number) => row < 5 ? 2e-7 : row < 8 ? 6e-7 : -5e-7;
  const { orders, commands, positions } = run(still, {
    ...FREE,
    execution,
  }, { signal: new ScriptedSignal(script) });
  const asked = commands.columns;
  const own = asked.action.flatMap((action, i) =>
    asked.clientOrderId[i]!.includes("-E")
      ? []
      : [`${action} ${asked.clientOrderId[i]} ${asked.quantityLots[i]}`]
  );
  assert.deepEqual(own, [
    "submit volatility-arbitrage-1 399",
    "modify volatility-arbitrage-1 1199",
    "cancel volatility-arbitrage-1 NaN",
    `submit volatility-arbitrage-2 ${999 + orders.columns.filledLots[0]!}`,
  ]);
  assert.equal(orders.columns.status[0], "canceled");
  assert.equal(positions.columns.openLots.at(-1), -999);
});

Deno.test("a limit order rests at the bid, and moves with it at each decision", () => {
  const price = (s: number) => 500_000 + (s < 600 ? 0 : 10);
  const { orders, fills } = run(priceMarket(price, { minutes: 20 }), {
    ...FREE,
    execution: { type: "limit" },
  }, { signal: new ScriptedSignal((row) => row < 5 ? 0 : 5e-7) });
  const { type, priceTicks, status, quantityLots } = orders.columns;
  assert.ok(type.every((one) => one === "limit"));
  assert.deepEqual([...priceTicks.slice(0, 2)], [500_000, 500_010]);
  assert.equal(status[0], "canceled");
  assert.ok(fills.columns.liquidity.every((one) => one === "maker"));
  // What was filled of the first is not asked for again.
  assert.equal(
    quantityLots[1],
    999 - (orders.columns.filledLots[0] ?? 0),
  );
});

Deno.test("a limit order that rests for a time expires", () => {
  const { orders } = run(priceMarket(() => 500_000, { minutes: 10 }), {
    ...FREE,
    execution: { type: "limit", offset: 3, rest: 20 * SECOND },
  }, { signal: new ScriptedSignal(() => 5e-7) });
  const { priceTicks, status, time, lastTime } = orders.columns;
  assert.equal(priceTicks[0], 499_997);
  assert.equal(status[0], "expired");
  assert.ok(Math.abs(lastTime[0]! - time[0]! - 20 * SECOND) < SECOND);
});
