import assert from "node:assert/strict";
import * as fc from "fast-check";
import { HOUR, MINUTE, SECOND } from "volarb/time";
import { Random } from "volarb/random";
import { PremiumAverage, premiumAverage } from "volarb/regime";
import { assertCausal, assertClose } from "../close.ts";
import { resumed } from "./resumed.ts";

/** Samples of one grid from the start of a day. */
const grid = (n: number, step: number) =>
  Float64Array.from({ length: n }, (_, i) => (i + 1) * step);

Deno.test("premiumAverage() of 1, 2, -1, 4 bp is 1.8 bp, where the simple mean is 1.5: eq-premium-average", () => {
  const premium = Float64Array.of(1e-4, 2e-4, -1e-4, 4e-4);
  const average = premiumAverage(
    { time: grid(4, 2 * HOUR), premium },
    { step: 2 * HOUR },
  );
  assertClose(average, [1e-4, 5e-4 / 3, 2e-4 / 6, 1.8e-4]);
});

Deno.test("premiumAverage() of a straight line over 5,760 samples is (2 N + 1) / 3 of its slope", () => {
  const average = premiumAverage({
    time: grid(5760, 5 * SECOND),
    premium: Float64Array.from({ length: 5760 }, (_, i) => (i + 1) * 1e-8),
  });
  // Sum of squares over sum: (2 N + 1) / 3.
  assertClose(average.slice(-1), [(2 * 5760 + 1) / 3 * 1e-8], 1e-11);
});

Deno.test("premiumAverage() of a constant is the constant, whatever is missing", () => {
  fc.assert(fc.property(
    fc.double({ min: -0.01, max: 0.01, noNaN: true }),
    fc.array(fc.boolean(), { minLength: 1, maxLength: 480 }),
    (level, there) => {
      const average = premiumAverage({
        time: grid(there.length, MINUTE),
        premium: Float64Array.from(there, (is) => is ? level : NaN),
      }, { step: MINUTE });
      const first = there.indexOf(true);
      average.forEach((value, t) =>
        assert.ok(
          first < 0 || t < first ? Number.isNaN(value) : value === level + 0,
        )
      );
    },
  ));
});

Deno.test("PremiumAverage begins anew after the settlement, not at it", () => {
  const average = new PremiumAverage({ step: MINUTE });
  average.update(8 * HOUR - MINUTE, 1e-4);
  // Slots 479 and 480.
  assertClose(
    Float64Array.of(average.update(8 * HOUR, 3e-4)),
    [(479 * 1e-4 + 480 * 3e-4) / 959],
  );
  assert.equal(average.remaining, 0);
  assert.equal(average.update(8 * HOUR + MINUTE, 5e-4), 5e-4);
  assert.equal(average.remaining, 480 * 481 / 2 - 1);
});

Deno.test("PremiumAverage takes jitter of a stamp up, but not half a step", () => {
  const average = new PremiumAverage();
  assert.equal(average.update(5 * SECOND + 16_000, 1e-4), 1e-4);
  assertClose(
    Float64Array.of(average.update(10 * SECOND - 3_000, 4e-4)),
    [3e-4],
  );
});

Deno.test("PremiumAverage leaves the slot of a missing sample out and replaces a doubled one", () => {
  const average = new PremiumAverage({ step: HOUR });
  average.update(HOUR, 1e-4);
  average.update(2 * HOUR, NaN);
  assertClose(Float64Array.of(average.update(3 * HOUR, 5e-4)), [4e-4]);
  assertClose(Float64Array.of(average.update(3 * HOUR, 1e-4)), [1e-4]);
  assertClose(Float64Array.of(average.coverage), [4 / 36]);
});

Deno.test("PremiumAverage projects the last premium over what is left", () => {
  const average = new PremiumAverage({ step: 2 * HOUR });
  average.update(2 * HOUR, 1e-4);
  average.update(4 * HOUR, 3e-4);
  assertClose(
    Float64Array.of(average.projected),
    [(1 * 1e-4 + 9 * 3e-4) / 10],
  );
  average.update(6 * HOUR, 3e-4);
  average.update(8 * HOUR, 3e-4);
  assert.equal(average.projected, average.value);
});

Deno.test("PremiumAverage follows a change of the interval", () => {
  const average = new PremiumAverage({ step: HOUR });
  average.update(HOUR, 1e-4, 8);
  // The 4-hour interval began at midnight too: the mean goes on.
  assertClose(Float64Array.of(average.update(2 * HOUR, 4e-4, 4)), [3e-4]);
  assertClose(Float64Array.of(average.coverage), [3 / 10]);
  // That of one hour began an hour later: it restarts.
  assert.equal(average.update(3 * HOUR, 7e-4, 1), 7e-4);
  assert.equal(average.coverage, 1);
});

Deno.test("PremiumAverage agrees with its column and resumes, and looks at nothing later", () => {
  const random = new Random(3);
  const n = 400;
  let clock = 7 * HOUR;
  const time = Float64Array.from(
    { length: n },
    () => clock += MINUTE * random.integer(3) + random.integer(16_000),
  );
  const premium = time.map(() =>
    random.uniform() < 0.1 ? NaN : 3e-4 * random.normal()
  );
  const intervalHours = time.map((us) => us < 12 * HOUR ? 4 : 1);
  const stream = resumed(n, {
    create: () => new PremiumAverage({ step: MINUTE }),
    restore: (snapshot) => PremiumAverage.from(snapshot),
    step: (average, t) =>
      average.update(time[t]!, premium[t]!, intervalHours[t]!),
  });
  const options = { step: MINUTE, intervalHours };
  assert.deepEqual(stream, premiumAverage({ time, premium }, options));
  assertCausal(
    (x) =>
      premiumAverage({ time: time.slice(0, x.length), premium: x }, {
        step: MINUTE,
        intervalHours: intervalHours.slice(0, x.length),
      }),
    premium,
  );
});

Deno.test("PremiumAverage before its first sample", () => {
  const average = new PremiumAverage();
  assert.ok(Number.isNaN(average.value) && Number.isNaN(average.projected));
  assert.equal(average.ready, false);
  assert.equal(average.coverage, 0);
  const none = new Float64Array(0);
  assert.equal(premiumAverage({ time: none, premium: none }).length, 0);
});

Deno.test("PremiumAverage refuses falling times and intervals that are no whole number of steps", () => {
  const average = new PremiumAverage({ step: 7 * MINUTE });
  assert.throws(() => average.update(0, 0, 8), {
    name: "RangeError",
    message:
      "Cannot average a premium as the interval must be a whole number of steps of 420000000 us and divide a day: current value is 8 hours",
  });
  assert.throws(() => new PremiumAverage().update(0, 0, 5), RangeError);
  assert.throws(() => new PremiumAverage().update(0, 0, NaN), RangeError);
  assert.throws(() => new PremiumAverage({ step: 0 }), RangeError);
  const time = Float64Array.of(HOUR, MINUTE);
  assert.throws(
    () => premiumAverage({ time, premium: time }),
    /time must not fall/,
  );
  assert.throws(
    () => premiumAverage({ time, premium: new Float64Array(1) }),
    RangeError,
  );
});
