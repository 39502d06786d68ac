// deno-lint-ignore-file no-console
/**
 * The event engine beside the same replay in straight TypeScript: trades, quotes and minute
 * bars merged from typed columns, handed to a strategy that does next to nothing, alone and with
 * an exchange in the loop that is idle; and what is in memory while days go by from a catalog.
 *
 *     deno run -A --v8-flags=--expose-gc,--min-semi-space-size=256 tests/bench/engine.ts [events]
 *
 * Prints nanoseconds per event, ratios, the bytes that a run allocates per event (the young
 * generation is so large that nothing is collected during a run, so that all of them are seen),
 * and the most bytes that were alive at once over one and over three days of a catalog.
 */
import {
  type Actor,
  Backtest,
  type BarTick,
  catalogSource,
  columnSource,
  EventEngine,
  type QuoteTick,
  Strategy,
  type TradeTick,
} from "volarb/engine";
import { instrumentOn } from "volarb/market";
import { Random } from "volarb/random";
import { MINUTE } from "volarb/time";
import { contractSpec, noFees } from "volarb/venue";
import { SimulatedCatalog } from "../features/simulated.ts";

const { gc } = globalThis as { gc?: () => void };
if (gc === undefined) {
  throw new Error("Cannot measure as --v8-flags=--expose-gc must be given");
}

const events = Number(Deno.args[0] ?? 10_000_000);
const ROUNDS = 7;
const START = 1_700_006_400_000_000;
const random = new Random(1);

/** Columns of `rows` records, a share of the day apart. */
function columns(rows: number) {
  const eventTime = new Float64Array(rows);
  const price = new Int32Array(rows);
  const lots = new Int32Array(rows);
  const other = new Int32Array(rows);
  const side = new Uint8Array(rows);
  let time = START;
  let ticks = 300_000;
  for (let i = 0; i < rows; i++) {
    time += random.integer(Math.floor(2 * 1440 * MINUTE / rows));
    if (random.uniform() < 0.02) ticks += 2 * random.integer(2) - 1;
    eventTime[i] = time;
    price[i] = ticks;
    lots[i] = 1 + random.integer(5000);
    other[i] = 1 + random.integer(5000);
    side[i] = random.integer(2);
  }
  return { eventTime, price, lots, other, side };
}

const q = columns(Math.round(0.8 * events));
const t = columns(Math.round(0.2 * events));
const b = columns(1440);
b.eventTime.forEach((_, i) => b.eventTime[i] = START + (i + 1) * MINUTE);
const later = (time: Float64Array, delay: number) => time.map((x) => x + delay);
const missing = new Float64Array(1440).fill(NaN);
const market = {
  quotes: {
    eventTime: q.eventTime,
    receiveTime: later(q.eventTime, 50_000),
    bidTicks: q.price,
    bidLots: q.lots,
    askTicks: q.price.map((x) => x + 1),
    askLots: q.other,
  },
  trades: {
    eventTime: t.eventTime,
    receiveTime: later(t.eventTime, 150_000),
    ticks: t.price,
    lots: t.lots,
    isBuyerMaker: t.side,
  },
  bars: {
    openTime: later(b.eventTime, -MINUTE),
    eventTime: b.eventTime,
    receiveTime: later(b.eventTime, 50_000),
    openTicks: b.price,
    highTicks: b.price,
    lowTicks: b.price,
    closeTicks: b.price,
    volumeLots: b.lots,
    quoteVolume: missing,
    count: missing,
    takerBuyLots: b.lots,
  },
};

/** What both do with an event. */
class Empty extends Strategy {
  quotes = 0;
  trades = 0;
  bars = 0;
  sum = 0;
  override onStart() {
    this.subscribeQuotes("BTCUSDT");
    this.subscribeTrades("BTCUSDT");
    this.subscribeBars("BTCUSDT");
  }
  override onQuoteTick(quote: QuoteTick) {
    this.quotes++;
    this.sum = (this.sum + quote.askTicks - quote.bidTicks) | 0;
  }
  override onTradeTick(trade: TradeTick) {
    this.trades++;
    this.sum = (this.sum + trade.lots) | 0;
  }
  override onBar(bar: BarTick) {
    this.bars++;
    this.sum = (this.sum + bar.closeTicks) | 0;
  }
}

const steps = [{
  symbol: "BTCUSDT",
  tick: { integer: 1, scale: 1 },
  lot: { integer: 1, scale: 3 },
}];

const source = columnSource({ BTCUSDT: market });
const specs = [contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))];

function engine(): Empty {
  const empty = new Empty("empty");
  new EventEngine({ source, steps, actors: [empty] }).run();
  return empty;
}

/** The same with an exchange, books and a grid of equity. */
function backtest(): Empty {
  const empty = new Empty("empty");
  new Backtest({
    source,
    specs,
    strategies: [empty],
    balance: 1e6,
    fees: noFees(),
  }).run();
  return empty;
}

/** The same by hand: three cursors, the columns read in place. */
class Straight {
  quotes = 0;
  trades = 0;
  bars = 0;
  sum = 0;
  onQuote(bid: number, ask: number) {
    this.quotes++;
    this.sum = (this.sum + ask - bid) | 0;
  }
  onTrade(lots: number) {
    this.trades++;
    this.sum = (this.sum + lots) | 0;
  }
  onBar(close: number) {
    this.bars++;
    this.sum = (this.sum + close) | 0;
  }
}

function straight(): Straight {
  const to = new Straight();
  const { quotes, trades, bars } = market;
  const tq = quotes.receiveTime, tt = trades.receiveTime, tb = bars.receiveTime;
  const { bidTicks, askTicks } = quotes;
  const { lots } = trades;
  const { closeTicks } = bars;
  let i = 0, j = 0, k = 0;
  let a = tq[0]!, c = tt[0]!, d = tb[0]!;
  for (;;) {
    if (d <= c && d <= a) {
      if (d === Infinity) break;
      to.onBar(closeTicks[k]!);
      d = ++k < tb.length ? tb[k]! : Infinity;
    } else if (c <= a) {
      to.onTrade(lots[j]!);
      c = ++j < tt.length ? tt[j]! : Infinity;
    } else {
      to.onQuote(bidTicks[i]!, askTicks[i]!);
      a = ++i < tq.length ? tq[i]! : Infinity;
    }
  }
  return to;
}

function median(values: number[]): number {
  return values.sort((x, y) => x - y)[values.length >> 1]!;
}

const total = market.quotes.eventTime.length + market.trades.eventTime.length +
  1440;
const runs = { engine, backtest, straight };
type Name = keyof typeof runs;
const names = Object.keys(runs) as Name[];
const times: Record<Name, number[]> = {
  engine: [],
  backtest: [],
  straight: [],
};
for (let round = 0; round < ROUNDS; round++) {
  for (const name of names) {
    const start = performance.now();
    const result = runs[name]();
    times[name].push((performance.now() - start) * 1e6 / total);
    if (result.quotes + result.trades + result.bars !== total) {
      throw new Error(`${name} took ${result.quotes} quotes`);
    }
  }
}

/** Bytes that a run allocates: the least of some runs, as now and then one is compiled anew. */
function allocated(run: () => unknown): number {
  let least = Infinity;
  for (let round = 0; round < 4; round++) {
    gc!();
    const { heapUsed } = Deno.memoryUsage();
    run();
    least = Math.min(least, Deno.memoryUsage().heapUsed - heapUsed);
  }
  return least;
}

console.log(`${total} events, median and least of ${ROUNDS} rounds`);
const theirs = median(times.straight);
for (const name of names) {
  const ours = median(times[name]);
  console.log(
    `${name.padEnd(10)} ${ours.toFixed(1)} (${
      Math.min(...times[name]).toFixed(1)
    }) ns per event, ratio ${(ours / theirs).toFixed(2)}, ${
      (allocated(runs[name]) / total).toFixed(3)
    } bytes allocated per event`,
  );
}

/** Notes what is alive every so many quotes. */
class Weigher extends Strategy {
  most = 0;
  events = 0;
  override onStart() {
    this.subscribeQuotes("BTCUSDT");
    this.subscribeTrades("BTCUSDT");
  }
  override onTradeTick(_: TradeTick) {
    this.events++;
  }
  override onQuoteTick(_: QuoteTick) {
    if (++this.events % 50_000 !== 0) return;
    gc!();
    const { heapUsed, external } = Deno.memoryUsage();
    this.most = Math.max(this.most, heapUsed + external);
  }
}

for (const days of [1, 3]) {
  using simulated = new SimulatedCatalog({
    days,
    tickDays: days,
    events: 300_000,
  });
  // What ingest left is freed in the background.
  for (let k = 0; k < 5; k++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { heapUsed, external } = Deno.memoryUsage();
  const weigher: Weigher = new Weigher("weigher");
  const actors: Actor[] = [weigher];
  new EventEngine({
    source: catalogSource(simulated.catalog, { steps }),
    steps,
    actors,
  }).run();
  const most = (weigher.most - heapUsed - external) / 2 ** 20;
  console.log(
    `${days} ${
      days === 1 ? "day " : "days"
    }    ${weigher.events} events, at most ${most.toFixed(1)} MiB alive`,
  );
}
