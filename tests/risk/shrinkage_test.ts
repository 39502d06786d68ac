import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  type CovarianceEstimator,
  type CovarianceMatrix,
  nonlinearShrinkage,
  sampleCovariance,
  type ShrunkCovariance,
  shrunkCovariance,
} from "volarb/risk";
import { assertClose } from "../close.ts";
import {
  ESTIMATORS,
  integerReturns,
  leastEigenvalue,
  randomReturns,
} from "./returns.ts";

/** A covariance by name, with the weight of its target. */
function covariance(
  returns: readonly Float64Array[],
  estimator: CovarianceEstimator,
  divisor: "n - 1" | "n" = "n - 1",
): CovarianceMatrix & Partial<ShrunkCovariance> {
  if (estimator === "sample") return sampleCovariance(returns);
  return estimator === "analytical" || estimator === "quadraticInverse"
    ? nonlinearShrinkage(returns, { method: estimator })
    : shrunkCovariance(returns, { target: estimator, divisor });
}

const cases = Deno.readTextFileSync(
  new URL("../known/covariance_shrinkage.csv", import.meta.url),
).trim().split("\n").slice(2).map((line) => line.split(","));

for (const [symbols, rows, estimator, divisor, ...numbers] of cases) {
  Deno.test(`the ${estimator} covariance of ${symbols} assets over ${rows} returns by ${divisor} is the reference's`, () => {
    const size = Number(symbols);
    const { values: matrix, shrinkage } = covariance(
      integerReturns(size, Number(rows)),
      estimator!.split(" ")[0] as CovarianceEstimator,
      divisor === "observations" ? "n" : "n - 1",
    );
    const at = (i: number, j: number) => matrix[i * size + j]!;
    let [trace, squares] = [0, 0];
    for (let i = 0; i < size; i++) trace += at(i, i);
    for (const x of matrix) squares += x * x;
    const known = numbers.map(Number);
    assertClose(
      Float64Array.of(
        trace,
        squares,
        at(0, 0),
        at(0, 1),
        at(1, 2),
        at(size - 1, size - 2),
      ),
      known.slice(0, 6),
      estimator === "analytical double" ? 2e-5 : 1e-11,
    );
    if (!Number.isNaN(known[6]!)) {
      assertClose(Float64Array.of(shrinkage!), [known[6]!], 1e-11);
    }
  });
}

Deno.test("every covariance is positive semidefinite and symmetric whatever the returns", () => {
  const entry = fc.oneof(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.constantFrom(0, 1e-3, 1),
  );
  const shape = fc.tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 13, max: 20 }),
  );
  const table = shape.chain(([size, rows]) =>
    fc.array(fc.array(entry, { minLength: rows, maxLength: rows }), {
      minLength: size,
      maxLength: size,
    })
  );
  fc.assert(fc.property(table, (lists) => {
    const returns = lists.map((list) => Float64Array.from(list));
    for (const estimator of ESTIMATORS) {
      const { values, assets: p, shrinkage = 0 } = covariance(
        returns,
        estimator,
      );
      assert.ok(leastEigenvalue(values, p) > -1e-12, estimator);
      values.forEach((x, k) =>
        assert.equal(x, values[(k % p) * p + Math.floor(k / p)])
      );
      assert.ok(shrinkage >= 0 && shrinkage <= 1);
    }
  }));
});

Deno.test("a covariance of fewer returns than assets can be inverted when it is shrunk", () => {
  const returns = randomReturns({ size: 20, rows: 14, seed: 1 });
  assert.ok(leastEigenvalue(sampleCovariance(returns).values, 20) < 1e-12);
  for (const estimator of ESTIMATORS.slice(1)) {
    const { values } = covariance(returns, estimator);
    assert.ok(leastEigenvalue(values, 20) > 1e-4, estimator);
  }
});

Deno.test("every covariance goes with the units and with the order of the assets", () => {
  const returns = randomReturns({ size: 4, rows: 40, seed: 2 });
  for (const estimator of ESTIMATORS) {
    const { values, shrinkage = 0 } = covariance(returns, estimator);
    const scaled = covariance(
      returns.map((x) => x.map((r) => 2 ** -10 * r)),
      estimator,
    );
    assertClose(scaled.values, values.map((x) => x * 2 ** -20), 1e-12);
    assertClose(Float64Array.of(scaled.shrinkage ?? 0), [shrinkage], 1e-12);
    const turned = covariance([...returns].reverse(), estimator);
    assertClose(turned.values, values.slice().reverse(), 1e-11);
  }
});

Deno.test("a shrunk covariance is drawn less as returns come in, and lies nearer to the truth than the sample", () => {
  const size = 30;
  const truth = (i: number, j: number) =>
    (1 + i / size) * (1 + j / size) * (0.49 + (i === j ? 1 : 0));
  const loss = (matrix: Float64Array) =>
    matrix.reduce(
      (sum, x, k) => sum + (x - truth(Math.floor(k / size), k % size)) ** 2,
      0,
    );
  const short = randomReturns({ size, rows: 40, seed: 3 });
  const long = randomReturns({ size, rows: 4000, seed: 3 });
  for (const target of ["identity", "constantCorrelation"] as const) {
    const few = shrunkCovariance(short, { target });
    const many = shrunkCovariance(long, { target });
    // One correlation is the truth here: that target does not wear off.
    if (target === "identity") {
      assert.ok(many.shrinkage < few.shrinkage / 10);
    } else assert.ok(many.shrinkage > 0.9);
    assert.ok(loss(few.values) < loss(few.sample), target);
  }
  for (const method of ["analytical", "quadraticInverse"] as const) {
    assert.ok(
      loss(nonlinearShrinkage(long, { method }).values) <
        1.1 * loss(sampleCovariance(long).values),
    );
  }
});

Deno.test("an asset that does not move has no variance, and leaves the others theirs", () => {
  const two = randomReturns({ size: 2, rows: 30, seed: 4 });
  const three = [two[0]!, new Float64Array(30).fill(0.25), two[1]!];
  for (const method of ["analytical", "quadraticInverse"] as const) {
    const whole = nonlinearShrinkage(two, { method }).values;
    const { values } = nonlinearShrinkage(three, { method });
    assertClose(
      Float64Array.of(values[0]!, values[2]!, values[8]!),
      [whole[0]!, whole[1]!, whole[3]!],
      1e-12,
    );
    assert.ok([1, 3, 4, 5, 7].every((k) => Math.abs(values[k]!) < 1e-14));
  }
  const still = nonlinearShrinkage([new Float64Array(20)], {
    method: "analytical",
  });
  assert.deepEqual([...still.values], [0]);
});
