import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  findFiles,
  instrumentOn,
  readColumns,
  type Scaled,
  type SourceFileOf,
  tickStep,
} from "volarb/market";
import {
  contractSpec,
  type FilledOrderEvent,
  log2Queue,
  noFees,
  Order,
  powerQueue,
  type QueueModel,
  riskAverseQueue,
  SimulatedExchange,
  tradeOnlyQueue,
} from "volarb/venue";

const ROOT = fileURLToPath(
  new URL("../../../shared/data/raw/", import.meta.url),
);
const present = existsSync(ROOT);
if (!present) {
  // deno-lint-ignore no-console
  console.log("Tests on recorded sessions skip: ../shared/data is absent");
}

const spec = contractSpec(instrumentOn("BTCUSDT", "2024-07-19"), {
  funding: [],
});

/** Whole steps of columns of several files, one after the other. */
function steps(columns: readonly Scaled[], step: "tick" | "lot"): Float64Array {
  return Float64Array.from(columns.flatMap(({ integers, scale }) => {
    const divisor = tickStep(spec[step], scale);
    return Array.from(integers, (integer) => Number(integer) / divisor);
  }));
}

function times(columns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(columns.flatMap((column) => [...column]));
}

/** The recorded session of eight minutes about midnight. */
function session() {
  const files = findFiles(ROOT, {
    symbols: ["BTCUSDT"],
    from: "2024-07-18",
    to: "2024-07-19",
  });
  const books = files.filter(({ kind }) => kind === "bookTicker")
    .map((file) => readColumns(file as SourceFileOf<"bookTicker">));
  const prints = files.filter(({ kind }) => kind === "aggTrades")
    .map((file) => readColumns(file as SourceFileOf<"aggTrades">));
  return {
    quotes: {
      time: times(books.map((book) => book.transactionTime)),
      bidTicks: steps(books.map((book) => book.bidPrice), "tick"),
      bidLots: steps(books.map((book) => book.bidQuantity), "lot"),
      askTicks: steps(books.map((book) => book.askPrice), "tick"),
      askLots: steps(books.map((book) => book.askQuantity), "lot"),
    },
    trades: {
      time: times(prints.map((print) => print.eventTime)),
      ticks: steps(prints.map((print) => print.price), "tick"),
      lots: steps(prints.map((print) => print.quantity), "lot"),
      isBuyerMaker: prints.flatMap((print) => [...print.isBuyerMaker]),
    },
  };
}

/** Replays the session, a trade before a quote of its time; `each` runs after every quote. */
function replay(
  { quotes, trades }: ReturnType<typeof session>,
  queue: QueueModel,
  each: (exchange: SimulatedExchange, time: number, quote: number) => void,
): FilledOrderEvent[] {
  const fills: FilledOrderEvent[] = [];
  const exchange = new SimulatedExchange({
    specs: [spec],
    balance: 1e6,
    fees: noFees(),
    queue,
    rateLimits: [],
    emit: (event) => {
      if (event.type === "filled") fills.push(event);
    },
  });
  let k = 0;
  quotes.time.forEach((time, q) => {
    for (; k < trades.time.length && trades.time[k]! <= time; k++) {
      exchange.trade(
        0,
        Math.max(trades.time[k]!, exchange.time),
        trades.ticks[k]!,
        trades.lots[k]!,
        trades.isBuyerMaker[k] === 1 ? -1 : 1,
      );
    }
    exchange.quote(
      0,
      time,
      quotes.bidTicks[q]!,
      quotes.bidLots[q]!,
      quotes.askTicks[q]!,
      quotes.askLots[q]!,
    );
    each(exchange, time, q);
  });
  exchange.account.check();
  return fills;
}

if (present) {
  const recorded = session();

  Deno.test("on the recorded book a round trip of one lot costs the spread", () => {
    let trips = 0;
    let next = 0;
    const fills = replay(recorded, riskAverseQueue(), (exchange, time) => {
      if (time < next) return;
      next = time + 1_000_000;
      trips++;
      for (const side of ["buy", "sell"] as const) {
        exchange.submit(
          new Order({
            clientOrderId: `${trips}${side}`,
            symbol: "BTCUSDT",
            side,
            type: "market",
            quantity: 1,
          }),
          time,
        );
      }
    });
    assert.ok(trips > 300);
    // One fill each: a thousandth is always displayed; the last pair may still wait.
    assert.ok(fills.length >= 2 * trips - 2);
    let spread = 0;
    for (let k = 1; k < fills.length; k += 2) {
      const [bought, sold] = [fills[k - 1]!, fills[k]!];
      assert.equal(bought.time, sold.time);
      assert.ok(bought.fill.price > sold.fill.price);
      spread += bought.fill.price - sold.fill.price;
    }
    // The spread is one tick 94-99 % of the time.
    const mean = spread / (fills.length / 2);
    assert.ok(mean >= 1 && mean < 2, `${mean}`);
  });

  Deno.test("on the recorded market the models fill in the order of their caution", () => {
    const filled = [
      tradeOnlyQueue(),
      riskAverseQueue(),
      log2Queue(),
      powerQueue(1),
    ].map((queue) => {
      let open = "";
      let count = 0;
      let next = 0;
      // A bid of ten lots at the best price, moved there every two seconds.
      const fills = replay(recorded, queue, (exchange, time, q) => {
        if (time < next) return;
        next = time + 2_000_000;
        if (open !== "") exchange.cancel(open, time);
        open = String(count++);
        exchange.submit(
          new Order({
            clientOrderId: open,
            symbol: "BTCUSDT",
            side: "buy",
            type: "limit",
            quantity: 10,
            price: recorded.quotes.bidTicks[q]!,
            postOnly: true,
          }),
          time,
        );
      });
      assert.ok(fills.every(({ fill }) => fill.liquidity === "maker"));
      return fills.reduce((sum, { fill }) => sum + fill.quantity, 0);
    });
    assert.ok(filled[0]! > 0);
    assert.deepEqual(filled, filled.toSorted((a, b) => a - b));
    assert.ok(filled[0]! < filled[3]!, filled.join(" "));
  });
}
