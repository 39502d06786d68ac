import assert from "node:assert/strict";
import {
  type Fill,
  mayHappen,
  Order,
  type OrderEvent,
  type OrderRequest,
  type OrderStatus,
} from "volarb/venue";

const request: OrderRequest = {
  clientOrderId: "1",
  symbol: "BTCUSDT",
  side: "buy",
  type: "limit",
  quantity: 5,
  price: 100,
};
const plain = (
  type: "submitted" | "accepted" | "pendingUpdate" | "pendingCancel",
): OrderEvent => ({ type, clientOrderId: "1", time: 0 });
const reasoned = (
  type:
    | "rejected"
    | "canceled"
    | "cancelRejected"
    | "modifyRejected"
    | "denied",
): OrderEvent => ({ type, clientOrderId: "1", time: 0, reason: "" });
const filled = (quantity: number, price = 100): OrderEvent => ({
  type: "filled",
  clientOrderId: "1",
  time: 0,
  fill: { quantity, price } as Fill,
});

Deno.test("an order is filled in parts at a mean price", () => {
  const order = new Order(request);
  order.apply(plain("submitted"));
  order.apply(plain("accepted"));
  assert.ok(Number.isNaN(order.averagePrice));
  order.apply(filled(2, 100));
  assert.equal(order.status, "partiallyFilled");
  assert.equal(order.leavesQuantity, 3);
  order.apply(filled(3, 95));
  assert.equal(order.status, "filled");
  assert.equal(order.averagePrice, 97);
  assert.equal(order.isOpen, false);
});

Deno.test("an order cannot be filled with more than is left, or nothing", () => {
  for (const quantity of [6, 0, -1, NaN]) {
    const order = new Order(request);
    order.apply(plain("submitted"));
    assert.throws(() => order.apply(filled(quantity)), {
      name: "RangeError",
      message: new RegExp(`\\(0, 5\\]: current value is ${quantity}`),
    });
  }
});

Deno.test("a request that is refused leaves the order as it was before it", () => {
  const order = new Order(request);
  order.apply(plain("submitted"));
  order.apply(plain("pendingCancel"));
  order.apply(plain("accepted"));
  assert.equal(order.status, "pendingCancel");
  order.apply(reasoned("cancelRejected"));
  assert.equal(order.status, "accepted");
  order.apply(plain("pendingUpdate"));
  order.apply(plain("pendingCancel"));
  order.apply(reasoned("cancelRejected"));
  assert.equal(order.status, "accepted");
});

Deno.test("a fill that was under way overtakes a cancel", () => {
  const order = new Order(request);
  for (const type of ["submitted", "accepted", "pendingCancel"] as const) {
    order.apply(plain(type));
  }
  order.apply(filled(2));
  assert.equal(order.status, "partiallyFilled");
  order.apply(reasoned("canceled"));
  assert.equal(order.status, "canceled");
  assert.equal(order.filledQuantity, 2);
  assert.throws(() => order.apply(filled(1)), /may follow canceled/);
});

Deno.test("an update changes the terms and ends the request", () => {
  const order = new Order(request);
  for (const type of ["submitted", "accepted", "pendingUpdate"] as const) {
    order.apply(plain(type));
  }
  order.apply({
    type: "updated",
    clientOrderId: "1",
    time: 7,
    quantity: 9,
    price: 101,
    triggerPrice: NaN,
  });
  assert.equal(order.status, "accepted");
  assert.deepEqual([order.quantity, order.price, order.lastTime], [9, 101, 7]);
});

Deno.test("what is closed stays closed, and nothing fills before it is sent", () => {
  const closed: OrderStatus[] = [
    "denied",
    "rejected",
    "canceled",
    "expired",
    "filled",
  ];
  for (const status of closed) {
    for (
      const event of ["filled", "accepted", "canceled", "updated"] as const
    ) {
      assert.equal(mayHappen(status, event), false, `${status} ${event}`);
    }
  }
  assert.ok(!mayHappen("initialized", "filled"));
  assert.ok(!mayHappen("emulated", "filled"));
  assert.ok(mayHappen("released", "denied"));
});

Deno.test("terms that no venue could read are refused with the rule", () => {
  const cases: [Partial<OrderRequest>, RegExp][] = [
    [{ quantity: NaN }, /quantity must be above 0 .* NaN/],
    [{ quantity: -1 }, /quantity must be above 0 .* -1/],
    [{ price: undefined }, /price must be a number of ticks for a limit/],
    [{ price: NaN }, /price must be a number .* NaN/],
    [{ type: "market" }, /price must be left out for a market order/],
    [{ type: "stopLimit" }, /triggerPrice must be a number/],
    [{ triggerPrice: 3 }, /triggerPrice must be left out for a limit order/],
    [{ timeInForce: "GTD" }, /expireTime must be given/],
    [{ expireTime: 5 }, /expireTime must be left out/],
    [{ timeInForce: "GTD", expireTime: NaN }, /expireTime must be finite/],
    [
      { postOnly: true, timeInForce: "IOC" },
      /postOnly must be left out for IOC/,
    ],
    [{ side: "hold" as "buy" }, /side must be one of "buy", "sell"/],
    [{ type: "iceberg" as "limit" }, /type must be one of/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => new Order({ ...request, ...change }), {
      name: "RangeError",
      message,
    });
  }
});

Deno.test("another order's event is refused", () => {
  const order = new Order(request);
  assert.throws(
    () => order.apply({ type: "submitted", clientOrderId: "2", time: 0 }),
    /current value is 2/,
  );
});
