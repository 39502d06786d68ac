import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  modelConfidenceSet,
  realityCheck,
  superiorPredictiveAbility,
} from "volarb/performance";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";

const losses = Object.values(readTable("performance_losses").columns);
const draws = Object.values(readTable("performance_draws").columns);
const known = readTable("performance_comparison").columns;
const gains = [0, 1, 2, 4].map((j) =>
  losses[j]!.map((l, t) => losses[3]![t]! - l)
);

/** The resamples that arch was given, in the same order. */
function given() {
  let next = 0;
  return {
    random: new Random(1),
    blockLength: 4,
    draws: draws.length,
    resampler: {
      draw: (rows: Uint32Array) => {
        rows.set(draws[next++ % draws.length]!);
        return rows;
      },
    },
  };
}

/** `(1 + count) / (1 + draws)` from arch's share of draws. */
const withOne = (share: number) => (1 + Math.round(share * 99)) / 100;

Deno.test("realityCheck() counts what arch counts on the same resamples", () => {
  const { pValue, best } = realityCheck(gains, given());
  assertClose(
    Float64Array.of(pValue),
    [withOne(known.realityCheck![0]!)],
    1e-15,
  );
  assert.equal(best, 0);
});

Deno.test("superiorPredictiveAbility() is numpy's with arch's variances on the same resamples", () => {
  const found = superiorPredictiveAbility(gains, given());
  assertClose(
    Float64Array.of(
      found.statistic,
      found.pValue.lower,
      found.pValue.consistent,
      found.pValue.upper,
    ),
    [
      known.spaStatistic![0]!,
      withOne(known.spaLower![0]!),
      withOne(known.spaConsistent![0]!),
      withOne(known.spaUpper![0]!),
    ],
    1e-10,
  );
});

for (
  const [statistic, column] of [["range", "mcsRange"], [
    "max",
    "mcsMax",
  ]] as const
) {
  Deno.test(`modelConfidenceSet() by ${statistic} has arch's p-values on the same resamples`, () => {
    const { pValues, included, eliminated } = modelConfidenceSet(losses, {
      ...given(),
      statistic,
    });
    const expected = known[column]!.map((p) => p === 1 ? 1 : withOne(p));
    assertClose(pValues, expected, 1e-15);
    assert.deepEqual(included, [0, 1, 2, 3]);
    assert.equal(eliminated[0], 4);
    assert.equal(pValues[eliminated.at(-1)!], 1);
  });
}

Deno.test("the three p-values lie in order, and a benchmark that wins has a p-value of 1", () => {
  const found = superiorPredictiveAbility(gains, {
    random: new Random(2),
    draws: 200,
  });
  const { lower, consistent, upper } = found.pValue;
  assert.ok(lower <= consistent && consistent <= upper);
  const lost = superiorPredictiveAbility(
    gains.map((d) => d.map((x) => x - 9)),
    { random: new Random(2), draws: 50 },
  );
  assert.equal(lost.statistic, 0);
  assert.deepEqual(lost.pValue, { lower: 1, consistent: 1, upper: 1 });
});

Deno.test("the test of superior ability does not change with the scale of one strategy, the reality check does", () => {
  const random = () => ({ random: new Random(3), draws: 200, blockLength: 3 });
  const scaled = gains.map((d, j) => j === 3 ? d.map((x) => 50 * x) : d);
  assert.deepEqual(
    superiorPredictiveAbility(scaled, random()).pValue,
    superiorPredictiveAbility(gains, random()).pValue,
  );
  assert.ok(
    realityCheck(scaled, random()).pValue >
      realityCheck(gains, random()).pValue,
  );
});

Deno.test("the same seed gives the same p-value, and the longest block is the default", () => {
  const run = () => realityCheck(gains, { random: new Random(5), draws: 100 });
  assert.deepEqual(run(), run());
  assert.ok(run().blockLength >= 1);
});

Deno.test("a strategy that does not move is left out, and only such ones are refused", () => {
  const still = new Float64Array(60);
  const options = () => ({ random: new Random(5), draws: 100, blockLength: 2 });
  assert.deepEqual(
    superiorPredictiveAbility([...gains, still], options()).pValue,
    superiorPredictiveAbility(gains, options()).pValue,
  );
  assert.throws(() => superiorPredictiveAbility([still], options()), {
    name: "RangeError",
    message: /must move: all 1 columns are constant/,
  });
});

Deno.test("equal models stay in the set together", () => {
  const [model] = losses;
  for (const statistic of ["range", "max"] as const) {
    const { included, pValues } = modelConfidenceSet([
      model!,
      model!,
      losses[4]!,
    ], {
      random: new Random(1),
      draws: 200,
      statistic,
    });
    assert.deepEqual(included, [0, 1], statistic);
    assert.ok(pValues[2]! < 0.05);
  }
});

Deno.test("comparisons refuse columns that cannot be compared", () => {
  const options = { random: new Random(1), draws: 10 };
  const refused = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  refused(() => realityCheck([], options), /at least 1 columns/);
  refused(() => realityCheck([Float64Array.of(1)], options), /at least 2 rows/);
  refused(
    () => superiorPredictiveAbility([Float64Array.of(1, 2)], options),
    /at least 3 rows/,
  );
  refused(
    () => modelConfidenceSet([losses[0]!], options),
    /at least 2 columns/,
  );
  refused(
    () =>
      modelConfidenceSet(
        [Float64Array.of(1, NaN), Float64Array.of(1, 2)],
        options,
      ),
    /column 0 in row 1 is NaN/,
  );
  refused(() => modelConfidenceSet(losses, { ...options, size: 0 }), /size/);
  refused(() => realityCheck(gains, { ...options, draws: 0 }), /draws/);
  refused(
    () => realityCheck(gains, { ...options, blockLength: 0 }),
    /blockLength/,
  );
});
