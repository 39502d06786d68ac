import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { existsSync } from "node:fs";
import {
  aggressorSign,
  barClose,
  type BarEnds,
  clockBars,
  fitHawkes,
  flowRegression,
  orderFlowImbalanceBars,
  type Quotes,
  signAutocorrelation,
  tradeBars,
  tradeFlowImbalance,
  type Trades,
  vpin,
} from "volarb/flow";
import {
  effectiveSpread,
  fitMicroPrice,
  midPrice,
  quoteBefore,
  quotedSpread,
  valueAt,
} from "volarb/liquidity";
import {
  findFiles,
  readColumns,
  type SourceFileOf,
  toDecimals,
} from "volarb/market";
import { SECOND } from "volarb/time";

const ROOT = fileURLToPath(
  new URL("../../../shared/data/raw/", import.meta.url),
);
const present = existsSync(ROOT);
if (!present) {
  // deno-lint-ignore no-console
  console.log("Tests on recorded sessions skip: ../shared/data is absent");
}

/** A session that crosses midnight: its symbol and both of its days. */
const sessions = [
  { symbol: "BTCUSDT", from: "2023-04-04", to: "2023-04-05" },
  { symbol: "BTCUSDT", from: "2024-07-18", to: "2024-07-19" },
  { symbol: "ETHUSDT", from: "2024-07-18", to: "2024-07-19" },
];

/** The columns of several files, one after the other. */
function joined(columns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(columns.flatMap((column) => [...column]));
}

/** Quotes and trades of a session, trades by the time of their first fill. */
function readSession(
  { symbol, from, to }: { symbol: string; from: string; to: string },
): { quotes: Quotes; trades: Trades } {
  const files = findFiles(ROOT, { symbols: [symbol], from, to });
  const books = files.filter((file) => file.kind === "bookTicker")
    .map((file) => readColumns(file as SourceFileOf<"bookTicker">));
  const prints = files.filter((file) => file.kind === "aggTrades")
    .map((file) => readColumns(file as SourceFileOf<"aggTrades">));
  assert.equal(books.length, 2);
  assert.equal(prints.length, 2);
  return {
    quotes: {
      time: joined(books.map((book) => book.transactionTime)),
      bidPrice: joined(books.map((book) => toDecimals(book.bidPrice))),
      bidQuantity: joined(books.map((book) => toDecimals(book.bidQuantity))),
      askPrice: joined(books.map((book) => toDecimals(book.askPrice))),
      askQuantity: joined(books.map((book) => toDecimals(book.askQuantity))),
    },
    trades: {
      time: joined(prints.map((print) => print.eventTime)),
      price: joined(prints.map((print) => toDecimals(print.price))),
      quantity: joined(prints.map((print) => toDecimals(print.quantity))),
      isBuyerMaker: Uint8Array.from(
        prints.flatMap((print) => [...print.isBuyerMaker]),
      ),
    },
  };
}

/** Change of a price over each bar; `NaN` over the first. */
function changes(price: Float64Array, bars: BarEnds): Float64Array {
  const close = barClose(price, bars);
  return close.map((p, k) => p - (close[k - 1] ?? NaN));
}

for (const session of sessions) {
  const name = `${session.symbol} ${session.to}`;
  const test = (title: string, fn: () => void) =>
    Deno.test({ name: `${title}, ${name}`, ignore: !present, fn });

  test("trades joined to the quote before print on their side of the mid", () => {
    const { quotes, trades } = readSession(session);
    const share = (rows: Int32Array) => {
      const [bid, ask] = [quotes.bidPrice, quotes.askPrice]
        .map((price) => valueAt(price, rows));
      let best = 0;
      let wrong = 0;
      trades.price.forEach((price, i) => {
        const sold = trades.isBuyerMaker[i] === 1;
        const mid = (bid![i]! + ask![i]!) / 2;
        if (price === (sold ? bid : ask)![i]) best++;
        if (sold ? price > mid : price < mid) wrong++;
      });
      return [best / trades.price.length, wrong / trades.price.length];
    };
    const [best, wrong] = share(quoteBefore(trades.time, quotes.time));
    assert.ok(best! > 0.5 && best! < 0.85, `${best} at the best quote`);
    assert.ok(wrong! < 0.005, `${wrong} on the wrong side`);
    // With quotes of the trade's own time the join is worse.
    const late = trades.time.map((t) => t + 1);
    const [bestLate] = share(quoteBefore(late, quotes.time));
    assert.ok(bestLate! < best!, `${bestLate} against ${best}`);
  });

  test("order flow explains the mid's change of its own second, not of the next", () => {
    const { quotes } = readSession(session);
    const bars = clockBars(quotes.time, { period: SECOND });
    const flow = orderFlowImbalanceBars(quotes, bars);
    const change = changes(midPrice(quotes), bars);
    const [now, next] = (["contemporaneous", "next"] as const).map((horizon) =>
      flowRegression(flow, change, { horizon, window: 60 })
    );
    assert.ok(now!.pooled.slope > 0);
    assert.ok(now!.pooled.rSquared > 0.1, `${now!.pooled.rSquared}`);
    assert.ok(now!.meanWindowRSquared > now!.pooled.rSquared / 2);
    assert.ok(next!.pooled.rSquared < now!.pooled.rSquared / 2);
  });

  test("trade flow goes with the price change of its bar on every clock", () => {
    const { trades } = readSession(session);
    const total = trades.quantity.reduce((sum, q) => sum + q, 0);
    for (
      const clock of [
        { kind: "time", period: SECOND },
        { kind: "ticks", count: 20 },
        { kind: "volume", volume: total / 200 },
      ] as const
    ) {
      const bars = tradeBars(trades, clock);
      const { pooled } = flowRegression(
        tradeFlowImbalance(bars),
        bars.close.map((p, k) => p - (bars.close[k - 1] ?? NaN)),
        { horizon: "contemporaneous", window: 30 },
      );
      assert.ok(pooled.slope > 3 * pooled.slopeError, clock.kind);
    }
  });

  test("VPIN is above the level of sides drawn at random", () => {
    const { trades } = readSession(session);
    const total = trades.quantity.reduce((sum, q) => sum + q, 0);
    const { value, baseline } = vpin(trades, {
      bucketVolume: total / 100,
      window: 50,
      anchor: trades.time[0]!,
    });
    value.forEach((v, k) => {
      if (Number.isNaN(v)) return;
      assert.ok(v > baseline[k]! && v < 1, `${v} against ${baseline[k]}`);
    });
    assert.ok(value.length >= 99);
  });

  test("signs of orders persist and events cluster", () => {
    const { trades } = readSession(session);
    const [first, tenth] = signAutocorrelation(
      aggressorSign(trades.isBuyerMaker),
      { lags: [1, 10] },
    );
    assert.ok(first! > 0.1 && first! > tenth! && tenth! > 0);
    const fit = fitHawkes(trades.time);
    assert.ok(fit.converged);
    const { branchingRatio } = fit.parameters;
    assert.ok(branchingRatio > 0.2 && branchingRatio < 1);
    assert.ok(fit.logLikelihood > fit.poissonLogLikelihood + 50);
  });

  test("spreads are a tick, trades pay about one, the micro-price goes with the longer queue", () => {
    const { quotes, trades } = readSession(session);
    const tickSize = session.symbol === "BTCUSDT" ? 0.1 : 0.01;
    const spread = quotedSpread(quotes);
    const ticks = spread.map((s) => Math.round(s / tickSize));
    const narrow = ticks.filter((s) => s === 1).length / ticks.length;
    assert.ok(narrow > 0.9, `${narrow}`);
    assert.ok(ticks.every((s) => s >= 1));
    const paid = effectiveSpread(trades, quotes).filter((s) => s === s).sort();
    assert.equal(
      Math.round(paid[paid.length >> 1]! / tickSize),
      1,
    );
    const { adjustment } = fitMicroPrice(quotes, {
      tickSize,
      imbalanceBins: 9,
      maxSpread: 1,
    });
    // A tick is small against a move of the price: the micro-price of a one-sided book
    // lies many ticks outside a spread of one.
    adjustment.forEach((g, bin) => {
      assert.ok(g !== null && Math.abs(g + adjustment[8 - bin]!) < 1e-12);
      if (bin > 0) assert.ok(g > adjustment[bin - 1]!);
    });
    assert.ok(adjustment[8]! > 5 && adjustment[8]! < 60, `${adjustment[8]}`);
  });
}
