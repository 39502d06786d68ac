import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { Catalog } from "volarb/catalog";
import {
  annualizedFundingFeature,
  type DecisionClock,
  expectedFundingFeature,
  type Feature,
  featureFrame,
  type FeatureFrameSpec,
  type Frame,
  fundingRateFeature,
  joinFeatures,
  lineageFrame,
  logLongShortFeature,
  logReturnFeature,
  marketColumns,
  midPriceFeature,
  orderFlowImbalanceFeature,
  quoteAgeFeature,
  rogersSatchellFeature,
} from "volarb/features";
import { receiveTime } from "volarb/market";
import { MINUTE, parseUtcDate } from "volarb/time";
import { assertClose } from "../close.ts";
import { allFeatures } from "./all_features.ts";
import { SimulatedCatalog } from "./simulated.ts";

const simulated = new SimulatedCatalog({ events: 4000, days: 3, tickDays: 1 });
globalThis.addEventListener("unload", () => simulated[Symbol.dispose]());
const { catalog } = simulated;
const records = simulated.records();
const START = parseUtcDate("2024-01-01");

function frameOf(
  features: readonly Feature[],
  spec: Partial<FeatureFrameSpec> = {},
): Frame {
  return featureFrame(catalog, { symbol: "BTCUSDT", features, ...spec }).frame;
}

function timesOf(frame: Frame): Float64Array {
  return Float64Array.from(
    frame.getColumn("time").cast(pl.Int64).toTypedArray() as BigInt64Array,
    Number,
  );
}

function columnOf(frame: Frame, name: string): Float64Array {
  return frame.getColumn(name).toTypedArray() as Float64Array;
}

Deno.test("featureFrame() has a row when each bar is received", () => {
  const frame = frameOf([logReturnFeature({ window: 1 })]);
  assert.equal(frame.height, 3 * 1440);
  const expected = receiveTime("klines_1m", records.bars.openTime!);
  assert.deepEqual(timesOf(frame), expected);
  assert.equal(expected[0], START + MINUTE + 50_000);
  const { dtype } = frame.getColumn("time");
  assert.equal(String(dtype), "DataType(Datetime(us,UTC))");
});

Deno.test("featureFrame() moves every row with the delay of the feed", () => {
  const features = [midPriceFeature()];
  const near = frameOf(features, { feedDelay: 0 });
  const far = frameOf(features, { feedDelay: 250_000 });
  assert.deepEqual(
    timesOf(far),
    timesOf(near).map((time) => time + 250_000),
  );
  assertClose(columnOf(far, "mid_price"), columnOf(near, "mid_price"), 0);
});

Deno.test("a trade that happened before a bar's end is in the next row where it is received later", () => {
  const bar = (minute: number) => minute * MINUTE;
  const one = Float64Array.of(1, 1);
  const bars = {
    openTime: Float64Array.of(bar(0), bar(1)),
    closeTime: Float64Array.of(bar(1), bar(2)),
    receiveTime: Float64Array.of(bar(1) + 50_000, bar(2) + 50_000),
    open: one,
    high: one,
    low: one,
    close: one,
    volume: one,
  };
  const eventTime = Float64Array.of(bar(1) - 100_001, bar(1) - 99_999);
  const trades = {
    eventTime,
    receiveTime: receiveTime("aggTrades", eventTime),
    price: Float64Array.of(100, 101),
    quantity: Float64Array.of(5, 5),
    isBuyerMaker: Uint8Array.of(0, 1),
  };
  const price: Feature = {
    name: "price",
    inputs: ["trades.price"],
    unit: "USDT",
    window: "1 trade",
    warmUp: 0,
    known: "when the trade is received",
    compute: ({ trades }) => ({
      time: trades.receiveTime,
      values: trades.price,
    }),
  };
  const { frame } = joinFeatures({ bars, trades }, [price]);
  assert.deepEqual([...columnOf(frame, "price")], [100, 101]);
});

Deno.test("the quotes clock has a row with every k-th quote", () => {
  const count = 7;
  const frame = frameOf([quoteAgeFeature()], {
    clock: { kind: "quotes", count },
  });
  const { receiveTime } = records.quotes;
  assert.equal(frame.height, Math.floor(receiveTime.length / count));
  assert.deepEqual(
    timesOf(frame),
    receiveTime.filter((_, i) => i % count === count - 1),
  );
  assert.ok(columnOf(frame, "quote_age").every((age) => age === 0));
});

Deno.test("the volume clock has a row with the trade that completes the volume", () => {
  const volume = 0.5;
  const { quantity, receiveTime } = records.trades;
  let traded = 0;
  let row = 0;
  const expected = receiveTime.filter((_, i) => {
    traded += quantity[i]!;
    const before = row;
    row = Math.floor(traded / volume + 1e-9);
    return row > before;
  });
  const clock: DecisionClock = { kind: "volume", volume };
  const frame = frameOf([], { clock });
  assert.deepEqual(timesOf(frame), expected);
  assert.ok(frame.height > 100 && frame.height < receiveTime.length);
});

Deno.test("features are missing on days without their records, and known after them", () => {
  const flow = orderFlowImbalanceFeature({ period: MINUTE });
  const frame = frameOf([flow, midPriceFeature(), fundingRateFeature()]);
  const ticks = 2 * 1440;
  const flows = columnOf(frame, flow.name);
  assert.ok(flows.slice(0, ticks).every(Number.isNaN));
  assert.ok(flows.slice(ticks + 5).some((x) => x === x && x !== 0));
  const rates = columnOf(frame, "funding_rate");
  assert.ok(rates.slice(500).every((rate) => rate === rate));
});

Deno.test("featureFrame() reads the days that it is asked for", () => {
  const features = [rogersSatchellFeature({ window: 1, emptyBars: "flat" })];
  const whole = frameOf(features);
  const day = frameOf(features, { from: "2024-01-02", to: "2024-01-02" });
  assert.equal(day.height, 1440);
  assert.deepEqual(
    columnOf(day, "rogers_satchell_1"),
    columnOf(whole, "rogers_satchell_1").slice(1440, 2880),
  );
});

Deno.test("ties and ages of a join are the frame's, or the feature's own", () => {
  const { bars } = records;
  const at = bars.receiveTime!.slice(9, 11);
  const quotes = {
    eventTime: at,
    receiveTime: at,
    bidPrice: Float64Array.of(99, 199),
    bidQuantity: Float64Array.of(1, 1),
    askPrice: Float64Array.of(101, 201),
    askQuantity: Float64Array.of(1, 1),
  };
  const rows = (
    options: Parameters<typeof joinFeatures>[2],
    own?: Feature["join"],
  ) => {
    const feature = { ...midPriceFeature(), ...(own && { join: own }) };
    const { frame } = joinFeatures({ bars, quotes }, [feature], options);
    return [...columnOf(frame, "mid_price").slice(8, 13)];
  };
  assert.deepEqual(rows({}), [NaN, 100, 200, 200, 200]);
  const before = { ties: "before" } as const;
  assert.deepEqual(rows({ join: before }), [NaN, NaN, 100, 200, 200]);
  const maxAge = { maxAge: MINUTE };
  assert.deepEqual(rows({ join: maxAge }), [NaN, 100, 200, 200, NaN]);
  assert.deepEqual(rows({ join: maxAge }, before), [NaN, NaN, 100, 200, 200]);
});

Deno.test("a feature is missing for exactly its warm-up in a market without silence", () => {
  using dense = new SimulatedCatalog({ events: 80_000, days: 1, tickDays: 1 });
  const records = dense.records();
  const { funding, premium, quotes, trades } = records;
  for (const { receiveTime } of [quotes, trades]) {
    assert.ok(longestSilence(receiveTime) < MINUTE);
  }
  // The interval and the rate are not known before a settlement.
  const settled = premium.receiveTime.findIndex((t) =>
    t >= funding.receiveTime[0]!
  );
  assert.ok(settled > 0);
  const later = new Map([
    ["expected_funding", settled],
    ["funding_rate_per_row_lag_1", settled + 1],
  ]);
  const market = marketColumns(records);
  const features = allFeatures(trades.quantity.reduce((sum, q) => sum + q, 0));
  for (const { name, warmUp, compute } of features) {
    const first = compute(market).values.findIndex((x) => x === x);
    assert.equal(first, later.get(name) ?? warmUp, name);
  }
});

Deno.test("what is taken over bars begins where silence has left the whole window alone", () => {
  const market = marketColumns(records);
  let tested = 0;
  for (const { name, compute } of allFeatures(1)) {
    const impact = /_lambda_30m_by_1m$/.test(name);
    if (!impact && !/_1h_by_1m$/.test(name)) continue;
    const { time, values } = compute(market);
    const expected = impact
      ? firstWholeWindow(records.trades.receiveTime, 30, MINUTE)
      : firstWholeWindow(records.quotes.receiveTime, 60, 10 * MINUTE);
    // Silence keeps it waiting for longer than the window lasts.
    assert.ok(expected - time[0]! > 120 * MINUTE, name);
    assert.equal(time[values.findIndex((x) => x === x)], expected, name);
    tested++;
  }
  assert.equal(tested, 11);
});

Deno.test("a feature is missing at least for its warm-up where records are rare", () => {
  const market = marketColumns(records);
  const traded = records.trades.quantity.reduce((sum, q) => sum + q, 0);
  for (const { name, warmUp, compute } of allFeatures(traded)) {
    const first = compute(market).values.findIndex((x) => x === x);
    assert.ok(first >= 0, name);
    // A trade may complete several buckets, so that fewer values are missing.
    if (!name.includes("vpin")) assert.ok(first >= warmUp, `${name}: ${first}`);
  }
});

function longestSilence(times: Float64Array): number {
  return times.reduce(
    (longest, t, i) => Math.max(longest, t - (times[i - 1] ?? t)),
    0,
  );
}

/**
 * The first multiple of `step` that ends so many minutes, none of which holds the first
 * record or a part of a silence of more than five minutes that is known by its end.
 */
function firstWholeWindow(
  times: Float64Array,
  minutes: number,
  step: number,
): number {
  let whole = 0;
  for (let end = Math.ceil(times[0]! / MINUTE) * MINUTE;; end += MINUTE) {
    const before = times.filter((t) => t < end);
    const within = before.filter((t) => t >= end - MINUTE).length;
    const heard = [...before.slice(-1 - within), end];
    const begins = before.length === within;
    const silent = longestSilence(Float64Array.from(heard)) > 5 * MINUTE;
    whole = begins || silent ? 0 : whole + 1;
    if (whole >= minutes && end % step === 0) return end;
    assert.ok(before.length < times.length);
  }
}

Deno.test("lineageFrame() is a table with a row for each column", () => {
  const features = [
    annualizedFundingFeature(),
    rogersSatchellFeature({ window: 60 }),
  ];
  const table = lineageFrame(
    featureFrame(catalog, { symbol: "BTCUSDT", features }),
  );
  assert.deepEqual(table.columns, [
    "name",
    "inputs",
    "window",
    "entry",
    "unit",
    "lag",
    "warm_up",
    "known",
  ]);
  assert.deepEqual(table.row(1), [
    "rogers_satchell_60",
    "bars.open, bars.high, bars.low, bars.close, bars.volume, bars.receiveTime",
    "60 bars",
    "bar",
    "variance of the log price per bar",
    0,
    59,
    "when the bar is received",
  ]);
  assert.equal(lineageFrame([]).height, 0);
});

Deno.test("featureFrame() names the feature and the family that is not there", () => {
  const bare = new Catalog(`${catalog.root}/none`);
  const spec = { symbol: "BTCUSDT", features: [] };
  assert.throws(() => featureFrame(bare, spec), {
    name: "DataError",
    message:
      /Cannot compute the rows of the bars clock as it needs bars\. Cannot read klines_1m of BTCUSDT/,
  });
  const memory = joinFeatures.bind(undefined, { bars: records.bars });
  assert.throws(() => memory([midPriceFeature()]), {
    name: "DataError",
    message:
      "Cannot compute mid_price as it needs quotes. Cannot read quotes (bookTicker): found bars",
  });
  assert.throws(
    () => memory([expectedFundingFeature({ intervalHours: "settled" })]),
    {
      name: "DataError",
      message: /expected_funding as it needs (funding|premium)/,
    },
  );
  const { start: _, ...columnOnly } = logLongShortFeature({
    ratio: "accountRatio",
  });
  assert.throws(() => memory([columnOnly]), {
    name: "DataError",
    message: /log_long_short_accounts as it needs metrics/,
  });
});

Deno.test("featureFrame() refuses an unknown symbol, a day that is not there and a wrong option", () => {
  const features = [midPriceFeature()];
  assert.throws(() => frameOf(features, { symbol: "DOGEUSDT" }), {
    name: "DataError",
    message: /mid_price .*bookTicker of DOGEUSDT .*found bookTicker of BTCUSDT/,
  });
  assert.throws(() => frameOf(features, { from: "2025-01-01" }), {
    name: "DataError",
    message: /no day in the range/,
  });
  assert.throws(() => frameOf(features, { from: "2024-1-1" }), {
    name: "SyntaxError",
  });
  assert.throws(() => frameOf([...features, ...features]), {
    name: "RangeError",
    message: /mid_price twice/,
  });
  assert.throws(() => frameOf([{ ...midPriceFeature(), name: "time" }]), {
    name: "RangeError",
    message: /time twice/,
  });
  assert.throws(() => frameOf(features, { feedDelay: -1 }), {
    name: "RangeError",
    message: /feedDelay .* -1/,
  });
  assert.throws(
    () => frameOf(features, { join: { ties: "after" as "before" } }),
    { name: "RangeError", message: /ties .* "after"/ },
  );
  assert.throws(
    () => frameOf(features, { clock: { kind: "quotes", count: 1.5 } }),
    { name: "RangeError", message: /count .* 1.5/ },
  );
});

Deno.test("a frame without features has the times of its rows", () => {
  const frame = frameOf([]);
  assert.deepEqual(frame.columns, ["time"]);
  assert.equal(frame.height, 3 * 1440);
  const clock: DecisionClock = { kind: "volume", volume: 1e12 };
  assert.equal(frameOf([midPriceFeature()], { clock }).height, 0);
});
