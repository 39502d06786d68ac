import assert from "node:assert/strict";
import * as fc from "fast-check";
import { type KlineTrades, tradeBars, tradeKlines } from "volarb/flow";
import {
  minuteKline,
  SimulatedContract,
  symbolParameters,
} from "volarb/simulate";
import { MILLISECOND, MINUTE } from "volarb/time";
import { randomTrades } from "./market.ts";

/** Four rows in minutes 0, 0, 2 and 2. */
const four: KlineTrades = {
  price: { integers: Int32Array.of(1003, 998, 1001, 1005), scale: 1 },
  quantity: { integers: Int32Array.of(250, 1, 40, 9), scale: 3 },
  firstTradeId: Float64Array.of(7, 10, 11, 14),
  lastTradeId: Float64Array.of(9, 10, 13, 20),
  eventTime: Float64Array.of(0, MINUTE - 1, 2 * MINUTE, 2 * MINUTE + 5),
  isBuyerMaker: Uint8Array.of(0, 1, 0, 1),
};

Deno.test("tradeKlines() of four rows", () => {
  const klines = tradeKlines(four);
  assert.equal(klines.rows, 3);
  assert.deepEqual(klines.openTime, Float64Array.of(0, MINUTE, 2 * MINUTE));
  assert.deepEqual(
    klines.closeTime,
    klines.openTime.map((t) => t + MINUTE - MILLISECOND),
  );
  assert.deepEqual(klines.open.integers, Float64Array.of(1003, 998, 1001));
  assert.deepEqual(klines.high.integers, Float64Array.of(1003, 998, 1005));
  assert.deepEqual(klines.low.integers, Float64Array.of(998, 998, 1001));
  assert.deepEqual(klines.close.integers, Float64Array.of(998, 998, 1005));
  assert.deepEqual(klines.volume.integers, Float64Array.of(251, 0, 49));
  assert.deepEqual(klines.takerBuyVolume.integers, Float64Array.of(250, 0, 40));
  assert.deepEqual(klines.count, Float64Array.of(4, 0, 10));
  assert.deepEqual(
    klines.quoteVolume.integers,
    Float64Array.of(1003 * 250 + 998, 0, 1001 * 40 + 1005 * 9),
  );
  assert.deepEqual(
    klines.takerBuyQuoteVolume.integers,
    Float64Array.of(1003 * 250, 0, 1001 * 40),
  );
  assert.equal(klines.close.scale, 1);
  assert.equal(klines.takerBuyVolume.scale, 3);
  assert.equal(klines.takerBuyQuoteVolume.scale, 4);
});

Deno.test("tradeKlines() are tradeBars() of ticks and lots", () => {
  const { time, price, quantity, isBuyerMaker } = randomTrades(3000, 21);
  const ticks = price.map((p) => Math.round(10 * p));
  const period = 700_000;
  const ids = time.map((_, i) => i);
  const klines = tradeKlines({
    price: { integers: ticks, scale: 1 },
    quantity: { integers: quantity, scale: 0 },
    firstTradeId: ids,
    lastTradeId: ids,
    eventTime: time,
    isBuyerMaker,
  }, { period });
  const bars = tradeBars({ time, price: ticks, quantity, isBuyerMaker }, {
    kind: "time",
    period,
  }, { until: klines.openTime.at(-1)! + period });
  assert.ok(klines.rows > 20);
  assert.deepEqual(klines.open.integers, bars.open);
  assert.deepEqual(klines.high.integers, bars.high);
  assert.deepEqual(klines.low.integers, bars.low);
  assert.deepEqual(klines.close.integers, bars.close);
  assert.deepEqual(klines.volume.integers, bars.volume);
  assert.deepEqual(klines.takerBuyVolume.integers, bars.buyVolume);
  assert.deepEqual(klines.quoteVolume.integers, bars.quoteVolume);
  assert.deepEqual(klines.count, bars.count);
});

Deno.test("lem-reconciliation: cutting rows into fills changes no kline while no row reaches over an edge", () => {
  const fill = fc.record({
    ticks: fc.integer({ min: 1, max: 10_000_000 }),
    lots: fc.integer({ min: 1, max: 1_000_000 }),
    fills: fc.integer({ min: 1, max: 5 }),
    wait: fc.integer({ min: 0, max: 90_000_000 }),
    sold: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(fill, { minLength: 1 }), (rows) => {
    let time = 0;
    let id = 5_000_000_000;
    const aggregates: number[][] = [];
    const fills: number[][] = [];
    for (const { ticks, lots, fills: pieces, wait, sold } of rows) {
      time += wait;
      const count = Math.min(pieces, lots);
      aggregates.push([ticks, lots, id, id + count - 1, time, Number(sold)]);
      for (let j = 0; j < count; j++) {
        const share = j === 0 ? lots - (count - 1) : 1;
        fills.push([ticks, share, id, id, time, Number(sold)]);
        id++;
      }
    }
    assert.deepEqual(
      tradeKlines(columns(aggregates)),
      tradeKlines(columns(fills)),
    );
  }));
});

/** Rows of price, quantity, first id, last id, time and flag as columns. */
function columns(rows: readonly (readonly number[])[]): KlineTrades {
  const column = (j: number) => Float64Array.from(rows, (row) => row[j]!);
  return {
    price: { integers: column(0), scale: 2 },
    quantity: { integers: column(1), scale: 3 },
    firstTradeId: column(2),
    lastTradeId: column(3),
    eventTime: column(4),
    isBuyerMaker: Uint8Array.from(column(5)),
  };
}

Deno.test("tradeKlines() of a minute are the simulated market's own", () => {
  const parameters = symbolParameters("BTCUSDT", { tradesPerDay: 20_000 });
  const contract = new SimulatedContract("BTCUSDT", parameters, {
    seed: 3,
    from: "2024-01-01",
  });
  let minutes = 0;
  for (const minute of contract.day()) {
    const { rows, priceTicks, lots, ...trades } = minute.trades;
    if (rows === 0) continue;
    const kline = minuteKline(minute.trades, NaN);
    const klines = tradeKlines({
      price: { integers: priceTicks.subarray(0, rows), scale: 1 },
      quantity: { integers: lots.subarray(0, rows), scale: 3 },
      firstTradeId: trades.firstTradeId.subarray(0, rows),
      lastTradeId: trades.lastTradeId.subarray(0, rows),
      eventTime: trades.eventTime.subarray(0, rows),
      isBuyerMaker: trades.isBuyerMaker.subarray(0, rows),
    });
    assert.equal(klines.rows, 1);
    assert.equal(klines.openTime[0], minute.openTime);
    assert.equal(klines.close.integers[0], kline.close);
    assert.equal(klines.high.integers[0], kline.high);
    assert.equal(klines.count[0], kline.count);
    minutes++;
  }
  assert.ok(minutes > 1000);
});

Deno.test("tradeKlines() of rows without trade ids know everything but their number", () => {
  const klines = tradeKlines({
    ...four,
    firstTradeId: Float64Array.of(NaN, NaN, NaN, NaN),
  });
  assert.deepEqual(klines.count, Float64Array.of(NaN, 0, NaN));
  assert.deepEqual(klines.volume, tradeKlines(four).volume);
});

Deno.test("tradeKlines() of nothing are nothing", () => {
  assert.equal(tradeKlines(columns([])).rows, 0);
});

Deno.test("tradeKlines() refuse what they cannot sum exactly, by name", () => {
  assert.throws(
    () => tradeKlines(columns([[2 ** 30, 2 ** 24, 1, 1, 0, 0]])),
    { name: "RangeError", message: /below 2\^53.*in bar 0/ },
  );
  assert.throws(
    () => tradeKlines({ ...four, eventTime: Float64Array.of(5, 4, 6, 7) }),
    { name: "RangeError", message: /time must not fall/ },
  );
  assert.throws(
    () => tradeKlines({ ...four, isBuyerMaker: Uint8Array.of(0, 1, 2, 0) }),
    { message: /isBuyerMaker must be 0 or 1/ },
  );
  assert.throws(
    () => tradeKlines({ ...four, lastTradeId: new Float64Array(3) }),
    { message: /lastTradeId has 3/ },
  );
  assert.throws(() => tradeKlines(four, { period: 0 }), {
    message: /period must be positive/,
  });
});
