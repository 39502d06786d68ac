import assert from "node:assert/strict";
import { tradeBars, TradeBarStream, type TradeClock } from "volarb/flow";
import { assertCausal } from "../close.ts";
import {
  asOfRow,
  head,
  randomTrades,
  rowNumbers,
  throughJson,
} from "./market.ts";

const three = {
  time: Float64Array.of(1, 2, 9),
  price: Float64Array.of(100, 50, 200),
  quantity: Float64Array.of(3, 8, 3),
  isBuyerMaker: Uint8Array.of(0, 1, 0),
};

Deno.test("tradeBars() on a value clock split the trade at its own price", () => {
  // 300 + 200 of 400; then 200 + 300 of 600; 300 is left.
  const bars = tradeBars(three, { kind: "value", value: 500 });
  assert.deepEqual(bars.quoteVolume, Float64Array.of(500, 500));
  assert.deepEqual(bars.volume, Float64Array.of(3 + 4, 4 + 1.5));
  assert.deepEqual(bars.buyVolume, Float64Array.of(3, 1.5));
  assert.deepEqual(bars.open, Float64Array.of(100, 50));
  assert.deepEqual(bars.close, Float64Array.of(50, 200));
  assert.deepEqual(bars.high, Float64Array.of(100, 200));
  assert.deepEqual(bars.low, Float64Array.of(50, 50));
  assert.deepEqual(bars.closeTime, Float64Array.of(2, 9));
  assert.deepEqual(bars.row, Int32Array.of(1, 2));
  assert.deepEqual(bars.count, Float64Array.of(2, 2));
});

Deno.test("tradeBars() on a value clock give every bar that one large trade fills", () => {
  const bars = tradeBars({
    time: Float64Array.of(5),
    price: Float64Array.of(2),
    quantity: Float64Array.of(35),
    isBuyerMaker: Uint8Array.of(0),
  }, { kind: "value", value: 20 });
  assert.deepEqual(bars.volume, Float64Array.of(10, 10, 10));
  assert.deepEqual(bars.buyVolume, bars.volume);
});

Deno.test("a value clock lose no turnover to rounding", () => {
  const trades = randomTrades(4000, 15);
  trades.quantity.forEach((q, i) => trades.quantity[i] = q / 1000);
  const turnover = trades.quantity.reduce(
    (sum, q, i) => sum + q * trades.price[i]!,
    0,
  );
  for (const value of [1000, 3333.3, 77_777]) {
    const bars = tradeBars(trades, { kind: "value", value });
    assert.ok(bars.quoteVolume.every((v) => v === value));
    assert.ok(Math.abs(bars.volume.length - turnover / value) <= 1 + 1e-6);
    assert.ok(bars.buyVolume.every((v, k) => v >= 0 && v <= bars.volume[k]!));
    assert.ok(
      bars.volume.every((v, k) =>
        v * bars.low[k]! <= value * (1 + 1e-9) &&
        v * bars.high[k]! >= value * (1 - 1e-9)
      ),
    );
  }
});

Deno.test("at a price of one a value clock is a volume clock", () => {
  const trades = randomTrades(900, 16);
  trades.price.fill(1);
  assert.deepEqual(
    tradeBars(trades, { kind: "value", value: 64 }),
    tradeBars(trades, { kind: "volume", volume: 64 }),
  );
});

Deno.test("TradeBarStream on a value clock agrees bit for bit across a save and load", () => {
  const trades = randomTrades(1500, 17);
  const clock: TradeClock = { kind: "value", value: 1e6 / 7 };
  const bars = tradeBars(trades, clock);
  assert.ok(bars.closeTime.length > 20);
  let stream = new TradeBarStream(clock);
  let k = 0;
  for (let i = 0; i < 1500; i++) {
    if (i % 101 === 0) stream = TradeBarStream.from(throughJson(stream));
    k += stream.update(
      trades.time[i]!,
      trades.price[i]!,
      trades.quantity[i]!,
      trades.isBuyerMaker[i]!,
    );
    assert.equal(stream.bars, k);
    if (k === 0) continue;
    for (
      const name of ["open", "close", "volume", "buyVolume", "count"] as const
    ) {
      assert.equal(stream[name], bars[name][k - 1]);
    }
  }
  assert.equal(k, bars.closeTime.length);
});

Deno.test("tradeBars() on a value clock use no trade that comes later", () => {
  const trades = randomTrades(90, 18);
  for (const name of ["close", "volume", "buyVolume"] as const) {
    assertCausal((rows) => {
      const n = rows.length;
      const bars = tradeBars(head(trades, n), { kind: "value", value: 2e6 });
      return asOfRow(bars[name], bars.row, n);
    }, rowNumbers(90));
  }
});

Deno.test("a value clock says how much its bar still takes at a price", () => {
  const stream = new TradeBarStream({ kind: "value", value: 500 });
  assert.equal(stream.roomAt(50), 10);
  stream.update(1, 100, 3, true);
  assert.equal(stream.roomAt(50), 4);
  assert.equal(
    new TradeBarStream({ kind: "ticks", count: 2 }).roomAt(1),
    Infinity,
  );
  assert.equal(new TradeBarStream({ kind: "volume", volume: 7 }).roomAt(3), 7);
});

Deno.test("a value clock refuses a value that is not positive, by name", () => {
  for (const value of [0, -1, NaN, Infinity]) {
    assert.throws(() => new TradeBarStream({ kind: "value", value }), {
      name: "RangeError",
      message: /value must be positive/,
    });
  }
});
