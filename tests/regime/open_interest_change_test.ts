import assert from "node:assert/strict";
import * as fc from "fast-check";
import { MINUTE } from "volarb/time";
import { Random } from "volarb/random";
import { OpenInterestChange, openInterestChange } from "volarb/regime";
import { assertCausal, assertClose } from "../close.ts";
import { resumed } from "./resumed.ts";

const FIVE = 5 * MINUTE;

/** Rows every five minutes, some missing, some doubled, some blank. */
function rows(n: number, seed: number) {
  const random = new Random(seed);
  let clock = 0;
  let log = 11;
  const time = Float64Array.from(
    { length: n },
    () => clock += FIVE * random.integer(3),
  );
  const openInterest = time.map(() =>
    random.uniform() < 0.1 ? NaN : Math.exp(log += 0.01 * random.normal())
  );
  const openInterestValue = openInterest.map((c) =>
    c * 40_000 * Math.exp(0.02 * random.normal())
  );
  return { time, openInterest, openInterestValue };
}

Deno.test("openInterestChange() of the venue's two rows of 2024-01-01: contracts closed, value rose with the price", () => {
  const { contracts, value, price } = openInterestChange({
    time: Float64Array.of(0, FIVE),
    openInterest: Float64Array.of(74006.266, 73839.811),
    openInterestValue: Float64Array.of(3131493738.8974, 3133154733.16232703),
  }, { window: FIVE });
  // bc -l: l(73839.811/74006.266), l(3133154733.16232703/3131493738.8974)
  assertClose(contracts, [NaN, -0.002251734692041], 1e-11);
  assertClose(value, [NaN, 0.000530275341467], 1e-11);
  assertClose(price, [NaN, 0.002782010033508], 1e-11);
});

Deno.test("openInterestChange() is the contracts' part and the price's, and free of any price", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
    const columns = rows(60, seed);
    const options = { window: 3 * FIVE };
    const { contracts, value, price } = openInterestChange(columns, options);
    value.forEach((v, t) => {
      if (Number.isNaN(contracts[t]!)) assert.ok(Number.isNaN(v));
      else assert.ok(Math.abs(v - contracts[t]! - price[t]!) < 1e-15);
    });
    const other = openInterestChange({
      ...columns,
      openInterestValue: columns.openInterest.map((c, t) => c * (t + 1)),
    }, options);
    assert.deepEqual(other.contracts, contracts);
  }));
});

Deno.test("openInterestChange() refers to the last present row old enough and not too old", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
    const columns = rows(60, seed);
    const { time, openInterest } = columns;
    const window = 4 * FIVE;
    const tolerance = FIVE;
    const { contracts } = openInterestChange(columns, { window, tolerance });
    contracts.forEach((change, t) => {
      let expected = NaN;
      for (let s = 0; s < t; s++) {
        const age = time[t]! - time[s]!;
        if (age < window || Number.isNaN(openInterest[s]!)) continue;
        expected = age <= window + tolerance
          ? Math.log(openInterest[t]!) - Math.log(openInterest[s]!)
          : NaN;
      }
      assert.ok(Object.is(change, expected), `row ${t}`);
    });
  }));
});

Deno.test("openInterestChange() of a constant is zero, of one row missing, of none empty", () => {
  const time = Float64Array.from({ length: 5 }, (_, t) => t * FIVE);
  const flat = time.map(() => 1e5);
  const columns = { time, openInterest: flat, openInterestValue: flat };
  assert.deepEqual(
    openInterestChange(columns, { window: 2 * FIVE }).contracts,
    Float64Array.of(NaN, NaN, 0, 0, 0),
  );
  const one = Float64Array.of(1);
  assert.deepEqual(
    openInterestChange({
      time: one,
      openInterest: one,
      openInterestValue: one,
    }, { window: FIVE }).value,
    Float64Array.of(NaN),
  );
  const none = new Float64Array(0);
  assert.equal(
    openInterestChange({
      time: none,
      openInterest: none,
      openInterestValue: none,
    }, { window: FIVE }).price.length,
    0,
  );
});

Deno.test("openInterestChange() takes a zero for missing", () => {
  const change = new OpenInterestChange({ window: FIVE });
  change.update(0, 100, 100);
  assert.ok(Number.isNaN(change.update(FIVE, 0, 0)));
  assert.ok(Number.isNaN(change.update(FIVE, 100, 0)));
  assertClose(
    Float64Array.of(change.update(2 * FIVE, 200, 200)),
    [Math.LN2],
  );
});

Deno.test("OpenInterestChange agrees with its columns and resumes over windows of many rows, and looks at nothing later", () => {
  const columns = rows(200, 7);
  const { time, openInterest, openInterestValue } = columns;
  for (const window of [FIVE, 60 * FIVE]) {
    const stream = resumed(time.length, {
      create: () => new OpenInterestChange({ window }),
      restore: (snapshot) => OpenInterestChange.from(snapshot),
      step: (change, t) =>
        change.update(time[t]!, openInterest[t]!, openInterestValue[t]!),
    });
    assert.deepEqual(stream, openInterestChange(columns, { window }).contracts);
    assert.ok(stream.some((x) => !Number.isNaN(x)));
    assertCausal(
      (x) =>
        openInterestChange({
          time: time.slice(0, x.length),
          openInterest: x,
          openInterestValue: openInterestValue.slice(0, x.length),
        }, { window }).contracts,
      openInterest,
    );
  }
});

Deno.test("OpenInterestChange refuses falling times, negative quantities and windows that look nowhere", () => {
  assert.throws(() => new OpenInterestChange({ window: 0 }), RangeError);
  assert.throws(
    () => new OpenInterestChange({ window: 1, tolerance: -1 }),
    RangeError,
  );
  const change = new OpenInterestChange({ window: FIVE });
  assert.equal(change.ready, false);
  change.update(FIVE, 1, 1);
  assert.throws(() => change.update(0, 1, 1), /time must not fall/);
  assert.throws(() => change.update(FIVE, -1, 1), {
    name: "RangeError",
    message:
      "Cannot compute a change of open interest as openInterest must be at least 0: current value is -1",
  });
  assert.throws(() => change.update(FIVE, 1, -1), RangeError);
});
