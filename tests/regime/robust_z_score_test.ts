import assert from "node:assert/strict";
import * as fc from "fast-check";
import { normalQuantile } from "volarb/stats";
import { Random } from "volarb/random";
import {
  MAD_CONSISTENCY,
  RobustZScore,
  robustZScore,
  zScore,
} from "volarb/regime";
import { assertCausal, assertClose } from "../close.ts";
import { resumed } from "./resumed.ts";

/** Median and scaled MAD by sorting. */
function bySorting(entries: number[]): { median: number; scale: number } {
  const middle = (values: number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const half = sorted.length >> 1;
    return sorted.length % 2 === 1
      ? sorted[half]!
      : (sorted[half - 1]! + sorted[half]!) / 2;
  };
  const median = middle(entries);
  return {
    median,
    scale: MAD_CONSISTENCY * middle(entries.map((x) => Math.abs(x - median))),
  };
}

Deno.test("robustZScore() by hand: 1, 1, 2, 2, 4, 6, 9 has median 2 and MAD 1", () => {
  // The example of the encyclopedias.
  const scores = robustZScore(Float64Array.of(1, 1, 2, 2, 4, 6, 9), {
    window: 7,
  });
  assertClose(scores.slice(6), [7 / MAD_CONSISTENCY]);
});

Deno.test("the MAD's factor is one over the normal's third quartile", () => {
  // mpmath: 1 / (√2 erfinv(1/2))
  assert.equal(MAD_CONSISTENCY, 1.482602218505601860547);
  assert.ok(Math.abs(MAD_CONSISTENCY * normalQuantile(0.75) - 1) < 1e-14);
});

Deno.test("robustZScore() is that of each sorted window, bit for bit, with missing entries and ties", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.integer({ min: -5, max: 5 }),
          fc.double({ min: -10, max: 10, noNaN: true }),
          fc.constantFrom(NaN, -0),
        ),
        { maxLength: 80 },
      ),
      fc.integer({ min: 2, max: 13 }),
      fc.integer({ min: 2, max: 13 }),
      (values, window, atLeast) => {
        const minimum = Math.min(window, atLeast);
        const score = new RobustZScore({ window, minimum });
        values.forEach((x, t) => {
          const z = score.update(x);
          const there = values.slice(Math.max(0, t + 1 - window), t + 1)
            .filter((v) => !Number.isNaN(v));
          if (there.length < minimum) {
            assert.ok(Number.isNaN(z) && Number.isNaN(score.median));
            return;
          }
          const { median, scale } = bySorting(there);
          assert.ok(score.median === median && score.scale === scale);
          const expected = scale > 0 ? (x - median) / scale : NaN;
          assert.ok(
            z === expected || Number.isNaN(z) && Number.isNaN(expected),
          );
        });
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("robustZScore() moves with level and unit", () => {
  const column = Float64Array.from({ length: 40 }, (_, t) => Math.sin(t * t));
  const scores = robustZScore(column, { window: 9 });
  assertClose(
    robustZScore(column.map((x) => 8 * x), { window: 9 }),
    scores,
    0,
  );
  assertClose(
    robustZScore(column.map((x) => x + 16), { window: 9 }),
    scores,
    1e-10,
  );
});

Deno.test("RobustZScore has the scale of a standard deviation under normality", () => {
  const random = new Random(1);
  const score = new RobustZScore({ window: 20_001 });
  for (let i = 0; i < 20_001; i++) score.update(3 * random.normal());
  assert.ok(Math.abs(score.scale / 3 - 1) < 0.03);
  assert.ok(Math.abs(score.median) < 0.1);
});

Deno.test("robustZScore() sees outliers that zScore() lets hide", () => {
  const column = Float64Array.from({ length: 20 }, (_, t) => Math.sin(t));
  column[15] = column[18] = column[19] = 50;
  const window = 20;
  assert.ok(robustZScore(column, { window })[19]! > 30);
  assert.ok(zScore(column, { window })[19]! < 3);
});

Deno.test("robustZScore() has no score where more than half of the window is equal", () => {
  const rate = Float64Array.of(1e-4, 1e-4, 1e-4, 2e-5, 7e-5);
  const scores = robustZScore(rate, { window: 5 });
  assert.deepEqual(scores, new Float64Array(5).fill(NaN));
});

Deno.test("RobustZScore agrees with its column and resumes, and looks at nothing later", () => {
  const column = Float64Array.from(
    { length: 60 },
    (_, t) => t % 11 === 4 ? NaN : Math.round(10 * Math.sin(t * t)) / 10,
  );
  for (const options of [{ window: 8, minimum: 5 }, { window: 3 }]) {
    const stream = resumed(column.length, {
      create: () => new RobustZScore(options),
      restore: (snapshot) => RobustZScore.from(snapshot),
      step: (score, t) => score.update(column[t]!),
      every: 2,
    });
    assert.deepEqual(stream, robustZScore(column, options));
    assertCausal((x) => robustZScore(x, options), column);
  }
});

Deno.test("RobustZScore refuses windows below two, minimums above the window and rings that do not fit", () => {
  assert.throws(() => new RobustZScore({ window: 1 }), RangeError);
  assert.throws(() => new RobustZScore({ window: 5, minimum: 1 }), RangeError);
  assert.throws(() => new RobustZScore({ window: 5, minimum: 6 }), {
    name: "RangeError",
    message:
      "Cannot create RobustZScore as minimum must not exceed window: current value is 6 > 5",
  });
  for (const position of [-1, 2, 0.5]) {
    assert.throws(
      () =>
        RobustZScore.from({ window: 2, minimum: 2, position, values: [1, 2] }),
      RangeError,
    );
  }
  assert.throws(
    () =>
      RobustZScore.from({ window: 2, minimum: 2, position: 0, values: [1] }),
    RangeError,
  );
  assert.equal(robustZScore(new Float64Array(0), { window: 2 }).length, 0);
});
