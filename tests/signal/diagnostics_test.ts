import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  effectiveFactors,
  factorContributions,
  featureCorrelation,
  forecastCalibration,
  forwardReturns,
  icByHorizon,
  icDecay,
  informationCoefficient,
  rollingIc,
  signalTurnover,
  splitStability,
} from "volarb/signal";
import { assertCausal } from "../close.ts";

const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(
    Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)),
    `${a} is not ${b}`,
  );

/** An AR(1) of unit variance, and returns that it leads. */
function leading(rows: number, phi: number, slope: number, seed: number) {
  const random = new Random(seed);
  const signal = new Float64Array(rows);
  let x = random.normal();
  for (let t = 0; t < rows; t++) {
    signal[t] = x;
    x = phi * x + Math.sqrt(1 - phi * phi) * random.normal();
  }
  const returns = signal.map((_, t) =>
    t === 0 ? NaN : slope * signal[t - 1]! + random.normal()
  );
  return { signal, returns };
}

Deno.test("icByHorizon() follows (1 - φ^h) / (1 - φ) / √h of an alpha that decays", () => {
  const [phi, slope] = [0.8, 0.1];
  const { signal, returns } = leading(100_000, phi, slope, 1);
  for (
    const { horizon: h, ic, standardError } of icByHorizon(signal, returns, [
      1,
      2,
      5,
      20,
    ])
  ) {
    const sum = (1 - phi ** h) / (1 - phi);
    const squares = Array.from(
      { length: h },
      (_, k) => ((1 - phi ** k) / (1 - phi)) ** 2,
    ).reduce((a, b) => a + b, 0);
    const variance = slope ** 2 * (sum ** 2 + (1 - phi ** 2) * squares) + h;
    const law = slope * sum / Math.sqrt(variance);
    assert.ok(Math.abs(ic - law) < 4 * standardError, `${h}: ${ic}, ${law}`);
  }
});

Deno.test("icByHorizon() rejects noise at its nominal rate at every horizon", () => {
  const rejected = [0, 0, 0];
  for (let seed = 0; seed < 200; seed++) {
    const { signal, returns } = leading(1500, 0.95, 0, seed);
    icByHorizon(signal, returns, [1, 10, 30]).forEach(({ pValue }, i) => {
      if (pValue < 0.05) rejected[i]!++;
    });
  }
  // 10 of 200 with a standard deviation of 3.
  rejected.forEach((count) => assert.ok(count >= 2 && count <= 19, `${count}`));
});

Deno.test("icDecay() finds the half-life that made the data and covers it nineteen times in twenty", () => {
  let covered = 0;
  const runs = 60;
  for (let seed = 0; seed < runs; seed++) {
    const { signal, returns } = leading(8000, 2 ** (-1 / 6), 0.15, seed);
    const { halfLife, interval: [low, high] } = icDecay(signal, returns, {
      leads: 25,
    });
    assert.ok(low < halfLife && halfLife < high);
    if (low <= 6 && 6 <= high) covered++;
  }
  assert.ok(covered >= 0.85 * runs, `${covered} of ${runs}`);
});

Deno.test("icDecay() of an exact curve gives it back", () => {
  // A signal that is one in four hundred rows, and a response that halves each row.
  const signal = Float64Array.from(
    { length: 4000 },
    (_, t) => t % 400 === 0 ? 1 : 0,
  );
  const returns = signal.map((_, t) => {
    const since = (t - 1) % 400;
    return t > 0 && since < 12 ? 2 ** -since : 0;
  });
  const { fitted, ic, persistence, halfLife, initial } = icDecay(
    signal,
    returns,
    {
      leads: 4,
    },
  );
  // Correlations have the mean taken away: the curve is near, not exact.
  assert.ok(Math.abs(persistence - 0.5) < 0.05);
  close(halfLife, Math.LN2 / -Math.log(persistence));
  close(fitted[2]!, initial * persistence ** 2);
  assert.ok(ic[0]! > 1.8 * ic[1]!);
});

Deno.test("icDecay() names what it cannot do and says NaN of a decay that has no end", () => {
  const { signal, returns } = leading(500, 0.5, 0.2, 3);
  for (
    const [bad, message] of [
      [{ leads: 1 }, /leads .* 1/],
      [{ blocks: 2 }, /blocks .* 2/],
      [{ level: 1 }, /level must be in \(0, 1\): current value is 1/],
      [{ blocks: 51 }, /at least 510 rows: current value is 500/],
    ] as const
  ) {
    assert.throws(() => icDecay(signal, returns, bad), {
      name: "RangeError",
      message,
    });
  }
  const still = new Float64Array(500).fill(1);
  assert.ok(Number.isNaN(icDecay(still, returns).ic[0]!));
});

Deno.test("rollingIc() is the correlation of each window, and uses no row that comes later", () => {
  const { signal, returns } = leading(60, 0.5, 0.5, 4);
  const options = { window: 10, horizon: 2 };
  const rolling = rollingIc(signal, returns, options);
  const realized = forwardReturns(returns, 2);
  for (let t = 12; t < 60; t++) {
    const from = t - 11;
    const { ic } = informationCoefficient(
      signal.slice(from, from + 10),
      realized.slice(from, from + 10),
    );
    close(rolling[t]!, ic);
  }
  // The first return is missing, and no target of a window needs it.
  assert.ok(Number.isNaN(rolling[10]!) && !Number.isNaN(rolling[11]!));
  assertCausal(
    (x) => rollingIc(x, returns.slice(0, x.length), options),
    signal,
  );
  assert.throws(() => rollingIc(signal, returns, { window: 2 }), {
    message: /window .* 2/,
  });
});

Deno.test("signalTurnover() counts both sides of a trade and passes over gaps", () => {
  assert.deepEqual(signalTurnover(Float64Array.of(0, 1, NaN, 1, -1)), {
    perRow: 1.5,
    meanPosition: 0.75,
    holdingRows: 1,
  });
  assert.ok(Number.isNaN(signalTurnover(new Float64Array(0)).perRow));
  assert.equal(signalTurnover(Float64Array.of(1, 1)).holdingRows, Infinity);
});

// lem-fundamental
Deno.test("effectiveFactors() of equal correlations is N / (1 + (N - 1) ρ²)", () => {
  for (const rho of [0, 0.3, 0.9]) {
    const matrix = [0, 1, 2, 3].map((i) =>
      [0, 1, 2, 3].map((j) => i === j ? 1 : rho)
    );
    close(effectiveFactors(matrix), 4 / (1 + 3 * rho * rho));
  }
  assert.throws(() => effectiveFactors([[1, 0]]), {
    message: /must be square/,
  });
  const random = new Random(1);
  const x = Float64Array.from({ length: 500 }, () => random.normal());
  const matrix = featureCorrelation({
    x,
    same: x.map((v) => 3 * v + 1),
    still: x.map(() => 2),
  });
  close(matrix[0]![1]!, 1);
  assert.ok(Number.isNaN(matrix[2]![0]!));
  assert.throws(() => featureCorrelation({ x, y: x.slice(1) }), {
    message: /500, 499/,
  });
});

Deno.test("factorContributions() add up to the forecast's variance and correlation", () => {
  const random = new Random(6);
  const draw = () => Float64Array.from({ length: 3000 }, () => random.normal());
  const [a, b, noise] = [draw(), draw(), draw()];
  a![5] = NaN;
  const realized = draw().map((e, t) => e + a![t]! + 0.2 * b![t]!);
  const parts = { a: a!, b: b!, noise: noise! };
  const split = factorContributions(parts, realized);
  const total = a!.map((x, t) => x + b![t]! + noise![t]!);
  const { ic } = informationCoefficient(total, realized);
  close(split.reduce((s, c) => s + c.varianceShare, 0), 1);
  close(split.reduce((s, c) => s + c.icShare, 0), ic);
  const last = split[2]!;
  assert.ok(Math.abs(last.icShare) < 4 * last.standardError);
  assert.ok(last.varianceShare > 0.25 && split[0]!.ownIc > 0.6);
  assert.throws(() => factorContributions(parts, realized.slice(1)), {
    message: /2999/,
  });
});

Deno.test("forecastCalibration() gives the regression of Mincer and Zarnowitz", () => {
  // Published case: x = 1..5, y = (1.2, 1.9, 3.4, 3.8, 5.2): y = .13 + .99 x.
  const mean = Float64Array.of(1, 2, 3, 4, 5);
  const variance = new Float64Array(5).fill(1);
  const realized = Float64Array.of(1.2, 1.9, 3.4, 3.8, 5.2);
  const { slope, intercept, squaredScore, bins } = forecastCalibration(
    { mean, variance },
    realized,
    { bins: 2 },
  );
  close(slope, 0.99);
  close(intercept, 0.13);
  close(squaredScore.mean, (0.04 + 0.01 + 0.16 + 0.04 + 0.04) / 5);
  assert.deepEqual(bins.map(({ rows, forecast }) => [rows, forecast]), [[
    2,
    1.5,
  ], [3, 4]]);
  close(bins[0]!.realized, 1.55);
});

Deno.test("forecastCalibration() of a right forecast covers what it says, of a proud one less", () => {
  const random = new Random(7);
  const n = 20_000;
  const mean = Float64Array.from({ length: n }, () => 0.1 * random.normal());
  const variance = mean.map(() => 0.5 + random.uniform());
  const realized = mean.map((m, t) =>
    m + Math.sqrt(variance[t]!) * random.normal()
  );
  const right = forecastCalibration({ mean, variance }, realized);
  for (const { level, share, standardError } of right.coverage) {
    assert.ok(
      Math.abs(share - level) < 4 * standardError,
      `${level}: ${share}`,
    );
  }
  assert.ok(Math.abs(right.slope - 1) < 4 * right.slopeError);
  assert.ok(right.slopeError < 0.1);
  const proud = forecastCalibration({
    mean: mean.map((m) => 3 * m),
    variance: variance.map((v) => v / 2),
  }, realized);
  close(proud.slope, right.slope / 3, 1e-9);
  assert.ok(proud.squaredScore.mean > 1.9 && proud.coverage[3]!.share < 0.87);
  assert.throws(
    () => forecastCalibration({ mean, variance }, realized, { levels: [1] }),
    {
      message: /levels must be in \(0, 1\): current value is 1/,
    },
  );
});

Deno.test("splitStability() is Cochran's Q, at its nominal rate where nothing changes", () => {
  let rejected = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { signal, returns } = leading(1200, 0.3, 0.1, seed);
    const { pValue, parts } = splitStability(
      signal,
      forwardReturns(returns, 1),
      { parts: 3 },
    );
    assert.equal(parts.length, 3);
    if (pValue < 0.05) rejected++;
  }
  assert.ok(rejected >= 2 && rejected <= 21, `${rejected}`);
  const up = Float64Array.from({ length: 40 }, (_, t) => Math.sin(t * t));
  const same = splitStability(up, up.map((x, t) => x + Math.cos(3 * t)));
  const [one, two] = same.parts;
  const [w1, w2] = [one!.standardError ** -2, two!.standardError ** -2];
  close(same.statistic, (one!.ic - two!.ic) ** 2 * w1 * w2 / (w1 + w2), 1e-9);
  assert.equal(same.sameSign, 2);
  assert.throws(() => splitStability(up, up, { parts: 1 }), {
    message: /parts .* 1/,
  });
});
