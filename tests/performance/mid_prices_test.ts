import assert from "node:assert/strict";
import { midPrices } from "volarb/performance";

const steps = {
  symbol: "BTCUSDT",
  tick: { integer: 1, scale: 1 },
  lot: { integer: 1, scale: 3 },
};

Deno.test("midPrices() has the last quote at or before each whole multiple of the step", () => {
  const { symbol, time, price } = midPrices({
    eventTime: Float64Array.of(10, 11, 20, 41),
    bidTicks: Float64Array.of(10, 20, NaN, 30),
    askTicks: Float64Array.of(12, 24, 40, 31),
  }, { steps, step: 10 });
  assert.equal(symbol, "BTCUSDT");
  assert.deepEqual([...time], [10, 20, 30, 40, 50]);
  assert.deepEqual([...price], [1.1, 2.2, 2.2, 2.2, 3.05]);
});

Deno.test("a row of midPrices() does not depend on quotes after it", () => {
  const n = 200;
  const quotes = {
    eventTime: Float64Array.from({ length: n }, (_, i) => 7 * i),
    bidTicks: Int32Array.from({ length: n }, (_, i) => 100 + i % 13),
    askTicks: Int32Array.from({ length: n }, (_, i) => 102 + i % 17),
  };
  const whole = midPrices(quotes, { steps, step: 10 });
  const part = midPrices({
    eventTime: quotes.eventTime.subarray(0, 90),
    bidTicks: quotes.bidTicks.subarray(0, 90),
    askTicks: quotes.askTicks.subarray(0, 90),
  }, { steps, step: 10 });
  // The last row of the part waits for quotes that the part does not have.
  const rows = part.time.length - 1;
  assert.ok(rows > 50);
  assert.deepEqual(part.price.subarray(0, rows), whole.price.subarray(0, rows));
});

Deno.test("midPrices() of nothing is nothing", () => {
  const none = {
    eventTime: new Float64Array(0),
    bidTicks: new Int32Array(0),
    askTicks: new Int32Array(0),
  };
  assert.equal(midPrices(none, { steps, step: 10 }).time.length, 0);
  assert.throws(() => midPrices(none, { steps, step: 0 }), {
    name: "RangeError",
    message: /step must be positive|step must be/,
  });
  assert.throws(
    () =>
      midPrices({ ...none, bidTicks: Int32Array.of(1) }, { steps, step: 1 }),
    { name: "RangeError" },
  );
});
