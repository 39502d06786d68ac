import assert from "node:assert/strict";
import { feeSchedule, noFees, toRate, venueFees } from "volarb/venue";

const periods = [
  { from: 100, maker: 0.0002, taker: 0.0004 },
  { from: 200, maker: -0.0001, taker: 0.0005 },
];

Deno.test("a fee is that of its time, to the microsecond", () => {
  const fees = feeSchedule({ periods });
  assert.equal(fees.rate(100, "taker", "X"), toRate(0.0004));
  assert.equal(fees.rate(199, "maker", "X"), toRate(0.0002));
  assert.equal(fees.rate(200, "maker", "X"), toRate(-0.0001));
  assert.throws(() => fees.rate(99, "maker", "X"), {
    name: "DataError",
    message: /at or after 100, the first known: current value is 99/,
  });
});

Deno.test("the discount is exact on fees and leaves rebates", () => {
  const fees = feeSchedule({ periods, discount: 0.1 });
  assert.equal(fees.rate(100, "taker", "X"), 360_000_000n);
  assert.equal(fees.rate(200, "maker", "X"), -100_000_000n);
  assert.match(fees.name, /10 % off/);
});

Deno.test("the venue's levels: 5 basis points for a taker without one, 1.7 for VIP 9", () => {
  // Binance, fee schedule of USDT-margined contracts, 2024.
  const date = "2024-07-19";
  const none = venueFees({ date });
  assert.equal(none.rate(0, "taker", "X"), toRate(0.0005));
  const best = venueFees({ level: "VIP 9", date });
  assert.equal(best.rate(0, "taker", "X"), toRate(0.00017));
  assert.equal(best.rate(0, "maker", "X"), 0n);
  assert.throws(() => venueFees({ level: "VIP 10", date }), {
    name: "DataError",
    message: /one of VIP 0, .*VIP 9: current value is VIP 10/,
  });
});

Deno.test("schedules that could not be read are refused", () => {
  assert.throws(() => feeSchedule({ periods: [] }), /must be a period/);
  assert.throws(() => feeSchedule({ periods: periods.toReversed() }), /rise/);
  assert.throws(() => feeSchedule({ periods, discount: 1 }), /in \[0, 1\)/);
  const wild = [{ from: 0, maker: 0, taker: NaN }];
  assert.throws(() => feeSchedule({ periods: wild }), /within 1.* NaN/);
  assert.equal(noFees().rate(-Infinity, "taker", "X"), 0n);
});
