import assert from "node:assert/strict";
import {
  amihudFeature,
  closeToCloseFeature,
  ewmaVarianceFeature,
  harForecastFeature,
  joinFeatures,
  logReturnFeature,
  marketColumns,
} from "volarb/features";
import * as flow from "volarb/flow";
import * as liquidity from "volarb/liquidity";
import * as regime from "volarb/regime";
import { HOUR, MINUTE } from "volarb/time";
import * as volatility from "volarb/volatility";

const ROWS = 40;
const column = (entry: (t: number) => number) =>
  Float64Array.from({ length: ROWS }, (_, t) => entry(t));
const wave = (t: number) => Math.sin(1.7 * t);

/** Columns that every estimator can read. */
function market() {
  return {
    time: column((t) => 1_700_006_400_000_000 + t * MINUTE),
    open: column((t) => 100 + wave(t)),
    high: column((t) => 103 + wave(t)),
    low: column((t) => 97 + wave(t)),
    close: column((t) => 100 + wave(t + 3)),
    volume: column((t) => 2 + wave(t)),
    bid: column((t) => 100 + Math.round(10 * wave(t)) / 10),
    bidSize: column((t) => 2 + wave(2 * t)),
    ask: column((t) => 100.1 + Math.round(10 * wave(t)) / 10),
    askSize: column((t) => 2 - wave(3 * t)),
    price: column((t) => 100 + Math.round(10 * wave(t)) / 10),
    quantity: column((t) => 2 + wave(5 * t)),
    sold: Uint8Array.from({ length: ROWS }, (_, t) => t % 3 === 0 ? 1 : 0),
    returns: column((t) => 1e-3 * wave(t)),
    premium: column((t) => 1e-4 * wave(t)),
    openInterest: column((t) => 50 + wave(t)),
    value: column((t) => 5000 + wave(t)),
    ratio: column((t) => 1.5 + wave(t)),
  };
}
type Market = ReturnType<typeof market>;
type Name = Exclude<keyof Market, "sold">;

const bars = ({ open, high, low, close, volume }: Market) => ({
  open,
  high,
  low,
  close,
  volume,
});
const trades = ({ time, price, quantity, sold }: Market) => ({
  time,
  price,
  quantity,
  isBuyerMaker: sold,
});
const quotes = ({ time, bid, bidSize, ask, askSize }: Market) => ({
  time,
  bidPrice: bid,
  bidQuantity: bidSize,
  askPrice: ask,
  askQuantity: askSize,
});
const metrics = ({ time, openInterest, value }: Market) => ({
  time,
  openInterest,
  openInterestValue: value,
});

/** An estimator, the least window that is defined, and what its columns are. */
type Case = {
  readonly run: (market: Market, window: number) => unknown;
  /** The least window; none where there is no window. */
  readonly least?: number;
  readonly positive?: readonly Name[];
  readonly notNegative?: readonly Name[];
  /** Whether `high` below `low` is refused. */
  readonly range?: boolean;
  /** Whether times that fall are refused. */
  readonly times?: boolean;
  /** A column that is cut short; none where there is only one. */
  readonly cut?: keyof Market;
};

const PRICES = ["open", "high", "low", "close"] as const;
const ofBars = (run: Case["run"], least = 1): Case => ({
  run,
  least,
  positive: PRICES,
  range: true,
  cut: "low",
});
const BOOK = { positive: ["bid", "ask"], cut: "ask" } as const;
const SIZED = { ...BOOK, notNegative: ["bidSize", "askSize"] } as const;
const TRADES = {
  notNegative: ["quantity"],
  times: true,
  cut: "quantity",
} as const;

const CASES: { readonly [name: string]: Case } = {
  closeToClose: {
    run: (m, window) => volatility.closeToClose(bars(m), { window }),
    least: 2,
    positive: ["close"],
  },
  parkinson: {
    run: (m, window) => volatility.parkinson(bars(m), { window }),
    least: 1,
    positive: ["high", "low"],
    range: true,
    cut: "low",
  },
  garmanKlass: ofBars((m, window) =>
    volatility.garmanKlass(bars(m), { window })
  ),
  rogersSatchell: ofBars((m, window) =>
    volatility.rogersSatchell(bars(m), { window })
  ),
  correctedRogersSatchell: ofBars((m, window) =>
    volatility.correctedRogersSatchell(bars(m), {
      window,
      sampling: "poisson",
      observations: 50,
    })
  ),
  meilijson: ofBars((m, window) => volatility.meilijson(bars(m), { window })),
  yangZhang: ofBars(
    (m, window) => volatility.yangZhang(bars(m), { window, overnight: "bars" }),
    2,
  ),
  leeMykland: {
    run: (m, window) => volatility.leeMykland(m.returns, { window }),
    least: 3,
  },
  logReturns: {
    run: (m) => volatility.logReturns(m.close),
    positive: ["close"],
  },
  realizedByPeriod: {
    run: (m) =>
      volatility.realizedByPeriod(m.time, m.returns, {
        measure: (returns) => returns.length,
        period: HOUR,
      }),
    times: true,
    cut: "returns",
  },
  tickRule: { run: (m) => flow.tickRule(m.price), positive: ["price"] },
  orderFlowImbalance: {
    run: (m) => flow.orderFlowImbalance(quotes(m)),
    ...SIZED,
    times: true,
  },
  clockBars: {
    run: (m) => flow.clockBars(m.time, { period: MINUTE }),
    times: true,
  },
  tradeBars: {
    run: (m) => flow.tradeBars(trades(m), { kind: "volume", volume: 5 }),
    positive: ["price"],
    ...TRADES,
  },
  vpin: {
    run: (m, window) =>
      flow.vpin(trades(m), { bucketVolume: 5, window, anchor: m.time[0]! }),
    least: 1,
    ...TRADES,
  },
  bulkVpin: {
    run: (m, window) =>
      flow.bulkVpin(trades(m), {
        bucketVolume: 5,
        barsPerBucket: 2,
        deviationWindow: 3,
        window,
        anchor: m.time[0]!,
      }),
    least: 1,
    positive: ["price"],
    ...TRADES,
  },
  bulkBuyShare: {
    run: (m, deviationWindow) =>
      flow.bulkBuyShare(m.returns, { deviationWindow }),
    least: 2,
  },
  kyleLambda: {
    run: (m, window) => flow.kyleLambda(m.quantity, m.returns, { window }),
    least: 3,
    cut: "returns",
  },
  hasbrouckLambda: {
    run: (m, window) => flow.hasbrouckLambda(m.quantity, m.returns, { window }),
    least: 3,
    cut: "returns",
  },
  tradeFlowImbalance: {
    run: (m) =>
      flow.tradeFlowImbalance({ volume: m.high, buyVolume: m.quantity }),
    notNegative: ["quantity"],
    cut: "quantity",
  },
  vpinOfBars: {
    run: (m, window) =>
      flow.vpinOfBars(
        { closeTime: m.time, volume: m.high, buyVolume: m.quantity },
        { bucketVolume: 250, window, anchor: m.time[0]! },
      ),
    least: 1,
    times: true,
    cut: "quantity",
  },
  amihud: {
    run: (m, window) => flow.amihud(m.returns, m.volume, { window }),
    least: 1,
    notNegative: ["volume"],
    cut: "volume",
  },
  hawkesIntensity: {
    run: (m) =>
      flow.hawkesIntensity(m.time, {
        baseline: 1,
        branchingRatio: 0.5,
        decay: 2,
      }),
    times: true,
  },
  midPrice: { run: (m) => liquidity.midPrice(quotes(m)), ...BOOK },
  weightedMid: { run: (m) => liquidity.weightedMid(quotes(m)), ...SIZED },
  quotedSpread: { run: (m) => liquidity.quotedSpread(quotes(m)), ...BOOK },
  bookImbalance: {
    run: (m) => liquidity.bookImbalance(quotes(m)),
    notNegative: ["bidSize", "askSize"],
    cut: "askSize",
  },
  quotedDepth: {
    run: (m) => liquidity.quotedDepth(quotes(m)),
    notNegative: ["bidSize", "askSize"],
    cut: "askSize",
  },
  priceAge: {
    run: (m) => liquidity.priceAge(quotes(m)),
    times: true,
    cut: "ask",
  },
  microPrice: {
    run: (m) =>
      liquidity.microPrice(quotes(m), {
        tickSize: 0.1,
        imbalanceBins: 3,
        maxSpread: 1,
        adjustment: [-0.3, 0, 0.3],
      }),
    ...SIZED,
  },
  timeWeightedMean: {
    run: (m) => liquidity.timeWeightedMean(m.time, m.value, m.time.slice(0, 3)),
    times: true,
    cut: "value",
  },
  effectiveSpread: {
    run: (m) => liquidity.effectiveSpread(trades(m), quotes(m)),
    positive: ["price", "bid", "ask"],
    times: true,
    cut: "price",
  },
  realizedSpread: {
    run: (m) =>
      liquidity.realizedSpread(trades(m), quotes(m), { horizon: MINUTE }),
    positive: ["price", "bid", "ask"],
    times: true,
    cut: "price",
  },
  zScore: {
    run: (m, window) => regime.zScore(m.returns, { window }),
    least: 2,
  },
  robustZScore: {
    run: (m, window) => regime.robustZScore(m.returns, { window }),
    least: 2,
  },
  hedgedCarry: {
    run: (m) =>
      regime.hedgedCarry({
        rate: m.premium,
        perpetual: m.price,
        spot: m.close,
      }, { cost: 1e-3 }),
    positive: ["price", "close"],
    cut: "premium",
  },
  quoteBefore: {
    run: (m) => liquidity.quoteBefore(m.time, m.time),
    times: true,
  },
  premiumAverage: {
    run: (m) => regime.premiumAverage({ time: m.time, premium: m.premium }),
    times: true,
    cut: "premium",
  },
  expectedFunding: {
    run: (m) => regime.expectedFunding({ time: m.time, premium: m.premium }),
    times: true,
    cut: "premium",
  },
  rollingHalfLife: {
    run: (m, window) =>
      regime.rollingHalfLife({ time: m.time, value: m.value }, { window }),
    least: 5,
    times: true,
    cut: "value",
  },
  openInterestChange: {
    run: (m) => regime.openInterestChange(metrics(m), { window: HOUR }),
    notNegative: ["openInterest", "value"],
    times: true,
    cut: "value",
  },
  logLongShort: {
    run: (m) => regime.logLongShort(m.ratio),
    notNegative: ["ratio"],
  },
};

/** The error in the one form, naming the value that was found. */
function refuses(name: string, run: () => unknown, value: string): void {
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof RangeError, `${name}: ${error}`);
    assert.match(error.message, /^Cannot .+ (as|since) .+: /, name);
    assert.ok(error.message.includes(value), `${name}: ${error.message}`);
    return true;
  }, `${name} takes ${value}`);
}

for (const [name, each] of Object.entries(CASES)) {
  const { run, least, positive = [], notNegative = [], cut } = each;
  const window = (least ?? 1) + 3;
  Deno.test(`${name}() takes good columns and refuses bad ones, naming rule and value`, () => {
    run(market(), window);
    if (least !== undefined) {
      run(market(), least);
      for (const bad of [least - 1, window + 0.5, NaN, 2 ** 40]) {
        refuses(name, () => run(market(), bad), `${bad}`);
      }
    }
    const spoilt = (column: Name, value: number) => {
      const bad = market();
      bad[column][20] = value;
      refuses(`${name} of ${column}`, () => run(bad, window), `${value}`);
    };
    for (const column of positive) spoilt(column, 0);
    for (const column of [...positive, ...notNegative]) spoilt(column, -1.5);
    if (each.range) {
      const bad = market();
      [bad.high[20], bad.low[20]] = [bad.low[20]!, bad.high[20]!];
      refuses(name, () => run(bad, window), `${bad.high[20]}`);
    }
    if (each.times) {
      const bad = market();
      bad.time[20] = bad.time[18]! - 1;
      refuses(name, () => run(bad, window), `${bad.time[20]}`);
    }
    if (cut !== undefined) {
      const bad = market();
      const short = { ...bad, [cut]: bad[cut].slice(0, ROWS - 1) };
      refuses(name, () => run(short as Market, window), `${ROWS - 1}`);
    }
  });
}

Deno.test("features of returns refuse a close that is no price, of bars and of a stream", () => {
  const features = [
    closeToCloseFeature({ window: 2 }),
    ewmaVarianceFeature({ decay: 0.9 }),
    logReturnFeature({ window: 2 }),
    amihudFeature({ window: 2 }),
    harForecastFeature({
      lags: [1],
      window: 10,
      period: MINUTE,
      day: HOUR,
      level: 0.2,
    }),
  ];
  for (const bad of [0, -0, -1.5, Infinity]) {
    const m = market();
    m.close[20] = bad;
    const records = {
      bars: {
        ...bars(m),
        openTime: m.time,
        closeTime: m.time.map((t) => t + MINUTE),
        quoteVolume: m.value,
      },
    };
    for (const feature of features) {
      const { name } = feature;
      refuses(name, () => joinFeatures(records, [feature]), `is ${bad}`);
      const column = () => feature.compute(marketColumns(records));
      refuses(name, column, `${bad}`);
    }
  }
});

Deno.test("a volume clock refuses a quantity that cannot be counted", () => {
  for (const bad of [-1, NaN, Infinity]) {
    const { time, price, quantity, sold } = market();
    quantity[20] = bad;
    const records = {
      trades: {
        eventTime: time,
        receiveTime: time,
        price,
        quantity,
        isBuyerMaker: sold,
      },
    };
    const clock = { kind: "volume", volume: 5 } as const;
    refuses("clock", () => joinFeatures(records, [], { clock }), `is ${bad}`);
  }
});
