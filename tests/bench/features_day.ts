// deno-lint-ignore-file no-console
/**
 * Time and peak memory of all features of one symbol and day, from the catalog.
 *
 *     deno run -A tests/bench/features_day.ts [events] [clock: bars, quotes, volume]
 *
 * A day of so many trades and quotes, ten quotes for three trades, is simulated and
 * ingested into a temporary folder; a process of its own then makes the frame, and takes the
 * same trades and quotes one record at a time. 13,000,000 events are a real day of a busy
 * contract.
 */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Catalog, ingest } from "volarb/catalog";
import {
  type BarRecords,
  catalogColumns,
  type DecisionClock,
  type Feature,
  featureFrame,
  FeatureStream,
  type MarketColumns,
  type RecordOf,
} from "volarb/features";
import { planOf, SAMPLE_FLAGS, writeSample } from "../../data/simulate.ts";
import { allFeatures } from "../features/all_features.ts";

const [events = "13000000", kind = "bars", root] = Deno.args;

/** Megabytes of memory at the most, as the kernel counted them. */
function peakMegabytes(): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024;
}

/** Nanoseconds per event by the clock and of the processors, and heap at each quarter of the day. */
type Streamed = {
  readonly nanoseconds: number;
  readonly cpu: number;
  readonly heaps: number[];
};

/** Seconds of all processors together: the fairer figure where others work too. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Hands records over one by one, each in an object that is used again. */
function streamAll(
  { trades, quotes, bars }: MarketColumns,
  features: readonly Feature[],
  clock: DecisionClock,
): Streamed {
  const stream = new FeatureStream({ features, clock });
  const times = { eventTime: 0, receiveTime: 0 };
  const trade = { ...times, price: 0, quantity: 0, isBuyerMaker: 0 };
  const book = { bidPrice: 0, bidQuantity: 0, askPrice: 0, askQuantity: 0 };
  const quote = { ...times, ...book };
  const [t, q] = [trades.receiveTime, quotes.receiveTime];
  const events = t.length + q.length;
  const heaps: number[] = [];
  const before = processorSeconds();
  const start = performance.now();
  for (let i = 0, j = 0, k = 0; i < t.length || j < q.length;) {
    const tradeTime = t[i] ?? Infinity;
    const quoteTime = q[j] ?? Infinity;
    const barTime = bars.receiveTime[k] ?? Infinity;
    if (barTime < tradeTime && barTime < quoteTime) {
      stream.update("bars", barAt(bars, k++));
    } else if (tradeTime <= quoteTime) {
      trade.eventTime = trades.eventTime[i]!;
      trade.receiveTime = tradeTime;
      trade.price = trades.price[i]!;
      trade.quantity = trades.quantity[i]!;
      trade.isBuyerMaker = trades.isBuyerMaker[i++]!;
      stream.update("trades", trade);
    } else {
      quote.eventTime = quotes.eventTime[j]!;
      quote.receiveTime = quoteTime;
      quote.bidPrice = quotes.bidPrice[j]!;
      quote.bidQuantity = quotes.bidQuantity[j]!;
      quote.askPrice = quotes.askPrice[j]!;
      quote.askQuantity = quotes.askQuantity[j++]!;
      stream.update("quotes", quote);
    }
    if (4 * (i + j) >= (heaps.length + 1) * events) {
      heaps.push(Deno.memoryUsage().heapUsed / 2 ** 20);
    }
  }
  return {
    nanoseconds: (performance.now() - start) * 1e6 / events,
    cpu: (processorSeconds() - before) * 1e9 / events,
    heaps,
  };
}

function barAt(bars: BarRecords, k: number): RecordOf<"bars"> {
  return Object.fromEntries(
    Object.entries(bars).map(([name, column]) => [name, column[k]!]),
  ) as RecordOf<"bars">;
}

/** Of so many quotes of a real session of BTCUSDT one moves a price. */
const STANDING = 50;

/** The same market with prices that stand as long as on a real book. */
function withStandingPrices(market: MarketColumns): MarketColumns {
  const { quotes } = market;
  const standing = (column: Float64Array) =>
    column.map((_, i) => column[i - i % STANDING]!);
  return {
    trades: market.trades,
    bars: market.bars,
    quotes: {
      ...quotes,
      bidPrice: standing(quotes.bidPrice),
      askPrice: standing(quotes.askPrice),
    },
  } as MarketColumns;
}

/** What the stream costs per event, and what of that is reading the records. */
function streamed(
  catalog: Catalog,
  features: readonly Feature[],
  clock: DecisionClock,
): string {
  const market = catalogColumns(catalog, "BTCUSDT");
  const own = streamAll(market, [], clock);
  const moving = streamAll(market, features, clock);
  const real = streamAll(withStandingPrices(market), features, clock);
  const cost = ({ nanoseconds, cpu }: Streamed) =>
    `${nanoseconds.toFixed(0)} ns (${cpu.toFixed(0)} of the processors)`;
  return [
    `one by one, per event: ${
      cost(real)
    } where one quote in ${STANDING} moves a price,`,
    `${cost(moving)} where most do, ${cost(own)} without a feature;`,
    `heap at each quarter ${real.heaps.map((x) => x.toFixed(1)).join(", ")} MB`,
  ].join(" ");
}

if (root === undefined) {
  const folder = Deno.makeTempDirSync();
  const seconds = (start: number) =>
    ((performance.now() - start) / 1000).toFixed(1);
  try {
    let start = performance.now();
    const plan = planOf({
      ...SAMPLE_FLAGS,
      symbols: "BTCUSDT",
      days: "1",
      "tick-days": "1",
      "events-per-day": events,
      "quotes-per-trade": String(10 / 3),
      format: "csv",
      "carry-klines": true,
    });
    writeSample(`${folder}/data`, plan);
    console.log(`simulated in ${seconds(start)} s`);
    start = performance.now();
    ingest({ data: `${folder}/data`, catalog: `${folder}/catalog` });
    console.log(`ingested in ${seconds(start)} s`);
    Deno.removeSync(`${folder}/data`, { recursive: true });
    const script = fileURLToPath(import.meta.url);
    for (const clock of kind.split(",")) {
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", script, events, clock, `${folder}/catalog`],
        stdout: "inherit",
        stderr: "inherit",
      }).outputSync();
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
} else {
  const catalog = new Catalog(root);
  const rows = (kind: "aggTrades" | "bookTicker" | "klines_1m") =>
    catalog.dates(kind, "BTCUSDT")
      .reduce(
        (sum, day) => sum + catalog.manifest(kind, "BTCUSDT", day)!.rows,
        0,
      );
  const volume = catalog.bars("BTCUSDT").volume.reduce((sum, v) => sum + v, 0);
  const clocks: Record<string, DecisionClock> = {
    bars: { kind: "bars" },
    quotes: { kind: "quotes", count: 100 },
    volume: { kind: "volume", volume: volume / 10_000 },
  };
  const clock = clocks[kind]!;
  const features = allFeatures(volume);
  const before = peakMegabytes();
  const cpu = processorSeconds();
  const start = performance.now();
  const { frame } = featureFrame(catalog, {
    symbol: "BTCUSDT",
    features,
    clock,
  });
  const elapsed = (performance.now() - start) / 1000;
  const worked = processorSeconds() - cpu;
  const count = rows("aggTrades") + rows("bookTicker");
  console.log(
    `${rows("aggTrades")} trades, ${rows("bookTicker")} quotes, ${
      rows("klines_1m")
    } bars; clock ${JSON.stringify(clock)}`,
  );
  console.log(
    `${features.length} features on ${frame.height} rows in ${
      elapsed.toFixed(2)
    } s (${worked.toFixed(2)} of the processors), ${
      (elapsed * 1e9 / count).toFixed(0)
    } ns per event; peak ${peakMegabytes().toFixed(0)} MB (${
      before.toFixed(0)
    } before)`,
  );
  console.log(streamed(catalog, features, clock));
}
