import assert from "node:assert/strict";
import { DAY } from "volarb/time";
import {
  toMoney,
  toRate,
  volumeFees,
  type VolumeFeesOptions,
} from "volarb/venue";
import { openExchange } from "./random_market.ts";
import { Order } from "volarb/venue";

const levels = [
  { volume: 0, maker: 0.0002, taker: 0.0005 },
  { volume: 100, maker: 0.0001, taker: 0.0004 },
  { volume: 1000, maker: -0.00005, taker: 0.0003 },
];

Deno.test("what is traded counts from the next midnight on, for as many days as the window has", () => {
  const fees = volumeFees({ levels, days: 2, discount: 0.1 }).session!();
  const takerOn = (day: number) => fees.rate(day * DAY, "taker", "X");
  assert.equal(takerOn(10), toRate(0.00045));
  fees.note!(10 * DAY, toMoney(40));
  fees.note!(11 * DAY - 1, toMoney(60));
  assert.equal(fees.rate(11 * DAY - 1, "taker", "X"), toRate(0.00045));
  assert.equal(takerOn(11), toRate(0.00036));
  fees.note!(11 * DAY, toMoney(900));
  assert.equal(takerOn(12), toRate(0.00027));
  // A rebate has no discount.
  assert.equal(fees.rate(12 * DAY, "maker", "X"), toRate(-0.00005));
  assert.equal(takerOn(13), toRate(0.00036));
  assert.equal(takerOn(14), toRate(0.00045));
});

Deno.test("days before the first fill have the volume that is stated, days after it their own", () => {
  const fees = volumeFees({ levels, days: 2, dailyBefore: 50 }).session!();
  fees.note!(5 * DAY, toMoney(10));
  assert.equal(fees.rate(5 * DAY, "taker", "X"), toRate(0.0004));
  // 50 of the day before, 10 of the first.
  assert.equal(fees.rate(6 * DAY, "taker", "X"), toRate(0.0005));
});

Deno.test("an exchange charges by what it has seen traded, and each begins with nothing", () => {
  const fees = volumeFees({ levels, days: 1 });
  for (let run = 0; run < 2; run++) {
    const { exchange, events } = openExchange({ fees });
    for (const day of [1, 2]) {
      exchange.quote(0, day * DAY, 99, 5, 100, 5);
      exchange.submit(
        new Order({
          clientOrderId: String(day),
          symbol: "X",
          side: "buy",
          type: "market",
          quantity: 1,
        }),
        day * DAY + 1,
      );
      exchange.quote(0, day * DAY + 2, 99, 5, 100, 5);
    }
    const paid = events.flatMap((event) =>
      event.type === "filled" ? [event.fill.commission] : []
    );
    assert.deepEqual(paid, [toMoney(0.05), toMoney(0.04)]);
  }
});

Deno.test("levels that do not rise from 0, windows and volumes that are none are refused", () => {
  const cases: [Partial<VolumeFeesOptions>, RegExp][] = [
    [{ levels: [] }, /first level must hold from 0: current value is undef/],
    [{ levels: levels.slice(1) }, /first level must hold from 0: .* 100/],
    [{ levels: [levels[0]!, levels[0]!] }, /volumes of levels must rise: .* 0/],
    [{ days: 1.5 }, /days must be a whole number of at least 1: .* 1.5/],
    [{ dailyBefore: NaN }, /dailyBefore must be at least 0: .* NaN/],
    [{ discount: 1 }, /discount must be in \[0, 1\)/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => volumeFees({ levels, ...change }), {
      name: "RangeError",
      message,
    });
  }
});
