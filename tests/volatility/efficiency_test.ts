import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  brownianBars,
  EXACT_ALPHA,
  garmanKlass,
  mixedEfficiency,
  varianceEfficiency,
} from "volarb/volatility";

const relativeVariance = (x: Float64Array) => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length / mean ** 2;
};

Deno.test("varianceEfficiency() has the known efficiencies (def-efficiency)", () => {
  const zeta3 = 1.2020569031595942;
  assert.equal(varianceEfficiency(2), 1);
  assert.equal(varianceEfficiency(EXACT_ALPHA - 1).toFixed(4), "6.0421");
  const parkinson = 9 * zeta3 / (16 * Math.LN2 ** 2) - 1;
  assert.equal(varianceEfficiency(parkinson).toFixed(4), "4.9100");
});

Deno.test("mixedEfficiency() is what the scatter shows where the variance varies (lem-mixed-variance)", () => {
  const random = new Random(180);
  const unit = 1e-6;
  const bars = brownianBars(random, {
    bars: 40_000,
    steps: 64,
    variance: unit,
  });
  const range = garmanKlass(bars);
  const square = bars.close.map((c, i) => Math.log(c / bars.open[i]!) ** 2);
  const level = square.map(() => Math.exp(0.5 * random.normal()));
  const kappa = Math.exp(0.25) - 1;
  const shown = relativeVariance(square.map((x, i) => x * level[i]!)) /
    relativeVariance(range.map((x, i) => x * level[i]!));
  const expected = mixedEfficiency(relativeVariance(range), kappa);
  assert.ok(Math.abs(shown / expected - 1) < 0.1, `${shown} ${expected}`);
});

Deno.test("mixedEfficiency() falls from 2/ν towards 3/(1 + ν), and both refuse what is no variance", () => {
  const nu = 0.3;
  assert.ok(Math.abs(mixedEfficiency(nu, 0) - varianceEfficiency(nu)) < 1e-14);
  let last = Infinity;
  for (const kappa of [0, 0.1, 1, 10, 1000]) {
    const now = mixedEfficiency(nu, kappa);
    assert.ok(now < last && now > 3 / (1 + nu));
    last = now;
  }
  assert.ok(Math.abs(last - 3 / (1 + nu)) < 1e-2);
  assert.throws(() => varianceEfficiency(0), {
    name: "RangeError",
    message:
      "Cannot compute an efficiency as relativeVariance must be positive and finite: current value is 0",
  });
  assert.throws(() => mixedEfficiency(0.3, -1), RangeError);
});
