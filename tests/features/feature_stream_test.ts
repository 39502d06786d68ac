import assert from "node:assert/strict";
import pl from "nodejs-polars";
import {
  type DecisionClock,
  FAMILIES,
  type Family,
  featureFrame,
  FeatureStream,
  type FeatureStreamSnapshot,
  type Frame,
  joinFeatures,
  type MarketRecords,
  midPriceFeature,
  type RecordOf,
  rogersSatchellFeature,
} from "volarb/features";
import { assertClose } from "../close.ts";
import { allFeatures } from "./all_features.ts";
import { SimulatedCatalog } from "./simulated.ts";

const simulated = new SimulatedCatalog({ events: 8000 });
globalThis.addEventListener("unload", () => simulated[Symbol.dispose]());
const { catalog } = simulated;
const records = simulated.records();
const features = allFeatures(
  records.trades.quantity.reduce((sum, q) => sum + q, 0) / 2,
);

/** A record of any family. */
type Event = {
  readonly family: Family;
  readonly record: { readonly receiveTime: number };
};

/** Every record as an object, sorted by receive time and family, the clock's last. */
function eventsOf(records: MarketRecords, last: Family): Event[] {
  const order = [...FAMILIES.filter((family) => family !== last), last];
  const events = order.flatMap((family) => {
    const columns = Object.entries(records[family]!);
    return Array.from(records[family]!.receiveTime!, (receiveTime, i) => ({
      family,
      record: {
        ...Object.fromEntries(columns.map(([name, column]) => [
          name,
          (column as Float64Array)[i]!,
        ])),
        receiveTime,
      },
    }));
  });
  // The sort is stable, so that families and rows stay in order.
  return events.sort((a, b) => a.record.receiveTime - b.record.receiveTime);
}

function update(stream: FeatureStream, { family, record }: Event): boolean {
  return stream.update(family, record as unknown as RecordOf<Family>);
}

/** Asserts that a column of two frames holds the same numbers. */
function assertSame(actual: Frame, expected: Frame, name: string): void {
  const column = (frame: Frame) =>
    frame.getColumn(name).toTypedArray() as Float64Array;
  assertClose(column(actual), column(expected), 0);
}

const CLOCKS: { clock: DecisionClock; last: Family; least: number }[] = [
  { clock: { kind: "bars" }, last: "bars", least: 2880 },
  { clock: { kind: "quotes", count: 7 }, last: "quotes", least: 1000 },
  { clock: { kind: "volume", volume: 1.5 }, last: "trades", least: 300 },
];

for (const { clock, last, least } of CLOCKS) {
  Deno.test(`FeatureStream gives the frame's rows bit for bit on the ${clock.kind} clock, saved and loaded on the way`, () => {
    const { frame } = featureFrame(catalog, {
      symbol: "BTCUSDT",
      features,
      clock,
    });
    assert.ok(frame.height >= least, `${frame.height} rows`);
    const time = frame.getColumn("time").cast(pl.Int64).toTypedArray();
    const columns = features.map(({ name }) =>
      frame.getColumn(name).toTypedArray() as Float64Array
    );
    let stream = new FeatureStream({ features, clock });
    let row = 0;
    eventsOf(records, last).forEach((event, n) => {
      if (n % 1999 === 1000) {
        const text = JSON.stringify(stream);
        stream = FeatureStream.from(
          JSON.parse(text) as FeatureStreamSnapshot,
          { features, clock },
        );
        assert.equal(JSON.stringify(stream), text);
      }
      if (!update(stream, event)) return;
      assert.equal(stream.time, Number(time[row]));
      columns.forEach((column, i) =>
        assert.ok(
          Object.is(stream.row[i], column[row]),
          `${stream.names[i]} in row ${row}: ${stream.row[i]}, ${column[row]}`,
        )
      );
      row++;
    });
    assert.equal(row, frame.height);
    for (const column of columns) assert.ok(column.some((x) => x === x));
  });
}

Deno.test("joinFeatures() over records in memory is featureFrame() over the catalog", () => {
  const fromCatalog = featureFrame(catalog, { symbol: "BTCUSDT", features });
  const fromMemory = joinFeatures(records, features);
  for (const name of fromCatalog.frame.columns.slice(1)) {
    assertSame(fromMemory.frame, fromCatalog.frame, name);
  }
  assert.deepEqual(fromMemory.lineage, fromCatalog.lineage);
});

Deno.test("a feature's column form joined to the rows is its streaming form", () => {
  const streamed = joinFeatures(records, features).frame;
  const columnsOnly = features.map(({ start: _, ...feature }) => feature);
  const { frame } = joinFeatures(records, columnsOnly);
  for (const { name } of features) {
    assertSame(frame, streamed, name);
  }
});

Deno.test("FeatureStream.reset() starts anew", () => {
  const spec = { features, clock: { kind: "bars" } } as const;
  const stream = new FeatureStream(spec);
  const fresh = JSON.stringify(stream);
  const events = eventsOf(records, "bars").slice(0, 5000);
  for (const event of events) update(stream, event);
  assert.ok(stream.time > 0);
  stream.reset();
  assert.equal(JSON.stringify(stream), fresh);
});

Deno.test("FeatureStream says which families it reads and passes over others", () => {
  const stream = new FeatureStream({
    features: [midPriceFeature()],
    clock: { kind: "bars" },
  });
  assert.deepEqual(stream.families, ["bars", "quotes"]);
  const rate = { eventTime: 1, receiveTime: 1, intervalHours: 8, rate: 1e-4 };
  assert.equal(stream.update("funding", rate), false);
  const price = { bidPrice: 99, askPrice: 101, bidQuantity: 1, askQuantity: 1 };
  stream.update("quotes", { eventTime: 2, receiveTime: 3, ...price });
  assert.ok(!stream.ready && Number.isNaN(stream.value("mid_price")));
  const bar = { open: 1, high: 1, low: 1, close: 1, volume: 1 };
  const more = { quoteVolume: 1, count: 1, takerBuyVolume: 1 };
  const times = { openTime: 0, closeTime: 60e6, receiveTime: 60e6 };
  assert.ok(stream.update("bars", { ...times, ...bar, ...more }));
  assert.ok(stream.ready);
  assert.equal(stream.value("mid_price"), 100);
  assert.throws(() => stream.value("mid"), {
    name: "RangeError",
    message: /one of mid_price: current value is mid$/,
  });
});

Deno.test("FeatureStream refuses what it cannot stream", () => {
  const { start: _, ...columnOnly } = rogersSatchellFeature({ window: 2 });
  assert.throws(() => new FeatureStream({ features: [columnOnly] }), {
    name: "TypeError",
    message: /Cannot stream rogers_satchell_2/,
  });
  const feature = midPriceFeature();
  assert.throws(() => new FeatureStream({ features: [feature, feature] }), {
    name: "RangeError",
    message: /mid_price twice/,
  });
  const stream = new FeatureStream({ features: [feature] });
  const quote = (receiveTime: number) => ({
    eventTime: 0,
    receiveTime,
    bidPrice: 1,
    bidQuantity: 1,
    askPrice: 1,
    askQuantity: 1,
  });
  stream.update("quotes", quote(5));
  assert.throws(() => stream.update("quotes", quote(4)), {
    name: "RangeError",
    message:
      /quotes as receive times must never fall: current value is 4 after 5/,
  });
  assert.throws(() => stream.update("quotes", quote(NaN)), {
    name: "RangeError",
  });
  const other = { features: [rogersSatchellFeature({ window: 2 })] };
  assert.throws(() => FeatureStream.from(stream.toJSON(), other), {
    name: "RangeError",
    message: /must be mid_price: current value is rogers_satchell_2/,
  });
  assert.throws(
    () =>
      new FeatureStream({ features: [], clock: { kind: "quotes", count: 0 } }),
    { name: "RangeError", message: /count .* current value is 0/ },
  );
  assert.throws(
    () =>
      new FeatureStream({
        features: [],
        clock: { kind: "volume", volume: -1 },
      }),
    { name: "RangeError", message: /volume .* current value is -1/ },
  );
  assert.throws(
    () =>
      new FeatureStream({
        features: [],
        clock: { kind: "days" } as unknown as DecisionClock,
      }),
    { name: "RangeError", message: /current value is "days"/ },
  );
  assert.throws(
    () => new FeatureStream({ features: [feature], join: { maxAge: -1 } }),
    { name: "RangeError", message: /maxAge/ },
  );
});
