import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  combinations,
  combinatorialPurged,
  purgedKFold,
  type RowRange,
} from "volarb/stats";

const rowsOf = (ranges: readonly RowRange[]) =>
  ranges.flatMap(({ from, to }) =>
    Array.from({ length: to - from }, (_, i) => from + i)
  );

/** Whether what is learnt from one row was known without what is tested in another. */
function apart(
  train: number,
  test: number,
  { horizon, embargo }: { horizon: number; embargo: number },
): boolean {
  // Targets cover the periods after their row, as many as the horizon.
  return train + horizon <= test ||
    train >= test + horizon + (train > test ? embargo : 0);
}

const options = fc.record({
  rows: fc.integer({ min: 12, max: 60 }),
  folds: fc.integer({ min: 2, max: 6 }),
  horizon: fc.integer({ min: 1, max: 5 }),
  embargo: fc.integer({ min: 0, max: 4 }),
});

Deno.test("purgedKFold() tests every row once and learns on every row that is apart from the test", () => {
  fc.assert(fc.property(options, ({ rows, folds, ...purge }) => {
    const splits = purgedKFold(rows, { folds, ...purge });
    assert.deepEqual(
      splits.flatMap(({ test }) => rowsOf(test)),
      Array.from({ length: rows }, (_, i) => i),
    );
    const sizes = splits.map(({ test }) => rowsOf(test).length);
    assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
    for (const { train, test } of splits) {
      const tested = rowsOf(test);
      const learnt = new Set(rowsOf(train));
      for (let row = 0; row < rows; row++) {
        const clean = !tested.includes(row) &&
          tested.every((other) => apart(row, other, purge));
        assert.equal(learnt.has(row), clean, `row ${row}`);
      }
    }
  }));
});

Deno.test("targets that end at times of their own are purged row by row", () => {
  // Row 1 is known at row 5, within the test of rows 4 to 7; row 6 of the test at row 10.
  const horizon = [1, 4, 1, 1, 1, 1, 4, 1, 1, 1, 1, 1];
  const [, second] = purgedKFold(12, { folds: 3, horizon, embargo: 1 });
  assert.deepEqual(second, {
    train: [{ from: 0, to: 1 }, { from: 2, to: 4 }, { from: 11, to: 12 }],
    test: [{ from: 4, to: 8 }],
  });
  fc.assert(
    fc.property(options, fc.integer(), ({ rows, folds, embargo }, seed) => {
      const horizons = Array.from(
        { length: rows },
        (_, t) => 1 + Math.abs((seed + 7919 * (t + 1)) % 104729) % 6,
      );
      const split = combinatorialPurged(rows, {
        groups: folds,
        tested: 1 + (folds > 2 ? 1 : 0),
        horizon: horizons,
        embargo,
      });
      for (const { train, test } of split.splits) {
        const learnt = new Set(rowsOf(train));
        for (let t = 0; t < rows; t++) {
          const clean = test.every(({ from, to }) => {
            const known = rowsOf([{ from, to }]).map((s) => s + horizons[s]!);
            return t + horizons[t]! <= from ||
              t >= Math.max(...known) + embargo;
          });
          assert.equal(learnt.has(t), clean, `row ${t}`);
        }
      }
    }),
  );
});

Deno.test("a column of one horizon splits as the number does", () => {
  fc.assert(fc.property(options, ({ rows, folds, horizon, embargo }) => {
    assert.deepEqual(
      purgedKFold(rows, {
        folds,
        horizon: new Float64Array(rows).fill(horizon),
        embargo,
      }),
      purgedKFold(rows, { folds, horizon, embargo }),
    );
  }));
});

Deno.test("combinatorialPurged() has C(N, k) splits and C(N - 1, k - 1) paths that use every forecast once", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 7 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 4 }),
      (groups, tested, horizon, embargo) => {
        fc.pre(tested < groups);
        const rows = 30;
        const found = combinatorialPurged(rows, {
          groups,
          tested,
          horizon,
          embargo,
        });
        assert.equal(found.splits.length, combinations(groups, tested).length);
        assert.equal(
          found.paths.length,
          combinations(groups - 1, tested - 1).length,
        );
        const used = new Set<string>();
        for (const path of found.paths) {
          assert.equal(path.length, groups);
          path.forEach((split, group) => {
            assert.ok(found.splits[split]!.tested.includes(group));
            used.add(`${split} ${group}`);
          });
        }
        assert.equal(used.size, found.splits.length * tested);
        for (const { train, test } of found.splits) {
          const learnt = new Set(rowsOf(train));
          const held = rowsOf(test);
          for (let row = 0; row < rows; row++) {
            // What is tested is within a horizon of itself.
            const clean = held.every((other) =>
              apart(row, other, { horizon, embargo })
            );
            assert.equal(learnt.has(row), clean, `row ${row}`);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("an embargo ends with the rows, and a feature that looks back no further sees no test", () => {
  // Two rows of target, three of embargo: from 7 on in the middle fold, and past the end in the last.
  const splits = purgedKFold(12, { folds: 3, horizon: 2, embargo: 3 });
  assert.deepEqual(splits.map(({ train }) => train), [
    [{ from: 8, to: 12 }],
    [{ from: 0, to: 3 }],
    [{ from: 0, to: 7 }],
  ]);
  // An indicator over four rows: its value in a row that is learnt has no row of the test or of its targets in it.
  const lookback = 3;
  for (const { train, test } of splits) {
    const touched = new Set(
      rowsOf(test).flatMap((row) => [row, row + 1]),
    );
    for (const row of rowsOf(train)) {
      for (let back = 0; back <= lookback; back++) {
        assert.ok(!touched.has(row - back), `row ${row}`);
      }
    }
  }
  assert.deepEqual(
    combinatorialPurged(6, { groups: 3, tested: 2, embargo: 9 }).splits.map(
      ({ train }) => train,
    ),
    [[], [], [{ from: 0, to: 2 }]],
  );
});

Deno.test("combinatorialPurged() gives the table of López de Prado for six groups of which two are tested", () => {
  // Advances in financial machine learning, figure 12.1, splits counted from 0.
  const { paths } = combinatorialPurged(6, { groups: 6, tested: 2 });
  assert.deepEqual(paths, [
    [0, 0, 1, 2, 3, 4],
    [1, 5, 5, 6, 7, 8],
    [2, 6, 9, 9, 10, 11],
    [3, 7, 10, 12, 12, 13],
    [4, 8, 11, 13, 14, 14],
  ]);
});

Deno.test("combinations() are in lexical order, and none of too few", () => {
  assert.deepEqual(combinations(4, 3), [[0, 1, 2], [0, 1, 3], [0, 2, 3], [
    1,
    2,
    3,
  ]]);
  assert.deepEqual(combinations(2, 0), [[]]);
  assert.deepEqual(combinations(2, 3), []);
  assert.equal(combinations(16, 8).length, 12_870);
});

Deno.test("splits refuse numbers out of range", () => {
  const refused = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  refused(
    () => purgedKFold(10, { folds: 1 }),
    /folds must be .* at least 2: current value is 1/,
  );
  refused(
    () => purgedKFold(3, { folds: 4 }),
    /at most the number of rows, 3: current value is 4/,
  );
  refused(
    () => purgedKFold(9, { folds: 3, horizon: 0 }),
    /horizon .* current value is 0/,
  );
  refused(
    () => purgedKFold(3, { folds: 3, horizon: [1, 1] }),
    /horizon must have an entry for each of 3 rows: current value is 2/,
  );
  refused(
    () => purgedKFold(3, { folds: 3, horizon: [1, 1.5, 1] }),
    /horizon\[1\] .* current value is 1.5/,
  );
  refused(
    () => purgedKFold(9, { folds: 3, embargo: -1 }),
    /embargo .* current value is -1/,
  );
  refused(
    () => combinatorialPurged(9, { groups: 3, tested: 3 }),
    /tested must be below groups, 3: current value is 3/,
  );
  refused(() => combinations(-1, 2), /n must be/);
});
