import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  fitHar,
  HAR_LAGS,
  HAR_TRADING_LAGS,
  harForecast,
  rollingHarForecast,
} from "volarb/volatility";
import { assertCausal, assertClose } from "../close.ts";
import { harAnchors } from "../theory/realized_volatility.ts";
import { holds } from "../theory/anchor.ts";

const days = Float64Array.of(4, 6, 5, 9, 7, 8, 12, 10, 6, 7, 5, 8, 9, 11, 7);

/** A series with memory, all positive. */
function persistent(length: number): Float64Array {
  const random = new Random(2);
  const variance = new Float64Array(length).fill(1);
  for (let t = 1; t < length; t++) {
    variance[t] = 0.2 + 0.8 * variance[t - 1]! * (0.5 + random.uniform());
  }
  return variance;
}

Deno.test("fitHar() gives the exact rational solution of fifteen days", () => {
  // Normal equations and Newey-West's covariance with two lags in Python's Fraction.
  const model = fitHar({ variance: days }, { lags: [1, 2, 3], newey: 2 });
  assert.deepEqual(model.names, [
    "intercept",
    "variance_1",
    "variance_2",
    "variance_3",
  ]);
  assertClose(Float64Array.from(model.coefficients), [
    10.267478847031562,
    0.30055822771477725,
    0.21712600498542992,
    -0.8030684969982095,
  ], 1e-11);
  assertClose(Float64Array.from(model.standardErrors), [
    1.3746634412006349,
    0.3387536868905313,
    0.8909174303335362,
    0.71689638632426,
  ], 1e-10);
  assertClose(Float64Array.of(model.rSquared), [0.15166603882258833], 1e-11);
  assert.equal(model.observations, 12);
});

Deno.test("fitHar() does not depend on the unit of variance", () => {
  const model = fitHar({ variance: days }, { lags: [1, 3] });
  const scaled = fitHar({ variance: days.map((v) => v * 1e-9) }, {
    lags: [1, 3],
  });
  assertClose(Float64Array.of(scaled.rSquared), [model.rSquared], 1e-10);
  assertClose(
    Float64Array.from(scaled.coefficients.slice(1)),
    model.coefficients.slice(1),
    1e-9,
  );
});

Deno.test("fitHar() recovers known coefficients", () => {
  for (const anchor of harAnchors(1, 0.05)) {
    assert.ok(holds(anchor, 0.05), `${anchor.name}: ${anchor.measured}`);
  }
});

Deno.test("the three forms read the columns that their names say", () => {
  const variance = persistent(200);
  const quarticity = variance.map((v) => v * v * 1.5);
  const jump = variance.map((v, t) => t % 7 === 0 ? v / 4 : 0);
  const names = (form: "har" | "harq" | "har-cj") =>
    fitHar({ variance, quarticity, jump }, { form }).names.slice(1);
  assert.deepEqual(names("har"), ["variance_1", "variance_7", "variance_30"]);
  assert.deepEqual(names("harq"), [
    "variance_1",
    "variance_7",
    "variance_30",
    "quarticity",
  ]);
  assert.equal(names("har-cj").length, 6);
  assert.deepEqual([HAR_LAGS, HAR_TRADING_LAGS], [[1, 7, 30], [1, 5, 22]]);
  for (const [form, column] of [["harq", "quarticity"], ["har-cj", "jump"]]) {
    assert.throws(() => fitHar({ variance }, { form: form as "harq" }), {
      name: "TypeError",
      message: new RegExp(`needs the column ${column}`),
    });
  }
});

Deno.test("HAR-CJ without jumps, apart from those it needs to fit, is HAR", () => {
  const variance = persistent(300);
  const random = new Random(9);
  // Jumps that say nothing of tomorrow leave the continuous coefficients near.
  const jump = variance.map(() => random.exponential() * 1e-6);
  const har = fitHar({ variance });
  const split = fitHar({ variance, jump }, { form: "har-cj" });
  assertClose(
    Float64Array.from(split.coefficients.slice(1, 4)),
    har.coefficients.slice(1),
    0.2,
  );
});

Deno.test("a missing day leaves out the rows that read it and no other", () => {
  const variance = persistent(200);
  const whole = fitHar({ variance }, { lags: [1, 7] });
  variance[100] = NaN;
  const holed = fitHar({ variance }, { lags: [1, 7] });
  // Day 100 is the target of one row and a regressor of seven.
  assert.equal(whole.observations - holed.observations, 8);
  const forecast = harForecast(holed, { variance });
  assert.ok(Number.isNaN(forecast[100]!) && Number.isNaN(forecast[106]!));
  assert.ok(!Number.isNaN(forecast[99]!) && !Number.isNaN(forecast[107]!));
});

Deno.test("harForecast() replaces what no day has seen by the mean, if asked", () => {
  const variance = persistent(100);
  const model = fitHar({ variance }, { lags: [1] });
  const shock = { variance: Float64Array.of(1e6) };
  assert.equal(harForecast(model, shock)[0], model.target.mean);
  const [raw] = harForecast(model, shock, { filter: "none" });
  assertClose(
    Float64Array.of(raw!),
    [model.coefficients[0]! + model.coefficients[1]! * 1e6],
    1e-12,
  );
});

Deno.test("rollingHarForecast() uses no later day, and is the fit on its window", () => {
  const variance = persistent(70);
  const options = { lags: [1, 3], window: 30 };
  assertCausal((v) => rollingHarForecast({ variance: v }, options), variance);
  const forecast = rollingHarForecast({ variance }, options);
  assert.ok(Number.isNaN(forecast[28]!) && !Number.isNaN(forecast[29]!));
  const part = variance.slice(11, 41);
  const model = fitHar({ variance: part }, { lags: [1, 3] });
  assert.equal(forecast[40], harForecast(model, { variance: part })[29]);
});

Deno.test("rollingHarForecast() is missing where its window does not determine a fit", () => {
  const variance = persistent(60);
  const options = { lags: [1, 3], window: 20 };
  const short = rollingHarForecast({ variance }, { lags: [1, 7], window: 11 });
  assert.ok(short.slice(10).every(Number.isFinite));
  const jump = variance.map((v, t) => t === 40 ? v / 2 : 0);
  const split = rollingHarForecast({ variance, jump }, {
    ...options,
    form: "har-cj",
  });
  // Without a jump in the window there is no coefficient of jumps.
  assert.ok(split.slice(0, 41).every(Number.isNaN));
  assert.ok(split.slice(44, 59).some(Number.isFinite));
  variance.fill(NaN, 5, 18);
  const holed = rollingHarForecast({ variance }, options);
  assert.ok(Number.isNaN(holed[22]!) && Number.isFinite(holed[37]!));
});

Deno.test("fitHar() refuses lags, windows and columns that make no sense", () => {
  const variance = persistent(60);
  const refused: [() => unknown, RegExp][] = [
    [() => fitHar({ variance }, { lags: [7, 1] }), /each lag .* value is 1/],
    [() => fitHar({ variance }, { lags: [0] }), /each lag .* value is 0/],
    [() => fitHar({ variance: days }), /more observations than coefficients/],
    [
      () => fitHar({ variance: new Float64Array(60).fill(2) }, { lags: [1] }),
      /linearly independent/,
    ],
    [
      () => rollingHarForecast({ variance }, { lags: [1, 7], window: 10 }),
      /window must be .* at least 11: current value is 10/,
    ],
    [
      () => fitHar({ variance, quarticity: new Float64Array(3) }),
      /variance has 60, quarticity has 3/,
    ],
  ];
  for (const [f, message] of refused) {
    assert.throws(f, { name: "RangeError", message });
  }
});
