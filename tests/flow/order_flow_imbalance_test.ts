import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  barsAt,
  barSum,
  clockBars,
  OrderFlowImbalance,
  orderFlowImbalance,
  orderFlowImbalanceBars,
  type Quotes,
  tickBars,
  tradeBars,
  TradeBarStream,
} from "volarb/flow";
import { assertCausal, assertClose } from "../close.ts";
import {
  head,
  randomQuotes,
  randomTrades,
  rowNumbers,
  throughJson,
} from "./market.ts";

const SECOND = 1_000_000;

/** Six quotes whose contributions are 2, 3, 4, 5 and -4. */
const published: Quotes = {
  time: Float64Array.of(0, 1, 2, 3, 4, 5),
  bidPrice: Float64Array.of(100, 100, 100, 100.5, 100.5, 100),
  bidQuantity: Float64Array.of(10, 12, 12, 4, 4, 11),
  askPrice: Float64Array.of(101, 101, 101, 101, 101.5, 101.5),
  askQuantity: Float64Array.of(8, 8, 5, 5, 9, 9),
};

/** The same book seen from the other side: bid and ask change places. */
function flipped(quotes: Quotes): Quotes {
  return {
    time: quotes.time,
    bidPrice: quotes.askPrice.map((p) => 10_000 - p),
    bidQuantity: quotes.askQuantity,
    askPrice: quotes.bidPrice.map((p) => 10_000 - p),
    askQuantity: quotes.bidQuantity,
  };
}

Deno.test("orderFlowImbalance() of six quotes worked by hand is 2, 3, 4, 5, -4", () => {
  assert.deepEqual(
    orderFlowImbalance(published),
    Float64Array.of(NaN, 2, 3, 4, 5, -4),
  );
  const one = { rows: Int32Array.of(6), closeTime: Float64Array.of(6) };
  assert.deepEqual(orderFlowImbalanceBars(published, one), Float64Array.of(10));
});

Deno.test("orderFlowImbalance() of a bid that steps up and is hit away is 2, 7, -2, -3, 0", () => {
  assert.deepEqual(
    orderFlowImbalance({
      time: Float64Array.of(0, 1, 2, 3, 4, 5),
      bidPrice: Float64Array.of(100, 100, 100.1, 100.1, 100, 100),
      bidQuantity: Float64Array.of(5, 7, 3, 1, 9, 9),
      askPrice: Float64Array.of(100.1, 100.1, 100.2, 100.2, 100.1, 100.1),
      askQuantity: Float64Array.of(4, 4, 6, 6, 2, 2),
    }),
    Float64Array.of(NaN, 2, 7, -2, -3, 0),
  );
});

Deno.test("orderFlowImbalance() counts a market buy as plus, since it takes from the ask", () => {
  const [, event] = orderFlowImbalance({
    time: Float64Array.of(0, 1),
    bidPrice: Float64Array.of(100, 100),
    bidQuantity: Float64Array.of(10, 10),
    askPrice: Float64Array.of(101, 101),
    askQuantity: Float64Array.of(8, 5),
  });
  assert.equal(event, 3);
});

Deno.test("orderFlowImbalance() is not the imbalance of the standing book", () => {
  const { bidQuantity: b, askQuantity: a } = published;
  const events = orderFlowImbalance(published);
  for (let i = 1; i < 6; i++) {
    assert.notEqual(events[i], (b[i]! - a[i]!) / (b[i]! + a[i]!));
  }
  const still = orderFlowImbalance(head({
    ...published,
    bidQuantity: new Float64Array(6).fill(9),
    askQuantity: new Float64Array(6).fill(1),
  }, 3));
  assert.deepEqual(still, Float64Array.of(NaN, 0, 0));
});

Deno.test("orderFlowImbalance() changes sign with the sides and scales with the unit", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
    const quotes = randomQuotes(50, seed);
    const events = orderFlowImbalance(quotes);
    assertClose(orderFlowImbalance(flipped(quotes)), events.map((e) => -e), 0);
    const doubled = {
      ...quotes,
      bidQuantity: quotes.bidQuantity.map((q) => 2 * q),
      askQuantity: quotes.askQuantity.map((q) => 2 * q),
    };
    assertClose(orderFlowImbalance(doubled), events.map((e) => 2 * e), 0);
  }));
});

Deno.test("orderFlowImbalanceBars() adds up the contributions of each bar", () => {
  const quotes = randomQuotes(3000, 1);
  const events = orderFlowImbalance(quotes);
  events[0] = 0;
  for (
    const bars of [
      clockBars(quotes.time, { period: SECOND }),
      tickBars(quotes.time, { count: 7 }),
    ]
  ) {
    assertClose(orderFlowImbalanceBars(quotes, bars), barSum(events, bars), 0);
  }
});

Deno.test("OrderFlowImbalance agrees bit for bit with both columns across a save and load", () => {
  const quotes = randomQuotes(2000, 2);
  quotes.bidPrice[700] = NaN;
  quotes.askQuantity[900] = NaN;
  for (const array of [quotes.bidQuantity, quotes.askQuantity]) {
    array.forEach((q, i) => array[i] = q / 7);
  }
  const events = orderFlowImbalance(quotes);
  const bars = clockBars(quotes.time, { period: SECOND });
  const sums = orderFlowImbalanceBars(quotes, bars);
  let stream = new OrderFlowImbalance();
  let k = 0;
  for (let i = 0; i < 2000; i++) {
    for (; k < bars.rows.length && bars.rows[k] === i; k++) {
      assert.equal(stream.closeBar(), sums[k]);
    }
    if (i % 97 === 0) stream = OrderFlowImbalance.from(throughJson(stream));
    const event = stream.update(
      quotes.bidPrice[i]!,
      quotes.bidQuantity[i]!,
      quotes.askPrice[i]!,
      quotes.askQuantity[i]!,
    );
    assert.equal(event, events[i]);
    assert.equal(stream.value, events[i]);
    assert.equal(stream.ready, !Number.isNaN(events[i]));
  }
  assert.equal(k, sums.length);
});

Deno.test("OrderFlowImbalance.updateRows() is update() row after row, bit for bit", () => {
  const quotes = randomQuotes(500, 5);
  quotes.bidPrice[120] = NaN;
  for (const array of [quotes.bidQuantity, quotes.askQuantity]) {
    array.forEach((q, i) => array[i] = q / 7);
  }
  const rows = new OrderFlowImbalance();
  const single = new OrderFlowImbalance();
  rows.updateRows(quotes, 3, 3);
  assert.deepEqual(rows.toJSON(), single.toJSON());
  for (let from = 0, run = 0; from < 500; from += run, run++) {
    const to = Math.min(500, from + run);
    rows.updateRows(quotes, from, to);
    for (let i = from; i < to; i++) {
      const event = single.update(
        quotes.bidPrice[i]!,
        quotes.bidQuantity[i]!,
        quotes.askPrice[i]!,
        quotes.askQuantity[i]!,
      );
      assert.equal(i + 1 < to || rows.value, i + 1 < to || event);
    }
    assert.deepEqual(rows.toJSON(), single.toJSON());
    if (run % 3 === 0) assert.equal(rows.closeBar(), single.closeBar());
  }
  quotes.bidQuantity[1] = -1;
  assert.throws(() => new OrderFlowImbalance().updateRows(quotes, 0, 2), {
    name: "RangeError",
    message: /quantities at least 0/,
  });
});

Deno.test("OrderFlowImbalance is as new after reset()", () => {
  const stream = new OrderFlowImbalance();
  stream.update(1, 2, 3, 4);
  stream.update(1, 3, 3, 4);
  stream.reset();
  assert.deepEqual(stream.toJSON(), new OrderFlowImbalance().toJSON());
});

Deno.test("orderFlowImbalance() uses no update that comes later", () => {
  const quotes = randomQuotes(120, 3);
  assertCausal(
    (rows) => orderFlowImbalance(head(quotes, rows.length)),
    rowNumbers(120),
  );
});

Deno.test("a missing entry makes two contributions and their bar missing, no more", () => {
  for (const name of ["bidPrice", "bidQuantity", "askPrice", "askQuantity"]) {
    const quotes = structuredClone(published);
    quotes[name as "bidPrice"][2] = NaN;
    assert.deepEqual(
      Array.from(orderFlowImbalance(quotes), Number.isNaN),
      [true, false, true, true, false, false],
    );
    const bars = tickBars(quotes.time, { count: 2 });
    assert.deepEqual(
      Array.from(orderFlowImbalanceBars(quotes, bars), Number.isNaN),
      [false, true, false],
    );
  }
});

Deno.test("updates that move a price count 0 where they are omitted", () => {
  assert.deepEqual(
    orderFlowImbalance(published, { priceChanges: "omit" }),
    Float64Array.of(NaN, 2, 3, 0, 0, -0),
  );
  const one = { rows: Int32Array.of(6), closeTime: Float64Array.of(6) };
  assert.deepEqual(
    orderFlowImbalanceBars(published, one, { priceChanges: "omit" }),
    Float64Array.of(5),
  );
});

Deno.test("a bar without updates is 0 and so is one of the first update alone", () => {
  const bars = { rows: Int32Array.of(0, 1, 1), closeTime: new Float64Array(3) };
  assert.deepEqual(
    orderFlowImbalanceBars(published, bars),
    Float64Array.of(0, 0, 0),
  );
  const none = head(published, 0);
  assert.equal(orderFlowImbalance(none).length, 0);
  assert.deepEqual(
    orderFlowImbalance(head(published, 1)),
    Float64Array.of(NaN),
  );
});

Deno.test("crossed quotes and empty queues have a contribution like any other", () => {
  const [, event] = orderFlowImbalance({
    time: Float64Array.of(0, 0),
    bidPrice: Float64Array.of(100, 102),
    bidQuantity: Float64Array.of(0, 3),
    askPrice: Float64Array.of(101, 101),
    askQuantity: Float64Array.of(0, 0),
  });
  assert.equal(event, 3);
});

Deno.test("rows interleaved out of their order are refused, not summed", () => {
  const quotes = { ...published, time: Float64Array.of(0, 3, 1, 4, 2, 5) };
  assert.throws(() => orderFlowImbalance(quotes), {
    name: "RangeError",
    message: /time must not fall: current value is 1 in row 2 after 3/,
  });
  assert.throws(() => clockBars(quotes.time, { period: 2 }), {
    message: /must not fall/,
  });
});

Deno.test("a price of 0, a negative quantity and unequal columns are refused by name", () => {
  const one = { rows: Int32Array.of(6), closeTime: Float64Array.of(6) };
  for (const row of [0, 2]) {
    for (const name of ["bidPrice", "bidQuantity", "askPrice", "askQuantity"]) {
      const quotes = structuredClone(published);
      quotes[name as "bidPrice"][row] = name.endsWith("Price") ? 0 : -1;
      const error = { name: "RangeError", message: /prices must be positive/ };
      assert.throws(() => orderFlowImbalance(quotes), error);
      assert.throws(() => orderFlowImbalanceBars(quotes, one), error);
    }
  }
  assert.throws(
    () => orderFlowImbalance({ ...published, time: new Float64Array(2) }),
    { message: /time has 2, bidPrice has 6/ },
  );
});

Deno.test("order flow on the volume clock of the trades is that of quotes before each bar's close", () => {
  const quotes = randomQuotes(3000, 4);
  const trades = randomTrades(200, 5);
  const clock = { kind: "volume", volume: 150 } as const;
  const { closeTime } = tradeBars(trades, clock);
  const sums = orderFlowImbalanceBars(quotes, barsAt(quotes.time, closeTime));
  assert.ok(sums.length > 20);
  const stream = new OrderFlowImbalance();
  const bars = new TradeBarStream(clock);
  let j = 0;
  let k = 0;
  trades.time.forEach((time, i) => {
    for (; j < 3000 && quotes.time[j]! < time; j++) {
      stream.update(
        quotes.bidPrice[j]!,
        quotes.bidQuantity[j]!,
        quotes.askPrice[j]!,
        quotes.askQuantity[j]!,
      );
    }
    const completed = bars.update(
      time,
      trades.price[i]!,
      trades.quantity[i]!,
      trades.isBuyerMaker[i]!,
    );
    for (let bar = 0; bar < completed; bar++) {
      assert.equal(stream.closeBar(), sums[k++]);
    }
  });
  assert.equal(k, sums.length);
});
