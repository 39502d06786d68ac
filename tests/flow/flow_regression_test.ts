import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  barClose,
  clockBars,
  flowRegression,
  orderFlowImbalanceBars,
} from "volarb/flow";
import { stylisedBook } from "../theory/flow_toxicity.ts";

Deno.test("flowRegression() of both horizons are different numbers, each by its name", () => {
  const random = new Random(51);
  const n = 3600;
  const flow = Float64Array.from({ length: n }, () => random.normal());
  const change = flow.map((x) => x + random.normal());
  const now = flowRegression(flow, change, {
    horizon: "contemporaneous",
    window: 180,
  });
  const next = flowRegression(flow, change, { horizon: "next", window: 180 });
  assert.equal(now.horizon, "contemporaneous");
  assert.equal(next.horizon, "next");
  assert.ok(Math.abs(now.pooled.rSquared - 0.5) < 0.03);
  assert.ok(next.pooled.rSquared < 0.005);
  assert.equal(next.pooled.count, n - 1);
  assert.equal(now.windows.rSquared.length, 20);
});

Deno.test("flowRegression() on the next bar is that on a price change shifted back", () => {
  const random = new Random(52);
  const flow = Float64Array.from({ length: 40 }, () => random.normal());
  const change = Float64Array.from({ length: 40 }, () => random.normal());
  const next = flowRegression(flow, change, { horizon: "next", window: 13 });
  const shifted = flowRegression(flow.slice(0, 39), change.slice(1), {
    horizon: "contemporaneous",
    window: 13,
  });
  assert.deepEqual(next.pooled, shifted.pooled);
  assert.deepEqual(next.windows, shifted.windows);
});

Deno.test("flowRegression() fits better window by window where depth moves", () => {
  const random = new Random(53);
  const n = 40 * 180;
  const flow = Float64Array.from({ length: n }, () => random.normal());
  const change = flow.map((x, i) => {
    const impact = Math.floor(i / 180) % 2 === 0 ? 0.2 : 2;
    return impact * (x + 0.5 * random.normal());
  });
  const { pooled, meanWindowRSquared } = flowRegression(flow, change, {
    horizon: "contemporaneous",
    window: 180,
  });
  assert.ok(Math.abs(meanWindowRSquared - 0.8) < 0.02);
  assert.ok(pooled.rSquared < 0.55);
});

Deno.test("flowRegression() of too few bars has no window and no slope", () => {
  const fit = flowRegression(Float64Array.of(1), Float64Array.of(2), {
    horizon: "next",
    window: 3,
  });
  assert.equal(fit.windows.slope.length, 0);
  assert.ok(Number.isNaN(fit.meanWindowRSquared));
  assert.ok(Number.isNaN(fit.pooled.slope));
  const none = new Float64Array(0);
  assert.equal(
    flowRegression(none, none, { horizon: "next", window: 3 }).pooled.count,
    0,
  );
  assert.throws(
    () => flowRegression(none, none, { horizon: "next", window: 2 }),
    { message: /window must be an integer of at least 3/ },
  );
  assert.throws(
    () => flowRegression(none, none, { horizon: "later" as "next", window: 3 }),
    { name: "TypeError", message: /current value is "later"/ },
  );
});

Deno.test("flowRegression() of the stylised book of depth D has slope 1/(2D)", () => {
  for (const depth of [4, 10]) {
    const quotes = stylisedBook(1_000_000, depth, new Random(54));
    const bars = clockBars(quotes.time, { period: 2000 });
    const mid = quotes.bidPrice.map((b, i) => (b + quotes.askPrice[i]!) / 2);
    const close = barClose(mid, bars);
    const change = close.map((m, k) => m - (k > 0 ? close[k - 1]! : mid[0]!));
    const { pooled } = flowRegression(
      orderFlowImbalanceBars(quotes, bars),
      change,
      { horizon: "contemporaneous", window: 100 },
    );
    assert.ok(Math.abs(pooled.slope * 2 * depth - 1) < 0.02, `${pooled.slope}`);
    assert.ok(pooled.rSquared > 0.98);
  }
});
