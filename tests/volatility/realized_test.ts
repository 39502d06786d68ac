import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import {
  bipowerVariation,
  jumpTest,
  kernelWeight,
  LeeMykland,
  leeMykland,
  leeMyklandThreshold,
  logReturns,
  medianRealizedVariance,
  minimumRealizedVariance,
  multiScaleRealizedVariance,
  multiScaleWeights,
  noiseVariance,
  parzenBandwidth,
  preAveragedVariance,
  preAveragingWindow,
  realizedKernel,
  realizedQuarticity,
  realizedRange,
  realizedVariance,
  robustTwoScaleRealizedVariance,
  rollSpread,
  signaturePlot,
  subsampledRealizedVariance,
  tripowerQuarticity,
  twoScaleRealizedVariance,
  twoScaleStep,
} from "volarb/volatility";
import { assertCausal, assertClose } from "../close.ts";
import { quadraticMoments } from "../theory/quadratic_form.ts";

const near = (actual: number, expected: number, relative = 1e-12) =>
  assertClose(Float64Array.of(actual), [expected], relative);

/** Six returns whose measures are worked out in the table of the theory. */
const six = Float64Array.of(0.01, -0.02, 0.015, 0.005, -0.01, 0.03);
/** Ten returns of log prices in thousandths. */
const ten = Float64Array.from(
  [1, -2, 3, -1, 2, -1, 0, 2, -1, 2],
  (x) => x / 1000,
);

/** Every measure that maps the returns of a period to one number. */
const measures: { [name: string]: (r: Float64Array) => number } = {
  realizedVariance,
  subsampledRealizedVariance: (r) => subsampledRealizedVariance(r, 3),
  twoScaleRealizedVariance: (r) => twoScaleRealizedVariance(r, { scale: 3 }),
  robustTwoScaleRealizedVariance: (r) =>
    robustTwoScaleRealizedVariance(r, { scale: 3 }),
  multiScaleRealizedVariance: (r) => multiScaleRealizedVariance(r, 3),
  realizedKernel: (r) => realizedKernel(r, { bandwidth: 2 }),
  preAveragedVariance: (r) => preAveragedVariance(r, { window: 3 }),
  noiseVariance,
  bipowerVariation,
  minimumRealizedVariance,
  medianRealizedVariance,
  quarticityRoot: (r) => Math.sqrt(realizedQuarticity(r)),
  rollSpreadSquared: (r) => rollSpread(r) ** 2,
  tripowerRoot: (r) => Math.sqrt(tripowerQuarticity(r)),
};

for (const [name, measure] of Object.entries(measures)) {
  Deno.test(`${name} grows with the square of the returns`, () => {
    const random = new Random(3);
    const r = Float64Array.from({ length: 50 }, () => random.normal());
    near(measure(r.map((x) => 4 * x)), 16 * measure(r));
  });

  Deno.test(`${name} is missing where a return is`, () => {
    const r = Float64Array.from({ length: 12 }, (_, i) => Math.sin(i * i));
    r[5] = NaN;
    assert.ok(Number.isNaN(measure(r)));
  });

  Deno.test(`${name} takes an infinite return, as of a price of 0, for missing`, () => {
    for (const broken of [Infinity, -Infinity]) {
      const r = Float64Array.from({ length: 12 }, (_, i) => Math.sin(i * i));
      r[5] = broken;
      assert.ok(Number.isNaN(measure(r)), String(measure(r)));
    }
  });

  Deno.test(`${name} does not know the direction of time`, () => {
    const r = Float64Array.from({ length: 41 }, (_, i) => Math.sin(i * i));
    near(measure(r.slice().reverse()), measure(r), 1e-11);
    near(measure(r.map((x) => -x)), measure(r), 1e-13);
  });

  Deno.test(`${name} reads the returns and does not change them`, () => {
    const r = ten.slice();
    measure(r);
    assert.deepEqual(r, ten);
  });
}

Deno.test("measures of too few returns are missing, of none the variance is 0", () => {
  const none = new Float64Array(0);
  const sums = ["realizedVariance", "quarticityRoot"];
  for (const name of sums) assert.equal(measures[name]!(none), 0);
  for (const [name, measure] of Object.entries(measures)) {
    if (sums.includes(name)) continue;
    assert.ok(Number.isNaN(measure(none)), name);
  }
});

Deno.test("the six returns have the measures of the table, with and without edges", () => {
  const raw = { form: "raw" } as const;
  near(realizedVariance(six), 0.00175, 1e-14);
  near(bipowerVariation(six, raw), 0.0014529866, 1e-7);
  near(bipowerVariation(six), 0.0017435839, 1e-7);
  near(tripowerQuarticity(six, raw), 8.8313608e-7, 1e-7);
  near(tripowerQuarticity(six), 1.3247041e-6, 1e-7);
  near(
    jumpTest(six, { ...raw, statistic: "linear" }).statistic,
    0.992045,
    1e-6,
  );
  near(jumpTest(six, raw).statistic, 0.532730, 1e-5);
  const scaled = [medianRealizedVariance(six), minimumRealizedVariance(six)];
  near(scaled[0]!, 0.0013838743, 1e-7);
  near(scaled[1]!, 0.0015686048, 1e-7);
});

Deno.test("twoScaleRealizedVariance() gives the ten returns of the table", () => {
  near(
    twoScaleRealizedVariance(ten, { scale: 3, form: "raw" }),
    2.9333333333333e-6,
    1e-12,
  );
  near(twoScaleRealizedVariance(ten, { scale: 3 }), 4e-6);
  near(realizedVariance(ten), 2.9e-5);
  near(noiseVariance(ten, { method: "variance" }), 1.45e-6);
});

Deno.test("raw two scales lose half of the variance at K = 2", () => {
  const returns = { n: 200, variance: 1, noise: 0 };
  const raw = (r: Float64Array) =>
    twoScaleRealizedVariance(r, { scale: 2, form: "raw" });
  assert.ok(Math.abs(quadraticMoments(raw, returns).mean - 0.5) < 0.005);
});

Deno.test("subsampled variance has 2nω²/K of noise, to the last digit", () => {
  const returns = { n: 120, variance: 1, noise: 1e-3 };
  for (const scale of [1, 2, 5, 12]) {
    const { mean } = quadraticMoments(
      (r) => subsampledRealizedVariance(r, scale),
      returns,
    );
    near(mean, 1 + 2 * 120 * 1e-3 / scale, 1e-10);
  }
});

Deno.test("multiScaleRealizedVariance() is unbiased for every n, noise or not", () => {
  for (const noise of [0, 1e-3, 0.1]) {
    for (const scales of [2, 5, 11]) {
      const { mean } = quadraticMoments(
        (r) => multiScaleRealizedVariance(r, scales),
        { n: 60, variance: 1, noise },
      );
      near(mean, 1, 1e-9);
    }
  }
});

Deno.test("multiScaleWeights() add up to 1 and leave no noise", () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 200 }), (m) => {
    const a = multiScaleWeights(m);
    near(a.reduce((sum, w) => sum + w), 1, 1e-11);
    const noise = a.reduce((sum, w, i) => sum + w / (i + 1));
    assert.ok(Math.abs(noise) < 1e-12);
  }));
});

Deno.test("two scales and many are ten times as near as none on noisy returns", () => {
  const returns = { n: 160, variance: 1, noise: 0.01 };
  const error = (f: (r: Float64Array) => number) => {
    const { mean, deviation } = quadraticMoments(f, returns);
    return Math.hypot(mean - 1, deviation);
  };
  const none = error(realizedVariance);
  const two = error((r) => twoScaleRealizedVariance(r, { scale: 5 }));
  const many = error((r) => multiScaleRealizedVariance(r, 5));
  assert.ok(10 * two < none && 10 * many < none);
});

Deno.test("preAveragedVariance() is unbiased for every n and k, noise or not", () => {
  for (const noise of [0, 1e-3]) {
    for (const window of [3, 5, 6, 10]) {
      const { mean } = quadraticMoments(
        (r) => preAveragedVariance(r, { window }),
        { n: 40, variance: 1, noise },
      );
      near(mean, 1, 1e-9);
    }
  }
});

Deno.test("preAveragedVariance() takes back a share of 0.1579 at k = 6 and 0.0588 at k = 10", () => {
  // Of returns ±1 in turn, k = 6 averages 1/6 and k = 10 averages 1/10: what is left is
  // (1/19 - 3/19) / (16/19) and (1/85 - 5/85) / (80/85) of their realized variance.
  for (const [window, expected] of [[6, -1 / 8], [10, -1 / 20]] as const) {
    const r = Float64Array.from({ length: 400 }, (_, i) => (-1) ** i);
    const left = preAveragedVariance(r, { window }) / realizedVariance(r);
    near(left, expected, 1e-12);
  }
});

Deno.test("the non-negative Parzen kernel is never negative", () => {
  const returns = fc.float64Array({
    min: -1,
    max: 1,
    noNaN: true,
    minLength: 10,
    maxLength: 30,
  });
  fc.assert(fc.property(returns, fc.integer({ min: 0, max: 9 }), (r, H) => {
    assert.ok(realizedKernel(r, { bandwidth: H }) >= -1e-12);
  }));
});

Deno.test("realized kernels with no lags are realized variance, and flat tops leave 2ω²", () => {
  near(realizedKernel(six, { bandwidth: 0 }), realizedVariance(six));
  for (const kernel of ["parzen", "tukey-hanning-2"] as const) {
    const { mean } = quadraticMoments(
      (r) => realizedKernel(r, { bandwidth: 8, kernel, form: "flat-top" }),
      { n: 100, variance: 1, noise: 1e-3 },
    );
    near(mean, 1.002, 1e-10);
    assert.equal(kernelWeight(kernel, 0), 1);
    assert.equal(kernelWeight(kernel, 1), 0);
    assert.equal(kernelWeight(kernel, 7), 0);
  }
});

Deno.test("robustTwoScaleRealizedVariance() is near the plain one without jumps, and keeps a jump out", () => {
  const random = new Random(5);
  const r = Float64Array.from({ length: 5000 }, () => 0.01 * random.normal());
  const options = { scale: 10 };
  const plain = twoScaleRealizedVariance(r, options);
  near(robustTwoScaleRealizedVariance(r, options), plain, 0.05);
  const unbounded = { ...options, threshold: Infinity };
  near(robustTwoScaleRealizedVariance(r, unbounded), plain, 1e-12);
  r[2500] = 1;
  near(robustTwoScaleRealizedVariance(r, options), plain, 0.05);
  assert.ok(twoScaleRealizedVariance(r, options) > 2 * plain);
});

Deno.test("noiseVariance() is ω² by autocovariance, and ω² + IV/2n by variance", () => {
  const returns = { n: 100, variance: 1, noise: 1e-3 };
  near(quadraticMoments((r) => noiseVariance(r), returns).mean, 1e-3, 1e-10);
  const byVariance = quadraticMoments(
    (r) => noiseVariance(r, { method: "variance" }),
    returns,
  );
  near(byVariance.mean, 1e-3 + 1 / 200, 1e-10);
});

Deno.test("noiseVariance() of prices that do not move is 0 and not -0", () => {
  assert.ok(Object.is(noiseVariance(new Float64Array(9)), 0));
});

Deno.test("rollSpread() is twice the half-spread of independent sides", () => {
  const random = new Random(9);
  const prices = Float64Array.from(
    { length: 100_000 },
    () => 0.5 * (random.uniform() < 0.5 ? -1 : 1),
  );
  const changes = prices.slice(1).map((p, i) => p - prices[i]!);
  near(rollSpread(changes), 1, 0.01);
  const alternating = Float64Array.from({ length: 1001 }, (_, i) => (-1) ** i);
  near(rollSpread(alternating), 2, 1e-2);
});

Deno.test("one jump moves realized variance and not what leaves jumps out", () => {
  const random = new Random(4);
  const r = Float64Array.from({ length: 1440 }, () => random.normal());
  const before = [
    bipowerVariation,
    medianRealizedVariance,
    minimumRealizedVariance,
  ].map((f) => f(r));
  const quiet = jumpTest(r);
  r[700] = 40;
  const after = [
    bipowerVariation,
    medianRealizedVariance,
    minimumRealizedVariance,
  ].map((f) => f(r));
  before.forEach((v, i) => near(after[i]!, v, i === 0 ? 0.1 : 0.01));
  const loud = jumpTest(r);
  assert.ok(quiet.pValue > 0.01 && loud.pValue < 1e-6);
  near(loud.jumpVariance, 1600, 0.1);
});

Deno.test("jumpTest() has nothing to say where no price moved", () => {
  const { statistic, pValue, jumpVariance } = jumpTest(new Float64Array(10));
  assert.ok(Number.isNaN(statistic) && Number.isNaN(pValue));
  assert.equal(jumpVariance, 0);
});

Deno.test("leeMyklandThreshold() gives the numbers of 288 returns", () => {
  near(leeMyklandThreshold(288, 0.01), 5.39503, 1e-6);
  near(leeMyklandThreshold(288, 0.05), 4.78801, 1e-6);
  assert.throws(() => leeMyklandThreshold(288, 1), {
    message: /alpha must be in \(0, 1\): current value is 1/,
  });
});

Deno.test("leeMykland() finds the jump in its own return, from returns before it", () => {
  const random = new Random(6);
  const r = Float64Array.from({ length: 600 }, () => 1e-3 * random.normal());
  r[400] = 0.02;
  const L = leeMykland(r, { window: 270 });
  const threshold = leeMyklandThreshold(330, 0.01);
  const found = L.findIndex((l) => Math.abs(l) > threshold);
  assert.equal(found, 400);
  assert.ok(Number.isNaN(L[268]!) && !Number.isNaN(L[269]!));
  assertCausal((x) => leeMykland(x, { window: 10 }), r.slice(0, 40));
  const still = leeMykland(new Float64Array(10), { window: 4 });
  assert.ok(still.every(Number.isNaN));
});

Deno.test("LeeMykland agrees with leeMykland() across a save and load, and resets", () => {
  const random = new Random(7);
  const r = Float64Array.from({ length: 30 }, () => random.normal());
  r[12] = NaN;
  const column = leeMykland(r, { window: 6 });
  let live = new LeeMykland({ window: 6 });
  r.forEach((x, t) => {
    assert.equal(live.update(x), column[t]);
    assert.equal(live.ready, !Number.isNaN(column[t]));
    live = LeeMykland.from(JSON.parse(JSON.stringify(live)));
    assert.equal(live.value, column[t]);
    // Return 12 is missing itself, and for the windows of the five after it.
    assert.equal(live.ready, t >= 5 && (t < 12 || t > 17));
  });
  live.reset();
  assert.deepEqual(r.map((x) => live.update(x)), column);
});

Deno.test("signaturePlot() falls as 1/K where there is noise alone", () => {
  const random = new Random(8);
  const path = Float64Array.from({ length: 20_001 }, () => random.normal());
  const r = path.slice(1).map((y, i) => y - path[i]!);
  const { scale, variance } = signaturePlot(r, [1, 2, 5, 10, 50_000]);
  scale.forEach((k, i) => {
    if (k <= 10) near(variance[i]! * k / (2 * 20_000), 1, 0.05);
    else assert.ok(Number.isNaN(variance[i]!));
  });
  assert.equal(variance[1], subsampledRealizedVariance(r, 2));
});

Deno.test("realizedRange() takes the steps of a bar into account", () => {
  const bars = {
    high: Float64Array.of(101, 102),
    low: Float64Array.of(99, 101),
  };
  const square = Math.log(101 / 99) ** 2 + Math.log(102 / 101) ** 2;
  near(realizedRange(bars), square / (4 * Math.LN2));
  near(realizedRange(bars, { steps: 1 }), square);
  near(realizedRange(bars, { steps: 60 }), square / 2.336422965593, 1e-7);
  assert.ok(
    Number.isNaN(realizedRange({
      high: Float64Array.of(101, NaN),
      low: Float64Array.of(99, 98),
    })),
  );
  assert.throws(
    () => realizedRange({ high: Float64Array.of(1), low: Float64Array.of(2) }),
    { name: "RangeError", message: /high must be at least low/ },
  );
  assert.throws(() => realizedRange(bars, { steps: 0 }), {
    message: /steps must be .* current value is 0/,
  });
});

Deno.test("choices of scale follow their formulas", () => {
  const day = { returns: 23_400, noiseVariance: 1e-3 };
  assert.equal(twoScaleStep({ ...day, quarticity: 1 }), 19);
  assert.equal(parzenBandwidth({ ...day, rootQuarticity: 1 }), 93);
  assert.equal(preAveragingWindow({ ...day, variance: 1 }), 23);
  const quiet = { returns: 100, noiseVariance: 0 };
  assert.equal(twoScaleStep({ ...quiet, quarticity: 1 }), 2);
  assert.equal(parzenBandwidth({ ...quiet, rootQuarticity: 1 }), 0);
  assert.equal(preAveragingWindow({ ...quiet, variance: 1 }), 3);
});

Deno.test("measures refuse what makes no sense, by name and value", () => {
  const refused: [() => unknown, RegExp][] = [
    [() => subsampledRealizedVariance(six, 0), /scale .* value is 0/],
    [() => twoScaleRealizedVariance(six, { scale: 1 }), /scale .* value is 1/],
    [
      () => robustTwoScaleRealizedVariance(six, { scale: 2, threshold: 0 }),
      /threshold must be positive: current value is 0/,
    ],
    [() => multiScaleRealizedVariance(six, 1), /scales .* value is 1/],
    [() => realizedKernel(six, { bandwidth: -1 }), /bandwidth .* value is -1/],
    [() => preAveragedVariance(six, { window: 2 }), /window .* value is 2/],
    [() => leeMykland(six, { window: 2 }), /window .* value is 2/],
    [() => signaturePlot(six, [1.5]), /scale .* value is 1.5/],
    [
      () =>
        parzenBandwidth({ returns: 9, noiseVariance: -1, rootQuarticity: 1 }),
      /noiseVariance must be at least 0 .* value is -1/,
    ],
    [
      () => preAveragingWindow({ returns: 9, noiseVariance: 1, variance: 0 }),
      /variance must be positive .* value is 0/,
    ],
    [() => logReturns(Float64Array.of(1, 0)), /entry 1 is 0/],
  ];
  for (const [f, message] of refused) {
    assert.throws(f, { name: "RangeError", message });
  }
});
