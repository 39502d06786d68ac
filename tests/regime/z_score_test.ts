import assert from "node:assert/strict";
import * as fc from "fast-check";
import { mean, variance } from "volarb/stats";
import { ZScore, zScore } from "volarb/regime";
import { assertCausal, assertClose } from "../close.ts";
import { resumed } from "./resumed.ts";

const columnOf = fc.array(fc.integer({ min: -1000, max: 1000 }), {
  maxLength: 60,
}).map((values) => Float64Array.from(values));

Deno.test("zScore() by hand: 1, 2, 6 has mean 3 and variance 7", () => {
  assertClose(
    zScore(Float64Array.of(1, 2, 6), { window: 3 }),
    [NaN, NaN, 3 / Math.sqrt(7)],
  );
});

Deno.test("zScore() is that of each window by itself, and within (n - 1) / √n", () => {
  fc.assert(fc.property(
    columnOf,
    fc.integer({ min: 2, max: 12 }),
    (column, window) => {
      const scores = zScore(column, { window });
      scores.forEach((z, t) => {
        const entries = column.slice(t + 1 - window, t + 1);
        const spread = t + 1 < window ? 0 : variance(entries);
        if (spread === 0) assert.ok(Number.isNaN(z));
        else {
          const expected = (column[t]! - mean(entries)) / Math.sqrt(spread);
          assert.ok(Math.abs(z - expected) < 1e-9, `${z} ${expected}`);
          assert.ok(Math.abs(z) <= (window - 1) / Math.sqrt(window) + 1e-9);
        }
      });
    },
  ));
});

Deno.test("zScore() of a constant window is missing, also when its values are no binary fractions", () => {
  const column = Float64Array.of(7, 0.1, 0.1, 0.1, 0.1, 0.1);
  assert.deepEqual(
    [...zScore(column, { window: 3 })].map(Number.isNaN),
    [true, true, false, true, true, true],
  );
});

Deno.test("zScore() is missing while its window misses an entry", () => {
  const scores = zScore(Float64Array.of(1, NaN, 2, 3, Infinity, 5, 6), {
    window: 2,
  });
  assert.deepEqual(
    [...scores].map(Number.isNaN),
    [true, true, true, false, true, true, false],
  );
});

Deno.test("ZScore agrees with its column and resumes, and looks at nothing later", () => {
  const column = Float64Array.from(
    { length: 50 },
    (_, t) => t === 20 ? NaN : t > 30 && t < 38 ? 0.3 : Math.sin(t * t),
  );
  for (const window of [2, 5]) {
    const stream = resumed(column.length, {
      create: () => new ZScore({ window }),
      restore: (snapshot) => ZScore.from(snapshot),
      step: (score, t) => score.update(column[t]!),
      every: 3,
    });
    assert.deepEqual(stream, zScore(column, { window }));
    assertCausal((x) => zScore(x, { window }), column);
  }
});

Deno.test("ZScore refuses windows below two", () => {
  for (const window of [1, 0, 2.5, NaN]) {
    assert.throws(() => new ZScore({ window }), RangeError);
  }
  assert.equal(zScore(new Float64Array(0), { window: 2 }).length, 0);
  assert.equal(new ZScore({ window: 2 }).ready, false);
});
