import assert from "node:assert/strict";
import {
  discretized,
  FairValueFilter,
  fairValueModel,
  fairValueOf,
  type FairValueParameters,
  fairValueStep,
  kalmanFilter,
} from "../../lib/signal/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import {
  jumpMoments,
  symbolParameters,
  varianceMoments,
} from "../../lib/simulate/mod.ts";
import { assertClose } from "../close.ts";

const CONTRACT = symbolParameters("BTCUSDT");
const YEAR = 365 * 86_400;

const pulled: FairValueParameters = {
  ...fairValueOf(CONTRACT),
  carry: { speed: 1 / 3600, deviation: 5e-4, pull: 0.3 / 3600, noise: 1e-5 },
};
const system = () => ({
  transition: Float64Array.from({ length: 16 }, (_, i) => Number(i % 5 === 0)),
  stateNoise: new Float64Array(16),
});

// thm-fair-van-loan, lem-fair-transition
Deno.test("fairValueStep() is Van Loan's transition of the same diffusion", () => {
  const { variance, jumpVariance = 0, errorSpeed, pricingError } = pulled;
  const constant: FairValueParameters = { ...pulled };
  delete (constant as { varianceReversion?: unknown }).varianceReversion;
  const { speed, deviation, pull } = pulled.carry!;
  const drift = new Float64Array(16);
  drift[3] = -pull;
  drift[5] = drift[10] = -errorSpeed;
  drift[15] = -speed;
  const diffusion = new Float64Array(16);
  diffusion[0] = variance + jumpVariance;
  diffusion[5] = 2 * errorSpeed * pricingError ** 2;
  diffusion[10] = 2 * errorSpeed * pulled.imbalanceNoise ** 2;
  diffusion[15] = 2 * speed * deviation ** 2;
  for (const gap of [0.001, 1, 60, 3600]) {
    const closed = system();
    fairValueStep(closed, constant, variance, gap);
    const exact = discretized({ states: 4, drift, diffusion }, gap);
    assertClose(closed.transition, exact.transition, 1e-11);
    assertClose(closed.stateNoise, exact.stateNoise, 1e-9);
  }
});

// lem-fair-transition, def-fair-value
Deno.test("fairValueStep() has the simulator's moments of the return", () => {
  const { latent } = CONTRACT;
  const horizon = 8 * 3600;
  const out = system();
  const parameters = fairValueOf(CONTRACT);
  // At the long-run variance the integrated variance is that variance times the time.
  fairValueStep(out, parameters, parameters.variance, horizon);
  const { variance } = jumpMoments(
    { ...latent, variance: latent.longRunVariance },
    horizon / YEAR,
  );
  assertClose(Float64Array.of(out.stateNoise[0]!), [variance], 1e-12);
  // Away from it, it is E ∫ v dt of the square-root process.
  const spot = 3 * latent.longRunVariance;
  fairValueStep(out, parameters, spot / YEAR, horizon);
  const { integratedMean } = varianceMoments(latent, {
    variance: spot,
    horizon: horizon / YEAR,
  });
  const jumps = parameters.jumpVariance! * horizon;
  assertClose(
    Float64Array.of(out.stateNoise[0]!),
    [integratedMean + jumps],
    1e-12,
  );
});

Deno.test("fairValueStep() composes: two steps are one of their sum", () => {
  const one = system(), two = system(), whole = system();
  fairValueStep(one, pulled, pulled.variance, 40);
  fairValueStep(two, pulled, pulled.variance, 60);
  fairValueStep(whole, pulled, pulled.variance, 100);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      let f = 0, q = two.stateNoise[i * 4 + j]!;
      for (let k = 0; k < 4; k++) {
        f += two.transition[i * 4 + k]! * one.transition[k * 4 + j]!;
        for (let l = 0; l < 4; l++) {
          q += two.transition[i * 4 + k]! * one.stateNoise[k * 4 + l]! *
            two.transition[j * 4 + l]!;
        }
      }
      const near = (a: number, b: number) =>
        assert.ok(Math.abs(a - b) <= 1e-10 * Math.max(Math.abs(a), 1e-12));
      near(f, whole.transition[i * 4 + j]!);
      near(q, whole.stateNoise[i * 4 + j]!);
    }
  }
});

/** A market of the model itself, a quote each tenth of a second or so. */
function drawn(n: number, parameters = fairValueOf(CONTRACT)) {
  const random = new Random(10);
  const {
    variance,
    jumpVariance = 0,
    errorSpeed,
    pricingError,
    imbalanceSlope,
    imbalanceNoise,
    rounding,
    drift = 0,
  } = parameters;
  let fair = Math.log(42_000),
    error = pricingError * random.normal(),
    rest = 0,
    time = 0;
  return Array.from({ length: n }, () => {
    const gap = 0.1 * random.exponential();
    time += gap;
    const kept = Math.exp(-errorSpeed * gap),
      fresh = Math.sqrt(-Math.expm1(-2 * errorSpeed * gap));
    fair += drift * gap +
      Math.sqrt((variance + jumpVariance) * gap) * random.normal();
    error = kept * error + pricingError * fresh * random.normal();
    rest = kept * rest + imbalanceNoise * fresh * random.normal();
    return {
      time: Math.round(time * 1e6),
      mid: Math.exp(fair + error + rounding * random.normal()),
      imbalance: imbalanceSlope * error + rest,
      fair,
      error,
    };
  });
}

// def-fair-state-space, prop-fair-long
Deno.test("FairValueFilter knows the fair price better than the mid does, as well as it says", () => {
  const filter = new FairValueFilter(fairValueOf(CONTRACT));
  let [mid, own, said, count] = [0, 0, 0, 0];
  for (const seen of drawn(20_000)) {
    filter.update(seen);
    if (seen.time < 60e6) continue;
    mid += (Math.log(seen.mid) - seen.fair) ** 2;
    own += (Math.log(filter.value) - seen.fair) ** 2;
    said += filter.uncertainty ** 2;
    count++;
  }
  assert.ok(own < 0.75 * mid, `${own / mid}`);
  assert.ok(Math.abs(own / said - 1) < 0.25, `${own / said}`);
  assert.ok(count > 10_000);
});

// lem-fair-carry, def-fair-observation
Deno.test("FairValueFilter's forecast of the mid is unbiased and its variance right", () => {
  // A quiet market, in which the pricing error is most of what moves.
  const quiet: FairValueParameters = {
    ...fairValueOf(CONTRACT),
    variance: 3e-10,
    varianceReversion: { speed: 1e-6, level: 3e-10 },
    jumpVariance: 0,
  };
  const market = drawn(60_000, quiet);
  const filter = new FairValueFilter(quiet);
  const horizon = 10e6;
  let ahead = 0, n = 0, square = 0, predicted = 0, cross = 0, power = 0;
  for (const [i, seen] of market.entries()) {
    filter.update(seen);
    if (i % 200 !== 199) continue;
    while (ahead < market.length && market[ahead]!.time < seen.time + horizon) {
      ahead++;
    }
    if (ahead === market.length) break;
    const { mean, variance } = filter.forecast(
      (market[ahead]!.time - seen.time) / 1e6,
    );
    const change = Math.log(market[ahead]!.mid / seen.mid);
    n++;
    square += (change - mean) ** 2 / variance;
    predicted += variance;
    cross += mean * change;
    power += mean * mean;
  }
  assert.ok(n > 250);
  assert.ok(Math.abs(square / n - 1) < 4 * Math.sqrt(2 / n), `${square / n}`);
  // Slope of the change on its forecast.
  const slope = cross / power, error = Math.sqrt(predicted / n / power);
  assert.ok(Math.abs(slope - 1) < 4 * error, `${slope} ± ${error}`);
  assert.ok(slope > 4 * error, "there is something to forecast");
});

Deno.test("FairValueFilter gives the column's numbers and continues from a snapshot", () => {
  const parameters = fairValueOf(CONTRACT);
  const market = drawn(200);
  const y = new Float64Array(800).fill(NaN);
  const gaps = new Float64Array(200);
  market.forEach((seen, t) => {
    gaps[t] = t === 0 ? NaN : (seen.time - market[t - 1]!.time) / 1e6;
    const trend = parameters.drift! * (seen.time - market[0]!.time) / 1e6;
    y[4 * t] = Math.log(seen.mid) - trend;
    y[4 * t + 1] = seen.imbalance;
  });
  const column = kalmanFilter(fairValueModel(parameters), y, { gaps });
  let filter = new FairValueFilter(parameters);
  market.forEach((seen, t) => {
    if (t === 100) {
      filter = FairValueFilter.from(
        parameters,
        JSON.parse(JSON.stringify(filter)),
      );
    }
    filter.update(seen);
    assertClose(
      filter.filter.mean.slice(0, 3),
      column.filteredMean.slice(4 * t, 4 * t + 3),
      1e-9,
    );
  });
});

Deno.test("FairValueFilter takes trades on their side and follows a variance that it is given", () => {
  const filter = new FairValueFilter(pulled);
  assert.ok(
    Number.isNaN(filter.value) && Number.isNaN(filter.forecast(1).mean),
  );
  filter.update({ time: 0, trade: 42_000, aggressor: 1 });
  const bought = filter.value;
  filter.reset();
  filter.update({ time: 0, trade: 42_000, aggressor: -1 });
  assert.ok(filter.value > bought);
  filter.update({ time: 1e6, variance: 1e-6 });
  const wide = filter.forecast(60).variance;
  filter.update({ time: 1e6, variance: 1e-10 });
  assert.ok(filter.forecast(60).variance < wide / 10);
  filter.update({ time: 2e6, premium: 1e-3 });
  assert.ok(filter.forecast(3600).mean < filter.forecast(0).mean);
});

Deno.test("a fair value refuses time that runs backwards and parameters out of range", () => {
  const filter = new FairValueFilter(pulled);
  filter.update({ time: 5, mid: 1 });
  assert.throws(() => filter.update({ time: 4 }), {
    name: "RangeError",
    message:
      "Cannot update a fair value as time must not run backwards: current value is 4 after 5",
  });
  assert.throws(() => fairValueModel({ ...pulled, errorSpeed: 0 }), {
    name: "RangeError",
    message: /errorSpeed must be positive/,
  });
  assert.throws(
    () => fairValueModel({ ...pulled, imbalanceSlope: NaN }),
    RangeError,
  );
});

Deno.test("FairValueFilter.forecast() is the change of fair price and error by Van Loan's transition", () => {
  const { variance, jumpVariance = 0, errorSpeed, pricingError } = pulled;
  const constant: FairValueParameters = { ...pulled };
  delete (constant as { varianceReversion?: unknown }).varianceReversion;
  const { speed, deviation, pull } = pulled.carry!;
  const filter = new FairValueFilter(constant);
  filter.update({ time: 0, mid: 42_000, imbalance: 0.4, premium: 8e-4 });
  filter.update({ time: 3e6, mid: 42_005, imbalance: -0.2 });
  for (const horizon of [0, 1, 30, 7200]) {
    // States X, ε and p.
    const { transition: f, stateNoise: q } = discretized({
      states: 3,
      drift: Float64Array.of(0, 0, -pull, 0, -errorSpeed, 0, 0, 0, -speed),
      diffusion: Float64Array.of(
        variance + jumpVariance,
        0,
        0,
        0,
        2 * errorSpeed * pricingError ** 2,
        0,
        0,
        0,
        2 * speed * deviation ** 2,
      ),
    }, horizon);
    const { mean: x, covariance: p } = filter.filter;
    const a = [f[3]!, f[4]! - 1, f[5]! + f[2]!].map((weight, i) =>
      i === 0 ? f[0]! - 1 : weight
    );
    const states = [0, 1, 3];
    let mean = constant.drift! * horizon;
    let spread = q[0]! + 2 * q[1]! + q[4]!;
    states.forEach((i, k) => {
      mean += a[k]! * x[i]!;
      states.forEach((j, l) => spread += a[k]! * a[l]! * p[4 * i + j]!);
    });
    const forecast = filter.forecast(horizon);
    assert.ok(Math.abs(forecast.mean - mean) < 1e-15);
    assert.ok(Math.abs(forecast.variance - spread) <= 1e-10 * spread);
  }
});

// lem-fair-jump, def-robust
Deno.test("FairValueFilter takes a jump for one of the fair price where it is told to, and for an error in part where it is not", () => {
  const parameters = { ...fairValueOf(CONTRACT), drift: 0 };
  const after = (options: { jump?: number }) => {
    const filter = new FairValueFilter(parameters, options);
    for (let t = 0; t < 400; t++) {
      filter.update({ time: 1e6 * t, mid: 100, imbalance: 0 });
    }
    filter.update({ time: 400e6, mid: 100.4, imbalance: 0 });
    return Math.log(100.4 / filter.value);
  };
  const jump = Math.log(1.004);
  assert.ok(after({}) > 0.05 * jump && after({}) < 0.15 * jump);
  assert.ok(Math.abs(after({ jump: 6 })) < 0.002 * jump);
  assert.throws(() => new FairValueFilter(parameters, { jump: 0 }), RangeError);
});
