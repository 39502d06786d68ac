import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import { realizedQuarticity, tripowerQuarticity } from "volarb/volatility";

Deno.test("realizedQuarticity() of returns ±a is n²a⁴/3", () => {
  assert.equal(realizedQuarticity(Float64Array.of(2, -2, 2)), 48);
  assert.equal(realizedQuarticity(new Float64Array(0)), 0);
  assert.ok(Number.isNaN(realizedQuarticity(Float64Array.of(1, NaN))));
});

Deno.test("realizedQuarticity() grows with the fourth power of the returns", () => {
  fc.assert(fc.property(
    fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }),
    (steps) => {
      const r = Float64Array.from(steps);
      const doubled = realizedQuarticity(r.map((x) => 2 * x));
      assert.equal(doubled, 16 * realizedQuarticity(r));
    },
  ));
});

Deno.test("realizedQuarticity() is the tripower one without jumps, and far above it with one (eq-realised-quarticity)", () => {
  const random = new Random(2);
  const n = 20_000;
  const returns = Float64Array.from(
    { length: n },
    () => random.normal() / Math.sqrt(n),
  );
  assert.ok(Math.abs(realizedQuarticity(returns) - 1) < 0.06);
  assert.ok(Math.abs(tripowerQuarticity(returns) - 1) < 0.06);
  returns[77] = 0.5;
  assert.ok(realizedQuarticity(returns) > 100);
  assert.ok(Math.abs(tripowerQuarticity(returns) - 1) < 0.06);
});
