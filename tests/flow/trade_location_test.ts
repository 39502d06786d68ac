import assert from "node:assert/strict";
import { aggressorSign, tradeLocation } from "volarb/flow";
import { assertCausal } from "../close.ts";
import { head, randomQuotes, randomTrades, rowNumbers } from "./market.ts";

const quotes = {
  time: Float64Array.of(10, 20, 30),
  bidPrice: Float64Array.of(99, 100, 101),
  askPrice: Float64Array.of(101, 101, 101),
};

Deno.test("tradeLocation() of trades at the quotes, through them, at the mid and on its wrong side", () => {
  const trades = {
    time: Float64Array.of(15, 15, 15, 15, 15),
    price: Float64Array.of(101, 102, 100, 99.5, 99),
    isBuyerMaker: Uint8Array.of(0, 0, 0, 0, 0),
  };
  assert.deepEqual(
    tradeLocation(trades, quotes),
    Float64Array.of(1, 2, 0, -0.5, -1),
  );
  assert.deepEqual(
    tradeLocation(
      { ...trades, isBuyerMaker: Uint8Array.of(1, 1, 1, 1, 1) },
      quotes,
    )
      .map((x) => x + 0),
    Float64Array.of(-1, -2, 0, 0.5, 1),
  );
});

Deno.test("tradeLocation() is missing before the first quote and without a spread", () => {
  const trades = {
    time: Float64Array.of(10, 20, 40),
    price: Float64Array.of(101, 101, 101),
    isBuyerMaker: Uint8Array.of(0, 0, 0),
  };
  assert.deepEqual(tradeLocation(trades, quotes), Float64Array.of(NaN, 1, NaN));
  assert.deepEqual(
    tradeLocation(trades, quotes, { ties: "known" }),
    Float64Array.of(1, 1, NaN),
  );
  assert.deepEqual(
    tradeLocation(trades, quotes, { shift: -10 }),
    Float64Array.of(NaN, NaN, 1),
  );
  assert.equal(tradeLocation(head(trades, 0), quotes).length, 0);
});

Deno.test("tradeLocation() is 1 to the last bit for every decimal at its quote", () => {
  for (let ticks = 1; ticks < 100_000; ticks += 7) {
    for (const width of [1, 2, 3, 1000]) {
      const location = tradeLocation({
        time: Float64Array.of(1, 1),
        price: Float64Array.of(ticks / 10, (ticks + width) / 10),
        isBuyerMaker: Uint8Array.of(1, 0),
      }, {
        time: Float64Array.of(0),
        bidPrice: Float64Array.of(ticks / 10),
        askPrice: Float64Array.of((ticks + width) / 10),
      });
      if (location[0] !== 1 || location[1] !== 1) {
        assert.fail(`${ticks} ${width}`);
      }
    }
  }
});

Deno.test("tradeLocation() agrees with a search for each trade's own quote", () => {
  const trades = randomTrades(500, 31);
  const book = randomQuotes(800, 32);
  const sign = aggressorSign(trades.isBuyerMaker);
  for (const ties of ["before", "known"] as const) {
    const location = tradeLocation(trades, book, { ties, shift: 500 });
    location.forEach((found, i) => {
      const now = trades.time[i]! + 500;
      const row = book.time.findLastIndex((t) =>
        ties === "known" ? t <= now : t < now
      );
      const [bid, ask] = [book.bidPrice[row], book.askPrice[row]];
      const expected = row < 0 ? NaN : sign[i]! *
        (2 * trades.price[i]! - ask! - bid!) / (ask! - bid!);
      assert.ok(
        Object.is(found, expected) ||
          Math.abs(found - expected) < 1e-6 * Math.max(1, Math.abs(expected)),
      );
    });
  }
});

Deno.test("tradeLocation() uses no trade that comes later", () => {
  const trades = randomTrades(80, 33);
  const book = randomQuotes(200, 34);
  assertCausal(
    (rows) => tradeLocation(head(trades, rows.length), book),
    rowNumbers(80),
  );
});

Deno.test("tradeLocation() refuses bad columns and choices by name", () => {
  const trades = randomTrades(5, 35);
  assert.throws(
    () => tradeLocation({ ...trades, price: new Float64Array(4) }, quotes),
    { name: "RangeError", message: /price has 4/ },
  );
  assert.throws(
    () => tradeLocation(trades, { ...quotes, time: Float64Array.of(3, 2, 1) }),
    { name: "RangeError", message: /time must not fall/ },
  );
  assert.throws(
    () => tradeLocation(trades, quotes, { ties: "after" as "before" }),
    { name: "TypeError", message: /ties must be "before" or "known"/ },
  );
});
