import assert from "node:assert/strict";
import * as fc from "fast-check";
import { HOUR, MINUTE } from "volarb/time";
import { Random } from "volarb/random";
import { fitOu, ouLogLikelihood, ouPath } from "volarb/regime";
import { assertClose } from "../close.ts";

const close = (actual: number, expected: number, relative = 1e-10) =>
  assertClose(Float64Array.of(actual), [expected], relative);

/** Twelve observations at uneven times. */
const uneven = {
  time: Float64Array.of(0, 1, 1.5, 4, 5, 5.25, 8, 9, 11, 12, 12.75, 16)
    .map((hours) => hours * HOUR),
  value: Float64Array.of(
    1.2,
    0.9,
    1.1,
    0.2,
    -0.1,
    0.15,
    -0.6,
    -0.3,
    0.4,
    0.35,
    0.5,
    -0.2,
  ),
};

/** A path of `n + 1` values each hour. */
function hourly(n: number, persistence: number, seed: number) {
  const time = Float64Array.from({ length: n + 1 }, (_, i) => i * HOUR);
  const process = {
    speed: -Math.log(persistence),
    mean: 3,
    volatility: 1,
  };
  return { time, value: ouPath(process, { time, random: new Random(seed) }) };
}

/** Slope of the least-squares line of each value on the one before. */
function slope(value: Float64Array): number {
  const n = value.length - 1;
  const x = value.slice(0, n);
  const y = value.slice(1);
  const [mx, my] = [x, y].map((v) => v.reduce((sum, e) => sum + e) / n);
  let xy = 0;
  let xx = 0;
  for (let i = 0; i < n; i++) {
    xy += (x[i]! - mx!) * (y[i]! - my!);
    xx += (x[i]! - mx!) ** 2;
  }
  return xy / xx;
}

Deno.test("fitOu() at uneven times finds the maximum that mpmath finds in 40 digits", () => {
  const cases = [
    [{}, [
      0.43815128809876149,
      0.0049472291883616877,
      0.38860852988141143,
      -2.9330862772219587,
      0.259667298726,
    ]],
    [{ mean: 0 }, [
      0.43589395146075748,
      0,
      0.38815574641351643,
      -2.9332693245360727,
      0.230543312942,
    ]],
    [{ start: "stationary" }, [
      0.29524960252871339,
      0.30377553809163524,
      0.4231085932091723,
      -5.560362395982097,
      0.255469608859,
    ]],
    [{ start: "stationary", mean: 0 }, [
      0.21664998130761807,
      0,
      0.41416618737114984,
      -5.9793472145277447,
      0.207251628231,
    ]],
  ] as const;
  for (const [options, [speed, mean, volatility, log, error]] of cases) {
    const fit = fitOu(uneven, options);
    close(fit.speed, speed);
    assert.ok(Math.abs(fit.mean - mean) < 1e-10);
    close(fit.volatility, volatility);
    close(fit.logLikelihood, log);
    // A second difference of the score gives fewer digits.
    close(fit.speedError, error, 1e-6);
    assert.equal(fit.transitions, 11);
    close(fit.meanGap, 16 / 11);
    assert.equal(fit.meanIs, "mean" in options ? "known" : "estimated");
  }
});

Deno.test("fitOu() at even gaps is least squares", () => {
  for (const [persistence, seed] of [[0.9, 1], [0.5, 2], [0.97, 3]] as const) {
    const columns = hourly(120, persistence, seed);
    close(Math.exp(-fitOu(columns).speed), slope(columns.value));
  }
});

Deno.test("fitOu() reports the likelihood of what it found, and nothing near it is likelier", () => {
  for (const start of ["conditional", "stationary"] as const) {
    const { speed, mean, volatility, logLikelihood } = fitOu(uneven, { start });
    const at = (s: number, m: number, v: number) =>
      ouLogLikelihood({ speed: s, mean: m, volatility: v }, {
        ...uneven,
        start,
      });
    close(at(speed, mean, volatility), logLikelihood);
    for (const change of [0.99, 1.01]) {
      assert.ok(at(speed * change, mean, volatility) < logLikelihood);
      assert.ok(at(speed, mean + change - 1, volatility) < logLikelihood);
      assert.ok(at(speed, mean, volatility * change) < logLikelihood);
    }
  }
});

Deno.test("fitOu() moves with the unit of time, the scale and the level of the observations", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.double({ min: -100, max: 100, noNaN: true }),
      (scale, level) => {
        const fit = fitOu(uneven);
        const moved = fitOu({
          time: uneven.time.map((us) => us + 1.7e15),
          value: uneven.value.map((x) => scale * x + level),
        }, { unit: MINUTE });
        close(moved.speed * 60, fit.speed, 1e-7);
        close(moved.volatility * Math.sqrt(60), fit.volatility * scale, 1e-7);
        assert.ok(
          Math.abs(moved.mean - (scale * fit.mean + level)) <
            1e-7 * (scale + Math.abs(level)),
        );
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("fitOu() recovers the process from a long uneven sample", () => {
  const random = new Random(9);
  let clock = 0;
  const time = Float64Array.from(
    { length: 5000 },
    () => clock += 2 * HOUR * random.exponential() + MINUTE,
  );
  const process = { speed: 0.25, mean: -1, volatility: 2 };
  const fit = fitOu({ time, value: ouPath(process, { time, random }) });
  assert.ok(Math.abs(fit.speed - 0.25) < 4 * fit.speedError);
  assert.ok(fit.speedError < 0.02);
  assert.ok(Math.abs(fit.volatility / 2 - 1) < 0.06);
  assert.ok(Math.abs(fit.mean + 1) < 0.4);
  close(fit.stationaryVariance, fit.volatility ** 2 / (2 * fit.speed));
});

Deno.test("fitOu() finds no speed in a trend and no end to it in an alternation", () => {
  const time = Float64Array.from({ length: 30 }, (_, i) => i * HOUR);
  const trend = fitOu({ time, value: time.map((_, i) => i ** 2) });
  assert.equal(trend.speed, 0);
  assert.equal(trend.stationaryVariance, Infinity);
  assert.ok(Number.isNaN(trend.mean) && Number.isNaN(trend.speedError));
  const alternation = fitOu({
    time,
    value: time.map((_, i) => (i % 2) + 0.01 * i % 0.03),
  });
  assert.equal(alternation.speed, Infinity);
  assert.equal(alternation.volatility, Infinity);
  assert.ok(Math.abs(alternation.stationaryVariance - 0.25) < 0.02);
});

Deno.test("fitOu() takes a decay without error for what it is", () => {
  const time = Float64Array.from({ length: 12 }, (_, i) => i * HOUR);
  const value = time.map((_, i) => 2 ** -i);
  close(fitOu({ time, value }, { mean: 0 }).speed, Math.LN2, 1e-6);
});

Deno.test("fitOu() lets a missing value only lengthen a gap", () => {
  const gone = 5;
  const value = uneven.value.slice();
  value[gone] = NaN;
  const without = (column: Float64Array) => column.filter((_, t) => t !== gone);
  assert.deepEqual(
    fitOu({ time: uneven.time, value }),
    fitOu({ time: without(uneven.time), value: without(uneven.value) }),
  );
});

Deno.test("fitOu() refuses too few, equal or unordered observations", () => {
  const time = Float64Array.of(0, 1, 2, 3).map((t) => t * HOUR);
  const value = Float64Array.of(1, 2, 1, NaN);
  assert.throws(() => fitOu({ time, value }), {
    name: "RangeError",
    message:
      "Cannot fit an Ornstein-Uhlenbeck process as at least 4 observations must be present: current value is 3",
  });
  assert.throws(() => fitOu({ time, value: value.fill(1e-4) }), {
    name: "RangeError",
    message:
      "Cannot fit an Ornstein-Uhlenbeck process as observations must not all be equal: current value is 0.0001",
  });
  assert.throws(
    () => fitOu({ time: time.toReversed(), value: time }),
    /times must rise: current value is a gap of -1/,
  );
  assert.throws(() => fitOu({ time, value: new Float64Array(3) }), RangeError);
  assert.throws(() => fitOu({ time, value: time }, { unit: 0 }), RangeError);
  assert.throws(() => fitOu({ time, value: time }, { mean: NaN }), RangeError);
  assert.throws(
    () => fitOu({ time, value: time }, { start: "exact" as "stationary" }),
    RangeError,
  );
});
