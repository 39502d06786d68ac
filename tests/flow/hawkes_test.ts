import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  exponentialTest,
  fitHawkes,
  HawkesIntensity,
  hawkesIntensity,
  type HawkesParameters,
  hawkesResiduals,
} from "volarb/flow";
import { hawkesLikelihood } from "../../lib/flow/hawkes_likelihood.ts";
import { assertCausal, assertClose } from "../close.ts";
import { throughJson } from "./market.ts";

const SECOND = 1_000_000;
const truth = { baseline: 0.5, branchingRatio: 0.6, decay: 5 };

/** Events of a Hawkes process by Ogata's thinning, in whole microseconds. */
function simulate(
  { baseline, branchingRatio, decay }: HawkesParameters,
  events: number,
  seed: number,
): Float64Array {
  const random = new Random(seed);
  const excitation = branchingRatio * decay;
  const time = new Float64Array(events);
  let t = 0;
  let excited = 0;
  for (let i = 0; i < events;) {
    const bound = baseline + excitation * excited;
    const wait = random.exponential() / bound;
    t += wait;
    excited *= Math.exp(-decay * wait);
    if (random.uniform() * bound > baseline + excitation * excited) continue;
    time[i++] = Math.round(t * SECOND);
    excited += 1;
  }
  return time;
}

const events = simulate(truth, 6000, 81);

/** The log-likelihood given the first event, as a double sum. */
function directLikelihood(
  seconds: Float64Array,
  end: number,
  [mu, alpha, beta]: readonly [number, number, number],
): number {
  let value = 0;
  for (let i = 1; i < seconds.length; i++) {
    let rate = mu;
    for (let j = 0; j < i; j++) {
      rate += alpha * Math.exp(-beta * (seconds[i]! - seconds[j]!));
    }
    value += Math.log(rate);
  }
  value -= mu * (end - seconds[0]!);
  for (const t of seconds) {
    value -= alpha / beta * (1 - Math.exp(-beta * (end - t)));
  }
  return value;
}

Deno.test("Hawkes intensity of three events by hand", () => {
  const time = Float64Array.of(0, SECOND, 1.5 * SECOND);
  const [e2, e4] = [Math.exp(-2), Math.exp(-4)];
  assertClose(
    hawkesIntensity(time, { baseline: 1, branchingRatio: 0.5, decay: 4 }),
    [
      3,
      1 + 2 * (e4 + 1),
      1 + 2 * (e4 * e2 + e2 + 1),
    ],
  );
  assertClose(
    hawkesResiduals(time, { baseline: 1, branchingRatio: 0.5, decay: 4 }),
    [
      NaN,
      1 + 0.5 * (1 - e4),
      0.5 + 0.5 * (1 + e4) * (1 - e2),
    ],
  );
});

Deno.test("HawkesIntensity agrees bit for bit with the columns across a save and load", () => {
  const time = events.slice(0, 300);
  const intensity = hawkesIntensity(time, truth);
  const residuals = hawkesResiduals(time, truth);
  let stream = new HawkesIntensity(truth);
  assert.equal(stream.ready, false);
  time.forEach((t, i) => {
    if (i % 13 === 0) stream = HawkesIntensity.from(throughJson(stream));
    assert.equal(stream.update(t), intensity[i]);
    assert.equal(stream.residual, residuals[i]);
    assert.equal(stream.at(t), stream.value);
  });
  stream.reset();
  assert.deepEqual(stream.toJSON(), new HawkesIntensity(truth).toJSON());
  assert.equal(stream.at(5), truth.baseline);
});

Deno.test("Hawkes intensity uses no event that comes later", () => {
  assertCausal((time) => hawkesIntensity(time, truth), events.slice(0, 60));
});

Deno.test("the log-likelihood in one pass is the double sum, and its derivatives are its own", () => {
  const seconds = events.slice(0, 200).map((t) => (t - events[0]!) / SECOND);
  const end = seconds[199]! + 0.7;
  const point = [0.6, 2, 4] as const;
  const { value, gradient, hessian } = hawkesLikelihood(seconds, end, point);
  assert.ok(Math.abs(value - directLikelihood(seconds, end, point)) < 1e-9);
  const step = 1e-5;
  for (let j = 0; j < 3; j++) {
    const shifted = (s: number) =>
      hawkesLikelihood(
        seconds,
        end,
        point.map((p, i) => i === j ? p + s : p) as [number, number, number],
      );
    const [up, down] = [shifted(step), shifted(-step)];
    const slope = (up.value - down.value) / (2 * step);
    assert.ok(Math.abs(slope - gradient[j]!) < 1e-5 * (1 + Math.abs(slope)));
    for (let i = 0; i < 3; i++) {
      const bend = (up.gradient[i]! - down.gradient[i]!) / (2 * step);
      assert.ok(
        Math.abs(bend - hessian[i]![j]!) < 1e-5 * (1 + Math.abs(bend)),
        `${i} ${j}: ${bend} ${hessian[i]![j]}`,
      );
    }
  }
});

Deno.test("fitHawkes() finds the parameters of simulated events within their errors", () => {
  const fit = fitHawkes(events);
  assert.ok(fit.converged);
  for (const name of ["baseline", "branchingRatio", "decay"] as const) {
    const z = (fit.parameters[name] - truth[name]) / fit.standardErrors[name];
    assert.ok(Math.abs(z) < 3.5, `${name}: ${z} errors away`);
    assert.ok(fit.standardErrors[name] < 0.12 * truth[name]);
  }
  assert.ok(fit.standardErrors.branchingRatio < 0.03);
  assert.ok(fit.logLikelihood > fit.poissonLogLikelihood + 100);
});

Deno.test("fitHawkes() is at a maximum, whatever the unit of time", () => {
  const time = events.slice(0, 1500);
  const fit = fitHawkes(time);
  const seconds = time.map((t) => (t - time[0]!) / SECOND);
  const { baseline, branchingRatio, decay } = fit.parameters;
  for (const factor of [0.98, 1.02]) {
    for (const j of [0, 1, 2]) {
      const point = [baseline, branchingRatio * decay, decay].map((p, i) =>
        i === j ? p * factor : p
      ) as [number, number, number];
      const { value } = hawkesLikelihood(seconds, seconds.at(-1)!, point);
      assert.ok(value < fit.logLikelihood);
    }
  }
  const slow = fitHawkes(time.map((t) => 1000 * t));
  assert.ok(Math.abs(slow.parameters.branchingRatio - branchingRatio) < 1e-5);
  assert.ok(Math.abs(slow.parameters.decay * 1000 / decay - 1) < 1e-4);
});

Deno.test("residuals of the true process are exponential, those of a Poisson fit are not", () => {
  const right = exponentialTest(hawkesResiduals(events, truth));
  assert.ok(right.pValue > 0.01 && right.dispersionPValue > 0.01);
  const rate = 5999 / ((events[5999]! - events[0]!) / SECOND);
  const wrong = exponentialTest(
    hawkesResiduals(events, { baseline: rate, branchingRatio: 0, decay: 1 }),
  );
  assert.ok(wrong.pValue < 1e-6 && wrong.dispersion > 10);
});

Deno.test("fitHawkes() of a Poisson process has a branching ratio near 0", () => {
  const time = simulate({ baseline: 2, branchingRatio: 0, decay: 1 }, 4000, 82);
  const fit = fitHawkes(time);
  assert.ok(fit.parameters.branchingRatio < 0.1);
  assert.ok(fit.logLikelihood - fit.poissonLogLikelihood < 5);
});

Deno.test("fitHawkes() of events that keep apart is the Poisson process, which its intensity takes", () => {
  const time = Float64Array.from({ length: 201 }, (_, i) => 5e5 * i);
  const fit = fitHawkes(time);
  assert.deepEqual(fit.parameters, {
    baseline: 2,
    branchingRatio: 0,
    decay: NaN,
  });
  assert.equal(fit.logLikelihood, 200 * (Math.log(2) - 1));
  assert.equal(fit.logLikelihood, fit.poissonLogLikelihood);
  assert.equal(fit.standardErrors.baseline, 2 / Math.sqrt(200));
  assert.ok(fit.converged);
  assert.deepEqual(
    hawkesIntensity(time, fit.parameters),
    time.map(() => 2),
  );
  const stream = new HawkesIntensity(fit.parameters);
  for (const t of time.subarray(0, 50)) stream.update(t);
  const again = HawkesIntensity.from(JSON.parse(JSON.stringify(stream)));
  assert.equal(again.value, 2);
});

Deno.test("events at one time count once unless they are kept, which inflates the branching ratio", () => {
  const poisson = simulate(
    { baseline: 2, branchingRatio: 0, decay: 1 },
    1000,
    83,
  );
  const doubled = new Float64Array(2000);
  poisson.forEach((t, i) => doubled.fill(t, 2 * i, 2 * i + 2));
  const merged = fitHawkes(doubled);
  assert.equal(merged.count, 1000);
  assert.ok(merged.logLikelihood - merged.poissonLogLikelihood < 5);
  const kept = fitHawkes(doubled, { ties: "keep" });
  assert.equal(kept.count, 2000);
  assert.ok(kept.parameters.branchingRatio > 0.4);
});

Deno.test("fitHawkes() refuses what it cannot fit, by name", () => {
  assert.throws(() => fitHawkes(new Float64Array(20)), {
    name: "RangeError",
    message: /at least 10 events at different times: current value is 1/,
  });
  assert.throws(() => fitHawkes(events, { end: 0 }), {
    message: /end must not be before the last event/,
  });
  assert.throws(() => fitHawkes(Float64Array.of(2, 1)), {
    message: /must not fall/,
  });
  assert.throws(() => fitHawkes(new Float64Array(20), { ties: "keep" }), {
    message: /span some time/,
  });
  for (
    const bad of [
      { ...truth, baseline: 0 },
      { ...truth, branchingRatio: -1 },
      { ...truth, decay: NaN },
    ]
  ) {
    assert.throws(() => new HawkesIntensity(bad), { name: "RangeError" });
  }
  const stream = new HawkesIntensity(truth);
  assert.throws(() => stream.update(NaN), { name: "RangeError" });
  stream.update(5);
  assert.throws(() => stream.update(4), {
    message: /must not fall: current value is 4 after 5/,
  });
  assert.throws(() => stream.at(4), { name: "RangeError" });
});

Deno.test("exponentialTest() of the Kolmogorov distribution at its known quantiles", () => {
  // A sample whose largest distance is D exactly: all at one point.
  const at = (n: number, distance: number) => {
    const x = -Math.log(1 - distance);
    return exponentialTest(new Float64Array(n).fill(x));
  };
  assert.ok(Math.abs(at(400, 0.6).statistic - 0.6) < 1e-12);
  const none = exponentialTest(Float64Array.of(NaN, 1));
  assert.equal(none.count, 1);
  assert.ok(Number.isNaN(none.pValue));
  assert.throws(() => exponentialTest(Float64Array.of(-1, 1)), {
    message: /at least 0: current value is -1/,
  });
  // 5 % of samples lie above 1.3581/√n (Smirnov's table); quantiles shifted by it.
  const n = 10_000;
  const shift = 1.3581 / (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  const shifted = Float64Array.from({ length: n }, (_, i) => {
    const p = Math.max(0, (i + 1) / n - shift);
    return -Math.log1p(-p);
  });
  assert.ok(Math.abs(exponentialTest(shifted).pValue - 0.05) < 2e-4);
});
