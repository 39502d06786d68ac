// deno-lint-ignore-file no-console
/**
 * A day of events through every streaming estimator of flow and liquidity:
 * nanoseconds per event and the heap, which has to stay flat.
 *
 *     deno run -A tests/bench/flow_streaming.ts [events]
 */
import process from "node:process";
import { Random } from "volarb/random";
import { MINUTE } from "volarb/time";
import {
  Amihud,
  BulkVpin,
  HawkesIntensity,
  KyleLambda,
  OrderFlowImbalance,
  SignAutocorrelation,
  TickRule,
  TradeBarStream,
  Vpin,
} from "volarb/flow";
import {
  EffectiveSpread,
  MicroPrice,
  PriceAge,
  QuoteBefore,
  RealizedSpread,
  TimeWeightedMean,
} from "volarb/liquidity";

const events = Number(Deno.args[0] ?? 10_000_000);
const START = 1_700_006_400_000_000;
const random = new Random(1);

/** Columns of a block of events, used again for each block. */
const BLOCK = 100_000;
const isTrade = new Uint8Array(BLOCK);
const wait = new Float64Array(BLOCK);
const tick = new Float64Array(BLOCK);
const size = new Float64Array(BLOCK);
const other = new Float64Array(BLOCK);
const side = new Uint8Array(BLOCK);
for (let i = 0, price = 300_000, flag = 0; i < BLOCK; i++) {
  if (random.uniform() < 0.02) price += 2 * random.integer(2) - 1;
  if (random.uniform() < 0.3) flag = 1 - flag;
  isTrade[i] = random.uniform() < 0.2 ? 1 : 0;
  wait[i] = random.integer(17_280);
  tick[i] = price;
  size[i] = (1 + random.integer(5000)) / 1000;
  other[i] = (1 + random.integer(5000)) / 1000;
  side[i] = flag;
}

const flow = new OrderFlowImbalance();
const vpin = new Vpin({ bucketVolume: 1000, window: 50, anchor: START });
const bulk = new BulkVpin({
  bucketVolume: 1000,
  barsPerBucket: 10,
  deviationWindow: 100,
  window: 50,
  anchor: START,
});
const minutes = new TradeBarStream({ kind: "time", period: MINUTE });
const ticks = new TradeBarStream({ kind: "ticks", count: 100 });
const volumes = new TradeBarStream({ kind: "volume", volume: 500 });
const lambda = new KyleLambda({ window: 60 });
const illiquidity = new Amihud({ window: 60 });
const hawkes = new HawkesIntensity({
  baseline: 5,
  branchingRatio: 0.5,
  decay: 4,
});
const signs = new SignAutocorrelation({ lags: [1, 10, 100] });
const rule = new TickRule();
const effective = new EffectiveSpread({ unit: "relative" });
const realized = new RealizedSpread({ horizon: 5_000_000 });
const spread = new TimeWeightedMean(START);
const join = new QuoteBefore();
const age = new PriceAge();
const micro = new MicroPrice({
  tickSize: 0.1,
  imbalanceBins: 3,
  maxSpread: 1,
  adjustment: [-0.3, 0, 0.3],
});

let time = START;
let close = NaN;

/** One trade through everything that takes trades. */
function trade(price: number, quantity: number, sold: number): void {
  vpin.update(time, quantity, sold);
  bulk.update(time, price, quantity);
  ticks.update(time, price, quantity, sold);
  volumes.update(time, price, quantity, sold);
  hawkes.update(time);
  signs.update(1 - 2 * sold);
  rule.update(price);
  effective.update(time, price, sold);
  realized.update(time, price, sold);
  join.at(time);
  if (minutes.update(time, price, quantity, sold) === 0) return;
  lambda.update(minutes.value, minutes.close - close);
  illiquidity.update(Math.log(minutes.close / close), minutes.quoteVolume);
  close = minutes.close;
  spread.closeBar(minutes.closeTime);
  flow.closeBar();
}

/** One quote through everything that takes quotes. */
function quote(bid: number, bidSize: number, ask: number, askSize: number) {
  flow.update(bid, bidSize, ask, askSize);
  micro.update(bid, bidSize, ask, askSize);
  effective.updateQuote(time, bid, ask);
  realized.updateQuote(time, bid, ask);
  age.update(time, bid, ask);
  join.update(time);
  if (time >= minutes.nextClose) {
    minutes.advance(time);
    spread.closeBar(minutes.closeTime);
    flow.closeBar();
  }
  spread.update(time, ask - bid);
}

const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
console.log(
  "events        ns per event   of the processors   heap used MB   resident MB",
);
/** Nanoseconds of all processors together: the fairer figure where others work too. */
function processorNanoseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}
let nanoseconds = 0;
let worked = 0;
for (let done = 0; done < events;) {
  const before = processorNanoseconds();
  const start = performance.now();
  for (let block = 0; block < 10 && done < events; block++, done += BLOCK) {
    for (let i = 0; i < BLOCK; i++) {
      time += wait[i]!;
      const bid = tick[i]! / 10;
      const ask = (tick[i]! + 1) / 10;
      if (isTrade[i] === 1) {
        trade(side[i] === 1 ? bid : ask, size[i]!, side[i]!);
      } else quote(bid, size[i]!, ask, other[i]!);
    }
  }
  nanoseconds += (performance.now() - start) * 1e6;
  worked += processorNanoseconds() - before;
  const { heapUsed, rss } = Deno.memoryUsage();
  console.log(
    `${String(done).padStart(10)}  ${
      (nanoseconds / done).toFixed(0).padStart(12)
    }  ${(worked / done).toFixed(0).padStart(17)}  ${
      megabytes(heapUsed).padStart(13)
    }  ${megabytes(rss).padStart(12)}`,
  );
}
