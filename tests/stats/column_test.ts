import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  mean,
  median,
  quantile,
  standardError,
  sum,
  variance,
} from "volarb/stats";

const numbers = fc.float64Array({
  noNaN: true,
  noDefaultInfinity: true,
  min: -1e6,
  max: 1e6,
  minLength: 2,
});

Deno.test("sum() is exact where a plain loop loses everything", () => {
  assert.equal(sum(Float64Array.of(1, 1e100, 1, -1e100)), 2);
  const tenths = new Float64Array(1_000_000).fill(0.1);
  assert.equal(sum(tenths), 100_000);
  assert.equal(sum(new Float64Array(0)), 0);
  assert.equal(sum(Float64Array.of(Infinity, 1)), Infinity);
  assert.ok(Number.isNaN(sum(Float64Array.of(1, NaN))));
  assert.ok(Number.isNaN(sum(Float64Array.of(Infinity, -Infinity))));
});

Deno.test("variance() and mean() shift with the column, and variance is not negative", () => {
  fc.assert(fc.property(numbers, (x) => {
    const shifted = x.map((v) => v + 512);
    assert.ok(Math.abs(mean(shifted) - mean(x) - 512) < 1e-8);
    assert.ok(variance(x) >= 0);
    const scale = Math.max(1, variance(x));
    assert.ok(Math.abs(variance(shifted) - variance(x)) < 1e-8 * scale);
  }));
});

Deno.test("variance() keeps its digits on a mean of a billion", () => {
  const x = Float64Array.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
  assert.equal(variance(x), 30);
  assert.equal(variance(x, { ddof: 0 }), 22.5);
  assert.equal(standardError(x), Math.sqrt(7.5));
});

Deno.test("moments of too few entries, or with one missing, are missing", () => {
  assert.ok(Number.isNaN(mean(new Float64Array(0))));
  assert.ok(Number.isNaN(variance(Float64Array.of(1))));
  assert.ok(Number.isNaN(variance(Float64Array.of(1, NaN, 2))));
  assert.equal(variance(Float64Array.of(1), { ddof: 0 }), 0);
  assert.throws(() => variance(Float64Array.of(1, 2), { ddof: -1 }), {
    name: "RangeError",
    message: /ddof must be at least 0: current value is -1/,
  });
});

Deno.test("quantile() uses the R-7 method", () => {
  // R: quantile(c(1, 3, 4, 10), c(0, .1, .25, .5, .9, 1))
  const x = Float64Array.of(10, 1, 4, 3);
  const expected = [[0, 1], [0.1, 1.6], [0.25, 2.5], [0.5, 3.5], [0.9, 8.2]];
  for (const [p, q] of expected) {
    assert.ok(Math.abs(quantile(x, p!) - q!) < 1e-14);
  }
  assert.equal(quantile(x, 1), 10);
  assert.deepEqual(x, Float64Array.of(10, 1, 4, 3));
});

Deno.test("quantile() lies within the column and rises with p", () => {
  fc.assert(fc.property(
    numbers,
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (x, p, q) => {
      const [low, high] = [Math.min(p, q), Math.max(p, q)];
      assert.ok(quantile(x, low) <= quantile(x, high));
      assert.ok(quantile(x, low) >= Math.min(...x));
      assert.ok(quantile(x, high) <= Math.max(...x));
    },
  ));
});

Deno.test("quantile() of nothing, or with a missing entry, is missing; p outside is refused", () => {
  assert.ok(Number.isNaN(median(new Float64Array(0))));
  assert.ok(Number.isNaN(median(Float64Array.of(1, NaN))));
  assert.equal(median(Float64Array.of(Infinity, Infinity)), Infinity);
  assert.throws(() => quantile(Float64Array.of(1), 1.5), {
    name: "RangeError",
    message: /p must be in \[0, 1\]: current value is 1.5/,
  });
});
