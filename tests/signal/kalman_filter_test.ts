import assert from "node:assert/strict";
import {
  KalmanFilter,
  kalmanFilter,
  kalmanLogLikelihood,
  stateSpace,
  type StateSpaceOptions,
} from "../../lib/signal/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import { assertClose as close } from "../close.ts";
import { knownModel, nile } from "./known_models.ts";

const LEVEL: StateSpaceOptions = {
  transition: 1,
  stateNoise: 1,
  loading: 1,
  observationNoise: 1,
};

// eq-kalman-predict, eq-kalman-update
Deno.test("kalmanFilter() gives the numbers of three observations by hand", () => {
  const model = stateSpace({ ...LEVEL, initialCovariance: 2 });
  const out = kalmanFilter(model, Float64Array.of(1, 2, 3));
  close(out.filteredMean, [2 / 3, 1.5, 17 / 7]);
  close(out.filteredCovariance, [2 / 3, 0.625, 13 / 21]);
  close(out.innovation, [1, 4 / 3, 1.5]);
  close(out.innovationVariance, [3, 8 / 3, 2.625]);
  close(Float64Array.of(out.logLikelihood), [-5.207648247], 1e-9);
});

Deno.test("kalmanFilter() gives the Nile's likelihood from the second year on, and with a vague start the other one", () => {
  const noise = { observationNoise: 15098.52, stateNoise: 1469.18 };
  const exact = kalmanFilter(stateSpace({ ...LEVEL, ...noise }), nile());
  close(Float64Array.of(exact.logLikelihood), [-632.545625], 1e-9);
  assert.equal(exact.observed[0], 0);
  assert.equal(exact.filteredMean[0], 1120);
  const vague = stateSpace({ ...LEVEL, ...noise, initialCovariance: 1e7 });
  close(
    Float64Array.of(kalmanLogLikelihood(vague, nile())),
    [-641.585578],
    1e-9,
  );
  // The gain of a local level has a closed form in q = Q / R (Muth, 1960).
  const q = noise.stateNoise / noise.observationNoise;
  close(
    Float64Array.of(exact.filteredCovariance.at(-1)! / noise.observationNoise),
    [(Math.sqrt(q * q + 4 * q) - q) / 2],
    1e-12,
  );
});

// thm-kalman, eq-innovations
Deno.test("kalmanFilter() agrees with statsmodels and pykalman on a random model", () => {
  const { model, known } = knownModel();
  const y = known("observations");
  for (const other of known("likelihood_statsmodels_pykalman")) {
    close(Float64Array.of(kalmanLogLikelihood(model, y)), [other], 1e-11);
  }
  const out = kalmanFilter(model, y);
  close(out.filteredMean.subarray(-3), known("filtered_mean_last"), 1e-9);
  const gap = y.slice().fill(NaN, 14, 20);
  for (const other of known("likelihood_missing_statsmodels_pykalman")) {
    close(Float64Array.of(kalmanLogLikelihood(model, gap)), [other], 1e-11);
  }
});

Deno.test("kalmanFilter() of one missing entry is that of the other entry alone", () => {
  const { model, known } = knownModel();
  const y = known("observations").map((v, i) => i % 2 === 1 ? NaN : v);
  const alone = {
    ...model,
    observations: 1,
    loading: model.loading.slice(0, 3),
    observationNoise: model.observationNoise.slice(0, 1),
  };
  const first = y.filter((_, i) => i % 2 === 0);
  close(Float64Array.of(kalmanLogLikelihood(model, y)), [
    kalmanLogLikelihood(alone, first),
  ], 1e-13);
  const second = known("observations").map((v, i) => i % 2 === 0 ? NaN : v);
  const other = {
    ...model,
    observations: 1,
    loading: model.loading.slice(3),
    observationNoise: model.observationNoise.slice(3),
  };
  close(Float64Array.of(kalmanLogLikelihood(model, second)), [
    kalmanLogLikelihood(other, second.filter((_, i) => i % 2 === 1)),
  ], 1e-13);
});

// lem-one-by-one
Deno.test("kalmanFilter() of two noises that are correlated is not that of independent ones", () => {
  const base = {
    transition: [[1]],
    stateNoise: [[1]],
    loading: [[1], [1]],
    initialCovariance: [[1]],
  };
  const y = Float64Array.of(1, 2);
  const alike = stateSpace({ ...base, observationNoise: [[1, 0.9], [0.9, 1]] });
  // S = [[2, 1.9], [1.9, 2]], so ln |S| = ln 0.39 and v' S^-1 v = (2 - 7.6 + 8) / 0.39.
  const density = -Math.log(2 * Math.PI) - 0.5 * Math.log(0.39) -
    0.5 * (2 - 7.6 + 8) / 0.39;
  const out = kalmanFilter(alike, y);
  close(
    Float64Array.of(out.logLikelihood, out.nis[0]!),
    [density, 2.4 / 0.39],
    1e-12,
  );
});

Deno.test("kalmanFilter() learns a level and a slope of which nothing is known from two observations", () => {
  const trend = stateSpace({
    transition: [[1, 1], [0, 1]],
    stateNoise: [[0, 0], [0, 0]],
    loading: [[1, 0]],
    observationNoise: 1,
  });
  const out = kalmanFilter(trend, Float64Array.of(3, 5, 7));
  assert.equal(out.known, 1);
  close(out.filteredMean.subarray(2), [5, 2, 7, 2]);
  // Two points: the slope's variance is that of their difference, the level's that of the last.
  close(out.filteredCovariance.subarray(4, 8), [1, 1, 1, 2]);
  assert.equal(out.filteredCovariance[3], Infinity);
  assert.equal(out.observed.join(), "0,0,1");
});

// lem-diffuse
Deno.test("kalmanFilter() of a diffuse start is the limit of vaguer and vaguer ones", () => {
  const { model, known } = knownModel();
  const y = known("observations");
  const diffuse = kalmanFilter(
    {
      ...model,
      initialCovariance: Float64Array.of(
        Infinity,
        0,
        0,
        0,
        Infinity,
        0,
        0,
        0,
        Infinity,
      ),
    },
    y,
  );
  const vague = kalmanFilter(
    {
      ...model,
      initialCovariance: Float64Array.of(1e7, 0, 0, 0, 1e7, 0, 0, 0, 1e7),
    },
    y,
  );
  close(
    diffuse.filteredMean.subarray(30),
    vague.filteredMean.subarray(30),
    1e-5,
  );
});

// lem-joseph
Deno.test("a KalmanFilter keeps a variance in Joseph's form that the short form loses", () => {
  const filter = new KalmanFilter(
    stateSpace({
      ...LEVEL,
      stateNoise: 0,
      observationNoise: 1e-18,
      initialCovariance: 1,
    }),
  );
  filter.update(Float64Array.of(1));
  assert.equal(filter.covariance[0], 1e-18);
  assert.equal((1 - 1 / (1 + 1e-18)) * 1, 0);
});

Deno.test("a KalmanFilter gives the column's bits, also from a snapshot half-way", () => {
  const { model, known } = knownModel();
  const y = known("observations");
  y[9] = NaN;
  const column = kalmanFilter(model, y);
  let filter = new KalmanFilter(model);
  for (let t = 0; t < column.steps; t++) {
    if (t === 30) {
      filter = KalmanFilter.from(model, JSON.parse(JSON.stringify(filter)));
    }
    const density = filter.update(y.subarray(2 * t, 2 * t + 2));
    assert.equal(density, column.logDensity[t]);
    assert.deepEqual(filter.mean, column.filteredMean.slice(3 * t, 3 * t + 3));
    assert.deepEqual(
      filter.covariance,
      column.filteredCovariance.slice(9 * t, 9 * t + 9),
    );
  }
});

Deno.test("kalmanFilter() does not look ahead", () => {
  const { model, known } = knownModel();
  const y = known("observations");
  const whole = kalmanFilter(model, y);
  const part = kalmanFilter(model, y.subarray(0, 40));
  assert.deepEqual(part.filteredMean, whole.filteredMean.slice(0, 60));
});

Deno.test("kalmanFilter() of a time-varying model takes the gaps between observations", () => {
  const model = stateSpace({
    ...LEVEL,
    initialCovariance: 1,
    at: (out, _, gap) => {
      out.stateNoise[0] = gap === gap ? gap : 0;
    },
  });
  const gaps = Float64Array.of(NaN, 3, 0.5);
  const out = kalmanFilter(model, Float64Array.of(0, NaN, 1), { gaps });
  close(out.predictedCovariance, [1, 3.5, 4]);
});

// cor-nis
Deno.test("kalmanFilter() of the right model has innovations whose squares have mean one", () => {
  const random = new Random(47);
  const y = new Float64Array(20_000);
  let x = 0;
  for (let t = 0; t < y.length; t++) {
    x = 0.9 * x + Math.sqrt(0.19) * random.normal();
    y[t] = x + random.normal();
  }
  const model = stateSpace({
    transition: 0.9,
    stateNoise: 0.19,
    loading: 1,
    observationNoise: 1,
    initialCovariance: 1,
  });
  const { nis, predictedCovariance } = kalmanFilter(model, y);
  const mean = nis.reduce((sum, z) => sum + z) / nis.length;
  assert.ok(Math.abs(mean - 1) < 4 * Math.sqrt(2 / nis.length), String(mean));
  close(Float64Array.of(predictedCovariance.at(-1)!), [Math.sqrt(0.19)], 1e-12);
});

// def-robust
Deno.test("a robust KalmanFilter is moved less by an outlier and follows a jump at once", () => {
  const model = stateSpace({
    ...LEVEL,
    stateNoise: 0.01,
    initialCovariance: 1,
  });
  const y = new Float64Array(60);
  const outlier = y.slice();
  outlier[50] = 50;
  const at50 = (huber?: number) =>
    kalmanFilter(model, outlier, huber === undefined ? {} : { huber })
      .filteredMean[50]!;
  assert.ok(at50(1.345) < at50() / 10);
  assert.deepEqual(
    kalmanFilter(model, y, { huber: 1.345, jump: 5 }).filteredMean,
    kalmanFilter(model, y).filteredMean,
  );
  const step = y.map((_, t) => t < 30 ? 0 : 50);
  const followed = kalmanFilter(model, step, { jump: 5 }).filteredMean[30]!;
  assert.ok(followed > 45, String(followed));
  assert.ok(kalmanFilter(model, step).filteredMean[30]! < 6);
});

Deno.test("a KalmanFilter with fading memory keeps a gain where nothing moves", () => {
  const model = stateSpace({ ...LEVEL, stateNoise: 0, initialCovariance: 1 });
  const y = new Float64Array(2000);
  const fading = kalmanFilter(model, y, { fading: 0.9 });
  // P = P/0.9 / (P/0.9 + 1) has the root P = 1 - 0.9.
  close(Float64Array.of(fading.filteredCovariance.at(-1)!), [0.1], 1e-10);
  assert.ok(kalmanFilter(model, y).filteredCovariance.at(-1)! < 1e-3);
});

Deno.test("kalmanFilter() of no observation is empty and of missing ones only predicts", () => {
  const model = stateSpace({ ...LEVEL, initialCovariance: 1 });
  assert.equal(kalmanFilter(model, new Float64Array(0)).logLikelihood, 0);
  const out = kalmanFilter(model, Float64Array.of(NaN, NaN));
  assert.equal(out.logLikelihood, 0);
  close(out.filteredCovariance, [1, 2]);
  assert.ok(Number.isNaN(out.nis[1]!));
});

Deno.test("kalmanFilter() refuses an innovation without variance, rows that do not fit and options out of range", () => {
  const certain = stateSpace({
    ...LEVEL,
    stateNoise: 0,
    observationNoise: 0,
    initialCovariance: 0,
  });
  assert.throws(() => kalmanFilter(certain, Float64Array.of(1)), {
    name: "RangeError",
    message:
      "Cannot update a KalmanFilter as an innovation must have a positive variance: entry 0 of step 1 has 0",
  });
  const { model } = knownModel();
  assert.throws(() => kalmanFilter(model, new Float64Array(3)), {
    name: "RangeError",
    message: /rows of 2: current length is 3/,
  });
  const level = stateSpace(LEVEL);
  assert.throws(() => new KalmanFilter(level, { huber: 0 }), {
    name: "RangeError",
    message: /huber must be positive: current value is 0/,
  });
  assert.throws(() => new KalmanFilter(level, { fading: 1.1 }), {
    name: "RangeError",
  });
});

// eq-innovations, thm-riccati
Deno.test("kalmanLogLikelihood() is the sum of kalmanFilter() where covariances have settled, with gaps too", () => {
  const random = new Random(6);
  const { model } = knownModel();
  const independent = {
    ...model,
    observationNoise: model.observationNoise.map((r, i) =>
      i === 1 || i === 2 ? 0 : r
    ),
  };
  const y = Float64Array.from({ length: 8000 }, () => 2 * random.normal());
  for (const at of [1200, 1201, 5003]) y[at] = NaN;
  y.fill(NaN, 6000, 6040);
  for (const each of [model, independent]) {
    const { logLikelihood } = kalmanFilter(each, y);
    close(
      Float64Array.of(kalmanLogLikelihood(each, y)),
      [logLikelihood],
      1e-12,
    );
  }
});
