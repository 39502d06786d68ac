import assert from "node:assert/strict";
import { OrderFactory } from "volarb/engine";

const base = { symbol: "X", side: "buy", quantity: 2 } as const;

Deno.test("OrderFactory makes each kind, named in the order of making", () => {
  const orders = new OrderFactory("S");
  const trailing = { type: "ticks", ticks: 3 } as const;
  const made = [
    orders.market(base),
    orders.limit({ ...base, price: 9 }),
    orders.stopMarket({ ...base, triggerPrice: 11 }),
    orders.stopLimit({ ...base, triggerPrice: 11, price: 12 }),
    orders.marketIfTouched({ ...base, triggerPrice: 8 }),
    orders.limitIfTouched({ ...base, triggerPrice: 8, price: 9 }),
    orders.trailingStopMarket({ ...base, trailing }),
    orders.trailingStopLimit({ ...base, trailing, limitOffset: 1 }),
  ];
  assert.deepEqual(
    made.map(({ clientOrderId, type }) => `${clientOrderId} ${type}`),
    [
      "S-1 market",
      "S-2 limit",
      "S-3 stopMarket",
      "S-4 stopLimit",
      "S-5 marketIfTouched",
      "S-6 limitIfTouched",
      "S-7 trailingStopMarket",
      "S-8 trailingStopLimit",
    ],
  );
  for (const order of made) {
    assert.equal(order.strategyId, "S");
    assert.equal(order.status, "initialized");
    assert.equal(order.leavesQuantity, 2);
  }
  assert.equal(made[3]!.price, 12);
  assert.equal(made[3]!.triggerPrice, 11);
  assert.equal(made[7]!.limitOffset, 1);
});

Deno.test("a bracket is an entry and two exits of the other side that know each other", () => {
  const orders = new OrderFactory("S");
  orders.market(base);
  const { entry, stop, target } = orders.bracket({
    ...base,
    price: 100,
    stopPrice: 95,
    targetPrice: 110,
    tags: ["swing"],
  });
  assert.deepEqual(
    [entry, stop, target].map(({ clientOrderId }) => clientOrderId),
    ["S-2", "S-3", "S-4"],
  );
  assert.deepEqual(entry.contingency, { type: "OTO", linked: ["S-3", "S-4"] });
  assert.deepEqual(stop.contingency, {
    type: "OUO",
    linked: ["S-4"],
    parent: "S-2",
  });
  assert.deepEqual(target.contingency, {
    type: "OUO",
    linked: ["S-3"],
    parent: "S-2",
  });
  assert.equal(entry.type, "limit");
  assert.equal(entry.reduceOnly, false);
  for (const exit of [stop, target]) {
    assert.equal(exit.side, "sell");
    assert.equal(exit.reduceOnly, true);
    assert.equal(exit.quantity, 2);
    assert.deepEqual(exit.tags, ["swing"]);
  }
  assert.equal(stop.triggerPrice, 95);
  assert.equal(target.price, 110);
  const short = orders.bracket({
    ...base,
    side: "sell",
    stopPrice: 105,
    targetPrice: 90,
    emulated: true,
  });
  assert.equal(short.entry.type, "market");
  assert.equal(short.entry.emulated, false);
  assert.ok(short.stop.emulated && short.target.emulated);
  assert.equal(short.target.side, "buy");
});

Deno.test("terms that no order can have are refused, and take no name", () => {
  const orders = new OrderFactory("S");
  const bad: [() => unknown, RegExp][] = [
    [
      () => orders.market({ ...base, quantity: NaN }),
      /quantity .*current value is NaN/,
    ],
    [() => orders.market({ ...base, quantity: 0 }), /quantity/],
    [() => orders.market({ ...base, quantity: -1 }), /quantity/],
    [() => orders.limit({ ...base, price: NaN }), /price/],
    [() => orders.limit({ ...base, price: Infinity }), /price/],
    [
      () => orders.limit({ ...base, price: 9, side: "hold" as "buy" }),
      /side/,
    ],
    [() => orders.market({ ...base, timeInForce: "GTD" }), /expireTime|GTD/],
    [
      () =>
        orders.trailingStopMarket({
          ...base,
          trailing: { type: "ticks", ticks: -1 },
        }),
      /./,
    ],
  ];
  for (const [make, message] of bad) {
    assert.throws(make, { name: "RangeError", message });
  }
  assert.equal(orders.market(base).clientOrderId, "S-1");
});

Deno.test("the exits of a leg's bracket only reduce by their side, and say no more", () => {
  const { entry, stop, target } = new OrderFactory("S").bracket({
    symbol: "X",
    side: "sell",
    quantity: 2,
    positionSide: "short",
    stopPrice: 105,
    targetPrice: 95,
  });
  for (const order of [entry, stop, target]) {
    assert.equal(order.positionSide, "short");
    assert.equal(order.reduceOnly, false);
  }
  assert.deepEqual([stop.side, target.side], ["buy", "buy"]);
});
