import fc from "fast-check";
import assert from "node:assert/strict";
import { countBefore, countUpTo } from "volarb/time";

Deno.test("countUpTo() counts a tie and countBefore() does not", () => {
  const times = Float64Array.of(10, 20, 20, 30);
  assert.deepEqual([9, 10, 20, 29, 30].map((t) => countUpTo(times, t)), [
    0,
    1,
    3,
    3,
    4,
  ]);
  assert.deepEqual([9, 10, 20, 29, 31].map((t) => countBefore(times, t)), [
    0,
    0,
    1,
    3,
    4,
  ]);
});

Deno.test("both count as a loop does, from any entry on", () => {
  const sorted = fc.array(fc.integer({ min: 0, max: 9 }))
    .map((values) => values.sort((a, b) => a - b));
  fc.assert(
    fc.property(sorted, fc.integer({ min: -1, max: 10 }), (times, time) => {
      for (let from = 0; from <= times.length; from++) {
        const rest = times.slice(from);
        const upTo = from + rest.filter((t) => t <= time).length;
        const before = from + rest.filter((t) => t < time).length;
        assert.equal(countUpTo(times, time, from), upTo);
        assert.equal(countBefore(times, time, from), before);
      }
    }),
    { seed: 1 },
  );
});

Deno.test("no times are none", () => {
  assert.equal(countUpTo([], 5), 0);
  assert.equal(countBefore(new Float64Array(0), 5), 0);
});
