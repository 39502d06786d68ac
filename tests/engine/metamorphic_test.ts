/**
 * What must stay as it is when a whole run is changed in a way that cannot matter, and what must
 * change in one direction when it does. None of these needs a number.
 *
 * | property | test |
 * |---|---|
 * | the input cut off or replaced by noise: everything before is unchanged | audit_strategy_test, "random traders ... are sound"; features: features/audit_causality_test; venue/exchange_laws_test |
 * | one bar of delay takes perfect foresight's profit | audit_strategy_test, "a bar of delay ..." |
 * | blocks of 1, 1000 or any size, one file or more | backtest_properties_test, "whatever the blocks"; here, "a catalog of days" |
 * | symbols, strategies in any order of registration | backtest_properties_test, order_timing_test |
 * | processes, languages, time zones, workers | run_hash_test |
 * | one round trip without costs is the pencil's | backtest_test, "no latency, no fees" |
 * | fills + fees + funding = change of cash after every event | ledger_test; backtest_properties_test |
 * | a mirrored market; prices times c and quantities by c | here; venue/exchange_laws_test |
 * | twice the latency fills nothing earlier; more ahead, no earlier; cautious queues, no earlier | here; venue/exchange_laws_test |
 * | one display is not taken twice | order_timing_test, "one update of the display" |
 * | a funding row that is missing is never zero | backtest_test, "a missing funding rate" |
 * | columns are streams, bit for bit | the tests of volatility, flow, liquidity, regime and features |
 * | parameter runs on workers are the serial ones | run_hash_test; performance/sweep_test |
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  Backtest,
  type BacktestOptions,
  catalogSource,
  columnSource,
  loadColumns,
  type MarketsInMemory,
  type QuoteTick,
  Strategy,
} from "volarb/engine";
import { instrumentOn } from "volarb/market";
import { Random } from "volarb/random";
import {
  constantLatency,
  logQueue,
  powerQueue,
  riskAverseQueue,
  scaledLatency,
  tradeOnlyQueue,
} from "volarb/venue";
import { SimulatedCatalog } from "../features/simulated.ts";
import { RandomTrader } from "./random_trader.ts";
import { UNIT_RUN, unitSpec } from "./play.ts";

/** A market of one contract whose prices are about a thousand ticks. */
function walk(seed: number, rows = 3000) {
  const random = new Random(seed);
  const quotes = {
    eventTime: new Float64Array(rows),
    bidTicks: new Int32Array(rows),
    bidLots: new Int32Array(rows),
    askTicks: new Int32Array(rows),
    askLots: new Int32Array(rows),
  };
  const trades = {
    eventTime: new Float64Array(rows),
    ticks: new Int32Array(rows),
    lots: new Int32Array(rows),
    isBuyerMaker: new Uint8Array(rows),
  };
  let bid = 1000;
  for (let i = 0; i < rows; i++) {
    if (random.uniform() < 0.3) bid += random.integer(2) === 0 ? -1 : 1;
    const ask = bid + 1 + random.integer(2);
    const time = 1000 * i;
    quotes.eventTime[i] = time;
    quotes.bidTicks[i] = bid;
    quotes.askTicks[i] = ask;
    quotes.bidLots[i] = 4 * (1 + random.integer(5));
    quotes.askLots[i] = 4 * (1 + random.integer(5));
    const sell = random.integer(2) === 0;
    trades.eventTime[i] = time + 500;
    trades.ticks[i] = sell ? bid : ask;
    trades.lots[i] = 4 * (1 + random.integer(4));
    trades.isBuyerMaker[i] = sell ? 1 : 0;
  }
  return { quotes, trades };
}

/** Sends orders of both kinds by a seed: which side is up, and how many lots a lot is. */
class Seeded extends Strategy {
  readonly #random: Random;
  #tick = 0;
  constructor(
    seed: number,
    readonly mirror: 1 | -1 = 1,
    readonly unit = 4,
    readonly price = 1,
  ) {
    super("seeded");
    this.#random = new Random(seed);
  }
  override onStart() {
    this.subscribeQuotes("X");
  }
  override onQuoteTick({ bidTicks, askTicks }: QuoteTick) {
    if (++this.#tick % 7 !== 0) return;
    const random = this.#random;
    const sign = (random.integer(2) === 0 ? 1 : -1) * this.mirror;
    const side = sign === 1 ? "buy" : "sell";
    const quantity = this.unit * (1 + random.integer(4));
    const base = { symbol: "X", side, quantity } as const;
    if (random.integer(3) === 0) {
      return this.submit(this.orders.market(base));
    }
    const best = sign === 1 ? bidTicks : askTicks;
    const price = best - sign * this.price * random.integer(2);
    this.cancelAll();
    this.submit(this.orders.limit({ ...base, price }));
  }
}

function run(
  market: MarketsInMemory[string],
  strategy: Strategy,
  options: Partial<BacktestOptions> = {},
) {
  const result = new Backtest({
    ...UNIT_RUN,
    source: columnSource({ X: market }),
    strategies: [strategy],
    latency: constantLatency({ order: 700, response: 300 }),
    balance: 1_000_000,
    ...options,
  }).run();
  const { equity } = result.equity.columns;
  return { ...result, profit: equity.at(-1)! - equity[0]! };
}

Deno.test("in a mirrored market a mirrored strategy earns the same, fill by fill", () => {
  for (const seed of [1, 2, 3]) {
    const { quotes, trades } = walk(seed);
    const about = 2001;
    const mirrored = {
      quotes: {
        ...quotes,
        bidTicks: quotes.askTicks.map((x) => about - x),
        bidLots: quotes.askLots,
        askTicks: quotes.bidTicks.map((x) => about - x),
        askLots: quotes.bidLots,
      },
      trades: {
        ...trades,
        ticks: trades.ticks.map((x) => about - x),
        isBuyerMaker: trades.isBuyerMaker.map((x) => 1 - x),
      },
    };
    const one = run({ quotes, trades }, new Seeded(seed));
    const other = run(mirrored, new Seeded(seed, -1));
    assert.ok(one.fills.rows > 100);
    assert.equal(one.profit, other.profit);
    const ticks = other.fills.columns.priceTicks.map((x) => about - x);
    assert.deepEqual(one.fills.columns.priceTicks, ticks);
    for (const name of ["time", "quantityLots", "spread", "alpha"] as const) {
      const [a, b] = [one, other].map(({ fills }) => fills.columns[name]);
      assert.deepEqual(a, b, name);
    }
  }
});

Deno.test("prices times four and quantities a quarter give the same profit", () => {
  for (const seed of [4, 5]) {
    const { quotes, trades } = walk(seed);
    const times = (column: Int32Array, by: number) => column.map((x) => x * by);
    const scaled = {
      quotes: {
        ...quotes,
        bidTicks: times(quotes.bidTicks, 4),
        askTicks: times(quotes.askTicks, 4),
        bidLots: times(quotes.bidLots, 1 / 4),
        askLots: times(quotes.askLots, 1 / 4),
      },
      trades: {
        ...trades,
        ticks: times(trades.ticks, 4),
        lots: times(trades.lots, 1 / 4),
      },
    };
    // A tick of one in four ticks: the book behind the best price in steps of four.
    const beyond = (step: number) => ({
      name: "steps",
      depthBeyond: (ticks: number, displayed: number) =>
        Math.floor(ticks / step) * displayed,
    });
    const one = run({ quotes, trades }, new Seeded(seed), {
      impact: beyond(1),
    });
    const other = run(scaled, new Seeded(seed, 1, 1, 4), {
      impact: beyond(4),
    });
    assert.ok(one.fills.rows > 100);
    assert.equal(one.profit, other.profit);
    assert.deepEqual(
      [...one.equity.columns.equity],
      [...other.equity.columns.equity],
    );
  }
});

/** Sends one order at the first bid that it sees. */
class Rester extends Strategy {
  override onStart() {
    this.subscribeQuotes("X");
  }
  override onQuoteTick({ symbol, bidTicks: price }: QuoteTick) {
    this.unsubscribe("quotes", symbol);
    this.submit(
      this.orders.limit({ symbol, side: "buy", quantity: 40, price }),
    );
  }
}

/** Lots that one resting order has filled by a time. */
function restingFills(options: Partial<BacktestOptions>, seed: number) {
  const { fills } = run(walk(seed, 400), new Rester("rester"), options);
  const { time, quantityLots } = fills.columns;
  return (at: number) =>
    quantityLots.reduce((sum, lots, i) => time[i]! <= at ? sum + lots : sum, 0);
}

Deno.test("twice the latency, or a more cautious queue, never has filled more by any time", () => {
  let differs = 0;
  const latency = constantLatency({ order: 2000 });
  for (let seed = 1; seed <= 12; seed++) {
    const quick = restingFills({ latency }, seed);
    const slow = restingFills({ latency: scaledLatency(latency, 2) }, seed);
    const models = [
      powerQueue(3),
      logQueue(),
      riskAverseQueue(),
      tradeOnlyQueue(),
    ].map((queue) => restingFills({ latency, queue }, seed));
    for (let time = 0; time < 400_000; time += 1000) {
      assert.ok(slow(time) <= quick(time), `seed ${seed} at ${time}`);
      const [power, log, averse, tradeOnly] = models.map((of) => of(time));
      assert.ok(averse! <= power! && averse! <= log!, `seed ${seed}`);
      assert.ok(tradeOnly! <= averse!, `seed ${seed}`);
      if (power! > tradeOnly! || quick(time) > slow(time)) differs++;
    }
  }
  assert.ok(differs > 0);
});

Deno.test("a catalog of days gives the run that its rows in memory give", () => {
  using simulated = new SimulatedCatalog({ events: 6000, days: 2 });
  const { tick, lot } = instrumentOn("BTCUSDT", "2024-01-01");
  const source = catalogSource(simulated.catalog, {
    steps: [{ symbol: "BTCUSDT", tick: tick!, lot: lot! }],
  });
  const hashes = [source, columnSource(loadColumns(source))].map((source) => {
    const { hash, fills } = new Backtest({
      ...UNIT_RUN,
      specs: [unitSpec("BTCUSDT", { tick: tick!, lot: lot! })],
      source,
      strategies: [new RandomTrader("a", { symbols: ["BTCUSDT"] })],
    }).run();
    assert.ok(fills.rows > 10);
    return hash;
  });
  assert.equal(hashes[0], hashes[1]);
});
