import assert from "node:assert/strict";
import {
  DriftingSignal,
  informationCoefficient,
  kalmanEnsemble,
  KalmanFilter,
  ridgeSignal,
  stateSpace,
  zScoreEnsemble,
} from "volarb/signal";
import { Random } from "volarb/random";
import { DriftingLikelihood } from "volarb/signal/drifting_likelihood.ts";
import { RegressionBlock } from "volarb/signal/regression_block.ts";
import { driftingMarket, latentMarket, staticMarket } from "./market.ts";
import { assertAddsUp, assertResumed } from "./resumed_signal.ts";

const close = (a: number, b: number, tolerance: number) =>
  assert.ok(
    Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)),
    `${a} is not ${b}`,
  );

// lem-block
Deno.test("a block collapses into observations with its squares and products", () => {
  const block = new RegressionBlock(2);
  block.add(Float64Array.of(1, 2), 0, 3);
  block.add(Float64Array.of(2, -1), 0, 1);
  const loading = new Float64Array(4);
  const values = new Float64Array(2);
  const rest = block.collapse(1, loading, values);
  // Σ zzᵀ = [[5, 0], [0, 5]], Σ zy = (5, 5), Σ y² = 10: an exact fit b = (1, 1).
  const root = Math.sqrt(5);
  [root, 0, 0, root].forEach((l, i) => close(loading[i]!, l, 1e-15));
  values.forEach((v) => close(v, root, 1e-15));
  close(rest, 0, 1e-14);
  // A direction that no row has is not observed.
  block.clear();
  block.add(Float64Array.of(1, 1), 0, 2);
  block.add(Float64Array.of(2, 2), 0, 4);
  close(block.collapse(0.5, loading, values), 0, 1e-14);
  assert.ok(Number.isNaN(values[1]!));
});

// lem-block, def-drifting
Deno.test("the likelihood of blocks is that of the Kalman filter that takes row by row", () => {
  const random = new Random(2);
  const [n, width, block] = [90, 2, 10];
  const scores = Float64Array.from(
    { length: n * width },
    () => random.normal(),
  );
  const targets = Float64Array.from({ length: n }, () => random.normal());
  scores[30] = NaN;
  targets[41] = NaN;
  const likelihood = new DriftingLikelihood(width, scores, targets, {
    block,
    horizon: 1,
  });
  for (const drift of [{ prior: 0.3, step: 0.02 }, { prior: 0.1, step: 0 }]) {
    const { logLikelihood, noise } = likelihood.of(drift);
    const eye = (value: number) => [[value, 0], [0, value]];
    let row = 0;
    const filter = new KalmanFilter(stateSpace({
      transition: eye(1),
      stateNoise: eye(0),
      loading: [[1, 0]],
      observationNoise: noise,
      initialCovariance: eye(drift.prior * noise),
      at: (out) => {
        out.loading.set(scores.subarray(row * width, (row + 1) * width));
        const first = row % block === 0 ? drift.step * noise : 0;
        out.stateNoise[0] = first;
        out.stateNoise[3] = first;
      },
    }));
    const seen = new Float64Array(1);
    for (row = 0; row < n; row++) {
      const whole = row !== 15;
      seen[0] = whole ? targets[row]! : NaN;
      if (!whole) scores.fill(0, row * width, (row + 1) * width);
      filter.update(seen);
    }
    scores[30] = NaN;
    close(filter.logLikelihood, logLikelihood, 1e-11);
  }
});

Deno.test("DriftingSignal with coefficients that stay is the ridge regression of its prior", () => {
  const market = staticMarket({ rows: 2401, seed: 3, ic: [0.2, 0.1, -0.1] });
  const rows = { from: 0, to: 2400 };
  const model = kalmanEnsemble({ form: "drifting", drift: "never" });
  const signal = model.fit(market, { rows }) as DriftingSignal;
  const { prior } = signal.parameters;
  const row = Float64Array.of(0.5, -1, 2);
  // Ridge: λ n τ² = σ², that is λ = 1 / (n prior); 2400 rows are 40 blocks.
  const ridge = ridgeSignal({ penalty: 1 / (2400 * prior) }).fit(market, {
    rows,
  });
  for (let t = 0; t <= 2400; t++) {
    const features = Float64Array.from(
      Object.values(market.features),
      (column) => column[t]!,
    );
    signal.update(features, market.returns[t]!);
  }
  const expected = ridge.update(row, 0);
  const actual = signal.update(row, 0);
  // Ridge takes means from scores and targets: here they are near zero.
  assert.ok(Math.abs(actual - expected) < 0.02 * Math.abs(expected) + 5e-6);
  close(signal.meanVariance / ridge.meanVariance, 1, 0.01);
});

Deno.test("DriftingSignal gives the same bits by row and by column, holes and all, and adds up", () => {
  const market = driftingMarket({
    rows: 700,
    seed: 4,
    width: 3,
    start: 0.2,
    step: 0.05,
  });
  market.features.x1![17] = NaN;
  market.returns[90] = NaN;
  const variance = market.returns.map((_, t) => 1e-6 * (1 + 0.5 * Math.sin(t)));
  variance[120] = NaN;
  for (const data of [market, { ...market, variance }]) {
    const model = kalmanEnsemble({
      form: "drifting",
      drift: "always",
      block: 20,
    });
    const signal = model.fit(data, { horizon: 3, rows: { from: 0, to: 400 } });
    assertResumed(signal, data);
    assertAddsUp(signal, data);
    const { mean } = signal.predict(data);
    assert.ok(Number.isNaN(mean[17]!) && Number.isFinite(mean[699]!));
  }
});

Deno.test("the fitted filter of walking coefficients reaches nine tenths of the one that knows the truth", () => {
  const [start, step] = [0.05, 0.02];
  const market = driftingMarket({
    rows: 40_000,
    seed: 5,
    width: 4,
    start,
    step,
  });
  const rows = { from: 0, to: 15_000 };
  const signal = kalmanEnsemble({ form: "drifting" }).fit(
    market,
    { rows },
  ) as DriftingSignal;
  assert.ok(signal.parameters.step > 0);
  close(Math.sqrt(signal.parameters.step) / step, 1, 0.3);
  const oracle = new DriftingSignal({
    ...signal.parameters,
    scaling: {
      center: [0, 0, 0, 0],
      scale: [1, 1, 1, 1],
      clip: null,
    },
    prior: start ** 2,
    step: step ** 2,
    noise: 1,
    unit: 1e-3,
  });
  const test = (column: Float64Array) => column.subarray(15_000);
  const icOf = (mean: Float64Array) =>
    informationCoefficient(test(mean), test(market.alpha)).ic;
  const known = icOf(oracle.predict(market).mean);
  const fitted = icOf(signal.predict(market).mean);
  assert.ok(fitted > 0.9 * known, `${fitted} of ${known}`);
  const fixed = zScoreEnsemble().fit(market, { rows });
  const stale = icOf(fixed.predict(market).mean);
  assert.ok(stale < 0.95 * known, `${stale} of ${known}`);
});

Deno.test("the test of drift rejects coefficients that stay at about 5 %", () => {
  let rejected = 0;
  for (let seed = 0; seed < 100; seed++) {
    const market = staticMarket({ rows: 1500, seed, ic: [0.1, 0.05] });
    const model = kalmanEnsemble({ form: "drifting" });
    const { parameters } = model.fit(market) as DriftingSignal;
    if (parameters.step > 0) rejected++;
    assert.ok(parameters.likelihoodRatio >= 0);
  }
  assert.ok(rejected <= 11, `${rejected}`);
});

Deno.test("kalmanEnsemble() takes the form that the returns want", () => {
  const latent = latentMarket({
    rows: 6000,
    seed: 6,
    persistence: 0.95,
    loading: [0.3, 0.3, 0.3],
    slope: 0.15,
  });
  assert.equal(kalmanEnsemble().fit(latent).model, "kalman latent");
  // What features have in common is not what says something of the return.
  const market = staticMarket({
    rows: 6000,
    seed: 7,
    ic: [0.15, -0.15, 0.1],
    correlation: 0.7,
    persistence: 0.9,
  });
  assert.equal(kalmanEnsemble().fit(market).model, "kalman drifting");
});

Deno.test("kalmanEnsemble() drifting names what it cannot fit, and choices that are none", () => {
  const market = staticMarket({ rows: 300, seed: 8, ic: [0.3, 0.1] });
  const model = kalmanEnsemble({ form: "drifting" });
  assert.throws(() => model.fit(market, { rows: { from: 0, to: 19 } }), {
    name: "RangeError",
    message: /at least 20 complete rows for 2 features .* 19 of 19/,
  });
  assert.throws(
    () => model.fit({ ...market, returns: new Float64Array(300) }),
    { name: "RangeError", message: /returns must move/ },
  );
  // Features that depend on each other share their coefficient.
  const twin = {
    ...market,
    features: { ...market.features, x2: market.features.x0! },
  };
  const signal = model.fit(twin);
  const row = Float64Array.of(1, 0, 1);
  assert.ok(Number.isFinite(signal.update(row, 0)));
  assert.throws(() => kalmanEnsemble({ frm: "latent" } as object), {
    name: "TypeError",
    message: /choices must be among form, .*: current value is frm/,
  });
  for (
    const bad of [{ form: "x" }, { drift: "x" }, { shrinkage: "x" }, {
      block: 0,
    }]
  ) {
    assert.throws(() => kalmanEnsemble(bad as object), {
      name: "RangeError",
      message: new RegExp(`${Object.keys(bad)[0]} must be`),
    });
  }
  for (const form of ["latent", "drifting"] as const) {
    assert.throws(() => kalmanEnsemble({ form, clip: -1 }).fit(market), {
      name: "RangeError",
      message:
        `Cannot fit kalman ${form} as clip must be positive: current value is -1`,
    });
  }
});
