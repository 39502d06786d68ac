import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import {
  longRunVariance,
  neweyWest,
  neweyWestLags,
  variance,
} from "volarb/stats";
import { assertClose } from "../close.ts";

const column = Float64Array.of(1, 2, 4, 3, 5, 7, 6, 8);

Deno.test("neweyWest() gives the published values for lags 0 to 3", () => {
  // statsmodels 0.15.0, OLS(x, ones).fit(cov_type="HAC", cov_kwds={"maxlags": L}).
  const fits = [0, 1, 2, 3].map((lags) => neweyWest(column, { lags }));
  assertClose(
    Float64Array.from(fits, (fit) => fit.longRunVariance),
    [5.25, 7.78125, 9.541666666666666, 10.5625],
    1e-14,
  );
  assertClose(
    Float64Array.from(fits, (fit) => fit.standardError),
    [
      0.8100925873009824,
      0.9862333648787185,
      1.0921118685067628,
      1.1490485194281395,
    ],
    1e-13,
  );
  assert.equal(fits[0]!.mean, 4.5);
});

Deno.test("neweyWestLags() is ⌊4 (n/100)^(2/9)⌋ and at most n - 1", () => {
  assert.deepEqual([0, 1, 2, 3, 8, 100, 1000].map(neweyWestLags), [
    0,
    0,
    1,
    1,
    2,
    4,
    6,
  ]);
  assert.equal(neweyWest(column).lags, 2);
});

Deno.test("longRunVariance() without lags is the population variance", () => {
  fc.assert(fc.property(
    fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2 }),
    (list) => {
      const x = Float64Array.from(list);
      const known = variance(x, { ddof: 0 });
      const is = longRunVariance(x, { lags: 0 });
      assert.ok(Math.abs(is - known) <= 1e-12 * (1 + known));
    },
  ));
});

Deno.test("longRunVariance() with Bartlett weights is never negative", () => {
  fc.assert(fc.property(
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 }),
    fc.nat(12),
    (list, lags) => {
      assert.ok(longRunVariance(Float64Array.from(list), { lags }) >= 0);
    },
  ));
});

Deno.test("longRunVariance() is exact for a moving average under the rectangular window", () => {
  // x[t] = e[t] + e[t-1] has a long-run variance of (1 + 1)² = 4.
  const random = new Random(1);
  const e = Float64Array.from({ length: 200_001 }, () => random.normal());
  const x = e.slice(1).map((now, t) => now + e[t]!);
  const lrv = longRunVariance(x, { lags: 1, window: "rectangular" });
  assert.ok(Math.abs(lrv - 4) < 0.05, `${lrv}`);
  const bartlett = longRunVariance(x, { lags: 1 });
  assert.ok(Math.abs(bartlett - 3) < 0.05, `${bartlett}`);
});

Deno.test("neweyWest() under the rectangular window says NaN where the variance is negative", () => {
  const d = Float64Array.of(0.3, -0.1, 0.4, 0.2, -0.2, 0.5, 0.1, 0.3);
  const fit = neweyWest(d, { lags: 1, window: "rectangular" });
  assert.ok(fit.longRunVariance < 0);
  assert.ok(Number.isNaN(fit.standardError));
});

Deno.test("neweyWest() covers the mean of an AR(1) at its nominal rate", () => {
  const random = new Random(2);
  let covered = 0;
  for (let run = 0; run < 400; run++) {
    let level = random.normal() / Math.sqrt(1 - 0.25);
    const x = new Float64Array(2000);
    for (let t = 0; t < 2000; t++) {
      x[t] = level;
      level = 0.5 * level + random.normal();
    }
    const { mean, standardError } = neweyWest(x, { lags: 20 });
    if (Math.abs(mean) < 1.959964 * standardError) covered++;
  }
  // 95 % with a standard error of 1.1 %; the Bartlett weights cost about one more.
  assert.ok(covered > 0.91 * 400 && covered < 0.98 * 400, `${covered}`);
});

Deno.test("neweyWest() of few or missing entries", () => {
  assert.ok(Number.isNaN(neweyWest(new Float64Array(0)).mean));
  assert.equal(neweyWest(Float64Array.of(3)).standardError, 0);
  assert.ok(Number.isNaN(neweyWest(Float64Array.of(1, NaN)).standardError));
  // Lags that have no pairs add nothing.
  assert.equal(
    longRunVariance(Float64Array.of(1, 3), { lags: 9, window: "rectangular" }),
    0,
  );
});

Deno.test("neweyWest() names lags and windows that are none", () => {
  for (const lags of [-1, 0.5, NaN]) {
    assert.throws(() => neweyWest(column, { lags }), {
      name: "RangeError",
      message: new RegExp(`lags must be an integer .* value is ${lags}`),
    });
  }
  assert.throws(
    () => longRunVariance(column, { window: "parzen" as "bartlett" }),
    { name: "RangeError", message: /window must be one of .*"parzen"/ },
  );
  assert.throws(() => neweyWestLags(-1), { message: /current value is -1/ });
});
