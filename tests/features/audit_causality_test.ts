import assert from "node:assert/strict";
import {
  auditCausality,
  type BarRecords,
  type Feature,
  type MarketColumns,
  midPriceFeature,
  perRow,
  rogersSatchellFeature,
  streamedFeature,
  type TimedColumn,
} from "volarb/features";
import { Random } from "volarb/random";
import { MINUTE } from "volarb/time";
import { allFeatures } from "./all_features.ts";
import { SimulatedCatalog } from "./simulated.ts";

function simulatedRecords(): ReturnType<SimulatedCatalog["records"]> {
  using simulated = new SimulatedCatalog({ events: 4000, days: 1 });
  return simulated.records();
}

const records = simulatedRecords();
const features = allFeatures(
  records.trades.quantity.reduce((sum, q) => sum + q, 0),
);

for (const feature of features) {
  Deno.test(`${feature.name} uses nothing from the future`, () => {
    const report = auditCausality(feature, records, {
      random: new Random(3),
      cuts: 6,
    });
    assert.deepEqual(report.violations, []);
    assert.ok(report.causal);
    assert.ok(report.compared > 0);
    const declared = new Set(feature.inputs.map((name) => name.split(".")[0]));
    if (feature.entry === "row of the frame") declared.add("bars");
    assert.deepEqual(new Set(report.families), declared);
  });
}

/** A feature with a column form only. */
function cheat(compute: (market: MarketColumns) => TimedColumn): Feature {
  return {
    name: "cheat",
    inputs: [],
    unit: "",
    window: "",
    warmUp: 0,
    known: "too early",
    compute,
  };
}

/** The next entry of a column, or none. */
function next(values: Float64Array): Float64Array {
  return values.map((_, i) => values[i + 1] ?? NaN);
}

const CHEATS: Record<string, Feature> = {
  "a return to the next bar": cheat(({ bars }) => ({
    time: bars.receiveTime,
    values: next(bars.close),
  })),
  "bars known before they are received": cheat(({ bars }) => ({
    time: bars.openTime,
    values: bars.close,
  })),
  "trades known when they happened": cheat(({ trades }) => ({
    time: trades.eventTime,
    values: trades.price,
  })),
  "the side of the next trade": cheat(({ trades }) => ({
    time: trades.receiveTime,
    values: next(Float64Array.from(trades.isBuyerMaker)),
  })),
  "the time of the next trade": cheat(({ trades }) => ({
    time: trades.receiveTime,
    values: next(trades.receiveTime),
  })),
  "quotes known when they were sent": cheat(({ quotes }) => ({
    time: quotes.eventTime,
    values: quotes.bidPrice,
  })),
  "a depth over the day's largest": cheat(({ quotes }) => {
    const largest = quotes.askQuantity.reduce((a, b) => Math.max(a, b), 0);
    return {
      time: quotes.receiveTime,
      values: quotes.askQuantity.map((q) => q / largest),
    };
  }),
  "funding known an interval before": cheat(({ funding }) => ({
    time: funding.receiveTime.map((time) => time - 8 * 3600e6),
    values: funding.rate,
  })),
  "metrics known at the start of their window": cheat(({ metrics }) => ({
    time: metrics.eventTime.map((time) => time - 300e6),
    values: metrics.accountRatio,
  })),
  "open interest filled backwards": cheat(({ metrics }) => ({
    time: metrics.receiveTime,
    values: next(metrics.openInterest),
  })),
  "a premium averaged around its bar": cheat(({ premium }) => ({
    time: premium.receiveTime,
    values: premium.close.map((x, i) => (x + (premium.close[i + 1] ?? x)) / 2),
  })),
  "an entry for every trade to come": cheat(({ trades }) => ({
    time: new Float64Array(trades.price.length).fill(trades.receiveTime[0]!),
    values: new Float64Array(trades.price.length),
  })),
  "a state that emits at the time of the event": streamedFeature({
    ...midPriceFeature(),
    start: (emit) => ({
      families: {
        quotes: ({ eventTime, bidPrice }, from, to) => {
          for (let i = from; i < to; i++) emit(eventTime[i]!, bidPrice[i]!);
        },
      },
      toJSON: () => null,
    }),
  }),
  "trades counted by the venue's clock, which few rows betray": cheat((
    { bars, trades },
  ) => ({
    time: bars.receiveTime,
    values: bars.receiveTime.map((now) =>
      trades.eventTime.reduce((count, t) => count + (t < now ? 1 : 0), 0)
    ),
  })),
  "a minute that ends before its last quotes are received": cheat((
    { quotes },
  ) => {
    const { eventTime } = quotes;
    const first = Math.ceil(eventTime[0]! / MINUTE);
    const last = Math.floor(eventTime[eventTime.length - 1]! / MINUTE);
    const time = Float64Array.from(
      { length: last - first + 1 },
      (_, i) => (first + i) * MINUTE,
    );
    const values = time.map((end) =>
      quotes.bidPrice[eventTime.findLastIndex((t) => t < end)]!
    );
    return { time, values };
  }),
  "a cheat joined to the rows": perRow(cheat(({ quotes }) => ({
    time: quotes.receiveTime,
    values: next(quotes.askPrice),
  }))),
};

for (const [name, feature] of Object.entries(CHEATS)) {
  Deno.test(`auditCausality() finds ${name}`, () => {
    const { causal, violations } = auditCausality(feature, records);
    assert.equal(causal, false);
    assert.ok(violations.length > 0 && violations.length <= 100);
    for (const { time, cut } of violations) assert.ok(time <= cut);
  });
}

Deno.test("auditCausality() finds a streaming form that is not the column form", () => {
  const other = rogersSatchellFeature({ window: 3 });
  const feature: Feature = {
    ...rogersSatchellFeature({ window: 2 }),
    start: other.start!,
  };
  const { violations } = auditCausality(feature, records);
  assert.ok(violations.length > 0);
  assert.ok(violations.every(({ by }) => by === "stream"));
});

Deno.test("auditCausality() draws the same cuts for the same random numbers", () => {
  const audit = () =>
    auditCausality(CHEATS["the side of the next trade"]!, records);
  assert.deepEqual(audit(), audit());
});

Deno.test("auditCausality() leaves the records as they are", () => {
  const before = structuredClone(records);
  for (const feature of features) {
    auditCausality(feature, records, { cuts: 1 });
  }
  assert.deepEqual(records, before);
});

Deno.test("auditCausality() names what is missing", () => {
  const quotes = midPriceFeature();
  assert.throws(() => auditCausality(quotes, { bars: records.bars }), {
    name: "DataError",
    message:
      "Cannot compute mid_price as it needs quotes. Cannot read quotes (bookTicker): found bars",
  });
  assert.throws(() => auditCausality(quotes, {}), {
    name: "DataError",
    message: /found nothing/,
  });
  const none = cheat(() => ({
    time: new Float64Array(0),
    values: new Float64Array(0),
  }));
  assert.throws(() => auditCausality(none, records), {
    name: "RangeError",
    message: /at least two records: current value is 0/,
  });
});

Deno.test("auditCausality() passes no column whose times cannot be told, and no number of cuts that is none", () => {
  const { bars } = records;
  const { receiveTime: time, close } = bars as BarRecords;
  const audit = (time: Float64Array, values: Float64Array) =>
    auditCausality(
      cheat((market) => market.bars.open && { time, values }),
      { bars },
    );
  for (const bad of [time.map(() => NaN), time.toReversed()]) {
    assert.throws(() => audit(bad, close), {
      name: "RangeError",
      message: /^Cannot audit cheat as time must not fall: current value is /,
    });
  }
  assert.throws(() => audit(time.slice(1), close), {
    name: "RangeError",
    message: /^Cannot audit cheat as columns must have one length: time has /,
  });
  for (const cuts of [-1, 0.5, NaN, Infinity]) {
    assert.throws(
      () =>
        auditCausality(rogersSatchellFeature({ window: 2 }), { bars }, {
          cuts,
        }),
      {
        name: "RangeError",
        message:
          `Cannot audit rogers_satchell_2 as cuts must be an integer of at least 0: current value is ${cuts}`,
      },
    );
  }
});
