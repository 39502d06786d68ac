import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  capacity,
  exposure,
  meanHoldingTime,
  participationCapacity,
  roundTrips,
  runCapacity,
  turnover,
} from "volarb/performance";
import { assertClose } from "../close.ts";

const fills = {
  time: Float64Array.of(0, 10, 20, 40, 50, 70),
  quantity: Float64Array.of(2, -1, 1, -5, 3, 1),
  price: Float64Array.of(100, 110, 105, 120, 110, 90),
  fee: Float64Array.of(1, 1, 1, 5, 3, 1),
};

Deno.test("roundTrips() closes a trade when the position is flat or turns", () => {
  const trips = roundTrips(fills);
  assert.deepEqual(trips.openTime, Float64Array.of(0, 40));
  assert.deepEqual(trips.closeTime, Float64Array.of(40, 50));
  assert.deepEqual(trips.side, Float64Array.of(1, -1));
  assert.deepEqual(trips.quantity, Float64Array.of(2, 3));
  assertClose(trips.entryPrice, [305 / 3, 120], 1e-14);
  assertClose(trips.exitPrice, [350 / 3, 110], 1e-14);
  assert.deepEqual(trips.fee, Float64Array.of(5, 6));
  assert.deepEqual(trips.profit, Float64Array.of(45 - 5, 30 - 6));
  assert.equal(trips.openQuantity, 1);
});

const anyFills = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.constantFrom(-3, -2, -1, 1, 2, 3),
    fc.integer({ min: 50, max: 150 }),
    fc.integer({ min: -2, max: 5 }),
  ),
  { maxLength: 30 },
).map((rows) => {
  let now = 0;
  return {
    time: Float64Array.from(rows, ([gap]) => now += gap),
    quantity: Float64Array.from(rows, ([, q]) => q),
    price: Float64Array.from(rows, ([, , p]) => p),
    fee: Float64Array.from(rows, ([, , , f]) => f),
  };
});

Deno.test("profits of trades and the cost of what is open sum to the cash flow", () => {
  fc.assert(fc.property(anyFills, (f) => {
    // Closed at 100 without a fee, everything is a trade.
    const rest = f.quantity.reduce((a, b) => a + b, 0);
    const add = rest === 0 ? [] : [[1 + (f.time.at(-1) ?? 0), -rest, 100, 0]];
    const with_ = (column: Float64Array, j: number) =>
      Float64Array.of(...column, ...add.map((row) => row[j]!));
    const all = {
      time: with_(f.time, 0),
      quantity: with_(f.quantity, 1),
      price: with_(f.price, 2),
      fee: with_(f.fee, 3),
    };
    const cash = all.quantity.reduce(
      (sum, q, i) => sum - q * all.price[i]! - all.fee[i]!,
      0,
    );
    const trips = roundTrips(all);
    assert.ok(Math.abs(trips.profit.reduce((a, b) => a + b, 0) - cash) < 1e-9);
    assert.equal(trips.openQuantity, 0);
    const feeSum = trips.fee.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(feeSum - all.fee.reduce((a, b) => a + b, 0)) < 1e-9);
    trips.closeTime.forEach((t, i) => {
      assert.ok(t >= trips.openTime[i]!);
      if (i > 0) assert.ok(trips.openTime[i]! >= trips.closeTime[i - 1]!);
    });
  }));
});

Deno.test("roundTrips() takes what decimals leave over as flat", () => {
  const trips = roundTrips({
    time: Float64Array.of(0, 1, 2, 3),
    quantity: Float64Array.of(0.1, 0.1, 0.1, -0.3),
    price: Float64Array.of(10, 10, 10, 11),
  });
  assert.equal(trips.profit.length, 1);
  assert.equal(trips.openQuantity, 0);
});

Deno.test("meanHoldingTime() is that of first in, first out", () => {
  fc.assert(fc.property(anyFills, (f) => {
    const lots: { time: number; quantity: number }[] = [];
    let held = 0;
    let opened = 0;
    const end = (f.time.at(-1) ?? 0) + 5;
    f.quantity.forEach((q, i) => {
      let rest = q;
      while (rest !== 0 && lots.length > 0 && lots[0]!.quantity * rest < 0) {
        const lot = lots[0]!;
        const size = Math.min(Math.abs(rest), Math.abs(lot.quantity));
        held += size * (f.time[i]! - lot.time);
        lot.quantity -= size * Math.sign(lot.quantity);
        rest -= size * Math.sign(rest);
        if (lot.quantity === 0) lots.shift();
      }
      if (rest !== 0) {
        lots.push({ time: f.time[i]!, quantity: rest });
        opened += Math.abs(rest);
      }
    });
    for (const lot of lots) held += Math.abs(lot.quantity) * (end - lot.time);
    const mean = meanHoldingTime(f, end);
    if (opened === 0) assert.ok(Number.isNaN(mean));
    else assert.ok(Math.abs(mean - held / opened) < 1e-9);
  }));
  assert.ok(Number.isNaN(meanHoldingTime({
    time: new Float64Array(0),
    quantity: new Float64Array(0),
    price: new Float64Array(0),
  })));
});

Deno.test("exposure() is over time, gross and net", () => {
  const found = exposure({
    net: Float64Array.of(0, 50, -100, 0),
    gross: Float64Array.of(0, 50, 300, 0),
    equity: Float64Array.of(100, 100, 200, 100),
  });
  assert.deepEqual(found, { timeShare: 0.5, gross: 0.5, net: 0, largest: 1.5 });
  assert.ok(
    Number.isNaN(
      exposure({ net: new Float64Array(0), equity: new Float64Array(0) }).gross,
    ),
  );
  const missing = exposure({
    net: Float64Array.of(NaN),
    equity: Float64Array.of(1),
  });
  assert.ok(Number.isNaN(missing.timeShare) && Number.isNaN(missing.largest));
});

Deno.test("turnover() counts both sides, per day", () => {
  const rate = turnover(fills, { meanEquity: 1000, span: 2 * 86_400e6 });
  assert.equal(rate, (200 + 110 + 105 + 600 + 330 + 90) / 2000);
  assert.equal(
    turnover({ quantity: new Float64Array(0), price: new Float64Array(0) }, {
      meanEquity: 1,
      span: 1,
    }),
    0,
  );
});

Deno.test("capacity() is where the profit curve is flat, and where it crosses zero", () => {
  for (const exponent of [0.5, 0.6, 1]) {
    const [profit, impactCost] = [7, 2];
    const curve = (m: number) =>
      m * (profit + impactCost) - m ** (1 + exponent) * impactCost;
    const { best, breakEven, bestProfit } = capacity({
      profit,
      impactCost,
      exponent,
    });
    assert.ok(Math.abs(curve(1) - profit) < 1e-12);
    assert.ok(Math.abs(curve(best) - bestProfit) < 1e-9);
    assert.ok(
      curve(best) > curve(best * 1.01) && curve(best) > curve(best * 0.99),
    );
    assert.ok(Math.abs(curve(breakEven)) < 1e-9 * bestProfit);
  }
  assert.deepEqual(capacity({ profit: -3, impactCost: 2 }), {
    best: 0,
    breakEven: 0,
    bestProfit: 0,
  });
});

Deno.test("runCapacity() is told where slippage is large enough to tell, each multiple by itself", () => {
  const run = (profit: number, slippage: number) => ({
    initialEquity: 100,
    equity: {
      time: Float64Array.of(1, 2),
      equity: Float64Array.of(90, 100 + profit),
    },
    components: {
      time: Float64Array.of(1, 2),
      columns: { slippage: Float64Array.of(-50, slippage) },
    },
  });
  // G = 9, C = 1: (2/3 · 9)² = 36 and 9² = 81.
  assert.deepEqual(runCapacity(run(8, -1)), {
    gross: 9,
    impactCost: 1,
    best: 36,
    breakEven: 81,
    bestProfit: 36 * 9 - 216,
  });
  // G = 12: 64 is within a hundred times, 144 is not.
  const wide = runCapacity(run(11, -1))!;
  assert.deepEqual([wide.best, wide.breakEven], [64, NaN]);
  const tiny = runCapacity(run(99, -1))!;
  assert.deepEqual([tiny.best, tiny.breakEven, tiny.bestProfit], [
    NaN,
    NaN,
    NaN,
  ]);
  assert.equal(runCapacity(run(-5, -1))!.best, 0);
  assert.equal(runCapacity(run(5, 0)), undefined);
  const { components: _, ...without } = run(5, -1);
  assert.equal(runCapacity(without), undefined);
});

Deno.test("participationCapacity() allows the share of exceptions that it is given", () => {
  const columns = {
    quantity: Float64Array.of(1, -2, 4, 1),
    volume: Float64Array.of(100, 100, 100, 1000),
  };
  const at = (exceptions: number) =>
    participationCapacity(columns, { share: 0.2, exceptions });
  assert.deepEqual([0, 0.25, 0.5, 0.75].map(at), [5, 10, 20, 200]);
  assert.equal(
    participationCapacity({
      quantity: new Float64Array(0),
      volume: new Float64Array(0),
    }, { share: 1 }),
    Infinity,
  );
});

Deno.test("fills and options out of range are refused", () => {
  const refused = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  const one = (change: object) => ({
    time: Float64Array.of(0),
    quantity: Float64Array.of(1),
    price: Float64Array.of(1),
    ...change,
  });
  refused(
    () => roundTrips(one({ quantity: Float64Array.of(0) })),
    /row 0 is 0/,
  );
  refused(
    () => roundTrips(one({ price: Float64Array.of(-1) })),
    /positive price: .* -1/,
  );
  refused(() => roundTrips(one({ fee: new Float64Array(2) })), /fee has 2/);
  refused(
    () => meanHoldingTime(one({}), -1),
    /last fill, 0: current value is -1/,
  );
  refused(() => turnover(one({}), { meanEquity: 0, span: 1 }), /meanEquity/);
  refused(() => capacity({ profit: 1, impactCost: 0 }), /impactCost/);
  refused(
    () =>
      participationCapacity({ quantity: fills.quantity, volume: fills.price }, {
        share: 0,
      }),
    /share/,
  );
  refused(
    () =>
      participationCapacity({ quantity: fills.quantity, volume: fills.price }, {
        share: 1,
        exceptions: 1,
      }),
    /exceptions/,
  );
  refused(
    () => exposure({ net: fills.time, equity: new Float64Array(1) }),
    /one length/,
  );
});
