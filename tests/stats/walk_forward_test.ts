import assert from "node:assert/strict";
import * as fc from "fast-check";
import { walkForward, type WalkForwardOptions } from "volarb/stats";

const options: fc.Arbitrary<Required<WalkForwardOptions>> = fc.record({
  train: fc.integer({ min: 1, max: 20 }),
  test: fc.integer({ min: 1, max: 10 }),
  horizon: fc.integer({ min: 1, max: 5 }),
  embargo: fc.integer({ min: 0, max: 5 }),
  window: fc.constantFrom("expanding", "rolling"),
});

Deno.test("walkForward() with a rolling window, an embargo and targets of two rows, by hand", () => {
  assert.deepEqual(
    walkForward(12, {
      train: 4,
      test: 3,
      horizon: 2,
      embargo: 1,
      window: "rolling",
    }),
    [
      { train: { from: 0, to: 4 }, test: { from: 6, to: 9 } },
      { train: { from: 3, to: 7 }, test: { from: 9, to: 12 } },
    ],
  );
});

Deno.test("walkForward() never learns a target that was unknown when the test began", () => {
  fc.assert(fc.property(fc.nat(100), options, (rows, choice) => {
    for (const { train, test } of walkForward(rows, choice)) {
      const lastKnown = train.to - 1 + choice.horizon;
      assert.ok(lastKnown + choice.embargo <= test.from);
      assert.ok(train.from >= 0 && train.to - train.from >= choice.train);
      if (choice.window === "rolling") {
        assert.equal(train.to - train.from, choice.train);
      } else assert.equal(train.from, 0);
    }
  }));
});

Deno.test("walkForward() forecasts every row after the first training exactly once", () => {
  fc.assert(fc.property(fc.nat(100), options, (rows, choice) => {
    const seen = walkForward(rows, choice).flatMap(({ test: { from, to } }) =>
      Array.from({ length: to - from }, (_, i) => from + i)
    );
    const first = choice.train + choice.horizon - 1 + choice.embargo;
    const all = Array.from(
      { length: Math.max(0, rows - first) },
      (_, i) => first + i,
    );
    assert.deepEqual(seen, all);
  }));
});

Deno.test("walkForward() of more rows begins with the folds of fewer", () => {
  fc.assert(fc.property(fc.nat(60), options, (rows, choice) => {
    const fewer = walkForward(rows, choice);
    const more = walkForward(rows + 17, choice);
    fewer.forEach(({ train, test }, i) => {
      assert.deepEqual(more[i]!.train, train);
      assert.equal(more[i]!.test.from, test.from);
    });
  }));
});

Deno.test("walkForward() without rows enough has no fold", () => {
  assert.deepEqual(walkForward(0, { train: 1, test: 1 }), []);
  assert.deepEqual(walkForward(5, { train: 5, test: 1 }), []);
  assert.equal(walkForward(6, { train: 5, test: 1 }).length, 1);
});

Deno.test("walkForward() names numbers of rows that are none", () => {
  const good = { train: 4, test: 2 };
  for (
    const [bad, name] of [
      [{ train: 0 }, "train"],
      [{ test: 1.5 }, "test"],
      [{ horizon: 0 }, "horizon"],
      [{ embargo: -1 }, "embargo"],
      [{ window: "sliding" as "rolling" }, "window"],
    ] as const
  ) {
    assert.throws(() => walkForward(10, { ...good, ...bad }), {
      name: "RangeError",
      message: new RegExp(`Cannot walk forward as ${name} must be`),
    });
  }
  assert.throws(() => walkForward(NaN, good), { message: /value is NaN/ });
});
