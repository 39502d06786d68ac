import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import { rawKurtosis, skewness, StationaryBootstrap } from "volarb/stats";
import {
  annualizedReturn,
  annualizedSharpe,
  bootstrapInterval,
  calmarRatio,
  expectedShortfall,
  headlineStatistics,
  hitRate,
  maximumDrawdown,
  omegaRatio,
  returnOverDrawdown,
  type Returns,
  returnVolatility,
  sharpeRatio,
  sortinoRatio,
  tailRatio,
  totalReturn,
  valueAtRisk,
} from "volarb/performance";
import {
  HeadlineKernel,
  KERNEL_NAMES,
} from "../../lib/performance/headline_kernel.ts";
import { readTable } from "../known/table.ts";

const YEAR = 365;
const plain: Record<
  typeof KERNEL_NAMES[number],
  (r: Float64Array, p: number) => number
> = {
  totalReturn,
  annualizedReturn: (r) => annualizedReturn(r, YEAR),
  volatility: (r) => returnVolatility(r, YEAR),
  sharpe: (r) => sharpeRatio(r) * Math.sqrt(YEAR),
  sortino: (r) => sortinoRatio(r, { periodsPerYear: YEAR }),
  calmar: (r) => calmarRatio(r, YEAR),
  omega: (r) => omegaRatio(r),
  maximumDrawdown,
  valueAtRisk,
  expectedShortfall,
  skewness,
  rawKurtosis,
  tailRatio,
  hitRate,
  returnOverDrawdown,
};

function returnsOf(value: Float64Array): Returns {
  return {
    kind: "simple",
    time: value.map((_, i) => i * 86_400e6),
    value,
    step: 86_400e6,
    periodsPerYear: YEAR,
    definition: "simple returns of days",
  };
}

Deno.test("HeadlineKernel gives of every resample what the functions give", () => {
  const sample = fc.array(fc.integer({ min: -30, max: 35 }), {
    minLength: 8,
    maxLength: 120,
  })
    .map((list) => Float64Array.from(list, (x) => x / 1000));
  fc.assert(fc.property(
    sample,
    fc.constantFrom(0.05, 0.1, 0.3),
    fc.integer({ min: 1, max: 1000 }),
    (returns, probability, seed) => {
      const kernel = new HeadlineKernel(returns, {
        periodsPerYear: YEAR,
        probability,
      });
      const bootstrap = new StationaryBootstrap({
        blockLength: 3,
        random: new Random(seed),
      });
      for (let draw = 0; draw < 3; draw++) {
        const rows = bootstrap.draw(new Uint32Array(returns.length));
        const drawn = Float64Array.from(rows, (row) => returns[row]!);
        if (drawn.every((x) => x === drawn[0])) continue;
        const numbers = kernel.of(rows);
        KERNEL_NAMES.forEach((name, j) => {
          const expected = plain[name](drawn, probability);
          const actual = numbers[j]!;
          const same = Object.is(actual, expected) ||
            Math.abs(actual - expected) <=
              1e-9 * Math.max(1, Math.abs(expected));
          assert.ok(same, `${name}: ${actual}, not ${expected}`);
        });
      }
    },
  ));
});

Deno.test("headlineStatistics() has the intervals of bootstrapInterval() for the same seed", () => {
  const returns = readTable("performance_columns").columns.returns!;
  const { statistics, blockLength } = headlineStatistics(returnsOf(returns), {
    random: new Random(4),
    draws: 200,
  });
  const sharpe = annualizedSharpe(returns, { periodsPerYear: YEAR });
  for (const { name, value, low, high } of statistics) {
    const scale = name === "sharpe" ? sharpe.value / sharpe.uncorrected : 1;
    const of = plain[name as typeof KERNEL_NAMES[number]];
    const expected = bootstrapInterval(returns, (r) => scale * of(r, 0.05), {
      resampler: new StationaryBootstrap({
        blockLength,
        random: new Random(4),
      }),
      draws: 200,
    });
    for (
      const [a, b] of [[value, expected.value], [low, expected.low], [
        high,
        expected.high,
      ]]
    ) {
      assert.ok(
        Math.abs(a! - b!) <= 1e-9 * Math.max(1, Math.abs(b!)),
        `${name}: ${a} ${b}`,
      );
    }
  }
  assert.equal(statistics.length, KERNEL_NAMES.length);
});

Deno.test("every headline number carries its definition, period and year", () => {
  const returns = readTable("performance_columns").columns.returns!;
  const { statistics } = headlineStatistics(returnsOf(returns), {
    random: new Random(1),
    draws: 20,
  });
  for (const { definition, label } of statistics) {
    assert.match(definition, /.+; simple returns of days$/, label);
  }
  assert.match(
    statistics.find((s) => s.name === "volatility")!.definition,
    /Y = 365/,
  );
  assert.match(
    statistics.find((s) => s.name === "rawKurtosis")!.definition,
    /3 for a normal/,
  );
});

Deno.test("what is told per year says how it was annualized, and of how many days", () => {
  const returns = readTable("performance_columns").columns.returns!;
  const { statistics, days, daysPerYear } = headlineStatistics(
    returnsOf(returns),
    { random: new Random(1), draws: 20 },
  );
  assert.deepEqual(
    statistics.filter((s) => s.annualized !== undefined)
      .map(({ name, annualized }) => [name, annualized]),
    [
      ["annualizedReturn", "compounded"],
      ["volatility", "scaled"],
      ["sharpe", "scaled"],
      ["sortino", "scaled"],
      ["calmar", "compounded"],
    ],
  );
  assert.deepEqual([days, daysPerYear], [returns.length, YEAR]);
});

Deno.test("too few returns, constant equity and a missing return have no intervals", () => {
  for (
    const list of [[], [0.1], [0, 0, 0], [0.1, NaN, 0.2, 0, 0, 0, 0, 0, 0]]
  ) {
    const { statistics } = headlineStatistics(
      returnsOf(Float64Array.from(list)),
      {
        random: new Random(1),
        draws: 10,
      },
    );
    assert.ok(
      statistics.every((s) => Number.isNaN(s.low) && Number.isNaN(s.high)),
      `${list}`,
    );
  }
  const still = headlineStatistics(returnsOf(new Float64Array(20)), {
    random: new Random(1),
    draws: 10,
  });
  const volatility = still.statistics.find((s) => s.name === "volatility")!;
  assert.deepEqual([volatility.value, volatility.low, volatility.high], [
    0,
    0,
    0,
  ]);
  assert.ok(
    Number.isNaN(still.statistics.find((s) => s.name === "sharpe")!.value),
  );
});

Deno.test("headlineStatistics() refuses logarithms and no draws", () => {
  const returns = returnsOf(new Float64Array(20));
  assert.throws(
    () =>
      headlineStatistics({ ...returns, kind: "log" }, {
        random: new Random(1),
      }),
    { name: "RangeError", message: /simple: current value is log/ },
  );
  assert.throws(
    () => headlineStatistics(returns, { random: new Random(1), draws: 0 }),
    {
      name: "RangeError",
      message: /draws/,
    },
  );
});
