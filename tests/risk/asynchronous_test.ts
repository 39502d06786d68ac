import assert from "node:assert/strict";
import fc from "fast-check";
import {
  eppsAttenuation,
  eppsCurve,
  HayashiYoshida,
  hayashiYoshida,
  nearestCovariance,
  realizedKernelCovariance,
  refreshTimes,
  type TickColumns,
} from "../../lib/risk/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import { assertClose } from "../close.ts";

/** The definition: every pair of increments whose half-open intervals overlap. */
function everyPair(x: TickColumns, y: TickColumns): number {
  let sum = 0;
  for (let i = 1; i < x.time.length; i++) {
    for (let j = 1; j < y.time.length; j++) {
      const overlaps = Math.max(x.time[i - 1]!, y.time[j - 1]!) <
        Math.min(x.time[i]!, y.time[j]!);
      if (overlaps) {
        sum += (x.logPrice[i]! - x.logPrice[i - 1]!) *
          (y.logPrice[j]! - y.logPrice[j - 1]!);
      }
    }
  }
  return sum;
}

const ticks = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), {
  minLength: 0,
  maxLength: 12,
})
  .chain((times) =>
    fc.record({
      time: fc.constant(Float64Array.from(times.sort((a, b) => a - b))),
      logPrice: fc.array(fc.integer({ min: -5, max: 5 }), {
        minLength: times.length,
        maxLength: times.length,
      })
        .map((values) => Float64Array.from(values)),
    })
  );

Deno.test("hayashiYoshida() is the sum over every pair that overlaps", () => {
  fc.assert(
    fc.property(ticks, ticks, (x, y) => {
      assert.equal(hayashiYoshida(x, y) + 0, everyPair(x, y) + 0);
      assert.equal(hayashiYoshida(x, y) + 0, hayashiYoshida(y, x) + 0);
    }),
    { seed: 1, numRuns: 400 },
  );
});

Deno.test("HayashiYoshida gives at each tick the sum of the ticks so far, in either order of one time, from a snapshot too", () => {
  fc.assert(
    fc.property(ticks, ticks, fc.boolean(), (x, y, xFirst) => {
      const tape = [
        ...[...x.time].map((time, i) => ({
          side: "x" as const,
          time,
          price: x.logPrice[i]!,
          first: xFirst ? 0 : 1,
        })),
        ...[...y.time].map((time, i) => ({
          side: "y" as const,
          time,
          price: y.logPrice[i]!,
          first: xFirst ? 1 : 0,
        })),
      ].sort((a, b) => a.time - b.time || a.first - b.first);
      let pair = new HayashiYoshida();
      const seen = { x: 0, y: 0 };
      tape.forEach(({ side, time, price }, k) => {
        if (k === 5) {
          pair = HayashiYoshida.from(JSON.parse(JSON.stringify(pair)));
        }
        seen[side]++;
        const value = pair.update(side, time, price);
        const cut = ({ time, logPrice }: TickColumns, n: number) => ({
          time: time.subarray(0, n),
          logPrice: logPrice.subarray(0, n),
        });
        assert.equal(value + 0, everyPair(cut(x, seen.x), cut(y, seen.y)) + 0);
      });
    }),
    { seed: 2, numRuns: 400 },
  );
});

/** Two correlated Brownian motions seen at independent Poisson times. */
function market(
  random: Random,
  { rates, correlation, span }: {
    rates: [number, number];
    correlation: number;
    span: number;
  },
) {
  const step = 0.02;
  const x = { time: [] as number[], logPrice: [] as number[] },
    y = { time: [] as number[], logPrice: [] as number[] };
  let [a, b] = [0, 0];
  for (let t = 0; t < span; t += step) {
    const shock = Math.sqrt(step) * random.normal();
    a += shock;
    b += correlation * shock +
      Math.sqrt((1 - correlation ** 2) * step) * random.normal();
    if (random.uniform() < rates[0] * step) {
      x.time.push(t);
      x.logPrice.push(a);
    }
    if (random.uniform() < rates[1] * step) {
      y.time.push(t);
      y.logPrice.push(b);
    }
  }
  const columns = ({ time, logPrice }: typeof x): TickColumns => ({
    time: Float64Array.from(time),
    logPrice: Float64Array.from(logPrice),
  });
  return [columns(x), columns(y)] as const;
}

Deno.test("hayashiYoshida() is unbiased where the previous tick is not", () => {
  const random = new Random(31);
  const span = 400;
  let covariance = 0;
  const runs = 60;
  for (let run = 0; run < runs; run++) {
    const [x, y] = market(random, { rates: [1, 0.5], correlation: 0.6, span });
    covariance += hayashiYoshida(x, y) / span / runs;
  }
  assert.ok(Math.abs(covariance - 0.6) < 0.03, String(covariance));
});

Deno.test("eppsCurve() falls as the formula says", () => {
  const random = new Random(32);
  const [x, y] = market(random, {
    rates: [1, 1],
    correlation: 0.8,
    span: 12_000,
  });
  const curve = eppsCurve(x, y, [1, 3, 10, 60]);
  [1, 3, 10, 60].forEach((interval, i) => {
    const expected = 0.8 * eppsAttenuation({ interval, rate: 1 });
    const error = 1 / Math.sqrt(12_000 / interval);
    assert.ok(
      Math.abs(curve[i]! - expected) < 3 * error,
      `${interval}: ${curve[i]} is not ${expected}`,
    );
  });
});

Deno.test("eppsAttenuation() has the published values and its limits", () => {
  assertClose(
    Float64Array.from(
      [1, 3, 10],
      (x) => eppsAttenuation({ interval: x, rate: 1 }),
    ),
    [0.367879, 0.683262, 0.900005],
    2e-6,
  );
  assertClose(Float64Array.of(eppsAttenuation({ interval: 1e-6, rate: 1 })), [
    5e-7,
  ], 1e-6);
  assert.ok(eppsAttenuation({ interval: 1e9, rate: 1 }) > 1 - 1e-8);
  assert.throws(() => eppsAttenuation({ interval: 0, rate: 1 }), RangeError);
});

Deno.test("refreshTimes() waits for every asset, and a matrix of kernels is positive semidefinite", () => {
  const random = new Random(33);
  const [x, y] = market(random, { rates: [2, 1], correlation: 0.5, span: 500 });
  const noisy = ({ time, logPrice }: TickColumns) => ({
    time,
    logPrice: logPrice.map((price) => price + 0.5 * random.normal()),
  });
  const { logPrice, time } = refreshTimes([noisy(x), noisy(y)]);
  assert.ok(time.length > 250 && time.length < 500);
  const plain = realizedKernelCovariance(logPrice, { bandwidth: 0 });
  const kernel = realizedKernelCovariance(logPrice, { bandwidth: 8 });
  assert.ok(
    plain.values[0]! > 1.2 * 500,
    "noise inflates the realised variance",
  );
  assert.ok(Math.abs(kernel.values[0]! / 500 - 1) < 0.25);
  assert.ok(Math.abs(kernel.values[1]! / 250 - 1) < 0.45);
  assert.equal(nearestCovariance(kernel).unchanged, true);
});

Deno.test("asynchronous covariances refuse times that fall and are 0 without two ticks", () => {
  const one = { time: Float64Array.of(1), logPrice: Float64Array.of(2) };
  assert.equal(hayashiYoshida(one, one), 0);
  const falling = {
    time: Float64Array.of(2, 1),
    logPrice: Float64Array.of(0, 0),
  };
  assert.throws(() => hayashiYoshida(falling, one), {
    name: "RangeError",
    message: /time must not fall: current value is 1 in row 1 after 2/,
  });
  const pair = new HayashiYoshida();
  pair.update("x", 5, 0);
  assert.throws(() => pair.update("y", 4, 0), RangeError);
  assert.throws(() => pair.update("y", 6, NaN), RangeError);
  assert.throws(() => refreshTimes([]), RangeError);
  assert.throws(
    () => realizedKernelCovariance([new Float64Array(3)], { bandwidth: -1 }),
    RangeError,
  );
  assert.ok(Number.isNaN(eppsCurve(one, one, [1])[0]!));
});

Deno.test("eppsAttenuation() of two rates is symmetric, meets its series, and of one fast asset is the slow one's own", () => {
  for (const [x, y] of [[3, 1], [0.5, 20], [9.99e-4, 2e-4]] as const) {
    assert.equal(
      eppsAttenuation({ interval: 1, rate: x, otherRate: y }),
      eppsAttenuation({ interval: 1, rate: y, otherRate: x }),
    );
  }
  assertClose(
    Float64Array.of(
      eppsAttenuation({ interval: 1, rate: 9.999999e-4, otherRate: 5e-4 }),
    ),
    [eppsAttenuation({
      interval: 1,
      rate: 1.0000001e-3,
      otherRate: 5.0000005e-4,
    })],
    1e-6,
  );
  // mpmath in 40 digits.
  assertClose(
    Float64Array.of(
      eppsAttenuation({ interval: 0.9999, rate: 1e-3, otherRate: 5e-4 }),
    ),
    [3.3321670068528004e-4],
    1e-12,
  );
  // Previous ticks of x at every moment: what is missing is y's last gap only.
  const alone = 1 - -Math.expm1(-2) / 2;
  assert.ok(
    Math.abs(
      eppsAttenuation({ interval: 1, rate: 1e9, otherRate: 2 }) - alone,
    ) < 1e-8,
  );
});
