import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  averagedCorrelation,
  ouPath,
  premiumAverage,
  unaveragedHalfLife,
} from "volarb/regime";

Deno.test("averagedCorrelation() is the double integral that it stands for (lem-averaging)", () => {
  // Midpoints: covariance of neighbouring averages over the variance of one.
  const [y, n] = [0.7, 400];
  let [covariance, variance] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [v, w] = [(i + 0.5) / n, (j + 0.5) / n];
      covariance += 4 * v * w * Math.exp(-y * (1 + w - v));
      variance += 4 * v * w * Math.exp(-y * Math.abs(v - w));
    }
  }
  assert.ok(Math.abs(averagedCorrelation(y) - covariance / variance) < 1e-5);
});

Deno.test("averagedCorrelation() does not jump where its series takes over, and has its limits", () => {
  const [below, above] = [
    averagedCorrelation(1 - 1e-9),
    averagedCorrelation(1),
  ];
  assert.ok(Math.abs(below - above) < 1e-9 && below > above);
  for (const y of [1e-9, 1e-6, 1e-3]) {
    assert.ok(Math.abs((1 - averagedCorrelation(y)) / y - 11 / 15) < y + 1e-6);
  }
  for (const y of [0.01, 0.3, 2, 30, 700]) {
    assert.ok(averagedCorrelation(y) > Math.exp(-y));
    assert.ok(averagedCorrelation(y) < 1);
  }
});

Deno.test("unaveragedHalfLife() undoes what averaging does to a drawn premium", () => {
  const step = 1.2e9; // 20 minutes
  const time = Float64Array.from(
    { length: 24 * 6_000 },
    (_, i) => (i + 1) * step,
  );
  const premium = ouPath(
    { speed: Math.LN2 / 16, mean: 0, volatility: 1 },
    { time, random: new Random(146) },
  );
  const settled = premiumAverage({ time, premium }, { step })
    .filter((_, i) => i % 24 === 23);
  let [square, product] = [0, 0];
  for (let i = 1; i < settled.length; i++) {
    square += settled[i - 1]! ** 2;
    product += settled[i]! * settled[i - 1]!;
  }
  const seen = -Math.LN2 * 8 / Math.log(product / square);
  assert.ok(seen > 19 && Math.abs(unaveragedHalfLife(seen, 8) - 16) < 2);
});

Deno.test("unaveragedHalfLife() comes back from where it went, and says what it cannot undo", () => {
  for (const truth of [0.5, 4, 16, 400]) {
    const seen = -Math.LN2 * 8 /
      Math.log(averagedCorrelation(Math.LN2 * 8 / truth));
    assert.ok(Math.abs(unaveragedHalfLife(seen, 8) / truth - 1) < 1e-9);
  }
  assert.equal(unaveragedHalfLife(Infinity, 8), Infinity);
  assert.ok(Number.isNaN(unaveragedHalfLife(NaN, 8)));
  assert.ok(Number.isNaN(unaveragedHalfLife(1e-3, 8)));
  assert.throws(() => unaveragedHalfLife(4, 0), {
    name: "RangeError",
    message:
      "Cannot undo an averaging as interval must be positive and finite: current value is 0",
  });
  assert.throws(() => averagedCorrelation(-1), RangeError);
});
