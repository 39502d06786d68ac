import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  equityReturns,
  periodsPerYear,
  resampleEquity,
} from "volarb/performance";
import { assertClose } from "../close.ts";

const curve = {
  time: Float64Array.of(0, 3, 3, 10, 25),
  equity: Float64Array.of(100, 90, 110, 121, 60.5),
};

Deno.test("resampleEquity() carries the last mark and interpolates nothing", () => {
  const { time, equity } = resampleEquity(curve, { step: 5 });
  assert.deepEqual(time, Float64Array.of(0, 5, 10, 15, 20, 25));
  assert.deepEqual(equity, Float64Array.of(100, 110, 121, 121, 121, 60.5));
});

Deno.test("resampleEquity() ends with the first row that knows the last mark, or where it is told", () => {
  assert.equal(resampleEquity(curve, { step: 10 }).time.at(-1), 30);
  assert.equal(resampleEquity(curve, { step: 10 }).equity.at(-1), 60.5);
  assert.deepEqual(
    resampleEquity(curve, { step: 10, to: 29 }).time,
    Float64Array.of(0, 10, 20),
  );
  assert.equal(resampleEquity(curve, { step: 10, to: -1 }).time.length, 0);
});

Deno.test("resampleEquity() is missing before the first mark unless told what was there", () => {
  const options = { step: 5, from: -10 };
  assert.deepEqual(
    resampleEquity(curve, options).equity.slice(0, 3),
    Float64Array.of(NaN, NaN, 100),
  );
  assert.deepEqual(
    resampleEquity(curve, { ...options, initial: 100 }).equity.slice(0, 3),
    Float64Array.of(100, 100, 100),
  );
});

Deno.test("resampleEquity() uses no mark that comes later", () => {
  const marks = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 100 })),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(fc.property(marks, fc.integer({ min: 1, max: 7 }), (list, step) => {
    let now = 0;
    const time = Float64Array.from(list, ([gap]) => now += gap);
    const equity = Float64Array.from(list, ([, value]) => value);
    const whole = resampleEquity({ time, equity }, { step });
    for (let n = 1; n <= list.length; n++) {
      const cut = resampleEquity(
        { time: time.slice(0, n), equity: equity.slice(0, n) },
        { step },
      );
      whole.time.forEach((t, row) => {
        if (n < list.length && t >= time[n]!) return;
        if (row < cut.time.length) {
          assert.equal(cut.equity[row], whole.equity[row]);
        }
      });
    }
  }));
});

Deno.test("equityReturns() counts idle periods as 0", () => {
  const { value, time, definition } = equityReturns(curve, { step: 5 });
  assertClose(value, [0.1, 0.1, 0, 0, -0.5], 1e-14);
  assert.deepEqual(time, Float64Array.of(5, 10, 15, 20, 25));
  assert.match(
    definition,
    /simple returns .* grid of 5 µs, idle periods included, 365-day year/,
  );
});

Deno.test("log returns are logarithms of simple ones and sum to that of the whole", () => {
  const simple = equityReturns(curve, { step: 5 }).value;
  const log = equityReturns(curve, { step: 5, kind: "log" }).value;
  assertClose(log, simple.map(Math.log1p), 1e-14);
  assertClose(
    Float64Array.of(log.reduce((a, b) => a + b)),
    [Math.log(0.605)],
    1e-14,
  );
});

Deno.test("returns do not change with the currency or the time zone of the grid's origin", () => {
  const hours = 3600e6;
  const long = {
    time: Float64Array.from({ length: 50 }, (_, i) => i * hours),
    equity: Float64Array.from({ length: 50 }, (_, i) => 100 + (i * 37) % 11),
  };
  const here = equityReturns(long, { step: 2 * hours }).value;
  const there = equityReturns({
    time: long.time.map((t) => t + 5.5 * hours),
    equity: long.equity.map((e) => e * 1024),
  }, { step: 2 * hours }).value;
  assert.deepEqual(there, here);
});

Deno.test("a period without equity has no return, and one that ends in debt no logarithm", () => {
  const broke = {
    time: Float64Array.of(0, 1, 2, 3, 4),
    equity: Float64Array.of(100, NaN, 50, -10, -5),
  };
  assert.deepEqual(
    equityReturns(broke, { step: 1 }).value,
    Float64Array.of(NaN, NaN, -1.2, NaN),
  );
  assert.deepEqual(
    equityReturns(broke, { step: 1, kind: "log" }).value,
    Float64Array.of(NaN, NaN, NaN, NaN),
  );
});

Deno.test("no marks and one mark have no returns", () => {
  const none = { time: new Float64Array(0), equity: new Float64Array(0) };
  assert.equal(equityReturns(none, { step: 1 }).value.length, 0);
  const one = { time: Float64Array.of(5), equity: Float64Array.of(1) };
  assert.equal(equityReturns(one, { step: 1 }).value.length, 0);
});

Deno.test("periodsPerYear() knows a year of 365 days, or another", () => {
  assert.equal(periodsPerYear(60e6), 525_600);
  assert.equal(periodsPerYear(3600e6, 252), 252 * 24);
});

Deno.test("equity curves out of order are refused with the row", () => {
  const refused = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  const at = (...time: number[]) => ({
    time: Float64Array.from(time),
    equity: new Float64Array(time.length).fill(1),
  });
  refused(
    () => resampleEquity(at(5, 4), { step: 1 }),
    /never fall: current value in row 1 is 4 after 5/,
  );
  refused(() => resampleEquity(at(NaN), { step: 1 }), /finite .* row 0 is NaN/);
  refused(() => resampleEquity(at(0), { step: 0 }), /step must be positive/);
  refused(() => resampleEquity(at(0, 1e15), { step: 1 }), /at most 2\^28 rows/);
  refused(
    () =>
      resampleEquity({ ...at(0), equity: new Float64Array(2) }, { step: 1 }),
    /time has 1, equity has 2/,
  );
  refused(
    () => equityReturns(at(0), { step: 1, kind: "gross" as "log" }),
    /kind must be one of/,
  );
  refused(() => periodsPerYear(0), /step must be positive/);
});
