import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import { autocorrelation, rawKurtosis, skewness } from "volarb/stats";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";

const { returns } = readTable("performance_columns").columns;
const known = readTable("performance_statistics").columns;

Deno.test("skewness() and rawKurtosis() are scipy's, the latter with fisher=False", () => {
  assertClose(Float64Array.of(skewness(returns!)), known.skewness!, 1e-12);
  assertClose(
    Float64Array.of(rawKurtosis(returns!)),
    known.rawKurtosis!,
    1e-12,
  );
});

Deno.test("skewness() and rawKurtosis() of a coin are known", () => {
  // Bernoulli: (1 - 2p) / √(pq) and 3 + (1 - 6pq) / (pq).
  const coin = Float64Array.of(1, 0, 0, 0, 0);
  assertClose(Float64Array.of(skewness(coin)), [0.6 / 0.4], 1e-14);
  assertClose(
    Float64Array.of(rawKurtosis(coin)),
    [3 + (1 - 0.96) / 0.16],
    1e-14,
  );
});

Deno.test("moments do not change with place and scale, and obey Pearson's inequality", () => {
  const column = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3 });
  fc.assert(fc.property(column, (list) => {
    const x = Float64Array.from(list);
    const [skew, kurtosis] = [skewness(x), rawKurtosis(x)];
    if (list.every((v) => v === list[0])) {
      assert.ok(Number.isNaN(skew) && Number.isNaN(kurtosis));
      return;
    }
    assert.ok(kurtosis >= (1 + skew * skew) * (1 - 1e-12));
    const moved = x.map((v) => 7 - 3 * v);
    assert.ok(Math.abs(skewness(moved) + skew) < 1e-10 * (1 + Math.abs(skew)));
    assert.ok(Math.abs(rawKurtosis(moved) - kurtosis) < 1e-10 * kurtosis);
  }));
});

Deno.test("moments of nothing, of what does not move, and with a missing entry are NaN", () => {
  for (const list of [[], [0.1, 0.1, 0.1], [1, NaN, 2]]) {
    const x = Float64Array.from(list);
    assert.ok(Number.isNaN(skewness(x)));
    assert.ok(Number.isNaN(rawKurtosis(x)));
  }
});

Deno.test("autocorrelation() is statsmodels' acf", () => {
  assertClose(
    autocorrelation(returns!, 2),
    [known.rho1![0]!, known.rho2![0]!],
    1e-12,
  );
});

Deno.test("autocorrelation() knows no pairs beyond the column, and nothing of what does not move", () => {
  assert.deepEqual(
    autocorrelation(Float64Array.of(1, -1), 3),
    Float64Array.of(-0.5, 0, 0),
  );
  assert.deepEqual(
    autocorrelation(Float64Array.of(0.1, 0.1, 0.1), 1),
    Float64Array.of(NaN),
  );
  assert.deepEqual(
    autocorrelation(new Float64Array(0), 1),
    Float64Array.of(NaN),
  );
  assert.equal(autocorrelation(Float64Array.of(1, 2), 0).length, 0);
  assert.throws(() => autocorrelation(returns!, -1), {
    name: "RangeError",
    message: /lags must be an integer of at least 0: current value is -1/,
  });
});

Deno.test("a Brownian motion read at random business times has the kurtosis of its clock (thm-subordination)", () => {
  const random = new Random(190);
  // Business times of two values: E a = 1.5, Var a = 0.75.
  const [calm, busy, share] = [1, 3, 0.25];
  const returns = Float64Array.from(
    { length: 200_000 },
    () => Math.sqrt(random.uniform() < share ? busy : calm) * random.normal(),
  );
  const excess = 3 * 0.75 / 1.5 ** 2;
  assert.ok(Math.abs(rawKurtosis(returns) - 3 - excess) < 0.1);
  // A clock that takes the trades as they come has none.
  const even = returns.map(() => random.normal());
  assert.ok(Math.abs(rawKurtosis(even) - 3) < 0.05);
});
