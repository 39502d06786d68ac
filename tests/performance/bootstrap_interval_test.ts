import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { mean, StationaryBootstrap } from "volarb/stats";
import {
  bootstrapInterval,
  intervalOf,
  maximumDrawdown,
  sharpeRatio,
} from "volarb/performance";

const random = new Random(1);
const returns = Float64Array.from(
  { length: 120 },
  () => 0.001 + 0.01 * random.normal(),
);
const resampler = (seed: number) =>
  new StationaryBootstrap({ blockLength: 3, random: new Random(seed) });

Deno.test("bootstrapInterval() holds the value of the data, and a wider level a wider interval", () => {
  for (
    const statistic of [
      mean,
      (r: Float64Array) => sharpeRatio(r),
      maximumDrawdown,
    ]
  ) {
    const narrow = bootstrapInterval(returns, statistic, {
      resampler: resampler(2),
      level: 0.5,
    });
    const wide = bootstrapInterval(returns, statistic, {
      resampler: resampler(2),
      level: 0.99,
    });
    assert.equal(narrow.value, statistic(returns));
    assert.ok(
      wide.low < narrow.low && narrow.low < narrow.high &&
        narrow.high < wide.high,
    );
    assert.ok(wide.low <= wide.value && wide.value <= wide.high);
    assert.equal(wide.draws, 1000);
  }
});

Deno.test("the same seed gives the same interval", () => {
  const run = () =>
    bootstrapInterval(returns, mean, { resampler: resampler(3), draws: 50 });
  assert.deepEqual(run(), run());
});

Deno.test("intervalOf() leaves out draws without a number and says how many are left", () => {
  const { low, high, draws } = intervalOf(1, Float64Array.of(NaN, 1, 2, NaN), {
    level: 0.5,
  });
  assert.deepEqual([low, high, draws], [1.25, 1.75, 2]);
  const none = intervalOf(1, Float64Array.of(NaN));
  assert.deepEqual([none.low, none.high, none.draws], [NaN, NaN, 0]);
});

Deno.test("an interval of constant equity is a point, of a missing return nothing", () => {
  const still = bootstrapInterval(new Float64Array(9), mean, {
    resampler: resampler(1),
    draws: 20,
  });
  assert.deepEqual([still.low, still.high], [0, 0]);
  const missing = bootstrapInterval(Float64Array.of(NaN), mean, {
    resampler: resampler(1),
    draws: 20,
  });
  assert.ok(Number.isNaN(missing.low));
});

Deno.test("intervals refuse what is out of range", () => {
  const refused = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  refused(
    () => intervalOf(0, returns, { level: 1 }),
    /level must be in \(0, 1\): current value is 1/,
  );
  refused(() => intervalOf(0, returns, { method: "bca" as "basic" }), /"bca"/);
  refused(
    () =>
      bootstrapInterval(new Float64Array(0), mean, { resampler: resampler(1) }),
    /rows/,
  );
});
