import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { mean, standardError } from "volarb/stats";
import {
  noiseVariance,
  noisyReturns,
  realizedVariance,
  subsampledRealizedVariance,
} from "volarb/volatility";

const draws = (
  options: Parameters<typeof noisyReturns>[1],
  measure: (r: Float64Array) => number,
) => {
  const random = new Random(41);
  return Float64Array.from(
    { length: 2000 },
    () => measure(noisyReturns(random, options)),
  );
};

const within = (column: Float64Array, expected: number) =>
  assert.ok(
    Math.abs(mean(column) - expected) < 4 * standardError(column),
    `${mean(column)} for ${expected}, standard error ${standardError(column)}`,
  );

Deno.test("noisyReturns() has the variance of the price and 2nω² (lem-rv-noise)", () => {
  const options = { returns: 100, variance: 2, noise: 0.01 };
  within(draws(options, realizedVariance), 2 + 2 * 100 * 0.01);
  within(draws(options, noiseVariance), 0.01);
});

Deno.test("noise with memory adds 2nω²(1 - ρ^K)/K at steps of K (lem-signature-ratio)", () => {
  const options = { returns: 120, noise: 0.01, memory: 0.8 };
  for (const scale of [1, 3, 10]) {
    within(
      draws(options, (r) => subsampledRealizedVariance(r, scale)),
      1 + 2 * 120 * 0.01 * (1 - 0.8 ** scale) / scale,
    );
  }
});

Deno.test("noisyReturns() is the same from the same seed", () => {
  const draw = () => noisyReturns(new Random(5), { returns: 9, noise: 0.1 });
  assert.deepEqual(draw(), draw());
  assert.equal(draw().length, 9);
});

Deno.test("noisyReturns() refuses what makes no sense, by name and value", () => {
  const random = new Random(1);
  const refused: [Parameters<typeof noisyReturns>[1], RegExp][] = [
    [{ returns: 0 }, /returns .* value is 0/],
    [{ returns: 9, variance: 0 }, /variance must be positive .* value is 0/],
    [{ returns: 9, noise: -1 }, /noise must be at least 0 .* value is -1/],
    [{ returns: 9, memory: 1 }, /memory must be in \(-1, 1\): .* value is 1/],
  ];
  for (const [options, message] of refused) {
    assert.throws(() => noisyReturns(random, options), {
      name: "RangeError",
      message,
    });
  }
});
