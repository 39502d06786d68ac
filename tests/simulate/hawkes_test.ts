import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { HawkesProcess, hawkesTimes } from "volarb/simulate";

const SEED = 11;

/** Variance over mean of the counts in windows of a length. */
function dispersion(times: Float64Array, horizon: number, window: number) {
  const counts = new Float64Array(Math.floor(horizon / window));
  for (const time of times) {
    const i = Math.floor(time / window);
    if (i < counts.length) counts[i]!++;
  }
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
  const variance = counts.reduce((a, c) => a + (c - mean) ** 2, 0) /
    (counts.length - 1);
  return variance / mean;
}

Deno.test("hawkesTimes() has the mean intensity and the branching ratio that it is told", () => {
  for (const branchingRatio of [0, 0.3, 0.6, 0.8]) {
    const horizon = 400_000;
    const times = hawkesTimes(
      new Random(SEED),
      { baseline: 0.5, branchingRatio, decay: 2 },
      horizon,
    );
    const rate = 0.5 / (1 - branchingRatio);
    const spread = Math.sqrt(rate / horizon) / (1 - branchingRatio);
    assert.ok(Math.abs(times.length / horizon - rate) < 4 * spread);
    // Over long windows var / mean tends to 1 / (1 - n)².
    const found = 1 - 1 / Math.sqrt(dispersion(times, horizon, 200));
    assert.ok(Math.abs(found - branchingRatio) < 0.05, `${found}`);
  }
});

Deno.test("hawkesTimes() compensated by its own intensity is a standard Poisson process", () => {
  // Random time change: Λ(t_i) - Λ(t_{i-1}) are independent exponentials of mean 1.
  const law = { baseline: 0.5, branchingRatio: 0.7, decay: 3 };
  const times = hawkesTimes(new Random(SEED), law, 20_000);
  let excess = 0;
  let last = 0;
  const residuals = times.map((time) => {
    const wait = time - last;
    const kept = Math.exp(-law.decay * wait);
    const residual = law.baseline * wait + excess * (1 - kept) / law.decay;
    excess = excess * kept + law.branchingRatio * law.decay;
    last = time;
    return residual;
  }).sort();
  const n = residuals.length;
  let distance = 0;
  residuals.forEach((x, i) => {
    const f = -Math.expm1(-x);
    distance = Math.max(distance, f - i / n, (i + 1) / n - f);
  });
  assert.ok(distance * Math.sqrt(n) < 1.95, `${distance * Math.sqrt(n)}`);
});

Deno.test("HawkesProcess stopped at many limits keeps its law", () => {
  const random = new Random(SEED);
  const process = new HawkesProcess({
    baseline: 0.5,
    branchingRatio: 0.6,
    decay: 2,
  });
  const times: number[] = [];
  const horizon = 200_000;
  for (let limit = 0.7; limit < horizon; limit += 0.7) {
    for (
      let time = process.next(limit, random);
      time < Infinity;
      time = process.next(limit, random)
    ) times.push(time);
  }
  assert.ok(Math.abs(times.length / horizon - 1.25) < 0.03);
  const found = 1 - 1 / Math.sqrt(
        dispersion(Float64Array.from(times), horizon, 200),
      );
  assert.ok(Math.abs(found - 0.6) < 0.05, `${found}`);
});

Deno.test("HawkesProcess without a baseline and a past never has an event", () => {
  const process = new HawkesProcess({
    baseline: 0,
    branchingRatio: 0.9,
    decay: 1,
  });
  assert.equal(process.next(1e9, new Random(1)), Infinity);
  process.baseline = 1;
  assert.ok(process.next(2e9, new Random(1)) > 1e9);
  assert.ok(Math.abs(process.excess - 0.9) < 1e-15);
});

Deno.test("HawkesProcess refuses to explode", () => {
  assert.throws(
    () => new HawkesProcess({ baseline: 1, branchingRatio: 1, decay: 1 }),
    /Cannot create HawkesProcess as branchingRatio must be in \[0, 1\): current value is 1/,
  );
  assert.throws(() =>
    hawkesTimes(
      new Random(1),
      { baseline: 1, branchingRatio: 0, decay: 1 },
      -1,
    ), RangeError);
});
