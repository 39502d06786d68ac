import assert from "node:assert/strict";
import * as fc from "fast-check";
import { premiumIndex } from "volarb/regime";
import { assertCausal, assertClose } from "../close.ts";

const one = (impactBid: number, impactAsk: number, index: number) =>
  premiumIndex({
    impactBid: Float64Array.of(impactBid),
    impactAsk: Float64Array.of(impactAsk),
    index: Float64Array.of(index),
  })[0]!;

Deno.test("premiumIndex() is the bid above the index or the ask below it", () => {
  assert.equal(one(101, 102, 100), 0.01);
  assert.equal(one(97, 98, 100), -0.02);
  assert.equal(one(99, 101, 100), 0);
});

Deno.test("premiumIndex() divides by the index; the mark in its place hides the premium", () => {
  // Bid 60 bp over the index; a mark halfway there leaves 30.
  const [bid, ask, index, mark] = [10060, 10061, 10000, 10030];
  assertClose(Float64Array.of(one(bid, ask, index)), [60e-4]);
  assert.ok(one(bid, ask, mark) < 30e-4);
});

Deno.test("premiumIndex() is free of the unit of price and odd in the side", () => {
  const price = fc.double({ min: 1, max: 1e5, noNaN: true });
  fc.assert(fc.property(price, price, price, (a, b, index) => {
    const [bid, ask] = [Math.min(a, b), Math.max(a, b)];
    const premium = one(bid, ask, index);
    assert.equal(one(bid * 2, ask * 2, index * 2), premium);
    // Reflected in the index, bid and ask change places. Keep prices positive.
    if (ask < 2 * index) {
      const reflected = one(2 * index - ask, 2 * index - bid, index);
      assert.ok(Math.abs(reflected + premium) < 1e-12);
    }
  }));
});

Deno.test("premiumIndex() misses where a price is missing and takes no price that is not positive", () => {
  assert.ok(Number.isNaN(one(NaN, 1, 1)));
  assert.ok(Number.isNaN(one(1, NaN, 1)));
  assert.ok(Number.isNaN(one(1, 1, NaN)));
  assert.throws(() => one(0, 1, 1), {
    name: "RangeError",
    message:
      "Cannot compute a premium index as impactBid must be positive and finite: current value is 0",
  });
  assert.throws(() => one(1, -1, 1), RangeError);
  assert.throws(() => one(1, 1, Infinity), RangeError);
  const none = new Float64Array(0);
  assert.equal(
    premiumIndex({ impactBid: none, impactAsk: none, index: none }).length,
    0,
  );
  assert.throws(
    () =>
      premiumIndex({
        impactBid: none,
        impactAsk: none,
        index: new Float64Array(1),
      }),
    RangeError,
  );
});

Deno.test("premiumIndex() looks at nothing later", () => {
  const index = Float64Array.of(100, 101, 99, 100);
  assertCausal(
    (impactBid) =>
      premiumIndex({
        impactBid,
        impactAsk: impactBid.map((p) => p + 0.1),
        index: index.slice(0, impactBid.length),
      }),
    Float64Array.of(100.2, 101, 98, 100.4),
  );
});
