import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  bookImbalance,
  midPrice,
  quotedDepth,
  quotedSpread,
  weightedMid,
} from "volarb/liquidity";
import { assertCausal, assertClose } from "../close.ts";
import { head, randomQuotes, rowNumbers } from "../flow/market.ts";

const one = {
  bidPrice: Float64Array.of(100),
  bidQuantity: Float64Array.of(10),
  askPrice: Float64Array.of(101),
  askQuantity: Float64Array.of(8),
};

/** One quote with some entries changed. */
function quote(change: { [name: string]: number }) {
  const entries = Object.entries(change).map(([name, x]) =>
    [name, Float64Array.of(x)] as const
  );
  return { ...one, ...Object.fromEntries(entries) };
}

Deno.test("the quote 100 (10), 101 (8) by hand", () => {
  assert.deepEqual(midPrice(one), Float64Array.of(100.5));
  assert.deepEqual(quotedSpread(one), Float64Array.of(1));
  assertClose(quotedSpread(one, { unit: "relative" }), [1 / 100.5]);
  assertClose(bookImbalance(one), [1 / 9]);
  // The bid's share is 0.5556 and the weighted mid 100.5556.
  assertClose(bookImbalance(one).map((x) => (1 + x) / 2), [5 / 9]);
  assertClose(weightedMid(one), [100 + 5 / 9]);
  assert.deepEqual(quotedDepth(one), Float64Array.of(9));
  assert.deepEqual(quotedDepth(one, { side: "bid" }), Float64Array.of(10));
  assert.deepEqual(
    quotedDepth(one, { side: "ask", unit: "quote" }),
    Float64Array.of(808),
  );
  assert.deepEqual(
    quotedDepth(one, { unit: "quote" }),
    Float64Array.of(904),
  );
});

Deno.test("weightedMid() and the bid's share of a quoted row of Bank of America", () => {
  // sstoikov/microprice, BAC data: bid 14.33 (20), ask 14.34 (471).
  const row = quote({
    bidPrice: 14.33,
    bidQuantity: 20,
    askPrice: 14.34,
    askQuantity: 471,
  });
  assert.ok(Math.abs((1 + bookImbalance(row)[0]!) / 2 - 0.040733) < 5e-7);
  assert.ok(Math.abs(weightedMid(row)[0]! - 14.330407) < 5e-7);
});

Deno.test("exchanging the sides turns imbalance and weighted mid over, not spread and depth", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
    const quotes = randomQuotes(40, seed);
    const flipped = {
      bidPrice: quotes.askPrice.map((p) => 6000 - p),
      bidQuantity: quotes.askQuantity,
      askPrice: quotes.bidPrice.map((p) => 6000 - p),
      askQuantity: quotes.bidQuantity,
    };
    const imbalance = bookImbalance(quotes);
    assertClose(bookImbalance(flipped), imbalance.map((x) => -x), 0);
    assert.ok(imbalance.every((x) => !(Math.abs(x) > 1)));
    assertClose(weightedMid(flipped), weightedMid(quotes).map((m) => 6000 - m));
    assertClose(quotedSpread(flipped), quotedSpread(quotes), 1e-9);
    assert.deepEqual(quotedDepth(flipped), quotedDepth(quotes));
    weightedMid(quotes).forEach((m, i) => {
      const [bid, ask] = [quotes.bidPrice[i]!, quotes.askPrice[i]!];
      assert.ok(!(m < bid - 1e-9 || m > ask + 1e-9));
    });
  }));
});

Deno.test("a crossed quote has no mid and no spread, a locked one a spread of 0", () => {
  const crossed = quote({ bidPrice: 102 });
  assert.deepEqual(midPrice(crossed), Float64Array.of(NaN));
  assert.deepEqual(quotedSpread(crossed), Float64Array.of(NaN));
  assert.deepEqual(weightedMid(crossed), Float64Array.of(NaN));
  assert.ok(Number.isNaN(quotedSpread(crossed, { unit: "relative" })[0]!));
  assertClose(bookImbalance(crossed), [1 / 9]);
  const locked = quote({ bidPrice: 101 });
  assert.deepEqual(midPrice(locked), Float64Array.of(101));
  assert.deepEqual(quotedSpread(locked), Float64Array.of(0));
});

Deno.test("quantities of 0 on both sides have no imbalance and no weighted mid", () => {
  const empty = quote({ bidQuantity: 0, askQuantity: 0 });
  assert.deepEqual(bookImbalance(empty), Float64Array.of(NaN));
  assert.deepEqual(weightedMid(empty), Float64Array.of(NaN));
  assert.deepEqual(quotedDepth(empty), Float64Array.of(0));
  const oneSided = quote({ bidQuantity: 0 });
  assert.deepEqual(bookImbalance(oneSided), Float64Array.of(-1));
  assert.deepEqual(weightedMid(oneSided), Float64Array.of(100));
});

Deno.test("a missing entry makes its own row missing and no other", () => {
  const quotes = randomQuotes(5, 1);
  quotes.bidPrice[1] = NaN;
  quotes.askQuantity[3] = NaN;
  const missing = (column: Float64Array) => Array.from(column, Number.isNaN);
  const [no, yes] = [false, true];
  assert.deepEqual(missing(midPrice(quotes)), [no, yes, no, no, no]);
  assert.deepEqual(missing(quotedSpread(quotes)), [no, yes, no, no, no]);
  assert.deepEqual(missing(bookImbalance(quotes)), [no, no, no, yes, no]);
  assert.deepEqual(missing(weightedMid(quotes)), [no, yes, no, yes, no]);
  assert.deepEqual(missing(quotedDepth(quotes)), [no, no, no, yes, no]);
});

Deno.test("features of a quote use no quote that comes later, and none at all of none", () => {
  const quotes = randomQuotes(60, 2);
  for (
    const feature of [
      midPrice,
      weightedMid,
      bookImbalance,
      quotedDepth,
      quotedSpread,
    ]
  ) {
    assertCausal(
      (rows) => feature(head(quotes, rows.length)),
      rowNumbers(60),
    );
    assert.equal(feature(head(quotes, 0)).length, 0);
  }
});

Deno.test("prices that are not positive and negative quantities are refused by name", () => {
  const error = (message: RegExp) => ({ name: "RangeError", message });
  const bad = quote({ bidPrice: 0 });
  for (const feature of [midPrice, weightedMid, quotedSpread, quotedDepth]) {
    assert.throws(() => feature(bad), error(/prices must be positive/));
  }
  const negative = quote({ askQuantity: -1 });
  for (const feature of [weightedMid, bookImbalance, quotedDepth]) {
    assert.throws(() => feature(negative), error(/at least 0.*-1.*in row 0/));
  }
  assert.throws(
    () => midPrice({ ...one, askPrice: new Float64Array(2) }),
    error(/bidPrice has 1, askPrice has 2/),
  );
});
