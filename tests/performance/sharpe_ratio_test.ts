import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import { mean, rawKurtosis, skewness, variance } from "volarb/stats";
import {
  annualizedSharpe,
  loStandardError,
  sharpeDifference,
  sharpeRatio,
  sharpeScaling,
  sharpeStandardError,
} from "volarb/performance";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";

const returns = readTable("performance_columns").columns.returns!;
const known = readTable("performance_statistics").columns;
const significance = readTable("performance_significance").columns;

Deno.test("sharpeScaling() gives Lo's table for twelve months of AR(1) returns", () => {
  const table = [
    [-0.2, 4.1708],
    [-0.1, 3.7979],
    [0, 3.4641],
    [0.1, 3.1601],
    [0.2, 2.8788],
    [0.5, 2.1213],
    [0.9, 1.2070],
  ] as const;
  for (const [rho, eta] of table) {
    const lags = Float64Array.from({ length: 11 }, (_, i) => rho ** (i + 1));
    assert.ok(Math.abs(sharpeScaling(12, lags) - eta) < 1e-4, `${rho}`);
  }
});

Deno.test("sharpeScaling() is the root of q without correlation, and does not look beyond q", () => {
  assert.equal(sharpeScaling(9, new Float64Array(0)), 3);
  assert.equal(
    sharpeScaling(2, Float64Array.of(0.5, 9, 9)),
    sharpeScaling(2, Float64Array.of(0.5)),
  );
  assert.ok(Number.isNaN(sharpeScaling(10, Float64Array.of(-0.9))));
});

Deno.test("the scaled ratio is that of sums of q returns, for every q that divides the column", () => {
  // Of a circular column the identity of the variance of sums is exact.
  const r = Float64Array.of(3, 1, -2, 4, 1, 0, -1, 2);
  const n = r.length;
  const center = mean(r);
  const covariance = (k: number) =>
    r.reduce(
      (sum, x, t) => sum + (x - center) * (r[(t + k) % n]! - center),
      0,
    ) / n;
  const q = 3;
  const sums = r.map((_, t) => r[t]! + r[(t + 1) % n]! + r[(t + 2) % n]!);
  const rho = Float64Array.of(1, 2).map((k) => covariance(k) / covariance(0));
  const scaled = sharpeScaling(q, rho) * center / Math.sqrt(covariance(0));
  assertClose(
    Float64Array.of(scaled),
    [mean(sums) / Math.sqrt(variance(sums, { ddof: 0 }))],
    1e-13,
  );
});

Deno.test("standard errors are Lo's, Mertens' and statsmodels' HAC", () => {
  assertClose(
    Float64Array.of(
      sharpeStandardError(returns, { method: "normal" }),
      sharpeStandardError(returns, { method: "iid" }),
      sharpeStandardError(returns, { method: "hac", lags: 4 }),
    ),
    [known.normalError![0]!, known.iidError![0]!, known.hacError![0]!],
    1e-11,
  );
});

Deno.test("loStandardError() gives Lo's numbers", () => {
  assertClose(
    Float64Array.of(
      loStandardError(0.1, 60),
      loStandardError(0.5, 60),
      loStandardError(1.5, 24),
    ),
    [0.129422, 0.136931, 0.29756],
    4e-6,
  );
});

Deno.test("the HAC error without lags is Mertens', which has Lo's as its normal case", () => {
  fc.assert(fc.property(
    fc.array(fc.integer({ min: -9, max: 12 }), { minLength: 4, maxLength: 30 }),
    (list) => {
      const r = Float64Array.from(list);
      fc.pre(list.some((x) => x !== list[0]));
      const ratio = mean(r) / Math.sqrt(variance(r, { ddof: 0 }));
      const mertens =
        (1 - skewness(r) * ratio + (rawKurtosis(r) - 1) / 4 * ratio ** 2) /
        r.length;
      const hac = sharpeStandardError(r, { lags: 0 }) ** 2;
      assert.ok(Math.abs(hac - mertens) <= 1e-10 * (1 + Math.abs(ratio) ** 2));
      assert.equal(sharpeStandardError(r, { method: "iid" }), Math.sqrt(hac));
    },
  ));
});

Deno.test("annualizedSharpe() without lags is √Y times the ratio and its error", () => {
  const fit = annualizedSharpe(returns, { periodsPerYear: 365, lags: 0 });
  assertClose(
    Float64Array.of(fit.value, fit.uncorrected, fit.standardError),
    [
      known.sharpe![0]!,
      known.sharpe![0]!,
      Math.sqrt(365) * sharpeStandardError(returns, { lags: 0 }),
    ],
    1e-12,
  );
  assert.ok(Math.abs(fit.value / fit.uncorrected - 1) < 1e-14);
  assert.match(fit.definition, /Lo's η\(365\) with 0 autocorrelations/);
});

Deno.test("annualizedSharpe() takes persistence off what √Y would promise", () => {
  const fit = annualizedSharpe(returns, { periodsPerYear: 365, lags: 2 });
  const rho = Float64Array.of(known.rho1![0]!, known.rho2![0]!);
  assertClose(
    Float64Array.of(fit.value),
    [sharpeScaling(365, rho) * sharpeRatio(returns)],
    1e-12,
  );
  assert.ok(fit.value < 0.8 * fit.uncorrected);
});

Deno.test("annualizedSharpe() and its error are numpy's by the delta method", () => {
  for (
    const [periodsPerYear, lags, value, error] of [
      [365, 2, significance.annual365![0]!, significance.annualError365![0]!],
      [12, 11, significance.annual12![0]!, significance.annualError12![0]!],
    ] as const
  ) {
    const fit = annualizedSharpe(returns, { periodsPerYear, lags });
    assertClose(Float64Array.of(fit.value), [value], 1e-12);
    // The gradient is a difference quotient there.
    assertClose(Float64Array.of(fit.standardError), [error], 1e-8);
  }
});

Deno.test("sharpeDifference() is numpy's by Ledoit and Wolf's delta method", () => {
  const { x1, x2 } = readTable("performance_series").columns;
  const fit = sharpeDifference(x1!, x2!, { lags: 6 });
  assertClose(
    Float64Array.of(fit.difference, fit.standardError, fit.pValue),
    [
      significance.difference![0]!,
      significance.differenceError![0]!,
      significance.differencePValue![0]!,
    ],
    1e-9,
  );
});

Deno.test("annualizedSharpe() and its error hold over many samples of a persistent process", () => {
  // r[t] = 0.1 + 0.3 (r[t-1] - 0.1) + e[t]: ρ_k = 0.3^k, deviation 1 / √(1 - 0.09).
  const random = new Random(11);
  const truth = sharpeScaling(
    12,
    Float64Array.from({ length: 11 }, (_, i) => 0.3 ** (i + 1)),
  ) *
    0.1 * Math.sqrt(1 - 0.09);
  const values = new Float64Array(400);
  const errors = new Float64Array(400);
  for (let run = 0; run < 400; run++) {
    let x = random.normal() / Math.sqrt(1 - 0.09);
    const r = Float64Array.from({ length: 600 }, () => {
      x = 0.3 * x + random.normal();
      return 0.1 + x;
    });
    const fit = annualizedSharpe(r, { periodsPerYear: 12, lags: 11 });
    values[run] = fit.value;
    errors[run] = fit.standardError;
  }
  const spread = Math.sqrt(variance(values));
  assert.ok(
    Math.abs(mean(values) - truth) < 4 * spread / 20,
    `${mean(values)} ${truth}`,
  );
  // 4 standard errors of a deviation, and the Bartlett weights' few percent.
  assert.ok(Math.abs(mean(errors) / spread - 1) < 4 / Math.sqrt(800) + 0.05);
});

Deno.test("annualizedSharpe() says when it takes Bartlett's weights", () => {
  const r = Float64Array.from(
    { length: 40 },
    (_, t) => (t % 2 ? 1 : -1) + 0.01 * (t % 3),
  );
  const fit = annualizedSharpe(r, { periodsPerYear: 1000, lags: 1 });
  assert.equal(fit.window, "bartlett");
  assert.ok(fit.value > 0 && Number.isFinite(fit.standardError));
  assert.match(fit.definition, /bartlett/);
  assert.equal(
    annualizedSharpe(returns, { periodsPerYear: 365 }).window,
    "rectangular",
  );
});

Deno.test("Sharpe ratios of too little, of what does not move, and with a missing return are NaN", () => {
  for (const list of [[], [0.1], [0.1, 0.1, 0.1], [0.1, NaN, 0.2]]) {
    const r = Float64Array.from(list);
    const { value, standardError } = annualizedSharpe(r, {
      periodsPerYear: 365,
    });
    for (
      const x of [
        value,
        standardError,
        sharpeRatio(r),
        sharpeStandardError(r),
        sharpeDifference(r, r).pValue,
      ]
    ) assert.ok(Number.isNaN(x), `${list}`);
  }
});

Deno.test("sharpeDifference() has the error of the difference, not of two ratios apart", () => {
  const twin = returns.map((r, t) => r + (t % 2 ? 1e-3 : -1e-3));
  const fit = sharpeDifference(returns, twin);
  assert.ok(fit.standardError < sharpeStandardError(returns) / 3);
  assert.equal(sharpeDifference(twin, returns).difference, -fit.difference);
  assert.ok(fit.pValue > 0 && fit.pValue <= 1);
  const strong = sharpeDifference(returns.map((r) => r + 0.1), returns);
  assert.ok(strong.pValue < 1e-6);
});

Deno.test("Sharpe ratios refuse options out of range", () => {
  const refused = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  refused(
    () => sharpeStandardError(returns, { method: "gmm" as "hac" }),
    /"gmm"/,
  );
  refused(() => sharpeStandardError(returns, { lags: -1 }), /lags/);
  refused(() => sharpeScaling(0, returns), /q must be positive/);
  refused(() => loStandardError(1, 0), /n must be positive/);
  refused(
    () => annualizedSharpe(returns, { periodsPerYear: -1 }),
    /periodsPerYear/,
  );
  refused(() => sharpeDifference(returns, returns.slice(1)), /one length/);
});
