import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { brownianBars, extremeRates, rangeTransform } from "volarb/volatility";

/** High, low and close from the open of motions that end at an exponential time. */
function draws(
  seed: number,
  { drift, variance, rate, n }: {
    drift: number;
    variance: number;
    rate: number;
    n: number;
  },
) {
  const random = new Random(seed);
  return Array.from({ length: n }, () => {
    const time = -Math.log(1 - random.uniform()) / rate;
    const bar = brownianBars(random, {
      bars: 1,
      steps: 16,
      variance: variance * time,
      drift: drift * time,
    });
    const of = (x: Float64Array) => Math.log(x[0]! / bar.open[0]!);
    return { u: of(bar.high), d: of(bar.low), c: of(bar.close) };
  });
}

Deno.test("extremeRates() are those of drawn maxima and falls, which are uncorrelated (lem-wiener-hopf)", () => {
  const motion = { drift: 0.8, variance: 1, rate: 1 };
  const { maximum, fall } = extremeRates(motion);
  const n = 20_000;
  const paths = draws(181, { ...motion, n });
  const mean = (x: number[]) => x.reduce((a, b) => a + b, 0) / n;
  const [tops, falls] = [
    paths.map(({ u }) => u),
    paths.map(({ u, c }) => u - c),
  ];
  assert.ok(Math.abs(mean(tops) * maximum - 1) < 4 / Math.sqrt(n));
  assert.ok(Math.abs(mean(falls) * fall - 1) < 4 / Math.sqrt(n));
  const product = mean(paths.map(({ u, c }) => u * (u - c)));
  // The variance of a product of independent exponentials is 3 times its squared mean.
  assert.ok(Math.abs(product * maximum * fall - 1) < 4 * Math.sqrt(3 / n));
});

Deno.test("extremeRates() exchange with the sign of the drift and do not cancel", () => {
  const up = extremeRates({ drift: 1e8, variance: 1, rate: 1 });
  const down = extremeRates({ drift: -1e8, variance: 1, rate: 1 });
  assert.deepEqual([up.maximum, up.fall], [down.fall, down.maximum]);
  assert.ok(Math.abs(up.maximum * 1e8 - 1) < 1e-12);
  assert.deepEqual(extremeRates({ drift: 0, variance: 1, rate: 0.5 }), {
    maximum: 1,
    fall: 1,
  });
  assert.throws(
    () => extremeRates({ drift: 0, variance: 0, rate: 1 }),
    RangeError,
  );
});

Deno.test("rangeTransform() is the share of drawn paths that exceed both, tilted by the close (lem-range-transform)", () => {
  const n = 20_000;
  const paths = draws(182, { drift: 0, variance: 1, rate: 0.5, n });
  for (
    const [above, below, tilt] of [[0.3, 0.2, 0], [0.5, 0.1, 0.4], [
      0.2,
      0.4,
      -0.3,
    ]] as const
  ) {
    const values = paths.map(({ u, d, c }) =>
      u > above && -d > below ? Math.exp(tilt * c) : 0
    );
    const mean = values.reduce((a, b) => a + b, 0) / n;
    const error = Math.sqrt(values.reduce((a, x) => a + (x - mean) ** 2, 0)) /
      n;
    assert.ok(
      Math.abs(mean - rangeTransform({ above, below, tilt })) < 4 * error,
    );
  }
});

Deno.test("rangeTransform() integrates to the fourth moment of both extremes (eq-moments)", () => {
  // 8 E u²d² = ∬ 4xy P(u > x, -d > y) dx dy, by the rule of Simpson on x, y < 24.
  const [steps, end] = [240, 24];
  const h = end / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    for (let j = 0; j <= steps; j++) {
      const weight = (k: number) =>
        k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2;
      const [x, y] = [i * h, j * h];
      sum += weight(i) * weight(j) * 4 * x * y *
        rangeTransform({ above: x, below: y });
    }
  }
  const moment = sum * h * h / 9 / 8;
  assert.ok(Math.abs(moment / (3 - 4 * Math.LN2) - 1) < 1e-3, `${moment}`);
});

Deno.test("rangeTransform() at the edges", () => {
  assert.ok(
    Math.abs(rangeTransform({ above: 1, below: 0 }) - Math.exp(-1)) < 1e-15,
    "the maximum is exponential",
  );
  assert.equal(rangeTransform({ above: 800, below: 800 }), 0);
  assert.throws(() => rangeTransform({ above: 1, below: 1, tilt: 1 }), {
    name: "RangeError",
    message:
      "Cannot compute a range transform as tilt must be in (-1, 1): current value is 1",
  });
  assert.throws(() => rangeTransform({ above: -1, below: 1 }), RangeError);
});
