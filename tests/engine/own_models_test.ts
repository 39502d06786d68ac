import assert from "node:assert/strict";
import type { BacktestOptions } from "volarb/engine";
import type { FeeModel, QueueModel } from "volarb/venue";
import { play, quiet, UNIT_RUN } from "./play.ts";
import { quotesOf } from "./market.ts";

/** A run that takes two times the ten lots that are displayed, on a model of the reader's own. */
function taken(options: Partial<BacktestOptions>) {
  const market = { quotes: quiet() };
  return play(market, {
    200: (player) =>
      player.submit(
        player.orders.market({ symbol: "X", side: "buy", quantity: 20 }),
      ),
  }, options);
}

/** Delays of which one is the reader's. */
function latency(way: object): Partial<BacktestOptions> {
  return { latency: { ...UNIT_RUN.latency, name: "mine", ...way } };
}

Deno.test("a delay that is none ends the run in a sentence, whichever way it is", () => {
  const message = (what: string, delay: number) =>
    `Cannot ${what} must be at least 0 and finite: current value is ${delay}`;
  for (const delay of [NaN, -5, Infinity]) {
    for (const way of ["order", "response"]) {
      assert.throws(() => taken(latency({ [way]: () => delay })), {
        name: "RangeError",
        message: message("deliver a message as its delay", delay),
      });
    }
    assert.throws(() => taken(latency({ feed: () => delay })), {
      name: "RangeError",
      message: message(
        "delay market data as the delay of the feed",
        delay,
      ),
    });
  }
});

Deno.test("delays are whole microseconds: a fraction is rounded", () => {
  const fraction = taken(latency({ order: () => 10.4, response: () => 4.6 }));
  const whole = taken(latency({ order: () => 10, response: () => 5 }));
  assert.deepEqual(fraction.heard, whole.heard);
  assert.ok(fraction.fills.columns.time.every(Number.isInteger));
});

Deno.test("a book of no number of lots ends the run, and an endless one does not", () => {
  const impact = (lots: number) => ({
    impact: { name: "mine", depthBeyond: () => lots },
  });
  assert.equal(taken(impact(Infinity)).fills.columns.quantity.at(-1), 10);
  for (const lots of [NaN, -1]) {
    assert.throws(() => taken(impact(lots)), {
      name: "RangeError",
      message:
        `Cannot walk the book as the lots behind its best price must be at least 0: current value is ${lots}`,
    });
  }
});

Deno.test("a fee that is a number is refused, as rates are exact", () => {
  const fees = { name: "mine", rate: () => 0.0005 } as unknown as FeeModel;
  assert.throws(() => taken({ fees }), {
    name: "TypeError",
    message:
      "Cannot charge a fee as the rate of mine must be a bigint, units of 1e-12 as toRate gives: current value is 0.0005",
  });
});

Deno.test("a queue of no number of lots ends the run", () => {
  const quotes = quotesOf([
    [0, 99, 10, 100, 10],
    [100, 99, 10, 100, 10],
    [200, 99, 9, 100, 10],
    [300, 99, 5, 100, 10],
    [400, 99, 3, 100, 10],
  ]);
  const run = (queue: QueueModel) =>
    play({ quotes }, {
      100: (player) =>
        player.submit(player.orders.limit({
          ...{ symbol: "X", side: "buy", quantity: 1, price: 99 },
        })),
    }, { queue });
  assert.equal(
    run({ name: "mine", afterChange: () => 0 }).fills.rows,
    0,
  );
  for (const lots of [NaN, -1]) {
    assert.throws(() => run({ name: "mine", afterChange: () => lots }), {
      name: "RangeError",
      message:
        `Cannot queue an order as the lots ahead of it must be at least 0: current value is ${lots}`,
    });
  }
});
