import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  type RiskAccount,
  RiskEngine,
  type RiskInstrument,
  type RiskLimits,
  riskLimits,
  type RiskOrder,
} from "volarb/risk";
import { DAY } from "volarb/time";

/** A symbol at 100 ticks of 1 and lots of 1: a lot is worth 100. */
function instrument(changes: Partial<RiskInstrument> = {}): RiskInstrument {
  return {
    tickSize: 1,
    lotSize: 1,
    position: 0,
    openBuys: 0,
    openSells: 0,
    mark: 100,
    bid: 99,
    ask: 101,
    quoteTime: 0,
    ...changes,
  };
}

function account(
  instruments: Record<string, Partial<RiskInstrument>> = { A: {} },
  equity = 10_000,
): RiskAccount {
  return {
    equity,
    instruments: new Map(
      Object.entries(instruments).map((
        [symbol, changes],
      ) => [symbol, instrument(changes)]),
    ),
  };
}

function order(changes: Partial<RiskOrder> = {}): RiskOrder {
  return {
    symbol: "A",
    side: 1,
    quantity: 10,
    price: NaN,
    reduceOnly: false,
    time: 0,
    ...changes,
  };
}

/** Verdict, lots, rule, limit and value. */
function ask(
  limits: RiskLimits,
  changes: Partial<RiskOrder> = {},
  held: RiskAccount = account(),
): (string | number)[] {
  const verdict = new RiskEngine(limits).check(order(changes), held);
  const { limit, value, quantity, rule } = verdict;
  return [verdict.verdict, quantity, rule, limit, value];
}

Deno.test("an order without a limit against it passes whole", () => {
  assert.deepEqual(ask({}), ["pass", 10, "none", NaN, NaN]);
});

Deno.test("an order that is none is refused by its form", () => {
  for (const quantity of [0, -1, 0.5, NaN, Infinity]) {
    assert.deepEqual(ask({}, { quantity }).slice(0, 3), ["refuse", 0, "form"]);
  }
  for (const price of [0, -5, 99.5, Infinity]) {
    assert.deepEqual(ask({}, { price }).slice(0, 3), ["refuse", 0, "form"]);
  }
  assert.equal(ask({}, { side: 0 as 1 })[2], "form");
  assert.equal(ask({}, { time: NaN })[2], "form");
});

Deno.test("an order beyond the collar is refused on either side, at the market never", () => {
  const limits = { priceCollar: 0.05 };
  assert.equal(ask(limits, { price: 105 })[0], "pass");
  assert.deepEqual(ask(limits, { price: 106 }).slice(0, 4), [
    "refuse",
    0,
    "priceCollar",
    0.05,
  ]);
  assert.equal(ask(limits, { price: 94 })[2], "priceCollar");
  assert.equal(ask(limits)[0], "pass");
});

Deno.test("limits of an order's size clip it to whole lots", () => {
  assert.deepEqual(ask({ maxOrderQuantity: { A: 4 } }), [
    "clip",
    4,
    "orderQuantity",
    4,
    10,
  ]);
  assert.equal(ask({ maxOrderQuantity: { B: 4 } })[0], "pass");
  assert.deepEqual(ask({ maxOrderNotional: 750 }), [
    "clip",
    7,
    "orderNotional",
    750,
    1000,
  ]);
  assert.equal(ask({ maxOrderNotional: 750 }, { price: 125 })[1], 6);
});

Deno.test("a notional that is a whole number of lots but for rounding is one", () => {
  const held = account({ A: { lotSize: 0.001, tickSize: 0.1, mark: 3 } });
  const verdict = ask({ maxOrderNotional: 0.0009 }, { quantity: 9 }, held);
  assert.deepEqual(verdict.slice(0, 2), ["clip", 3]);
});

Deno.test("exposures count what is held, what works and what is asked for", () => {
  const held = account({ A: { position: 3, openBuys: 2 } });
  assert.deepEqual(ask({ maxSymbolExposure: 1000 }, {}, held), [
    "clip",
    5,
    "symbolExposure",
    1000,
    1500,
  ]);
  // Selling 10 of 3 leaves 7 short.
  assert.equal(
    ask({ maxSymbolExposure: 1000 }, { side: -1 }, held)[0],
    "pass",
  );
  const two = account({
    A: { position: 2 },
    B: { position: -5, openSells: 1 },
  });
  assert.deepEqual(ask({ maxGrossExposure: 1300 }, {}, two), [
    "clip",
    5,
    "grossExposure",
    1300,
    1800,
  ]);
  assert.deepEqual(ask({ maxNetExposure: 400 }, {}, two), [
    "clip",
    7,
    "netExposure",
    400,
    700,
  ]);
  assert.deepEqual(ask({ maxLeverage: 2 }, {}, account({ A: {} }, 300)), [
    "clip",
    6,
    "leverage",
    600,
    1000,
  ]);
  assert.equal(
    ask({ maxLeverage: 2 }, {}, account({ A: {} }, -1))[0],
    "refuse",
  );
});

Deno.test("an order up to the size of the other side adds nothing to the gross exposure", () => {
  const held = account({ A: { position: -8 } });
  assert.deepEqual(
    ask({ maxGrossExposure: 800 }, { quantity: 20 }, held).slice(0, 3),
    ["clip", 16, "grossExposure"],
  );
});

Deno.test("the tightest of several limits is named last and holds", () => {
  const limits = {
    maxOrderQuantity: { A: 9 },
    maxOrderNotional: 800,
    maxGrossExposure: 300,
    maxLeverage: 1,
  };
  assert.deepEqual(ask(limits).slice(0, 3), ["clip", 3, "grossExposure"]);
});

Deno.test("what is left below the venue's minimum is refused, unless it reduces", () => {
  const held = account({ A: { minNotional: 500, minQuantity: 2 } });
  assert.deepEqual(ask({ maxOrderNotional: 450 }, {}, held), [
    "refuse",
    0,
    "minimum",
    500,
    400,
  ]);
  assert.equal(ask({ maxOrderQuantity: { A: 1 } }, {}, held)[2], "minimum");
  const short = account({ A: { minNotional: 500, position: -3 } });
  assert.equal(ask({}, { quantity: 3 }, short)[0], "pass");
});

Deno.test("positions grow neither at stale quotes nor at wide spreads, and shrink at both", () => {
  const limits = { maxQuoteAge: 1000, maxSpread: 0.01 };
  assert.deepEqual(ask(limits, { time: 1001 }), [
    "refuse",
    0,
    "staleQuote",
    1000,
    1001,
  ]);
  assert.deepEqual(ask(limits, { time: 1000 }), [
    "refuse",
    0,
    "wideSpread",
    0.01,
    0.02,
  ]);
  assert.equal(
    ask(limits, {}, account({ A: { quoteTime: NaN } }))[2],
    "staleQuote",
  );
  const nothing = account({ A: { bid: NaN, ask: NaN } });
  assert.equal(ask({ maxSpread: 0.1 }, {}, nothing)[2], "wideSpread");
  const short = account({ A: { position: -10 } });
  assert.equal(ask(limits, { time: 5000 }, short)[0], "pass");
  assert.equal(ask(limits, { time: 5000, quantity: 11 }, short)[0], "refuse");
});

Deno.test("a symbol that cannot be valued takes no order that a size limit would measure", () => {
  const nothing = account({ A: { bid: NaN, ask: NaN, mark: NaN } });
  for (
    const limits of [
      { maxOrderNotional: 1e9 },
      { maxSymbolExposure: 1e9 },
      { maxGrossExposure: 1e9 },
      { maxNetExposure: 1e9 },
      { maxLeverage: 100 },
    ]
  ) assert.equal(ask(limits, {}, nothing)[0], "refuse");
  const other = account({ A: {}, B: { mark: NaN, bid: NaN, position: 1 } });
  assert.equal(ask({ maxGrossExposure: 1e9 }, {}, other)[0], "refuse");
  assert.equal(ask({ maxNetExposure: 1e9 }, {}, other)[0], "refuse");
});

Deno.test("an order that may only reduce is clipped to what is held and not on its way out", () => {
  const held = account({ A: { position: -8, openBuys: 3 } });
  assert.deepEqual(ask({}, { reduceOnly: true }, held), [
    "clip",
    5,
    "reduceOnly",
    5,
    10,
  ]);
  assert.deepEqual(
    ask({}, { reduceOnly: true, side: -1 }, held).slice(0, 3),
    ["refuse", 0, "reduceOnly"],
  );
});

Deno.test("the rate counts what was let through within the interval", () => {
  const engine = new RiskEngine({ orderRate: { count: 2, interval: 100 } });
  const at = (time: number) => engine.check(order({ time }), account()).rule;
  assert.deepEqual(
    [0, 10, 99, 100, 105, 110, 111].map(at),
    ["none", "none", "orderRate", "none", "orderRate", "none", "orderRate"],
  );
  const short = account({ A: { position: -50 } });
  assert.equal(engine.check(order({ time: 112 }), short).verdict, "pass");
});

Deno.test("a halted engine takes nothing, a reducing one what reduces", () => {
  const engine = new RiskEngine({});
  const short = account({ A: { position: -10 } });
  engine.setState("reducing", 0);
  assert.equal(engine.check(order(), account()).rule, "state");
  assert.equal(engine.check(order(), short).verdict, "pass");
  assert.equal(engine.check(order({ quantity: 11 }), short).rule, "state");
  engine.setState("halted", 1);
  assert.equal(engine.check(order(), short).rule, "state");
  engine.setState("active", 2);
  assert.equal(engine.check(order(), account()).verdict, "pass");
});

Deno.test("a drawdown beyond its limit kills: it says what closes everything, lets that pass, and halts once flat", () => {
  const engine = new RiskEngine({ maxDrawdown: 0.2 });
  const held = { A: { position: 4, openSells: 1 }, B: { position: -2 }, C: {} };
  assert.equal(engine.equity(0, account(held, 100)), undefined);
  assert.equal(engine.equity(1, account(held, 110)), undefined);
  assert.equal(engine.equity(2, account(held, 88)), undefined);
  const flatten = engine.equity(3, account(held, 87.9))!;
  assert.deepEqual(flatten.cancel, ["A"]);
  assert.deepEqual(
    flatten.orders.map((
      { symbol, side, quantity },
    ) => [symbol, side, quantity]),
    [["A", -1, 4], ["B", 1, 2]],
  );
  assert.deepEqual([engine.state, engine.cause], ["reducing", "drawdown"]);
  const canceled = account({ A: { position: 4 }, B: { position: -2 } }, 87.9);
  for (const close of flatten.orders) {
    assert.equal(engine.check(close, canceled).verdict, "pass");
  }
  assert.equal(engine.check(order(), canceled).rule, "state");
  assert.equal(engine.equity(4, canceled), undefined);
  engine.equity(5, account({ A: {}, B: {} }, 87));
  assert.equal(engine.state, "halted");
  engine.equity(DAY, account({ A: {} }, 87));
  assert.equal(engine.state, "halted");
  engine.setState("active", DAY);
  assert.equal(engine.equity(DAY + 1, account({ A: {} }, 86)), undefined);
  assert.equal(engine.state, "active");
});

Deno.test("a kill by hand of a flat account halts at once", () => {
  const engine = new RiskEngine({});
  assert.deepEqual(engine.kill(0, account({ A: { openBuys: 1 } })), {
    cancel: ["A"],
    orders: [],
  });
  assert.deepEqual([engine.state, engine.cause], ["halted", "kill"]);
});

Deno.test("a daily loss only lets positions shrink until the next UTC day", () => {
  const engine = new RiskEngine({ maxDailyLoss: 0.05 });
  engine.equity(DAY, account({}, 100));
  engine.equity(DAY + 1, account({}, 120));
  engine.equity(DAY + 2, account({}, 96));
  assert.equal(engine.state, "active");
  engine.equity(DAY + 3, account({}, 94));
  assert.deepEqual([engine.state, engine.cause], ["reducing", "dailyLoss"]);
  engine.equity(2 * DAY - 1, account({}, 120));
  assert.equal(engine.state, "reducing");
  engine.equity(2 * DAY, account({}, 94));
  assert.equal(engine.state, "active");
});

Deno.test("every decision is in the log, with its rule and its numbers", () => {
  const engine = new RiskEngine({ maxLeverage: 0.05, priceCollar: 0.1 });
  for (let k = 0; k < 100; k++) {
    engine.check(order({ time: k, quantity: 5 }), account());
    engine.check(order({ time: k }), account());
    engine.check(order({ time: k, price: 200, side: -1 }), account());
  }
  engine.setState("halted", 100);
  const log = engine.audit.columns();
  assert.equal(engine.audit.length, 301);
  assert.deepEqual(log.outcome.slice(-4), ["pass", "clip", "refuse", "state"]);
  assert.deepEqual(log.rule.slice(-4), [
    "none",
    "leverage",
    "priceCollar",
    "none",
  ]);
  assert.deepEqual([...log.asked.slice(-4)], [5, 10, 10, NaN]);
  assert.deepEqual([...log.allowed.slice(-4)], [5, 5, 0, NaN]);
  assert.deepEqual([...log.limit.slice(-4)], [NaN, 500, 0.1, NaN]);
  assert.deepEqual([...log.value.slice(-4)], [NaN, 1000, 1, NaN]);
  assert.deepEqual([...log.side.slice(-4)], [1, 1, -1, 0]);
  assert.deepEqual([...log.price.slice(-4)], [NaN, NaN, 200, NaN]);
  assert.deepEqual(log.symbol.slice(-2), ["A", ""]);
  assert.deepEqual([...log.time.slice(-2)], [99, 100]);
});

const someLimits: fc.Arbitrary<RiskLimits> = fc.record({
  maxOrderQuantity: fc.constant({ A: 12 }),
  maxOrderNotional: fc.integer({ min: 100, max: 3000 }),
  maxSymbolExposure: fc.integer({ min: 100, max: 3000 }),
  maxGrossExposure: fc.integer({ min: 100, max: 5000 }),
  maxNetExposure: fc.integer({ min: 100, max: 3000 }),
  maxLeverage: fc.double({ min: 0.1, max: 3, noNaN: true }),
}, { requiredKeys: [] });
const lots = fc.integer({ min: -20, max: 20 });
const open = fc.integer({ min: 0, max: 10 });
const books = fc.record({ position: lots, openBuys: open, openSells: open });
const orders = fc.record({
  side: fc.constantFrom(1 as const, -1 as const),
  quantity: fc.integer({ min: 1, max: 40 }),
  reduceOnly: fc.boolean(),
});

Deno.test("what a limit lets through is within it, and an order that reduces is let through", () => {
  fc.assert(fc.property(someLimits, books, books, orders, (limits, a, b, o) => {
    const held = account({ A: a, B: b }, 2000);
    const { verdict, quantity, rule } = new RiskEngine(limits)
      .check(order(o), held);
    assert.ok(quantity >= 0 && quantity <= o.quantity);
    assert.equal(verdict === "pass", quantity === o.quantity);
    assert.equal(verdict === "refuse", quantity === 0);
    assert.equal(rule === "none", verdict === "pass");
    const before = o.side > 0
      ? a.position + a.openBuys
      : a.openSells - a.position;
    const after = before + quantity;
    const most = limits.maxSymbolExposure ?? Infinity;
    if (verdict !== "refuse" && after > 0) assert.ok(100 * after <= most);
    if (!o.reduceOnly && o.quantity <= -before && o.quantity <= 12) {
      assert.equal(verdict, "pass");
    }
  }));
});

Deno.test("buying and selling are each other's mirror image", () => {
  fc.assert(fc.property(someLimits, books, books, orders, (limits, a, b, o) => {
    const turn = (x: typeof a) => ({
      position: 0 - x.position,
      openBuys: x.openSells,
      openSells: x.openBuys,
    });
    const one = ask(limits, o, account({ A: a, B: b }, 2000));
    const other = ask(
      limits,
      { ...o, side: o.side > 0 ? -1 : 1 },
      account({ A: turn(a), B: turn(b) }, 2000),
    );
    assert.deepEqual(one, other);
  }));
});

Deno.test("a tighter limit never lets more through", () => {
  fc.assert(fc.property(
    books,
    orders,
    fc.integer({ min: 100, max: 3000 }),
    fc.integer({ min: 0, max: 1000 }),
    (a, o, limit, more) => {
      const held = account({ A: a }, 2000);
      const allowed = (maxGrossExposure: number) =>
        ask({ maxGrossExposure }, o, held)[1] as number;
      assert.ok(allowed(limit) <= allowed(limit + more));
    },
  ));
});

Deno.test("RiskEngine goes on from a save as it would have", () => {
  const limits: RiskLimits = {
    orderRate: { count: 3, interval: 10 },
    maxDrawdown: 0.5,
    maxDailyLoss: 0.1,
  };
  const steps = Array.from({ length: 60 }, (_, k) => ({
    time: 3 * k + (k % 7),
    equity: 100 + 10 * Math.sin(k) - k,
  })).sort((a, b) => a.time - b.time);
  const whole = new RiskEngine(limits);
  let saved = new RiskEngine(limits);
  for (const { time, equity } of steps) {
    const held = account({ A: { position: 1 } }, equity);
    assert.deepEqual(saved.equity(time, held), whole.equity(time, held));
    const expected = { ...whole.check(order({ time }), held) };
    assert.deepEqual(saved.check(order({ time }), held), expected);
    saved = RiskEngine.from(JSON.parse(JSON.stringify(saved)));
    assert.deepEqual([saved.state, saved.cause], [whole.state, whole.cause]);
  }
});

Deno.test("limits come through JSON, and what is none is refused by name", () => {
  const limits: RiskLimits = {
    maxOrderQuantity: { BTCUSDT: 100 },
    orderRate: { count: 50, interval: 1e6 },
    maxDrawdown: 0.2,
    maxDailyLoss: 0.05,
  };
  assert.deepEqual(riskLimits(JSON.parse(JSON.stringify(limits))), limits);
  const refuse = (limits: unknown, name: string, message: RegExp) =>
    assert.throws(() => riskLimits(limits), { name, message });
  refuse({ maxDrawDown: 0.2 }, "TypeError", /current value is maxDrawDown/);
  refuse({ orderRate: { count: 1, per: 2 } }, "TypeError", /is per/);
  refuse(null, "TypeError", /limits must be an object: current value is null/);
  refuse([], "TypeError", /limits must be an object/);
  refuse(
    { maxDailyLoss: 0.3, maxDrawdown: 0.2 },
    "RangeError",
    /maxDailyLoss must be at most maxDrawdown: current values are 0.3 and 0.2/,
  );
  refuse({ maxLeverage: NaN }, "RangeError", /maxLeverage must be positive/);
  refuse({ maxSpread: 1 }, "RangeError", /maxSpread must be in \(0, 1\)/);
  refuse({ maxLeverage: "3" }, "RangeError", /current value is 3/);
  refuse(
    { orderRate: { count: 0, interval: 5 } },
    "RangeError",
    /orderRate.count must be an integer of at least 1: current value is 0/,
  );
  refuse(
    { maxOrderQuantity: { A: 1.5 } },
    "RangeError",
    /maxOrderQuantity.A must be an integer/,
  );
});

Deno.test("RiskEngine names what it cannot take", () => {
  const engine = new RiskEngine({});
  assert.throws(() => engine.check(order({ symbol: "Z" }), account()), {
    name: "RangeError",
    message:
      "Cannot check an order as its symbol must be one of the account: current value is Z",
  });
  assert.throws(() => engine.equity(0, account({}, NaN)), {
    name: "RangeError",
    message: /equity must be finite: current value is NaN/,
  });
  assert.throws(() => engine.setState("off" as "halted", 0), {
    name: "RangeError",
    message: /state must be active, reducing, halted: current value is off/,
  });
  assert.throws(() => RiskEngine.from({ ...engine.toJSON(), sent: [1] }), {
    name: "RangeError",
    message: /sent must be at most as long as the rate counts/,
  });
});
