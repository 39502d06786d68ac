import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import { VarianceProcess } from "volarb/simulate";
import { varianceMoments } from "volarb/simulate";

const SEED = 42;
const LAW = {
  meanReversion: 3,
  longRunVariance: 0.5,
  volatilityOfVariance: 0.8,
};

/** Mean and variance of many draws. */
function sample(n: number, draw: () => number) {
  let sum = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    const x = draw();
    sum += x;
    square += x * x;
  }
  const mean = sum / n;
  return { mean, variance: square / n - mean * mean };
}

Deno.test("VarianceProcess has the textbook's moments in one step, exact and quadratic-exponential", () => {
  // κ=3, θ=0.5, ξ=0.8, v0=0.3, T=0.25: E 0.4055267, Var 0.0307990.
  const process = new VarianceProcess(LAW, 0.25);
  const n = 400_000;
  const random = new Random(SEED);
  const draws = {
    exact: () => process.exact(0.3, random),
    step: () => process.step(0.3, random.normal(), random),
  };
  for (const [name, draw] of Object.entries(draws)) {
    const { mean, variance } = sample(n, draw);
    assert.ok(
      Math.abs(mean - 0.4055267) < 4 * Math.sqrt(0.030799 / n),
      `${name}: ${mean}`,
    );
    assert.ok(Math.abs(variance / 0.030799 - 1) < 0.02, `${name}: ${variance}`);
  }
});

Deno.test("VarianceProcess has the exact law's third moment in its exact form", () => {
  // Non-central chi-square: κ₃ = 8 (d + 3 λ), scaled by c³.
  const process = new VarianceProcess(LAW, 0.25);
  const random = new Random(SEED);
  const gone = -Math.expm1(-0.75);
  const c = 0.64 * gone / 12;
  const d = 6 / 0.64;
  const third = 8 * (d + 3 * 0.3 * (1 - gone) / c) * c ** 3;
  const { mean } = varianceMoments(LAW, { variance: 0.3, horizon: 0.25 });
  const found = sample(
    400_000,
    () => (process.exact(0.3, random) - mean) ** 3,
  ).mean;
  assert.ok(Math.abs(found / third - 1) < 0.05, `${found} for ${third}`);
});

// lem-fair-positive
Deno.test("VarianceProcess keeps both moments where Feller's condition fails and zero is hit", () => {
  const law = {
    meanReversion: 0.5,
    longRunVariance: 0.04,
    volatilityOfVariance: 1,
  };
  const expected = varianceMoments(law, { variance: 0.02, horizon: 0.5 });
  const process = new VarianceProcess(law, 0.5);
  const random = new Random(SEED);
  const n = 1_000_000;
  let zeros = 0;
  const quadratic = sample(n, () => {
    const v = process.step(0.02, random.normal(), random);
    if (v === 0) zeros++;
    return v;
  });
  assert.ok(zeros > n / 10, "the exponential branch was not taken");
  const exact = sample(n, () => process.exact(0.02, random));
  for (const { mean, variance } of [quadratic, exact]) {
    assert.ok(
      Math.abs(mean - expected.mean) < 4 * Math.sqrt(expected.variance / n),
    );
    assert.ok(Math.abs(variance / expected.variance - 1) < 0.03);
  }
});

Deno.test("VarianceProcess never goes below zero", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-3, max: 100, noNaN: true }),
      fc.double({ min: 1e-4, max: 4, noNaN: true }),
      fc.double({ min: 1e-3, max: 20, noNaN: true }),
      fc.double({ min: 1e-8, max: 2, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (meanReversion, longRunVariance, volatilityOfVariance, dt, start) => {
        const process = new VarianceProcess(
          { meanReversion, longRunVariance, volatilityOfVariance },
          dt,
        );
        const random = new Random(1);
        let v = start;
        for (let i = 0; i < 50; i++) {
          v = process.step(v, random.normal(), random);
          assert.ok(v >= 0 && v < Infinity, String(v));
        }
        const exact = process.exact(start, random);
        assert.ok(exact >= 0 && exact < Infinity, String(exact));
      },
    ),
    { seed: SEED, numRuns: 200 },
  );
});

Deno.test("VarianceProcess rises with the normal that drives it", () => {
  const process = new VarianceProcess(LAW, 1 / 525_600);
  const random = new Random(1);
  let last = -1;
  for (let z = -4; z <= 4; z += 0.5) {
    const v = process.step(0.3, z, random);
    assert.ok(v > last);
    last = v;
  }
});

Deno.test("VarianceProcess refuses a step of no length", () => {
  assert.throws(
    () => new VarianceProcess(LAW, 0),
    /Cannot create VarianceProcess as dt must be positive and finite: current value is 0/,
  );
});
