// deno-lint-ignore-file no-console
/**
 * The event engine beside the same replay in straight TypeScript: trades, quotes and minute
 * bars merged from typed columns, handed to a strategy that does next to nothing.
 *
 *     deno run -A tests/bench/engine.ts [events]
 *
 * Prints nanoseconds per event, the ratio, and the bytes of heap that a run allocates per
 * event.
 */
import {
  Actor,
  type BarTick,
  columnSource,
  EventEngine,
  type QuoteTick,
  type TradeTick,
} from "volarb/engine";
import { Random } from "volarb/random";
import { MINUTE } from "volarb/time";

const events = Number(Deno.args[0] ?? 10_000_000);
const ROUNDS = 5;
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
class Empty extends Actor {
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
    this.sum += quote.askTicks - quote.bidTicks;
  }
  override onTradeTick(trade: TradeTick) {
    this.trades++;
    this.sum += trade.lots;
  }
  override onBar(bar: BarTick) {
    this.bars++;
    this.sum += bar.closeTicks;
  }
}

const steps = [{
  symbol: "BTCUSDT",
  tick: { integer: 1, scale: 1 },
  lot: { integer: 1, scale: 3 },
}];

const source = columnSource({ BTCUSDT: market });

function engine(): Empty {
  const empty = new Empty("empty");
  new EventEngine({
    source,
    steps,
    actors: [empty],
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
    this.sum += ask - bid;
  }
  onTrade(lots: number) {
    this.trades++;
    this.sum += lots;
  }
  onBar(close: number) {
    this.bars++;
    this.sum += close;
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
const times: Record<string, number[]> = { engine: [], straight: [] };
const grown: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, run] of Object.entries({ engine, straight })) {
    const heap = Deno.memoryUsage().heapUsed;
    const start = performance.now();
    const result = run();
    times[name]!.push((performance.now() - start) * 1e6 / total);
    if (name === "engine") {
      grown.push((Deno.memoryUsage().heapUsed - heap) / total);
    }
    if (result.quotes + result.trades + result.bars !== total) {
      throw new Error(`${name} took ${result.quotes} quotes`);
    }
  }
}
const ours = median(times.engine!);
const theirs = median(times.straight!);
console.log(`${total} events, median of ${ROUNDS} rounds`);
console.log(`engine              ${ours.toFixed(1)} ns per event`);
console.log(`straight TypeScript ${theirs.toFixed(1)} ns per event`);
console.log(`ratio               ${(ours / theirs).toFixed(2)}`);
console.log(`heap grown          ${median(grown).toFixed(3)} bytes per event`);
