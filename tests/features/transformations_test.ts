import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  asOf,
  bookImbalanceFeature,
  type Feature,
  fundingRateFeature,
  joinFeatures,
  lagged,
  logReturnFeature,
  marketColumns,
  perRow,
  quotedSpreadFeature,
  ranked,
  robustZScored,
  winsorized,
  type WinsorizedOptions,
  zScored,
} from "volarb/features";
import { robustZScore, zScore } from "volarb/regime";
import { quantile } from "volarb/stats";
import { HOUR, MINUTE } from "volarb/time";
import { assertCausal, assertClose } from "../close.ts";
import { SimulatedCatalog } from "./simulated.ts";

function simulatedRecords(): ReturnType<SimulatedCatalog["records"]> {
  using simulated = new SimulatedCatalog({ events: 4000, days: 1 });
  return simulated.records();
}

const records = simulatedRecords();
const market = marketColumns(records);

/** A feature with the given values, one a minute, in its column form only. */
function given(values: Float64Array): Feature {
  return {
    name: "given",
    inputs: ["bars.close"],
    unit: "USDT",
    window: "1 bar",
    entry: "bar",
    warmUp: 0,
    known: "when the bar is received",
    compute: () => ({
      time: values.map((_, i) => (i + 1) * MINUTE),
      values,
    }),
  };
}

function valuesOf(feature: Feature): Float64Array {
  return feature.compute(market).values;
}

const COLUMN = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -20, max: 20 }) },
    { weight: 1, arbitrary: fc.constant(NaN) },
  ),
  { maxLength: 40 },
).map((list) => Float64Array.from(list, (x) => x + 0));

Deno.test("zScored() and robustZScored() are the regime's scores of the feature's values", () => {
  fc.assert(fc.property(COLUMN, (column) => {
    const feature = given(column);
    const clean = (scores: Float64Array) => scores.map((x) => x + 0);
    assertClose(
      valuesOf(zScored(feature, { window: 4 })),
      clean(zScore(column, { window: 4 })),
      0,
    );
    const options = { window: 6, minimum: 3 };
    assertClose(
      valuesOf(robustZScored(feature, options)),
      clean(robustZScore(column, options)),
      0,
    );
  }));
});

Deno.test("ranked() counts the values before that are below, those equal half", () => {
  const column = Float64Array.of(3, 1, 2, 2, NaN, 5, 0, 2);
  assertClose(
    valuesOf(ranked(given(column), { window: 3, minimum: 2 })),
    [NaN, NaN, 0.5, 0.5, NaN, 1, 0, 0.5],
    0,
  );
  assert.throws(() => ranked(given(column), { window: 2, minimum: 3 }), {
    name: "RangeError",
    message: /minimum must be at most the window/,
  });
});

Deno.test("ranked() is the share that counting gives, whatever comes", () => {
  fc.assert(fc.property(COLUMN, (column) => {
    const expected = column.map((x, t) => {
      const past = column.slice(Math.max(0, t - 5), t).filter((y) => y === y);
      if (past.length < 2 || x !== x) return NaN;
      const points = past.map((y): number => y < x ? 1 : y === x ? 0.5 : 0);
      return points.reduce((a, b) => a + b) / past.length;
    });
    const rank = ranked(given(column), { window: 5, minimum: 2 });
    assertClose(valuesOf(rank), expected, 1e-15);
  }));
});

Deno.test("winsorized() cuts at the quantiles of the values before", () => {
  fc.assert(fc.property(COLUMN, (column) => {
    const options = { window: 5, lower: 0.1, upper: 0.8, minimum: 3 };
    const cut = valuesOf(winsorized(given(column), options));
    column.forEach((x, t) => {
      const present = column.slice(Math.max(0, t - 5), t)
        .filter((x) => x === x);
      const expected = present.length < 3 ? NaN : Math.min(
        Math.max(x, quantile(present, 0.1)),
        quantile(present, 0.8),
      );
      assert.ok(Object.is(cut[t], expected + 0), `${cut[t]} for ${expected}`);
    });
  }));
});

Deno.test("winsorized() leaves what is within limits that are given", () => {
  const column = Float64Array.of(-3, -1, 0, NaN, 2, 5);
  const cut = winsorized(given(column), { lowest: -1, highest: 2 });
  assertClose(valuesOf(cut), Float64Array.of(-1, -1, 0, NaN, 2, 2), 0);
  assert.equal(cut.name, "given_winsorized_m1_2");
  assert.equal(cut.warmUp, 0);
});

Deno.test("an outlier has no part in the limits that cut it", () => {
  const column = Float64Array.of(1, 2, 3, 4, 1000, 5);
  const cut = winsorized(given(column), { window: 4, lower: 0, upper: 1 });
  assertClose(valuesOf(cut), Float64Array.of(NaN, NaN, NaN, NaN, 4, 5), 0);
});

Deno.test("lagged() gives the value of so many values ago", () => {
  const column = Float64Array.of(1, NaN, 3, 4);
  const two = lagged(given(column), { lag: 2 });
  assertClose(valuesOf(two), Float64Array.of(NaN, NaN, 1, NaN), 0);
  const again = lagged(two, { lag: 1 });
  assert.equal(again.lag, 3);
  assert.equal(again.name, "given_lag_2_lag_1");
  assertClose(valuesOf(again), Float64Array.of(NaN, NaN, NaN, 1), 0);
});

Deno.test("transformations use values up to the current one", () => {
  const column = Float64Array.from({ length: 40 }, (_, i) => (i * 17) % 23);
  for (
    const make of [
      (f: Feature) => zScored(f, { window: 5 }),
      (f: Feature) => robustZScored(f, { window: 7, minimum: 3 }),
      (f: Feature) => winsorized(f, { window: 6 }),
      (f: Feature) => lagged(f, { lag: 3 }),
      (f: Feature) => zScored(lagged(f, { lag: 1 }), { window: 4 }),
    ]
  ) assertCausal((x) => valuesOf(make(given(x))), column);
});

Deno.test("a transformation extends the lineage of what it is made of", () => {
  const score = lagged(
    zScored(perRow(quotedSpreadFeature()), { window: 60 }),
    { lag: 5 },
  );
  const { name, inputs, unit, window, entry, lag, warmUp, known } = score;
  assert.deepEqual({ name, inputs, unit, window, entry, lag, warmUp, known }, {
    name: "quoted_spread_per_row_z_60_lag_5",
    inputs: ["quotes.bidPrice", "quotes.askPrice", "quotes.receiveTime"],
    unit: "standard deviations",
    window: "60 values, one per row of the frame, each of 1 quote",
    entry: "row of the frame",
    lag: 5,
    warmUp: 64,
    known: "at each row of the frame",
  });
});

Deno.test("perRow() makes windows count rows", () => {
  const rate = fundingRateFeature();
  const { frame } = joinFeatures(records, [
    rate,
    perRow(rate),
    lagged(rate, { lag: 1 }),
    lagged(perRow(rate), { lag: 1 }),
  ]);
  const column = (name: string) =>
    frame.getColumn(name).toTypedArray() as Float64Array;
  const rows = column("funding_rate");
  assertClose(column("funding_rate_per_row"), rows, 0);
  assertClose(
    column("funding_rate_per_row_lag_1"),
    [NaN, ...rows.slice(0, -1)],
    0,
  );
  // One settlement ago, not one row.
  assert.notDeepEqual(
    column("funding_rate_lag_1"),
    column("funding_rate_per_row_lag_1"),
  );
});

Deno.test("perRow() of a column form is that of the streaming form", () => {
  const feature = bookImbalanceFeature();
  const { start: _, ...columnOnly } = feature;
  for (const join of [{}, { ties: "before" }, { maxAge: MINUTE }] as const) {
    const streamed = perRow(feature, join).compute(market);
    const { receiveTime } = market.bars;
    assert.deepEqual(streamed.time, receiveTime);
    assertClose(valuesOf(perRow(columnOnly, join)), streamed.values, 0);
    const quotes = {
      time: market.quotes.receiveTime,
      values: valuesOf(feature),
    };
    assertClose(streamed.values, asOf(receiveTime, quotes, join), 0);
  }
});

Deno.test("a join that excludes ties does not set a value per row back", () => {
  const rate = fundingRateFeature();
  const { frame } = joinFeatures(
    records,
    [perRow(rate), { ...rate, join: { maxAge: HOUR } }],
    { join: { ties: "before" } },
  );
  const plain = joinFeatures(records, [rate]).frame;
  const column = (of: typeof frame, name: string) =>
    of.getColumn(name).toTypedArray() as Float64Array;
  assertClose(
    column(frame, "funding_rate_per_row"),
    column(plain, "funding_rate"),
    0,
  );
  const fresh = column(frame, "funding_rate");
  // Two settlements, each fresh for an hour of rows with both ends.
  assert.equal(fresh.filter((x) => x === x).length, 2 * 61);
});

Deno.test("transformations refuse what is out of range, when they are made", () => {
  const feature = logReturnFeature({ window: 1 });
  const refused = (make: () => Feature, message: RegExp) =>
    assert.throws(make, { name: "RangeError", message });
  refused(
    () => zScored(feature, { window: 1 }),
    /window .* current value is 1/,
  );
  refused(() => robustZScored(feature, { window: 3, minimum: 4 }), /minimum/);
  refused(() => lagged(feature, { lag: 0 }), /lag log_return_1 .* 0$/);
  refused(() => perRow(feature, { maxAge: NaN }), /maxAge .* NaN/);
  const cut = (options: WinsorizedOptions) => () =>
    winsorized(feature, options);
  refused(cut({ lowest: 1, highest: 1 }), /lowest must be below highest/);
  refused(cut({ window: 1 }), /winsorize log_return_1 .* current value is 1/);
  refused(cut({ window: 9, lower: 0.9, upper: 0.1 }), /lower must be below/);
  refused(cut({ window: 9, upper: 1.5 }), /probabilities must be in \[0, 1\]/);
  refused(cut({ window: 9, minimum: 10 }), /10 of 9/);
});
