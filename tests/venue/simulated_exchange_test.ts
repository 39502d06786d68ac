import assert from "node:assert/strict";
import { DataError } from "volarb/errors";
import { HOUR } from "volarb/time";
import {
  noFees,
  Order,
  type OrderRequest,
  SimulatedExchange,
  type VenueBar,
  type VenueOptions,
} from "volarb/venue";
import { openExchange, unitContract } from "./random_market.ts";

const bar: VenueBar = {
  openTime: 0,
  closeTime: 60,
  open: 100,
  high: 102,
  low: 99,
  close: 101,
  volume: 10,
};

function order(change: Partial<OrderRequest> = {}): Order {
  return new Order({
    clientOrderId: "A",
    symbol: "X",
    side: "buy",
    type: "market",
    quantity: 1,
    ...change,
  });
}

Deno.test("time that runs backwards is refused by every method", () => {
  const { exchange } = openExchange();
  exchange.quote(0, 100, 99, 1, 100, 1);
  const calls: (() => void)[] = [
    () => exchange.quote(0, 99, 99, 1, 100, 1),
    () => exchange.trade(0, 99, 99, 1, 1),
    () => exchange.mark(0, 99, 100),
    () => exchange.fundingRate(0, 99, 0.0001, 8),
    () => exchange.submit(order(), 99),
    () => exchange.modify("A", { price: 1 }, 99),
    () => exchange.cancel("A", 99),
    () => exchange.advance(99),
    () => exchange.bar(0, { ...bar, openTime: 0, closeTime: 99 }),
  ];
  for (const call of calls) {
    assert.throws(call, {
      name: "RangeError",
      message:
        "Cannot take a record as time must not run backwards from 100: current value is 99",
    });
  }
  assert.throws(
    () => exchange.quote(0, NaN, 99, 1, 100, 1),
    /current value is NaN/,
  );
  assert.equal(exchange.time, 100);
});

Deno.test("a contract that the venue does not have is refused", () => {
  const { exchange } = openExchange();
  for (
    const call of [
      () => exchange.quote(1, 0, 99, 1, 100, 1),
      () => exchange.trade(-1, 0, 99, 1, 1),
      () => exchange.mark(7, 0, 99),
      () => exchange.bar(1, bar),
    ]
  ) assert.throws(call, /must be one of 1: current value is (1|-1|7)$/);
  assert.equal(exchange.indexOf("X"), 0);
  assert.throws(() => exchange.indexOf("Y"), /one of X: current value is Y/);
});

Deno.test("data that could not be a market are refused", () => {
  const { exchange } = openExchange();
  assert.throws(() => exchange.quote(0, 1, 101, 1, 100, 1), {
    name: "DataError",
    message: /bid must not be above the ask: current value is 101 over 100/,
  });
  for (const price of [0, -1, NaN, Infinity]) {
    assert.throws(
      () => exchange.mark(0, 1, price),
      new RegExp(`above 0 and finite: current value is ${price}`),
    );
  }
  for (
    const change of [
      { high: 100 },
      { low: 100.5 },
      { volume: -1 },
      { openTime: 60 },
      { close: NaN },
    ]
  ) {
    assert.throws(() => exchange.bar(0, { ...bar, ...change }), DataError);
  }
});

Deno.test("a locked quote is a quote", () => {
  const { exchange, events } = openExchange();
  exchange.submit(order(), 1);
  exchange.quote(0, 2, 100, 1, 100, 1);
  assert.equal(events.at(-1)!.type, "filled");
});

Deno.test("a contract has bars or quotes, not both", () => {
  const { exchange } = openExchange();
  exchange.bar(0, bar);
  exchange.quote(0, 70, 99, 1, 100, 1);
  assert.throws(
    () => exchange.bar(0, { ...bar, openTime: 60, closeTime: 120 }),
    /bars or quotes, not both: current value is a bar at 120/,
  );
});

function funded(change: Partial<VenueOptions> = {}) {
  return openExchange({
    specs: [unitContract("X", { funding: [{ from: 0, hours: 8 }] })],
    ...change,
  });
}

Deno.test("a settlement with a position and no rate ends the run", () => {
  const { exchange } = funded();
  exchange.quote(0, HOUR, 99, 1, 100, 1);
  exchange.submit(order(), HOUR);
  exchange.quote(0, 2 * HOUR, 99, 1, 100, 1);
  // Within a minute of the settlement the rate may still come.
  exchange.quote(0, 8 * HOUR + 60e6, 99, 1, 100, 1);
  assert.throws(() => exchange.quote(0, 8 * HOUR + 60e6 + 1, 99, 1, 100, 1), {
    name: "DataError",
    message:
      /funding of X at 28800000000 .* must be in the data: there is none within 60 s/,
  });
});

Deno.test("a rate that is no number is a missing one", () => {
  const { exchange } = funded();
  exchange.quote(0, HOUR, 99, 1, 100, 1);
  exchange.submit(order(), HOUR);
  exchange.quote(0, 2 * HOUR, 99, 1, 100, 1);
  assert.throws(() => exchange.fundingRate(0, 8 * HOUR, NaN, 8), DataError);
});

Deno.test("a settlement with a position and no price ends the run", () => {
  const { exchange } = funded();
  exchange.trade(0, HOUR, 100, 1, 1);
  exchange.submit(order(), HOUR);
  exchange.trade(0, 2 * HOUR, 100, 1, 1);
  assert.throws(() => exchange.advance(8 * HOUR), {
    name: "DataError",
    message: /mark price or quotes: it has neither/,
  });
});

Deno.test("on bars alone funding takes the last close, and says so", () => {
  const { exchange, events } = funded();
  exchange.submit(order(), 0);
  const close = 8 * HOUR - 60e6;
  exchange.bar(0, { ...bar, openTime: close - 60e6, closeTime: close });
  exchange.fundingRate(0, 8 * HOUR + 5000, 0.01, 8);
  const event = events.at(-1)!;
  assert.ok(event.type === "funding");
  assert.deepEqual(
    [event.priceSource, event.price, event.amount],
    ["last", 101, -101_000_000n],
  );
});

Deno.test("a fill of the bar before a settlement is held across it", () => {
  const { exchange, events } = funded();
  exchange.submit(order(), 0);
  exchange.bar(0, {
    ...bar,
    openTime: 8 * HOUR - 60e6,
    closeTime: 8 * HOUR,
  });
  exchange.fundingRate(0, 8 * HOUR, 0.01, 8);
  assert.deepEqual(events.map(({ type }) => type), [
    "accepted",
    "filled",
    "funding",
  ]);
});

Deno.test("a rate a little before its settlement waits for it", () => {
  const { exchange, events } = funded();
  exchange.quote(0, HOUR, 99, 1, 101, 1);
  exchange.submit(order(), HOUR);
  exchange.fundingRate(0, 8 * HOUR - 3000, 0.01, 8);
  exchange.quote(0, 8 * HOUR - 2000, 99, 1, 101, 1);
  exchange.advance(8 * HOUR);
  const event = events.at(-1)!;
  assert.ok(event.type === "funding");
  assert.deepEqual([event.time, event.price], [8 * HOUR, 100]);
});

Deno.test("funding is paid once, however often its rate comes (alg-funding)", () => {
  const { exchange, events } = funded();
  exchange.quote(0, HOUR, 99, 1, 101, 1);
  exchange.submit(order(), HOUR);
  exchange.quote(0, 2 * HOUR, 99, 1, 101, 1);
  for (const delay of [0, 4, 8]) {
    exchange.fundingRate(0, 8 * HOUR + delay, 0.01, 8);
  }
  assert.equal(events.filter(({ type }) => type === "funding").length, 1);
});

Deno.test("what a long pays a short receives, to the last unit", () => {
  const [paid, received] = (["buy", "sell"] as const).map((side) => {
    const { exchange, events } = funded();
    exchange.submit(order({ side, quantity: 7 }), HOUR);
    exchange.quote(0, 2 * HOUR, 99, 9, 100, 9);
    exchange.mark(0, 7 * HOUR, 99.87654321);
    exchange.fundingRate(0, 8 * HOUR, 0.00012345, 8);
    const event = events.at(-1)!;
    assert.ok(event.type === "funding");
    return event.amount;
  });
  // 7 x 99.87654321 x 0.00012345 = 0.08630831...
  assert.equal(paid, -8_630_831n);
  assert.equal(received, 8_630_831n);
});

Deno.test("settlements while the account is flat need no rate", () => {
  const { exchange, events } = funded();
  exchange.quote(0, HOUR, 99, 1, 101, 1);
  exchange.quote(0, 100 * HOUR, 99, 1, 101, 1);
  assert.equal(events.length, 0);
});

Deno.test("options that make no exchange are refused", () => {
  const cases: [Partial<VenueOptions>, RegExp][] = [
    [{ specs: [] }, /there must be a contract/],
    [{ specs: [unitContract(), unitContract()] }, /given once.* X/],
    [{ balance: 0 }, /balance must be positive .* 0/],
    [{ fillTiming: "last" as "next" }, /fillTiming must be one of/],
    [{ margin: { mode: "cross", leverage: 0 } }, /leverage of X .* 0/],
    [{ margin: { mode: "both" as "cross" } }, /margin mode must be one of/],
    [{ maxQuoteAge: -1 }, /maxQuoteAge must be at least 0/],
    [{ marginCall: 0 }, /marginCall must be in \(0, 1\]/],
    [{ priceProtection: NaN }, /priceProtection must be at least 0/],
    [{ maxOpenOrders: 0 }, /maxOpenOrders must be an integer/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() =>
      new SimulatedExchange({
        specs: [unitContract()],
        balance: 1,
        fees: noFees(),
        emit: () => {},
        ...change,
      }), { name: "RangeError", message });
  }
});

Deno.test("the exchange never writes to an order", () => {
  const { exchange } = openExchange();
  const mine = order();
  exchange.submit(mine, 1);
  exchange.quote(0, 2, 99, 5, 100, 5);
  assert.equal(mine.status, "initialized");
  assert.equal(mine.filledQuantity, 0);
  assert.equal(exchange.account.positions[0]!.lots, 1);
});

Deno.test("the exchange is idle without open orders and positions", () => {
  const { exchange } = openExchange();
  assert.ok(exchange.idle);
  exchange.submit(order(), 1);
  assert.ok(!exchange.idle);
  exchange.quote(0, 2, 99, 5, 100, 5);
  assert.ok(!exchange.idle);
  exchange.submit(order({ clientOrderId: "B", side: "sell" }), 3);
  exchange.quote(0, 4, 99, 5, 100, 4);
  assert.ok(exchange.idle);
});

Deno.test("100 ticks of price protection cap a market order at 1002.00", () => {
  // NautilusTrader: 100 points above 1001.00, ticks of one hundredth.
  const { exchange, events } = openExchange({ priceProtection: 100 });
  exchange.submit(order({ quantity: 500 }), 1);
  exchange.quote(0, 2, 100_000, 1, 100_100, 1);
  const fills = events.flatMap((event) =>
    event.type === "filled" ? [event.fill.price] : []
  );
  assert.equal(fills.length, 101);
  assert.equal(fills.at(-1), 100_200);
  assert.equal(events.at(-1)!.type, "expired");
});

Deno.test("a margin that could not be asked for before is asked for at the fill", () => {
  const { exchange, events } = openExchange({
    balance: 10,
    margin: { mode: "cross", leverage: 2 },
  });
  exchange.submit(order({ quantity: 3 }), 1);
  exchange.quote(0, 2, 99, 5, 100, 5);
  const event = events.at(-1)!;
  assert.ok(event.type === "expired");
  assert.equal(event.code, -2019);
});

Deno.test("the bands of mids miss no liquidation: every quote judged gives the same (alg-margin)", () => {
  // A walk that ends in a loss, with and without a mark price equal to each mid.
  const run = (marks: boolean) => {
    const { exchange, events } = openExchange({
      balance: 200,
      margin: { mode: "cross", leverage: 20 },
      specs: [
        unitContract("X", {
          brackets: [{
            notionalFloor: 0,
            notionalCap: 1e9,
            maintenanceRate: 0.01,
            maintenanceAmount: 0,
            maxLeverage: 50,
          }],
        }),
      ],
    });
    exchange.submit(order({ quantity: 20 }), 1);
    for (let k = 0; k < 400; k++) {
      const bid = 100 + Math.round(8 * Math.sin(k / 9) - k / 40);
      const time = 10 + 2 * k;
      exchange.quote(0, time, bid, 50, bid + 1, 50 + k % 3);
      if (marks) exchange.mark(0, time, bid + 0.5);
    }
    return events.flatMap((event) =>
      event.type === "liquidation" || event.type === "marginCall"
        ? [`${event.type} ${event.time}`]
        : []
    );
  };
  const judged = run(true);
  assert.ok(judged.some((line) => line.startsWith("liquidation")));
  assert.deepEqual(run(false), judged);
});
