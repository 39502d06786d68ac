import assert from "node:assert/strict";
import type { ConvergenceError } from "volarb/errors";
import { Random } from "volarb/random";
import {
  informationCoefficient,
  kalmanEnsemble,
  KalmanFilter,
  kalmanLogLikelihood,
  LatentAlphaSignal,
  stateSpace,
  zScoreEnsemble,
} from "volarb/signal";
import {
  type LatentAlpha,
  LatentAlphaLikelihood,
} from "volarb/signal/latent_alpha_likelihood.ts";
import { latentMarket } from "./market.ts";
import { assertResumed } from "./resumed_signal.ts";

const ALPHA: LatentAlpha = {
  persistence: 0.8,
  loading: Float64Array.of(0.5, -0.3, 0.8),
  noise: Float64Array.of(0.7, 0.9, 0.3),
  slope: 0.2,
  returnNoise: 0.95,
};

/** Rows of three scores and the next return, one in seven missing. */
function sample(rows: number) {
  const random = new Random(5);
  const column = () =>
    Float64Array.from(
      { length: rows },
      () => random.uniform() < 1 / 7 ? NaN : random.normal(),
    );
  const scores = [column(), column(), column()];
  const next = column();
  for (const c of [...scores, next]) c[11] = NaN;
  return { scores, next };
}

const close = (a: number, b: number, tolerance: number) =>
  assert.ok(
    Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)),
    `${a} is not ${b}`,
  );

// lem-collapse, def-latent-alpha
Deno.test("collapsing leaves the likelihood of the Kalman filter that takes every entry", () => {
  const { scores, next } = sample(300);
  const { persistence: phi, loading, noise, slope, returnNoise } = ALPHA;
  const diagonal = [...noise, returnNoise];
  const model = stateSpace({
    transition: phi,
    stateNoise: 1 - phi * phi,
    loading: [...loading, slope].map((l) => [l]),
    observationNoise: diagonal.map((r, i) =>
      diagonal.map((_, j) => i === j ? r : 0)
    ),
    initialCovariance: 1,
  });
  const rows = next.length;
  const observations = new Float64Array(rows * 4);
  for (let t = 0; t < rows; t++) {
    scores.forEach((column, k) => observations[t * 4 + k] = column[t]!);
    observations[t * 4 + 3] = next[t]!;
  }
  close(
    new LatentAlphaLikelihood(scores, next).score(ALPHA).logLikelihood,
    kalmanLogLikelihood(model, observations),
    1e-12,
  );
});

// lem-score
Deno.test("the derivatives of the likelihood are those of its differences", () => {
  const { scores, next } = sample(200);
  const likelihood = new LatentAlphaLikelihood(scores, next);
  const at = (change: Partial<LatentAlpha>) =>
    likelihood.score({ ...ALPHA, ...change }).logLikelihood;
  const slopeOf = (of: (h: number) => Partial<LatentAlpha>) => {
    const h = 1e-5;
    return (at(of(h)) - at(of(-h))) / (2 * h);
  };
  const exact = likelihood.score(ALPHA);
  const moved = (column: Float64Array, k: number, by: (x: number) => number) =>
    column.map((x, i) => i === k ? by(x) : x);
  close(
    exact.persistence,
    slopeOf((h) => ({ persistence: ALPHA.persistence + h })),
    1e-6,
  );
  close(exact.slope, slopeOf((h) => ({ slope: ALPHA.slope + h })), 1e-6);
  close(
    exact.returnNoise,
    slopeOf((h) => ({ returnNoise: ALPHA.returnNoise * Math.exp(h) })),
    1e-6,
  );
  for (let k = 0; k < 3; k++) {
    const { loading, noise } = ALPHA;
    close(
      exact.loading[k]!,
      slopeOf((h) => ({ loading: moved(loading, k, (l) => l + h) })),
      1e-6,
    );
    close(
      exact.noise[k]!,
      slopeOf((h) => ({ noise: moved(noise, k, (r) => r * Math.exp(h)) })),
      1e-6,
    );
  }
});

/** A signal with known parameters, on features of unit variance. */
function known(
  { persistence, loading, slope }: {
    persistence: number;
    loading: readonly number[];
    slope: number;
  },
  horizon: number,
  deviation = 1e-3,
): LatentAlphaSignal {
  return new LatentAlphaSignal({
    kind: "latent",
    model: "oracle",
    features: loading.map((_, k) => `x${k}`),
    horizon,
    observations: 0,
    expectedIc: 0,
    scaling: {
      center: loading.map(() => 0),
      scale: loading.map(() => 1),
      clip: null,
    },
    persistence,
    loading,
    noise: loading.map((l) => 1 - l * l),
    slope,
    slopeVariance: 0,
    returnNoise: 1 - slope * slope,
    returns: "observed",
    unit: deviation,
    inDeviations: false,
  });
}

Deno.test("LatentAlphaSignal is the Kalman filter that takes every feature and the return", () => {
  const { scores, next } = sample(300);
  const truth = { persistence: 0.8, loading: [0.5, -0.3, 0.8], slope: 0.2 };
  const signal = known(truth, 1, 1);
  const noise = [...truth.loading.map((l) => 1 - l * l), 1 - 0.04];
  const filter = new KalmanFilter(stateSpace({
    transition: [[0.8, 0], [1, 0]],
    stateNoise: [[0.36, 0], [0, 0]],
    loading: [...truth.loading.map((l) => [l, 0]), [0, 0.2]],
    observationNoise: noise.map((r, i) => noise.map((_, j) => i === j ? r : 0)),
    initialCovariance: [[1, 0.8], [0.8, 1]],
  }));
  const row = new Float64Array(3);
  for (let t = 0; t < 300; t++) {
    scores.forEach((column, k) => row[k] = column[t]!);
    signal.update(row, next[t]!);
    filter.update(Float64Array.of(...row, next[t]!));
    close(signal.alpha, filter.mean[0]!, 1e-12);
    close(signal.alphaVariance, filter.covariance[0]!, 1e-12);
    close(signal.mean, 0.2 * filter.mean[0]!, 1e-12);
  }
});

// prop-latent-horizon
Deno.test("the mean, its variance and the predictive variance over a horizon are those of the law", () => {
  // One alpha that is known: loading .999 leaves nothing to filter.
  const truth = { persistence: 0.7, loading: [0.9999999], slope: 0.6 };
  const market = latentMarket({
    rows: 200_000,
    seed: 2,
    deviation: 1,
    ...truth,
  });
  const signal = known(truth, 3, 1);
  const { mean, variance } = signal.predict(market);
  let error = 0;
  let square = 0;
  const n = 200_000 - 3;
  for (let t = 0; t < n; t++) {
    const r = market.returns[t + 1]! + market.returns[t + 2]! +
      market.returns[t + 3]!;
    error += (r - mean[t]!) / n;
    square += (r - mean[t]!) ** 2 / n;
  }
  assert.ok(Math.abs(error) < 0.02);
  close(square / variance[1000]!, 1, 0.01);
});

Deno.test("LatentAlphaSignal gives the same bits by row and by column, holes and all", () => {
  const market = latentMarket({
    rows: 400,
    seed: 3,
    persistence: 0.9,
    loading: [0.5, 0.4, 0.6],
    slope: 0.2,
  });
  market.features.x1![17] = NaN;
  for (const column of Object.values(market.features)) column[40] = NaN;
  market.returns[60] = NaN;
  const variance = market.returns.map((_, t) => 1e-6 * (1 + 0.5 * Math.sin(t)));
  for (
    const [data, returns] of [
      [market, "explained"],
      [{ ...market, variance }, "observed"],
    ] as const
  ) {
    const model = kalmanEnsemble({ form: "latent", returns });
    const signal = model.fit(data, { horizon: 2 });
    assertResumed(signal, data);
    const { mean } = signal.predict(data);
    assert.ok(mean.every(Number.isFinite));
  }
});

Deno.test("contributions add up to the mean where returns say nothing", () => {
  const truth = { persistence: 0.9, loading: [0.5, 0.4, 0.6], slope: 0.2 };
  const market = latentMarket({ rows: 300, seed: 4, ...truth });
  market.features.x2![9] = NaN;
  const silent = { ...market, returns: new Float64Array(300).fill(NaN) };
  const { mean, contributions } = known(truth, 1).predict(silent);
  for (let t = 0; t < 300; t++) {
    const sum = Object.values(contributions).reduce((s, c) => s + c[t]!, 0);
    close(sum * 1e4, mean[t]! * 1e4, 1e-12);
  }
  // With returns the rest is small, as an IC of .2 is.
  const heard = known(truth, 1).predict(market);
  let rest = 0;
  let all = 0;
  for (let t = 0; t < 300; t++) {
    const sum = Object.values(heard.contributions)
      .reduce((s, c) => s + c[t]!, 0);
    rest += (heard.mean[t]! - sum) ** 2;
    all += heard.mean[t]! ** 2;
  }
  assert.ok(rest > 0 && rest < 0.1 * all);
});

Deno.test("the fitted filter reaches nine tenths of the IC of the filter that knows the truth", () => {
  const truth = {
    persistence: 0.95,
    loading: [0.3, 0.2, 0.4, 0.1, 0.3],
    slope: 0.08,
  };
  const market = latentMarket({ rows: 40_000, seed: 9, ...truth });
  const rows = { from: 0, to: 15_000 };
  const signal = kalmanEnsemble({ form: "latent" }).fit(market, {
    rows,
    horizon: 5,
  });
  const test = (column: Float64Array) => column.subarray(15_000);
  const alpha = test(market.alpha);
  const icOf = (mean: Float64Array) =>
    informationCoefficient(test(mean), alpha).ic;
  const oracle = icOf(known(truth, 5).predict(market).mean);
  const fitted = icOf(signal.predict(market).mean);
  assert.ok(fitted > 0.9 * oracle, `${fitted} of ${oracle}`);
  // One row of features alone says less: the filter averages over time.
  const row = zScoreEnsemble().fit(market, { rows, horizon: 5 });
  const single = icOf(row.predict(market).mean);
  assert.ok(single < 0.85 * oracle, `${single} of ${oracle}`);
});

Deno.test("kalmanEnsemble() latent finds the parameters that made the data", () => {
  const truth = { persistence: 0.9, loading: [0.6, -0.4, 0.5], slope: 0.15 };
  const market = latentMarket({ rows: 20_000, seed: 12, ...truth });
  for (const returns of ["explained", "observed"] as const) {
    const { parameters: p } = kalmanEnsemble({
      form: "latent",
      shrinkage: "none",
      clip: Infinity,
      returns,
    }).fit(market) as LatentAlphaSignal;
    close(p.persistence, 0.9, 0.015);
    truth.loading.forEach((l, k) => {
      close(p.loading[k]!, l, 0.03);
      close(p.noise[k]!, 1 - l * l, 0.03);
    });
    close(p.slope, 0.15, 0.03);
    close(Math.sqrt(p.slopeVariance) * Math.sqrt(20_000), 1.2, 0.3);
    close(p.returnNoise, 1 - 0.15 ** 2, 0.01);
  }
});

// prop-predetermined
Deno.test("what features share with past returns is taken for alpha where these are observed, not where they are explained", () => {
  const claimed = { explained: 0, observed: 0 };
  for (let seed = 0; seed < 10; seed++) {
    const random = new Random(seed);
    const returns = Float64Array.from({ length: 4000 }, () => random.normal());
    const momentum = (rows: number) =>
      returns.map((_, t) => {
        let sum = 0;
        for (let j = 0; j < rows; j++) sum += returns[t - j] ?? 0;
        return sum;
      });
    const features = { a: momentum(20), b: momentum(40), c: momentum(60) };
    for (const kind of ["explained", "observed"] as const) {
      const model = kalmanEnsemble({ form: "latent", returns: kind });
      const signal = model.fit({ features, returns }, { horizon: 10 });
      claimed[kind] += signal.expectedIc / 10;
    }
  }
  // Returns are noise: one standard error at this horizon is 0.05, and all are positive.
  assert.ok(claimed.explained < 0.02, `${claimed.explained}`);
  assert.ok(claimed.observed > 3 * claimed.explained, `${claimed.observed}`);
});

Deno.test("kalmanEnsemble() latent names windows that are too short, returns that stand still and searches that do not end", () => {
  const truth = { persistence: 0.9, loading: [0.6, 0.4], slope: 0.15 };
  const market = latentMarket({ rows: 300, seed: 1, ...truth });
  const model = kalmanEnsemble({ form: "latent" });
  assert.throws(() => model.fit(market, { rows: { from: 0, to: 69 } }), {
    name: "RangeError",
    message:
      /returns of at least 70 rows for 2 features: current value is 69 of 69/,
  });
  assert.throws(
    () => model.fit({ ...market, returns: new Float64Array(300) }),
    { name: "RangeError", message: /returns must move/ },
  );
  assert.throws(
    () => kalmanEnsemble({ form: "latent", iterations: 1 }).fit(market),
    (error: ConvergenceError) => {
      assert.match(
        error.message,
        /Cannot fit kalman latent as it did not converge: after 1 iterations/,
      );
      assert.equal(error.iterations, 1);
      assert.ok(error.values.length > 0 && error.values.every(Number.isFinite));
      return true;
    },
  );
});
