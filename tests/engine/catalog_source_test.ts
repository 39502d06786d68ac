import assert from "node:assert/strict";
import {
  catalogSource,
  type MarketSource,
  STREAM_FAMILIES,
  type StreamColumns,
  type StreamFamily,
} from "volarb/engine";
import { instrumentOn, receiveTime, toDecimals } from "volarb/market";
import { MINUTE, SECOND } from "volarb/time";
import { SimulatedCatalog } from "../features/simulated.ts";

const { tick, lot } = instrumentOn("BTCUSDT", "2024-01-01");
const steps = [{ symbol: "BTCUSDT", tick: tick!, lot: lot! }];

/** Every row of a stream, as plain numbers, with blocks given back as they are read. */
function rowsOf<F extends StreamFamily>(
  source: MarketSource,
  family: F,
): Record<string, number[]> {
  const reader = source.open(family, "BTCUSDT");
  const all: Record<string, number[]> = {};
  let free: StreamColumns[F] | undefined;
  for (;;) {
    const block = reader.next(free);
    if (block === undefined) return all;
    for (const [name, column] of Object.entries(block.columns)) {
      all[name] ??= [];
      const values = column as Float64Array;
      for (let i = 0; i < block.rows; i++) all[name].push(values[i]!);
    }
    free = block.columns;
  }
}

Deno.test("catalogSource() gives the catalog's rows in whole ticks and lots", () => {
  using simulated = new SimulatedCatalog({ events: 30_000, days: 2 });
  const { catalog } = simulated;
  const source = catalogSource(catalog, { steps, feedDelay: 7 });
  assert.deepEqual(source.families("BTCUSDT"), [...STREAM_FAMILIES]);
  const numbers = (column: ArrayLike<number>) => Array.from(column);

  const quotes = rowsOf(source, "quotes");
  const book = catalog.columns("bookTicker", "BTCUSDT");
  assert.ok(book.rows > 20_000);
  const ticks = toDecimals(book.bidPrice).map((x) => Math.round(x * 10));
  assert.deepEqual(quotes.bidTicks, numbers(ticks));
  const lots = toDecimals(book.askQuantity).map((x) => Math.round(x * 1000));
  assert.deepEqual(quotes.askLots, numbers(lots));
  assert.deepEqual(
    quotes.receiveTime,
    numbers(book.eventTime.map((t) => t + 7)),
  );

  const trades = rowsOf(source, "trades");
  const tape = catalog.columns("aggTrades", "BTCUSDT");
  assert.deepEqual(trades.isBuyerMaker, numbers(tape.isBuyerMaker));
  assert.deepEqual(
    trades.receiveTime,
    numbers(receiveTime("aggTrades", tape.eventTime, { feedDelay: 7 })),
  );

  const bars = rowsOf(source, "bars");
  const klines = catalog.bars("BTCUSDT");
  assert.deepEqual(
    bars.highTicks,
    numbers(klines.high.map((x) => Math.round(x * 10))),
  );
  assert.deepEqual(bars.quoteVolume, numbers(klines.quoteVolume));
  assert.deepEqual(bars.eventTime, numbers(klines.closeTime));
  assert.deepEqual(
    bars.receiveTime,
    numbers(klines.closeTime.map((t) => t + 7)),
  );

  const funding = rowsOf(source, "funding");
  assert.deepEqual(
    funding.rate,
    numbers(catalog.columns("fundingRate", "BTCUSDT").rate),
  );
  const metrics = rowsOf(source, "metrics");
  const { createTime } = catalog.columns("metrics", "BTCUSDT");
  assert.deepEqual(
    metrics.receiveTime,
    numbers(receiveTime("metrics", createTime, { feedDelay: 7 })),
  );
});

Deno.test("a bar of the mark price is four mark prices, each known when it can be", () => {
  using simulated = new SimulatedCatalog({ events: 2000, days: 1 });
  const { catalog } = simulated;
  const source = catalogSource(catalog, {
    steps,
    families: ["mark"],
    feedDelay: 7,
  });
  const mark = rowsOf(source, "mark");
  const bars = catalog.columns("markPriceKlines_1m", "BTCUSDT");
  assert.equal(mark.price!.length, 4 * bars.rows);
  const [open] = bars.openTime;
  assert.deepEqual(mark.eventTime!.slice(0, 5), [
    open,
    open! + 20 * SECOND,
    open! + 40 * SECOND,
    open! + MINUTE - 1000,
    open! + MINUTE,
  ]);
  assert.deepEqual(mark.receiveTime!.slice(0, 5), [
    open! + 7,
    open! + MINUTE + 7,
    open! + MINUTE + 7,
    open! + MINUTE + 7,
    open! + MINUTE + 7,
  ]);
  const first = ["open", "low", "high", "close"] as const;
  assert.deepEqual(
    mark.price!.slice(0, 4),
    first.map((name) => toDecimals(bars[name])[0]),
  );
});

Deno.test("catalogSource() refuses prices that are no whole ticks", () => {
  using simulated = new SimulatedCatalog({ events: 2000, days: 1 });
  const coarse = [{ ...steps[0]!, tick: { integer: 7, scale: 1 } }];
  const source = catalogSource(simulated.catalog, { steps: coarse });
  assert.throws(() => source.open("quotes", "BTCUSDT").next(), {
    name: "DataError",
    message:
      /Cannot stream quotes of BTCUSDT as bidPrice must be a whole number of steps 7e-1: found \d+e-1/,
  });
});

Deno.test("catalogSource() names the families that are missing", () => {
  using simulated = new SimulatedCatalog({ events: 2000, days: 1 });
  const { catalog } = simulated;
  assert.throws(
    () => catalogSource(catalog, { steps, from: "2031-01-01" }),
    {
      name: "DataError",
      message: /must be anything in the range: found nothing/,
    },
  );
  Deno.removeSync(`${catalog.root}/kind=aggTrades`, { recursive: true });
  assert.throws(() => catalogSource(catalog, { steps, families: ["trades"] }), {
    name: "DataError",
    message: /there must be trades \(aggTrades\) in the range: found funding/,
  });
  const source = catalogSource(catalog, { steps });
  assert.ok(!source.families("BTCUSDT").includes("trades"));
  assert.throws(() => source.open("trades", "BTCUSDT"), { name: "DataError" });
});

Deno.test("catalogSource() refuses a day without prices in the middle, and takes it where that is accepted", () => {
  using simulated = new SimulatedCatalog({ events: 2000, days: 4 });
  const { catalog } = simulated;
  const drop = (kind: string, date: string) =>
    Deno.removeSync(
      `${catalog.root}/kind=${kind}/symbol=BTCUSDT/date=${date}`,
      { recursive: true },
    );
  // Quotes and trades are of the last two days only: what begins late is no hole.
  const days = catalog.dates("klines_1m", "BTCUSDT");
  assert.deepEqual(catalog.dates("bookTicker", "BTCUSDT"), days.slice(2));
  const rows = (options = {}) => {
    const source = catalogSource(catalog, { steps, ...options });
    return rowsOf(source, "quotes").bidTicks!.length;
  };
  const all = rows();
  assert.ok(all > 1000);
  // The quotes end a day before trades and bars: that day would be marked at the last of them.
  drop("bookTicker", days[3]!);
  assert.throws(() => rows(), {
    name: "DataError",
    message: new RegExp(
      `Cannot stream quotes \\(bookTicker\\) of BTCUSDT from .* as every day from ${
        days[2]
      } to ${
        days[3]
      } must be there, or old prices would stand for it: missing ${days[3]};`,
    ),
  });
  const left = rows({ missingDays: "accept" });
  assert.ok(left > 0 && left < all);
  assert.equal(rows({ to: days[2] }), left);
  assert.equal(rows({ families: ["quotes"] }), left);
  // What no price is taken from may have holes: a settlement without its rate is refused later.
  drop("metrics", days[1]!);
  const source = catalogSource(catalog, { steps });
  assert.ok(rowsOf(source, "metrics").openInterest!.length > 0);
  drop("klines_1m", days[1]!);
  assert.throws(() => source.open("bars", "BTCUSDT"), {
    name: "DataError",
    message: new RegExp(
      `bars \\(klines_1m\\) of BTCUSDT .*: missing ${days[1]};`,
    ),
  });
});
