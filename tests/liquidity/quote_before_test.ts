import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  PriceAge,
  priceAge,
  quoteAge,
  QuoteBefore,
  quoteBefore,
  valueAt,
} from "volarb/liquidity";
import { assertCausal } from "../close.ts";
import { randomQuotes, randomTrades, throughJson } from "../flow/market.ts";

const times = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 40 })
  .map((values) => Float64Array.from(values).sort());

Deno.test("quoteBefore() takes no quote of the trade's own time stamp", () => {
  assert.deepEqual(
    quoteBefore(Float64Array.of(5), Float64Array.of(4, 5, 5)),
    Int32Array.of(0),
  );
  assert.deepEqual(
    quoteBefore(Float64Array.of(4), Float64Array.of(4, 5, 5)),
    Int32Array.of(-1),
  );
});

Deno.test("quoteBefore() joins as a search of all quotes does", () => {
  fc.assert(fc.property(times, times, (trades, quotes) => {
    quoteBefore(trades, quotes).forEach((row, i) => {
      assert.equal(row, quotes.findLastIndex((t) => t < trades[i]!));
    });
  }));
});

Deno.test("QuoteBefore agrees with quoteBefore() in a merged stream across a save and load", () => {
  fc.assert(fc.property(times, times, (trades, quotes) => {
    const rows = quoteBefore(trades, quotes);
    let stream = new QuoteBefore();
    let j = 0;
    trades.forEach((time, i) => {
      // Quotes of the trade's own time may come before or after it.
      const until = i % 2 === 0 ? time : time - 1;
      for (; j < quotes.length && quotes[j]! <= until; j++) {
        stream.update(quotes[j]!);
      }
      stream = QuoteBefore.from(throughJson(stream));
      assert.equal(stream.at(time), rows[i]);
      assert.equal(stream.value, j - 1);
      assert.equal(stream.ready, j > 0);
    });
    stream.reset();
    assert.deepEqual(stream.toJSON(), new QuoteBefore().toJSON());
  }));
});

Deno.test("quoteBefore() uses no quote that comes later", () => {
  const { time } = randomTrades(80, 1);
  const quotes = randomQuotes(400, 2).time;
  assertCausal(
    (trades) =>
      Float64Array.from(
        quoteBefore(trades, quotes.filter((t) => t < trades.at(-1)!)),
      ),
    time,
  );
});

Deno.test("valueAt() is missing where there is no row and refuses one past the column", () => {
  assert.deepEqual(
    valueAt(Float64Array.of(3, 4), Int32Array.of(-1, 1, 0)),
    Float64Array.of(NaN, 4, 3),
  );
  assert.throws(() => valueAt(Float64Array.of(3), Int32Array.of(1)), {
    message: /must be below 1: current value is 1/,
  });
});

Deno.test("quoteAge() is the time since the joined quote", () => {
  assert.deepEqual(
    quoteAge(Float64Array.of(1, 5, 9), Float64Array.of(1, 5, 7)),
    Float64Array.of(NaN, 4, 2),
  );
});

Deno.test("priceAge() starts anew with a price, not with a quantity", () => {
  const quotes = {
    time: Float64Array.of(0, 3, 3, 8, 9, 12),
    bidPrice: Float64Array.of(10, 10, 11, 11, NaN, NaN),
    askPrice: Float64Array.of(12, 12, 12, 12, 12, 12),
  };
  const age = priceAge(quotes);
  assert.deepEqual(age, Float64Array.of(0, 3, 0, 5, 0, 3));
  let stream = new PriceAge();
  assert.equal(stream.ready, false);
  age.forEach((value, i) => {
    stream = PriceAge.from(throughJson(stream));
    stream.update(quotes.time[i]!, quotes.bidPrice[i]!, quotes.askPrice[i]!);
    assert.equal(stream.value, value);
  });
  stream.reset();
  assert.deepEqual(stream.toJSON(), new PriceAge().toJSON());
});

Deno.test("joins refuse times that fall or are missing, by name", () => {
  const [up, down] = [Float64Array.of(1, 2), Float64Array.of(2, 1)];
  const error = { name: "RangeError", message: /time must not fall/ };
  assert.throws(() => quoteBefore(down, up), error);
  assert.throws(() => quoteBefore(up, down), error);
  assert.throws(() => quoteAge(up, Float64Array.of(NaN)), error);
  assert.throws(
    () => priceAge({ time: down, bidPrice: up, askPrice: up }),
    error,
  );
  const stream = new QuoteBefore();
  assert.throws(() => stream.update(NaN), error);
  assert.equal(stream.at(3), -1);
  stream.update(5);
  assert.throws(() => stream.update(4), error);
  assert.throws(() => stream.at(4), {
    message: /must not be before the last quote/,
  });
  assert.throws(() => stream.at(NaN), { name: "RangeError" });
  const age = new PriceAge();
  age.update(5, 1, 2);
  assert.throws(() => age.update(4, 1, 2), error);
  const none = new Float64Array(0);
  assert.equal(quoteBefore(none, up).length, 0);
  assert.deepEqual(quoteBefore(up, none), Int32Array.of(-1, -1));
});
