import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  aggressorSign,
  bulkBuyShare,
  classificationAccuracy,
  TickRule,
  tickRule,
  tradeBars,
} from "volarb/flow";
import { assertCausal, assertClose } from "../close.ts";
import { randomTrades, throughJson } from "./market.ts";

const price = Float64Array.of(5, 5, 6, 6, 4, 4, 7);

Deno.test("tickRule() keeps the side while the price stands", () => {
  assert.deepEqual(tickRule(price), Float64Array.of(NaN, NaN, 1, 1, -1, -1, 1));
});

Deno.test("tickRule() turns over with the price", () => {
  assertClose(
    tickRule(price.map((p) => 10 - p)),
    tickRule(price).map((s) => -s),
    0,
  );
});

Deno.test("TickRule agrees with tickRule() across a save and load, and is causal", () => {
  const { price } = randomTrades(200, 1);
  const sign = tickRule(price);
  let stream = new TickRule();
  sign.forEach((s, i) => {
    stream = TickRule.from(throughJson(stream));
    assert.equal(stream.update(price[i]!), s);
    assert.equal(stream.value, s);
    assert.equal(stream.ready, !Number.isNaN(s));
  });
  stream.reset();
  assert.deepEqual(stream.toJSON(), new TickRule().toJSON());
  assertCausal(tickRule, price);
});

Deno.test("tickRule() refuses a price of 0", () => {
  assert.throws(() => tickRule(Float64Array.of(1, 0)), {
    name: "RangeError",
    message: /price must be positive and finite: current value is 0/,
  });
  assert.equal(tickRule(new Float64Array(0)).length, 0);
});

Deno.test("the tick rule is right where the price follows the side, and no better than a coin where it does not", () => {
  const { price, isBuyerMaker } = randomTrades(20_000, 2);
  const truth = aggressorSign(isBuyerMaker);
  const share = (guess: Float64Array) =>
    guess.filter((s, i) => s === truth[i]).length / guess.length;
  assert.ok(share(tickRule(price)) > 0.8);
  const random = new Random(3);
  const blind = tickRule(price.map(() => 100 + random.uniform()));
  assert.ok(Math.abs(share(blind) - 0.5) < 0.02);
});

Deno.test("classificationAccuracy() by hand, perfect, and of half of everything", () => {
  const volume = Float64Array.of(10, 10, 5);
  const buyVolume = Float64Array.of(6, 0, 5);
  const score = (classified: Float64Array) =>
    classificationAccuracy({ volume, buyVolume, classified });
  assert.equal(score(buyVolume), 1);
  assert.equal(score(Float64Array.of(8, 5, NaN)), (8 + 5) / 20);
  assert.equal(score(Float64Array.of(5, 5, 2.5)), (9 + 5 + 2.5) / 25);
  assert.ok(Number.isNaN(score(new Float64Array(3).fill(NaN))));
  assert.throws(() => score(Float64Array.of(11, 0, 0)), {
    name: "RangeError",
    message: /within \[0, 10\]: current value is 11/,
  });
});

Deno.test("bulk classification scores between half of everything and the truth", () => {
  const bars = tradeBars(randomTrades(20_000, 4), {
    kind: "volume",
    volume: 100,
  });
  const change = bars.close.map((c, k) => c - (bars.close[k - 1] ?? NaN));
  const share = bulkBuyShare(change, { deviationWindow: 100 });
  const score = (part: (k: number) => number) =>
    classificationAccuracy({
      ...bars,
      classified: bars.volume.map((v, k) => v * part(k)),
    });
  const bulk = score((k) => share[k]!);
  assert.ok(bulk > score((k) => share[k]! * 0 + 0.5) && bulk < 1);
});
