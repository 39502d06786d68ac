import assert from "node:assert/strict";
import { HOUR, MINUTE } from "volarb/time";
import { Random } from "volarb/random";
import {
  ExpectedFunding,
  expectedFunding,
  fundingRate,
  premiumAverage,
} from "volarb/regime";
import { assertCausal, assertClose } from "../close.ts";
import { resumed } from "./resumed.ts";

function minutes(n: number, seed: number) {
  const random = new Random(seed);
  let level = 4e-4;
  return {
    time: Float64Array.from({ length: n }, (_, i) => (i + 1) * MINUTE),
    premium: Float64Array.from(
      { length: n },
      () => level += 2e-5 * random.normal(),
    ),
  };
}

Deno.test("expectedFunding() is the funding map of the average so far", () => {
  const columns = minutes(600, 1);
  assertClose(
    expectedFunding(columns, { step: MINUTE, intervalHours: 4 }),
    fundingRate(premiumAverage(columns, { step: MINUTE, intervalHours: 4 }), {
      intervalHours: 4,
    }),
    0,
  );
});

Deno.test("expectedFunding() ends in the same settled rate whatever stands for the future", () => {
  const columns = minutes(960, 2);
  const mean = expectedFunding(columns, { step: MINUTE });
  const last = expectedFunding(columns, { step: MINUTE, future: "last" });
  for (const t of [479, 959]) assert.equal(mean[t], last[t]);
  assert.notEqual(mean[200], last[200]);
});

Deno.test("expectedFunding() is nearer the settled rate of a martingale with the last premium than with the mean", () => {
  let byMean = 0;
  let byLast = 0;
  for (let seed = 0; seed < 100; seed++) {
    const columns = minutes(480, seed);
    const terms = { step: MINUTE, interestRate: 0, clamp: 0 };
    const mean = expectedFunding(columns, terms);
    const last = expectedFunding(columns, { ...terms, future: "last" });
    byMean += (mean[239]! - mean[479]!) ** 2;
    byLast += (last[239]! - last[479]!) ** 2;
  }
  assert.ok(byLast < byMean, `${byLast} against ${byMean}`);
});

Deno.test("expectedFunding() scales and caps with its interval", () => {
  const columns = {
    time: Float64Array.of(HOUR),
    premium: Float64Array.of(0.5),
  };
  assertClose(
    expectedFunding(columns, { step: HOUR, intervalHours: 1, cap: 0.02 }),
    [0.02],
  );
  assertClose(
    expectedFunding({ ...columns, premium: Float64Array.of(0) }, {
      step: HOUR,
      intervalHours: 1,
    }),
    [1.25e-5],
  );
});

Deno.test("ExpectedFunding agrees with its column and resumes, and looks at nothing later", () => {
  const { time, premium } = minutes(700, 5);
  premium[90] = NaN;
  for (const future of ["mean", "last"] as const) {
    const options = { step: MINUTE, future, cap: 0.01 };
    const stream = resumed(time.length, {
      create: () => new ExpectedFunding(options),
      restore: (snapshot) => ExpectedFunding.from(snapshot),
      step: (expected, t) => expected.update(time[t]!, premium[t]!, 4),
    });
    assert.deepEqual(
      stream,
      expectedFunding({ time, premium }, { ...options, intervalHours: 4 }),
    );
    assertCausal(
      (x) =>
        expectedFunding({ time: time.slice(0, x.length), premium: x }, options),
      premium.slice(0, 100),
    );
  }
});

Deno.test("ExpectedFunding before its first sample, and with terms that make none", () => {
  const expected = new ExpectedFunding();
  assert.ok(Number.isNaN(expected.value) && Number.isNaN(expected.average));
  assert.equal(expected.ready, false);
  assert.equal(expected.coverage, 0);
  assert.throws(
    () => new ExpectedFunding({ future: "drift" as "last" }),
    RangeError,
  );
  assert.throws(() => new ExpectedFunding({ clamp: -1 }), RangeError);
  assert.throws(() => new ExpectedFunding({ step: -1 }), RangeError);
  const none = new Float64Array(0);
  assert.equal(expectedFunding({ time: none, premium: none }).length, 0);
});
