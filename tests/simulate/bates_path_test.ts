import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  batesPath,
  hestonPath,
  jumpMoments,
  type PathOptions,
} from "volarb/simulate";

const SEED = 7;
const HESTON = {
  meanReversion: 3,
  longRunVariance: 0.5,
  volatilityOfVariance: 0.8,
  correlation: -0.7,
};

Deno.test("hestonPath() has the textbook's integrated variance under both schemes", () => {
  // κ=3, θ=0.5, ξ=0.8, v0=0.3, T=0.25: E ∫v = 0.0898244.
  for (const scheme of ["quadratic-exponential", "exact"] as const) {
    const random = new Random(SEED);
    const paths = 5000;
    const steps = 50;
    let sum = 0;
    let square = 0;
    for (let i = 0; i < paths; i++) {
      const path = hestonPath(random, HESTON, {
        steps,
        dt: 0.25 / steps,
        variance: 0.3,
        scheme,
      });
      const integrated = path.integratedVariance.reduce((a, b) => a + b, 0);
      sum += integrated;
      square += integrated ** 2;
    }
    const mean = sum / paths;
    const error = Math.sqrt((square / paths - mean * mean) / paths);
    assert.ok(Math.abs(mean - 0.0898244) < 4 * error, `${scheme}: ${mean}`);
  }
});

// thm-fair-ito
Deno.test("hestonPath() has the price grow by its drift and the return the expected variance", () => {
  const random = new Random(SEED);
  const paths = 20_000;
  let growth = 0;
  let growthSquare = 0;
  for (let i = 0; i < paths; i++) {
    const { logPrice } = hestonPath(random, { ...HESTON, drift: 0.4 }, {
      steps: 20,
      dt: 0.25 / 20,
      price: 1,
      variance: 0.3,
    });
    const price = Math.exp(logPrice[20]!);
    growth += price;
    growthSquare += price * price;
  }
  const mean = growth / paths;
  const error = Math.sqrt((growthSquare / paths - mean * mean) / paths);
  // The trapezoid rule leaves a bias of order dt, far below the sampling error.
  assert.ok(Math.abs(mean - Math.exp(0.1)) < 4 * error, String(mean));
});

Deno.test("hestonPath() correlates price and variance as it is told", () => {
  for (const correlation of [-0.7, 0, 0.5, 1]) {
    const steps = 100_000;
    const { logPrice, spotVariance } = hestonPath(
      new Random(SEED),
      { ...HESTON, correlation },
      { steps, dt: 1 / 525_600 },
    );
    let cross = 0;
    let prices = 0;
    let variances = 0;
    for (let i = 1; i <= steps; i++) {
      const dx = logPrice[i]! - logPrice[i - 1]!;
      const dv = spotVariance[i]! - spotVariance[i - 1]!;
      cross += dx * dv;
      prices += dx * dx;
      variances += dv * dv;
    }
    const found = cross / Math.sqrt(prices * variances);
    const error = (1 - correlation ** 2) / Math.sqrt(steps);
    assert.ok(
      Math.abs(found - correlation) < 4 * error + 1e-3,
      `${found} for ${correlation}`,
    );
  }
});

Deno.test("batesPath() has Merton's variance, skewness and kurtosis where the variance stands still", () => {
  // σ=0.4, λ=10, m=-0.02, s=0.05, T=1/365: 5.17808e-4, -0.367376, 2.545323.
  const jumps = { jumpIntensity: 10, jumpMean: -0.02, jumpDeviation: 0.05 };
  const n = 1_000_000;
  const { logPrice, jump } = batesPath(new Random(SEED), {
    meanReversion: 1e-6,
    longRunVariance: 0.16,
    volatilityOfVariance: 1e-6,
    correlation: 0,
    ...jumps,
  }, { steps: n, dt: 1 / 365 });
  const returns = Float64Array.from(
    { length: n },
    (_, i) => logPrice[i + 1]! - logPrice[i]!,
  );
  const mean = (logPrice[n]! - logPrice[0]!) / n;
  const moment = (k: number) =>
    returns.reduce((a, r) => a + (r - mean) ** k, 0) / n;
  const expected = jumpMoments({ variance: 0.16, ...jumps }, 1 / 365);
  assert.ok(Math.abs(moment(2) / expected.variance - 1) < 0.02);
  const skewness = moment(3) / moment(2) ** 1.5;
  assert.ok(Math.abs(skewness / expected.skewness - 1) < 0.1, `${skewness}`);
  const kurtosis = moment(4) / moment(2) ** 2 - 3;
  assert.ok(
    Math.abs(kurtosis / expected.excessKurtosis - 1) < 0.15,
    `${kurtosis}`,
  );
  // A step of a day jumps with probability 1 - e^{-λ dt}.
  const jumped = jump.filter((j) => j !== 0).length;
  const probability = -Math.expm1(-10 / 365);
  const spread = Math.sqrt(n * probability * (1 - probability));
  assert.ok(Math.abs(jumped - n * probability) < 4 * spread, `${jumped}`);
});

Deno.test("batesPath() accounts for every return by its parts when there is no noise left", () => {
  // With ρ = 1 and no jumps the return follows from the variance alone.
  const law = { ...HESTON, correlation: 1 };
  const { logPrice, spotVariance, integratedVariance } = hestonPath(
    new Random(SEED),
    law,
    { steps: 100, dt: 0.001 },
  );
  for (let i = 1; i <= 100; i++) {
    const leverage =
      (spotVariance[i]! - spotVariance[i - 1]! - 3 * 0.5 * 0.001 +
        3 * integratedVariance[i]!) / 0.8;
    const expected = leverage - 0.5 * integratedVariance[i]!;
    assert.ok(Math.abs(logPrice[i]! - logPrice[i - 1]! - expected) < 1e-12);
  }
});

Deno.test("batesPath() starts where it is told and is the same for the same seed", () => {
  const options: PathOptions = {
    steps: 3,
    dt: 0.01,
    price: 50,
    variance: 0.1,
  };
  const path = hestonPath(new Random(1), HESTON, options);
  assert.equal(path.logPrice[0], Math.log(50));
  assert.equal(path.spotVariance[0], 0.1);
  assert.equal(path.integratedVariance[0], 0);
  assert.deepEqual(path.time, Float64Array.of(0, 0.01, 0.02, 0.03));
  assert.deepEqual(hestonPath(new Random(1), HESTON, options), path);
  assert.notDeepEqual(hestonPath(new Random(2), HESTON, options), path);
});

Deno.test("batesPath() names the parameter that is out of range", () => {
  const attempt = (change: object, options: object = {}) => () =>
    batesPath(new Random(1), {
      ...HESTON,
      jumpIntensity: 1,
      jumpMean: 0,
      jumpDeviation: 0.1,
      ...change,
    }, { steps: 10, dt: 0.01, ...options });
  assert.throws(
    attempt({ correlation: -1.2 }),
    /Cannot simulate a path as correlation must be in \[-1, 1\]: current value is -1.2/,
  );
  assert.throws(attempt({ volatilityOfVariance: NaN }), /volatilityOfVariance/);
  assert.throws(attempt({ jumpIntensity: -1 }), /jumpIntensity/);
  assert.throws(attempt({}, { steps: 0 }), /steps/);
  assert.throws(attempt({}, { price: -5 }), /price/);
  assert.throws(attempt({}, { scheme: "euler" }), /scheme/);
});
