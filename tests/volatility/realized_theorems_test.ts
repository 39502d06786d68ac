import assert from "node:assert/strict";
import {
  multiScaleRealizedVariance,
  preAveragedVariance,
  realizedKernel,
  realizedVariance,
  subsampledRealizedVariance,
  twoScaleRealizedVariance,
} from "volarb/volatility";
import { quadraticMoments } from "../theory/quadratic_form.ts";

/** Sizes of the period and its noise; the variance is that of the price. */
const cases = [
  { n: 60, variance: 1, noise: 0 },
  { n: 60, variance: 2, noise: 0.01 },
  { n: 97, variance: 0.5, noise: 0.3 },
];

const close = (actual: number, expected: number) =>
  assert.ok(
    Math.abs(actual - expected) <= 1e-9 * Math.abs(expected),
    `${actual} for ${expected}`,
  );

Deno.test("realized variance has the mean and the variance of its lemma (lem-rv-noise)", () => {
  for (const returns of cases) {
    const { n, variance: v, noise: w } = returns;
    const { mean, deviation } = quadraticMoments(realizedVariance, returns);
    close(mean, v + 2 * n * w);
    close(
      deviation ** 2,
      2 * v * v / n + 8 * w * v + 12 * n * w * w - 4 * w * w,
    );
  }
});

Deno.test("subsampled variance has 2nω²/K of noise (lem-signature-ratio)", () => {
  for (const returns of cases) {
    const { n, variance: v, noise: w } = returns;
    for (const scale of [2, 5, 11]) {
      const { mean } = quadraticMoments(
        (r) => subsampledRealizedVariance(r, scale),
        returns,
      );
      close(mean, v + 2 * n * w / scale);
    }
  }
});

Deno.test("two scales keep 1 - K/(n + 1) of the variance and no noise (thm-two-scales)", () => {
  for (const returns of cases) {
    const { n, variance: v } = returns;
    for (const scale of [2, 5, 11]) {
      const { mean } = quadraticMoments(
        (r) => twoScaleRealizedVariance(r, { scale }),
        returns,
      );
      close(mean, v * (1 - scale / (n + 1)));
    }
  }
});

Deno.test("many scales and pre-averages are unbiased for every n (thm-multi-scale, thm-pre-averaging)", () => {
  for (const returns of cases) {
    for (const size of [3, 8]) {
      for (
        const measure of [
          (r: Float64Array) => multiScaleRealizedVariance(r, size),
          (r: Float64Array) => preAveragedVariance(r, { window: size }),
        ]
      ) {
        close(quadraticMoments(measure, returns).mean, returns.variance);
      }
    }
  }
});

Deno.test("a realized kernel keeps the noise that its first weight leaves (thm-realised-kernel)", () => {
  for (const returns of cases) {
    const { n, variance: v, noise: w } = returns;
    for (const bandwidth of [1, 4, 12]) {
      const x = 1 / (bandwidth + 1);
      const weight = x <= 0.5 ? 1 - 6 * x ** 2 + 6 * x ** 3 : 2 * (1 - x) ** 3;
      const mean = (form: "non-negative" | "flat-top") =>
        quadraticMoments(
          (r) => realizedKernel(r, { bandwidth, form }),
          returns,
        ).mean;
      close(
        mean("non-negative"),
        v + 2 * n * w * (1 - weight) + 2 * w * weight,
      );
      close(mean("flat-top"), v + 2 * w);
    }
  }
});

Deno.test("many scales near their limit in variance (thm-multi-scale)", () => {
  const [n, scales, noise] = [300, 20, 1];
  const { deviation } = quadraticMoments(
    (r) => multiScaleRealizedVariance(r, scales),
    { n, variance: 1, noise },
  );
  const c = scales / Math.sqrt(n);
  const limit = 48 * noise ** 2 / c ** 3 + 48 / 5 * noise / c +
    24 / 5 * noise ** 2 / c + 52 / 35 * c;
  const ratio = deviation ** 2 * Math.sqrt(n) / limit;
  assert.ok(Math.abs(ratio - 1) < 0.06, `${ratio}`);
});
