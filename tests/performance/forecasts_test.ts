import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  dieboldMariano,
  mincerZarnowitz,
  pattonLoss,
  varianceLoss,
} from "volarb/performance";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";

const DIFFERENCE = Float64Array.of(0.3, 0.1, 0.4, 0.2, -0.2, -0.1, 0.1, 0.3);
const { realized, forecast } = readTable("performance_columns").columns;

Deno.test("dieboldMariano() gives the published values for one and two steps", () => {
  const one = dieboldMariano(DIFFERENCE);
  const two = dieboldMariano(DIFFERENCE, { horizon: 2 });
  assertClose(
    Float64Array.of(one.statistic, one.corrected, two.statistic, two.corrected),
    [2.0125132, 1.8825337, 1.6904333, 1.3694074],
    5e-8,
  );
  assertClose(
    Float64Array.of(one.pValue, two.pValue),
    [0.101786, 0.213185],
    4e-6,
  );
  assert.equal(two.window, "rectangular");
  // By hand: d̄ = 11/80, γ₀ = 239/6400, and with one lag 271/5120 for the long-run variance.
  const exact = [239 / 6400, 271 / 5120].map((lrv) =>
    11 / 80 / Math.sqrt(lrv / 8)
  );
  assertClose(
    Float64Array.of(one.statistic, one.corrected, two.statistic, two.corrected),
    [
      exact[0]!,
      exact[0]! * Math.sqrt(7 / 8),
      exact[1]!,
      exact[1]! * Math.sqrt(5.25 / 8),
    ],
    1e-14,
  );
});

Deno.test("dieboldMariano() falls back to Bartlett where the rectangular variance is negative, and says so", () => {
  const d = Float64Array.of(0.3, -0.1, 0.4, 0.2, -0.2, 0.5, 0.1, 0.3);
  const found = dieboldMariano(d, { horizon: 2 });
  assert.equal(found.window, "bartlett");
  assert.match(
    found.definition,
    /bartlett; rectangular variance was not positive, -0\.0/,
  );
  assert.deepEqual(
    { ...found, definition: "" },
    {
      ...dieboldMariano(d, { horizon: 2, window: "bartlett" }),
      definition: "",
    },
  );
  assert.ok(Number.isFinite(found.statistic));
});

Deno.test("dieboldMariano() changes its sign with the order of the forecasts", () => {
  const back = dieboldMariano(DIFFERENCE.map((d) => -d));
  const there = dieboldMariano(DIFFERENCE);
  assert.equal(back.statistic, -there.statistic);
  assert.equal(back.pValue, there.pValue);
});

Deno.test("dieboldMariano() of what is missing or does not move is NaN", () => {
  for (const d of [[0.1, NaN, 0.3], [0.1, 0.1, 0.1]]) {
    const { statistic, pValue } = dieboldMariano(Float64Array.from(d));
    assert.ok(Number.isNaN(statistic) && Number.isNaN(pValue));
  }
});

Deno.test("mincerZarnowitz() gives the published fit", () => {
  const fit = mincerZarnowitz(
    Float64Array.of(1.2, 1.9, 3.4, 3.8, 5.2),
    Float64Array.of(1, 2, 3, 4, 5),
  );
  assertClose(
    Float64Array.of(fit.intercept, fit.slope, fit.rSquared, fit.fStatistic),
    [0.13, 0.99, 0.9761952, 0.320084],
    2e-6,
  );
});

Deno.test("mincerZarnowitz() has statsmodels' HAC errors and Wald test", () => {
  const table = readTable("performance_mincer_zarnowitz").columns;
  const fit = mincerZarnowitz(realized!, forecast!, { lags: 4 });
  assertClose(
    Float64Array.of(
      fit.intercept,
      fit.slope,
      fit.interceptError,
      fit.slopeError,
      fit.rSquared,
      fit.fStatistic,
      fit.waldStatistic,
      fit.pValue,
    ),
    [
      "intercept",
      "slope",
      "interceptError",
      "slopeError",
      "rSquared",
      "fStatistic",
      "wald",
      "pValue",
    ].map((name) => table[name]![0]!),
    1e-9,
  );
});

Deno.test("mincerZarnowitz() leaves pairs with a missing entry out, and has NaN of too few", () => {
  const holes = realized!.map((x, t) => t === 3 ? NaN : x);
  const fit = mincerZarnowitz(holes, forecast!, { lags: 0 });
  const without = (column: Float64Array) => column.filter((_, t) => t !== 3);
  assert.deepEqual(
    fit,
    mincerZarnowitz(without(realized!), without(forecast!), { lags: 0 }),
  );
  assert.equal(fit.observations, 249);
  for (const few of [Float64Array.of(1, 2), Float64Array.of(2, 2, 2)]) {
    assert.ok(Number.isNaN(mincerZarnowitz(few.map((x) => x + 1), few).pValue));
  }
});

Deno.test("varianceLoss() gives QLIKE by hand, least and zero at the proxy", () => {
  assertClose(
    varianceLoss(Float64Array.of(1, 1, 1.2), Float64Array.of(0.5, 2, 1)),
    [0.3068528, 0.1931472, 0.0176784],
    3e-6,
  );
  for (
    const loss of ["mse", "qlike", "mae", "mse-sd", "mse-log", "hmse"] as const
  ) {
    const at = (h: number) =>
      varianceLoss(Float64Array.of(2), Float64Array.of(h), loss)[0]!;
    assert.equal(at(2), 0, loss);
    assert.ok(at(1.9) > 0 && at(2.1) > 0, loss);
  }
  assert.equal(
    varianceLoss(Float64Array.of(4), Float64Array.of(1), "mse")[0],
    9,
  );
  assert.equal(
    varianceLoss(Float64Array.of(4), Float64Array.of(1), "mae")[0],
    3,
  );
  assert.equal(
    varianceLoss(Float64Array.of(4), Float64Array.of(1), "mse-sd")[0],
    1,
  );
  assert.equal(
    varianceLoss(Float64Array.of(4), Float64Array.of(1), "hmse")[0],
    9,
  );
  assert.equal(
    varianceLoss(Float64Array.of(4), Float64Array.of(1), "mse-log")[0],
    Math.log(4) ** 2,
  );
});

Deno.test("pattonLoss() is QLIKE at -2, half the squared error at 0, and smooth in between", () => {
  const positive = fc.double({ min: 0.1, max: 10, noNaN: true });
  fc.assert(fc.property(positive, positive, (x, h) => {
    const at = (b: number) =>
      pattonLoss(Float64Array.of(x), Float64Array.of(h), b)[0]!;
    assert.equal(
      at(-2),
      varianceLoss(Float64Array.of(x), Float64Array.of(h))[0],
    );
    assert.ok(Math.abs(at(0) - (x - h) ** 2 / 2) < 1e-12 * (1 + x * x + h * h));
    for (const b of [-2, -1]) {
      assert.ok(
        Math.abs(at(b) - (at(b - 1e-4) + at(b + 1e-4)) / 2) <
          1e-5 * (1 + at(b)),
      );
    }
    for (const b of [-3, -2, -1, 0, 1]) assert.ok(at(b) > -1e-12);
  }));
});

Deno.test("losses of what is no variance are missing", () => {
  const proxy = Float64Array.of(0, -1, NaN, 1, 1, 1);
  const forecasts = Float64Array.of(1, 1, 1, 0, -1, NaN);
  assert.deepEqual(
    varianceLoss(proxy, forecasts, "mse"),
    Float64Array.of(1, NaN, NaN, NaN, NaN, NaN),
  );
  assert.ok(varianceLoss(proxy, forecasts).every(Number.isNaN));
  assert.ok(varianceLoss(proxy, forecasts, "mse-log").every(Number.isNaN));
  assert.equal(pattonLoss(proxy, forecasts, -1)[0], 1);
});

Deno.test("evaluations refuse what is out of range", () => {
  const refused = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  refused(
    () => dieboldMariano(DIFFERENCE, { horizon: 8 }),
    /below the number of periods, 8: current value is 8/,
  );
  refused(() => dieboldMariano(DIFFERENCE, { horizon: 0 }), /horizon/);
  refused(() => dieboldMariano(Float64Array.of(1)), /periods, 1/);
  refused(
    () => dieboldMariano(DIFFERENCE, { window: "parzen" as "bartlett" }),
    /window/,
  );
  refused(() => mincerZarnowitz(realized!, DIFFERENCE), /one length/);
  refused(() => mincerZarnowitz(realized!, forecast!, { lags: -1 }), /lags/);
  refused(
    () => varianceLoss(realized!, forecast!, "rmse" as "mse"),
    /loss must be one of/,
  );
  refused(() => pattonLoss(realized!, forecast!, NaN), /b must be finite/);
});
