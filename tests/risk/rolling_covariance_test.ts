import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  type CovarianceEstimator,
  EwmaCovariance,
  ewmaCovariance,
  nonlinearShrinkage,
  RollingCovariance,
  rollingCovariance,
  sampleCovariance,
  shrunkCovariance,
} from "volarb/risk";
import { ewmaVariance } from "volarb/volatility";
import { assertCausal, assertClose } from "../close.ts";
import { ESTIMATORS, leastEigenvalue, randomReturns } from "./returns.ts";

/** The matrix after row `t`. */
function matrixAt(
  { values, assets: p }: { values: Float64Array; assets: number },
  t: number,
): Float64Array {
  return values.slice(t * p * p, (t + 1) * p * p);
}

/** Rows of two or three symbols, with holes. */
const tables = fc.integer({ min: 1, max: 3 }).chain((size) =>
  fc.array(
    fc.array(
      fc.oneof(
        { weight: 9, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
        { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
      ),
      { minLength: size, maxLength: size },
    ),
    { minLength: 1, maxLength: 25 },
  )
);

/** The table by symbol. */
function columnsOf(table: number[][]): Float64Array[] {
  return table[0]!.map((_, i) => Float64Array.from(table, (row) => row[i]!));
}

Deno.test("rollingCovariance() is the covariance of each window by every estimator, bit for bit", () => {
  const returns = randomReturns({ size: 3, rows: 40, seed: 5 });
  const of = (estimator: CovarianceEstimator, window: Float64Array[]) =>
    estimator === "sample"
      ? sampleCovariance(window)
      : estimator === "analytical" || estimator === "quadraticInverse"
      ? nonlinearShrinkage(window, { method: estimator })
      : shrunkCovariance(window, { target: estimator });
  for (const estimator of ESTIMATORS) {
    const column = rollingCovariance(returns, { window: 15, estimator });
    for (let t = 14; t < 40; t++) {
      const window = returns.map((x) => x.slice(t - 14, t + 1));
      assert.deepEqual(matrixAt(column, t), of(estimator, window).values);
    }
    assert.ok(column.values.slice(0, 14 * 9).every(Number.isNaN));
  }
});

Deno.test("RollingCovariance agrees with rollingCovariance() across a save and load, holes and all", () => {
  fc.assert(fc.property(tables, (table) => {
    const options = { window: 4, estimator: "identity", mean: "zero" } as const;
    const column = rollingCovariance(columnsOf(table), options);
    let stream = new RollingCovariance({ ...options, assets: column.assets });
    table.forEach((row, t) => {
      stream.update(row);
      assert.deepEqual(stream.value, matrixAt(column, t));
      assert.equal(stream.ready, t >= 3);
      assert.equal(
        Number.isFinite(stream.value[0]!),
        t >= 3 && table.slice(t - 3, t + 1).flat().every(Number.isFinite),
      );
      assert.equal(
        Number.isNaN(stream.shrinkage),
        Number.isNaN(stream.value[0]!),
      );
      stream = RollingCovariance.from(JSON.parse(JSON.stringify(stream)));
      assert.deepEqual(stream.value, matrixAt(column, t));
    });
  }));
});

Deno.test("RollingCovariance forgets a spike to the last bit once it has left the window", () => {
  const calm = randomReturns({ size: 2, rows: 20, seed: 6 });
  const spiked = calm.map((x) => x.slice());
  spiked[0]![4] = 1e9;
  const a = rollingCovariance(calm, { window: 5 });
  const b = rollingCovariance(spiked, { window: 5 });
  assert.deepEqual(a.values.slice(9 * 4), b.values.slice(9 * 4));
  assert.notDeepEqual(matrixAt(a, 8), matrixAt(b, 8));
});

Deno.test("RollingCovariance is as new after reset()", () => {
  const rolling = new RollingCovariance({
    assets: 1,
    window: 2,
    mean: "zero",
  });
  [3, 4].forEach((x) => rolling.update([x]));
  assert.equal(rolling.value[0], 12.5);
  rolling.reset();
  rolling.update([1]);
  assert.equal(rolling.ready, false);
  rolling.update([1]);
  assert.equal(rolling.value[0], 1);
});

Deno.test("ewmaCovariance() has ewmaVariance() on its diagonal bit for bit", () => {
  const returns = randomReturns({ size: 3, rows: 50, seed: 7 });
  const column = ewmaCovariance(returns, 0.94);
  returns.forEach((x, i) => {
    const variance = ewmaVariance(x, 0.94);
    variance.forEach((v, t) => assert.equal(column.values[t * 9 + 4 * i], v));
  });
});

Deno.test("ewmaCovariance() weighs a row of age a by (1 - λ) λ^a and stays positive semidefinite", () => {
  const x = new Float64Array(12);
  const y = new Float64Array(12);
  x[3] = 2;
  y[3] = -3;
  const column = ewmaCovariance([x, y], 0.9);
  for (let t = 3; t < 12; t++) {
    assertClose(matrixAt(column, t).slice(1, 2), [-6 * 0.1 * 0.9 ** (t - 3)]);
    assert.ok(leastEigenvalue(matrixAt(column, t), 2) > -1e-13);
  }
});

Deno.test("EwmaCovariance agrees with ewmaCovariance() across a save and load, holes and all", () => {
  fc.assert(fc.property(tables, (table) => {
    const column = ewmaCovariance(columnsOf(table), 0.8);
    let stream = new EwmaCovariance({
      assets: column.assets,
      decay: 0.8,
    });
    assert.equal(stream.ready, false);
    table.forEach((row, t) => {
      stream.update(row);
      assert.deepEqual(stream.value, matrixAt(column, t));
      assert.equal(stream.ready, row.every(Number.isFinite));
      stream = EwmaCovariance.from(JSON.parse(JSON.stringify(stream)));
      assert.deepEqual(stream.value, matrixAt(column, t));
    });
    stream.reset();
    assert.equal(stream.ready, false);
    stream.update(table[0]!.map(() => 1));
    assert.ok(stream.value.every((x) => x === 1));
  }));
});

Deno.test("covariances of rows use no row that comes later", () => {
  const [x, y] = randomReturns({ size: 2, rows: 20, seed: 8 });
  const corner = (values: Float64Array) => values.filter((_, k) => k % 4 === 1);
  assertCausal(
    (r) => corner(ewmaCovariance([r, y!.slice(0, r.length)], 0.9).values),
    x!,
  );
  assertCausal(
    (r) =>
      corner(
        rollingCovariance([r, y!.slice(0, r.length)], { window: 5 }).values,
      ),
    x!,
  );
});

Deno.test("RiskMetrics' decay: half of the weight in 11.2 rows, as good as 32.3 equal weights", () => {
  // The effective number is the inverse of the squared weights' sum.
  const n = 2000;
  const one = new Float64Array(n);
  one[0] = 1;
  const weights = Array.from(
    { length: n },
    (_, a) => 0.06 * 0.94 ** a,
  );
  const effective = 1 / weights.reduce((sum, w) => sum + w * w, 0);
  assert.ok(Math.abs(effective - 32.333333) < 1e-5);
  const response = ewmaCovariance([Float64Array.of(0, 1, 0, 0)], 0.94);
  assertClose(response.values.slice(1), weights.slice(0, 3), 1e-13);
});

Deno.test("rolling and weighted covariances name what they cannot take", () => {
  const refuse = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  refuse(
    () => new RollingCovariance({ assets: 0, window: 5 }),
    /assets must be an integer of at least 1: current value is 0/,
  );
  refuse(
    () => new RollingCovariance({ assets: 2, window: 1 }),
    /window must be an integer of at least 2: current value is 1/,
  );
  refuse(
    () =>
      new RollingCovariance({ assets: 2, window: 12, estimator: "analytical" }),
    /at least 12 degrees of freedom: current value is 11/,
  );
  refuse(
    () =>
      new RollingCovariance({
        assets: 2,
        window: 12,
        estimator: "ridge" as "sample",
      }),
    /estimator must be one of "sample", .*: current value is "ridge"/,
  );
  refuse(
    () => new RollingCovariance({ assets: 2, window: 5 }).update([1]),
    /there must be 2 returns: current number is 1/,
  );
  refuse(() => rollingCovariance([], { window: 5 }), /assets must be/);
  for (const decay of [0, 1, NaN]) {
    refuse(
      () => ewmaCovariance([new Float64Array(1)], decay),
      new RegExp(`decay must be in .* current value is ${decay}`),
    );
  }
  const ewma = new EwmaCovariance({ assets: 2, decay: 0.9 });
  refuse(() => ewma.update([1, 2, 3]), /there must be 2 returns/);
  refuse(
    () => ewmaCovariance([new Float64Array(1), new Float64Array(2)], 0.9),
    /asset 0 has 1, asset 1 has 2/,
  );
  const saved = new RollingCovariance({ assets: 1, window: 2 }).toJSON();
  refuse(
    () => RollingCovariance.from({ ...saved, rings: [1] }),
    /rings must hold 2 returns: current number is 1/,
  );
  refuse(
    () => EwmaCovariance.from({ ...ewma.toJSON(), values: [1] }),
    /matrix must have 4 entries: current number is 1/,
  );
});
