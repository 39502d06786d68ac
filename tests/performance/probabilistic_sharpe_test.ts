import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import { mean, normalCdf, rawKurtosis, skewness } from "volarb/stats";
import {
  deflatedSharpe,
  deflatedSharpeSize,
  expectedMaximumSharpe,
  minimumBacktestLength,
  minimumTrackRecord,
  probabilisticSharpe,
  sharpeMoments,
} from "volarb/performance";
import { readTable } from "../known/table.ts";

const FUND = { ratio: 0.458, skewness: -2.448, kurtosis: 10.164 };
const PAPER = {
  ratio: 2.5 / Math.sqrt(250),
  observations: 1250,
  skewness: -3,
  kurtosis: 10,
  variance: 0.5 / 250,
};

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance,
    `${actual}, not ${expected}`,
  );
}

Deno.test("probabilisticSharpe() gives the paper's three numbers", () => {
  near(probabilisticSharpe({ ratio: 0.458, observations: 24 }), 0.98167, 5e-6);
  near(probabilisticSharpe({ ...FUND, observations: 24 }), 0.91336, 5e-6);
  near(probabilisticSharpe({ ...FUND, observations: 36 }), 0.95351, 5e-6);
});

Deno.test("minimumTrackRecord() gives the paper's two numbers, at which the PSR is the confidence", () => {
  near(minimumTrackRecord({ ratio: 0.458 }), 15.25, 5e-3);
  near(minimumTrackRecord(FUND), 34.56, 5e-3);
  for (const benchmark of [0, 0.1]) {
    const observations = minimumTrackRecord({
      ...FUND,
      benchmark,
      confidence: 0.9,
    });
    near(probabilisticSharpe({ ...FUND, benchmark, observations }), 0.9, 1e-13);
  }
  assert.equal(minimumTrackRecord({ ratio: 0.1, benchmark: 0.1 }), Infinity);
});

Deno.test("deflatedSharpe() gives the paper's numbers for 10, 46, 100 and 1,000 trials", () => {
  const table = [[10, 0.99388], [46, 0.95050], [100, 0.9003968], [
    1000,
    0.63991,
  ]] as const;
  for (const [trials, probability] of table) {
    near(deflatedSharpe({ ...PAPER, trials }).probability, probability, 5e-6);
  }
  const { probability, threshold } = deflatedSharpe({ ...PAPER, trials: 100 });
  near(probability, 0.9003968, 5e-8);
  near(threshold, 0.1131720, 5e-8);
  near(threshold * Math.sqrt(250), 1.78941, 5e-6);
});

Deno.test("two libraries that put excess kurtosis in the formula find the same returns surer", () => {
  const returns = readTable("performance_columns").columns.returns!
    .slice(0, 24).map((r) => Math.round((r + 0.008) * 1e6) / 1e6);
  const { psr, psrExcess, psrUnbiasedExcess } =
    readTable("performance_statistics").columns;
  const moments = sharpeMoments(returns);
  near(probabilisticSharpe({ ...moments }), psr![0]!, 1e-12);
  // The formula as vectorbt (scipy's kurtosis) and Lean (an unbiased excess kurtosis) have it.
  const wrong = (skew: number, kurtosis: number) =>
    normalCdf(
      moments.ratio * Math.sqrt(23) /
        Math.sqrt(
          1 - skew * moments.ratio + (kurtosis - 1) / 4 * moments.ratio ** 2,
        ),
    );
  const n = 24;
  const skew = skewness(returns);
  const excess = rawKurtosis(returns) - 3;
  const unbiasedSkew = skew * Math.sqrt(n * (n - 1)) / (n - 2);
  const unbiasedExcess = ((n + 1) * excess + 6) * (n - 1) / ((n - 2) * (n - 3));
  near(wrong(skew, excess), psrExcess![0]!, 1e-12);
  near(wrong(unbiasedSkew, unbiasedExcess), psrUnbiasedExcess![0]!, 1e-12);
  assert.ok(psrExcess![0]! > psr![0]! && psrUnbiasedExcess![0]! > psr![0]!);
});

Deno.test("the paper's hundred trials pass with 0.90040, and with 0.90178 where the kurtosis is an excess one", () => {
  const { probability, threshold } = deflatedSharpe({ ...PAPER, trials: 100 });
  const z = (PAPER.ratio - threshold) * Math.sqrt(1249);
  const wrong = normalCdf(
    z / Math.sqrt(1 + 3 * PAPER.ratio + (7 - 1) / 4 * PAPER.ratio ** 2),
  );
  near(probability, 0.9003968, 5e-8);
  // scipy 1.17.1, norm.cdf of the same with kurtosis 7.
  near(wrong, 0.9017785664, 5e-10);
});

Deno.test("an excess kurtosis is refused where no raw one can be as small", () => {
  assert.throws(
    () => probabilisticSharpe({ ratio: 1, observations: 9, kurtosis: 0 }),
    {
      name: "RangeError",
      message:
        /at least 1 \+ skewness², 1 \(is it an excess kurtosis\?\): current value is 0/,
    },
  );
});

Deno.test("expectedMaximumSharpe() is close to the mean of the largest of N normal numbers", () => {
  const table = [[10, 1.57460, 1.53875], [100, 2.53060, 2.50759], [
    1000,
    3.25512,
    3.24144,
  ]] as const;
  for (const [trials, approximate, exact] of table) {
    near(expectedMaximumSharpe({ trials }), approximate, 5e-6);
    near(expectedMaximumSharpe({ trials, form: "exact" }), exact, 5e-6);
  }
  // The largest of two and of three: 1/√π and 3/(2√π).
  near(
    expectedMaximumSharpe({ trials: 2, form: "exact" }),
    1 / Math.sqrt(Math.PI),
    1e-12,
  );
  near(
    expectedMaximumSharpe({ trials: 3, form: "exact", variance: 4 }),
    3 / Math.sqrt(Math.PI),
    1e-12,
  );
  assert.equal(expectedMaximumSharpe({ trials: 1 }), 0);
  near(expectedMaximumSharpe({ trials: 1, form: "exact" }), 0, 1e-12);
  assert.equal(expectedMaximumSharpe({ trials: 1.1 }), 0);
  const random = new Random(2);
  const largest = Float64Array.from({ length: 20_000 }, () => {
    let most = -Infinity;
    for (let i = 0; i < 10; i++) most = Math.max(most, random.normal());
    return most;
  });
  near(mean(largest), 1.53875, 4 * 0.587 / Math.sqrt(20_000));
});

Deno.test("minimumBacktestLength() allows 45 trials in five years", () => {
  near(minimumBacktestLength({ trials: 45, ratio: 1 }), 4.998, 1e-3);
  near(minimumBacktestLength({ trials: 45, ratio: 2 }), 4.998 / 4, 3e-4);
  assert.equal(minimumBacktestLength({ trials: 1, ratio: 1 }), 0);
});

Deno.test("deflation falls with trials and its Šidák p-value is the product rule", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), (trials) => {
    const fewer = deflatedSharpe({ ...PAPER, trials });
    const more = deflatedSharpe({ ...PAPER, trials: trials + 1 });
    assert.ok(more.probability <= fewer.probability);
    const single = 1 - probabilisticSharpe(PAPER);
    near(fewer.pValue, 1 - (1 - single) ** trials, 1e-12);
  }));
});

Deno.test("Šidák's p-value keeps its digits where the ratio is far above luck", () => {
  // A ratio of 10 standard errors: scipy 1.17.1, norm.sf(10) is 7.61985302416047e-24.
  const { pValue } = deflatedSharpe({
    ratio: 1,
    observations: 151,
    trials: 20,
    variance: 0.01,
  });
  assert.ok(Math.abs(pValue / (20 * 7.61985302416047e-24) - 1) < 1e-12);
});

Deno.test("deflatedSharpeSize() is the share of the largest of N normal numbers above its bound", () => {
  const random = new Random(4);
  const bound = expectedMaximumSharpe({ trials: 5 }) + 1.6448536;
  let above = 0;
  for (let run = 0; run < 40_000; run++) {
    let most = -Infinity;
    for (let i = 0; i < 5; i++) most = Math.max(most, random.normal());
    if (most > bound) above++;
  }
  const size = deflatedSharpeSize({ trials: 5 });
  near(above / 40_000, size, 4 * Math.sqrt(size / 40_000));
});

Deno.test("moments that are missing give NaN, and numbers out of range are refused", () => {
  assert.ok(
    Number.isNaN(probabilisticSharpe(sharpeMoments(Float64Array.of(0.1, NaN)))),
  );
  assert.ok(
    Number.isNaN(probabilisticSharpe(sharpeMoments(Float64Array.of(0.1, 0.1)))),
  );
  const refused = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  refused(
    () => probabilisticSharpe(sharpeMoments(Float64Array.of(0.1))),
    /at least 2: current value is 1/,
  );
  refused(
    () => minimumTrackRecord({ ratio: 1, confidence: 0.5 }),
    /confidence/,
  );
  refused(() => expectedMaximumSharpe({ trials: 0.5 }), /trials/);
  refused(() => expectedMaximumSharpe({ trials: 5, variance: -1 }), /variance/);
  refused(() => minimumBacktestLength({ trials: 5, ratio: 0 }), /ratio/);
});
