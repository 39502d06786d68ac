// deno-lint-ignore-file no-console
/**
 * Nanoseconds per record and per command of the simulated exchange, beside the same records
 * run through the barest loop that could do the same: four numbers overwritten, and for two
 * resting orders their queue updated by hand.
 *
 *     deno run -A tests/bench/venue.ts [rows] [rounds]
 *
 * Synthetic quotes and trades of one contract: two of a hundred quotes move a price. Bytes
 * per record are what the heap has grown by: near 0 where nothing is allocated.
 */
import { Random } from "volarb/random";
import {
  contractSpec,
  noFees,
  Order,
  powerQueue,
  SimulatedExchange,
  type VenueEvent,
} from "volarb/venue";

const n = Number(Deno.args[0] ?? 4_000_000);
const rounds = Number(Deno.args[1] ?? 7);

const random = new Random(1);
const time = new Float64Array(n);
const bidTicks = new Float64Array(n);
const bidLots = new Float64Array(n);
const askTicks = new Float64Array(n);
const askLots = new Float64Array(n);
const tradeLots = new Float64Array(n);
const aggressor = new Int8Array(n);
for (let k = 0, t = 1_700_000_000_000_000, tick = 650_000; k < n; k++) {
  t += 1 + random.integer(20_000);
  if (random.uniform() < 0.02) tick += 2 * random.integer(2) - 1;
  time[k] = t;
  bidTicks[k] = tick;
  askTicks[k] = tick + 1;
  bidLots[k] = 1 + random.integer(20_000);
  askLots[k] = 1 + random.integer(20_000);
  tradeLots[k] = 1 + random.integer(50);
  aggressor[k] = random.integer(2) === 0 ? 1 : -1;
}

const spec = contractSpec("BTCUSDT", {
  tick: { integer: 1, scale: 1 },
  lot: { integer: 1, scale: 3 },
  minNotional: 5,
  brackets: [],
  funding: [{ from: 0, hours: 8 }],
});

let events = 0;
function open(resting: "none" | "deep" | "best"): SimulatedExchange {
  const exchange = new SimulatedExchange({
    specs: [spec],
    balance: 1e9,
    fees: noFees(),
    queue: powerQueue(2),
    rateLimits: [],
    emit: (_: VenueEvent) => events++,
  });
  if (resting === "none") return exchange;
  const start = time[0]! - 2;
  exchange.quote(
    0,
    start,
    bidTicks[0]!,
    bidLots[0]!,
    askTicks[0]!,
    askLots[0]!,
  );
  // Far away nothing happens to them; at the best price each quote moves their queue.
  const away = resting === "deep" ? 500 : 0;
  const terms = { symbol: "BTCUSDT", type: "limit", quantity: 1e9 } as const;
  exchange.submit(
    new Order({
      ...terms,
      clientOrderId: "bid",
      side: "buy",
      price: bidTicks[0]! - away,
    }),
    start + 1,
  );
  exchange.submit(
    new Order({
      ...terms,
      clientOrderId: "ask",
      side: "sell",
      price: askTicks[0]! + away,
    }),
    start + 1,
  );
  return exchange;
}

/** The four numbers of a quote, overwritten where they change. */
class Bare {
  bidTicks = NaN;
  bidLots = NaN;
  askTicks = NaN;
  askLots = NaN;
  bidTaken = 0;
  askTaken = 0;
  time = -Infinity;
  quote(t: number, b: number, bl: number, a: number, al: number): void {
    if (!(t >= this.time)) throw new RangeError("time");
    this.time = t;
    if (b !== this.bidTicks || bl !== this.bidLots) {
      this.bidTicks = b;
      this.bidLots = bl;
      this.bidTaken = 0;
    }
    if (a !== this.askTicks || al !== this.askLots) {
      this.askTicks = a;
      this.askLots = al;
      this.askTaken = 0;
    }
  }
}

const results = new Map<string, number[]>();
const bytes = new Map<string, number[]>();
function measure(name: string, count: number, run: () => void): void {
  const heap = Deno.memoryUsage().heapUsed;
  const start = performance.now();
  run();
  const ns = (performance.now() - start) * 1e6 / count;
  const grown = (Deno.memoryUsage().heapUsed - heap) / count;
  results.set(name, [...results.get(name) ?? [], ns]);
  bytes.set(name, [...bytes.get(name) ?? [], grown]);
}

function quotes(exchange: SimulatedExchange): void {
  for (let k = 0; k < n; k++) {
    exchange.quote(
      0,
      time[k]!,
      bidTicks[k]!,
      bidLots[k]!,
      askTicks[k]!,
      askLots[k]!,
    );
  }
}

/** Sizes that change at prices that do not: both queues move with every quote. */
function stillQuotes(exchange: SimulatedExchange): void {
  const bid = bidTicks[0]!;
  const ask = askTicks[0]!;
  for (let k = 0; k < n; k++) {
    exchange.quote(0, time[k]!, bid, bidLots[k]!, ask, askLots[k]!);
  }
}

function trades(exchange: SimulatedExchange): void {
  for (let k = 0; k < n; k++) {
    exchange.trade(
      0,
      time[k]!,
      aggressor[k] === 1 ? askTicks[k]! : bidTicks[k]!,
      tradeLots[k]!,
      aggressor[k] as 1 | -1,
    );
  }
}

const commands = Math.min(n, 200_000);
function submitAndCancel(exchange: SimulatedExchange): void {
  for (let k = 0; k < commands; k++) {
    const clientOrderId = String(k);
    const order = new Order({
      clientOrderId,
      symbol: "BTCUSDT",
      side: "buy",
      type: "limit",
      quantity: 1,
      price: 600_000,
    });
    exchange.submit(order, time[k]!);
    exchange.cancel(clientOrderId, time[k]!);
  }
}

function fills(exchange: SimulatedExchange): void {
  for (let k = 0; k < commands; k++) {
    const order = new Order({
      clientOrderId: String(k),
      symbol: "BTCUSDT",
      side: k % 2 === 0 ? "buy" : "sell",
      type: "market",
      quantity: 1,
    });
    exchange.submit(order, time[k]! - 1);
    exchange.quote(
      0,
      time[k]!,
      bidTicks[k]!,
      bidLots[k]!,
      askTicks[k]!,
      askLots[k]!,
    );
  }
}

for (let round = 0; round < rounds; round++) {
  const bare = new Bare();
  measure("bare overwrite, quote", n, () => {
    for (let k = 0; k < n; k++) {
      bare.quote(
        time[k]!,
        bidTicks[k]!,
        bidLots[k]!,
        askTicks[k]!,
        askLots[k]!,
      );
    }
  });
  const idle = open("none");
  measure("quote, no order", n, () => quotes(idle));
  const idleTrades = open("none");
  measure("trade, no order", n, () => trades(idleTrades));
  const deep = open("deep");
  measure("quote, two resting far away", n, () => quotes(deep));
  const best = open("best");
  measure("quote, two resting at the best", n, () => stillQuotes(best));
  const traded = open("deep");
  measure("trade, two resting far away", n, () => trades(traded));
  const desk = open("none");
  measure("submit and cancel", commands, () => submitAndCancel(desk));
  const taker = open("none");
  measure("submit and fill", commands, () => fills(taker));
}

const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1]!;
console.log(`${n} records, median of ${rounds} rounds, ${events} events`);
for (const [name, values] of results) {
  const low = Math.min(...values).toFixed(1);
  console.log(
    `${name.padEnd(34)} ${
      median(values).toFixed(1).padStart(8)
    } ns (best ${low}) ${
      median(bytes.get(name)!).toFixed(2).padStart(8)
    } bytes`,
  );
}
