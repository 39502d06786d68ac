import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { ratioOfMeans } from "volarb/stats";

Deno.test("ratioOfMeans() by hand: means 3 and 2, residuals ±0.5", () => {
  const { value, standardError } = ratioOfMeans(
    Float64Array.of(2, 4),
    Float64Array.of(1, 3),
  );
  // R = 3/2; residuals 2 - 1.5 = 0.5 and 4 - 4.5 = -0.5; SE = √(0.5/2) / 2.
  assert.equal(value, 1.5);
  assert.equal(standardError, 0.25);
});

Deno.test("ratioOfMeans() states the error that repeated samples show", () => {
  const random = new Random(11);
  const ratios: number[] = [];
  let stated = 0;
  for (let k = 0; k < 400; k++) {
    const below = Float64Array.from(
      { length: 200 },
      () => random.exponential(),
    );
    const above = below.map((x) => x * (1 + 0.5 * random.normal()));
    const { value, standardError } = ratioOfMeans(above, below);
    ratios.push(value);
    stated += standardError / 400;
  }
  const average = ratios.reduce((a, b) => a + b) / ratios.length;
  const spread = Math.sqrt(
    ratios.reduce((s, r) => s + (r - average) ** 2, 0) / (ratios.length - 1),
  );
  assert.ok(Math.abs(average - 1) < 4 * spread / 20);
  assert.ok(
    Math.abs(stated / spread - 1) < 0.15,
    `${stated} against ${spread}`,
  );
});

Deno.test("ratioOfMeans() does not change when both columns are scaled", () => {
  const a = Float64Array.of(1, 5, 2, 8), b = Float64Array.of(2, 4, 4, 9);
  const plain = ratioOfMeans(a, b);
  const scaled = ratioOfMeans(a.map((x) => 4 * x), b.map((x) => 4 * x));
  assert.deepEqual(plain, scaled);
});

Deno.test("ratioOfMeans() refuses one row and names both lengths", () => {
  assert.throws(() => ratioOfMeans(Float64Array.of(1), Float64Array.of(1, 2)), {
    name: "RangeError",
    message: /numerator has 1, denominator has 2/,
  });
  assert.ok(
    Number.isNaN(
      ratioOfMeans(Float64Array.of(1, NaN), Float64Array.of(1, 2)).value,
    ),
  );
});
