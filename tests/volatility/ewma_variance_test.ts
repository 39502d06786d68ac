import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  decayFromHalfLife,
  EwmaVariance,
  ewmaVariance,
} from "volarb/volatility";
import { assertCausal, assertClose } from "../close.ts";

const returns = Float64Array.of(0.01, -0.02, 0.005, 0);

Deno.test("ewmaVariance() matches two steps worked by hand", () => {
  assertClose(ewmaVariance(returns.slice(0, 2), 0.94), [1e-4, 1.18e-4]);
});

Deno.test("ewmaVariance() weighs a return of age a by (1 - λ) λ^a", () => {
  const one = new Float64Array(30);
  one[5] = 2;
  const variance = ewmaVariance(one, 0.9);
  for (let t = 5; t < 30; t++) {
    assertClose(variance.slice(t, t + 1), [0.1 * 0.9 ** (t - 5) * 4], 1e-13);
  }
  assert.equal(variance[4], 0);
});

Deno.test("ewmaVariance() of equal returns is their square", () => {
  const same = new Float64Array(100).fill(0.1);
  assertClose(ewmaVariance(same, 0.94), same.map((r) => r * r), 1e-14);
});

Deno.test("ewmaVariance() uses no return that comes later", () => {
  assertCausal((r) => ewmaVariance(r, 0.94), returns);
});

Deno.test("EwmaVariance agrees with ewmaVariance() across a save and load, holes and all", () => {
  const entry = fc.oneof(
    { weight: 5, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
  );
  fc.assert(fc.property(fc.array(entry, { maxLength: 20 }), (list) => {
    const r = Float64Array.from(list);
    const column = ewmaVariance(r, 0.94);
    let stream = new EwmaVariance(0.94);
    r.forEach((x, t) => {
      assert.equal(stream.update(x), column[t]);
      assert.equal(stream.value, column[t]);
      assert.equal(stream.ready, Number.isFinite(column[t]));
      assert.equal(Number.isFinite(column[t]), Number.isFinite(x));
      stream = EwmaVariance.from(JSON.parse(JSON.stringify(stream)));
      assert.equal(stream.value, column[t]);
    });
  }));
});

Deno.test("EwmaVariance.updateColumn() goes on where it was cut, in place too", () => {
  const r = Float64Array.of(NaN, 0.1, 0.2, NaN, 0.3, -0.1, NaN);
  const whole = ewmaVariance(r, 0.9);
  for (let cut = 0; cut <= r.length; cut++) {
    const ewma = new EwmaVariance(0.9);
    const first = r.slice(0, cut);
    ewma.updateColumn(first, first);
    assert.ok(cut === 0 || Object.is(ewma.value, whole[cut - 1]));
    const second = ewma.updateColumn(r.slice(cut));
    assert.deepEqual(Float64Array.of(...first, ...second), whole);
  }
});

Deno.test("EwmaVariance is as new after reset()", () => {
  const ewma = new EwmaVariance(0.94);
  ewma.update(0.5);
  ewma.reset();
  assert.equal(ewma.ready, false);
  assert.equal(ewma.update(0.01), 0.01 ** 2);
});

Deno.test("decays out of range are named", () => {
  for (const decay of [0, 1, NaN]) {
    for (
      const f of [
        () => new EwmaVariance(decay),
        () => ewmaVariance(returns, decay),
      ]
    ) {
      assert.throws(f, {
        name: "RangeError",
        message: new RegExp(`decay .* current value is ${decay}`),
      });
    }
  }
  assertClose(Float64Array.of(decayFromHalfLife(10) ** 10), [0.5], 1e-14);
  assert.throws(() => decayFromHalfLife(0), { message: /current value is 0/ });
});
