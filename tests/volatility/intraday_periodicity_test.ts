import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { DAY, HOUR, MINUTE } from "volarb/time";
import {
  intradayPeriodicity,
  leeMykland,
  leeMyklandThreshold,
  realizedByPeriod,
  realizedVariance,
  withoutPeriodicity,
} from "volarb/volatility";
import { assertClose } from "../close.ts";

/** Ends of the five-minute returns of some days. */
const ends = (days: number) =>
  Float64Array.from({ length: 288 * days }, (_, i) => (i + 1) * 5 * MINUTE);

/** Hours whose pattern is known: three times as much in hours 8 and 16. */
const pattern = Float64Array.from(
  { length: 24 },
  (_, h) => h % 8 === 0 && h > 0 ? 3 : 1,
);
const size = Math.sqrt((22 + 2 * 9) / 24);

function patterned(days: number): Float64Array {
  const random = new Random(11);
  return ends(days).map((t) => {
    const hour = (Math.ceil(t / HOUR) - 1) % 24;
    return 1e-3 * pattern[hour]! * random.normal();
  });
}

Deno.test("intradayPeriodicity() finds the pattern, by deviation and by median", () => {
  const time = ends(200);
  const returns = patterned(200);
  for (const method of ["deviation", "median"] as const) {
    const factors = intradayPeriodicity(time, returns, { slot: HOUR, method });
    factors.forEach((f, h) => {
      assert.ok(Math.abs(f / (pattern[h]! / size) - 1) < 0.07, `hour ${h}`);
    });
    const square = factors.reduce((sum, f) => sum + f * f, 0) / 24;
    assert.ok(Math.abs(square - 1) < 1e-12);
  }
});

Deno.test("a jump on one day moves the deviation of its slot and not the median", () => {
  const time = ends(50);
  const returns = patterned(50);
  const [before, after] = [0, 1].map((jump) => {
    returns[288 * 20 + 60] = jump * 0.1;
    return (["deviation", "median"] as const).map((method) =>
      intradayPeriodicity(time, returns, { slot: HOUR, method })[5]!
    );
  });
  assert.ok(after![0]! > 1.5 * before![0]!);
  assert.ok(after![1]! < 1.05 * before![1]!);
});

Deno.test("withoutPeriodicity() evens the day out", () => {
  const time = ends(100);
  const returns = patterned(100);
  const factors = intradayPeriodicity(time, returns, { slot: HOUR });
  const even = withoutPeriodicity(time, returns, { factors });
  const again = intradayPeriodicity(time, even, { slot: HOUR });
  assert.ok(again.every((f) => Math.abs(f - 1) < 0.02));
});

Deno.test("slots without a return are missing, and missing returns are left out", () => {
  const time = Float64Array.of(1, 2, 3, 25, 26, 27).map((h) => h * HOUR);
  const returns = Float64Array.of(1, 1, 1, 1, 1, NaN);
  const factors = intradayPeriodicity(time, returns, { slot: HOUR });
  assertClose(factors.slice(0, 3), [1, 1, 1]);
  assert.ok(factors.slice(3).every(Number.isNaN));
});

Deno.test("intradayPeriodicity() refuses slots that do not fill the day", () => {
  const none = new Float64Array(0);
  assert.throws(() => intradayPeriodicity(none, none, { slot: 7 * HOUR }), {
    name: "RangeError",
    message: /slots must fill the period/,
  });
  assert.throws(() => intradayPeriodicity(none, none, { slot: 0 }), {
    message: /slot must be positive and finite: current value is 0/,
  });
});

Deno.test("realizedByPeriod() gives each return to the period that it ends in", () => {
  const time = Float64Array.of(HOUR, DAY, DAY + 1, 3 * DAY);
  const returns = Float64Array.of(1, 2, 3, 4);
  const days = realizedByPeriod(time, returns, { measure: realizedVariance });
  assert.deepEqual(days, {
    time: Float64Array.of(0, DAY, 2 * DAY),
    value: Float64Array.of(5, 9, 16),
    count: Float64Array.of(2, 1, 1),
  });
  const all = realizedByPeriod(time, returns, {
    measure: realizedVariance,
    period: 3 * DAY,
  });
  assert.deepEqual(all.value, Float64Array.of(30));
});

Deno.test("realizedByPeriod() refuses times that fall, and names them", () => {
  const measure = realizedVariance;
  const returns = new Float64Array(3);
  for (const time of [[2, 1, 3], [1, NaN, 3], [NaN, 1, 2]]) {
    assert.throws(
      () => realizedByPeriod(Float64Array.from(time), returns, { measure }),
      { name: "RangeError", message: /time must not fall/ },
    );
  }
});

Deno.test("Lee-Mykland calls the busy hours jumps until the pattern is taken out", () => {
  const days = 100;
  const time = ends(days);
  const returns = patterned(days);
  const threshold = leeMyklandThreshold(288, 0.01);
  const calls = (r: Float64Array) => {
    const hours = new Float64Array(24);
    leeMykland(r, { window: 72 }).forEach((z, i) => {
      const hour = (Math.ceil(time[i]! / HOUR) - 1) % 24;
      if (Math.abs(z) > threshold) hours[hour]!++;
    });
    return { busy: hours[8]! + hours[16]!, all: hours.reduce((a, b) => a + b) };
  };
  const factors = intradayPeriodicity(time, returns, { slot: HOUR });
  const before = calls(returns);
  const after = calls(withoutPeriodicity(time, returns, { factors }));
  assert.ok(before.all > 100 && before.busy === before.all, `${before.busy}`);
  // No day has a jump: one per cent of a hundred days is one, and a window of 72 adds some.
  assert.ok(after.all < 12, `${after.all}`);
});
