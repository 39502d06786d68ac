import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  mean,
  RollingMean,
  rollingMean,
  RollingVariance,
  rollingVariance,
  variance,
} from "volarb/stats";
import { assertCausal, assertClose } from "../close.ts";

const window = fc.integer({ min: 2, max: 7 });
const entry = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: -9, max: 9, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0) },
);
const entries = fc.array(entry, { maxLength: 40 }).map((x) =>
  Float64Array.from(x)
);

/** The mean and the variance of each window, from all of its entries anew. */
function afresh(
  x: Float64Array,
  n: number,
  f: (part: Float64Array) => number,
): Float64Array {
  const finite = x.map((v) => Number.isFinite(v) ? v : NaN);
  return x.map((_, t) => t < n - 1 ? NaN : f(finite.slice(t - n + 1, t + 1)));
}

Deno.test("rollingMean() and rollingVariance() are those of the window, made afresh", () => {
  fc.assert(fc.property(entries, window, (x, n) => {
    const near = (a: Float64Array, b: Float64Array) =>
      a.forEach((v, t) =>
        assert.ok(Object.is(v, b[t]) || Math.abs(v - b[t]!) < 1e-12)
      );
    near(rollingMean(x, n), afresh(x, n, mean));
    near(rollingVariance(x, n), afresh(x, n, variance));
  }));
});

Deno.test("column and stream agree bit for bit, wherever the column is cut", () => {
  fc.assert(fc.property(entries, window, fc.nat(40), (x, n, cut) => {
    for (const make of [RollingMean, RollingVariance]) {
      const live = new make(n);
      const column = new make(n).updateColumn(x);
      assert.deepEqual(x.map((v) => live.update(v)), column);
      const parts = new make(n);
      const first = parts.updateColumn(x.slice(0, cut));
      assert.ok(first.length === 0 || Object.is(parts.value, first.at(-1)));
      const second = parts.updateColumn(x.slice(cut));
      assert.deepEqual(Float64Array.of(...first, ...second), column);
      const own = x.slice();
      assert.equal(new make(n).updateColumn(own, own), own);
      assert.deepEqual(own, column);
    }
  }));
});

Deno.test("a saved and loaded stream goes on bit for bit", () => {
  fc.assert(fc.property(entries, window, (x, n) => {
    const means = new RollingMean(n);
    let mean = means;
    const variances = new RollingVariance(n);
    let variance = variances;
    for (const v of x) {
      mean = RollingMean.from(JSON.parse(JSON.stringify(mean)));
      variance = RollingVariance.from(JSON.parse(JSON.stringify(variance)));
      assert.equal(mean.value, means.value);
      assert.equal(variance.value, variances.value);
      assert.equal(mean.update(v), means.update(v));
      assert.equal(variance.update(v), variances.update(v));
    }
  }));
});

Deno.test("rolling windows use no later entry", () => {
  const x = Float64Array.from({ length: 40 }, (_, t) => Math.sin(t * t));
  assertCausal((v) => rollingMean(v, 6), x);
  assertCausal((v) => rollingVariance(v, 6), x);
});

Deno.test("no error is carried along ten million entries of huge and tiny size", () => {
  const n = 50;
  const mean = new RollingMean(n);
  const variance = new RollingVariance(n);
  const chunk = new Float64Array(100_000);
  for (let round = 0; round < 100; round++) {
    chunk.forEach((_, t) => {
      chunk[t] = Math.sin(t * 0.37 + round) * (t % 1000 === 7 ? 1e12 : 1e-3);
    });
    mean.updateColumn(chunk);
    variance.updateColumn(chunk);
  }
  const last = chunk.slice(-n);
  assertClose(
    Float64Array.of(mean.value),
    rollingMean(last, n).slice(-1),
    1e-12,
  );
  assertClose(
    Float64Array.of(variance.value),
    rollingVariance(last, n).slice(-1),
    1e-12,
  );
});

Deno.test("rollingVariance() of equal entries is zero to the last bit", () => {
  const x = new Float64Array(30).fill(0.1);
  assert.deepEqual(rollingVariance(x, 7).slice(6), new Float64Array(24));
});

Deno.test("a ring that does not fit its window is refused", () => {
  const bad = { window: 3, position: 0, values: [1, 2] };
  assert.throws(() => RollingMean.from(bad), {
    name: "RangeError",
    message: /window is 3, values are 2/,
  });
  const far = { window: 2, position: 2, pivot: null, values: [1, 2] };
  assert.throws(() => RollingVariance.from(far), {
    message: /position must be in \[0, window\): current value is 2/,
  });
  assert.throws(() => new RollingMean(0), { message: /current value is 0/ });
  assert.throws(() => new RollingVariance(1), {
    message: /current value is 1/,
  });
});

Deno.test("reset() forgets, and what follows is as from the start", () => {
  const x = Float64Array.of(3, 1, 4, 1, 5, 9);
  for (const make of [RollingMean, RollingVariance]) {
    const live = new make(3);
    const first = live.updateColumn(x);
    live.reset();
    assert.equal(live.ready, false);
    assert.deepEqual(live.updateColumn(x), first);
  }
});
