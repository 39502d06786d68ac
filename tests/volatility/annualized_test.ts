import assert from "node:assert/strict";
import {
  annualizedVariance,
  annualizedVolatility,
  logRatio,
  logReturns,
} from "volarb/volatility";
import * as fc from "fast-check";
import { assertClose } from "../close.ts";

Deno.test("annualizedVolatility() is the root of the annualized variance, on 365 days", () => {
  const variance = Float64Array.of(1e-6, 0, NaN);
  const year = annualizedVariance(variance, 1440);
  assertClose(year, [1440 * 365 * 1e-6, 0, NaN]);
  assert.deepEqual(annualizedVolatility(variance, 1440), year.map(Math.sqrt));
  assert.equal(annualizedVolatility(4 / 365, 1), 2);
});

Deno.test("annualizing refuses negative variances and numbers of bars", () => {
  assert.throws(() => annualizedVolatility(-1e-6, 1440), {
    name: "RangeError",
    message: /must not be negative: current value is -0.000001/,
  });
  assert.throws(() => annualizedVariance(Float64Array.of(1), 0), {
    message: /barsPerDay must be positive and finite: current value is 0/,
  });
});

Deno.test("logRatio() is the logarithm, antisymmetric, and signed as the difference", () => {
  const price = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  const move = fc.double({ min: 0.9, max: 1.1, noNaN: true });
  fc.assert(fc.property(price, move, (a, m) => {
    const b = a * m;
    const x = logRatio(a, b);
    // log1p of the exact difference is right to the last digits.
    const expected = -Math.log1p((b - a) / a);
    assert.ok(Math.abs(x - expected) <= 3e-15 * Math.abs(expected));
    assert.equal(Math.sign(x), Math.sign(a - b));
    if (Math.abs(m - 1) < 0.06) assert.equal(x, -logRatio(b, a));
  }));
  assertClose(Float64Array.of(logRatio(8, 1)), [Math.log(8)], 1e-15);
  assert.equal(logRatio(5, 5), 0);
  assert.ok(Number.isNaN(logRatio(NaN, 1)));
});

Deno.test("logReturns() of prices are one shorter, and missing around a missing price", () => {
  assertClose(
    logReturns(Float64Array.of(100, 200, NaN, 50, 25)),
    [Math.LN2, NaN, NaN, -Math.LN2],
    1e-15,
  );
  assert.equal(logReturns(new Float64Array(0)).length, 0);
  assert.equal(logReturns(Float64Array.of(1)).length, 0);
  assert.throws(() => logReturns(Float64Array.of(1, -2)), {
    name: "RangeError",
    message: /entry 1 is -2/,
  });
});
