import assert from "node:assert/strict";
import type { ConvergenceError } from "../../lib/errors/mod.ts";
import {
  discretized,
  filterConsistency,
  fitNoise,
  fitStateSpace,
  kalmanFilter,
  kalmanLogLikelihood,
  stateSpace,
  stationaryCovariance,
} from "../../lib/signal/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import { ljungBox } from "../../lib/stats/mod.ts";
import { assertClose } from "../close.ts";
import { nile } from "./known_models.ts";

const level = (q: number, r: number) =>
  stateSpace({ transition: 1, stateNoise: q, loading: 1, observationNoise: r });

// thm-em
Deno.test("fitNoise() raises the likelihood at every step towards that of the search", () => {
  const { model, logLikelihood } = fitNoise(level(1000, 10_000), nile(), {
    iterations: 1000,
    tolerance: 1e-5,
  });
  for (let k = 1; k < logLikelihood.length; k++) {
    assert.ok(logLikelihood[k]! >= logLikelihood[k - 1]! - 1e-9);
  }
  const search = fitStateSpace(
    ({ q, r }) => level(q, r),
    { q: { start: 1000 }, r: { start: 10_000 } },
    nile(),
  );
  assert.ok(Math.abs(logLikelihood.at(-1)! - search.logLikelihood) < 1e-3);
  assert.ok(Math.abs(model.stateNoise[0]! / search.parameters.q - 1) < 0.05);
});

// thm-em
Deno.test("fitNoise() recovers correlated covariances", () => {
  const random = new Random(3);
  const y = new Float64Array(2 * 1200);
  let a = 0, b = 0;
  for (let t = 0; t < y.length; t += 2) {
    const shock = random.normal();
    a = 0.8 * a + shock;
    b = 0.5 * b + 0.6 * shock + 0.8 * random.normal();
    const noise = random.normal();
    y[t] = a + 0.7 * noise;
    y[t + 1] = b + 0.3 * noise + 0.4 * random.normal();
  }
  const start = stateSpace({
    transition: [[0.8, 0], [0, 0.5]],
    stateNoise: [[2, 0], [0, 2]],
    loading: [[1, 0], [0, 1]],
    observationNoise: [[1, 0], [0, 1]],
    initialCovariance: [[3, 0], [0, 1.5]],
  });
  const { model } = fitNoise(start, y, { iterations: 100, tolerance: 0.3 });
  const near = (found: Float64Array, truth: number[], tolerance: number) =>
    found.forEach((x, i) =>
      assert.ok(Math.abs(x - truth[i]!) < tolerance, `${i}: ${x}`)
    );
  near(model.stateNoise, [1, 0.6, 0.6, 1], 0.25);
  near(model.observationNoise, [0.49, 0.21, 0.21, 0.25], 0.2);
});

// thm-em
Deno.test("fitNoise() raises the likelihood to its top where entries are missing", () => {
  const random = new Random(3);
  const n = 150, y = new Float64Array(2 * n);
  let a = 0, b = 0;
  for (let t = 0; t < n; t++) {
    a = 0.9 * a + random.normal();
    b = 0.5 * b + random.normal();
    const noise = 0.8 * random.normal();
    y[2 * t] = a + noise + 0.5 * random.normal();
    y[2 * t + 1] = b + noise + 0.5 * random.normal();
    // Half of the steps lack an entry, one in ten lacks both.
    if (random.uniform() < 0.5) {
      y[2 * t + (random.uniform() < 0.8 ? 0 : 1)] = NaN;
    }
    if (random.uniform() < 0.1) y.fill(NaN, 2 * t, 2 * t + 2);
  }
  const start = stateSpace({
    transition: [[0.9, 0], [0, 0.5]],
    stateNoise: [[1, 0], [0, 1]],
    loading: [[1, 0], [0, 1]],
    observationNoise: [[1, 0], [0, 1]],
    initialCovariance: [[5, 0], [0, 1.3]],
  });
  const { model, logLikelihood } = fitNoise(start, y, { tolerance: 1e-6 });
  for (let k = 1; k < logLikelihood.length; k++) {
    assert.ok(logLikelihood[k]! >= logLikelihood[k - 1]! - 1e-9, String(k));
  }
  // No small change of an entry of either covariance leads higher.
  for (const name of ["stateNoise", "observationNoise"] as const) {
    for (const [i, j] of [[0, 0], [0, 1], [1, 1]] as const) {
      for (const change of [-0.01, 0.01]) {
        const moved = model[name].slice();
        moved[2 * i + j]! += change;
        if (i !== j) moved[2 * j + i]! += change;
        const other = kalmanLogLikelihood({ ...model, [name]: moved }, y);
        assert.ok(other < logLikelihood.at(-1)!, `${name} ${i} ${j} ${change}`);
      }
    }
  }
});

Deno.test("fitNoise() refuses a model in time and rows that are never complete, and says when it is not done", () => {
  assert.throws(
    () => fitNoise({ ...level(1, 1), at: () => {} }, nile()),
    RangeError,
  );
  assert.throws(
    () => fitNoise(level(1, 1), new Float64Array(5).fill(NaN)),
    RangeError,
  );
  assert.throws(
    () => fitNoise(level(1, 1), nile(), { iterations: 2 }),
    (error: ConvergenceError) => {
      assert.match(error.message, /after 2 iterations/);
      assert.equal(error.iterations, 2);
      // Q and R, on their way up from 1.
      assert.equal(error.values.length, 2);
      assert.ok(error.values.every((value) => value > 1));
      return true;
    },
  );
});

// cor-nis
Deno.test("filterConsistency() passes the true model and fails one too sure and one too cautious", () => {
  const random = new Random(8);
  const y = new Float64Array(5000);
  let x = 0;
  for (let t = 0; t < y.length; t++) {
    y[t] = (x += 0.3 * random.normal()) + random.normal();
  }
  const of = (q: number, r: number) =>
    filterConsistency(kalmanFilter(level(q, r), y), { from: 50 });
  const right = of(0.09, 1);
  assert.ok(right.consistent, String(right.meanNis));
  assert.ok(Math.abs(right.exceedances - 0.05) < 0.013);
  assert.ok(right.whiteness[0]!.pValue > 0.01);
  assert.ok(of(0.045, 0.5).meanNis > right.band[1]);
  assert.ok(of(0.18, 2).meanNis < right.band[0]);
  // The right size, but too slow: not white.
  assert.ok(of(0.001, 1.3).whiteness[0]!.pValue < 1e-6);
});

Deno.test("ljungBox() gives statsmodels' numbers", () => {
  // acorr_ljungbox(x, lags=[3]) of statsmodels 0.15.0.
  const x = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8);
  const { statistic, pValue } = ljungBox(x, { lags: 3 });
  assertClose(Float64Array.of(statistic, pValue), [
    1.6180793337432708,
    0.6552974354262713,
  ], 1e-10);
});

Deno.test("ljungBox() keeps its level on noise and leaves missing entries out", () => {
  const random = new Random(21);
  let rejected = 0;
  for (let run = 0; run < 400; run++) {
    const x = Float64Array.from({ length: 300 }, () => random.normal());
    x[7] = NaN;
    if (ljungBox(x, { lags: 10 }).pValue < 0.05) rejected++;
  }
  assert.ok(rejected > 8 && rejected < 36, String(rejected));
  assert.throws(() => ljungBox(Float64Array.of(1, 2), { lags: 2 }), RangeError);
  assert.throws(
    () => ljungBox(Float64Array.of(1, 2, 3), { lags: 1, fitted: 1 }),
    RangeError,
  );
});

// thm-fair-van-loan
Deno.test("discretized() composes and stays where a step is 0 or ten half-lives", () => {
  const diffusion = {
    states: 2,
    drift: Float64Array.of(-1, 0.5, 0, -0.2),
    diffusion: Float64Array.of(1, 0.3, 0.3, 0.5),
  };
  const still = discretized(diffusion, 0);
  assertClose(still.transition, [1, 0, 0, 1]);
  assertClose(still.stateNoise, [0, 0, 0, 0]);
  const far = discretized(diffusion, 400);
  assertClose(far.stateNoise, stationaryCovariance(diffusion), 1e-12);
  // A P + P Aᵀ + C = 0.
  const [p, q, , r] = stationaryCovariance(diffusion) as unknown as [
    number,
    number,
    number,
    number,
  ];
  assert.ok(Math.abs(-2 * p + q + 1) < 1e-13);
  assert.ok(Math.abs(-0.4 * r + 0.5) < 1e-13);
  assert.throws(() => discretized(diffusion, -1), RangeError);
  assert.throws(
    () =>
      stationaryCovariance({
        states: 1,
        drift: Float64Array.of(0.1),
        diffusion: Float64Array.of(1),
      }),
    RangeError,
  );
});
