import assert from "node:assert/strict";
import { receiveTime } from "volarb/market";

const at = (...date: [number, number, number, number, number]) =>
  Float64Array.of(Date.UTC(...date) * 1000);

Deno.test("a trade is seen 100 ms after its first fill and the feed's delay later", () => {
  assert.equal(receiveTime("aggTrades", Float64Array.of(7))[0], 150_007);
  assert.equal(
    receiveTime("aggTrades", Float64Array.of(7), { feedDelay: 3000 })[0],
    103_007,
  );
});

Deno.test("a quote and a settlement are seen after the feed's delay, a bar after its minute", () => {
  const time = Float64Array.of(1e15);
  assert.equal(receiveTime("bookTicker", time)[0], 1e15 + 50_000);
  assert.equal(receiveTime("fundingRate", time)[0], 1e15 + 50_000);
  for (
    const kind of [
      "klines_1m",
      "markPriceKlines_1m",
      "premiumIndexKlines_1m",
    ] as const
  ) {
    assert.equal(receiveTime(kind, time)[0], 1e15 + 60_050_000);
  }
});

Deno.test("metrics are known at the end of their window under both labels", () => {
  const exact = { feedDelay: 0 };
  const wait = (time: Float64Array, options = {}) =>
    receiveTime("metrics", time, { ...exact, ...options })[0]! - time[0]!;
  // The last stamp labelled by the end of its window, and the first by its start.
  assert.equal(wait(at(2026, 5, 24, 23, 55)), 0);
  assert.equal(wait(at(2026, 5, 25, 0, 0)), 300e6);
  assert.equal(wait(at(2024, 0, 1, 0, 5), { metricsLabel: "start" }), 300e6);
  assert.equal(wait(at(2026, 6, 1, 0, 5), { metricsLabel: "end" }), 0);
});

Deno.test("no row is seen before its own time", () => {
  assert.throws(
    () => receiveTime("aggTrades", Float64Array.of(0), { feedDelay: -1 }),
    RangeError,
  );
  assert.throws(
    () => receiveTime("aggTrades", Float64Array.of(0), { feedDelay: NaN }),
    RangeError,
  );
});
