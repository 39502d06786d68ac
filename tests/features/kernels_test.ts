import assert from "node:assert/strict";
import {
  annualizedFundingFeature,
  asOf,
  averageSpreadFeature,
  bookImbalanceFeature,
  bulkVpinFeature,
  effectiveSpreadFeature,
  expectedFundingFeature,
  type Feature,
  hasbrouckLambdaFeature,
  hawkesIntensityFeature,
  joinFeatures,
  jumpTestFeature,
  kyleLambdaFeature,
  leeMyklandFeature,
  logLongShortFeature,
  longShortScoreFeature,
  marketColumns,
  microPriceDeviationFeature,
  midPriceFeature,
  openInterestChangeFeature,
  orderFlowImbalanceFeature,
  premiumHalfLifeFeature,
  quoteAgeFeature,
  quotedDepthFeature,
  quotedSpreadFeature,
  type RealizedMeasure,
  realizedMeasureFeature,
  realizedSpreadFeature,
  realizedVarianceFeature,
  signMemoryFeature,
  takerImbalanceFeature,
  type TimedColumn,
  tradeFlowImbalanceFeature,
  tradeRateFeature,
  vpinFeature,
  weightedMidDeviationFeature,
} from "volarb/features";
import {
  aggressorSign,
  barClose,
  barSum,
  bulkVpin,
  clockBars,
  hasbrouckLambda,
  HawkesIntensity,
  kyleLambda,
  orderEnds,
  orderFlowImbalanceBars,
  signedRootTurnover,
  tradeBars,
  tradeFlowImbalance,
  vpin,
} from "volarb/flow";
import {
  bookImbalance,
  effectiveSpread,
  microPrice,
  midPrice,
  quotedDepth,
  quotedSpread,
  realizedSpread,
  timeWeightedMean,
  weightedMid,
} from "volarb/liquidity";
import {
  annualizedFunding,
  expectedFunding,
  logLongShort,
  longShortScores,
  openInterestChange,
  rollingHalfLife,
} from "volarb/regime";
import { rollingMean } from "volarb/stats";
import { HOUR, MINUTE, SECOND } from "volarb/time";
import {
  bipowerVariation,
  jumpTest,
  leeMykland,
  logReturns,
  medianRealizedVariance,
  minimumRealizedVariance,
  multiScaleRealizedVariance,
  preAveragedVariance,
  realizedKernel,
  robustTwoScaleRealizedVariance,
  subsampledRealizedVariance,
  twoScaleRealizedVariance,
  withoutPeriodicity,
} from "volarb/volatility";
import { assertClose } from "../close.ts";
import { SimulatedCatalog } from "./simulated.ts";

function simulatedRecords(): ReturnType<SimulatedCatalog["records"]> {
  using simulated = new SimulatedCatalog({ events: 30_000, days: 1 });
  return simulated.records();
}

const records = simulatedRecords();
const market = marketColumns(records);
const { trades, quotes, funding, metrics, premium } = market;
/** Trades and quotes in receive time, as the kernels take them. */
const received = {
  trades: { ...trades, time: trades.receiveTime },
  quotes: { ...quotes, time: quotes.receiveTime },
};

function valuesOf(feature: Feature): Float64Array {
  return feature.compute(market).values;
}

/** Asserts that every entry is the same number, the two zeros being one. */
function assertSame(actual: Float64Array, expected: Float64Array): void {
  assertClose(actual, expected.map((x) => x + 0), 0);
}

/** Asserts that the last values of each time, which a join takes, are the same. */
function assertJoined(actual: TimedColumn, expected: TimedColumn): void {
  const [a, b] = [actual, expected].map(({ time, values }) => {
    const last = (_: number, i: number) => time[i] !== time[i + 1];
    return { time: time.filter(last), values: values.filter(last) };
  });
  assert.deepEqual(a!.time, b!.time);
  assertSame(a!.values, b!.values);
}

Deno.test("trade flow of the clock is that of the bars that the kernel builds", () => {
  const bars = tradeBars(received.trades, { kind: "time", period: MINUTE });
  for (const unit of ["volume", "share"] as const) {
    const { time, values } = tradeFlowImbalanceFeature({
      period: MINUTE,
      unit,
      gap: HOUR,
    }).compute(market);
    const expected = tradeFlowImbalance(bars, { unit });
    expected[0] = NaN; // the bar in which the records begin
    assert.deepEqual(time, bars.closeTime.slice(0, time.length));
    assertClose(values, expected.slice(0, time.length), 1e-9);
  }
});

Deno.test("a window adds bars up", () => {
  const one = valuesOf(tradeFlowImbalanceFeature({ period: MINUTE }));
  const ten = valuesOf(
    tradeFlowImbalanceFeature({ period: MINUTE, window: 10 }),
  );
  assertClose(ten, rollingMean(one, 10).map((x) => 10 * x), 1e-9);
  assert.equal(ten.findIndex((x) => x === x), 10);
});

Deno.test("the trade rate is the volume of the bar over its seconds", () => {
  const bars = tradeBars(received.trades, { kind: "time", period: MINUTE });
  const rate = valuesOf(tradeRateFeature({ period: MINUTE, gap: HOUR }));
  const expected = bars.volume.map((v, i) => i === 0 ? NaN : v / 60);
  assertClose(rate, expected.slice(0, rate.length), 1e-12);
});

Deno.test("Kyle's lambda of the clock is that of the bars", () => {
  const bars = tradeBars(received.trades, { kind: "time", period: MINUTE });
  const change = bars.close.map((close, i) => close - bars.close[i - 1]!);
  const flow = tradeFlowImbalance(bars);
  flow[0] = NaN; // the bar in which the records begin
  const lambda = valuesOf(
    kyleLambdaFeature({ period: MINUTE, window: 30, gap: HOUR }),
  );
  const expected = kyleLambda(flow, change, { window: 30 });
  assertClose(lambda, expected.slice(0, lambda.length), 1e-6);
  assert.ok(lambda.some((x) => x > 0));
});

Deno.test("Hasbrouck's lambda of the clock is that of the bars", () => {
  const bars = tradeBars(received.trades, { kind: "time", period: MINUTE });
  const ends = clockBars(trades.receiveTime, { period: MINUTE });
  const flow = barSum(signedRootTurnover(trades), ends);
  flow[0] = NaN; // the bar in which the records begin
  const change = bars.close.map((close, i) =>
    Math.log(close / bars.close[i - 1]!)
  );
  const lambda = valuesOf(
    hasbrouckLambdaFeature({ period: MINUTE, window: 30, gap: HOUR }),
  );
  const expected = hasbrouckLambda(flow, change, { window: 30 });
  assertClose(lambda, expected.slice(0, lambda.length), 1e-6);
  assert.ok(lambda.some((x) => x > 0));
});

Deno.test("the memory of signs is the autocorrelation of the orders in the window", () => {
  const [lag, window] = [3, 15];
  // Every third order reaches a second price.
  const twice = <C extends Float64Array | Uint8Array>(column: C): C => {
    const rows = Array.from(column, (x, i) => i % 3 === 0 ? [x, x] : [x])
      .flat();
    return (column instanceof Uint8Array
      ? Uint8Array.from(rows)
      : Float64Array.from(rows)) as C;
  };
  const [eventTime, receiveTime, price, quantity] = [
    trades.eventTime,
    trades.receiveTime,
    trades.price,
    trades.quantity,
  ].map(twice) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const isBuyerMaker = twice(trades.isBuyerMaker);
  const rows = { eventTime, receiveTime, price, quantity, isBuyerMaker };
  const memory = signMemoryFeature({ lag, period: MINUTE, window, gap: HOUR })
    .compute(marketColumns({ trades: rows }));
  const orders = orderEnds({ time: eventTime, isBuyerMaker });
  const sign = barClose(aggressorSign(isBuyerMaker), orders);
  const known = barClose(receiveTime, orders);
  assert.ok(sign.length < 0.8 * price.length);
  for (let k = 0; k < memory.time.length; k += 7) {
    const end = memory.time[k]!;
    const inside = (_: number, j: number) =>
      known[j]! >= end - window * MINUTE && known[j]! < end;
    const of = sign.filter(inside);
    const mean = of.reduce((sum, s) => sum + s, 0) / of.length;
    const products = sign.map((s, j) => s * (sign[j - lag] ?? NaN))
      .filter(inside);
    const product = products.reduce((sum, x) => sum + x, 0) / of.length;
    const expected = k < window ? NaN : (product - mean ** 2) / (1 - mean ** 2);
    assertClose(
      memory.values.subarray(k, k + 1),
      [Number.isFinite(expected) ? expected : NaN],
      1e-9,
    );
  }
});

Deno.test("VPIN as a feature is the kernel's, joined to the trades", () => {
  const bucketVolume = 5;
  const { time, values } = vpinFeature({ bucketVolume, window: 8 })
    .compute(market);
  const kernel = vpin(received.trades, { bucketVolume, window: 8, anchor: 0 });
  assertJoined({ time, values }, {
    time: kernel.closeTime,
    values: kernel.value,
  });
  const excess = vpinFeature({ bucketVolume, window: 8, reading: "excess" });
  assertJoined(excess.compute(market), {
    time: kernel.closeTime,
    values: kernel.value.map((v, i) => v - kernel.baseline[i]!),
  });
});

Deno.test("bulk VPIN as a feature is the kernel's, joined to the trades", () => {
  const options = {
    bucketVolume: 5,
    barsPerBucket: 3,
    deviationWindow: 20,
    window: 4,
    law: { studentT: 5 },
  };
  const feature = bulkVpinFeature(options);
  assert.equal(feature.name, "bulk_vpin_t5_3_4");
  const { time, values } = feature.compute(market);
  const kernel = bulkVpin(received.trades, { ...options, anchor: 0 });
  assertJoined({ time, values }, {
    time: kernel.closeTime,
    values: kernel.value,
  });
  assert.equal(values.findIndex((x) => x === x), feature.warmUp);
});

Deno.test("Hawkes intensity at the rows is that of the trades received by then", () => {
  const parameters = { baseline: 0.1, branchingRatio: 0.5, decay: 1 };
  const { time, values } = hawkesIntensityFeature(parameters).compute(market);
  const intensity = new HawkesIntensity(parameters);
  let i = 0;
  time.forEach((now, row) => {
    while (trades.receiveTime[i]! <= now) {
      intensity.update(trades.receiveTime[i++]!);
    }
    const expected = i > 0 ? intensity.at(now) : NaN;
    assert.ok(Object.is(values[row], expected));
  });
});

Deno.test("every reading of the book is the column function's", () => {
  const table = {
    tickSize: 0.1,
    imbalanceBins: 3,
    maxSpread: 2,
    adjustment: [-0.25, 0, 0.25, -0.5, 0, null],
  };
  const mid = midPrice(quotes);
  const over = (column: Float64Array) =>
    column.map((x, i) => (x - mid[i]!) / mid[i]!);
  const pairs: [Feature, Float64Array][] = [
    [midPriceFeature(), mid],
    [quotedSpreadFeature(), quotedSpread(quotes)],
    [
      quotedSpreadFeature({ unit: "relative" }),
      quotedSpread(quotes, { unit: "relative" }),
    ],
    [bookImbalanceFeature(), bookImbalance(quotes)],
    [weightedMidDeviationFeature(), over(weightedMid(quotes))],
    [microPriceDeviationFeature(table), over(microPrice(quotes, table))],
    [quotedDepthFeature(), quotedDepth(quotes)],
    [
      quotedDepthFeature({ side: "ask", unit: "quote" }),
      quotedDepth(quotes, { side: "ask", unit: "quote" }),
    ],
  ];
  for (const [feature, expected] of pairs) {
    const { time, values } = feature.compute(market);
    assert.deepEqual(time, quotes.receiveTime, feature.name);
    assertSame(values, expected);
  }
});

Deno.test("quote age is the time of the row less that of the last quote", () => {
  const { time, values } = quoteAgeFeature().compute(market);
  const last = asOf(time, {
    time: quotes.receiveTime,
    values: quotes.receiveTime,
  });
  assertSame(values, time.map((now, i) => now - last[i]!));
});

Deno.test("order flow imbalance of the clock is that of the kernel's bars", () => {
  const bars = clockBars(quotes.receiveTime, { period: MINUTE });
  const expected = orderFlowImbalanceBars(quotes, bars);
  expected[0] = NaN;
  const { time, values } = orderFlowImbalanceFeature({
    period: MINUTE,
    gap: HOUR,
  }).compute(market);
  assert.deepEqual(time, bars.closeTime);
  assertClose(values, expected, 1e-9);
});

Deno.test("realised variance adds up the squared returns of the mids at the bars' ends", () => {
  const bars = clockBars(quotes.receiveTime, { period: MINUTE });
  const mids = barClose(midPrice(quotes), bars);
  const squares = Float64Array.of(NaN, ...logReturns(mids).map((r) => r * r));
  const expected = rollingMean(squares, 10).map((x) => 10 * x);
  const values = valuesOf(
    realizedVarianceFeature({ period: MINUTE, window: 10, gap: HOUR }),
  );
  assertClose(values, expected, 1e-12);
});

/** Returns of the mid that stands at the end of each minute, and when these end. */
function minuteReturns(): TimedColumn {
  const bars = clockBars(quotes.receiveTime, { period: MINUTE });
  const mid = barClose(midPrice(quotes), bars);
  return { time: bars.closeTime.slice(1), values: logReturns(mid) };
}

Deno.test("measures of the last returns are the estimators', once in a step", () => {
  const { time: ends, values: returns } = minuteReturns();
  const options = { period: MINUTE, gap: HOUR, window: 40, step: 5 * MINUTE };
  const estimators: [RealizedMeasure, (r: Float64Array) => number][] = [
    [{ kind: "subsampled", scale: 4 }, (r) => subsampledRealizedVariance(r, 4)],
    [
      { kind: "two-scale", scale: 3 },
      (r) => twoScaleRealizedVariance(r, { scale: 3 }),
    ],
    [
      { kind: "robust-two-scale", scale: 3, threshold: 8 },
      (r) => robustTwoScaleRealizedVariance(r, { scale: 3, threshold: 8 }),
    ],
    [
      { kind: "multi-scale", scales: 4 },
      (r) => multiScaleRealizedVariance(r, 4),
    ],
    [
      { kind: "kernel", bandwidth: 5, form: "flat-top" },
      (r) => realizedKernel(r, { bandwidth: 5, form: "flat-top" }),
    ],
    [
      { kind: "pre-averaged", average: 6 },
      (r) => preAveragedVariance(r, { window: 6 }),
    ],
    [{ kind: "bipower" }, (r) => bipowerVariation(r)],
    [{ kind: "minimum" }, (r) => minimumRealizedVariance(r)],
    [{ kind: "median" }, (r) => medianRealizedVariance(r)],
  ];
  for (const [measure, estimator] of estimators) {
    const { time, values } = realizedMeasureFeature({ ...options, measure })
      .compute(market);
    assert.ok(time.every((end) => end % (5 * MINUTE) === 0));
    const expected = time.map((end) => {
      const last = ends.indexOf(end);
      return last < 39 ? NaN : estimator(returns.slice(last - 39, last + 1));
    });
    assertClose(values, expected, 1e-12);
    assert.ok(values.filter((x) => x > 0).length > 200);
  }
});

Deno.test("jump tests of the last returns are the estimators', with and without the pattern", () => {
  const { time: ends, values: returns } = minuteReturns();
  const pattern = { factors: Float64Array.of(2, 1, 0.5), period: HOUR };
  const even = withoutPeriodicity(ends, returns, pattern);
  const options = { period: MINUTE, gap: HOUR, window: 30 };
  for (const given of [undefined, pattern]) {
    const column = given ? even : returns;
    const also = given && { pattern: given };
    const at = (end: number) => ends.indexOf(end);
    for (const reading of ["statistic", "p-value", "jump-variance"] as const) {
      const { time, values } = jumpTestFeature({ ...options, ...also, reading })
        .compute(market);
      const expected = time.map((end) => {
        if (at(end) < 29) return NaN;
        const test = jumpTest(column.slice(at(end) - 29, at(end) + 1));
        return reading === "statistic"
          ? test.statistic
          : reading === "p-value"
          ? test.pValue
          : test.jumpVariance;
      });
      assertClose(values, expected, 1e-9);
    }
    const { time, values } = leeMyklandFeature({ ...options, ...also })
      .compute(market);
    const expected = leeMykland(column, { window: 30 });
    assertClose(values, time.map((end) => expected[at(end)] ?? NaN), 1e-9);
    assert.ok(values.some((x) => Math.abs(x) > 1));
  }
});

Deno.test("a window too short for its measure, a step off the period and unknown words are refused", () => {
  const options = { period: MINUTE, window: 5 };
  const refused: [() => Feature, RegExp][] = [
    [
      () =>
        realizedMeasureFeature({
          ...options,
          measure: { kind: "two-scale", scale: 6 },
        }),
      /window must hold .* current value is 5$/,
    ],
    [
      () =>
        realizedMeasureFeature({
          ...options,
          step: 1.5 * MINUTE,
          measure: { kind: "bipower" },
        }),
      /step must be a multiple .* current value is 90000000$/,
    ],
    [
      () =>
        realizedMeasureFeature({
          ...options,
          measure: { kind: "median-ish" } as unknown as RealizedMeasure,
        }),
      /kind of measure .* current value is "median-ish"$/,
    ],
    [() => jumpTestFeature({ period: MINUTE, window: 2 }), /window .* is 2$/],
    [
      () => jumpTestFeature({ ...options, reading: "z" as "statistic" }),
      /reading .* current value is "z"$/,
    ],
    [() => leeMyklandFeature({ period: MINUTE, window: 2 }), /window .* is 2$/],
    [
      () => realizedSpreadFeature({ horizon: 0 }),
      /horizon must be positive and finite: current value is 0$/,
    ],
    [
      () => signMemoryFeature({ period: MINUTE, lag: 0 }),
      /lag must be an integer of at least 1: current value is 0$/,
    ],
    [
      () => hasbrouckLambdaFeature({ period: MINUTE, window: 2 }),
      /window .* current value is 2$/,
    ],
  ];
  for (const [make, message] of refused) {
    assert.throws(make, { name: "RangeError", message });
  }
});

Deno.test("the average spread is weighted by how long it stood", () => {
  const bars = clockBars(quotes.receiveTime, { period: MINUTE });
  const edges = Float64Array.of(bars.closeTime[0]! - MINUTE, ...bars.closeTime);
  const spread = quotedSpread(quotes, { unit: "relative" });
  const expected = timeWeightedMean(quotes.receiveTime, spread, edges);
  const values = valuesOf(averageSpreadFeature({ period: MINUTE, gap: HOUR }));
  assertClose(values.slice(1), expected.slice(1), 1e-12);
});

Deno.test("the effective spread joins trades to quotes by the venue's times", () => {
  const expected = effectiveSpread(
    { ...trades, time: trades.eventTime },
    { ...quotes, time: quotes.eventTime },
    { unit: "relative" },
  );
  const { time, values } = effectiveSpreadFeature({ unit: "relative" })
    .compute(market);
  assert.deepEqual(time, trades.receiveTime);
  assertSame(values, expected);
  assert.ok(expected.filter((x) => x > 0).length > expected.length / 2);
});

Deno.test("the realised spread is the column's, known with the first quote after its horizon", () => {
  const byVenue = [
    { ...trades, time: trades.eventTime },
    { ...quotes, time: quotes.eventTime },
  ] as const;
  // The short horizon is over before the trade is received.
  for (const horizon of [1, 20 * SECOND]) {
    for (const unit of ["price", "relative"] as const) {
      const expected = realizedSpread(...byVenue, { horizon, unit });
      const { time, values } = realizedSpreadFeature({ horizon, unit })
        .compute(market);
      const matured = expected.knownTime.filter((end) =>
        end <= quotes.eventTime.at(-1)!
      );
      assert.ok(matured.length > 1000);
      assertSame(values, expected.value.slice(0, matured.length));
      const known = matured.map((end, i) => {
        const first = quotes.eventTime.findIndex((sent) => sent >= end);
        return Math.max(quotes.receiveTime[first]!, trades.receiveTime[i]!);
      });
      assert.deepEqual(time, known);
    }
  }
});

Deno.test("effective less realised spread is the price impact of the columns", () => {
  const horizon = 5 * SECOND;
  const paid = valuesOf(effectiveSpreadFeature());
  const kept = valuesOf(realizedSpreadFeature({ horizon }));
  const mid = midPrice(quotes);
  const at = (time: number) =>
    mid[quotes.eventTime.findLastIndex((sent) => sent < time)] ?? NaN;
  for (let i = 0; i < kept.length; i += 97) {
    const [before, after] = [0, horizon].map((h) =>
      at(trades.eventTime[i]! + h)
    );
    const moved = 2 * (1 - 2 * trades.isBuyerMaker[i]!) * (after! - before!);
    assert.ok(Math.abs(paid[i]! - kept[i]! - moved) < 1e-9);
  }
});

Deno.test("a trade that comes after its quotes were let go has no spread", () => {
  const late = {
    ...trades,
    receiveTime: trades.receiveTime.map((time) => time + 10 * SECOND),
  };
  const { values } = effectiveSpreadFeature({ lateness: SECOND })
    .compute(marketColumns({ trades: late, quotes }));
  const known = effectiveSpreadFeature({ lateness: 20 * SECOND })
    .compute(marketColumns({ trades: late, quotes })).values;
  assertSame(known, valuesOf(effectiveSpreadFeature()));
  assert.ok(values.every((x, i) => x !== x || x === known[i]));
  assert.ok(values.some((x) => x !== x));
});

Deno.test("funding features are the regime's, known when received", () => {
  const { time, values } = annualizedFundingFeature().compute(market);
  assert.deepEqual(time, funding.receiveTime);
  assertSame(values, annualizedFunding(funding.rate, funding));
  const undeclared = {
    ...funding,
    intervalHours: new Float64Array(funding.rate.length).fill(NaN),
  };
  const told = annualizedFundingFeature({ compounding: "compound" })
    .compute(marketColumns({ funding: undeclared })).values;
  const expected = annualizedFunding(funding.rate, {
    intervalHours: 8,
    compounding: "compound",
  });
  assert.ok(Number.isNaN(told[0]));
  assertSame(told.slice(1), expected.slice(1));
});

Deno.test("expected funding is the regime's on the closes of the premium's minutes", () => {
  const columns = { time: premium.closeTime, premium: premium.close };
  for (const future of ["mean", "last"] as const) {
    const { time, values } = expectedFundingFeature({
      intervalHours: 8,
      future,
    }).compute(market);
    assert.deepEqual(time, premium.receiveTime);
    assertSame(
      values,
      expectedFunding(columns, { step: MINUTE, future }),
    );
  }
  const settled = valuesOf(
    expectedFundingFeature({ intervalHours: "settled" }),
  );
  const known = asOf(premium.receiveTime, {
    time: funding.receiveTime,
    values: funding.intervalHours,
  });
  const first = known.findIndex((hours) => hours === 8);
  assert.ok(first > 0);
  const from = (column: Float64Array) => column.slice(first);
  assert.ok(settled.slice(0, first).every(Number.isNaN));
  assertSame(
    from(settled),
    expectedFunding({
      time: from(columns.time),
      premium: from(columns.premium),
    }, { step: MINUTE }),
  );
});

Deno.test("the premium's half-life is the regime's", () => {
  const expected = rollingHalfLife(
    { time: premium.closeTime, value: premium.close },
    { window: 30 },
  );
  assertSame(valuesOf(premiumHalfLifeFeature({ window: 30 })), expected);
});

Deno.test("metrics features are the regime's, known at the end of the window", () => {
  const time = metrics.receiveTime;
  const options = { window: 30, minimum: 20 };
  const scores = longShortScores(metrics, options);
  for (
    const ratio of [
      "accountRatio",
      "topTraderAccountRatio",
      "topTraderPositionRatio",
      "takerVolumeRatio",
    ] as const
  ) {
    const score = longShortScoreFeature({ ratio, ...options }).compute(market);
    assert.deepEqual(score.time, time);
    assertSame(score.values, scores[ratio]);
    assertSame(
      valuesOf(logLongShortFeature({ ratio })),
      logLongShort(metrics[ratio]),
    );
  }
  const change = openInterestChange({ time, ...metrics }, { window: HOUR });
  for (const part of ["contracts", "value", "price"] as const) {
    const feature = openInterestChangeFeature({ window: HOUR, part });
    assertSame(valuesOf(feature), change[part]);
  }
});

Deno.test("taker imbalance of a bar is what was bought less sold, over the volume", () => {
  const { bars } = market;
  const values = valuesOf(takerImbalanceFeature({ window: 1 }));
  const share = tradeFlowImbalance(
    { volume: bars.volume, buyVolume: bars.takerBuyVolume },
    { unit: "share" },
  );
  assertClose(values, share, 1e-12);
});

Deno.test("a feature of bars is missing where the bars do not tell", () => {
  const { openTime, closeTime, open, high, low, close, volume } = market.bars;
  const bars = { openTime, closeTime, open, high, low, close, volume };
  const { frame } = joinFeatures({ bars }, [
    takerImbalanceFeature({ window: 2 }),
  ]);
  const column = frame.getColumn("taker_imbalance_2").toTypedArray();
  assert.ok((column as Float64Array).every(Number.isNaN));
});
