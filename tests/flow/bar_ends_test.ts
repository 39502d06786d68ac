import assert from "node:assert/strict";
import * as fc from "fast-check";
import { barClose, barsAt, barSum, clockBars, tickBars } from "volarb/flow";

Deno.test("clockBars() are half-open: an event on the edge starts the next bar", () => {
  const { rows, closeTime } = clockBars(Float64Array.of(10, 14, 15, 20), {
    period: 5,
  });
  assert.deepEqual(rows, Int32Array.of(2, 3));
  assert.deepEqual(closeTime, Float64Array.of(15, 20));
});

Deno.test("clockBars() leave out the bar that is still filling until they are told it is over", () => {
  const time = Float64Array.of(10, 14, 16);
  assert.equal(clockBars(time, { period: 5 }).rows.length, 1);
  assert.deepEqual(
    clockBars(time, { period: 5, until: 30 }).rows,
    Int32Array.of(2, 3, 3, 3),
  );
});

Deno.test("clockBars() of nothing are none, and empty ones where the span is said", () => {
  const none = new Float64Array(0);
  assert.equal(clockBars(none, { period: 5 }).rows.length, 0);
  assert.deepEqual(
    clockBars(none, { period: 5, origin: 0, until: 10 }).rows,
    Int32Array.of(0, 0),
  );
});

Deno.test("clockBars() count as a scan of all rows does", () => {
  fc.assert(fc.property(
    fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 60 }),
    fc.integer({ min: 1, max: 30 }),
    (times, period) => {
      const time = Float64Array.from(times).sort();
      const { rows, closeTime } = clockBars(time, { period, origin: 0 });
      rows.forEach((row, k) => {
        assert.equal(closeTime[k], (k + 1) * period);
        assert.equal(row, time.filter((t) => t < closeTime[k]!).length);
      });
      assert.equal(rows.length, Math.floor(time.at(-1)! / period));
    },
  ));
});

Deno.test("clockBars() refuse falling times, times before the origin and absurd counts", () => {
  const falling = Float64Array.of(1, 3, 2, 4);
  assert.throws(() => clockBars(falling, { period: 10 }), {
    name: "RangeError",
    message: /time must not fall: current value is 2 in row 2 after 3/,
  });
  assert.throws(() => clockBars(Float64Array.of(3, 7, 5), { period: 2 }), {
    message: /must not fall/,
  });
  assert.throws(
    () => clockBars(Float64Array.of(1), { period: 10, origin: 2 }),
    {
      message: /origin 2: current value is 1/,
    },
  );
  assert.throws(
    () => clockBars(Float64Array.of(0, 5), { period: 1, until: 4 }),
    { message: /until 4: current value is 5/ },
  );
  assert.throws(
    () => clockBars(Float64Array.of(1.7e15), { period: 1, origin: 0 }),
    { message: /at most/ },
  );
  assert.throws(() => clockBars(Float64Array.of(1), { period: 0 }), {
    message: /period must be positive and finite: current value is 0/,
  });
  assert.throws(() => clockBars(Float64Array.of(1, NaN), { period: 10 }), {
    name: "RangeError",
  });
});

Deno.test("tickBars() end with every k-th event and are known at its time", () => {
  const bars = tickBars(Float64Array.of(1, 2, 3, 5, 8), { count: 2 });
  assert.deepEqual(bars.rows, Int32Array.of(2, 4));
  assert.deepEqual(bars.closeTime, Float64Array.of(2, 5));
  assert.throws(() => tickBars(Float64Array.of(1), { count: 0 }), {
    name: "RangeError",
  });
});

Deno.test("barsAt() put an event at the time of an edge after it", () => {
  const bars = barsAt(Float64Array.of(1, 5, 5, 9), Float64Array.of(5, 5, 9));
  assert.deepEqual(bars.rows, Int32Array.of(1, 1, 3));
  assert.throws(() => barsAt(Float64Array.of(1), Float64Array.of(5, 4)), {
    message: /must not fall/,
  });
});

Deno.test("barSum() is 0 and barClose() holds over a bar without rows", () => {
  const column = Float64Array.of(1, 2, 4);
  const bars = {
    rows: Int32Array.of(0, 2, 2, 3),
    closeTime: new Float64Array(4),
  };
  assert.deepEqual(barSum(column, bars), Float64Array.of(0, 3, 0, 4));
  assert.deepEqual(barClose(column, bars), Float64Array.of(NaN, 2, 2, 4));
  assert.throws(() => barSum(column.slice(0, 2), bars), {
    message: /must end within the 2 rows: current value is 3/,
  });
});
