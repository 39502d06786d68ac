import assert from "node:assert/strict";
import fc from "fast-check";
import {
  assertTrailingOffset,
  type TrailingOffset,
  TrailingStop,
} from "../../lib/risk/mod.ts";

const CENT = 0.01;
const level = (
  side: "buy" | "sell",
  offset: TrailingOffset,
  prices: readonly number[],
) => {
  const stop = new TrailingStop({ side, offset, tickSize: CENT });
  for (const price of prices) stop.update(price);
  return stop.level;
};

Deno.test("TrailingStop of a sell follows the highest price in every unit", () => {
  assert.equal(level("sell", { type: "price", price: 1 }, [10_200]), 10_100);
  assert.equal(
    level("sell", { type: "basisPoints", basisPoints: 50 }, [10_200]),
    10_149,
  );
  assert.equal(
    level("sell", { type: "basisPoints", basisPoints: 100 }, [10_300]),
    10_197,
  );
  assert.equal(level("sell", { type: "ticks", ticks: 5 }, [10_200]), 10_195);
  assert.equal(
    level("sell", { type: "ticks", ticks: 5 }, [10_200, 10_000]),
    10_195,
  );
});

Deno.test("TrailingStop of a buy follows the lowest price in every unit", () => {
  assert.equal(level("buy", { type: "price", price: 1 }, [9_800]), 9_900);
  assert.equal(
    level("buy", { type: "basisPoints", basisPoints: 50 }, [9_800]),
    9_849,
  );
  assert.equal(
    level("buy", { type: "basisPoints", basisPoints: 100 }, [9_700]),
    9_797,
  );
  assert.equal(level("buy", { type: "ticks", ticks: 5 }, [9_800]), 9_805);
  const ask = new TrailingStop({
    side: "buy",
    offset: { type: "ticks", ticks: 1 },
  });
  assert.equal(ask.update(1480), 1481);
});

Deno.test("TrailingStop is never nearer than was asked for", () => {
  // 33 bp of 10,001 ticks are 33.0033 ticks.
  assert.equal(
    level("sell", { type: "basisPoints", basisPoints: 33 }, [10_001]),
    9_967,
  );
  assert.equal(
    level("buy", { type: "basisPoints", basisPoints: 33 }, [10_001]),
    10_035,
  );
  // 0.3 is not three tenths in binary, and is three ticks of 0.1 nevertheless.
  const tenth = new TrailingStop({
    side: "sell",
    offset: { type: "price", price: 0.3 },
    tickSize: 0.1,
  });
  assert.equal(tenth.update(1000), 997);
});

Deno.test("TrailingStop scaled by a constant volatility is the one in basis points", () => {
  const scaled = new TrailingStop({
    side: "sell",
    offset: { type: "volatility", multiple: 2, horizon: 4, scale: "simple" },
  });
  const fixed = new TrailingStop({
    side: "sell",
    offset: { type: "basisPoints", basisPoints: 40 },
  });
  for (const price of [50_000, 50_100, 49_000, 50_777]) {
    assert.equal(scaled.update(price, 0.001), fixed.update(price));
  }
});

Deno.test("TrailingStop in logarithms halves and doubles the price alike", () => {
  const offset = { type: "volatility", multiple: 1, horizon: 1 } as const;
  const sell = new TrailingStop({ side: "sell", offset });
  const buy = new TrailingStop({ side: "buy", offset });
  assert.equal(sell.update(1000, Math.LN2), 500);
  assert.equal(buy.update(1000, Math.LN2), 2000);
});

Deno.test("TrailingStop never loosens, whatever price and volatility do, and mirrors", () => {
  const tick = fc.record({
    price: fc.integer({ min: 5000, max: 20_000 }),
    sigma: fc.double({ min: 0, max: 0.2, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(tick, { minLength: 1 }), (ticks) => {
      const offset = {
        type: "volatility",
        multiple: 1.5,
        horizon: 2,
        scale: "simple",
      } as const;
      const sell = new TrailingStop({ side: "sell", offset });
      const buy = new TrailingStop({
        side: "buy",
        offset: { type: "ticks", ticks: 7 },
      });
      const mirror = new TrailingStop({
        side: "sell",
        offset: { type: "ticks", ticks: 7 },
      });
      let before = -Infinity;
      for (const { price, sigma } of ticks) {
        const now = sell.update(price, sigma);
        assert.ok(now >= before);
        before = now;
        assert.equal(buy.update(price), -mirror.update(-price));
      }
    }),
    { seed: 11 },
  );
});

Deno.test("TrailingStop waits for its activation", () => {
  const stop = new TrailingStop({
    side: "sell",
    offset: { type: "ticks", ticks: 10 },
    activation: 105,
  });
  assert.ok(Number.isNaN(stop.update(104)));
  assert.equal(stop.triggered(0), false);
  assert.equal(stop.update(105), 95);
  assert.equal(stop.update(100), 95);
});

Deno.test("TrailingStop continues from a snapshot and passes over a missing price", () => {
  const stop = new TrailingStop({
    side: "buy",
    offset: { type: "ticks", ticks: 3 },
  });
  stop.update(100);
  const again = TrailingStop.from(JSON.parse(JSON.stringify(stop)));
  assert.equal(again.update(NaN), 103);
  assert.equal(again.update(98), stop.update(98));
  again.reset();
  assert.equal(again.ready, false);
});

Deno.test("TrailingStop refuses what would not trail", () => {
  const volatility = { type: "volatility", multiple: 2, horizon: 60 } as const;
  assert.throws(
    () =>
      new TrailingStop({ side: "sell", offset: volatility }).update(100, NaN),
    {
      name: "RangeError",
      message:
        "Cannot trail a stop as sigma must be a number of at least 0: current value is NaN",
    },
  );
  assert.throws(
    () => assertTrailingOffset({ ...volatility, horizon: -1 }),
    RangeError,
  );
  assert.throws(
    () => assertTrailingOffset({ type: "atr" } as unknown as TrailingOffset),
    { name: "TypeError", message: /current value is atr/ },
  );
  assert.throws(
    () =>
      new TrailingStop({
        side: "sell",
        offset: { type: "ticks", ticks: 1 },
        tickSize: 0,
      }),
    RangeError,
  );
});
