import assert from "node:assert/strict";
import {
  type BarColumns,
  harForecastFeature,
  type HarForecastFeatureOptions,
  marketColumns,
} from "volarb/features";
import { Random } from "volarb/random";
import { HOUR, MINUTE } from "volarb/time";
import {
  type HarForm,
  jumpTest,
  logReturns,
  realizedByPeriod,
  realizedQuarticity,
  realizedVariance,
  rollingHarForecast,
} from "volarb/volatility";
import { assertClose } from "../close.ts";

/** Minutes of a walk whose variance persists and which jumps now and then. */
function walk(hours: number): BarColumns {
  const random = new Random(7);
  const count = 60 * hours;
  const openTime = Float64Array.from({ length: count }, (_, i) => i * MINUTE);
  let deviation = 1e-3;
  let price = 100;
  const close = openTime.map((_, i) => {
    if (i % 60 === 0) deviation = 1e-3 * (0.5 + random.uniform());
    const jump = i % 60 === 31 && random.uniform() < 0.5 ? 30 : 0;
    return price *= Math.exp(deviation * (random.normal() + jump));
  });
  return {
    openTime,
    closeTime: openTime.map((time) => time + MINUTE),
    open: close,
    high: close,
    low: close,
    close,
    volume: close,
  };
}

const bars = walk(60);
const lags = [1, 2, 4];
const options = { lags, window: 20, period: MINUTE, day: HOUR, level: 0.01 };

/** The feature of other bars, or with other choices. */
function forecast(
  records: BarColumns = bars,
  choices: Partial<HarForecastFeatureOptions> = {},
) {
  return harForecastFeature({ ...options, ...choices })
    .compute(marketColumns({ bars: records }));
}

/** Measures of each hour. The first minute of all has no return. */
function hours(records: BarColumns) {
  const returns = logReturns(records.close);
  const ends = records.closeTime.slice(1);
  const by = (measure: (r: Float64Array) => number) =>
    realizedByPeriod(ends, returns, { measure, period: HOUR }).value;
  return {
    variance: by(realizedVariance),
    quarticity: by(realizedQuarticity),
    jump: by((r) => {
      const { pValue, jumpVariance } = jumpTest(r);
      return pValue < 0.01 ? jumpVariance : 0;
    }),
  };
}

for (const form of ["har", "harq", "har-cj"] as HarForm[]) {
  Deno.test(`the forecast of ${form} is the rolling fit on the days of the bars`, () => {
    const columns = hours(bars);
    const missing = 60 / 59; // of the first hour
    columns.variance[0]! *= missing;
    columns.quarticity[0]! *= missing * missing;
    columns.jump[0]! *= missing;
    const expected = rollingHarForecast(columns, { form, lags, window: 20 });
    const { time, values } = forecast(bars, { form });
    assert.deepEqual(time, Float64Array.from(time, (_, k) => (k + 1) * HOUR));
    assertClose(values, expected, 1e-9);
    assert.ok(values.filter(Number.isFinite).length >= 25);
    assert.ok(columns.jump.some((x) => x > 0));
  });
}

Deno.test("a day is forecast when its last bar is received, or the next bar where that is missing", () => {
  const keep = (_: unknown, i: number) => i !== 25 * 60 - 1;
  const holed = Object.fromEntries(
    Object.entries(bars).map(([name, column]) => [name, column.filter(keep)]),
  ) as BarColumns;
  const { time, values } = forecast(holed);
  assert.equal(time[24], 25 * HOUR + MINUTE);
  const whole = forecast();
  assert.equal(time.length, whole.time.length);
  assert.deepEqual(values.slice(0, 24), whole.values.slice(0, 24));
  // Two returns of sixty are missing, of which nothing is known but that they were there.
  assert.ok(Number.isFinite(values[24]!));
});

Deno.test("of a day with too few returns nothing is known", () => {
  const keep = (_: unknown, i: number) => !(i >= 30 * 60 && i < 30 * 60 + 10);
  const holed = Object.fromEntries(
    Object.entries(bars).map(([name, column]) => [name, column.filter(keep)]),
  ) as BarColumns;
  const { values } = forecast(holed);
  const missing = Array.from({ length: 4 }, (_, i) => values[30 + i]);
  assert.deepEqual(missing, [NaN, NaN, NaN, NaN]);
  assert.ok(Number.isFinite(values[29]!) && Number.isFinite(values[34]!));
  const lenient = forecast(holed, { coverage: 0.8 });
  assert.ok(lenient.values.slice(19).every(Number.isFinite));
});

Deno.test("harForecastFeature() refuses lags, windows and shares that make no sense", () => {
  const refused: [Partial<HarForecastFeatureOptions>, RegExp][] = [
    [{ window: 8 }, /window must be an integer of at least 9/],
    [{ lags: [2, 1] }, /each lag .* current value is 1$/],
    [
      { period: 7 * MINUTE },
      /made of 3 periods or more: current value is 8\.5/,
    ],
    [{ coverage: 0 }, /coverage must be in \(0, 1\]: current value is 0$/],
    [{ level: 2 }, /level must be in \(0, 1\]: current value is 2$/],
    [{ form: "harx" as HarForm }, /form .* current value is "harx"$/],
  ];
  for (const [choices, message] of refused) {
    assert.throws(() => forecast(bars, choices), {
      name: "RangeError",
      message,
    });
  }
});
