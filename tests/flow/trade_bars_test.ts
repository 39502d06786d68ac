import assert from "node:assert/strict";
import {
  type TradeBars,
  tradeBars,
  TradeBarStream,
  type TradeClock,
  tradeFlowImbalance,
} from "volarb/flow";
import { assertCausal } from "../close.ts";
import {
  asOfRow,
  head,
  randomTrades,
  rowNumbers,
  throughJson,
} from "./market.ts";

const five = {
  time: Float64Array.of(1, 2, 3, 4, 12),
  price: Float64Array.of(100, 102, 99, 101, 103),
  quantity: Float64Array.of(4, 3, 5, 8, 10),
  isBuyerMaker: Uint8Array.of(0, 1, 0, 1, 0),
};

const clocks: TradeClock[] = [
  { kind: "time", period: 1_000_000 },
  { kind: "time", period: 700_001, origin: 1_699_999_998_000_000 },
  { kind: "ticks", count: 7 },
  { kind: "volume", volume: 50 },
  { kind: "volume", volume: 33.3 },
  { kind: "value", value: 140_001.7 },
];

Deno.test("tradeBars() on a volume clock split the trade that reaches over the edge", () => {
  const bars = tradeBars(five, { kind: "volume", volume: 10 });
  assert.deepEqual(bars.volume, Float64Array.of(10, 10, 10));
  assert.deepEqual(bars.buyVolume, Float64Array.of(7, 2, 10));
  assert.deepEqual(bars.row, Int32Array.of(2, 3, 4));
  assert.deepEqual(bars.open, Float64Array.of(100, 99, 103));
  assert.deepEqual(bars.high, Float64Array.of(102, 101, 103));
  assert.deepEqual(bars.low, Float64Array.of(99, 99, 103));
  assert.deepEqual(bars.close, Float64Array.of(99, 101, 103));
  assert.deepEqual(bars.count, Float64Array.of(3, 2, 1));
  assert.deepEqual(bars.quoteVolume, Float64Array.of(1003, 1006, 1030));
});

Deno.test("tradeBars() on a volume clock give every bar that one large trade fills", () => {
  const bars = tradeBars({
    time: Float64Array.of(5),
    price: Float64Array.of(100),
    quantity: Float64Array.of(35),
    isBuyerMaker: Uint8Array.of(1),
  }, { kind: "volume", volume: 10 });
  assert.deepEqual(tradeFlowImbalance(bars), Float64Array.of(-10, -10, -10));
  assert.deepEqual(bars.row, Int32Array.of(0, 0, 0));
});

Deno.test("tradeBars() on a clock of time are half-open and flat where there is no trade", () => {
  const bars = tradeBars(five, { kind: "time", period: 4, origin: 0 });
  assert.deepEqual(bars.closeTime, Float64Array.of(4, 8, 12));
  assert.deepEqual(bars.volume, Float64Array.of(12, 8, 0));
  assert.deepEqual(bars.close, Float64Array.of(99, 101, 101));
  assert.deepEqual(bars.open, Float64Array.of(100, 101, 101));
  assert.deepEqual(bars.row, Int32Array.of(2, 3, 3));
  const more = tradeBars(five, { kind: "time", period: 4, origin: 0 }, {
    until: 16,
  });
  assert.deepEqual(more.volume, Float64Array.of(12, 8, 0, 10));
});

Deno.test("tradeBars() on a clock of trades end with every k-th trade", () => {
  const bars = tradeBars(five, { kind: "ticks", count: 2 });
  assert.deepEqual(bars.volume, Float64Array.of(7, 13));
  assert.deepEqual(bars.closeTime, Float64Array.of(2, 4));
});

Deno.test("tradeBars() keep the volume of trades of decimal quantities", () => {
  const trades = randomTrades(4000, 5);
  trades.quantity.forEach((q, i) => trades.quantity[i] = q / 1000);
  const total = trades.quantity.reduce((sum, q) => sum + q, 0);
  const bars = tradeBars(trades, { kind: "volume", volume: 0.1 });
  assert.ok(bars.volume.every((v) => v === 0.1));
  assert.ok(Math.abs(bars.volume.length - total / 0.1) <= 1);
  assert.ok(bars.buyVolume.every((v) => v >= 0 && v <= 0.1));
});

Deno.test("TradeBarStream agrees bit for bit with tradeBars() across a save and load", () => {
  const trades = randomTrades(1500, 6);
  const names = [
    "closeTime",
    "open",
    "high",
    "low",
    "close",
    "volume",
    "buyVolume",
    "quoteVolume",
    "count",
  ] as const;
  for (const clock of clocks) {
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
      assert.equal(stream.ready, k > 0);
      if (k === 0) continue;
      for (const name of names) assert.equal(stream[name], bars[name][k - 1]);
      assert.equal(stream.value, 2 * bars.buyVolume[k - 1]! - stream.volume);
    }
    assert.equal(k, bars.closeTime.length);
    stream.reset();
    assert.deepEqual(stream.toJSON(), new TradeBarStream(clock).toJSON());
  }
});

Deno.test("a stream that was reset cuts the same bars from a given origin again", () => {
  const clock = { kind: "time", period: 10, origin: 5 } as const;
  const stream = new TradeBarStream(clock);
  assert.equal(stream.volume, NaN);
  const run = () => {
    const closes = [7, 18, 41].map((time) => {
      const completed = stream.update(time, 100, 1, false);
      return [completed, stream.closeTime, stream.nextClose];
    });
    return closes;
  };
  const first = run();
  assert.deepEqual(first, [[0, NaN, 15], [1, 15, 25], [2, 35, 45]]);
  stream.reset();
  assert.equal(stream.nextClose, 15);
  assert.deepEqual(run(), first);
});

Deno.test("tradeBars() use no trade that comes later", () => {
  const trades = randomTrades(90, 7);
  for (const clock of clocks) {
    for (const name of ["close", "buyVolume"] as (keyof TradeBars)[]) {
      assertCausal((rows) => {
        const n = rows.length;
        const bars = tradeBars(head(trades, n), clock);
        // A bar of time is known once a trade at or after its end was seen.
        const known = clock.kind !== "time" ? bars.row : Int32Array.from(
          bars.closeTime,
          (t) => trades.time.findIndex((x) => x >= t),
        );
        return asOfRow(bars[name] as Float64Array, known, n);
      }, rowNumbers(90));
    }
  }
});

Deno.test("TradeBarStream closes a bar of time when time passes without a trade", () => {
  const stream = new TradeBarStream({ kind: "time", period: 10, origin: 0 });
  stream.update(3, 100, 1, false);
  assert.equal(stream.nextClose, 10);
  assert.equal(stream.advance(9), 0);
  assert.equal(stream.advance(10), 1);
  assert.equal(stream.value, 1);
  assert.equal(stream.advance(35), 2);
  assert.equal(stream.volume, 0);
  assert.equal(stream.close, 100);
});

Deno.test("tradeFlowImbalance() of a bar without volume is 0, and its share missing", () => {
  const bars = {
    volume: Float64Array.of(0, 4),
    buyVolume: Float64Array.of(0, 1),
  };
  assert.deepEqual(tradeFlowImbalance(bars), Float64Array.of(0, -2));
  assert.deepEqual(
    tradeFlowImbalance(bars, { unit: "share" }),
    Float64Array.of(NaN, -0.5),
  );
});

Deno.test("tradeFlowImbalance() changes sign with the side of every trade", () => {
  const trades = randomTrades(500, 8);
  const other = {
    ...trades,
    isBuyerMaker: trades.isBuyerMaker.map((flag) => 1 - flag),
  };
  for (const clock of clocks.slice(0, 4)) {
    assert.deepEqual(
      tradeFlowImbalance(tradeBars(other, clock)).map((x) => x + 0),
      tradeFlowImbalance(tradeBars(trades, clock)).map((x) => 0 - x),
    );
  }
});

Deno.test("bars refuse bad trades and clocks by name", () => {
  const stream = new TradeBarStream({ kind: "time", period: 10, origin: 5 });
  assert.throws(() => stream.update(4, 1, 1, true), {
    message: /before the origin 5: current value is 4/,
  });
  stream.update(8, 1, 1, true);
  assert.throws(() => stream.update(7, 1, 1, true), {
    name: "RangeError",
    message: /time must not fall: current value is 7 after 8/,
  });
  assert.throws(() => stream.update(8, 0, 1, true), {
    message: /price must be positive and finite: current value is 0/,
  });
  assert.throws(() => stream.update(8, 1, NaN, true), {
    message: /quantity must be at least 0 and finite: current value is NaN/,
  });
  assert.throws(() => new TradeBarStream({ kind: "volume", volume: 0 }), {
    message: /volume must be positive/,
  });
  assert.throws(() => new TradeBarStream({ kind: "ticks", count: 1.5 }), {
    message: /count must be an integer/,
  });
  assert.throws(
    () => new TradeBarStream({ kind: "dollars" } as unknown as TradeClock),
    { name: "TypeError", message: /current value is "dollars"/ },
  );
  assert.throws(
    () => tradeBars({ ...five, price: new Float64Array(1) }, clocks[0]!),
    { message: /price has 1/ },
  );
  assert.throws(() =>
    tradeFlowImbalance({
      volume: Float64Array.of(1),
      buyVolume: Float64Array.of(2),
    }), { message: /within \[0, 1\]: current value is 2 in bar 0/ });
  assert.throws(
    () =>
      new TradeBarStream({ kind: "volume", volume: 1e-9 }).update(
        1,
        1,
        1e9,
        false,
      ),
    { message: /at most/ },
  );
});

Deno.test("tradeBars() of nothing and of one trade", () => {
  for (const clock of clocks) {
    assert.equal(tradeBars(head(five, 0), clock).volume.length, 0);
  }
  assert.equal(
    tradeBars(head(five, 1), { kind: "ticks", count: 1 }).volume.length,
    1,
  );
});

Deno.test("tradeBars() on a clock of value split the trade that reaches over the edge, at its price", () => {
  // Turnovers 20, 30 and 250: bars of 100 end within the third trade.
  const bars = tradeBars({
    time: Float64Array.of(1, 2, 3),
    price: Float64Array.of(10, 10, 5),
    quantity: Float64Array.of(2, 3, 50),
    isBuyerMaker: Uint8Array.of(0, 1, 0),
  }, { kind: "value", value: 100 });
  assert.deepEqual([...bars.volume], [5 + 10, 20, 20]);
  assert.deepEqual([...bars.open], [10, 5, 5]);
  assert.deepEqual([...bars.close], [5, 5, 5]);
  assert.deepEqual([...bars.buyVolume], [2 + 10, 20, 20]);
});

Deno.test("tradeBars() of ten thousand give three bars where one trade fills two and a half", () => {
  // The volume bars of NautilusTrader's own test of its aggregator.
  const bars = tradeBars({
    time: Float64Array.of(1, 2, 3),
    price: Float64Array.of(1.00001, 1.00002, 1),
    quantity: Float64Array.of(2000, 3000, 25_000),
    isBuyerMaker: Uint8Array.of(0, 0, 0),
  }, { kind: "volume", volume: 10_000 });
  assert.deepEqual([...bars.volume], [10_000, 10_000, 10_000]);
  assert.deepEqual([bars.open[0], bars.high[0], bars.low[0]], [
    1.00001,
    1.00002,
    1,
  ]);
});
