import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  annualizedReturn,
  calmarRatio,
  expectedShortfall,
  hitRate,
  maximumDrawdown,
  omegaRatio,
  profitFactor,
  returnVolatility,
  sharpeRatio,
  sortinoRatio,
  tailRatio,
  totalReturn,
  valueAtRisk,
} from "volarb/performance";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";

const returns = readTable("performance_columns").columns.returns!;
const known = readTable("performance_statistics").columns;

/** Every statistic of returns that takes nothing else, by name. */
const STATISTICS: Record<string, (returns: Float64Array) => number> = {
  totalReturn,
  annualizedReturn: (r) => annualizedReturn(r, 365),
  volatility: (r) => returnVolatility(r, 365),
  sharpe: (r) => sharpeRatio(r) * Math.sqrt(365),
  sortino: (r) => sortinoRatio(r, { periodsPerYear: 365 }),
  calmar: (r) => calmarRatio(r, 365),
  omega: omegaRatio,
  maximumDrawdown,
  tailRatio,
  valueAtRisk,
};

for (const [name, statistic] of Object.entries(STATISTICS)) {
  Deno.test(`${name} is what empyrical or numpy gives`, () => {
    assertClose(Float64Array.of(statistic(returns)), known[name]!, 1e-12);
  });
}

Deno.test("statistics of no returns and with a missing one are NaN", () => {
  const all = { ...STATISTICS, expectedShortfall, hitRate, profitFactor };
  const defined = ["totalReturn", "maximumDrawdown"];
  for (const [name, statistic] of Object.entries(all)) {
    const none = statistic(new Float64Array(0));
    if (defined.includes(name)) assert.equal(none, 0, name);
    else assert.ok(Number.isNaN(none), name);
    assert.ok(Number.isNaN(statistic(Float64Array.of(0.1, NaN, -0.1))), name);
  }
});

Deno.test("one return has no risk that could be told", () => {
  const one = Float64Array.of(0.1);
  assert.ok(Number.isNaN(returnVolatility(one, 365)));
  assert.ok(Number.isNaN(sharpeRatio(one)));
  assert.ok(Number.isNaN(sortinoRatio(one, { periodsPerYear: 365 })));
  assert.equal(valueAtRisk(one), -0.1);
});

Deno.test("constant equity has no volatility, no drawdown, and no ratio", () => {
  // 0.1 is no sum of powers of two, so its mean need not be 0.1.
  for (const r of [0, 0.1]) {
    const still = new Float64Array(7).fill(r);
    assert.equal(returnVolatility(still, 365), 0);
    assert.equal(maximumDrawdown(still), 0);
    for (const name of ["sharpe", "sortino", "calmar"]) {
      assert.ok(Number.isNaN(STATISTICS[name]!(still)), name);
    }
  }
  const flat = new Float64Array(7);
  assert.ok(Number.isNaN(omegaRatio(flat)));
  assert.ok(Number.isNaN(hitRate(flat)));
  assert.ok(Number.isNaN(tailRatio(flat)));
  assert.ok(Object.is(valueAtRisk(flat), 0));
  assert.ok(Object.is(expectedShortfall(flat), 0));
});

const some = fc.array(fc.integer({ min: -80, max: 90 }), {
  minLength: 2,
  maxLength: 40,
})
  .map((list) => Float64Array.from(list, (x) => x / 100));

Deno.test("ratios do not change with leverage, and risks grow with it", () => {
  fc.assert(fc.property(some, (r) => {
    const twice = r.map((x) => 2 * x);
    for (const name of ["sharpe", "sortino", "omega", "tailRatio"]) {
      const [one, two] = [STATISTICS[name]!(r), STATISTICS[name]!(twice)];
      assert.ok(
        Object.is(one, two) || Math.abs(one - two) <= 1e-9 * Math.abs(one),
        name,
      );
    }
    assert.ok(
      Math.abs(valueAtRisk(twice, 0.1) - 2 * valueAtRisk(r, 0.1)) < 1e-15,
    );
    assert.ok(
      Math.abs(expectedShortfall(twice, 0.1) - 2 * expectedShortfall(r, 0.1)) <
        1e-14,
    );
  }));
});

Deno.test("expected shortfall is at least the value at risk, and the mean loss of the whole", () => {
  fc.assert(
    fc.property(
      some,
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (r, p) => {
        assert.ok(expectedShortfall(r, p) >= valueAtRisk(r, p) - 1e-15);
        const all = -r.reduce((a, b) => a + b) / r.length;
        assert.ok(expectedShortfall(r, p) >= all - 1e-14);
      },
    ),
  );
});

Deno.test("expected shortfall is the integral of the quantiles below p", () => {
  const r = Float64Array.of(-0.04, 0.01, -0.02, 0.03, 0);
  for (const p of [0.1, 0.2, 0.37, 0.9]) {
    const steps = 100_000;
    let total = 0;
    for (let i = 0; i < steps; i++) {
      total += valueAtRisk(r, p * (i + 0.5) / steps);
    }
    assert.ok(Math.abs(expectedShortfall(r, p) - total / steps) < 1e-6);
  }
});

Deno.test("the tail at 0.07 of a hundred returns is seven of them, whatever 100 · 0.07 is in binary", () => {
  const r = Float64Array.from({ length: 100 }, (_, i) => i);
  assert.equal(valueAtRisk(r, 0.07), -6);
  assert.ok(Math.abs(expectedShortfall(r, 0.07) + 3) < 1e-14);
});

Deno.test("total and annualized return follow from first and last equity", () => {
  fc.assert(fc.property(some, (r) => {
    let equity = 1;
    for (const x of r) equity *= 1 + x;
    assert.ok(Math.abs(totalReturn(r) - (equity - 1)) < 1e-12 * equity + 1e-15);
    const rate = annualizedReturn(r, r.length / 2);
    assert.ok(Math.abs((1 + rate) ** 2 - equity) < 1e-9 * (1 + equity));
  }));
  assert.ok(Number.isNaN(annualizedReturn(Float64Array.of(-2), 0.5)));
});

Deno.test("gains without losses make Omega and profit factor infinite", () => {
  assert.equal(omegaRatio(Float64Array.of(1, 2)), Infinity);
  assert.equal(profitFactor(Float64Array.of(3)), Infinity);
  assert.equal(profitFactor(Float64Array.of(-3)), 0);
  assert.equal(hitRate(Float64Array.of(-1, 0)), 0);
  assert.equal(omegaRatio(Float64Array.of(3, -1), 1), 1);
});

Deno.test("risk-free return and target are taken off", () => {
  const excess = returns.map((r) => r - 0.001);
  assertClose(
    Float64Array.of(
      sharpeRatio(returns, 0.001),
      sortinoRatio(returns, { periodsPerYear: 365, target: 0.001 }),
      omegaRatio(returns, 0.001),
    ),
    [
      sharpeRatio(excess),
      sortinoRatio(excess, { periodsPerYear: 365 }),
      omegaRatio(excess),
    ],
    1e-11,
  );
});

Deno.test("statistics refuse options out of range", () => {
  const refused = (f: () => unknown) =>
    assert.throws(f, { name: "RangeError" });
  for (const bad of [0, -1, NaN, Infinity]) {
    refused(() => annualizedReturn(returns, bad));
    refused(() => returnVolatility(returns, bad));
    refused(() => sortinoRatio(returns, { periodsPerYear: bad }));
    refused(() => calmarRatio(returns, bad));
  }
  for (const p of [0, 1, NaN]) {
    refused(() => valueAtRisk(returns, p));
    refused(() => expectedShortfall(returns, p));
  }
  refused(() => tailRatio(returns, -0.1));
});
