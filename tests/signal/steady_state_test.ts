import assert from "node:assert/strict";
import { kalmanFilter, stateSpace, steadyState } from "../../lib/signal/mod.ts";
import { assertClose } from "../close.ts";
import { knownModel } from "./known_models.ts";

const level = (q: number) =>
  stateSpace({
    transition: 1,
    stateNoise: q,
    loading: 1,
    observationNoise: 1,
  });

// thm-fair-ewma
Deno.test("steadyState() gives Muth's gain of a local level", () => {
  const known = [
    [0.01, 0.0951249220],
    [0.1, 0.2701562119],
    [0.5, 0.5],
    [1, 0.6180339887],
    [2, 0.7320508076],
    [10, 0.9160797831],
  ] as const;
  for (const [q, gain] of known) {
    assertClose(steadyState(level(q)).gain, [gain], 1e-9);
  }
  // RiskMetrics' decays are gains of local levels: K = 1 - 0.94 at q = K² / (1 - K).
  assertClose(steadyState(level(0.0038297872)).gain, [0.06], 1e-7);
});

Deno.test("steadyState() of an autoregression in noise is in closed form", () => {
  const state = steadyState(stateSpace({
    transition: 0.9,
    stateNoise: 0.19,
    loading: 1,
    observationNoise: 1,
  }));
  assertClose(state.predictedCovariance, [Math.sqrt(0.19)], 1e-12);
  assertClose(state.gain, [0.3035677708], 1e-9);
});

Deno.test("steadyState() of a local linear trend and of two signals are the published numbers", () => {
  const trend = steadyState(stateSpace({
    transition: [[1, 1], [0, 1]],
    stateNoise: [[0.1, 0], [0, 0.01]],
    loading: [[1, 0]],
    observationNoise: 1,
  }));
  assertClose(
    trend.predictedCovariance,
    [0.72926639, 0.13150157, 0.13150157, 0.06545686],
    1e-7,
  );
  assertClose(trend.gain, [0.4217201, 0.0760447], 1e-6);
  // QuantEcon's two signals of one state: rho 0.8, sigma_v 0.5, sigma_e 0.6.
  const two = steadyState(stateSpace({
    transition: 0.8,
    stateNoise: 0.25,
    loading: [[1], [1]],
    observationNoise: [[0.36, 0], [0, 0.36]],
  }));
  assertClose(two.predictedCovariance, [0.324062], 2e-6);
  // Its gain is that of the next prediction, F K.
  assertClose(two.gain.map((k) => 0.8 * k), [0.25716, 0.25716], 1e-5);
});

// thm-riccati
Deno.test("steadyState() solves its equation and is where the filter settles", () => {
  const { model } = knownModel();
  const state = steadyState(model);
  const filtered = kalmanFilter(model, new Float64Array(2 * 500));
  assertClose(
    filtered.predictedCovariance.subarray(9 * 499),
    state.predictedCovariance,
    1e-10,
  );
  assertClose(
    filtered.filteredCovariance.subarray(9 * 499),
    state.filteredCovariance,
    1e-9,
  );
});

Deno.test("steadyState() refuses a noise that is singular, a model in time, and one that does not settle", () => {
  assert.throws(
    () => steadyState({ ...level(1), observationNoise: Float64Array.of(0) }),
    {
      name: "RangeError",
      message: /observationNoise must be positive definite: current value is 0/,
    },
  );
  assert.throws(() => steadyState({ ...level(1), at: () => {} }), RangeError);
  const unseen = stateSpace({
    transition: 1.1,
    stateNoise: 1,
    loading: 0,
    observationNoise: 1,
  });
  assert.throws(() => steadyState(unseen), { name: "ConvergenceError" });
});
