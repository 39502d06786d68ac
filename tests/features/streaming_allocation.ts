/**
 * Bytes that an update of each streaming class allocates, as JSON.
 *
 *     deno run -A tests/features/streaming_allocation.ts [CLASS...]
 *
 * The runtime puts a call in line while its budget lasts and boxes the numbers that go
 * into the other calls and come back. So the classes hand numbers on in columns, and what
 * takes numbers of its own is small enough to be put in line: the flags are the default.
 */
import v8 from "node:v8";
import * as features from "volarb/features";
import * as flow from "volarb/flow";
import * as liquidity from "volarb/liquidity";
import { Random } from "volarb/random";
import * as regime from "volarb/regime";
import * as stats from "volarb/stats";
import { HOUR, MILLISECOND, MINUTE, SECOND } from "volarb/time";
import * as volatility from "volarb/volatility";

/** Bytes per event below which there is nothing: not one box of 16 bytes in 16 events. */
export const NOTHING = 1;
/**
 * Blocks of events of one measurement: the runtime counts in areas of a quarter of a
 * million bytes, which has to be less than a byte of an event.
 */
const BLOCKS = 100;
/** Measurements at most; the first ones also compile. */
const ROUNDS = 16;
/**
 * Blocks before the first measurement: enough for the runtime to compile the loop where
 * one event is a fit, and the rows of a frame where a minute is many events. The half-life
 * sees observations that are missing, the frame a minute each ten quotes.
 */
const BLOCKS_OF_HEAT = 100;

const START = 1_700_006_400_000_000;
const EIGHT_HOURS = 8 * HOUR;
const BLOCK = 1 << 12;
/** Events before the first measurement. */
const HEAT = BLOCKS_OF_HEAT * BLOCK;

/** Events, used again and again; what a row means depends on the estimator. */
const random = new Random(7);
const column = (entry: (i: number) => number) =>
  Float64Array.from({ length: BLOCK }, (_, i) => entry(i));
const tick = column(() => 300_000 + random.integer(40));
const size = column(() => (1 + random.integer(5000)) / 1000);
const otherSize = column(() => (1 + random.integer(5000)) / 1000);
const normal = column(() => random.normal() * 1e-3);
const sold = column(() => random.integer(2));
const price = tick.map((t) => t / 10);
const ask = tick.map((t) => (t + 1) / 10);
const low = price.map((p) => p - 2);
const high = price.map((p) => p + 3);

/** The same object for every bar, as a caller who allocates nothing would have it. */
const bar = { open: 0, high: 0, low: 0, close: 0, volume: 1, openTime: START };
function barAt(i: number, event: number) {
  bar.open = price[(i + 1) & (BLOCK - 1)]!;
  bar.high = high[i]! + 4;
  bar.low = low[i]! - 4;
  bar.close = price[i]!;
  bar.openTime = START + event * MINUTE;
  return bar;
}

/** A quote, a trade and a minute, each the same object for all, as `bar` is. */
const quote = {
  eventTime: START,
  receiveTime: START,
  bidPrice: 0,
  bidQuantity: 0,
  askPrice: 0,
  askQuantity: 0,
};
const trade = {
  eventTime: START,
  receiveTime: START,
  price: 0,
  quantity: 0,
  isBuyerMaker: 0,
};
const minute = {
  openTime: START,
  closeTime: START,
  receiveTime: START,
  open: 0,
  high: 0,
  low: 0,
  close: 0,
  volume: 5,
  quoteVolume: 5,
  count: 9,
  takerBuyVolume: 2,
};

/** Quotes in a minute: ten a second. */
const QUOTES = 600;
/** Quotes in a minute of the heat. */
const QUOTES_OF_HEAT = 10;

/**
 * Quotes, a trade with every third, a bar and a row each minute.
 *
 * @param stream What takes them.
 * @param i The quote's numbers.
 * @param event Which quote it is; the first {@linkcode HEAT} of them are far apart.
 * @param quotes Quotes in a minute after these.
 */
function takeMarket(
  stream: features.FeatureStream,
  i: number,
  event: number,
  quotes: number,
): void {
  const heat = Math.min(event, HEAT);
  const time = START + heat * (MINUTE / QUOTES_OF_HEAT) +
    (event - heat) * (MINUTE / quotes);
  quote.eventTime = quote.receiveTime = time;
  quote.bidPrice = price[i]!;
  quote.bidQuantity = size[i]!;
  quote.askPrice = ask[i]!;
  quote.askQuantity = otherSize[i]!;
  stream.update("quotes", quote);
  if (event % 3 === 0) {
    trade.eventTime = trade.receiveTime = time;
    trade.price = price[i]!;
    trade.quantity = size[i]!;
    trade.isBuyerMaker = sold[i]!;
    stream.update("trades", trade);
  }
  if (event % (event < HEAT ? QUOTES_OF_HEAT : quotes) === 0) {
    minute.openTime = time - MINUTE;
    minute.closeTime = minute.receiveTime = time;
    minute.open = price[i]!;
    minute.high = high[i]! + 4;
    minute.low = low[i]! - 4;
    minute.close = price[i]!;
    stream.update("bars", minute);
  }
}

/** Features of bars, trades, quotes and of others. */
const nineFeatures = () => [
  features.rogersSatchellFeature({ window }),
  features.ewmaVarianceFeature({ decay: 0.94 }),
  features.zScored(features.logReturnFeature({ window: 1 }), { window }),
  features.tradeFlowImbalanceFeature({ period: MINUTE }),
  features.vpinFeature({ bucketVolume: 1000, window }),
  features.effectiveSpreadFeature({ window: 20 }),
  features.realizedVarianceFeature({ period: MINUTE, window }),
  features.bookImbalanceFeature(),
  features.quoteAgeFeature(),
];

/** Takes event `i` of the block, which is `event` of all. */
type Step = (i: number, event: number) => void;

const window = 60;
/** A streaming class and what one event of it is. */
export const STREAMS: { readonly [name: string]: () => Step } = {
  RollingMean: () => {
    const stream = new stats.RollingMean(window);
    return (i) => void stream.update(normal[i]!);
  },
  RollingVariance: () => {
    const stream = new stats.RollingVariance(window);
    return (i) => void stream.update(normal[i]!);
  },
  CloseToClose: () => {
    const stream = new volatility.CloseToClose({ window });
    return (i, event) => void stream.update(barAt(i, event));
  },
  Parkinson: () => {
    const stream = new volatility.Parkinson({ window });
    return (i, event) => void stream.update(barAt(i, event));
  },
  GarmanKlass: () => {
    const stream = new volatility.GarmanKlass({ window });
    return (i, event) => void stream.update(barAt(i, event));
  },
  RogersSatchell: () => {
    const stream = new volatility.RogersSatchell({ window });
    return (i, event) => void stream.update(barAt(i, event));
  },
  CorrectedRogersSatchell: () => {
    const stream = new volatility.CorrectedRogersSatchell({
      window,
      sampling: "poisson",
    });
    return (i, event) => void stream.update(barAt(i, event), 100);
  },
  Meilijson: () => {
    const stream = new volatility.Meilijson({ window });
    return (i, event) => void stream.update(barAt(i, event));
  },
  YangZhang: () => {
    const stream = new volatility.YangZhang({ window, overnight: "bars" });
    return (i, event) => void stream.update(barAt(i, event));
  },
  EwmaVariance: () => {
    const stream = new volatility.EwmaVariance(0.94);
    return (i) => void stream.update(normal[i]!);
  },
  LeeMykland: () => {
    const stream = new volatility.LeeMykland({ window });
    return (i) => void stream.update(normal[i]!);
  },
  TickRule: () => {
    const stream = new flow.TickRule();
    return (i) => void stream.update(price[i]!);
  },
  OrderFlowImbalance: () => {
    const stream = new flow.OrderFlowImbalance();
    return (i, event) => {
      stream.update(price[i]!, size[i]!, ask[i]!, otherSize[i]!);
      if (event % 100 === 0) stream.closeBar();
    };
  },
  TradeBarStream: () => {
    const clocks = [
      new flow.TradeBarStream({ kind: "time", period: MINUTE }),
      new flow.TradeBarStream({ kind: "ticks", count: 100 }),
      new flow.TradeBarStream({ kind: "volume", volume: 500 }),
      new flow.TradeBarStream({ kind: "value", value: 1e7 }),
    ];
    return (i, event) => {
      const time = START + event * SECOND;
      for (let k = 0; k < clocks.length; k++) {
        clocks[k]!.update(time, price[i]!, size[i]!, sold[i]!);
      }
    };
  },
  Vpin: () => {
    const stream = new flow.Vpin({
      bucketVolume: 100,
      window,
      anchor: START,
    });
    return (i, event) =>
      void stream.update(START + event * SECOND, size[i]!, sold[i]!);
  },
  BulkVpin: () => {
    const stream = new flow.BulkVpin({
      bucketVolume: 100,
      barsPerBucket: 5,
      deviationWindow: 100,
      window,
      anchor: START,
    });
    return (i, event) =>
      void stream.update(START + event * SECOND, price[i]!, size[i]!);
  },
  BulkClassifier: () => {
    const streams = [
      new flow.BulkClassifier({ deviationWindow: 100 }),
      new flow.BulkClassifier({
        deviationWindow: 100,
        law: { studentT: 0.25 },
      }),
    ];
    return (i) => {
      streams[0]!.update(normal[i]!);
      streams[1]!.update(normal[i]!);
    };
  },
  KyleLambda: () => {
    const stream = new flow.KyleLambda({ window });
    return (i) => void stream.update(size[i]! - 2.5, normal[i]!);
  },
  Amihud: () => {
    const stream = new flow.Amihud({ window });
    return (i) => void stream.update(normal[i]!, size[i]!);
  },
  SignAutocorrelation: () => {
    const stream = new flow.SignAutocorrelation({ lags: [1, 10, 100] });
    return (i) => void stream.update(1 - 2 * sold[i]!);
  },
  HawkesIntensity: () => {
    const stream = new flow.HawkesIntensity({
      baseline: 5,
      branchingRatio: 0.5,
      decay: 4,
    });
    return (_, event) => {
      stream.update(START + event * 100 * MILLISECOND);
      stream.at(START + event * 100 * MILLISECOND + 1);
    };
  },
  QuoteBefore: () => {
    const stream = new liquidity.QuoteBefore();
    return (_, event) => {
      stream.update(START + event * MILLISECOND);
      stream.at(START + event * MILLISECOND);
    };
  },
  PriceAge: () => {
    const stream = new liquidity.PriceAge();
    return (i, event) =>
      void stream.update(START + event * MILLISECOND, price[i]!, ask[i]!);
  },
  EffectiveSpread: () => {
    const stream = new liquidity.EffectiveSpread({ unit: "relative" });
    return (i, event) => {
      const time = START + event * MILLISECOND;
      stream.updateQuote(time, price[i]!, ask[i]!);
      stream.update(time + 1, ask[i]!, sold[i]!);
    };
  },
  RealizedSpread: () => {
    const stream = new liquidity.RealizedSpread({
      horizon: 200 * MILLISECOND,
    });
    return (i, event) => {
      const time = START + event * MILLISECOND;
      stream.updateQuote(time, price[i]!, ask[i]!);
      stream.update(time + 1, ask[i]!, sold[i]!);
    };
  },
  TimeWeightedMean: () => {
    const stream = new liquidity.TimeWeightedMean(START);
    return (i, event) => {
      stream.update(START + event * MILLISECOND, size[i]!);
      if (event % 100 === 0) stream.closeBar(START + event * MILLISECOND);
    };
  },
  MicroPrice: () => {
    const stream = new liquidity.MicroPrice({
      tickSize: 0.1,
      imbalanceBins: 3,
      maxSpread: 1,
      adjustment: [-0.3, 0, 0.3],
    });
    return (i) =>
      void stream.update(price[i]!, size[i]!, ask[i]!, otherSize[i]!);
  },
  FundingInterval: () => {
    const stream = new regime.FundingInterval();
    return (_, event) => void stream.update(START + event * EIGHT_HOURS);
  },
  PremiumAverage: () => {
    const stream = new regime.PremiumAverage();
    return (i, event) =>
      void stream.update(START + event * MINUTE, normal[i]!, 8);
  },
  ExpectedFunding: () => {
    const stream = new regime.ExpectedFunding();
    return (i, event) =>
      void stream.update(START + event * MINUTE, normal[i]!, 8);
  },
  RollingHalfLife: () => {
    const stream = new regime.RollingHalfLife({ window: 8 });
    return (i, event) =>
      void stream.update(
        START + event * HOUR,
        event < HEAT && event % 64 > 0 ? NaN : normal[i]!,
      );
  },
  HedgedCarry: () => {
    const stream = new regime.HedgedCarry({ cost: 1e-3 });
    const row = { rate: 0, perpetual: 0, spot: 0 };
    return (i) => {
      row.rate = normal[i]!;
      row.perpetual = ask[i]!;
      row.spot = price[i]!;
      stream.update(row);
    };
  },
  ZScore: () => {
    const stream = new regime.ZScore({ window });
    return (i) => void stream.update(normal[i]!);
  },
  RobustZScore: () => {
    const stream = new regime.RobustZScore({ window });
    return (i) => void stream.update(normal[i]!);
  },
  LongShortScore: () => {
    const stream = new regime.LongShortScore({ window });
    return (i) => void stream.update(size[i]!);
  },
  FeatureStream: () => {
    const stream = new features.FeatureStream({ features: nineFeatures() });
    return (i, event) => takeMarket(stream, i, event, QUOTES);
  },
  OpenInterestChange: () => {
    const stream = new regime.OpenInterestChange({ window: HOUR });
    return (i, event) =>
      void stream.update(
        START + event * 5 * MINUTE,
        1 + size[i]!,
        2 + size[i]!,
      );
  },
};

function allocated(): number {
  const { total_allocated_bytes: bytes } = v8
    .getHeapStatistics() as unknown as {
      readonly total_allocated_bytes: number;
    };
  return bytes;
}

let drivers = 0;

/**
 * Hands one block to an estimator. Each has a loop of its own, by its text, as the runtime
 * compiles one text for everybody who runs it; and a call of its own for each block, as
 * better code is put in place between two calls, within one only by chance.
 */
function driver(step: Step): (first: number) => void {
  return new Function(
    "step",
    `return function drive${drivers++}(first) {
      for (let i = 0; i < ${BLOCK}; i++) step(i, first + i);
    };`,
  )(step);
}

/** Bytes per event of the round that took the least: compiled code, every path taken. */
function bytesTaken(step: Step): number {
  const drive = driver(step);
  let first = 0;
  for (; first < HEAT; first += BLOCK) drive(first);
  let least = Infinity;
  for (let round = 0; round < ROUNDS && least > NOTHING; round++) {
    const before = allocated();
    for (let block = 0; block < BLOCKS; block++, first += BLOCK) drive(first);
    least = Math.min(least, (allocated() - before) / (BLOCKS * BLOCK));
  }
  return least;
}

/**
 * What the measurement has to see: an object, a boxed number and a column of each event,
 * and these of an event that is missing while the loop is compiled.
 */
function controls(): { readonly [name: string]: Step } {
  const last: unknown[] = [0, 0];
  return {
    object: (i) => last[i & 1] = { i },
    number: (i) => last[i & 1] = normal[i]!,
    column: (i) => last[i & 1] = new Float64Array(2),
    afterHeat: (i, event) => {
      if (event >= HEAT) last[i & 1] = { i };
    },
  };
}

/** Bytes of a row of the nine features, with the ten quotes before it. */
function bytesOfRow(): number {
  const stream = new features.FeatureStream({ features: nineFeatures() });
  const step: Step = (i, event) => takeMarket(stream, i, event, QUOTES_OF_HEAT);
  return bytesTaken(step) * QUOTES_OF_HEAT;
}

/** Bytes of each by its name. */
function bytesOf(
  steps: { readonly [name: string]: Step },
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(steps).map(([name, step]) => [name, bytesTaken(step)]),
  );
}

/** What the script prints. */
export type Allocation = {
  /** Bytes of what is there to be seen. */
  readonly controls: Record<string, number>;
  /** Bytes of an update of each class. */
  readonly classes: Record<string, number>;
  /** Bytes of a row of nine features. */
  readonly row: number;
};

if (import.meta.main) {
  const names = Object.keys(STREAMS).filter((name) =>
    Deno.args.length === 0 || Deno.args.includes(name)
  );
  const allocation: Allocation = {
    controls: bytesOf(controls()),
    classes: bytesOf(
      Object.fromEntries(names.map((name) => [name, STREAMS[name]!()])),
    ),
    row: bytesOfRow(),
  };
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(allocation)));
}
