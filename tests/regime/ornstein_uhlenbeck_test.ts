import assert from "node:assert/strict";
import * as fc from "fast-check";
import { HOUR, MINUTE } from "volarb/time";
import { Random } from "volarb/random";
import { mean, variance } from "volarb/stats";
import { halfLife, ouLogLikelihood, ouPath, ouTransition } from "volarb/regime";
import { assertClose } from "../close.ts";

const close = (actual: number, expected: number, relative = 1e-12) =>
  assertClose(Float64Array.of(actual), [expected], relative);

Deno.test("ouTransition() and halfLife() have the known values: eq-ou-transition", () => {
  // mpmath, 20 digits, for speed 2, volatility 0.5, gap 0.25.
  const { persistence, variance } = ouTransition(
    { speed: 2, volatility: 0.5 },
    0.25,
  );
  close(persistence, 0.6065306597126334236);
  close(variance, 0.0395075349267848549);
  close(halfLife(2), 0.34657359027997265471);
});

Deno.test("ouTransition() over two gaps composes to that over their sum", () => {
  const part = fc.double({ min: 1e-9, max: 10, noNaN: true });
  fc.assert(fc.property(part, part, part, (speed, a, b) => {
    const process = { speed, volatility: 0.7 };
    const [first, second, whole] = [a, b, a + b].map((gap) =>
      ouTransition(process, gap)
    );
    close(first!.persistence * second!.persistence, whole!.persistence, 1e-11);
    close(
      second!.persistence ** 2 * first!.variance + second!.variance,
      whole!.variance,
      1e-11,
    );
  }));
});

Deno.test("ouTransition() is a random walk without speed and the stationary law in the long run", () => {
  assert.deepEqual(ouTransition({ speed: 0, volatility: 3 }, 2), {
    persistence: 1,
    variance: 18,
  });
  close(ouTransition({ speed: 1e-13, volatility: 1 }, 1).variance, 1, 1e-12);
  const late = ouTransition({ speed: 2, volatility: 3 }, Infinity);
  assert.equal(late.persistence, 0);
  close(late.variance, 9 / 4);
  assert.deepEqual(ouTransition({ speed: 5, volatility: 1 }, 0), {
    persistence: 1,
    variance: 0,
  });
});

Deno.test("ouTransition() is not Euler's step", () => {
  assert.ok(
    ouTransition({ speed: 2, volatility: 1 }, 0.75).persistence > 0.2,
  );
  // 1 - 2 · 0.75 would be negative.
});

Deno.test("halfLife() leaves one half", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e3, noNaN: true }), (speed) => {
      close(
        ouTransition({ speed, volatility: 1 }, halfLife(speed)).persistence,
        0.5,
      );
    }),
  );
  assert.equal(halfLife(0), Infinity);
  assert.equal(halfLife(-0), Infinity);
  assert.throws(() => halfLife(-1), {
    name: "RangeError",
    message:
      "Cannot compute a half-life as speed must be at least 0: current value is -1",
  });
});

Deno.test("ouPath() has the moments of the stationary law and the covariance of each gap", () => {
  const random = new Random(5);
  const time = Float64Array.of(0, 20 * MINUTE, 90 * MINUTE);
  const process = { speed: 0.8, mean: 2, volatility: 1.5 };
  const n = 40_000;
  const columns = [0, 1, 2].map(() => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    const path = ouPath(process, { time, random });
    columns.forEach((column, j) => column[i] = path[j]!);
  }
  const stationary = 1.5 ** 2 / 1.6;
  for (const x of columns) {
    assert.ok(Math.abs(mean(x) - 2) < 5 * Math.sqrt(stationary / n));
    assert.ok(Math.abs(variance(x) / stationary - 1) < 5 * Math.sqrt(2 / n));
  }
  const [, second, third] = columns;
  const covariance = mean(
    second!.map((x, i) => (x - 2) * (third![i]! - 2)),
  );
  const expected = stationary * Math.exp(-0.8 * 70 / 60);
  assert.ok(Math.abs(covariance - expected) < 5 * stationary / Math.sqrt(n));
});

Deno.test("ouPath() starts where it is told, and needs to be where there is no stationary law", () => {
  const time = Float64Array.of(0, HOUR, HOUR);
  const walk = { speed: 0, mean: 0, volatility: 1 };
  const path = ouPath(walk, { time, random: new Random(1), first: 7 });
  assert.equal(path[0], 7);
  assert.equal(path[2], path[1]);
  assert.throws(
    () => ouPath(walk, { time, random: new Random(1) }),
    RangeError,
  );
  assert.equal(
    ouPath(walk, { time: new Float64Array(0), random: new Random(1) }).length,
    0,
  );
  assert.throws(
    () =>
      ouPath(walk, {
        time: Float64Array.of(1, 0),
        random: new Random(1),
        first: 0,
      }),
    /time must not fall/,
  );
});

Deno.test("ouLogLikelihood() of a hand's worth of numbers", () => {
  // Speed ln 2 per hour: half is left; Q = σ² (1 - 1/4) / (2 ln 2) = 1 for this σ.
  const process = {
    speed: Math.LN2,
    mean: 1,
    volatility: Math.sqrt(2 * Math.LN2 / 0.75),
  };
  const columns = {
    time: Float64Array.of(0, HOUR, 2 * HOUR),
    value: Float64Array.of(3, 2.5, 1),
  };
  // Residuals 1.5 - 1 = 0.5 and 0 - 0.75; stationary variance 4/3, deviation 2.
  const log = -Math.log(2 * Math.PI) - 0.5 * (0.25 + 0.5625);
  close(ouLogLikelihood(process, columns), log);
  close(
    ouLogLikelihood(process, { ...columns, start: "stationary" }),
    log - 0.5 * (Math.log(2 * Math.PI * 4 / 3) + 3),
  );
});

Deno.test("ouLogLikelihood() passes over a missing value as if its row were not there", () => {
  const process = { speed: 0.4, mean: 0.2, volatility: 1.1 };
  const time = Float64Array.of(0, HOUR, 3 * HOUR, 4 * HOUR);
  assert.equal(
    ouLogLikelihood(process, { time, value: Float64Array.of(1, NaN, 0, 2) }),
    ouLogLikelihood(process, {
      time: time.filter((_, i) => i !== 1),
      value: Float64Array.of(1, 0, 2),
    }),
  );
  const none = new Float64Array(0);
  assert.equal(ouLogLikelihood(process, { time: none, value: none }), 0);
});

Deno.test("ouLogLikelihood() does not depend on the unit of time", () => {
  const columns = {
    time: Float64Array.of(0, HOUR, 3 * HOUR),
    value: Float64Array.of(1, 0.3, -0.4),
  };
  close(
    ouLogLikelihood({ speed: 0.6, mean: 0, volatility: 1.2 }, columns),
    ouLogLikelihood({
      speed: 0.01,
      mean: 0,
      volatility: 1.2 / Math.sqrt(60),
    }, { ...columns, unit: MINUTE }),
  );
});

Deno.test("Ornstein-Uhlenbeck functions refuse what is no process", () => {
  const wrong = [{ speed: -1, volatility: 1 }, { speed: 1, volatility: -1 }, {
    speed: NaN,
    volatility: 1,
  }];
  for (const process of wrong) {
    assert.throws(() => ouTransition(process, 1), RangeError);
  }
  assert.throws(
    () => ouTransition({ speed: 1, volatility: 1 }, -1),
    RangeError,
  );
  const twice = Float64Array.of(0, 0);
  assert.throws(
    () =>
      ouLogLikelihood({ speed: 1, mean: 0, volatility: 1 }, {
        time: twice,
        value: twice,
      }),
    /gap must be positive/,
  );
});
